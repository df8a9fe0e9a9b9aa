package bot

import (
	"hash/maphash"
	"sync"
	"time"
)

// once remembers keys for a while: each for at least the time of ttl, unless
// size others came after it, and for no longer than twice that. It keeps 64-bit
// hashes of them under a seed of its own, in two generations whose tables are
// used again, so that a busy bot's memory stands still: an expiring LRU list of
// the strings took 190 bytes a key, and its tables never came to rest
// (go test ./cmd/lector -run '^$' -bench AskLoad). Of 50,000 keys one in 10^14 is
// taken for another.
type once struct {
	ttl  time.Duration
	size int
	seed maphash.Seed

	mu       sync.Mutex
	now, old map[uint64]struct{}
	turned   time.Time
}

func newOnce(size int, ttl time.Duration) *once {
	return &once{ttl: ttl, size: size, seed: maphash.MakeSeed(), now: make(map[uint64]struct{}), old: make(map[uint64]struct{}), turned: time.Now()}
}

// first reports whether the key is new, and remembers it.
func (o *once) first(key string) bool {
	h := maphash.String(o.seed, key)
	o.mu.Lock()
	defer o.mu.Unlock()
	switch at := time.Now(); {
	case at.Sub(o.turned) >= 2*o.ttl:
		clear(o.now)
		clear(o.old)
		o.turned = at
	case at.Sub(o.turned) >= o.ttl || len(o.now) >= o.size:
		clear(o.old)
		o.now, o.old = o.old, o.now
		o.turned = at
	}
	if _, known := o.now[h]; known {
		return false
	}
	if _, known := o.old[h]; known {
		return false
	}
	o.now[h] = struct{}{}
	return true
}
