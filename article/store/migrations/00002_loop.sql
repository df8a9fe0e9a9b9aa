-- The owner's loop closes: wordings that led to a helpful answer are offered as
-- questions of it, and broken quotes are reported where they were prepared.
-- (Pairs also know the channel that they were prepared in: in articles.doc.)

-- +goose Up

-- The collection that the voted-on article is of, and what the member had asked
-- in vain before.
ALTER TABLE votes ADD COLUMN source TEXT /* bytewise */ NOT NULL DEFAULT '';
ALTER TABLE votes ADD COLUMN earlier TEXT NOT NULL DEFAULT '';
CREATE INDEX votes_on ON votes (source, at);

-- What was dealt with and is not brought up again: wordings that were dismissed,
-- broken quotes that were reported.
CREATE TABLE settled (
	collection TEXT /* bytewise */ NOT NULL,
	name       TEXT /* bytewise */ NOT NULL,
	at         BIGINT NOT NULL,
	PRIMARY KEY (collection, name)
);
CREATE INDEX settled_at ON settled (at);
