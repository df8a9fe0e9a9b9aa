// Peers puts the same questions to Lector, bleve and SQLite's FTS5 in one run,
// so that figures of quality and speed are of the same machine and moment:
//
//	go run . squad-dev-v1.1.json.gz
//	go run . -sentences 1000000 squad-dev-v1.1.json.gz squadshifts-new_wiki.json.gz
//
// Every article is a collection of its own: it is indexed, then asked its
// questions one after the other on one goroutine. With -sentences, one large
// collection is (see large.go). The peers rank the sentences
// that Lector ranks, by the usual means of each: bleve's English analyzer and a
// match query, FTS5's porter tokenizer with its words joined by OR, and bm25().
// It is a module of its own, so that Lector depends on no other search engine.
package main

import (
	"cmp"
	"context"
	"database/sql"
	"flag"
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

// A corpus is some articles and their sentences.
type corpus struct {
	articles  []article.Article
	sentences []sentence
}

type sentence struct {
	article int // index in corpus.articles
	article.Span
}

func newCorpus(articles ...article.Article) corpus {
	c := corpus{articles: articles}
	for i, a := range articles {
		for _, p := range article.Outline(a.Text, a.Lang) {
			for _, s := range p.Sentences {
				c.sentences = append(c.sentences, sentence{i, s})
			}
		}
	}
	return c
}

func (c *corpus) text(i int) string {
	s := &c.sentences[i]
	return s.Of(c.articles[s.article].Text)
}

// A ranker has indexed the sentences of a corpus.
type ranker interface {
	// top is the place of the best sentence for a question, or false.
	top(question string) (article.Span, bool, error)
	close() error
}

// A peer makes rankers.
type peer struct {
	name string
	open func(c corpus) (ranker, error)
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
	sentences := flag.Int("sentences", 0, "one collection of so many `sentences` made of the files', instead of their articles")
	only := flag.String("only", "", "measure this `peer` alone")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: peers [-sentences N] [-only PEER] SQUAD.json.gz…")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	measured := slices.DeleteFunc(peers(), func(p peer) bool { return *only != "" && p.name != *only })
	measure := compareArticles
	if *sentences > 0 {
		measure = func(all []peer, files []string) error { return compareLarge(all, files, *sentences) }
	}
	if err := measure(measured, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// compareArticles indexes every article of the files by itself and asks it its
// questions.
func compareArticles(all []peer, files []string) error {
	sets, err := eval.Load(files, eval.WholeArticle, "")
	if err != nil {
		return err
	}
	tallies := make([]tally, len(all))
	for _, set := range sets {
		for _, g := range set.Groups {
			c := newCorpus(g.Articles[0])
			for i, p := range all {
				if err := tallies[i].article(p, c, g.Questions); err != nil {
					return fmt.Errorf("%s on %q: %w", p.name, g.Articles[0].Title, err)
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

// article indexes an article with one peer and asks it the questions.
func (t *tally) article(p peer, c corpus, questions []eval.Question) (err error) {
	begun := time.Now()
	r, err := p.open(c)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, r.close()) }()
	t.indexing += time.Since(begun)
	t.sentences += len(c.sentences)
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

func openLector(c corpus) (ranker, error) {
	r := lector{qa.New(article.NewShelf(c.articles...))}
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
	index  bleve.Index
	corpus corpus
}

// bleveBatch is how many sentences go into one of bleve's batches.
const bleveBatch = 10_000

func openBleve(c corpus) (ranker, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = en.AnalyzerName
	mapping.StoreDynamic = false
	index, err := bleve.NewMemOnly(mapping)
	if err != nil {
		return nil, err
	}
	batch := index.NewBatch()
	for i := range c.sentences {
		if err := batch.Index(strconv.Itoa(i), map[string]string{"text": c.text(i)}); err != nil {
			return nil, err
		}
		if batch.Size() == bleveBatch || i+1 == len(c.sentences) {
			if err := index.Batch(batch); err != nil {
				return nil, err
			}
			batch.Reset()
		}
	}
	return bleveRanker{index, c}, nil
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
	if err != nil {
		return article.Span{}, false, err
	}
	return r.corpus.sentences[n].Span, true, nil
}

func (r bleveRanker) close() error { return r.index.Close() }

type ftsRanker struct {
	db     *sql.DB
	query  *sql.Stmt
	corpus corpus
}

func openFTS5(c corpus) (ranker, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // every connection would have a memory of its own
	r := ftsRanker{db: db, corpus: c}
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
	for i := range c.sentences {
		if _, err := insert.Exec(i, c.text(i)); err != nil {
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
		return r.corpus.sentences[n].Span, true, nil
	case sql.ErrNoRows:
		return article.Span{}, false, nil
	default:
		return article.Span{}, false, err
	}
}

func (r ftsRanker) close() error { return r.db.Close() }
