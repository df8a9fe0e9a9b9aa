-- The library: one text for SQLite and PostgreSQL. Times are milliseconds since
-- 1970 in UTC; booleans are 0 or 1. Columns marked /* bytewise */ are compared
-- byte by byte in both (SQLite does, PostgreSQL is told COLLATE "C"), so that
-- "by ID" means the same order everywhere.

-- +goose Up

-- What counts up: 'rev' is the newest revision.
CREATE TABLE counters (
	name  TEXT   NOT NULL PRIMARY KEY,
	value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('rev', 0);

-- Texts by the SHA-256 of their bytes. Articles and the history share them, so
-- an edited pair does not store a book again. Never changed; removed when
-- nothing refers to them.
CREATE TABLE texts (
	hash TEXT NOT NULL PRIMARY KEY,
	body TEXT NOT NULL
);

-- Articles as they stand. doc is the metadata and the pairs as JSON.
CREATE TABLE articles (
	collection TEXT /* bytewise */ NOT NULL,
	id         TEXT /* bytewise */ NOT NULL,
	rev        BIGINT NOT NULL UNIQUE,
	updated    BIGINT NOT NULL,
	doc        TEXT   NOT NULL,
	text_hash  TEXT   NOT NULL REFERENCES texts (hash),
	PRIMARY KEY (collection, id)
);
CREATE INDEX articles_text ON articles (text_hash);

-- Articles that were removed, for followers of the change feed.
CREATE TABLE removals (
	collection TEXT /* bytewise */ NOT NULL,
	id         TEXT /* bytewise */ NOT NULL,
	rev        BIGINT NOT NULL UNIQUE,
	at         BIGINT NOT NULL,
	PRIMARY KEY (collection, id)
);

-- Who changed what, when, and what stood there before. id is '' where the
-- collection's settings were changed; then before_doc is the settings.
CREATE TABLE history (
	rev            BIGINT NOT NULL PRIMARY KEY,
	collection     TEXT /* bytewise */ NOT NULL,
	id             TEXT /* bytewise */ NOT NULL,
	actor          TEXT   NOT NULL,
	verb           TEXT   NOT NULL,
	at             BIGINT NOT NULL,
	before_doc     TEXT,
	before_text    TEXT REFERENCES texts (hash),
	before_rev     BIGINT NOT NULL,
	before_updated BIGINT NOT NULL,
	undoes         BIGINT NOT NULL,
	undone         BIGINT NOT NULL
);
CREATE INDEX history_of ON history (collection, id, rev);
CREATE INDEX history_at ON history (at);
CREATE INDEX history_text ON history (before_text);

CREATE TABLE settings (
	collection TEXT   NOT NULL PRIMARY KEY,
	value      TEXT   NOT NULL
);

-- Collections that are to be deleted, and when.
CREATE TABLE drops (
	collection TEXT   NOT NULL PRIMARY KEY,
	at         BIGINT NOT NULL
);

CREATE TABLE gaps (
	collection    TEXT /* bytewise */ NOT NULL,
	id            TEXT /* bytewise */ NOT NULL,
	gap_key       TEXT   NOT NULL,
	question      TEXT   NOT NULL,
	phrasings     TEXT   NOT NULL,
	askers        BIGINT NOT NULL,
	asked         BIGINT NOT NULL,
	first_asked   BIGINT NOT NULL,
	last_asked    BIGINT NOT NULL,
	reason        TEXT   NOT NULL,
	article       TEXT   NOT NULL,
	nearest_start BIGINT NOT NULL,
	nearest_end   BIGINT NOT NULL,
	channel       TEXT   NOT NULL,
	PRIMARY KEY (collection, id)
);
CREATE INDEX gaps_last ON gaps (last_asked);

-- Keyed hashes of who met a gap, to count people and not clicks.
CREATE TABLE gap_askers (
	collection TEXT /* bytewise */ NOT NULL,
	gap        TEXT /* bytewise */ NOT NULL,
	asker      TEXT NOT NULL,
	PRIMARY KEY (collection, gap, asker),
	FOREIGN KEY (collection, gap) REFERENCES gaps (collection, id) ON DELETE CASCADE
);

CREATE TABLE votes (
	vote_key     TEXT /* bytewise */ NOT NULL PRIMARY KEY,
	collection   TEXT /* bytewise */ NOT NULL,
	question     TEXT   NOT NULL,
	article      TEXT   NOT NULL,
	pair         TEXT   NOT NULL,
	passage_start BIGINT NOT NULL,
	passage_end   BIGINT NOT NULL,
	helpful      BIGINT NOT NULL,
	at           BIGINT NOT NULL
);
CREATE INDEX votes_of ON votes (collection, at);
CREATE INDEX votes_at ON votes (at);

-- Random keys for keyed hashes (hexadecimal), and small facts.
CREATE TABLE secrets (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
CREATE TABLE meta (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

-- What processes agree on through the store: who holds a lease, and which
-- interactions have been taken. Worth nothing after a restart.
CREATE TABLE leases (
	name    TEXT   NOT NULL PRIMARY KEY,
	owner   TEXT   NOT NULL,
	expires BIGINT NOT NULL
);
CREATE TABLE claims (
	name    TEXT   NOT NULL PRIMARY KEY,
	expires BIGINT NOT NULL
);
CREATE INDEX claims_expires ON claims (expires);
