package qa

import (
	"math"
	"slices"
	"testing"

	"lector/article"
)

// counter is an article of a service desk, whose pairs share many words.
func counter() article.Article {
	a := article.Article{Collection: article.Home, ID: "counter", Title: "The counter", Lang: "en"}
	for _, p := range []struct {
		id, quote string
		questions []string
	}{
		{"north", "The north ferry leaves at nine.", []string{"When does the north ferry leave in winter?", "departure of the north ferry"}},
		{"south", "The south ferry leaves at ten.", []string{"When does the south ferry leave in winter?", "departure of the south ferry"}},
		{"bicycle", "Bicycles go free of charge.", []string{"Can I take my bicycle on board?", "what does it cost to bring a bike", "do you carry bikes"}},
		{"dog", "Dogs travel on the open deck.", []string{"Can I take my dog on board?", "are pets allowed", "where do dogs have to stay during the crossing"}},
		{"refund", "Unused tickets are paid back within thirty days.", []string{"How do I get my money back?", "refund of a ticket", "I want to return a ticket that I did not use"}},
		{"lost", "Found things lie at the harbour office.", []string{"I left my bag on the boat, what now?", "lost property", "where can I ask for things that I forgot on board"}},
		{"parking", "Cars may stand on the quay for two days.", []string{"Where can I park?", "is there a car park near the pier", "how long may my car stay at the quay"}},
		{"storm", "In a storm the boats stay in port.", []string{"What happens in bad weather?", "do ferries run in a storm", "is the crossing cancelled when it is windy"}},
	} {
		a.Pairs = append(a.Pairs, article.Pair{ID: p.id, Questions: p.questions, Answer: p.quote, Quote: p.quote})
		a.Text += p.quote + "\n\n"
	}
	return a
}

func TestPairsThatShareMostWordsDoNotHideEachOther(t *testing.T) {
	t.Parallel()
	e := New(memory{counter()})
	for _, test := range []struct{ question, first, second string }{
		{"when does the north ferry leave in the winter", "north", "south"},
		{"when does the south ferry leave in the winter", "south", "north"},
		{"what time is the south ferry leaving?", "south", "north"},
		{"nrth ferry departure", "north", "south"},
		{"can I bring my dog aboard", "dog", ""},
		{"can I bring my bicycle aboard", "bicycle", ""},
	} {
		a := ask(t, e, Question{Text: test.question, Top: 8})
		var got []string
		for _, p := range a.Passages {
			got = append(got, citedBy(p))
		}
		if len(got) < 2 || got[0] != test.first || test.second != "" && got[1] != test.second {
			t.Errorf("Ask(%q) = passages %q, want %s first and %s second", test.question, got, test.first, test.second)
		}
	}
}

// citedBy is the ID of the pair that cites a passage, shown as a pair or as a
// sentence.
func citedBy(p Passage) string {
	for _, pair := range p.Article.Pairs {
		if pair.Quote == p.Text() {
			return pair.ID
		}
	}
	return ""
}

func TestParaphrasesFindTheirPair(t *testing.T) {
	t.Parallel()
	e := New(memory{counter()})
	for question, want := range map[string]string{
		"are bikes carried":                               "bicycle",
		"how much is it to bring my bike with me":         "bicycle",
		"Is it allowed to bring pets?":                    "dog",
		"I would like to return my ticket":                "refund",
		"how can I get a refund for a ticket":             "refund",
		"I forgot my bag on the boat":                     "lost",
		"where may I park my car":                         "parking",
		"do the ferries go when there is a storm":         "storm",
		"will the crossing be cancelled in windy weather": "storm",
	} {
		a := ask(t, e, Question{Text: question, Top: 1})
		if len(a.Passages) == 0 || citedBy(a.Passages[0]) != want {
			t.Errorf("Ask(%q) = %v, want what the pair %s cites", question, a.Passages, want)
		}
	}
	for _, question := range []string{
		"who wrote the opera about the barber", "what is the boiling point of nitrogen", "play some jazz in the kitchen",
		"how do you spell rhythm", "is my oven still under warranty", "translate good morning into Finnish",
	} {
		if a := ask(t, e, Question{Text: question}); a.Verdict != Silent {
			t.Errorf("Ask(%q) is %s with confidence %.2f, want silence: nothing prepared is about that", question, a.Verdict, a.Confidence)
		}
	}
}

// TestClassifierDependsOnArticlesAlone: however a collection came to be as it
// is, its classifier is the same; and it is made anew only when pairs changed.
func TestClassifierDependsOnArticlesAlone(t *testing.T) {
	t.Parallel()
	desk, trees := counter(), orchard
	plain := article.Article{Collection: article.Home, ID: "z", Title: "Z", Lang: "en", Text: "Nothing is prepared here. It is only read."}
	whole := newSnapshot([]view{newView(buildSegment([]*article.Article{&desk, &trees, &plain}))})
	whole.classify(nil)

	grown := newSnapshot(nil)
	for _, a := range []*article.Article{&plain, &trees, &desk} {
		next := grown.with(a)
		next.classify(grown)
		grown = next
	}
	var r gramReader
	for _, q := range []string{"where can I park my dog", "is the orchard open to visitors", "zzz"} {
		a, b := whole.classifier.ask(&r, q, "en", nil), grown.classifier.ask(&r, q, "en", nil)
		if !slices.Equal(a, b) {
			t.Errorf("likeness of %q is %v loaded at once, %v as it grew", q, a, b)
		}
	}
	less := grown.without(plain.ID)
	less.classify(grown)
	if less.classifier != grown.classifier {
		t.Error("the classifier was made anew though no pair changed")
	}
	less = grown.without(desk.ID)
	less.classify(grown)
	if n := len(less.classifier.pairs); n != 1 {
		t.Errorf("%d pairs are left when the counter's article goes, want 1", n)
	}
	if none := less.without(trees.ID); none.classifier != nil {
		t.Error("without pairs there is a classifier")
	}
}

// TestMachines holds the machines that are trained side by side to machines
// trained one by one by the plainest code, bit for bit.
func TestMachines(t *testing.T) {
	t.Parallel()
	const classes, each, width = 19, 3, 40 // more than are trained together
	var vectors []vector
	var owner []uint32
	for k := range classes {
		for i := range each {
			vectors = append(vectors, vector{entries: []entry{{uint32(k), 0.75}, {uint32(20 + (k+i)%20), 0.5}, {uint32(19), 0.25}}})
			owner = append(owner, uint32(k))
		}
	}
	var m machines
	m.train(vectors, owner, classes, width)
	for _, k := range []int{0, 7, 16, 18} {
		w, bias := trainPlainly(vectors, owner, uint32(k), width)
		if bias != m.bias[k] {
			t.Errorf("bias of %d is %v, want %v", k, m.bias[k], bias)
		}
		for id := range width {
			got := float32(0)
			for _, x := range m.weights[m.from[id]:m.from[id+1]] {
				if x.class == uint32(k) {
					got = x.weight
				}
			}
			if want := w[id]; got != want && math.Abs(float64(want)) > leastWeight {
				t.Errorf("weight of %d in class %d is %v, want %v", id, k, got, want)
			}
		}
	}
	for i := range vectors {
		said := make([]likeness, classes)
		m.ask(&vectors[i], said)
		for k := range said {
			if own := k == int(owner[i]); own != (said[k].learned > 0) {
				t.Errorf("machine %d says %.2f of a vector of class %d", k, said[k].learned, owner[i])
			}
		}
	}
	// Single examples teach nothing.
	m = machines{}
	m.train(vectors[:classes], owner[:classes], classes, width)
	if m.bias != nil {
		t.Error("machines were trained on fewer than two phrasings a class")
	}
}

func trainPlainly(vectors []vector, owner []uint32, class uint32, width int) ([]float32, float32) {
	w, bias := make([]float32, width), float32(0)
	dual := make([]float32, len(vectors))
	for _, order := range shuffles(len(vectors), machineRounds) {
		for _, i := range order {
			y := float32(-1)
			if owner[i] == class {
				y = 1
			}
			value, norm := bias, float32(1+machinePenalty)
			for _, e := range vectors[i].entries {
				value += float32(e.weight * w[e.id])
				norm += float32(e.weight * e.weight)
			}
			gradient := float32(y*value) - 1 + float32(machinePenalty*dual[i])
			next := max(0, dual[i]-gradient/norm)
			step := float32((next - dual[i]) * y)
			if step < 1e-4 && step > -1e-4 {
				continue
			}
			dual[i] = next
			bias += step
			for _, e := range vectors[i].entries {
				w[e.id] += float32(step * e.weight)
			}
		}
	}
	return w, bias
}
