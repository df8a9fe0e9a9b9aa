package store

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// What was acknowledged is on disk: SQLite must wait for it at every commit.
func TestSQLiteWaitsForTheDisk(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "lector.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := s.db.(*sqliteDB)
	for _, test := range []struct {
		db   *sql.DB
		name string
		want string
	}{
		{d.w, "journal_mode", "wal"},
		{d.w, "synchronous", "2"}, // FULL
		{d.w, "foreign_keys", "1"},
		{d.w, "busy_timeout", "10000"},
		{d.w, "application_id", "1279607636"},
		{d.r, "query_only", "1"},
		{d.l, "synchronous", "1"}, // NORMAL: leases and claims
		{d.l, "foreign_keys", "1"},
	} {
		var got string
		if err := test.db.QueryRow("PRAGMA " + test.name).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != test.want {
			t.Errorf("PRAGMA %s = %s, want %s", test.name, got, test.want)
		}
	}
}

func TestParseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		url  string
		kind kind
		rest string
		bad  bool
	}{
		{url: "lector.db", rest: "lector.db"},
		{url: "/var/lib/lector/lector.db", rest: "/var/lib/lector/lector.db"},
		{url: `C:\data\lector.db`, rest: `C:\data\lector.db`},
		{url: "sqlite:lector.db", rest: "lector.db"},
		{url: "sqlite:///var/lib/lector.db", rest: "/var/lib/lector.db"},
		{url: "file:/var/lib/lector.db", rest: "/var/lib/lector.db"},
		{url: "postgres://u:p@h/db?sslmode=disable", kind: kindPostgres, rest: "postgres://u:p@h/db?sslmode=disable"},
		{url: "postgresql://h/db", kind: kindPostgres, rest: "postgresql://h/db"},
		{url: "", bad: true},
		{url: "mysql://h/db", bad: true},
		{url: "sqlite:", bad: true},
		{url: "sqlite::memory:", bad: true},
		{url: "file:x.db?mode=ro", bad: true},
	} {
		k, rest, err := parseURL(test.url)
		if k != test.kind || rest != test.rest || (err != nil) != test.bad {
			t.Errorf("parseURL(%q) = %v, %q, %v, want %v, %q, error %v", test.url, k, rest, err, test.kind, test.rest, test.bad)
		}
	}
}
