package qa

// A gramSet is the set of a question's character 4-grams, each worth its
// word's share. It is met in a sentence's bytes by a rolling window, so words
// that share a piece ("uprights", "upright") meet whatever their stems.
type gramSet struct {
	at    [4096]uint8 // hash -> index in worth, plus one
	used  []uint16
	worth []float64
	total float64
}

func gramHash(g uint32) uint32 { return g * 0x9E3779B1 >> 20 }

// lower maps ASCII capitals to small letters and whatever is no letter, digit
// or non-ASCII byte to a space.
var lower = func() (t [256]byte) {
	for c := range t {
		switch {
		case 'A' <= c && c <= 'Z':
			t[c] = byte(c + 'a' - 'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c >= 0x80:
			t[c] = byte(c)
		default:
			t[c] = ' '
		}
	}
	return t
}()

// set collects the grams of the content words of q, each with a space before
// and after.
func (g *gramSet) set(q *query) {
	for _, h := range g.used {
		g.at[h] = 0
	}
	g.used, g.worth, g.total = g.used[:0], g.worth[:0], 0
	for i := range q.slots {
		s := &q.slots[i]
		if !s.content {
			continue
		}
		n := len(s.word) - 1 // grams of " word "
		if n < 1 {
			continue
		}
		share := s.idf / float64(n)
		w := uint32(' ')
		for j := 0; j <= len(s.word); j++ {
			c := byte(' ')
			if j < len(s.word) {
				c = lower[s.word[j]]
			}
			w = w<<8 | uint32(c)
			if j < 2 {
				continue
			}
			h := gramHash(w)
			if g.at[h] != 0 {
				continue
			}
			if len(g.worth) == 255 {
				return
			}
			g.worth = append(g.worth, share)
			g.at[h] = uint8(len(g.worth))
			g.used = append(g.used, uint16(h))
			g.total += share
		}
	}
}

// cover is the share of the grams' worth that stands in a text, in [0, 1].
func (g *gramSet) cover(text string) float64 {
	if g.total <= 0 {
		return 0
	}
	var seen [256 / 64]uint64
	w := uint32(' ')
	for i := 0; i < len(text); i++ {
		w = w<<8 | uint32(lower[text[i]])
		if k := g.at[gramHash(w)]; k != 0 {
			seen[k>>6] |= 1 << (k & 63)
		}
	}
	w = w<<8 | ' '
	if k := g.at[gramHash(w)]; k != 0 {
		seen[k>>6] |= 1 << (k & 63)
	}
	sum := 0.0
	for i, x := range g.worth {
		if seen[(i+1)>>6]&(1<<((i+1)&63)) != 0 {
			sum += x
		}
	}
	return sum / g.total
}
