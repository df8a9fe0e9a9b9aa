package qa

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"lector/article"
)

// memory is a source that holds its articles in memory and never changes.
type memory []article.Article

func (m memory) Get(_ context.Context, c article.Collection, id article.ID) (article.Article, error) {
	for _, a := range m {
		if a.Collection == c && a.ID == id {
			return a, nil
		}
	}
	return article.Article{}, article.ErrNotFound
}

func (m memory) Articles(_ context.Context, c article.Collection) iter.Seq2[article.Article, error] {
	return func(yield func(article.Article, error) bool) {
		for _, a := range m {
			if a.Collection == c && !yield(a, nil) {
				return
			}
		}
	}
}

func (m memory) Changes(ctx context.Context, _ article.Rev) iter.Seq2[article.Change, error] {
	return func(yield func(article.Change, error) bool) {
		<-ctx.Done()
		yield(article.Change{}, ctx.Err())
	}
}

var orchard = article.Article{
	Collection: article.Home, ID: "orchard", Title: "The orchard at Brindle Hill", Lang: "en",
	Text: "The orchard at Brindle Hill\n\n" +
		"Maren Holt planted the orchard at Brindle Hill in 1931. She chose the slope because the frost drains away from it. " +
		"Her brother built the stone barn two years later.\n\n" +
		"Today the orchard holds 412 apple trees of nineteen kinds. The harvest begins in late August and ends in October. " +
		"Most of the fruit is pressed into cider at the mill in Tarrow.\n\n" +
		"Follow us on Facebook",
	Pairs: []article.Pair{{
		ID: "visit", Questions: []string{"Can I visit the orchard?", "Is Brindle Hill open to visitors?"},
		Answer: "In the season, yes.", Quote: "The harvest begins in late August and ends in October.",
	}},
}

func ask(t *testing.T, e *Engine, q Question) Answer {
	t.Helper()
	a, err := e.Ask(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAskFindsTheSentence(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	for _, test := range []struct{ question, want string }{
		{"Who planted the orchard?", "Maren Holt planted"},
		{"why did she choose the slope", "She chose the slope because"},
		{"How many apple trees are there?", "Today the orchard holds 412"},
		{"when does the harvest begin", "The harvest begins"},
		{"Where is the fruit pressed?", "Most of the fruit"},
	} {
		a := ask(t, e, Question{Text: test.question, Top: 1})
		if len(a.Passages) == 0 {
			t.Errorf("Ask(%q) found nothing, want %q", test.question, test.want)
			continue
		}
		p := a.Passages[0]
		if !strings.HasPrefix(p.Text(), test.want) {
			t.Errorf("Ask(%q) = %q, want %q…", test.question, p.Text(), test.want)
		}
		if len(p.Matched) == 0 {
			t.Errorf("Ask(%q) marks no words", test.question)
		}
	}
}

func TestAskFindsThePair(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	a := ask(t, e, Question{Text: "is brindle hill open for visitors"})
	if a.Verdict != Answered || len(a.Passages) == 0 || a.Passages[0].Kind != PairPassage {
		t.Fatalf("Ask = %+v, want the prepared pair", a)
	}
	p := a.Passages[0]
	if p.Pair.ID != "visit" || p.Text() != orchard.Pairs[0].Quote {
		t.Errorf("pair %s cites %q, want visit and its quote", p.Pair.ID, p.Text())
	}
	if p.Paragraph != 3 || p.Sentence != 6 {
		t.Errorf("at paragraph %d, sentence %d; want 3 and 6", p.Paragraph, p.Sentence)
	}
}

func TestNothingIsAsked(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	for _, q := range []string{"", " ", "hello", "Thanks!", "thank you", "the", "?!?", "🍎🍏", "ok thanks", "hmm", "aaaaaa", "\x00\x01\x02", "\xff\xfe"} {
		if a := ask(t, e, Question{Text: q}); !a.Nothing || a.Verdict != Silent || len(a.Passages) != 0 {
			t.Errorf("Ask(%q) = %v, nothing %v, %d passages; want silence, nothing asked", q, a.Verdict, a.Nothing, len(a.Passages))
		}
	}
	for _, q := range []string{"cider", "Tarrow?", "harvest", "1931"} {
		if a := ask(t, e, Question{Text: q}); a.Nothing {
			t.Errorf("Ask(%q) says that nothing was asked", q)
		}
	}
}

func TestUnrelatedIsSilent(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	for _, q := range []string{"What is the capital of Mongolia?", "who won the world cup in 2014", "how do I reset my password"} {
		if a := ask(t, e, Question{Text: q}); a.Verdict != Silent {
			t.Errorf("Ask(%q) is %s with confidence %v, want silence", q, a.Verdict, a.Confidence)
		}
	}
}

func TestRestrictedToAnArticle(t *testing.T) {
	t.Parallel()
	other := article.Article{Collection: article.Home, ID: "mill", Title: "The mill", Lang: "en",
		Text: "The mill at Tarrow presses apples. It was built in 1802 by the miller Osric Vane."}
	e := New(memory{orchard, other})
	a := ask(t, e, Question{Text: "When was it built by the miller?", Article: "mill", Top: 5})
	if len(a.Passages) == 0 {
		t.Fatal("found nothing in the mill's article")
	}
	for _, p := range a.Passages {
		if p.Article.ID != "mill" {
			t.Errorf("passage of %s, asked of mill alone", p.Article.ID)
		}
	}
	if a := ask(t, e, Question{Text: "When was it built?", Article: "nowhere", Top: 5}); len(a.Passages) != 0 || a.Verdict != Silent {
		t.Errorf("an unknown article gave %d passages", len(a.Passages))
	}
}

func TestCollectionsAreApart(t *testing.T) {
	t.Parallel()
	secret := orchard
	secret.Collection = article.Guild("1")
	e := New(memory{secret})
	for _, c := range [][]article.Collection{nil, {article.Guild("2")}, {article.Home, article.User("1")}} {
		a := ask(t, e, Question{Text: "Who planted the orchard?", Collections: c, Top: 10})
		if len(a.Passages) != 0 {
			t.Errorf("%v answered from %s", c, a.Passages[0].Article.Collection)
		}
	}
}

func TestScannerCutsAsTheLibraryDoes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Don't split U.S. policy, 3.5 or 1,000; a_b _x_ 'quoted' e.g. this:that 10:30 x.1 1.x end.",
		"naïve café — l’été, “Ünïcode” d'État 3,5€ and co-op's", orchard.Text,
	} {
		var s scanner
		s.reset(text)
		var fast []string
		for s.next() {
			if s.sym == symbols {
				fast = append(fast, text[s.start:s.end])
			}
		}
		if slow := plainWords(text); !slices.Equal(fast, slow) {
			t.Errorf("scanner cuts %q into\n%q, the library into\n%q", text, fast, slow)
		}
	}
}
