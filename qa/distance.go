package qa

import "unicode/utf8"

// A pattern is a word made ready to be measured against many others: the
// optimal string alignment distance, in which an insertion, a deletion, a
// substitution and a swap of neighbours cost 1 each. Computed 64 cells at a
// time as in H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and
// Damerau Edit Distances", 2003.
type pattern struct {
	n     int // characters, at most 64
	ascii [128]uint64
	wide  []wideChar
}

type wideChar struct {
	r   rune
	set uint64
}

// set takes a word; it reports false for one longer than 64 characters.
func (p *pattern) set(word string) bool {
	clear(p.ascii[:])
	p.wide, p.n = p.wide[:0], 0
	for _, r := range word {
		if p.n == 64 {
			return false
		}
		bit := uint64(1) << p.n
		p.n++
		if r < utf8.RuneSelf {
			p.ascii[r] |= bit
			continue
		}
		at := -1
		for i := range p.wide {
			if p.wide[i].r == r {
				at = i
			}
		}
		if at < 0 {
			at = len(p.wide)
			p.wide = append(p.wide, wideChar{r: r})
		}
		p.wide[at].set |= bit
	}
	return p.n > 0
}

// distance to a word.
func (p *pattern) distance(word string) int {
	last := uint64(1) << (p.n - 1)
	vp, vn, d0, old := ^uint64(0), uint64(0), uint64(0), uint64(0)
	dist := p.n
	for _, r := range word {
		var pm uint64
		if r < utf8.RuneSelf {
			pm = p.ascii[r]
		} else {
			for i := range p.wide {
				if p.wide[i].r == r {
					pm = p.wide[i].set
				}
			}
		}
		swap := (^d0 & pm) << 1 & old
		d0 = (pm&vp + vp) ^ vp | pm | vn | swap
		hp := vn | ^(d0 | vp)
		hn := d0 & vp
		if hp&last != 0 {
			dist++
		} else if hn&last != 0 {
			dist--
		}
		hp = hp<<1 | 1
		hn <<= 1
		vp = hn | ^(d0 | hp)
		vn = hp & d0
		old = pm
	}
	return dist
}
