package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lector/bot/discordtest"
)

// leaseBook keeps leases in memory.
type leaseBook struct {
	mu    sync.Mutex
	lease map[string]leaseEntry
}

type leaseEntry struct {
	owner   string
	expires time.Time
}

func newLeaseBook() *leaseBook { return &leaseBook{lease: map[string]leaseEntry{}} }

func (b *leaseBook) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e, ok := b.lease[name]; ok && e.owner != owner && time.Now().Before(e.expires) {
		return false, nil
	}
	b.lease[name] = leaseEntry{owner, time.Now().Add(ttl)}
	return true, nil
}

func (b *leaseBook) Renew(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e, ok := b.lease[name]; !ok || e.owner != owner || !time.Now().Before(e.expires) {
		return false, nil
	}
	b.lease[name] = leaseEntry{owner, time.Now().Add(ttl)}
	return true, nil
}

func (b *leaseBook) Release(ctx context.Context, name, owner string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lease[name].owner == owner {
		delete(b.lease, name)
	}
	return nil
}

// held lists the leases in force whose names begin with prefix.
func (b *leaseBook) held(prefix string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for name, e := range b.lease {
		if strings.HasPrefix(name, prefix) && time.Now().Before(e.expires) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// line is one process's way to the leases. Cut, nothing gets through.
type line struct {
	*leaseBook
	cut atomic.Bool
}

var errCut = errors.New("the store cannot be reached")

func (l *line) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	if l.cut.Load() {
		return false, errCut
	}
	return l.leaseBook.Acquire(ctx, name, owner, ttl)
}

func (l *line) Renew(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	if l.cut.Load() {
		return false, errCut
	}
	return l.leaseBook.Renew(ctx, name, owner, ttl)
}

func (l *line) Release(ctx context.Context, name, owner string) error {
	if l.cut.Load() {
		return errCut
	}
	return l.leaseBook.Release(ctx, name, owner)
}

// roll is who serves which shard.
type roll struct {
	mu      sync.Mutex
	serving map[string]string // shard -> process
	faults  []string          // a shard that two processes had at a time
}

func (r *roll) set(process, shard string, up bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.serving == nil {
		r.serving = map[string]string{}
	}
	other := r.serving[shard]
	switch {
	case up && other != "" && other != process:
		r.faults = append(r.faults, fmt.Sprintf("%s serves shard %s while %s does", process, shard, other))
	case up:
		r.serving[shard] = process
	case other == process:
		delete(r.serving, shard)
	}
}

// shares is how many shards each process has: "a=2 b=2".
func (r *roll) shares() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := map[string]int{}
	var names []string
	for _, process := range r.serving {
		if n[process]++; n[process] == 1 {
			names = append(names, process)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = fmt.Sprintf("%s=%d", name, n[name])
	}
	return strings.Join(names, " ")
}

func (r *roll) check(t *testing.T) {
	t.Helper()
	for _, f := range r.faults {
		t.Error(f)
	}
}

// fleet is some processes on the same leases, without Discord.
type fleet struct {
	t    *testing.T
	book *leaseBook
	roll roll
}

// process starts one that was told count, and returns its line, how to stop it,
// and what it last said of itself.
func (f *fleet) process(name string, count int) (l *line, stop func(), standing func() string) {
	l = &line{leaseBook: f.book}
	ctx, cancel := context.WithCancel(context.Background())
	said := make(chan string, 1)
	s := &sharding{leases: l, owner: name, ttl: leaseTime, log: slog.New(slog.DiscardHandler),
		recommended: func(context.Context) (int, error) { return count, nil },
		serve: func(ctx context.Context, shard, count int) {
			id := fmt.Sprintf("%d/%d", shard, count)
			f.roll.set(name, id, true)
			<-ctx.Done()
			f.roll.set(name, id, false)
		},
		standing: func(held int, reached bool) {
			select {
			case <-said:
			default:
			}
			said <- fmt.Sprintf("held %d, reached %t", held, reached)
		},
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.run(ctx); err != nil {
			f.t.Errorf("process %s: %v", name, err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	f.t.Cleanup(stop)
	return l, stop, func() string { return <-said }
}

// after lets time pass and checks the shares.
func (f *fleet) after(d time.Duration, want, when string) {
	f.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	if got := f.roll.shares(); got != want {
		f.t.Errorf("%s: %v later the shares are %q, want %q", when, d, got, want)
	}
}

func inFleet(t *testing.T, test func(f *fleet)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{t: t, book: newLeaseBook()}
		test(f)
		f.roll.check(t)
	})
}

func TestLeasedShardsAreSharedFairly(t *testing.T) {
	t.Parallel()
	inFleet(t, func(f *fleet) {
		f.process("a", 4)
		f.after(time.Second, "a=4", "alone")
		f.process("b", 4)
		f.after(2*leaseTime, "a=2 b=2", "with a second")
		f.process("c", 4)
		f.after(3*leaseTime, "a=2 b=1 c=1", "with a third")
		f.process("d", 4)
		f.after(3*leaseTime, "a=1 b=1 c=1 d=1", "with a fourth")
		_, _, standing := f.process("e", 4)
		f.after(3*leaseTime, "a=1 b=1 c=1 d=1", "with more processes than shards")
		if got, want := standing(), "held 0, reached true"; got != want {
			t.Errorf("a process that stands by says %q, want %q", got, want)
		}
	})
}

func TestLeasedShardsOfADeadProcessAreTaken(t *testing.T) {
	t.Parallel()
	inFleet(t, func(f *fleet) {
		a, die, _ := f.process("a", 4)
		f.after(time.Second, "a=4", "alone")
		f.process("b", 4)
		f.after(2*leaseTime, "a=2 b=2", "with a second")
		f.process("c", 4)
		f.after(3*leaseTime, "a=2 b=1 c=1", "with a third")
		a.cut.Store(true) // it releases nothing
		die()
		f.after(leaseTime/2, "b=1 c=1", "dead, but not yet known to be")
		f.after(2*leaseTime, "b=2 c=2", "dead")
	})
}

func TestLeasedShardsAreHandedOverWhenAProcessStops(t *testing.T) {
	t.Parallel()
	inFleet(t, func(f *fleet) {
		_, stop, _ := f.process("a", 4)
		_, stopLast, _ := f.process("b", 4)
		f.after(2*leaseTime, "a=2 b=2", "both alive")
		stop()
		f.after(leaseTime/3, "b=4", "a has stopped")
		stopLast()
		if held := slices.Concat(f.book.held("shard:"), f.book.held("process:")); len(held) > 0 {
			t.Errorf("after the last process has stopped, there are leases %v", held)
		}
	})
}

// A process that cannot reach the leases stops before another may begin.
func TestLeasedShardsOfACutOffProcessStop(t *testing.T) {
	t.Parallel()
	inFleet(t, func(f *fleet) {
		a, _, standing := f.process("a", 4)
		f.process("b", 4)
		f.after(2*leaseTime, "a=2 b=2", "both alive")
		a.cut.Store(true)
		// Its leases end as long after the last renewal as they last, which was somewhat before the cut.
		seen := []string{f.roll.shares()}
		for range 200 {
			time.Sleep(leaseTime / 100)
			synctest.Wait()
			if now := f.roll.shares(); now != seen[len(seen)-1] {
				seen = append(seen, now)
			}
		}
		if seen[0] != "a=2 b=2" || seen[1] != "b=2" || seen[len(seen)-1] != "b=4" {
			t.Errorf("after the cut the shares are %q in turn, want the one to stop and only then the other to take over", seen)
		}
		if got, want := standing(), "reached false"; !strings.HasSuffix(got, want) {
			t.Errorf("a process that is cut off says %q, want %q", got, want)
		}
		a.cut.Store(false)
		f.after(3*leaseTime, "a=2 b=2", "reached again")
	})
}

func TestLeasedShardsOfAnotherCountWait(t *testing.T) {
	t.Parallel()
	inFleet(t, func(f *fleet) {
		_, stop, _ := f.process("a", 2)
		f.after(time.Second, "a=2", "alone")
		_, _, standing := f.process("b", 3)
		f.after(10*leaseTime, "a=2", "with one that was told 3 shards")
		if got, want := standing(), "held 0, reached true"; got != want {
			t.Errorf("a process that waits says %q, want %q", got, want)
		}
		stop()
		f.after(3*leaseTime, "b=3", "the last of the old count has stopped")
	})
}

func TestLeaseGateKeepsIdentifiesApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := newLeaseBook()
		gates := []*leaseGate{
			{leases: book, owner: "a", every: identifyEvery},
			{leases: book, owner: "b", every: identifyEvery},
		}
		var mu sync.Mutex
		starts := map[int][]time.Time{}
		var all sync.WaitGroup
		for shard := range 8 {
			all.Go(func() {
				if err := gates[shard/4].Wait(t.Context(), shard, StartLimit{Remaining: 9, ResetAfter: time.Hour, Concurrency: 2}); err != nil {
					t.Errorf("shard %d: %v", shard, err)
				}
				mu.Lock()
				defer mu.Unlock()
				starts[shard%2] = append(starts[shard%2], time.Now())
			})
		}
		all.Wait()
		for bucket, at := range starts {
			if len(at) != 4 {
				t.Errorf("%d shards of bucket %d could identify, want 4", len(at), bucket)
			}
			for i, now := range at {
				if i > 0 && now.Sub(at[i-1]) < identifyEvery {
					t.Errorf("bucket %d identified again after %v, want at least %v", bucket, now.Sub(at[i-1]), identifyEvery)
				}
			}
			if took := at[len(at)-1].Sub(at[0]); took > 4*identifyEvery {
				t.Errorf("four identifies took %v, want little over %v", took, 3*identifyEvery)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := gates[0].Wait(ctx, 0, StartLimit{Remaining: 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("Wait without a context in force = %v, want context.Canceled", err)
		}
	})
}

// Processes whose leases cannot be reached keep at least their own identifies apart.
func TestLeaseGateWithoutLeases(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{leaseBook: newLeaseBook()}
		l.cut.Store(true)
		gate := &leaseGate{leases: l, owner: "a", every: identifyEvery, alone: localGate{every: identifyEvery}}
		begin := time.Now()
		for range 3 {
			if err := gate.Wait(t.Context(), 0, StartLimit{Remaining: 9, Concurrency: 1}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(begin); took != 2*identifyEvery {
			t.Errorf("three identifies took %v, want %v", took, 2*identifyEvery)
		}
	})
}

// oneByOne is a gate that lets a shard through once the one before has identified.
type oneByOne struct {
	fake   *discordtest.Server
	mu     sync.Mutex
	passed int
}

func (g *oneByOne) Wait(context.Context, int, StartLimit) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fake.WaitGateway("the identify before", func(s discordtest.GatewayStats) bool { return s.Identifies >= g.passed })
	g.passed++
	return nil
}

// Four shards of one bot, and three sessions left to start: the fourth waits,
// although there were three left when it began to wait for its turn.
func TestSessionStartLimit(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t, func(o *discordtest.Options) { o.Shards, o.SessionStarts = 4, 3 })
	w := &world{Server: fake, t: t, mem: newMemory()}
	w.run(func(o *Options) { o.StartGate = &oneByOne{fake: fake} })
	fake.WaitGateway("three sessions", func(g discordtest.GatewayStats) bool { return g.Live == 3 })
	fake.Quiet(500 * time.Millisecond)
	if g := fake.Gateway(); g.Identifies != 3 || g.Live != 3 {
		t.Errorf("with three sessions left there were %d identifies, %d are live", g.Identifies, g.Live)
	}
	if w.bot.Ready() {
		t.Error("ready with three shards of four")
	}
}

// watcher tells a roll which shards a bot has, and counts its answers.
type watcher struct {
	noObserver
	roll *roll
	name string
	sent *atomic.Int64
}

func (o watcher) Gateway(shard int, up bool) { o.roll.set(o.name, fmt.Sprint(shard), up) }
func (o watcher) Callback(string, time.Duration) {
	o.sent.Add(1)
}

func TestTwoBotsShareFourShards(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t, func(o *discordtest.Options) {
		o.Shards, o.MaxConcurrency = 4, 4
	})
	book, who, sent := newLeaseBook(), &roll{}, &atomic.Int64{}
	mem := newMemory()
	mem.put(harbour("home"))
	bot := func(name string) (*world, *line) {
		l := &line{leaseBook: book}
		w := &world{Server: fake, t: t, mem: mem}
		w.run(func(o *Options) {
			o.Leases, o.StartGate, o.Observer = l, &localGate{every: time.Millisecond}, watcher{roll: who, name: name, sent: sent}
		})
		return w, l
	}
	wait := func(want string) {
		t.Helper()
		deadline := time.Now().Add(time.Minute)
		for who.shares() != want {
			if time.Now().After(deadline) {
				t.Fatalf("the shares are %q, want %q", who.shares(), want)
			}
			time.Sleep(2 * time.Millisecond)
		}
	}
	one, lineOne := bot("one")
	wait("one=4")
	two, _ := bot("two")
	wait("one=2 two=2")
	fake.WaitReady()
	var towns []*scene
	for range 4 {
		s := &scene{world: two, town: fake.AddGuild("Town")}
		s.general, s.ada = s.town.AddChannel("general"), s.town.AddMember("ada")
		towns = append(towns, s)
		s.answers()
	}
	lineOne.cut.Store(true) // it dies: nothing is released
	one.stop()
	wait("two=4")
	for _, s := range towns {
		s.answers()
	}
	if !waitFor(two.bot.Ready) {
		t.Error("the bot with all shards is not ready")
	}
	two.stop()
	if held := book.held("shard:"); len(held) > 0 {
		t.Errorf("after a graceful stop there are leases %v", held)
	}
	if got := sent.Load(); got != 8 {
		t.Errorf("8 questions were answered %d times", got)
	}
	who.check(t)
}

// A fixed range stays what it is: nobody takes over from a process that is gone.
func TestFixedRangesDoNotTakeOver(t *testing.T) {
	t.Parallel()
	fake := discordtest.New(t, func(o *discordtest.Options) { o.Shards, o.MaxConcurrency = 4, 4 })
	book, who := newLeaseBook(), &roll{}
	mem := newMemory()
	mem.put(harbour("home"))
	bot := func(name string, ids ...int) *world {
		w := &world{Server: fake, t: t, mem: mem}
		w.run(func(o *Options) {
			o.Shards, o.Leases, o.StartGate = Shards{IDs: ids, Count: 4}, book, &localGate{every: time.Millisecond}
			o.Observer = watcher{roll: who, name: name, sent: &atomic.Int64{}}
		})
		return w
	}
	one, two := bot("one", 0, 1), bot("two", 2, 3)
	if !waitFor(func() bool { return who.shares() == "one=2 two=2" }) {
		t.Fatalf("the shares are %q", who.shares())
	}
	one.stop()
	time.Sleep(3 * two.bot.timing.lease) // as long as taking over would need
	if got := who.shares(); got != "two=2" {
		t.Errorf("after one process has stopped the shares are %q, want two=2", got)
	}
	if held := book.held("shard:"); len(held) > 0 {
		t.Errorf("processes with fixed ranges hold leases %v", held)
	}
	who.check(t)
}
