package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/config"
)

// The writer that is killed changes one thing after the other, numbered, and
// says the number when the store has acknowledged the change. What change n
// does follows from n, so the test knows what must stand.
const killArticles = 20

// killState is what must stand after a number of changes: titles by ID (of
// those that exist) and the language in the settings.
type killState struct {
	titles map[article.ID]string
	lang   string
}

func (k killState) equal(o killState) bool { return k.lang == o.lang && maps.Equal(k.titles, o.titles) }

// after is the state when change n has been made as well.
func (k killState) after(n int) killState {
	next := killState{maps.Clone(k.titles), k.lang}
	id := killID(n)
	switch {
	case n%11 == 0:
		next.lang = strconv.Itoa(n)
	case n%5 == 0 && next.titles[id] != "":
		delete(next.titles, id)
	default:
		next.titles[id] = strconv.Itoa(n)
	}
	return next
}

func killID(n int) article.ID { return article.ID(fmt.Sprint("n", n*7%killArticles)) }

// killText is from 1 byte to 256 kB long: long ones are caught half written.
func killText(n int) string { return strings.Repeat(string(rune('a'+n%26)), 1<<(n*5%19)) }

// childWriter makes the changes from the number in args on.
func childWriter(args []string) int {
	ctx := context.Background()
	s, err := store.Open(ctx, args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	first, _ := strconv.Atoi(args[1])
	for n := first; ; n++ {
		id := killID(n)
		switch {
		case n%11 == 0:
			err = s.SetSettings(ctx, guild, config.Server{Lang: strconv.Itoa(n)})
		case n%5 == 0:
			_, err = s.Delete(ctx, guild, id)
			if !errors.Is(err, article.ErrNotFound) {
				break
			}
			fallthrough
		default:
			_, err = s.Put(ctx, article.Article{Collection: guild, ID: id, Title: strconv.Itoa(n), Text: killText(n)})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, n, err)
			return 1
		}
		fmt.Println(n)
	}
}

// killed runs a writer on a store until about some acknowledged changes, kills
// it, and returns the number of the last change it acknowledged.
func killed(t *testing.T, url string, last, changes int, pause time.Duration) int {
	t.Helper()
	cmd := child(t, "writer", url, strconv.Itoa(last+1))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	read := func() bool {
		if !lines.Scan() {
			return false
		}
		n, err := strconv.Atoi(lines.Text())
		if err == nil {
			last = n
		}
		return err == nil
	}
	for range changes {
		if !read() {
			break
		}
	}
	time.Sleep(pause) // the moment is random, on purpose
	cmd.Process.Kill()
	for read() { // what it acknowledged before it died
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() >= 0 {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	return last
}

// testKill kills a writer at random moments. Every acknowledged change is
// there, at most the one that was under way besides, and the store is sound.
func testKill(t *testing.T, url string) {
	kills, changes := 10, 40
	if os.Getenv("LECTOR_LONG") != "" {
		kills, changes = 100, 1000
	}
	random := rand.New(rand.NewPCG(4, 2))
	want, last := killState{titles: map[article.ID]string{}}, 0
	for kill := range kills {
		n := random.IntN(changes)
		if kill%5 == 0 {
			n = 0 // while it opens, or creates the file
		}
		acknowledged := killed(t, url, last, n, time.Duration(random.IntN(20_000))*time.Microsecond)
		for last < acknowledged {
			last++
			want = want.after(last)
		}
		s, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatalf("kill %d: the store does not open: %v", kill, err)
		}
		if err := s.Check(t.Context()); err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		got := killState{titles: map[article.ID]string{}}
		for _, a := range all(t, s.Articles(t.Context(), guild)) {
			got.titles[a.ID] = a.Title
			if n, _ := strconv.Atoi(a.Title); a.Text != killText(n) {
				t.Fatalf("kill %d: the text of %s is not that of change %s", kill, a.ID, a.Title)
			}
		}
		set, err := s.Settings(t.Context(), guild)
		if err != nil {
			t.Fatal(err)
		}
		got.lang = set.Lang
		if next := want.after(last + 1); !got.equal(want) {
			if !got.equal(next) {
				t.Fatalf("kill %d: change %d was the last acknowledged; %+v stands, want %+v", kill, last, got, want)
			}
			want, last = next, last+1
		}
		if rev, err := s.Newest(t.Context()); err != nil || int(rev) != last {
			t.Fatalf("kill %d: the newest revision is %d, %v, want %d", kill, rev, err, last)
		}
		s.Close()
	}
	t.Logf("%d kills during %d changes", kills, last)
}

func TestSQLiteKilled(t *testing.T) {
	t.Parallel()
	testKill(t, filepath.Join(t.TempDir(), "lector.db"))
}

func TestPostgresWriterKilled(t *testing.T) {
	t.Parallel()
	testKill(t, store.NewSchema(t, store.PostgresServer(t)))
}
