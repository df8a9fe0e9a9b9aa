package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/qa"
)

// scaleEnv hands a store to the child of TestScale, which measures in a process
// that has not made it.
const scaleEnv = "LECTOR_SCALE_STORE"

// What TestScale wants of a library of 10,000 collections of 20 articles of 40
// sentences.
const (
	scaleCollections, scaleArticles, scaleSentences = 10_000, 20, 40
	scaleUsed                                       = 200                   // collections in use
	scaleStart                                      = 2 * time.Second       // until the store and the engine are open
	scaleMemory                                     = 300 << 20             // bytes resident with those in use
	scaleCold                                       = 50 * time.Millisecond // 99th percentile of a question to a cold collection
)

// scaleResult is what the child measured.
type scaleResult struct {
	Start                  time.Duration
	Resident               int64
	ColdMedian, Cold99     time.Duration
	WarmMedian, Warm99     time.Duration
	Answered, Asked, Bytes int
}

// TestScale measures start-up, memory and cold questions of a large library on
// disk. It takes minutes and 1.5 GB of disk: set LECTOR_LONG. LECTOR_SCALE_STORE
// may name a store that a run has left, to measure without making one.
func TestScale(t *testing.T) {
	path := os.Getenv(scaleEnv)
	if os.Getenv("LECTOR_LONG") == "" {
		t.Skip("takes minutes and 1.5 GB of disk: set LECTOR_LONG=1")
	}
	if path == "" {
		path = filepath.Join(t.TempDir(), "lector.db")
	}
	if _, err := os.Stat(path); err != nil {
		begun := time.Now()
		makeLargeLibrary(t, path)
		t.Logf("made in %s", time.Since(begun).Round(time.Second))
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestScaleMeasure$", "-test.count=1")
	out := filepath.Join(t.TempDir(), "result.json")
	cmd.Env = append(os.Environ(), scaleEnv+"="+path, "LECTOR_SCALE_RESULT="+out)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var r scaleResult
	data, err := os.ReadFile(out)
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("start-up %s; resident with %d collections in use %d MB; a question to a cold collection: median %s, p99 %s; to one in memory: median %s, p99 %s; %d of %d answered",
		r.Start, scaleUsed, r.Resident>>20, r.ColdMedian, r.Cold99, r.WarmMedian, r.Warm99, r.Answered, r.Asked)
	if r.Start > scaleStart {
		t.Errorf("start-up took %s, want %s", r.Start, scaleStart)
	}
	if r.Resident > scaleMemory {
		t.Errorf("%d MB resident, want %d", r.Resident>>20, scaleMemory>>20)
	}
	if r.Cold99 > scaleCold {
		t.Errorf("p99 of a cold question is %s, want %s", r.Cold99, scaleCold)
	}
	if r.Answered < r.Asked*9/10 {
		t.Errorf("%d of %d questions answered: the measurement is of something else", r.Answered, r.Asked)
	}
}

// TestScaleMeasure is the child of TestScale.
func TestScaleMeasure(t *testing.T) {
	path, out := os.Getenv(scaleEnv), os.Getenv("LECTOR_SCALE_RESULT")
	if path == "" || out == "" {
		t.Skip("is run by TestScale")
	}
	var r scaleResult
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	begun := time.Now()
	s, err := store.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	engine := qa.New(s, qa.WithMemory(128<<20))
	ask := func(n int) time.Duration {
		c := scaleCollection(n)
		id, sentence := n%scaleArticles, n%scaleSentences
		q := qa.Question{Text: "What did " + scaleName(n, id, sentence) + " find?", Collections: []article.Collection{c, article.Home}}
		begun := time.Now()
		a, err := engine.Ask(ctx, q)
		took := time.Since(begun)
		if err != nil {
			t.Fatal(err)
		}
		r.Asked++
		if len(a.Passages) > 0 && strings.Contains(a.Passages[0].Text(), scaleName(n, id, sentence)) {
			r.Answered++
		}
		return took
	}
	ask(0)
	r.Start = time.Since(begun)
	followed := make(chan struct{})
	go func() { engine.Follow(ctx); close(followed) }()

	// 200 collections in use, each asked now and then, in a random order.
	random := rand.New(rand.NewPCG(1, 2))
	order := random.Perm(scaleCollections)[:scaleUsed]
	for _, n := range order {
		ask(n)
	}
	var warm, cold []time.Duration
	for range 5 {
		for _, i := range random.Perm(scaleUsed) {
			warm = append(warm, ask(order[i]))
		}
	}
	debug.FreeOSMemory() // what stays is what is in use
	r.Resident = resident(t)

	// Each of 2,000 further collections for the first time.
	for _, n := range random.Perm(scaleCollections)[:2000] {
		if slices.Contains(order, n) {
			continue
		}
		cold = append(cold, ask(n))
	}
	stop()
	<-followed
	slices.Sort(warm)
	slices.Sort(cold)
	r.WarmMedian, r.Warm99 = warm[len(warm)/2], warm[len(warm)*99/100]
	r.ColdMedian, r.Cold99 = cold[len(cold)/2], cold[len(cold)*99/100]
	data, err := json.Marshal(r)
	if err == nil {
		err = os.WriteFile(out, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// resident is this process's memory in RAM, where the system tells it.
func resident(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skipf("the system does not tell how much memory is resident: %v", err)
	}
	for line := range strings.Lines(string(status)) {
		var kb int64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kb); err == nil {
			return kb << 10
		}
	}
	t.Fatal("no VmRSS in /proc/self/status")
	return 0
}

func scaleCollection(n int) article.Collection {
	return article.Guild(fmt.Sprint(100_000_000_000_000_000 + n))
}

// scaleName is the name of the person of a sentence: no other sentence of the
// collection has it.
func scaleName(collection, id, sentence int) string {
	const onset, nucleus, coda = "bdfgklmnprstvz", "aeiou", "lmnrstkd"
	random := rand.New(rand.NewPCG(uint64(collection), uint64(id*scaleSentences+sentence)))
	var b strings.Builder
	for i := range 3 {
		o := onset[random.IntN(len(onset))]
		if i == 0 {
			o -= 'a' - 'A'
		}
		b.WriteByte(o)
		b.WriteByte(nucleus[random.IntN(len(nucleus))])
		b.WriteByte(coda[random.IntN(len(coda))])
	}
	return b.String()
}

// makeLargeLibrary writes the library with words drawn by Zipf's law, so that
// its vocabulary is like a real one's.
func makeLargeLibrary(t *testing.T, path string) {
	t.Helper()
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	words := make([]string, 20_000)
	for i := range words {
		words[i] = strings.ToLower(scaleName(-1, i/scaleSentences, i%scaleSentences))
	}
	random := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(random, 1.1, 4, uint64(len(words)-1))
	articles := func(from, to int) iter.Seq[article.Article] {
		return func(yield func(article.Article) bool) {
			for n := from; n < to; n++ {
				for id := range scaleArticles {
					var text strings.Builder
					for sentence := range scaleSentences {
						fmt.Fprintf(&text, "%s found the", scaleName(n, id, sentence))
						for range 12 {
							text.WriteString(" " + words[zipf.Uint64()])
						}
						text.WriteString([]string{". ", ".\n\n"}[sentence%5/4])
					}
					a := article.Article{Collection: scaleCollection(n), ID: article.ID(fmt.Sprintf("article-%d", id)), Title: fmt.Sprintf("Article %d", id), Lang: "en", Text: text.String()}
					if !yield(a) {
						return
					}
				}
			}
		}
	}
	const batch = 250
	for n := 0; n < scaleCollections; n += batch {
		if err := s.PutAll(t.Context(), articles(n, n+batch)); err != nil {
			t.Fatal(err)
		}
	}
}
