package bot

import (
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
)

// once remembers keys for a while, up to a number of them.
type once struct {
	mu   sync.Mutex
	seen *expirable.LRU[string, struct{}]
}

func newOnce(size int, ttl time.Duration) *once {
	return &once{seen: expirable.NewLRU[string, struct{}](size, nil, ttl)}
}

// first reports whether the key is new, and remembers it.
func (o *once) first(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, known := o.seen.Get(key); known {
		return false
	}
	o.seen.Add(key, struct{}{})
	return true
}
