package store

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"lector/article"
	"lector/config"
)

var update = flag.Bool("update", false, "write the newest schema, filled, to testdata")

// dump writes a file's schema and rows as SQL.
func dump(t *testing.T, db *sql.DB) string {
	t.Helper()
	var out strings.Builder
	var names []string
	if err := rows(t.Context(), db, func(r *sql.Rows) error {
		var kind, name, text string
		err := r.Scan(&kind, &name, &text)
		if kind == "table" {
			names = append(names, name)
		}
		fmt.Fprintf(&out, "%s;\n", text)
		return err
	}, `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, rowid`); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		var columns []string
		if err := rows(t.Context(), db, func(r *sql.Rows) error {
			var c string
			err := r.Scan(&c)
			columns = append(columns, fmt.Sprintf("quote(%s)", c))
			return err
		}, `SELECT name FROM pragma_table_info($1) ORDER BY cid`, name); err != nil {
			t.Fatal(err)
		}
		if err := rows(t.Context(), db, func(r *sql.Rows) error {
			var values string
			err := r.Scan(&values)
			fmt.Fprintf(&out, "INSERT INTO %s VALUES (%s);\n", name, values)
			return err
		}, fmt.Sprintf(`SELECT %s FROM %s`, strings.Join(columns, " || ', ' || "), name)); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func load(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(fmt.Sprintf("PRAGMA application_id = %d;\n", applicationID) + text); err != nil {
		t.Fatal(err)
	}
}

// schemaOf is a file's schema alone, in an order of its own.
func schemaOf(t *testing.T, db *sql.DB) []string {
	t.Helper()
	var out []string
	if err := rows(t.Context(), db, func(r *sql.Rows) error {
		var text string
		err := r.Scan(&text)
		out = append(out, strings.Join(strings.Fields(text), " "))
		return err
	}, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// newestSchema is the version of the last step.
func newestSchema(t *testing.T) int {
	t.Helper()
	files, err := migrationFiles.ReadDir("migrations")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	version, err := goose.NumericComponent(files[len(files)-1].Name())
	if err != nil {
		t.Fatal(err)
	}
	return int(version)
}

// Every schema that was ever released, filled by the program of its time, is
// brought up to date with everything in it. testdata/schemaN.sql is what
// version N wrote; go test -update writes the newest, before it is released.
func TestEveryReleasedSchemaIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	newest := newestSchema(t)
	if *update {
		path := filepath.Join(t.TempDir(), "lector.db")
		s := mustOpenStore(t, path)
		fillReleased(t, s)
		if err := os.WriteFile(fmt.Sprintf("testdata/schema%d.sql", newest), []byte(dump(t, s.db.reader())), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fresh := schemaOf(t, mustOpenStore(t, filepath.Join(t.TempDir(), "fresh.db")).db.reader())
	for version := 1; version <= newest; version++ {
		text, err := os.ReadFile(fmt.Sprintf("testdata/schema%d.sql", version))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "lector.db")
		load(t, path, string(text))
		s := mustOpenStore(t, path)
		if d := cmp.Diff(fresh, schemaOf(t, s.db.reader())); d != "" {
			t.Errorf("schema %d brought up to date differs from a new one (-new +old):\n%s", version, d)
		}
		checkReleased(t, s)
		if settled, err := s.Settled(t.Context(), article.Home); err != nil || settled["wording:1"] != (version >= 2) {
			t.Errorf("schema %d: settled %v, %v", version, settled, err)
		}
		a, err := s.Get(t.Context(), article.Home, "tides")
		if want := map[bool]string{true: `"v1"`}[version >= 3]; err != nil || a.Version != want {
			t.Errorf("schema %d: the version is %q, %v, want %q", version, a.Version, err, want)
		}
		backup := fmt.Sprintf("%s.schema%d.bak", path, version)
		if _, err := os.Stat(backup); (err == nil) != (version < newest) {
			t.Errorf("schema %d: a copy from before: %v, want one %v", version, err, version < newest)
		}
	}
}

// The same on a server: a schema of every version is brought up to date, and what a
// newer Lector has made is refused.
func TestPostgresSchemasAreBroughtUpToDate(t *testing.T) {
	t.Parallel()
	server := PostgresServer(t)
	newest := newestSchema(t)
	for version := 1; version <= newest; version++ {
		address := NewSchema(t, server)
		d, err := openPostgres(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		provider, err := d.migrations()
		if err == nil {
			_, err = provider.UpTo(t.Context(), int64(version))
		}
		if err != nil {
			t.Fatalf("make schema %d: %v", version, err)
		}
		if _, err := d.pool.Exec(`UPDATE counters SET value = 7 WHERE name = 'rev'`); err != nil {
			t.Fatal(err)
		}
		d.close()
		s := mustOpenStore(t, address)
		if rev, err := s.Newest(t.Context()); err != nil || rev != 7 {
			t.Errorf("schema %d brought up to date is at revision %d, %v, want 7", version, rev, err)
		}
		var at int
		if err := s.db.reader().QueryRow(`SELECT max(version_id) FROM goose_db_version`).Scan(&at); err != nil || at != newest {
			t.Errorf("schema %d was brought to version %d, %v, want %d", version, at, err, newest)
		}
		if _, err := s.db.writer().Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)`); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), address); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "newer Lector (its schema is version 99") {
			t.Errorf("opening what a newer version wrote: %v", err)
		}
	}
}

func mustOpenStore(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fillReleased and checkReleased are the same for all versions: what an older
// one could not hold is added by a check of its own.
func fillReleased(t *testing.T, s *Store) {
	t.Helper()
	ctx := article.By(t.Context(), "user:7", "")
	a := article.Article{
		Collection: article.Home, ID: "tides", Title: "Tides", Publisher: "The Almanac", Author: "A. Writer", Published: "2021-07",
		URL: "https://example.org/tides", Lang: "en", Note: "Retold", Origin: "tides.md", Version: `"v1"`, Text: "The moon pulls the sea.\n",
		Pairs: []article.Pair{{ID: "p1", Questions: []string{"What pulls the sea?", "Why tides?"}, Answer: "The moon.", Quote: "The moon pulls the sea."}},
	}
	for _, step := range []func() error{
		func() error { _, err := s.Put(ctx, a); return err },
		func() error { a.Text += "\nTwice a day.\n"; _, err := s.Put(ctx, a); return err },
		func() error { b := a; b.ID = "gone"; _, err := s.Put(ctx, b); return err },
		func() error { _, err := s.Delete(ctx, article.Home, "gone"); return err },
		func() error { return s.SetSettings(ctx, article.Guild("1"), config.Server{Caution: "careful"}) },
		func() error {
			return s.RecordGap(ctx, article.Gap{Collection: article.Home, Key: "moon", Question: "Why the moon?", Reason: "silent"}, "hash")
		},
		func() error {
			return s.RecordVote(ctx, article.Vote{Key: "v", Collection: article.Home, Source: article.Home, Helpful: true})
		},
		func() error { return s.Settle(ctx, article.Home, "wording:1") },
		func() error { return s.SetMeta(ctx, "commands", "abc") },
		func() error { _, err := s.Secret(ctx, "votes"); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

func checkReleased(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	a, err := s.Get(ctx, article.Home, "tides")
	if err != nil || a.Text != "The moon pulls the sea.\n\nTwice a day.\n" || a.Author != "A. Writer" || len(a.Pairs) != 1 || a.Pairs[0].Answer != "The moon." || a.Rev != 2 {
		t.Errorf("the article is %+v, %v", a, err)
	}
	if edit, err := s.UndoLast(ctx, article.Home); err != nil || edit.After == nil || edit.After.ID != "gone" {
		t.Errorf("undo: %+v, %v, want the removed article back", edit, err)
	}
	if set, err := s.Settings(ctx, article.Guild("1")); err != nil || set.Caution != "careful" {
		t.Errorf("settings %+v, %v", set, err)
	}
	if gaps, err := s.Gaps(ctx, article.Home, 9); err != nil || len(gaps) != 1 || gaps[0].Question != "Why the moon?" || gaps[0].Askers != 1 {
		t.Errorf("gaps %+v, %v", gaps, err)
	}
	votes := 0
	for v, err := range s.Votes(ctx, article.Home) {
		if err != nil || !v.Helpful {
			t.Errorf("vote %+v, %v", v, err)
		}
		votes++
	}
	meta, err := s.Meta(ctx, "commands")
	if votes != 1 || meta != "abc" || err != nil {
		t.Errorf("%d votes, meta %q, %v", votes, meta, err)
	}
}

// A step that is to come: the file is copied first, and this program refuses
// what that step has made.
func TestMigrationCopiesTheFileFirst(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lector.db")
	s := mustOpenStore(t, path)
	fillReleased(t, s)
	newest := int64(newestSchema(t))
	step := func(version int64, query string) *goose.Migration {
		return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, query)
			return err
		}}, nil)
	}
	provider := func(steps ...*goose.Migration) *goose.Provider {
		t.Helper()
		for v := newest; v > 0; v-- {
			steps = append(steps, step(v, "SELECT 1"))
		}
		p, err := goose.NewProvider(goose.DialectSQLite3, s.db.writer(), nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	// A step that fails leaves everything as it was.
	if err := s.migrate(t.Context(), provider(step(newest+1, "CREATE TABLE later (a TEXT); SELECT * FROM nowhere"))); err == nil {
		t.Error("a step that fails was taken for done")
	}
	if err := s.migrate(t.Context(), provider(step(newest+1, "CREATE TABLE later (a TEXT)"))); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "newer Lector") {
		t.Errorf("opening what a newer version wrote: %v", err)
	}
	checkReleased(t, mustOpenStore(t, fmt.Sprintf("%s.schema%d.bak", path, newest)))
}

// Copy must not forget a table or a column that a later step adds.
func TestCopyKnowsEveryColumn(t *testing.T) {
	t.Parallel()
	s := mustOpenStore(t, filepath.Join(t.TempDir(), "lector.db"))
	got := map[string][]string{}
	if err := rows(t.Context(), s.db.reader(), func(r *sql.Rows) error {
		var table, column string
		err := r.Scan(&table, &column)
		got[table] = append(got[table], column)
		return err
	}, `SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`); err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, table := range tables {
		want[table.name] = table.columns
	}
	for _, left := range []string{"leases", "claims", "goose_db_version"} {
		if got[left] == nil {
			t.Errorf("there is no table %s", left)
		}
		delete(got, left)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the tables that Copy knows and those of the schema (-copy +schema):\n%s", d)
	}
}
