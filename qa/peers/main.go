// Peers puts the same questions to Lector, bleve and SQLite's FTS5 in one run,
// so that figures of quality and speed are of the same machine and moment:
//
//	go run . squad-dev-v1.1.json.gz
//
// Every article is a collection of its own: it is indexed, then asked its
// questions one after the other on one goroutine. The peers rank the sentences
// that Lector ranks, by the usual means of each: bleve's English analyzer and a
// match query, FTS5's porter tokenizer with its words joined by OR, and bm25().
// It is a module of its own, so that Lector depends on no other search engine.
package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"lector/article"
	"lector/qa"
	"lector/qa/eval"
)

// A ranker has indexed the sentences of one article.
type ranker interface {
	// top is the place of the best sentence for a question, or false.
	top(question string) (article.Span, bool, error)
	close() error
}

// A peer makes rankers.
type peer struct {
	name string
	open func(a article.Article, sentences []article.Span) (ranker, error)
}

func peers() []peer {
	return []peer{{"lector", openLector}, {"bleve", openBleve}, {"fts5", openFTS5}}
}

// A tally is what one peer did over all articles.
type tally struct {
	right, asked int
	sentences    int
	indexing     time.Duration
	times        []time.Duration // of each question
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: peers SQUAD.json.gz…")
		os.Exit(2)
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(files []string) error {
	sets, err := eval.Load(files, eval.WholeArticle, "")
	if err != nil {
		return err
	}
	all := peers()
	tallies := make([]tally, len(all))
	for _, set := range sets {
		for _, g := range set.Groups {
			a := g.Articles[0]
			sentences := outline(a)
			for i, p := range all {
				if err := tallies[i].article(p, a, sentences, g.Questions); err != nil {
					return fmt.Errorf("%s on %q: %w", p.name, a.Title, err)
				}
			}
		}
	}
	fmt.Printf("%-8s %6s %10s %10s %10s %14s\n", "", "P@1", "p50 µs", "p99 µs", "mean µs", "sentences/s")
	for i, p := range all {
		t := &tallies[i]
		slices.Sort(t.times)
		var sum time.Duration
		for _, d := range t.times {
			sum += d
		}
		micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
		fmt.Printf("%-8s %6.4f %10.0f %10.0f %10.0f %14.0f\n", p.name, float64(t.right)/float64(max(t.asked, 1)),
			micro(t.times[len(t.times)/2]), micro(t.times[len(t.times)*99/100]), micro(sum)/float64(len(t.times)),
			float64(t.sentences)/t.indexing.Seconds())
	}
	return nil
}

func outline(a article.Article) (sentences []article.Span) {
	for _, p := range article.Outline(a.Text, a.Lang) {
		sentences = append(sentences, p.Sentences...)
	}
	return sentences
}

// article indexes an article with one peer and asks it the questions.
func (t *tally) article(p peer, a article.Article, sentences []article.Span, questions []eval.Question) (err error) {
	begun := time.Now()
	r, err := p.open(a, sentences)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, r.close()) }()
	t.indexing += time.Since(begun)
	t.sentences += len(sentences)
	for _, q := range questions {
		if len(q.Gold) == 0 {
			continue
		}
		begun := time.Now()
		s, found, err := r.top(q.Text)
		t.times = append(t.times, time.Since(begun))
		if err != nil {
			return err
		}
		t.asked++
		if found && slices.ContainsFunc(q.Gold, func(g eval.Place) bool { return holds(g, s) }) {
			t.right++
		}
	}
	return nil
}

// holds reports whether a passage is right by the rule of its place.
func holds(g eval.Place, s article.Span) bool {
	if g.Middle {
		middle := (s.Start + s.End) / 2
		return g.Span.Start <= middle && middle < g.Span.End
	}
	return s.Start < g.Span.End && g.Span.Start < s.End
}

type lector struct{ engine *qa.Engine }

func openLector(a article.Article, _ []article.Span) (ranker, error) {
	r := lector{qa.New(article.NewShelf(a))}
	_, err := r.engine.Ask(context.Background(), qa.Question{Text: "What is first?"}) // the first call indexes
	return r, err
}

func (r lector) top(question string) (article.Span, bool, error) {
	answer, err := r.engine.Ask(context.Background(), qa.Question{Text: question})
	if err != nil || len(answer.Passages) == 0 {
		return article.Span{}, false, err
	}
	return answer.Passages[0].Span, true, nil
}

func (lector) close() error { return nil }

type bleveRanker struct {
	index     bleve.Index
	sentences []article.Span
}

func openBleve(a article.Article, sentences []article.Span) (ranker, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = en.AnalyzerName
	mapping.StoreDynamic = false
	index, err := bleve.NewMemOnly(mapping)
	if err != nil {
		return nil, err
	}
	batch := index.NewBatch()
	for i, s := range sentences {
		if err := batch.Index(strconv.Itoa(i), map[string]string{"text": s.Of(a.Text)}); err != nil {
			return nil, err
		}
	}
	return bleveRanker{index, sentences}, index.Batch(batch)
}

func (r bleveRanker) top(question string) (article.Span, bool, error) {
	query := bleve.NewMatchQuery(question)
	query.SetField("text")
	request := bleve.NewSearchRequestOptions(query, 1, 0, false)
	result, err := r.index.Search(request)
	if err != nil || len(result.Hits) == 0 {
		return article.Span{}, false, err
	}
	n, err := strconv.Atoi(result.Hits[0].ID)
	return r.sentences[n], err == nil, err
}

func (r bleveRanker) close() error { return r.index.Close() }

type ftsRanker struct {
	db        *sql.DB
	query     *sql.Stmt
	sentences []article.Span
}

func openFTS5(a article.Article, sentences []article.Span) (ranker, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // every connection would have a memory of its own
	r := ftsRanker{db: db, sentences: sentences}
	if _, err := db.Exec("create virtual table s using fts5(t, tokenize='porter unicode61')"); err != nil {
		return nil, err
	}
	tx, err := db.Begin()
	if err != nil {
		return nil, err
	}
	insert, err := tx.Prepare("insert into s(rowid, t) values (?, ?)")
	if err != nil {
		return nil, err
	}
	for i, s := range sentences {
		if _, err := insert.Exec(i, s.Of(a.Text)); err != nil {
			return nil, err
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	r.query, err = db.Prepare("select rowid from s where s match ? order by bm25(s) limit 1")
	return r, err
}

func (r ftsRanker) top(question string) (article.Span, bool, error) {
	words := strings.FieldsFunc(question, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) })
	if len(words) == 0 {
		return article.Span{}, false, nil
	}
	var n int
	switch err := r.query.QueryRow(`"` + strings.Join(words, `" OR "`) + `"`).Scan(&n); err {
	case nil:
		return r.sentences[n], true, nil
	case sql.ErrNoRows:
		return article.Span{}, false, nil
	default:
		return article.Span{}, false, err
	}
}

func (r ftsRanker) close() error { return r.db.Close() }
