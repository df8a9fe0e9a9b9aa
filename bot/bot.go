package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/time/rate"

	"lector/article"
	"lector/config"
	"lector/qa"
)

// Engine answers questions; *qa.Engine is one.
type Engine interface {
	Ask(ctx context.Context, q qa.Question) (qa.Answer, error)
	Suggest(ctx context.Context, q qa.Question, n int) ([]qa.Suggestion, error)
	Locate(ctx context.Context, q qa.Question) (qa.Finding, error)
}

// Library is what the bot reads of articles; an article.Store is one.
type Library interface {
	Get(ctx context.Context, c article.Collection, id article.ID) (article.Article, error)
	Articles(ctx context.Context, c article.Collection) iter.Seq2[article.Article, error]
}

// Settings keeps what moderators set for their server.
type Settings interface {
	Settings(ctx context.Context, c article.Collection) (config.Server, error)
	SetSettings(ctx context.Context, c article.Collection, set config.Server) error
}

// Observer is told what happens, for metrics. Its methods must not block.
type Observer interface {
	// Question: a question came in by an entry ("ask", "quote", "message",
	// "mention", "direct") and this became of it ("answered", "unsure", …).
	Question(entry, outcome string, took time.Duration)
	// Callback: an interaction was answered ("ok", "late", "failed", "busy"),
	// that long after it had come.
	Callback(result string, took time.Duration)
	// Request: a request to Discord; status 0 is none.
	Request(route string, status int, took time.Duration)
	// Dropped: an event was given up ("queue", "late", "panic"), a question came
	// from who asks too often ("rate"), a request was not Discord's ("signature").
	Dropped(reason string)
	// Gateway: a shard went up or down.
	Gateway(shard int, up bool)
}

// Shards says which shards of how many a bot runs. The zero value asks Discord
// how many there should be and runs them all, or with [Options.Leases] its share.
type Shards struct {
	IDs   []int
	Count int
}

// Options is what a bot is made of. Token, Engine and Library are required.
type Options struct {
	Token   string
	API     string // where Discord is, "https://discord.com" when empty
	Version string // of Lector, for the User-Agent and /lector about
	Website string // for the User-Agent

	Engine   Engine
	Library  Library
	Settings Settings // nil: nothing can be set, everything is as by default
	Feedback Feedback // nil: no votes are taken and no gaps are noted

	// Editor and Extractor make /article and /answers known, Gaps /answers gaps,
	// Privacy (with Feedback) /lector privacy, QuoteCheck /check.
	Editor     Editor
	Extractor  Extractor
	Gaps       Gaps
	Privacy    Privacy
	Claims     Claims // with Gaps and Settings: weekly lists of what was not answered; for the endpoint: what another process took
	Feed       Feed   // with Claims, Gaps, Settings and Editor: reports of quotes that no longer stand
	QuoteCheck bool

	// Reader returns the address of Lector's own page for a passage, for
	// articles without an address; nil where there is no such page.
	Reader func(p qa.Passage) string
	// Left is called when Lector was removed from a server (not on an outage),
	// also while it was away: Homes lists the servers that Joined was called for
	// and Left was not, in whichever process.
	Left  func(ctx context.Context, guild string)
	Homes func(ctx context.Context) ([]string, error)
	// Joined is called for every server that Lector is on, when it starts and
	// when it is added.
	Joined func(ctx context.Context, guild string)

	NoGateway bool // only the interactions endpoint; no direct messages and mentions
	Shards    Shards
	// Leases, when Shards is zero, divide the shards fairly among the processes
	// that share them; nil: this process runs all. A process that dies is
	// replaced by the others, and one that stops gives its shards up at once. With
	// Shards given they divide nothing, but keep the identifies of the processes apart.
	Leases    Leases
	StartGate StartGate // nil: a gate of the leases, else of this process's own

	Slots     int   // interactions and messages worked on at once; 0 is 64
	Queue     int   // waiting beyond that; 0 is 1024
	PerMinute int   // questions per member and minute; 0 is 20
	MaxUpload int64 // bytes of a file that a member gives; 0 is 10 MiB

	HTTP     *http.Client // for requests to Discord; nil is one with fitting limits
	Observer Observer
	Log      *slog.Logger
}

// Bot is Lector on Discord. Make one with [New], then [Bot.Run] it.
type Bot struct {
	opt      Options
	log      *slog.Logger
	owner    string // of leases
	rest     *rest
	seal     sealer
	langs    *languages
	titles   *titleCache
	pages    *pageCache
	drafts   *expirable.LRU[string, draft] // forms that were refused, by interaction
	commands map[string]command
	buttons  map[string]component
	forms    map[string]component
	timing   timing

	jobs     chan job
	busy     chan job
	handled  *once                                 // interactions and messages already taken
	limiters *expirable.LRU[string, *rate.Limiter] // by user
	hinted   *once                                 // who was told lately what they need not hear again
	locales  *lru.Cache[string, string]            // guild or user -> Discord's locale
	parents  *expirable.LRU[string, string]        // thread -> channel
	earlier  *earlier
	grace    time.Duration        // see watchGrace
	self     atomic.Pointer[User] // after READY
	app      atomic.Pointer[application]
	servers  sync.Map // guild -> struct{}
	up       sync.Map // shard -> bool
	shards   atomic.Int64
	standby  atomic.Bool // the leases can be reached: without shards it is ready too
	draining atomic.Bool
	// taking is held for reading by whoever puts a job into the queues. The
	// library's read loop may deliver a last event after its connection closed.
	taking sync.RWMutex
	http   sync.WaitGroup
}

// job is something to do for a member.
type job struct {
	received time.Time
	i        *Interaction // or
	m        *Message
}

// How long a member can be kept waiting.
const (
	// callbackTime is Discord's: an interaction that has no answer by then has failed.
	callbackTime = 3 * time.Second
	// lateAfter leaves the answer some time to arrive.
	lateAfter = callbackTime - 400*time.Millisecond
	// handleTime bounds the making of an answer.
	handleTime = 2 * time.Second
	// afterTime bounds work after the first answer; the token lives 15 minutes.
	afterTime = 5 * time.Minute
	// messageTime bounds the answering of a message.
	messageTime = 20 * time.Second
	// drainTime is how long a stopping bot waits for answers in flight.
	drainTime = 10 * time.Second
)

// DefaultAPI is Discord's.
const DefaultAPI = "https://discord.com"

// New makes a bot. It does not connect yet.
func New(opt Options) (*Bot, error) {
	switch {
	case opt.Token == "":
		return nil, errors.New("bot: no token")
	case opt.Engine == nil || opt.Library == nil:
		return nil, errors.New("bot: no engine or no library")
	}
	if opt.API == "" {
		opt.API = DefaultAPI
	}
	if opt.Version == "" {
		opt.Version = "devel"
	}
	if opt.Website == "" {
		opt.Website = "https://github.com/lector"
	}
	if opt.Slots <= 0 {
		opt.Slots = 64
	}
	if opt.Queue <= 0 {
		opt.Queue = 1024
	}
	if opt.PerMinute <= 0 {
		opt.PerMinute = 20
	}
	if opt.MaxUpload <= 0 {
		opt.MaxUpload = maxUpload
	}
	if opt.HTTP == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = opt.Slots
		opt.HTTP = &http.Client{Transport: transport}
	}
	if opt.Observer == nil {
		opt.Observer = noObserver{}
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	owner := ownerName()
	switch {
	case opt.StartGate != nil:
	case opt.Leases != nil:
		opt.StartGate = &leaseGate{leases: opt.Leases, owner: owner, every: identifyEvery, alone: localGate{every: identifyEvery}}
	default:
		opt.StartGate = &localGate{every: identifyEvery}
	}
	if opt.Shards.Count > 0 {
		opt.Leases = nil // what they divide is divided already
	}
	langs, err := loadLanguages()
	if err != nil {
		return nil, fmt.Errorf("bot: %w", err)
	}
	locales, err := lru.New[string, string](50_000)
	if err != nil {
		return nil, err
	}
	b := &Bot{
		opt: opt, log: opt.Log, owner: owner, langs: langs, titles: newTitleCache(opt.Library), pages: newPageCache(), drafts: expirable.NewLRU[string, draft](2000, nil, 15*time.Minute), seal: newSealer(opt.Token), timing: defaultTiming(),
		rest: newREST(apiBase(opt.API), opt.Token, "DiscordBot ("+opt.Website+", "+opt.Version+")", opt.HTTP),
		jobs: make(chan job, opt.Queue), busy: make(chan job, 256),
		handled: newOnce(50_000, 15*time.Minute), locales: locales,
		limiters: expirable.NewLRU[string, *rate.Limiter](100_000, nil, 10*time.Minute),
		hinted:   newOnce(10_000, time.Hour),
		parents:  expirable.NewLRU[string, string](10_000, nil, time.Hour),
		earlier:  newEarlier(),
		grace:    watchGrace,
	}
	b.rest.seen = opt.Observer.Request
	b.register()
	return b, nil
}

// apiBase is the address that the API's paths begin with.
func apiBase(base string) string {
	for len(base) > 0 && base[len(base)-1] == '/' {
		base = base[:len(base)-1]
	}
	return base + "/api/v" + apiVersion
}

// Run connects and answers until ctx is done, then finishes the answers in
// flight and returns nil. A fault that only the operator can mend is a
// *[FatalError].
func (b *Bot) Run(ctx context.Context) error {
	// Work goes on for a while after ctx is done: it has deadlines of its own.
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	app, err := b.identify(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	b.app.Store(&app)
	if err := b.pushCommands(ctx, app.ID); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		var e *apiError
		if errors.As(err, &e) && e.status < 500 && e.status != http.StatusTooManyRequests {
			return fmt.Errorf("register commands: %w", err)
		}
		b.log.Error("commands were not registered; those that Discord has stay", "error", err)
	}
	var workers sync.WaitGroup
	for range b.opt.Slots {
		workers.Go(func() { b.work(work) })
	}
	for range 4 {
		workers.Go(func() { b.excuse(work) })
	}
	if b.digesting() {
		go b.digests(ctx)
		if b.opt.Feed != nil && b.opt.Editor != nil {
			go b.watchQuotes(ctx)
		}
	}
	connected, disconnect := context.WithCancel(ctx)
	defer disconnect()
	fatal := make(chan error, 1)
	failed := func(err error) {
		select {
		case fatal <- err:
		default:
		}
		disconnect()
	}
	var shards sync.WaitGroup
	switch {
	case b.opt.NoGateway:
	case b.opt.Leases != nil:
		shards.Go(func() {
			if err := b.leasing(failed).run(connected); err != nil {
				failed(err)
			}
		})
	default:
		list := b.opt.Shards
		if list.Count == 0 {
			if list, err = b.allShards(ctx); err != nil {
				disconnect()
				b.closeQueues()
				return err
			}
		}
		b.shards.Store(int64(len(list.IDs)))
		for _, id := range list.IDs {
			shards.Go(func() {
				if err := b.gateway(id, list.Count).run(connected); err != nil {
					failed(err)
				}
			})
		}
	}
	<-connected.Done()
	b.draining.Store(true)
	shards.Wait()
	b.closeQueues()
	done := make(chan struct{})
	go func() { workers.Wait(); b.http.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(drainTime):
		b.log.Warn("stopped before every answer was sent")
		stopWork()
	}
	select {
	case err := <-fatal:
		return err
	default:
		return nil
	}
}

// digesting reports whether weekly lists can be sent.
func (b *Bot) digesting() bool {
	return b.opt.Claims != nil && b.opt.Gaps != nil && b.opt.Settings != nil
}

func (b *Bot) gateway(shard, count int) *gateway {
	return &gateway{shard: shard, shards: count, rest: b.rest, gate: b.opt.StartGate, log: b.log,
		event: b.onEvent, state: b.onShard, timing: b.timing}
}

// leasing divides the shards among the processes. failed is told what no
// reconnecting mends.
func (b *Bot) leasing(failed func(error)) *sharding {
	return &sharding{
		leases: b.opt.Leases, owner: b.owner, ttl: b.timing.lease, log: b.log,
		recommended: func(ctx context.Context) (int, error) {
			all, err := b.allShards(ctx)
			return all.Count, err
		},
		serve: func(ctx context.Context, shard, count int) {
			if err := b.gateway(shard, count).run(ctx); err != nil {
				failed(err)
			}
		},
		standing: func(held int, reached bool) {
			b.shards.Store(int64(held))
			b.standby.Store(reached)
		},
	}
}

// identify asks Discord who the token belongs to, again and again while Discord
// cannot be reached.
func (b *Bot) identify(ctx context.Context) (application, error) {
	for failures := 1; ; failures++ {
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		app, err := b.rest.application(limited)
		cancel()
		var e *apiError
		switch {
		case err == nil:
			return app, nil
		case errors.As(err, &e) && e.status == http.StatusUnauthorized:
			return app, &FatalError{e.status, fatalCloses[4004]}
		}
		wait := backoff(failures, b.timing.firstRetry, b.timing.mostRetry)
		b.log.Warn("Discord cannot be reached", "error", err, "retry_in", wait.Round(time.Millisecond))
		if err := sleep(ctx, wait); err != nil {
			return app, err
		}
	}
}

func (b *Bot) allShards(ctx context.Context) (Shards, error) {
	for failures := 1; ; failures++ {
		info, err := b.rest.gatewayInfo(ctx)
		var fatal *FatalError
		if errors.As(err, &fatal) || ctx.Err() != nil {
			return Shards{}, err
		}
		if err == nil {
			s := Shards{Count: max(1, info.Shards)}
			for id := range s.Count {
				s.IDs = append(s.IDs, id)
			}
			return s, nil
		}
		if err := sleep(ctx, backoff(failures, b.timing.firstRetry, b.timing.mostRetry)); err != nil {
			return Shards{}, err
		}
	}
}

// Ready reports whether the bot can answer: every shard has had READY and is
// connected; without a gateway, once Discord knows the token. A bot that leases
// its shards is ready without any too: it stands by.
func (b *Bot) Ready() bool {
	if b.draining.Load() {
		return false
	}
	if b.opt.NoGateway {
		return b.app.Load() != nil
	}
	up := int64(0)
	b.up.Range(func(_, v any) bool {
		if v.(bool) {
			up++
		}
		return true
	})
	want := b.shards.Load()
	return (want > 0 || b.standby.Load()) && up == want
}

func (b *Bot) onShard(shard int, up bool) {
	b.up.Store(shard, up)
	b.opt.Observer.Gateway(shard, up)
}

// onEvent sorts the gateway's events. It runs in the connection's read loop, so
// it only looks, decodes what is Lector's business, and queues.
func (b *Bot) onEvent(shard int, kind string, data json.RawMessage) {
	switch kind {
	case "READY":
		var ready struct {
			User    User     `json:"user"`
			Shard   []int    `json:"shard"`
			Servers []string `json:"servers"` // see readyFor
		}
		if lenient(data, &ready) && ready.User.ID != "" {
			b.self.Store(&ready.User)
			of := 1
			if len(ready.Shard) == 2 && ready.Shard[0] == shard {
				of = ready.Shard[1]
			}
			b.missed(shard, of, ready.Servers)
		}
	case "INTERACTION_CREATE":
		i, err := decodeInteraction(data)
		if err != nil {
			b.log.Warn("an interaction could not be read", "error", err)
			return
		}
		b.take(job{received: time.Now(), i: i})
	case "MESSAGE_CREATE":
		if !b.mayConcern(data) {
			return
		}
		if m, ok := decodeMessage(data); ok && b.concerns(m) {
			b.take(job{received: time.Now(), m: m})
		}
	case "GUILD_CREATE":
		var g struct {
			ID          string `json:"id"`
			Locale      string `json:"preferred_locale"`
			Unavailable bool   `json:"unavailable"`
		}
		if lenient(data, &g) && g.ID != "" && !g.Unavailable {
			b.servers.Store(g.ID, struct{}{})
			b.locales.Add(g.ID, g.Locale)
			b.hook(b.opt.Joined, g.ID)
		}
	case "GUILD_DELETE":
		var g struct {
			ID          string `json:"id"`
			Unavailable bool   `json:"unavailable"`
		}
		// An unavailable server is an outage: Lector is still on it.
		if lenient(data, &g) && g.ID != "" && !g.Unavailable {
			b.servers.Delete(g.ID)
			b.log.Info("removed from a server", "guild", g.ID)
			b.hook(b.opt.Left, g.ID)
		}
	}
}

// missed learns from the list that a new session begins with who removed Lector
// while it was away: a server of this shard, one of so many, that it was on and
// that is not among those that are there. No event tells of these.
func (b *Bot) missed(shard, of int, there []string) {
	slices.Sort(there)
	gone := func(guild string) bool {
		id, err := strconv.ParseUint(guild, 10, 64)
		if err != nil || of < 1 || int((id>>22)%uint64(of)) != shard {
			return false
		}
		_, known := slices.BinarySearch(there, guild)
		return !known
	}
	b.servers.Range(func(key, _ any) bool {
		if gone(key.(string)) {
			b.servers.Delete(key)
		}
		return true
	})
	if b.opt.Homes == nil || b.opt.Left == nil {
		return
	}
	b.background("servers that removed Lector", func(ctx context.Context) {
		homes, err := b.opt.Homes(ctx)
		if err != nil {
			b.log.Error("look for servers that removed Lector while it was away", "shard", shard, "error", err)
			return
		}
		for _, guild := range homes {
			// Who has added it again meanwhile has been heard of.
			if _, back := b.servers.Load(guild); gone(guild) && !back {
				b.log.Info("removed from a server while away", "guild", guild)
				b.opt.Left(ctx, guild)
			}
		}
	})
}

// hook calls an operator's hook off the read loop.
func (b *Bot) hook(f func(context.Context, string), guild string) {
	if f != nil {
		b.background(guild, func(ctx context.Context) { f(ctx, guild) })
	}
}

// background does something about a server, or some, off the read loop.
func (b *Bot) background(about string, f func(context.Context)) {
	b.http.Go(func() {
		defer b.recovered("hook", about)
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		f(ctx)
	})
}

// take queues a job, once: a resumed session may repeat events. When the queue is
// full the member is told that Lector is busy, as long as that can be kept up.
func (b *Bot) take(j job) {
	b.taking.RLock()
	defer b.taking.RUnlock()
	if b.draining.Load() || !b.first(j) {
		return
	}
	select {
	case b.jobs <- j:
		return
	default:
	}
	if j.i != nil && j.i.Type != interactionAutocomplete {
		select {
		case b.busy <- j:
			return
		default:
		}
	}
	b.opt.Observer.Dropped("queue")
}

// closeQueues ends the queues behind the last job; from then on none is taken.
func (b *Bot) closeQueues() {
	b.taking.Lock()
	defer b.taking.Unlock()
	b.draining.Store(true)
	close(b.jobs)
	close(b.busy)
}

func (b *Bot) first(j job) bool {
	key := ""
	if j.i != nil {
		key = "i" + j.i.ID
	} else {
		key = "m" + j.m.ID
	}
	return b.handled.first(key)
}

// work does jobs until there are no more.
func (b *Bot) work(ctx context.Context) {
	for j := range b.jobs {
		if j.m != nil {
			b.doMessage(ctx, j)
		} else {
			b.doInteraction(ctx, j)
		}
	}
}

// excuse tells members that Lector is busy.
func (b *Bot) excuse(ctx context.Context) {
	for j := range b.busy {
		if time.Since(j.received) > b.timing.late {
			b.opt.Observer.Dropped("late")
			continue
		}
		b.deliver(ctx, j, tell(b.langs.of(j.i.Locale).say("busy")), "busy")
	}
}

func (b *Bot) doInteraction(ctx context.Context, j job) {
	if time.Since(j.received) > b.timing.late {
		b.opt.Observer.Dropped("late")
		b.log.Warn("an interaction waited too long", "interaction", j.i.ID)
		return
	}
	r := b.handle(ctx, j.i)
	if b.deliver(ctx, j, r, "ok") {
		b.finish(ctx, j.i, r)
	}
}

// finish does what is left to do after the first answer.
func (b *Bot) finish(ctx context.Context, i *Interaction, r Response) {
	if r.after == nil {
		return
	}
	defer b.recovered("interaction", i.ID)
	ctx, cancel := context.WithTimeout(ctx, afterTime)
	defer cancel()
	r.after(&followUp{b.rest, i, ctx})
}

// deliver sends the answer to an interaction that came over the gateway.
func (b *Bot) deliver(ctx context.Context, j job, r Response, result string) bool {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	err := b.rest.respond(ctx, j.i, r, j.received.Add(b.timing.late))
	took := time.Since(j.received)
	switch {
	case err == nil:
		b.opt.Observer.Callback(result, took)
		return true
	case refused(err, codeUnknownInteraction):
		b.opt.Observer.Callback("late", took)
		b.log.Warn("an answer came too late", "interaction", j.i.ID, "took", took.Round(time.Millisecond))
	default:
		b.opt.Observer.Callback("failed", took)
		b.log.Warn("an answer could not be delivered", "interaction", j.i.ID, "error", err)
	}
	return false
}

// handle makes the answer to an interaction, wherever it came from. Whatever goes
// wrong in making it, there is one.
func (b *Bot) handle(ctx context.Context, i *Interaction) (r Response) {
	ctx, cancel := context.WithTimeout(ctx, b.timing.handle)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("panic", "interaction", i.ID, "panic", p, "stack", string(debug.Stack()))
			b.opt.Observer.Dropped("panic")
			r = b.failure(i)
		}
	}()
	if i.Locale != "" {
		b.locales.Add(i.User.ID, i.Locale)
	}
	start := time.Now()
	r = b.dispatch(ctx, i)
	b.log.Info("interaction", "interaction", i.ID, "type", i.Type, "command", i.Command.Path,
		"guild", i.Guild, "outcome", r.outcome, "took", time.Since(start).Round(time.Microsecond))
	return r
}

// failure is the answer when Lector itself failed.
func (b *Bot) failure(i *Interaction) Response {
	if i.Type == interactionAutocomplete {
		return Response{kind: respondAutocomplete}
	}
	r := tell(b.langs.of(i.Locale).say("failed", "reference", i.ID))
	r.outcome = "failed"
	return r
}

// fail logs an error and answers that Lector failed.
func (b *Bot) fail(i *Interaction, doing string, err error) Response {
	b.log.Error(doing, "interaction", i.ID, "error", err)
	if errors.Is(err, article.ErrUnavailable) && i.Type != interactionAutocomplete {
		r := tell(b.langs.of(i.Locale).say("library_away"))
		r.outcome = "failed"
		return r
	}
	return b.failure(i)
}

func (b *Bot) recovered(what, id string) {
	if p := recover(); p != nil {
		b.log.Error("panic", what, id, "panic", p, "stack", string(debug.Stack()))
		b.opt.Observer.Dropped("panic")
	}
}

// allow reports whether a user may ask now, else for how long they should wait.
func (b *Bot) allow(user string) (time.Duration, bool) {
	l, ok := b.limiters.Get(user)
	if !ok {
		per := rate.Limit(float64(b.opt.PerMinute) / 60)
		l = rate.NewLimiter(per, max(3, b.opt.PerMinute/2))
		b.limiters.Add(user, l)
	}
	r := l.Reserve()
	if wait := r.Delay(); wait > 0 {
		r.Cancel()
		b.opt.Observer.Dropped("rate")
		return wait, false
	}
	return 0, true
}

type noObserver struct{}

func (noObserver) Question(string, string, time.Duration) {}
func (noObserver) Callback(string, time.Duration)         {}
func (noObserver) Request(string, int, time.Duration)     {}
func (noObserver) Dropped(string)                         {}
func (noObserver) Gateway(int, bool)                      {}
