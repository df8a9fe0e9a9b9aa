package qa

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"lector/article"
)

// ballots are votes on one article's answers.
type ballots struct {
	votes   []article.Vote
	article article.Article
	settled map[string]bool
}

func (b ballots) VotesOn(ctx context.Context, c article.Collection) iter.Seq2[article.Vote, error] {
	return func(yield func(article.Vote, error) bool) {
		for _, v := range b.votes {
			if v.Source == c && !yield(v, nil) {
				return
			}
		}
	}
}

func (b ballots) Get(ctx context.Context, c article.Collection, id article.ID) (article.Article, error) {
	if c != b.article.Collection || id != b.article.ID {
		return article.Article{}, article.ErrNotFound
	}
	return b.article, nil
}

func (b ballots) Settled(ctx context.Context, c article.Collection) (map[string]bool, error) {
	return b.settled, nil
}

func TestAlternates(t *testing.T) {
	t.Parallel()
	town := article.Guild("1")
	mill := article.Article{Collection: town, ID: "mill", Text: "The visit costs four crowns. Dogs stay outside. The wheel turns.", Pairs: []article.Pair{
		{ID: "price", Questions: []string{"What does a visit cost?", "How much is a ticket?"}, Quote: "The visit costs four crowns."},
		{ID: "dogs", Questions: []string{"May dogs come in?"}, Quote: "Dogs stay outside."},
		{ID: "cats", Questions: []string{"May cats come in?"}, Quote: "Dogs stay outside."},
	}}
	at := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	vote := func(member, question string, helpful bool, change ...func(*article.Vote)) article.Vote {
		at = at.Add(time.Minute)
		v := article.Vote{Key: fmt.Sprintf("%032s:%d", member, at.Unix()), Collection: town, Source: town, Article: "mill", Pair: "price", Question: question, Helpful: helpful, At: at}
		for _, f := range change {
			f(&v)
		}
		return v
	}
	earlier := func(q string) func(*article.Vote) { return func(v *article.Vote) { v.Earlier = q } }
	of := func(pair string) func(*article.Vote) { return func(v *article.Vote) { v.Pair = pair } }
	sentence := func(text string) func(*article.Vote) {
		return func(v *article.Vote) {
			at := strings.Index(mill.Text, text)
			v.Pair, v.Span = "", article.Span{Start: at, End: at + len(text)}
		}
	}
	from := func(c article.Collection) func(*article.Vote) { return func(v *article.Vote) { v.Source = c } }
	for _, tt := range []struct {
		name  string
		votes []article.Vote
		want  string // wording/answer/members, one after the other
	}{
		{"none", nil, ""},
		{"a rephrasing", []article.Vote{vote("ada", "What is the entrance fee?", true)}, "What is the entrance fee?/price/1"},
		{"not helpful", []article.Vote{vote("ada", "What is the entrance fee?", false)}, ""},
		{"private: the question was not kept", []article.Vote{vote("ada", "", true)}, ""},
		{"a sentence that no answer cites", []article.Vote{vote("ada", "What turns?", true, sentence("The wheel turns."))}, ""},
		{"a sentence that an answer cites", []article.Vote{vote("ada", "What is the entrance fee?", true, sentence("The visit costs four crowns."))}, "What is the entrance fee?/price/1"},
		{"a sentence that two answers cite", []article.Vote{vote("ada", "Poodles?", true, sentence("Dogs stay outside."))}, ""},
		{"an answer that is gone", []article.Vote{vote("ada", "What is the entrance fee?", true, of("gone"))}, ""},
		{"a question it has", []article.Vote{vote("ada", "what does a visit cost", true)}, ""},
		{"a question it has in other words of the same stems", []article.Vote{vote("ada", "And what do visits cost, please?", true)}, ""},
		{"a question of another answer", []article.Vote{vote("ada", "may dogs come in", true)}, ""},
		{"of another collection", []article.Vote{vote("ada", "What is the entrance fee?", true, from(article.Home))}, ""},
		{"members count once, and the wording most of them typed is shown", []article.Vote{
			vote("ada", "the entrance fee?", true), vote("ada", "the entrance fee?", true), vote("ben", "The entrance fees", true), vote("eva", "the entrance fee?", true)},
			"the entrance fee?/price/3"},
		{"by weight", []article.Vote{vote("ada", "entrance fee", true), vote("ben", "admission price", true), vote("eva", "admission price", true), vote("kim", "entry for adults", true)},
			"admission price/price/2 entry for adults/price/1 entrance fee/price/1"},
		{"as many were not helped", []article.Vote{vote("ada", "entrance fee", true), vote("ben", "entrance fee", false)}, ""},
		{"the last word counts", []article.Vote{vote("ada", "entrance fee", false), vote("ada", "entrance fee", true)}, "entrance fee/price/1"},
		{"silence, then other words", []article.Vote{vote("ada", "What does a visit cost?", true, earlier("Is it pricey?"))}, "Is it pricey?/price/1"},
		{"both wordings", []article.Vote{vote("ada", "entrance fee", true, earlier("Is it pricey?"))}, "entrance fee/price/1 Is it pricey?/price/1"},
		{"silence, then other words, in vain again", []article.Vote{vote("ada", "entrance fee", false, earlier("Is it pricey?"))}, ""},
	} {
		got, err := Alternates(context.Background(), ballots{votes: tt.votes, article: mill}, town)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		var list []string
		for _, a := range got {
			list = append(list, fmt.Sprintf("%s/%s/%d", a.Wording, a.Pair.ID, a.Members))
			if a.InVain != (a.Wording == "Is it pricey?") {
				t.Errorf("%s: %q was asked in vain: %t", tt.name, a.Wording, a.InVain)
			}
		}
		if strings.Join(list, " ") != tt.want {
			t.Errorf("%s: offered %q, want %q", tt.name, strings.Join(list, " "), tt.want)
		}
		if len(got) == 0 {
			continue
		}
		dismissed, err := Alternates(context.Background(), ballots{votes: tt.votes, article: mill, settled: map[string]bool{got[0].Settled(): true}}, town)
		if err != nil || len(dismissed) != len(got)-1 {
			t.Errorf("%s: %d are offered after one of %d was dismissed, %v", tt.name, len(dismissed), len(got), err)
		}
	}
}
