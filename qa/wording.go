package qa

import "math/bits"

// worded fills the features that say how closely a sentence follows the
// question's wording: function words, order and distance, where coverage sees
// a set of content words. inParagraph are the content slots that the sentence's
// paragraph covers; mass is the question's.
func (r *reader) worded(x *reading, inParagraph uint64, mass float64, f []float64) {
	r.wordShares(x, inParagraph, f)
	r.wordPlaces(x, mass, f)
}

// wordShares fills the features that count the question's words in a sentence.
func (r *reader) wordShares(x *reading, inParagraph uint64, f []float64) {
	var names, namesAround, rare, rareMet, content, contentMet, function, functionMet, functionRare, functionRareMet float64
	for i := range r.q.slots {
		s := &r.q.slots[i]
		bit := uint64(1) << i
		if !s.content {
			if s.class&classQuestion != 0 {
				continue
			}
			function++
			functionRare += s.rarity
			if x.stops&bit != 0 {
				functionMet++
				functionRareMet += s.rarity
			}
			continue
		}
		met := x.cover&bit != 0
		weighed := float64(s.rarity * s.idf)
		content++
		rare += weighed
		if met {
			contentMet++
			rareMet += weighed
		} else if s.df > 0 {
			f[fRareMissed] = max(f[fRareMissed], s.rarity)
		}
		if s.name {
			names += s.idf
			if !met && inParagraph&bit != 0 {
				namesAround += s.idf
			}
		}
	}
	f[fCount] = share(contentMet, content)
	f[fRareCover] = share(rareMet, rare)
	f[fNamesAround] = share(namesAround, names)
	f[fFunction] = share(functionMet, function)
	f[fFunctionRare] = share(functionRareMet, functionRare)
}

func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

// wordPlaces fills the features of where in the sentence the question's words
// stand.
func (r *reader) wordPlaces(x *reading, mass float64, f []float64) {
	q := r.q
	var place [maxSlots]int16 // by slot: where it stands first
	var seen uint64
	covered, again, run, longest := 0, 0, 0, 0
	first, last, before := -1, -1, -2
	for _, j := range x.met {
		s := x.words[j].slot
		if int(j) != before+1 {
			run = 0
		}
		before = int(j)
		run++
		longest = max(longest, run)
		bit := uint64(1) << s
		if x.cover&bit != 0 {
			covered++
			if first < 0 {
				first = int(j)
			}
			last = int(j)
			if seen&bit != 0 {
				again++
			}
		}
		if seen&bit == 0 {
			seen |= bit
			place[s] = j
		}
	}
	content := 0
	for i := range x.words {
		content += int(one(x.words[i].class&classStop == 0))
	}
	f[fPrecision] = min(1, share(float64(covered), float64(content)))
	f[fDice] = float64(2*bits.OnesCount64(seen)) / float64(len(q.slots)+len(x.words)+1)
	f[fRun] = float64(min(longest, 8)) / 8
	f[fAgain] = min(1, float64(again)/3)
	if first >= 0 {
		f[fBefore] = float64(min(first, 20)) / 20
		f[fAfter] = float64(min(len(x.words)-1-last, 20)) / 20
	}
	if n := len(x.met); n > 1 {
		f[fWithin] = float64(n) / float64(x.met[n-1]-x.met[0]+1)
	}
	f[fSubsequence], f[fFourgrams] = q.follows(x)

	// Pairs of content words, by how near to each other they stand.
	var order [maxSlots]int8 // the content slots as asked, an asked-again one again
	n := 0
	for _, s := range q.seq {
		if s >= 0 && q.slots[s].content && n < maxSlots {
			order[n] = s
			n++
		}
	}
	var pairs, near, skips, apart, both, ordered float64
	for i := 0; i+1 < n; i++ {
		a, b := order[i], order[i+1]
		if a != b {
			pairs++
			if seen&(1<<a) != 0 && seen&(1<<b) != 0 {
				near += 1 / (1 + float64(x.nearest(a, b))/3)
				both++
				ordered += one(place[a] < place[b])
			}
		}
		if i+2 < n {
			skips++
			if c := order[i+2]; seen&(1<<a) != 0 && seen&(1<<c) != 0 {
				apart += 1 / (1 + float64(distance(place[a], place[c]))/4)
			}
		}
	}
	f[fPairs], f[fSkips], f[fOrder] = share(near, pairs), share(apart, skips), share(ordered, both)

	// The heaviest word covered, and how near to it the others stand.
	heaviest, idf := -1, 0.0
	for m := x.cover; m != 0; m &= m - 1 {
		if i := bits.TrailingZeros64(m); q.slots[i].idf > idf {
			heaviest, idf = i, q.slots[i].idf
		}
	}
	if heaviest >= 0 {
		sum := 0.0
		for m := x.cover &^ (1 << heaviest); m != 0; m &= m - 1 {
			i := bits.TrailingZeros64(m)
			sum += q.slots[i].idf / (1 + float64(distance(place[i], place[heaviest]))/4)
		}
		f[fHeaviestNear] = sum / mass
	}
}

func distance(a, b int16) int { return int(max(a-b, b-a)) }

// nearest is the least distance in words between two slots that both stand in
// the sentence.
func (x *reading) nearest(a, b int8) int {
	least := len(x.words)
	lastA, lastB := -1, -1
	for _, j := range x.met {
		switch x.words[j].slot {
		case a:
			lastA = int(j)
		case b:
			lastB = int(j)
		default:
			continue
		}
		if lastA >= 0 && lastB >= 0 {
			least = min(least, max(lastA-lastB, lastB-lastA))
		}
	}
	return least
}

// follows are the longest common subsequence of the question's words, function
// words too, and the sentence's, as a share of the question's; and the share of
// its runs of four words that stand in the sentence just so.
func (q *query) follows(x *reading) (subsequence, fourgrams float64) {
	n := min(len(q.seq), maxSlots)
	if n == 0 {
		return 0, 0
	}
	var row [maxSlots + 1]uint8
	for _, j := range x.met {
		s := x.words[j].slot
		diag := uint8(0) // row[i-1] of the word before
		for i := 1; i <= n; i++ {
			old := row[i]
			if q.seq[i-1] == s {
				row[i] = max(row[i], diag+1)
			}
			row[i] = max(row[i], row[i-1])
			diag = old
		}
	}
	runs, met := 0, 0
	for i := 0; i+4 <= len(q.seq); i++ {
		runs++
		if x.says(q.seq[i : i+4]) {
			met++
		}
	}
	return float64(row[n]) / float64(n), share(float64(met), float64(runs))
}

// says reports whether slots stand in the sentence one right behind another.
func (x *reading) says(slots []int8) bool {
next:
	for _, j := range x.met {
		for d, s := range slots {
			if at := int(j) + d; s < 0 || at >= len(x.words) || x.words[at].slot != s {
				continue next
			}
		}
		return true
	}
	return false
}
