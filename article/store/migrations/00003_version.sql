-- The documents of articles may hold the version that their site gave them. An
-- older program, which would drop it, refuses this schema.
SELECT 1;
