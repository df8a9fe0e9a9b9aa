package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"lector/article"
	"lector/qa/eval"
)

// The large collection.
const (
	paragraphSentences = 20
	articleSentences   = 200

	largeQuestions = 1000
	askingTime     = 2 * time.Minute // a peer is asked no longer, if fewer questions
)

// makeLarge makes a collection of so many sentences. It joins the first half of one of the files' sentences to the second
// half of another, again and again: as many words and as many different ones as
// so much real text has, more or less. The questions are the first file's,
// taken evenly.
func makeLarge(files []string, size int) (corpus, []string, error) {
	sets, err := eval.Load(files, eval.WholeArticle, "")
	if err != nil {
		return corpus{}, nil, err
	}
	var sentences [][]string // as words
	var questions []string
	for i, set := range sets {
		for _, g := range set.Groups {
			c := newCorpus(g.Articles[0])
			for i := range c.sentences {
				if words := strings.Fields(c.text(i)); len(words) >= 4 {
					sentences = append(sentences, words)
				}
			}
			if i > 0 {
				continue
			}
			for _, q := range g.Questions {
				if len(q.Gold) > 0 {
					questions = append(questions, q.Text)
				}
			}
		}
	}
	if len(sentences) == 0 || len(questions) == 0 {
		return corpus{}, nil, fmt.Errorf("no sentences or no questions in %v", files)
	}
	random := rand.New(rand.NewPCG(1, 1))
	var articles []article.Article
	for len(articles) < size/articleSentences {
		var text strings.Builder
		for n := range articleSentences {
			a, b := sentences[random.IntN(len(sentences))], sentences[random.IntN(len(sentences))]
			if n > 0 {
				if n%paragraphSentences == 0 {
					text.WriteString("\n\n")
				} else {
					text.WriteString(" ")
				}
			}
			text.WriteString(strings.Join(a[:len(a)/2], " "))
			text.WriteString(" ")
			text.WriteString(strings.Join(b[len(b)/2:], " "))
		}
		articles = append(articles, article.Article{
			Collection: article.Home, ID: article.ID(fmt.Sprintf("a%05d", len(articles))), Title: "T", Lang: "en", Text: text.String(),
		})
	}
	random.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
	return newCorpus(articles...), questions[:min(len(questions), largeQuestions)], nil
}

// compareLarge has each peer index the large collection and asks it the same
// questions. A peer's memory is what the heap grew by, or its database,
// less the text.
func compareLarge(all []peer, files []string, size int) error {
	c, questions, err := makeLarge(files, size)
	if err != nil {
		return err
	}
	text := 0
	for _, a := range c.articles {
		text += len(a.Text)
	}
	fmt.Printf("%d sentences, %d MB\n", len(c.sentences), text>>20)
	fmt.Printf("%-8s %14s %10s %10s %10s %8s %16s\n", "", "sentences/s", "p50 ms", "p99 ms", "mean ms", "asked", "bytes/sentence")
	for _, p := range all {
		if err := large(p, c, questions, text); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

func large(p peer, c corpus, questions []string, text int) error {
	before := heap()
	begun := time.Now()
	r, err := p.open(c)
	if err != nil {
		return err
	}
	built := time.Since(begun)
	grown := heap() - before
	if db, ok := r.(ftsRanker); ok {
		if grown, err = db.size(); err != nil {
			return err
		}
		grown -= text
	}
	var times []time.Duration
	var sum time.Duration
	for _, q := range questions {
		begun := time.Now()
		if _, _, err := r.top(q); err != nil {
			return err
		}
		took := time.Since(begun)
		times = append(times, took)
		if sum += took; sum > askingTime {
			break
		}
	}
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	fmt.Printf("%-8s %14.0f %10.2f %10.2f %10.2f %8d %16.0f\n", p.name, float64(len(c.sentences))/built.Seconds(),
		ms(times[len(times)/2]), ms(times[len(times)*99/100]), ms(sum)/float64(len(times)), len(times), float64(grown)/float64(len(c.sentences)))
	err = r.close()
	runtime.KeepAlive(c)
	return err
}

// heap is how many bytes of the heap are in use.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// size is how many bytes the database holds.
func (r ftsRanker) size() (int, error) {
	var pages, size int
	err := r.db.QueryRow("select page_count, page_size from pragma_page_count, pragma_page_size").Scan(&pages, &size)
	return pages * size, err
}
