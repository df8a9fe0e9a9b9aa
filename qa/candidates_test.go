package qa

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lector/article"
)

// scribble writes an article of made-up words, some of them frequent.
func scribble(r *rand.Rand, n int) article.Article {
	var b strings.Builder
	for range 1 + r.IntN(12) {
		for range 1 + r.IntN(9) {
			for range 1 + r.IntN(14) {
				fmt.Fprintf(&b, "word%c ", 'a'+rune(r.ExpFloat64()*4)%26)
			}
			b.WriteString("end. ")
		}
		b.WriteString("\n\n")
	}
	a := article.Article{Collection: article.Home, ID: article.ID(fmt.Sprintf("a%03d", n)), Title: "T", Lang: "en", Text: b.String()}
	for i := range r.IntN(3) {
		a.Pairs = append(a.Pairs, article.Pair{ID: fmt.Sprint(i), Questions: []string{"what is worda wordc", fmt.Sprintf("where is word%c", 'a'+rune(r.IntN(26)))}, Answer: "x", Quote: "end."})
	}
	return a
}

// TestPrunedRankingIsThePlainOne holds the search by postings and bounds to the
// plain ranking, which reads every unit: the same candidates, in the same
// order, with the same scores to the last bit.
func TestPrunedRankingIsThePlainOne(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 7))
		var m memory
		for n := range 1 + r.IntN(250) {
			m = append(m, scribble(r, n))
		}
		e := New(m)
		for range 12 {
			text := "where is"
			for range 1 + r.IntN(6) {
				text += fmt.Sprintf(" word%c", 'a'+rune(r.IntN(26)))
			}
			w := e.works.New().(*work)
			if err := e.prepare(t.Context(), w, Question{Text: text}); err != nil {
				t.Fatal(err)
			}
			w.search.run(&w.query, &w.scope, sentenceCount)
			var plain search
			plain.sentences.reset(&w.scope, sentenceCount)
			plain.phrasings.reset(&w.scope, phrasingCount)
			for i := range w.scope.views {
				for a := range w.scope.views[i].seg.articles {
					plain.scanArticle(&w.query, &w.scope, i, uint32(a))
				}
			}
			plain.sentences.sort()
			plain.phrasings.sort()
			if !slices.Equal(w.search.sentences.hits, plain.sentences.hits) {
				t.Fatalf("seed %d, %q: sentences\n%v, plainly\n%v", seed, text, w.search.sentences.hits, plain.sentences.hits)
			}
			if !slices.Equal(w.search.phrasings.hits, plain.phrasings.hits) {
				t.Fatalf("seed %d, %q: phrasings\n%v, plainly\n%v", seed, text, w.search.phrasings.hits, plain.phrasings.hits)
			}
		}
	}
}

// TestUpdatesLeaveNoTrace: a library that came about by changes answers as one
// that was loaded as it is now.
func TestUpdatesLeaveNoTrace(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	s := newSnapshot(nil)
	now := map[article.ID]article.Article{}
	for range 60 {
		a := scribble(r, r.IntN(12))
		before := s
		if r.IntN(4) == 0 {
			s = s.without(a.ID)
			delete(now, a.ID)
		} else {
			s = s.with(&a)
			now[a.ID] = a
		}
		s.classify(before)
		var m memory
		for _, a := range now {
			m = append(m, a)
		}
		fresh, changed := New(m), New(memory{})
		changed.held[article.Home] = &collection{ready: closed(), loaded: true}
		changed.held[article.Home].snap.Store(s)
		for _, text := range []string{"where is worda wordq", "wordc wordz wordx", "what is wordb?"} {
			want, got := ask(t, fresh, Question{Text: text, Top: 5}), ask(t, changed, Question{Text: text, Top: 5})
			if w, g := shown(want), shown(got); w != g {
				t.Fatalf("%q: after changes\n%s, loaded anew\n%s", text, g, w)
			}
		}
	}
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func shown(a Answer) string {
	s := string(a.Verdict)
	for _, p := range a.Passages {
		s += fmt.Sprintf("\n%s %v %v %d", p.Article.ID, p.Span, p.Confidence, p.Sentence)
	}
	return s
}

// FuzzAsk: whatever the text and the question, every passage is the article's
// text at its span, marks lie within it, and the same call gives the same answer.
func FuzzAsk(f *testing.F) {
	f.Add(orchard.Text, "Who planted the orchard?")
	f.Add("北京大学在北京。\n他是谁", "北京大学在哪里？")
	f.Add("A.\n\nB? C", "a b c")
	f.Fuzz(func(t *testing.T, text, question string) {
		a := article.Article{Collection: article.Home, ID: "a", Title: "T", Text: strings.ToValidUTF8(text, "?"), Lang: "en"}
		e := New(memory{a})
		first := ask(t, e, Question{Text: question, Top: 5})
		for _, p := range first.Passages {
			if p.Span.Start < 0 || p.Span.End > len(a.Text) || p.Span.Start >= p.Span.End || p.Text() != a.Text[p.Span.Start:p.Span.End] {
				t.Fatalf("passage %v of %d bytes", p.Span, len(a.Text))
			}
			for _, m := range p.Matched {
				if !p.Span.Contains(m) {
					t.Fatalf("mark %v outside of %v", m, p.Span)
				}
			}
		}
		if x, y := shown(first), shown(ask(t, e, Question{Text: question, Top: 5})); x != y {
			t.Fatalf("%q answered once\n%s, then\n%s", question, x, y)
		}
	})
}
