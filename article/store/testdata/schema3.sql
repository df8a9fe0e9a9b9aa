CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
CREATE TABLE counters (
	name  TEXT   NOT NULL PRIMARY KEY,
	value BIGINT NOT NULL
);
CREATE TABLE texts (
	hash TEXT NOT NULL PRIMARY KEY,
	body TEXT NOT NULL
);
CREATE TABLE articles (
	collection TEXT /* bytewise */ NOT NULL,
	id         TEXT /* bytewise */ NOT NULL,
	rev        BIGINT NOT NULL UNIQUE,
	updated    BIGINT NOT NULL,
	doc        TEXT   NOT NULL,
	text_hash  TEXT   NOT NULL REFERENCES texts (hash),
	PRIMARY KEY (collection, id)
);
CREATE TABLE removals (
	collection TEXT /* bytewise */ NOT NULL,
	id         TEXT /* bytewise */ NOT NULL,
	rev        BIGINT NOT NULL UNIQUE,
	at         BIGINT NOT NULL,
	PRIMARY KEY (collection, id)
);
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
CREATE TABLE settings (
	collection TEXT   NOT NULL PRIMARY KEY,
	value      TEXT   NOT NULL
);
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
, source TEXT /* bytewise */ NOT NULL DEFAULT '', earlier TEXT NOT NULL DEFAULT '');
CREATE TABLE secrets (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
CREATE TABLE meta (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
CREATE TABLE leases (
	name    TEXT   NOT NULL PRIMARY KEY,
	owner   TEXT   NOT NULL,
	expires BIGINT NOT NULL
);
CREATE TABLE claims (
	name    TEXT   NOT NULL PRIMARY KEY,
	expires BIGINT NOT NULL
);
CREATE TABLE settled (
	collection TEXT /* bytewise */ NOT NULL,
	name       TEXT /* bytewise */ NOT NULL,
	at         BIGINT NOT NULL,
	PRIMARY KEY (collection, name)
);
CREATE INDEX articles_text ON articles (text_hash);
CREATE INDEX history_of ON history (collection, id, rev);
CREATE INDEX history_at ON history (at);
CREATE INDEX history_text ON history (before_text);
CREATE INDEX gaps_last ON gaps (last_asked);
CREATE INDEX votes_of ON votes (collection, at);
CREATE INDEX votes_at ON votes (at);
CREATE INDEX claims_expires ON claims (expires);
CREATE INDEX votes_on ON votes (source, at);
CREATE INDEX settled_at ON settled (at);
INSERT INTO goose_db_version VALUES (1, 0, 1, '2026-11-24 12:22:35');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2026-11-24 12:22:35');
INSERT INTO goose_db_version VALUES (3, 2, 1, '2026-11-24 12:22:35');
INSERT INTO goose_db_version VALUES (4, 3, 1, '2026-11-24 12:22:35');
INSERT INTO counters VALUES ('rev', 5);
INSERT INTO texts VALUES ('80f58cd97cbfb713b976341368dc56a57c8112c12215b7958b26f53213db60b5', 'The moon pulls the sea.
');
INSERT INTO texts VALUES ('6bf6b05fc73bc65bef632349f87d66615abf765967ac817e6f3fbded3800c62b', 'The moon pulls the sea.

Twice a day.
');
INSERT INTO articles VALUES ('home', 'tides', 2, 1795522955855, '{"title":"Tides","publisher":"The Almanac","author":"A. Writer","published":"2021-07","url":"https://example.org/tides","lang":"en","note":"Retold","origin":"tides.md","version":"\"v1\"","pairs":[{"id":"p1","questions":["What pulls the sea?","Why tides?"],"answer":"The moon.","quote":"The moon pulls the sea."}]}', '6bf6b05fc73bc65bef632349f87d66615abf765967ac817e6f3fbded3800c62b');
INSERT INTO removals VALUES ('home', 'gone', 4, 1795522956001);
INSERT INTO history VALUES (1, 'home', 'tides', 'user:7', 'add', 1795522955720, NULL, NULL, 0, 0, 0, 0);
INSERT INTO history VALUES (2, 'home', 'tides', 'user:7', 'edit', 1795522955855, '{"title":"Tides","publisher":"The Almanac","author":"A. Writer","published":"2021-07","url":"https://example.org/tides","lang":"en","note":"Retold","origin":"tides.md","version":"\"v1\"","pairs":[{"id":"p1","questions":["What pulls the sea?","Why tides?"],"answer":"The moon.","quote":"The moon pulls the sea."}]}', '80f58cd97cbfb713b976341368dc56a57c8112c12215b7958b26f53213db60b5', 1, 1795522955720, 0, 0);
INSERT INTO history VALUES (3, 'home', 'gone', 'user:7', 'add', 1795522955995, NULL, NULL, 0, 0, 0, 0);
INSERT INTO history VALUES (4, 'home', 'gone', 'user:7', 'remove', 1795522956001, '{"title":"Tides","publisher":"The Almanac","author":"A. Writer","published":"2021-07","url":"https://example.org/tides","lang":"en","note":"Retold","origin":"tides.md","version":"\"v1\"","pairs":[{"id":"p1","questions":["What pulls the sea?","Why tides?"],"answer":"The moon.","quote":"The moon pulls the sea."}]}', '6bf6b05fc73bc65bef632349f87d66615abf765967ac817e6f3fbded3800c62b', 3, 1795522955995, 0, 0);
INSERT INTO history VALUES (5, 'guild:1', '', 'user:7', 'settings', 1795522956014, '', NULL, 0, 0, 0, 0);
INSERT INTO settings VALUES ('guild:1', '{"caution":"careful"}');
INSERT INTO gaps VALUES ('home', '9e78b43ea00edcac', 'moon', 'Why the moon?', '[]', 1, 1, 1795522956020, 1795522956020, 'silent', '', 0, 0, '');
INSERT INTO gap_askers VALUES ('home', '9e78b43ea00edcac', 'hash');
INSERT INTO votes VALUES ('v', 'home', '', '', '', 0, 0, 1, 1795522956025, 'home', '');
INSERT INTO secrets VALUES ('votes', '1e8fb47bf1d488096ffba791085818c2c9db8ce6128c0e16c76715713b84a8c0');
INSERT INTO meta VALUES ('commands', 'abc');
INSERT INTO settled VALUES ('home', 'wording:1', 1795522956042);
