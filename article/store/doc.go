// Package store keeps a library on disk: in one SQLite file by default, on a
// PostgreSQL server when one machine is outgrown. Both pass one test suite, and
// nothing above [article.Store] knows which it is.
//
// # What is promised
//
// When a method that writes returns nil, the change is on disk: SQLite runs in
// WAL mode with synchronous=FULL, PostgreSQL with its defaults. Only leases and
// claims are exempt, which a restart makes worthless anyway. A process that is
// killed at any moment leaves a sound store; opening it is all the healing there
// is. What can be wrong with a store (full disk, locked file, damage, a newer
// schema, no server) is told by a [*Fault]: a sentinel to branch on and one
// sentence for the person who runs it.
//
// # How it is laid out
//
// An article is one row: its metadata and pairs as JSON, and its text by hash in
// a table of texts that the history shares. Every change takes the next revision
// from one counter, within the transaction that makes the change, and writers
// come one after the other; so revisions are without gaps, and whoever sees
// revision n sees all before it. The change feed is a query for what was changed
// or removed after a revision. Followers are woken by their own process's
// writers, by NOTIFY where the server has it, and look by themselves from time
// to time as the net under both.
//
// One SQL text with $1 placeholders serves both databases through database/sql.
// What differs is behind one small interface: opening, locking, telling other
// processes, the clock, the meaning of errors.
//
// Steps of the schema are in migrations/, run by goose when a store is opened. A
// file is copied before its schema is changed, and one that was written by a
// newer version is refused untouched.
package store
