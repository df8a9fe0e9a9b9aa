package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lector/article"
	"lector/article/store"
	"lector/config"
)

// fill puts something of everything into a store.
func fill(t testing.TB, s *store.Store) {
	t.Helper()
	ctx := article.By(t.Context(), "user:7", "")
	for _, c := range []article.Collection{article.Home, guild} {
		for i := range 3 {
			a := sample(c, article.ID(fmt.Sprintf("n%d", i)))
			if _, err := s.Put(ctx, a); err != nil {
				t.Fatal(err)
			}
			a.Text += fmt.Sprint("More in ", c, i)
			if _, err := s.Put(ctx, a); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, err := s.Delete(ctx, guild, "n2")
	_, err2 := s.Secret(ctx, "votes")
	if err := errors.Join(err, err2,
		s.SetSettings(ctx, guild, config.Server{Lang: "de"}),
		s.RecordGap(ctx, article.Gap{Collection: guild, Key: "k", Question: "Why?"}, "hash"),
		s.RecordVote(ctx, article.Vote{Key: "v", Collection: guild, Helpful: true}),
		s.DropCollection(ctx, "guild:9", time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)),
		s.SetMeta(ctx, "commands", "abc"),
	); err != nil {
		t.Fatal(err)
	}
}

// contents is all that a store holds, to compare.
type contents struct {
	Newest      article.Rev
	Collections []article.CollectionInfo
	Articles    []article.Article
	History     []article.Edit
	Settings    []config.Server
	Gaps        []article.Gap
	Votes       []article.Vote
	Secret      string
	Meta        string
	Changes     []article.Change
}

func contentsOf(t testing.TB, s *store.Store) contents {
	t.Helper()
	var c contents
	var err, err2, err3 error
	c.Newest, err = s.Newest(t.Context())
	c.Collections = all(t, s.Collections(t.Context()))
	for _, info := range c.Collections {
		c.Articles = append(c.Articles, all(t, s.Articles(t.Context(), info.Collection))...)
		c.History = append(c.History, all(t, s.History(t.Context(), info.Collection, ""))...)
		c.Votes = append(c.Votes, all(t, s.Votes(t.Context(), info.Collection))...)
		set, err := s.Settings(t.Context(), info.Collection)
		gaps, err2 := s.Gaps(t.Context(), info.Collection, 100)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		c.Settings, c.Gaps = append(c.Settings, set), append(c.Gaps, gaps...)
	}
	secret, err2 := s.Secret(t.Context(), "votes")
	c.Secret = fmt.Sprintf("%x", secret)
	c.Meta, err3 = s.Meta(t.Context(), "commands")
	if err := errors.Join(err, err2, err3, s.Check(t.Context())); err != nil {
		t.Fatal(err)
	}
	if c.Newest > 0 {
		// Settings take the last revisions, so the feed ends before the newest.
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		last := article.Rev(0)
		for _, a := range c.Articles {
			last = max(last, a.Rev)
		}
		for ch, err := range s.Changes(ctx, 0) {
			if err != nil {
				t.Fatal(err)
			}
			c.Changes = append(c.Changes, ch)
			if ch.Rev >= last {
				break
			}
		}
	}
	return c
}

func testBackup(t *testing.T, open opener) {
	s := open()
	fill(t, s)
	want := contentsOf(t, s)
	dir := t.TempDir()
	backup := filepath.Join(dir, "backup.db")
	if err := os.WriteFile(backup, []byte("an older backup"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(backup)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v, %v, want it readable by its owner alone", info.Mode(), err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("the backup left %v in its folder, want itself alone", left)
	}

	// Restored over another store, which is kept.
	path := filepath.Join(t.TempDir(), "lector.db")
	old := mustOpen(t, path)
	mustPut(t, old, sample(article.Home, "precious"))
	if _, err := store.Restore(t.Context(), backup, path); !errors.Is(err, store.ErrLocked) {
		t.Errorf("Restore over a store in use: %v, want ErrLocked", err)
	}
	mustGet(t, old, article.Home, "precious")
	old.Close()
	kept, err := store.Restore(t.Context(), backup, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, contentsOf(t, mustOpen(t, path))); d != "" {
		t.Errorf("the restored store differs (-want +got):\n%s", d)
	}
	mustGet(t, mustOpen(t, kept), article.Home, "precious")

	// A backup is a store like any other.
	if d := cmp.Diff(want, contentsOf(t, mustOpen(t, backup))); d != "" {
		t.Errorf("the opened backup differs (-want +got):\n%s", d)
	}
}

func testCopy(t *testing.T, open opener) {
	s := open()
	fill(t, s)
	// A copy is in pages.
	for i := range 150 {
		a := sample("guild:large", article.ID(fmt.Sprint("n", i)))
		a.Text = strings.Repeat(fmt.Sprint("Sentence ", i, ". "), 4000)
		mustPut(t, s, a)
	}
	want := contentsOf(t, s)
	file := mustOpen(t, filepath.Join(t.TempDir(), "copy.db"))
	if _, err := file.Secret(t.Context(), "votes"); err != nil { // of its own, to be replaced
		t.Fatal(err)
	}
	var calls int
	var done, total int64
	if err := store.Copy(t.Context(), s, file, func(d, t int64) { calls++; done, total = d, t }); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, contentsOf(t, file)); d != "" {
		t.Errorf("the copy differs (-want +got):\n%s", d)
	}
	if done != total || total < 300 || calls < 5 {
		t.Errorf("progress ended at %d of %d after %d calls", done, total, calls)
	}
	if err := store.Copy(t.Context(), file, s, nil); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("Copy onto a library: %v, want ErrNotEmpty", err)
	}
	if d := cmp.Diff(want, contentsOf(t, s)); d != "" {
		t.Errorf("the refused copy changed its target (-want +got):\n%s", d)
	}
	// The copy goes on counting.
	if rev := mustPut(t, file, sample(guild, "next")); rev != want.Newest+1 {
		t.Errorf("the copy's next revision is %d, want %d", rev, want.Newest+1)
	}
}

// What is backed up while writers are at work is the state of one moment.
func testBackupWhileWriting(t *testing.T, open opener) {
	s := open()
	ctx, stop := context.WithCancel(t.Context())
	written := make(chan error)
	go func() {
		for i := 0; ; i++ {
			// Two articles that always change one after the other.
			for _, id := range []article.ID{"a", "b"} {
				a := sample(guild, id)
				a.Title = fmt.Sprint(i)
				if _, err := s.Put(ctx, a); err != nil {
					if ctx.Err() != nil {
						err = nil
					}
					written <- err
					return
				}
			}
		}
	}()
	until(t, func() bool { rev, err := s.Newest(t.Context()); return err == nil && rev > 4 })
	for range 3 {
		path := filepath.Join(t.TempDir(), "backup.db")
		if err := s.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		b := mustOpen(t, path)
		if err := b.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		rev, _ := b.Newest(t.Context())
		one, two := mustGet(t, b, guild, "a"), mustGet(t, b, guild, "b")
		if max(one.Rev, two.Rev) != rev || one.Rev-two.Rev != 1 && two.Rev-one.Rev != 1 {
			t.Errorf("at revision %d the articles stand at %d and %d, want neighbours", rev, one.Rev, two.Rev)
		}
	}
	stop()
	if err := <-written; err != nil {
		t.Fatal(err)
	}
}

func TestRestoreRefusesABadBackup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "lector.db")
	s := mustOpen(t, path)
	mustPut(t, s, sample(article.Home, "precious"))
	good := filepath.Join(dir, "good.db")
	if err := s.Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	s.Close()
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"empty":       {},
		"text":        []byte("# An article\n\nNot a database."),
		"cut short":   whole[:len(whole)/2],
		"overwritten": append(append(append([]byte{}, whole[:8192]...), make([]byte, 65536)...), whole[8192+65536:]...),
	} {
		bad := filepath.Join(dir, "bad.db")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Restore(t.Context(), bad, path)
		if !errors.Is(err, store.ErrNotAStore) && !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: %v, want ErrNotAStore or ErrDamaged", name, err)
		}
		os.Remove(bad)
	}
	if _, err := store.Restore(t.Context(), filepath.Join(dir, "none.db"), path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a backup that is not there: %v", err)
	}
	mustGet(t, mustOpen(t, path), article.Home, "precious")
	if left, _ := filepath.Glob(filepath.Join(dir, ".lector*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A damaged store is set aside as it is, and the backup takes its place.
func TestRestoreOverADamagedStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "lector.db")
	s := mustOpen(t, path)
	mustPut(t, s, sample(article.Home, "precious"))
	if err := s.Backup(t.Context(), filepath.Join(dir, "good.db")); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if err := os.WriteFile(path, []byte("the dog ate it"), 0o600); err != nil {
		t.Fatal(err)
	}
	kept, err := store.Restore(t.Context(), filepath.Join(dir, "good.db"), path)
	if err != nil {
		t.Fatal(err)
	}
	mustGet(t, mustOpen(t, path), article.Home, "precious")
	if got, _ := os.ReadFile(kept); string(got) != "the dog ate it" {
		t.Errorf("kept %q, want what stood there", got)
	}
}
