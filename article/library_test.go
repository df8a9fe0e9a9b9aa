package article_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lector/article"
	"lector/article/store"
)

const guild = article.Collection("guild:1")

func newLibrary(t *testing.T, quota article.Quota) *article.Library {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "lector.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return article.NewLibrary(s, article.LibraryOptions{Quota: func(article.Collection) article.Quota { return quota }})
}

func draft(title, text string) article.Article {
	return article.Article{Collection: guild, Title: title, Text: text, Lang: "en"}
}

func mustAdd(t *testing.T, l *article.Library, a article.Article) article.Article {
	t.Helper()
	got, err := l.Add(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

const tides = "The moon pulls the sea — it’s near.\n\nThe tide rises twice a day. Spring tides are high."

func moonPair() article.Pair {
	return article.Pair{Questions: []string{"What pulls the sea?", "Why tides?"}, Answer: "The moon.", Quote: "The moon pulls the sea - it's near."}
}

func verbs(t *testing.T, l *article.Library, id article.ID) []string {
	t.Helper()
	var out []string
	for e, err := range l.History(t.Context(), guild, id) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s by %s", e.Verb, e.By))
	}
	return out
}

func TestAddGivesIDs(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	long := strings.Repeat("Very ", 20) + "long"
	for i, test := range []struct {
		title string
		want  article.ID
	}{
		{"On tides", "on-tides"},
		{"On Tides!", "on-tides-2"},
		{"On tides", "on-tides-3"},
		{long, article.NewID(long)},
		{long, article.NewID(long)[:62] + "-2"},
	} {
		got := mustAdd(t, l, draft(test.title, fmt.Sprint("Text number ", i, ".")))
		if got.ID != test.want && !(strings.HasSuffix(string(got.ID), "-2") && got.ID.Valid()) {
			t.Errorf("the article %q got the ID %s, want %s", test.title, got.ID, test.want)
		}
		if got.Rev == 0 || got.Updated.IsZero() {
			t.Errorf("%s came back as %+v, want it as it stands", got.ID, got)
		}
	}

	same := draft("On tides", "Text number 0.")
	var dup *article.DuplicateError
	if _, err := l.Add(t.Context(), same); !errors.Is(err, article.ErrDuplicate) || !errors.As(err, &dup) || dup.ID != "on-tides" {
		t.Errorf("the same text again: %v, want a DuplicateError that names on-tides", err)
	}
	taken := draft("Another", "Another text.")
	taken.ID = "on-tides"
	if _, err := l.Add(t.Context(), taken); !errors.Is(err, article.ErrDuplicate) {
		t.Errorf("a given ID that is taken: %v, want ErrDuplicate", err)
	}
}

// Of many who add an article of one title at once, none overwrites another's.
func TestAddAtOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	const n = 8
	var wg sync.WaitGroup
	ids := make(chan article.ID, n)
	for i := range n {
		wg.Go(func() {
			a, err := l.Add(t.Context(), draft("News", fmt.Sprint("Text ", i, ".")))
			if err != nil {
				t.Error(err)
			}
			ids <- a.ID
		})
	}
	wg.Wait()
	close(ids)
	got := map[article.ID]bool{}
	for id := range ids {
		got[id] = true
	}
	if len(got) != n {
		t.Errorf("%d people got the IDs %v, want each their own", n, got)
	}
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{Articles: 2, Bytes: 100, Pairs: 2})
	one := draft("One", strings.Repeat("word ", 10))
	one.Pairs = []article.Pair{{ID: "p", Questions: []string{"What?"}, Answer: "A word.", Quote: "word"}}
	one = mustAdd(t, l, one)
	bad := draft("Two", "Some text.")
	bad.Pairs = []article.Pair{{Questions: []string{"Why?"}, Answer: "So.", Quote: "Some other text.", ID: "p"}}
	twoPairs := draft("Two", "Some text. More.")
	twoPairs.Pairs = []article.Pair{
		{ID: "a", Questions: []string{"Why?"}, Answer: "So.", Quote: "Some text."},
		{ID: "b", Questions: []string{"How?"}, Answer: "So.", Quote: "More."},
	}
	var quote *article.QuoteError
	for _, test := range []struct {
		name string
		a    article.Article
		want string
		ok   func(error) bool
	}{
		{"too much text", draft("Two", strings.Repeat("word ", 11)), "remove an article first", func(err error) bool { return errors.Is(err, article.ErrQuota) }},
		{"no title", draft("", "Text."), "title is empty", func(error) bool { return true }},
		{"no text", draft("Two", " \n"), "text is empty", func(error) bool { return true }},
		{"a quote that does not stand", bad, "does not stand", func(err error) bool { return errors.As(err, &quote) && quote.Nearest == "Some text." }},
		{"too many pairs", twoPairs, "3 prepared answers, and it may hold 2: remove some first", func(err error) bool { return errors.Is(err, article.ErrQuota) }},
	} {
		if _, err := l.Add(t.Context(), test.a); err == nil || !strings.Contains(err.Error(), test.want) || !test.ok(err) {
			t.Errorf("%s: %v, want an error that says %q", test.name, err, test.want)
		}
	}
	mustAdd(t, l, draft("Two", "Short."))
	if _, err := l.Add(t.Context(), draft("Three", "Short.")); !errors.Is(err, article.ErrQuota) {
		t.Errorf("a third article: %v, want ErrQuota", err)
	}
	info, quota, err := l.Usage(t.Context(), guild)
	if err != nil || info.Articles != 2 || info.Bytes != 56 || info.Pairs != 1 || quota.Articles != 2 {
		t.Errorf("Usage = %+v, %+v, %v, want 2 articles of 56 bytes and a pair", info, quota, err)
	}
	// One more is the last that there is room for; in place of it another may stand.
	var full *article.QuotaError
	pair := func(id, question string) article.Pair {
		return article.Pair{ID: id, Questions: []string{question}, Answer: "A word.", Quote: "word"}
	}
	if _, _, err := l.AddPair(t.Context(), guild, one.ID, pair("", "Which?")); err != nil {
		t.Errorf("a second pair: %v", err)
	}
	if _, _, err := l.AddPair(t.Context(), guild, one.ID, pair("", "Whose?")); !errors.As(err, &full) || *full != (article.QuotaError{What: "pairs", Have: 3, May: 2}) {
		t.Errorf("a third pair: %v, want 3 where 2 may be", err)
	}
	if _, err := l.ImportPairs(t.Context(), guild, one.ID, []article.Pair{pair("", "Whose?"), pair("", "Why?")}, true); err != nil {
		t.Errorf("two pairs in place of two: %v", err)
	}
}

// A file that was changed is the article it was, whatever it says now; two that were
// pasted under one title are two.
func TestAddKnowsTheFileAgain(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	a := draft("On tides", tides)
	a.Origin = "/articles/tides.md"
	mustAdd(t, l, a)
	a.Text = "The tide has turned.\n"
	var duplicate *article.DuplicateError
	if _, err := l.Add(t.Context(), a); !errors.As(err, &duplicate) || duplicate.ID != "on-tides" {
		t.Errorf("the changed file: %v, want a duplicate of on-tides", err)
	}
	for _, want := range []article.ID{"on-tides-2", "on-tides-3"} {
		a.Origin, a.Text = "discord", a.Text+"Again.\n"
		if got := mustAdd(t, l, a); got.ID != want {
			t.Errorf("pasted text has the ID %s, want %s", got.ID, want)
		}
	}
}

// Two moderators edit the same article: the second is told, and nothing of the
// first's is lost.
func TestEditConflict(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	seen := mustAdd(t, l, draft("On tides", tides))
	ann := article.By(t.Context(), "user:1", "")
	after, err := l.Edit(ann, guild, seen.ID, seen.Rev, func(a *article.Article) { a.Title, a.Text = "Tides", "Not this way." })
	if err != nil || after.Title != "Tides" || after.Text != tides || after.Rev == seen.Rev {
		t.Fatalf("Edit = %+v, %v, want the new title and the old text", after, err)
	}
	if _, err := l.Edit(t.Context(), guild, seen.ID, seen.Rev, func(a *article.Article) { a.Title = "Mine" }); !errors.Is(err, article.ErrConflict) {
		t.Errorf("an edit of what was changed since: %v, want ErrConflict", err)
	}
	if _, err := l.Remove(t.Context(), guild, seen.ID, seen.Rev); !errors.Is(err, article.ErrConflict) {
		t.Errorf("a removal of what was changed since: %v, want ErrConflict", err)
	}
	// Without a revision both go through.
	if after, err = l.Edit(t.Context(), guild, seen.ID, 0, func(a *article.Article) { a.Publisher = "The Almanac" }); err != nil || after.Title != "Tides" {
		t.Errorf("an edit of whatever stands: %+v, %v", after, err)
	}
	// An edit that changes nothing is none.
	if same, err := l.Edit(t.Context(), guild, seen.ID, 0, func(*article.Article) {}); err != nil || same.Rev != after.Rev {
		t.Errorf("an edit of nothing: revision %d, %v, want %d", same.Rev, err, after.Rev)
	}
	if _, err := l.Edit(t.Context(), guild, seen.ID, 0, func(a *article.Article) { a.URL = "ftp://x" }); err == nil {
		t.Error("an address that is none was taken")
	}
	if _, err := l.Edit(t.Context(), guild, "none", 0, func(*article.Article) {}); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("an edit of no article: %v, want ErrNotFound", err)
	}
	if d := cmp.Diff([]string{"edit by ", "edit by user:1", "add by "}, verbs(t, l, seen.ID)); d != "" {
		t.Errorf("history (-want +got):\n%s", d)
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	a := mustAdd(t, l, draft("On tides", tides))
	ctx := t.Context()
	prepared := moonPair()
	prepared.Channel = "42"
	a, p, err := l.AddPair(ctx, guild, a.ID, prepared)
	if err != nil {
		t.Fatal(err)
	}
	if p.ID == "" || p.Quote != "The moon pulls the sea — it’s near." {
		t.Errorf("the pair stands as %+v, want an ID and the text's own bytes", p)
	}
	var question *article.QuestionError
	if _, _, err := l.AddPair(ctx, guild, a.ID, article.Pair{Questions: []string{"How?", "why TIDES"}, Answer: "x", Quote: "twice a day"}); !errors.As(err, &question) || question.Pair != p.ID {
		t.Errorf("a question that is asked already: %v, want a QuestionError that names %s", err, p.ID)
	}
	var quote *article.QuoteError
	if _, _, err := l.AddPair(ctx, guild, a.ID, article.Pair{Questions: []string{"How often?"}, Answer: "x", Quote: "The tide rises three times a day."}); !errors.As(err, &quote) || quote.Nearest != "The tide rises twice a day." {
		t.Errorf("a quote that does not stand: %v, want the nearest sentence", err)
	}
	if _, _, err := l.AddPair(ctx, guild, a.ID, article.Pair{Questions: []string{"", "How often?", "how often"}, Answer: "Twice.", Quote: "twice a day"}); err != nil {
		t.Error(err)
	}

	// Ann sees the pair; Ben changes another one: no conflict. Then Ben changes
	// this one: Ann is told.
	seen, err := l.Get(ctx, guild, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	other := seen.Pairs[1]
	other.Answer = "Two times."
	if _, _, err := l.EditPair(ctx, guild, a.ID, seen.Rev, other); err != nil {
		t.Fatal(err)
	}
	mine := seen.Pairs[0]
	mine.Answer, mine.Channel = "It is the moon.", "" // a form does not know where it was prepared
	if _, got, err := l.EditPair(ctx, guild, a.ID, seen.Rev, mine); err != nil || got.Answer != mine.Answer || got.Channel != "42" {
		t.Errorf("another pair was changed meanwhile: %+v, %v, want no conflict, and known by its channel", got, err)
	}
	if _, _, err := l.EditPair(ctx, guild, a.ID, seen.Rev, mine); !errors.Is(err, article.ErrConflict) {
		t.Errorf("this pair was changed meanwhile: %v, want ErrConflict", err)
	}
	if _, err := l.RemovePair(ctx, guild, a.ID, seen.Rev, other.ID); !errors.Is(err, article.ErrConflict) {
		t.Errorf("removal of a pair that was changed meanwhile: %v, want ErrConflict", err)
	}
	if _, _, err := l.EditPair(ctx, guild, a.ID, 0, article.Pair{ID: "none"}); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("no such pair: %v, want ErrNotFound", err)
	}
	after, err := l.RemovePair(ctx, guild, a.ID, 0, other.ID)
	if err != nil || len(after.Pairs) != 1 || after.Pairs[0].Answer != mine.Answer {
		t.Errorf("after the removal: %+v, %v, want the moon's alone", after.Pairs, err)
	}
	if _, err := l.UndoLast(ctx, guild); err != nil {
		t.Fatal(err)
	}
	if back, _ := l.Get(ctx, guild, a.ID); len(back.Pairs) != 2 {
		t.Errorf("after undo: %d pairs, want 2", len(back.Pairs))
	}
	if d := cmp.Diff([]string{"undo by ", "remove answer by ", "edit answer by ", "edit answer by ", "add answer by ", "add answer by ", "add by "}, verbs(t, l, a.ID)); d != "" {
		t.Errorf("history (-want +got):\n%s", d)
	}
}

func TestImportPairs(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	ctx := t.Context()
	a := mustAdd(t, l, draft("On tides", tides))
	prepared := moonPair()
	prepared.Channel = "42" // which files do not hold
	_, moon, err := l.AddPair(ctx, guild, a.ID, prepared)
	if err != nil {
		t.Fatal(err)
	}
	_, often, err := l.AddPair(ctx, guild, a.ID, article.Pair{Questions: []string{"How often?"}, Answer: "Twice.", Quote: "twice a day"})
	if err != nil {
		t.Fatal(err)
	}

	// What was exported is imported as standing.
	file, err := l.ExportPairs(ctx, guild, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	a, _ = l.Get(ctx, guild, a.ID)
	pairs, err := article.ReadPairs("x.pairs.yaml", file, a)
	if err != nil {
		t.Fatal(err)
	}
	in, err := l.ImportPairs(ctx, guild, a.ID, pairs, true)
	if err != nil || len(in.Standing) != 2 || len(in.Added)+len(in.Changed)+len(in.Removed) != 0 || in.Article.Rev != a.Rev {
		t.Errorf("import of the export: %+v, %v, want both standing and no change", in, err)
	}

	changed := article.Pair{Questions: []string{"what pulls the sea"}, Answer: "Our moon.", Quote: moon.Quote} // no ID: by its question
	added := article.Pair{Questions: []string{"When high?"}, Answer: "At spring tide.", Quote: "Spring tides are high."}
	in, err = l.ImportPairs(ctx, guild, a.ID, []article.Pair{changed, added}, false)
	if err != nil || len(in.Added) != 1 || len(in.Changed) != 1 || in.Changed[0].ID != moon.ID || in.Changed[0].Channel != "42" || len(in.Article.Pairs) != 3 {
		t.Errorf("import: %+v, %v, want one added, the moon's changed, three in all", in, err)
	}
	in, err = l.ImportPairs(ctx, guild, a.ID, []article.Pair{added, changed}, true)
	if err != nil || len(in.Removed) != 1 || in.Removed[0].ID != often.ID || len(in.Article.Pairs) != 2 {
		t.Errorf("import in place of the others: %+v, %v, want one removed", in, err)
	}

	// All or nothing, all faults at once.
	before, _ := l.Get(ctx, guild, a.ID)
	_, err = l.ImportPairs(ctx, guild, a.ID, []article.Pair{
		{Questions: []string{"New?"}, Answer: "x", Quote: "The tide rises twice a day."},
		{Questions: []string{"Bad?"}, Answer: "x", Quote: "The sun pulls the sea."},
		{Questions: []string{"Worse?"}, Answer: "x", Quote: "Neap tides are low."},
	}, false)
	if err == nil || !strings.Contains(err.Error(), "sun pulls") || !strings.Contains(err.Error(), "Neap") {
		t.Errorf("import of bad quotes: %v, want both named", err)
	}
	if after, _ := l.Get(ctx, guild, a.ID); after.Rev != before.Rev {
		t.Error("an import that failed changed the article")
	}
	_, err = l.ImportPairs(ctx, guild, a.ID, []article.Pair{{Questions: []string{"New?", "When high?"}, Answer: "x", Quote: "twice a day"}}, false)
	if !errors.Is(err, article.ErrDuplicate) {
		t.Errorf("import of a question that another pair asks: %v, want ErrDuplicate", err)
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	ctx := t.Context()
	a := draft("On tides", tides)
	a.Publisher = "Corrected by hand"
	a = mustAdd(t, l, a)
	if _, _, err := l.AddPair(ctx, guild, a.ID, moonPair()); err != nil {
		t.Fatal(err)
	}
	a, _, err := l.AddPair(ctx, guild, a.ID, article.Pair{Questions: []string{"How often?"}, Answer: "Twice.", Quote: "The tide rises twice a day."})
	if err != nil {
		t.Fatal(err)
	}
	fresh := draft("A new title", "The moon pulls the sea - it's near.\n\nThe tide rises about twice a day. Storms lift it too.\n")
	fresh.Publisher, fresh.Author = "As fetched", "A. Writer"
	r, err := l.Replace(ctx, guild, a.ID, a.Rev, fresh)
	if err != nil {
		t.Fatal(err)
	}
	if r.After.Title != "On tides" || r.After.Publisher != "Corrected by hand" || r.After.Author != "A. Writer" || r.After.Text != fresh.Text {
		t.Errorf("it stands as %+v, want the new text, the old metadata and what that lacked", r.After)
	}
	texts := func(spans []article.Span, text string) (out []string) {
		for _, s := range spans {
			out = append(out, s.Of(text))
		}
		return out
	}
	if d := cmp.Diff([]string{"The moon pulls the sea — it’s near.", "The tide rises twice a day.", "Spring tides are high."}, texts(r.Removed, r.Before.Text)); d != "" {
		t.Errorf("removed sentences (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"The moon pulls the sea - it's near.", "The tide rises about twice a day.", "Storms lift it too."}, texts(r.Added, r.After.Text)); d != "" {
		t.Errorf("added sentences (-want +got):\n%s", d)
	}
	// A quote that differs in typography alone follows the text; one that does
	// not stand is reported, with the wording that comes nearest, and kept.
	if got := r.After.Pairs[0].Quote; got != "The moon pulls the sea - it's near." {
		t.Errorf("the first quote is %q, want the new text's bytes", got)
	}
	if len(r.Broken) != 1 || r.Broken[0].Pair.Answer != "Twice." || r.Broken[0].Nearest != "The tide rises about twice a day." {
		t.Errorf("broken: %+v, want the second with the nearest wording", r.Broken)
	}
	// It can still be edited around, and mended.
	if _, err := l.Edit(ctx, guild, a.ID, 0, func(a *article.Article) { a.Title = "Tides" }); err != nil {
		t.Errorf("an edit of an article with a broken pair: %v", err)
	}
	mended := r.Broken[0].Pair
	mended.Quote = r.Broken[0].Nearest
	if _, _, err := l.EditPair(ctx, guild, a.ID, r.After.Rev, mended); err != nil {
		t.Errorf("mending the pair: %v", err)
	}
	if _, err := l.Replace(ctx, guild, a.ID, a.Rev, fresh); !errors.Is(err, article.ErrConflict) {
		t.Errorf("Replace of what was changed since: %v, want ErrConflict", err)
	}
	same, err := l.Replace(ctx, guild, a.ID, 0, fresh)
	if err != nil || !same.Unchanged() || len(same.Added)+len(same.Removed)+len(same.Broken) != 0 {
		t.Errorf("Replace by the same: %+v, %v, want nothing changed", same, err)
	}
	if got := verbs(t, l, a.ID); len(got) != 6 {
		t.Errorf("history %v, want 6 edits", got)
	}
}

// An imported FAQ is read again: answers follow, alternate phrasings that an
// editor added stay.
func TestReplaceFAQ(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	ctx := t.Context()
	faq := draft("FAQ", "Opening hours?\n\nFrom nine to five.\n")
	faq.Pairs = []article.Pair{{ID: "opening-hours", Questions: []string{"Opening hours?"}, Answer: "From nine to five.", Quote: "From nine to five."}}
	a := mustAdd(t, l, faq)
	p := a.Pairs[0]
	p.Questions = append(p.Questions, "When do you open?")
	if _, _, err := l.EditPair(ctx, guild, a.ID, a.Rev, p); err != nil {
		t.Fatal(err)
	}
	fresh := draft("FAQ", "Opening hours?\n\nFrom ten to six.\n\nWhere?\n\nAt the harbour.\n")
	fresh.Pairs = []article.Pair{
		{ID: "opening-hours", Questions: []string{"Opening hours?"}, Answer: "From ten to six.", Quote: "From ten to six."},
		{ID: "where", Questions: []string{"Where?"}, Answer: "At the harbour.", Quote: "At the harbour."},
	}
	r, err := l.Replace(ctx, guild, a.ID, 0, fresh)
	if err != nil || len(r.Broken) != 0 || len(r.After.Pairs) != 2 {
		t.Fatalf("Replace = %+v, %v, want two pairs and none broken", r, err)
	}
	want := article.Pair{ID: "opening-hours", Questions: []string{"Opening hours?", "When do you open?"}, Answer: "From ten to six.", Quote: "From ten to six."}
	if d := cmp.Diff(want, r.After.Pairs[0]); d != "" {
		t.Errorf("the first pair (-want +got):\n%s", d)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	one := draft("On tides", tides)
	one.URL, one.Origin = "https://example.org/tides", "tides.md"
	mustAdd(t, l, one)
	mustAdd(t, l, draft("On tides and moons", "Other text."))
	mustAdd(t, l, draft("Harbours", "More text."))
	for ref, want := range map[string]article.ID{
		"on-tides": "on-tides", "On Tides": "on-tides", "https://example.org/tides": "on-tides", "tides.md": "on-tides",
		"moons": "on-tides-and-moons", "harb": "harbours", " Harbours ": "harbours",
	} {
		if a, err := l.Find(t.Context(), guild, ref); err != nil || a.ID != want {
			t.Errorf("Find(%q) = %s, %v, want %s", ref, a.ID, err, want)
		}
	}
	for ref, want := range map[string]string{"tides": "on-tides, on-tides-and-moons", "volcano": "no article", "": "no article"} {
		if _, err := l.Find(t.Context(), guild, ref); !errors.Is(err, article.ErrNotFound) || !strings.Contains(err.Error(), want) {
			t.Errorf("Find(%q): %v, want ErrNotFound that says %q", ref, err, want)
		}
	}
	if _, err := l.Find(t.Context(), article.Home, "on-tides"); !errors.Is(err, article.ErrNotFound) {
		t.Errorf("Find in another collection: %v, want ErrNotFound", err)
	}
}

func TestLibraryNamesTheActor(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, article.Quota{})
	ctx := article.By(context.Background(), "user:5", "accept")
	a, err := l.Add(ctx, draft("On tides", tides))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"accept by user:5"}, verbs(t, l, a.ID)); d != "" {
		t.Errorf("history (-want +got):\n%s", d)
	}
}

// Every kind of change can be taken back, and leaves what stood before it.
func TestUndoOfEveryChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(ctx context.Context, l *article.Library, a article.Article, pair article.Pair) error
	}{
		{"add", func(ctx context.Context, l *article.Library, _ article.Article, _ article.Pair) error {
			_, err := l.Add(ctx, draft("Another", "Another text.\n"))
			return err
		}},
		{"edit", func(ctx context.Context, l *article.Library, a article.Article, _ article.Pair) error {
			_, err := l.Edit(ctx, guild, a.ID, a.Rev, func(a *article.Article) { a.Title = "Changed" })
			return err
		}},
		{"refresh", func(ctx context.Context, l *article.Library, a article.Article, _ article.Pair) error {
			_, err := l.Replace(ctx, guild, a.ID, a.Rev, draft("On tides", "All is new.\n"))
			return err
		}},
		{"remove", func(ctx context.Context, l *article.Library, a article.Article, _ article.Pair) error {
			_, err := l.Remove(ctx, guild, a.ID, a.Rev)
			return err
		}},
		{"add answer", func(ctx context.Context, l *article.Library, a article.Article, _ article.Pair) error {
			_, _, err := l.AddPair(ctx, guild, a.ID, article.Pair{Questions: []string{"How often?"}, Answer: "Twice.", Quote: "The tide rises twice a day."})
			return err
		}},
		{"edit answer", func(ctx context.Context, l *article.Library, a article.Article, p article.Pair) error {
			p.Answer = "Something else."
			_, _, err := l.EditPair(ctx, guild, a.ID, a.Rev, p)
			return err
		}},
		{"remove answer", func(ctx context.Context, l *article.Library, a article.Article, p article.Pair) error {
			_, err := l.RemovePair(ctx, guild, a.ID, a.Rev, p.ID)
			return err
		}},
		{"import answers", func(ctx context.Context, l *article.Library, a article.Article, _ article.Pair) error {
			_, err := l.ImportPairs(ctx, guild, a.ID, []article.Pair{{Questions: []string{"How often?"}, Answer: "Twice.", Quote: "The tide rises twice a day."}}, true)
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLibrary(t, article.Quota{})
			a, pair, err := l.AddPair(t.Context(), guild, mustAdd(t, l, draft("On tides", tides)).ID, moonPair())
			if err != nil {
				t.Fatal(err)
			}
			list := func() (out []article.Article) {
				t.Helper()
				for a, err := range l.List(t.Context(), guild) {
					if err != nil {
						t.Fatal(err)
					}
					a.Rev, a.Updated = 0, time.Time{}
					out = append(out, a)
				}
				return out
			}
			before := list()
			if err := c.change(t.Context(), l, a, pair); err != nil {
				t.Fatal(err)
			}
			if cmp.Equal(before, list()) {
				t.Fatal("nothing was changed")
			}
			if _, err := l.UndoLast(t.Context(), guild); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(before, list()); d != "" {
				t.Errorf("after the undo (-before +after):\n%s", d)
			}
			for e, err := range l.History(t.Context(), guild, "") {
				if err != nil || e.Verb != "undo" && e.Verb != c.name {
					t.Errorf("the history names %q, %v; want undo of %q", e.Verb, err, c.name)
				}
				if e.Verb == c.name {
					break
				}
			}
		})
	}
}
