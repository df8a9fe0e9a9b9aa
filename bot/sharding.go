package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Leases are named rights, each held by one owner at a time and only for a while.
// All processes of one bot share them; *store.Store has them. Time is the
// lease keeper's own, so that processes need not agree on the hour.
type Leases interface {
	// Acquire takes a lease that is free, over, or the owner's own for ttl from
	// now, and reports whether it has it.
	Acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error)
	// Renew starts the time anew; false says that the owner has it no more.
	Renew(ctx context.Context, name, owner string, ttl time.Duration) (bool, error)
	// Release gives a lease up, if the owner holds it.
	Release(ctx context.Context, name, owner string) error
}

// leaseTime is how long a shard's lease lasts: a process that dies is replaced
// after that long. It is renewed three times as often.
const leaseTime = 15 * time.Second

// sharding runs the shards that this process holds a lease of. The leases are
//
//   - shards: owned by the shard count itself, so that whoever agrees may renew
//     it. A process that was told another count stands by until the last one
//     with the old count is gone.
//   - process:COUNT:SLOT: one slot for each process that takes part, at most as
//     many as there are shards. Who holds a slot is alive; from the slots held
//     each process works out how many shards are its share.
//   - shard:COUNT:ID: the right to be that shard.
//   - identify:BUCKET: see [leaseGate].
type sharding struct {
	leases Leases
	owner  string // of this process, and of no other
	ttl    time.Duration
	log    *slog.Logger
	// recommended is how many shards there should be.
	recommended func(ctx context.Context) (int, error)
	// serve is the shard until ctx is done.
	serve func(ctx context.Context, shard, count int)
	// standing is told how many shards this process has, and whether it can
	// reach the leases: if so it may be without shards and all is well.
	standing func(held int, reached bool)

	slot int // this process's, -1 is none
	held map[int]*leasedShard
	over int // for how many rounds this process has had more than its share
}

// leasedShard is a shard that this process has a lease of.
type leasedShard struct {
	stop context.CancelFunc
	// expiry stops the shard when its lease could not be renewed in time, early
	// enough for the connection to be closed before another process may have it.
	expiry  *time.Timer
	stopped context.Context // done once stop was called
	ended   chan struct{}   // closed once the lease is released
}

// ownerName is a name that no other process has, with the machine's in it for
// whoever looks into the store.
func ownerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + "-" + rand.Text()[:12]
}

// run takes part until ctx is done; then the shards are closed and released.
func (s *sharding) run(ctx context.Context) error {
	for ctx.Err() == nil {
		count, err := s.recommended(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		agreed, err := s.acquire(ctx, countLease, strconv.Itoa(count), 2*s.ttl)
		switch {
		case err != nil:
			s.standing(0, false)
			s.log.Warn("leases cannot be reached; no shard is served", "error", err)
		case !agreed:
			s.standing(0, true)
			s.log.Info("other processes serve another number of shards; standing by until they are gone", "recommended", count)
		default:
			s.take(ctx, count)
		}
		if sleep(ctx, s.ttl/3) != nil {
			return nil
		}
	}
	return nil
}

const countLease = "shards"

func slotLease(count, slot int) string { return fmt.Sprintf("process:%d:%d", count, slot) }
func shardLease(count, id int) string  { return fmt.Sprintf("shard:%d:%d", count, id) }

// take serves a fair share of count shards until ctx is done or the processes no
// longer agree on the count.
func (s *sharding) take(ctx context.Context, count int) {
	s.slot, s.held, s.over = -1, map[int]*leasedShard{}, 0
	shards, stop := context.WithCancel(ctx)
	defer func() {
		stop()
		for _, h := range s.held {
			<-h.ended
		}
		if s.slot >= 0 {
			s.release(ctx, slotLease(count, s.slot))
		}
	}()
	for {
		agreed, lacking, err := s.round(shards, count)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.log.Warn("leases cannot be renewed; what is not renewed in time is given up", "error", err)
		} else if !agreed {
			s.log.Warn("the lease of the shard count was lost; every shard is given up")
			return
		}
		s.standing(s.serving(), err == nil)
		pause := s.ttl / 3
		if lacking {
			pause = s.ttl / 15 // another process is about to give up what it has too much
		}
		if sleep(ctx, pause-mathrand.N(pause/10+1)) != nil {
			return
		}
	}
}

// round renews what this process holds, and takes or gives up what its share
// asks for. lacking says that it has less than its share.
func (s *sharding) round(ctx context.Context, count int) (agreed, lacking bool, err error) {
	if agreed, err := s.renew(ctx, countLease, strconv.Itoa(count), 2*s.ttl); err != nil || !agreed {
		return agreed, false, err
	}
	var faults []error
	for id := range count {
		h := s.held[id]
		if h == nil {
			continue
		}
		select {
		case <-h.ended:
			delete(s.held, id)
			continue
		default:
		}
		start := time.Now()
		held, err := s.renew(ctx, shardLease(count, id), s.owner, s.ttl)
		switch {
		case err != nil:
			faults = append(faults, err)
		case held:
			h.expiry.Reset(time.Until(start.Add(s.closeBy())))
		case h.stopped.Err() == nil:
			s.log.Warn("a shard's lease was lost", "shard", id)
			h.stop()
		}
	}
	share, rank, err := s.share(ctx, count)
	if err := errors.Join(append(faults, err)...); err != nil {
		return true, false, err
	}
	serving := s.serving()
	if serving <= share {
		s.over = 0
	} else if s.over++; s.over >= 2 {
		// Not at once: while another process looks for its slot, it may look
		// like one more.
		s.over = 0
		for id := count - 1; id >= 0 && serving > share; id-- {
			if h := s.held[id]; h != nil && h.stopped.Err() == nil {
				s.log.Info("a shard is given up to another process", "shard", id)
				h.stop()
				serving--
			}
		}
	}
	// Each begins elsewhere, so that they do not all ask for the same shards.
	for i := 0; i < count && serving < share; i++ {
		id := (i + rank*share) % count
		if s.held[id] != nil {
			continue
		}
		start := time.Now()
		got, err := s.acquire(ctx, shardLease(count, id), s.owner, s.ttl)
		if err != nil {
			return true, false, err
		}
		if got {
			s.start(ctx, id, count, start)
			serving++
		}
	}
	return true, serving < share, nil
}

// closeBy is when, after the renewal of a lease began, its shard must be closed
// unless it was renewed again.
func (s *sharding) closeBy() time.Duration { return s.ttl * 4 / 5 }

// serving is how many shards this process has and is not giving up.
func (s *sharding) serving() int {
	n := 0
	for _, h := range s.held {
		if h.stopped.Err() == nil {
			n++
		}
	}
	return n
}

// start serves a shard whose lease this process took at a time.
func (s *sharding) start(ctx context.Context, id, count int, at time.Time) {
	serve, stop := context.WithCancel(ctx)
	h := &leasedShard{stop: stop, stopped: serve, ended: make(chan struct{})}
	h.expiry = time.AfterFunc(time.Until(at.Add(s.closeBy())), stop)
	s.held[id] = h
	s.log.Info("a shard is taken", "shard", id, "shards", count)
	go func() {
		defer close(h.ended)
		s.serve(serve, id, count)
		stop()
		h.expiry.Stop()
		s.release(ctx, shardLease(count, id))
	}()
}

// share works out how many shards are this process's, and how many processes
// have a lower slot. It keeps this process's own slot, or finds one; a process
// that finds none has no share. Shares of processes that see the same slots add
// up to count.
func (s *sharding) share(ctx context.Context, count int) (share, rank int, err error) {
	alive := 0
	for slot := range count {
		name := slotLease(count, slot)
		if slot == s.slot {
			held, err := s.renew(ctx, name, s.owner, s.ttl)
			if err != nil {
				return 0, 0, err
			}
			if held {
				alive++
				continue
			}
			s.slot = -1
		}
		if s.slot < 0 {
			got, err := s.acquire(ctx, name, s.owner, s.ttl)
			if err != nil {
				return 0, 0, err
			}
			if got {
				s.slot = slot
			} else {
				rank++
			}
			alive++
			continue
		}
		// Who can take a slot knows that it is free.
		free, err := s.acquire(ctx, name, s.owner, time.Millisecond)
		if err != nil {
			return 0, 0, err
		}
		if free {
			s.release(ctx, name)
			continue
		}
		alive++
		if slot < s.slot {
			rank++
		}
	}
	if s.slot < 0 {
		return 0, 0, nil
	}
	share = count / alive
	if rank < count%alive {
		share++
	}
	return share, rank, nil
}

// limit bounds one call.
func (s *sharding) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, s.ttl/5)
}

func (s *sharding) acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	return s.leases.Acquire(ctx, name, owner, ttl)
}

func (s *sharding) renew(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	return s.leases.Renew(ctx, name, owner, ttl)
}

// release gives a lease of this process up, also when ctx is done. A lease that
// cannot be given up ends by itself.
func (s *sharding) release(ctx context.Context, name string) {
	ctx, cancel := s.limit(context.WithoutCancel(ctx))
	defer cancel()
	if err := s.leases.Release(ctx, name, s.owner); err != nil {
		s.log.Warn("a lease could not be released; it ends by itself", "error", err)
	}
}

// leaseGate is the gate of all processes that share leases: who may identify
// takes its bucket's lease for the time in which nobody else may, and keeps it.
type leaseGate struct {
	leases Leases
	owner  string
	every  time.Duration
	alone  localGate // for when the others cannot be asked
	turns  atomic.Int64
	queues sync.Map // bucket -> chan struct{}: of this process, one asks at a time
}

func (g *leaseGate) Wait(ctx context.Context, shard int, limit StartLimit) error {
	bucket := limit.bucket(shard)
	queue, _ := g.queues.LoadOrStore(bucket, make(chan struct{}, 1))
	select {
	case queue.(chan struct{}) <- struct{}{}:
		defer func() { <-queue.(chan struct{}) }()
	case <-ctx.Done():
		return ctx.Err()
	}
	name := fmt.Sprintf("identify:%d", bucket)
	// An owner may take its lease again, so every turn is an owner of its own.
	owner := fmt.Sprintf("%s/%d", g.owner, g.turns.Add(1))
	for {
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		mine, err := g.leases.Acquire(limited, name, owner, g.every)
		cancel()
		if err != nil && ctx.Err() == nil {
			// Without the leases nobody knows of the others: Discord has to
			// refuse what comes too early.
			return g.alone.Wait(ctx, shard, limit)
		}
		if mine {
			return nil
		}
		if err := sleep(ctx, g.every/20+mathrand.N(g.every/20+1)); err != nil {
			return err
		}
	}
}
