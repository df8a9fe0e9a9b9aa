package qa

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lector/article"
)

// A collection is one tenant's index, loaded or on its way.
type collection struct {
	ready chan struct{} // closed when the first load ended
	err   error         // of the load; set before ready is closed

	snap atomic.Pointer[snapshot] // nil until loaded

	mu      sync.Mutex       // held by whoever changes snap
	changed []article.Change // that came while it was loading
	loaded  bool

	used int64     // Engine.clock when it was last asked; guarded by Engine.mu
	at   time.Time // the same as a time
}

// loadTimeout bounds one load of a collection. The load outlives the asker who
// began it, so that one who gives up early does not take it from the others.
const loadTimeout = 5 * time.Minute

// collection returns a collection's current index. It loads it first when
// nobody has, and waits no longer than ctx for that.
func (e *Engine) collection(ctx context.Context, c article.Collection) (*snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e.mu.Lock()
	h := e.held[c]
	if h == nil {
		h = &collection{ready: make(chan struct{})}
		e.held[c] = h
		go e.load(context.WithoutCancel(ctx), c, h)
	}
	e.clock++
	h.used = e.clock
	if e.idle > 0 {
		h.at = time.Now()
	}
	e.mu.Unlock()
	select {
	case <-h.ready:
	default:
		select {
		case <-h.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if h.err != nil {
		return nil, h.err
	}
	return h.snap.Load(), nil
}

// load reads a collection and indexes it, in parts shared between the
// processors. How it is cut depends on the articles alone.
func (e *Engine) load(ctx context.Context, c article.Collection, h *collection) {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	var (
		views   []view
		wait    sync.WaitGroup
		mu      sync.Mutex
		slots   = make(chan struct{}, runtime.GOMAXPROCS(0))
		part    []*article.Article
		bytes   int
		failure error
	)
	flush := func() {
		if len(part) == 0 {
			return
		}
		mu.Lock()
		at := len(views)
		views = append(views, view{})
		mu.Unlock()
		articles := part
		part, bytes = nil, 0
		slices.SortFunc(articles, byID)
		slots <- struct{}{}
		wait.Go(func() {
			v := newView(buildSegment(articles))
			mu.Lock()
			views[at] = v
			mu.Unlock()
			<-slots
		})
	}
	for a, err := range e.src.Articles(ctx, c) {
		if err != nil {
			failure = err
			break
		}
		part = append(part, &a)
		if bytes += len(a.Text); bytes >= segmentText {
			flush()
		}
	}
	flush()
	wait.Wait()
	if failure == nil {
		failure = ctx.Err()
	}
	if failure != nil {
		// The next asker tries again.
		e.mu.Lock()
		if e.held[c] == h {
			delete(e.held, c)
		}
		e.mu.Unlock()
		h.err = failure
		close(h.ready)
		return
	}
	snap := newSnapshot(views)
	snap.classify(nil)
	h.mu.Lock()
	h.snap.Store(snap)
	for len(h.changed) > 0 {
		ch := h.changed[0]
		h.changed = h.changed[1:]
		h.mu.Unlock()
		e.apply(ctx, h, ch)
		h.mu.Lock()
	}
	h.loaded = true
	h.mu.Unlock()
	close(h.ready)
	e.drop()
}

// apply brings a collection up to a change. It reads the article as it stands
// now, so changes may come late, twice or merged.
func (e *Engine) apply(ctx context.Context, h *collection, ch article.Change) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	snap := h.snap.Load()
	if have := snap.get(ch.ID); have != nil && have.Rev >= ch.Rev {
		return nil
	}
	a, err := e.src.Get(ctx, ch.Collection, ch.ID)
	switch {
	case errors.Is(err, article.ErrNotFound):
		h.replace(snap, snap.without(ch.ID))
	case err != nil:
		return err
	default:
		h.replace(snap, snap.with(&a))
	}
	return nil
}

// replace puts a snapshot in the place of the one that it was made from.
func (h *collection) replace(before, after *snapshot) {
	if after == before {
		return
	}
	after.classify(before)
	h.snap.Store(after)
}

// Follow keeps the loaded collections current with the source until ctx is
// done, and returns its error, or the source's. A change to a collection that
// is not loaded costs nothing. It may be called again after an error, and goes
// on where it stopped.
func (e *Engine) Follow(ctx context.Context) error {
	e.mu.Lock()
	after := e.rev
	e.mu.Unlock()
	for ch, err := range e.src.Changes(ctx, after) {
		if err != nil {
			return err
		}
		e.mu.Lock()
		h := e.held[ch.Collection]
		e.mu.Unlock()
		if h != nil {
			h.mu.Lock()
			if !h.loaded {
				h.changed = append(h.changed, ch)
				h.mu.Unlock()
			} else {
				h.mu.Unlock()
				if err := e.apply(ctx, h, ch); err != nil {
					return err
				}
			}
		}
		e.mu.Lock()
		e.rev = max(e.rev, ch.Rev)
		e.mu.Unlock()
		e.drop()
	}
	return ctx.Err()
}

// drop lets go of collections that were not asked for long, and of those not
// asked longest while all together hold more than they may.
func (e *Engine) drop() {
	if e.memory <= 0 && e.idle <= 0 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var total int64
	for c, h := range e.held {
		s := h.snap.Load()
		if s == nil {
			continue
		}
		if e.idle > 0 && time.Since(h.at) > e.idle {
			delete(e.held, c)
		} else {
			total += int64(s.size)
		}
	}
	for e.memory > 0 && total > e.memory && len(e.held) > 1 {
		var oldest article.Collection
		var old *collection
		for c, h := range e.held {
			if h.snap.Load() != nil && (old == nil || h.used < old.used) {
				oldest, old = c, h
			}
		}
		if old == nil {
			break
		}
		total -= int64(old.snap.Load().size)
		delete(e.held, oldest)
	}
}
