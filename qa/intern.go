package qa

import (
	"math/bits"
	"math/rand/v2"
)

// An interner numbers strings in the order in which it meets them. It does
// what a map does, a few times faster for words, which are short: a string of
// up to eight bytes is compared as one number, without looking at its bytes
// again.
//
// The zero value is ready after reset. It is not safe for concurrent use.
type interner struct {
	slots []internSlot // an open hash table, at most half full; a power of two
	texts []string     // by number
	seed  uint64       // of the table's hash, so that nobody can choose words that collide
}

type internSlot struct {
	key  uint64 // the string itself when it has at most eight bytes, else a hash
	size uint32 // its length plus one; 0 is free
	n    uint32 // its number
}

// reset empties the table and makes it ready for about n strings.
func (t *interner) reset(n int) {
	size := 64
	for size < 2*n {
		size *= 2
	}
	if cap(t.slots) < size {
		t.slots = make([]internSlot, size)
	} else {
		t.slots = t.slots[:size]
		clear(t.slots)
	}
	clear(t.texts)
	t.texts = t.texts[:0]
	t.seed = rand.Uint64()
}

// number returns the number of a string, a new one when it is met for the
// first time. It keeps the string.
func (t *interner) number(s string) uint32 {
	key, size := t.key(s), uint32(len(s))+1
	mask := uint64(len(t.slots) - 1)
	for i := t.hash(key) & mask; ; i = (i + 1) & mask {
		slot := &t.slots[i]
		if slot.key == key && slot.size == size && (len(s) <= 8 || t.texts[slot.n] == s) {
			return slot.n
		}
		if slot.size == 0 {
			n := uint32(len(t.texts))
			*slot = internSlot{key, size, n}
			t.texts = append(t.texts, s)
			if 2*len(t.texts) > len(t.slots) {
				t.grow()
			}
			return n
		}
	}
}

func (t *interner) grow() {
	old := t.slots
	t.slots = make([]internSlot, 2*len(old))
	mask := uint64(len(t.slots) - 1)
	for _, slot := range old {
		if slot.size == 0 {
			continue
		}
		i := t.hash(slot.key) & mask
		for t.slots[i].size != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = slot
	}
}

// key is a string of up to eight bytes as a number, or the hash of a longer one.
func (t *interner) key(s string) uint64 {
	if len(s) > 8 {
		return hashString(s, t.seed)
	}
	return shortKey(s)
}

func (t *interner) hash(key uint64) uint64 { return fold64(key ^ t.seed) }

func hashString(s string, seed uint64) uint64 {
	h := seed ^ uint64(len(s))<<56
	for ; len(s) > 8; s = s[8:] {
		h = fold64(h ^ eightBytes(s))
	}
	return fold64(h ^ shortKey(s))
}

// fold64 mixes a number by a multiplication to 128 bits, whose halves are put
// together.
func fold64(x uint64) uint64 {
	hi, lo := bits.Mul64(x, 0x9E3779B97F4A7C15)
	return hi ^ lo
}

// shortKey is a string of up to eight bytes as a number. Two strings of the
// same length have the same only if they are equal.
func shortKey(s string) uint64 {
	switch n := len(s); {
	case n == 8:
		return eightBytes(s)
	case n >= 4:
		// The last four bytes may overlap the first, with which they agree there.
		return fourBytes(s) | fourBytes(s[n-4:])<<(8*uint(n-4))
	case n > 0:
		return uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16
	}
	return 0
}

func fourBytes(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
