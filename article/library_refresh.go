package article

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Refreshed says what a new text changed.
type Refreshed struct {
	Before, After Article
	Removed       []Span       // sentences of Before.Text that stand nowhere in After.Text
	Added         []Span       // sentences of After.Text that stood nowhere in Before.Text
	Broken        []BrokenPair // pairs whose quote stood before and no longer stands
}

// Unchanged reports that the new text was the old one.
func (r Refreshed) Unchanged() bool { return r.Before.Text == r.After.Text }

// BrokenPair is a pair whose quote no longer stands in its article.
type BrokenPair struct {
	Pair    Pair
	Nearest string // the sentence that comes nearest now, empty when none does
}

// Replace puts a newly read text in place of an article's, and says what that
// changed. The article keeps its ID, its pairs and the metadata that it has;
// what it lacks is taken from fresh. Pairs that come with fresh (an imported
// FAQ) replace those with the same main question, and are added. Pairs whose
// quote no longer stands are kept and reported: they cannot answer until
// somebody mends them. [ErrConflict] when seen is not 0 and the article was
// changed since.
func (l *Library) Replace(ctx context.Context, c Collection, id ID, seen Rev, fresh Article) (Refreshed, error) {
	before, after, err := l.change(ctx, c, id, seen, "refresh", func(a *Article) error {
		was := *a
		was.Pairs = clonePairs(a.Pairs)
		a.Text = fresh.Text
		for _, f := range []struct{ have, new *string }{
			{&a.Title, &fresh.Title}, {&a.Publisher, &fresh.Publisher}, {&a.Author, &fresh.Author}, {&a.Published, &fresh.Published},
			{&a.URL, &fresh.URL}, {&a.Lang, &fresh.Lang}, {&a.Note, &fresh.Note}, {&a.Origin, &fresh.Origin},
		} {
			if *f.have == "" {
				*f.have = *f.new
			}
		}
		for _, p := range fresh.Pairs {
			if len(p.Questions) == 0 {
				continue
			}
			key := FoldQuestion(p.Questions[0])
			i := slices.IndexFunc(a.Pairs, func(q Pair) bool { return FoldQuestion(q.Questions[0]) == key })
			if i >= 0 {
				a.Pairs[i].Answer, a.Pairs[i].Quote = p.Answer, p.Quote
				continue
			}
			if pairOf(*a, p.ID).ID != "" {
				p.ID = ""
			}
			if p.ID == "" {
				p.ID = newPairID(*a, p.Questions[0])
			}
			a.Pairs = append(a.Pairs, p)
		}
		// A new version of what reads the same is no change worth a revision.
		if !reflect.DeepEqual(was, *a) {
			a.Version = fresh.Version
		}
		return nil
	})
	if err != nil {
		return Refreshed{}, fmt.Errorf("refresh %s: %w", id, err)
	}
	return Compare(before, after), nil
}

// Compare says what became of an article's sentences and quotes.
func Compare(before, after Article) Refreshed {
	r := Refreshed{Before: before, After: after}
	if before.Text != after.Text {
		was, is := sentencesOf(before), sentencesOf(after)
		r.Removed = missingFrom(was, before.Text, is, after.Text)
		r.Added = missingFrom(is, after.Text, was, before.Text)
	}
	old := newQuoteFinder(before.Text)
	for _, p := range BrokenPairs(after) {
		if _, stood := old.find(p.Pair.Quote); stood {
			r.Broken = append(r.Broken, p)
		}
	}
	return r
}

// BrokenPairs are the pairs of an article whose quote does not stand in it, each
// with the nearest sentence.
func BrokenPairs(a Article) []BrokenPair {
	var broken []BrokenPair
	text := newQuoteFinder(a.Text)
	for _, p := range a.Pairs {
		if _, ok := text.find(p.Quote); !ok {
			broken = append(broken, BrokenPair{Pair: p, Nearest: text.nearest(p.Quote)})
		}
	}
	return broken
}

func sentencesOf(a Article) []Span {
	var out []Span
	for _, p := range Outline(a.Text, a.Lang) {
		out = append(out, p.Sentences...)
	}
	return out
}

// missingFrom are the sentences that the other text has fewer times, white space
// aside; of equal ones the last are missing.
func missingFrom(spans []Span, text string, others []Span, other string) []Span {
	key := func(s Span, text string) string { return strings.Join(strings.Fields(s.Of(text)), " ") }
	count := map[string]int{}
	for _, s := range others {
		count[key(s, other)]++
	}
	var out []Span
	for _, s := range spans {
		k := key(s, text)
		if count[k]--; count[k] < 0 {
			out = append(out, s)
		}
	}
	return out
}
