package bot

import (
	"context"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lector/article"
	"lector/bot/discordtest"
	"lector/config"
	"lector/qa"
)

// memory is a library in memory.
type memory struct {
	mu       sync.Mutex
	rev      article.Rev
	articles map[article.Collection]map[article.ID]article.Article
	changes  []article.Change
	news     chan struct{}
	set      map[article.Collection]config.Server
	votes    []article.Vote
	gaps     []article.Gap
}

func newMemory() *memory {
	return &memory{articles: map[article.Collection]map[article.ID]article.Article{}, news: make(chan struct{}), set: map[article.Collection]config.Server{}}
}

func (m *memory) put(a article.Article) article.Article {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rev++
	a.Rev = m.rev
	if m.articles[a.Collection] == nil {
		m.articles[a.Collection] = map[article.ID]article.Article{}
	}
	m.articles[a.Collection][a.ID] = a
	m.changes = append(m.changes, article.Change{Rev: m.rev, Collection: a.Collection, ID: a.ID})
	close(m.news)
	m.news = make(chan struct{})
	return a
}

func (m *memory) Get(ctx context.Context, c article.Collection, id article.ID) (article.Article, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.articles[c][id]
	if !ok {
		return a, article.ErrNotFound
	}
	return a, nil
}

func (m *memory) Articles(ctx context.Context, c article.Collection) iter.Seq2[article.Article, error] {
	return func(yield func(article.Article, error) bool) {
		m.mu.Lock()
		list := maps.Clone(m.articles[c])
		m.mu.Unlock()
		for _, id := range slices.Sorted(maps.Keys(list)) {
			if !yield(list[id], nil) {
				return
			}
		}
	}
}

func (m *memory) Changes(ctx context.Context, after article.Rev) iter.Seq2[article.Change, error] {
	return func(yield func(article.Change, error) bool) {
		for {
			m.mu.Lock()
			news := m.news
			list := slices.Clone(m.changes)
			m.mu.Unlock()
			for _, c := range list {
				if c.Rev > after {
					if !yield(c, nil) {
						return
					}
					after = c.Rev
				}
			}
			select {
			case <-news:
			case <-ctx.Done():
				yield(article.Change{}, ctx.Err())
				return
			}
		}
	}
}

func (m *memory) Settings(ctx context.Context, c article.Collection) (config.Server, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.set[c], nil
}

func (m *memory) SetSettings(ctx context.Context, c article.Collection, set config.Server) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set[c] = set
	return nil
}

func (m *memory) RecordVote(ctx context.Context, v article.Vote) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.votes = append(m.votes, v)
	return nil
}

func (m *memory) UserVotes(ctx context.Context, hash string) iter.Seq2[article.Vote, error] {
	return func(yield func(article.Vote, error) bool) {
		m.mu.Lock()
		list := slices.Clone(m.votes)
		m.mu.Unlock()
		for _, v := range list {
			if strings.HasPrefix(v.Key, hash) && !yield(v, nil) {
				return
			}
		}
	}
}

func (m *memory) RecordGap(ctx context.Context, g article.Gap, asker string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gaps = append(m.gaps, g)
	return nil
}

func (m *memory) Secret(ctx context.Context, name string) ([]byte, error) {
	return []byte("secret of " + name), nil
}

// The test articles. Nothing in them is from anywhere.
const harbourText = `The old harbour of Sandvik

The harbour of Sandvik opened in 1874. It was built by Marta Lindqvist, an engineer from Uppsala.
In 1901 a storm destroyed the eastern pier. The town rebuilt it in three years.

The lighthouse is 34 metres tall. Its lamp can be seen from twenty miles away. Visitors may climb it between May and September.

A ticket for the lighthouse costs 40 crowns. Children under seven enter free.`

func harbour(c article.Collection) article.Article {
	return article.Article{
		Collection: c, ID: "harbour", Title: "The old harbour of Sandvik", Publisher: "Sandvik Courier", Published: "2021-07-28",
		URL: "https://example.org/harbour", Lang: "en", Text: harbourText,
		Pairs: []article.Pair{{ID: "tickets", Questions: []string{"How much is a ticket for the lighthouse?", "What does it cost to climb the lighthouse?"},
			Answer: "40 crowns; children under seven need no ticket.", Quote: "A ticket for the lighthouse costs 40 crowns. Children under seven enter free."}},
	}
}

// world is a bot on a fake Discord.
type world struct {
	*discordtest.Server
	t    testing.TB
	mem  *memory
	bot  *Bot
	stop func()
	done chan error
}

// start runs a bot with the sample article in home. change may alter its options.
func start(t testing.TB, change ...func(*Options)) *world {
	t.Helper()
	return startOn(t, discordtest.New(t), change...)
}

func startOn(t testing.TB, fake *discordtest.Server, change ...func(*Options)) *world {
	t.Helper()
	w := &world{Server: fake, t: t, mem: newMemory()}
	w.mem.put(harbour(article.Home))
	w.run(change...)
	w.WaitReady()
	return w
}

func (w *world) run(change ...func(*Options)) {
	w.t.Helper()
	opt := Options{Token: w.Token, API: w.URL, Version: "test", Engine: qa.New(w.mem), Library: w.mem, Settings: w.mem, Feedback: w.mem, PerMinute: 6000, StartGate: &localGate{every: 10 * time.Millisecond}}
	if testing.Verbose() {
		opt.Log = slog.New(slog.NewTextHandler(w.t.Output(), nil))
	}
	for _, f := range change {
		f(&opt)
	}
	b, err := New(opt)
	if err != nil {
		w.t.Fatal(err)
	}
	b.timing.firstRetry, b.timing.mostRetry, b.timing.invalid = 10*time.Millisecond, 50*time.Millisecond, 10*time.Millisecond
	b.timing.late, b.timing.handle = 18*time.Second, 15*time.Second
	b.timing.opening = 2 * time.Second
	b.timing.lease = time.Second
	b.grace = 300 * time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	if e, ok := opt.Engine.(*qa.Engine); ok {
		go e.Follow(ctx)
	}
	w.bot, w.done = b, done
	stopped := sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				w.t.Errorf("Run: %v", err)
			}
		case <-time.After(time.Minute):
			w.t.Error("Run did not end")
		}
	})
	w.stop = stopped
	w.t.Cleanup(stopped)
}

// waitFor polls until ok holds, for a minute.
func waitFor(ok func() bool) bool {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}
