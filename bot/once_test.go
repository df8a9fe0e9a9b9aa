package bot

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// A key is known for the time it is remembered, whatever comes after it up to the
// number of keys; what is remembered does not grow beyond twice that number.
func TestOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const size, ttl = 100, time.Minute
		o := newOnce(size, ttl)
		first := func(key string, want bool) {
			t.Helper()
			if got := o.first(key); got != want {
				t.Errorf("after %v: first(%q) = %t, want %t", time.Since(o.turned), key, got, want)
			}
		}
		first("a", true)
		first("a", false)
		time.Sleep(ttl - time.Second)
		first("a", false)
		first("b", true)
		time.Sleep(2 * time.Second) // "a" was remembered for ttl
		first("b", false)
		time.Sleep(ttl - 2*time.Second)
		first("b", false)
		time.Sleep(2 * ttl)
		first("a", true)
		first("b", true)

		for i := range 10 * size {
			first("n"+strconv.Itoa(i), true)
			for j := max(0, i-size+1); j <= i; j++ {
				first("n"+strconv.Itoa(j), false)
			}
			if n := len(o.now) + len(o.old); n > 2*size {
				t.Fatalf("%d keys are remembered, want at most %d", n, 2*size)
			}
		}
		first("n0", true)
	})
}
