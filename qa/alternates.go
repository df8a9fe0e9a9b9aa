package qa

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"lector/article"
)

// Alternate is a wording that led members to a prepared answer which they then
// called helpful, and that is none of its questions yet: an offer to whoever
// keeps the answers.
type Alternate struct {
	ID      string          // stands for the answer and the wording; 16 characters
	Article article.Article // as it is now
	Pair    article.Pair
	Wording string // as most members typed it
	Members int    // distinct members for whom it led there, less those whom it did not help
	InVain  bool   // asked so it was not answered: the member then asked in other words
	Last    time.Time
}

// Ballots is where the votes on a collection's answers are kept.
type Ballots interface {
	// VotesOn yields the votes on answers from a collection's articles, the
	// oldest first.
	VotesOn(ctx context.Context, c article.Collection) iter.Seq2[article.Vote, error]
	// Get reads one article: article.ErrNotFound when there is none.
	Get(ctx context.Context, c article.Collection, id article.ID) (article.Article, error)
	// Settled is what is not to be brought up again, by name.
	Settled(ctx context.Context, c article.Collection) (map[string]bool, error)
}

// Settled is the name under which an alternate that was dismissed is kept.
func (a Alternate) Settled() string { return "wording:" + a.ID }

// Alternates finds the wordings that are worth offering as questions of the
// collection's prepared answers, by weight: most members first, then the
// newest. Wordings are grouped by [GroupKey]. One that led to a sentence counts
// for the answer that cites it ([Cited]). Not offered are those that the
// answer has already, in other words of the same stems too; that another answer
// of the article asks for; that helped no more members than they did not; and
// those that were dismissed.
func Alternates(ctx context.Context, b Ballots, c article.Collection) ([]Alternate, error) {
	settled, err := b.Settled(ctx, c)
	if err != nil {
		return nil, err
	}
	groups := map[[3]string]*wording{}
	var order []*wording // of first appearance, so that nothing hangs on a map
	articles := map[article.ID]*article.Article{}
	for v, err := range b.VotesOn(ctx, c) {
		if err != nil {
			return nil, err
		}
		if v.Question == "" && v.Earlier == "" {
			continue
		}
		a, read := articles[v.Article]
		if !read {
			got, err := b.Get(ctx, c, v.Article)
			switch {
			case err == nil:
				a = &got
			case !errors.Is(err, article.ErrNotFound):
				return nil, err
			}
			articles[v.Article] = a
		}
		if a == nil {
			continue
		}
		pair, ok := Cited(a, v.Pair, v.Span)
		if !ok {
			continue
		}
		for i, said := range []string{v.Question, v.Earlier} {
			key := GroupKey(said)
			if key == "" || i == 1 && (!v.Helpful || key == GroupKey(v.Question)) {
				continue
			}
			at := [3]string{string(a.ID), pair.ID, key}
			g := groups[at]
			if g == nil {
				g = &wording{article: a, pair: pair, key: key, members: map[string]int{}}
				groups[at] = g
				order = append(order, g)
			}
			g.hear(v, said, i == 1)
		}
	}
	var out []Alternate
	for _, g := range order {
		weight := g.weight()
		if weight <= 0 || g.known() {
			continue
		}
		sum := sha256.Sum256([]byte(string(g.article.ID) + "\x00" + g.pair.ID + "\x00" + g.key))
		alt := Alternate{ID: hex.EncodeToString(sum[:8]), Article: *g.article, Pair: g.pair, Wording: g.typed(), Members: weight, InVain: g.inVain, Last: g.last}
		if !settled[alt.Settled()] {
			out = append(out, alt)
		}
	}
	slices.SortStableFunc(out, func(a, b Alternate) int {
		return cmp.Or(cmp.Compare(b.Members, a.Members), b.Last.Compare(a.Last), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// Cited is the prepared answer by its ID, or, when id is empty, the one answer
// whose quote the span lies in; ok is false when there is none, or several.
func Cited(a *article.Article, id string, span article.Span) (pair article.Pair, ok bool) {
	for _, p := range a.Pairs {
		if id != "" {
			if p.ID == id {
				return p, true
			}
			continue
		}
		at, stands := article.FindQuote(a.Text, p.Quote)
		if !stands || span.Start < at.Start || span.End > at.End {
			continue
		}
		if ok {
			return article.Pair{}, false
		}
		pair, ok = p, true
	}
	return pair, ok
}

// known reports that the answer has the wording already, or that another answer
// of the article asks for it.
func (g *wording) known() bool {
	said := article.FoldQuestion(g.typed())
	for _, p := range g.article.Pairs {
		for _, q := range p.Questions {
			if article.FoldQuestion(q) == said || p.ID == g.pair.ID && GroupKey(q) == g.key {
				return true
			}
		}
	}
	return false
}

// wording is a group of like wordings that led to one answer.
type wording struct {
	article *article.Article
	pair    article.Pair
	key     string
	spelled []spelling     // in order of appearance
	members map[string]int // their last word: 1 helpful, -1 not
	inVain  bool
	last    time.Time
}

type spelling struct {
	text  string
	times int
}

func (g *wording) hear(v article.Vote, said string, inVain bool) {
	g.members[v.Member()] = -1
	if !v.Helpful {
		return
	}
	g.members[v.Member()] = 1
	g.inVain = g.inVain || inVain
	if v.At.After(g.last) {
		g.last = v.At
	}
	i := slices.IndexFunc(g.spelled, func(s spelling) bool { return s.text == said })
	if i < 0 {
		i = len(g.spelled)
		g.spelled = append(g.spelled, spelling{text: said})
	}
	g.spelled[i].times++
}

// weight is by how many members more it helped than it did not.
func (g *wording) weight() int {
	n := 0
	for _, m := range g.members {
		n += m
	}
	return n
}

// typed is the wording as it was typed most often, the first of equals.
func (g *wording) typed() string {
	best := g.spelled[0]
	for _, s := range g.spelled[1:] {
		if s.times > best.times {
			best = s
		}
	}
	return best.text
}

// Gaps is where a collection's gaps are kept.
type Gaps interface {
	Gaps(ctx context.Context, c article.Collection, n int) ([]article.Gap, error)
	CloseGap(ctx context.Context, c article.Collection, id string) error
}

// CloseGap closes the gap that a question left, or one like it, if there is one.
func CloseGap(ctx context.Context, g Gaps, c article.Collection, question string) error {
	key := GroupKey(question)
	open, err := g.Gaps(ctx, c, 1000)
	if err != nil {
		return err
	}
	for _, gap := range open {
		if gap.Key != key {
			continue
		}
		if err := g.CloseGap(ctx, c, gap.ID); err != nil && !errors.Is(err, article.ErrNotFound) {
			return err
		}
	}
	return nil
}
