package eval

import (
	"math"
	"testing"

	"lector/qa"
)

// five hand-made outcomes: three answerable (ranks 1, 3 and none), two not.
func handMade() []outcome {
	q := &Question{ID: "q", Type: "who"}
	return []outcome{
		{group: 0, question: q, answerable: true, rank: 1, verdict: qa.Answered, said: true, confidence: 0.9},
		{group: 0, question: q, answerable: true, rank: 3, verdict: qa.Unsure, said: true, confidence: 0.5},
		{group: 1, question: q, answerable: true, rank: 0, verdict: qa.Answered, confidence: 0.7},
		{group: 1, question: q, verdict: qa.Silent, confidence: 0.1},
		{group: 1, question: q, verdict: qa.Answered, confidence: 0.7},
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestMeans(t *testing.T) {
	t.Parallel()
	s := sample{outcomes: handMade()}
	near(t, "P@1", s.mean(precisionAt1), 1.0/3)
	near(t, "hit@5", s.mean(hitAt5), 2.0/3)
	near(t, "MRR@10", s.mean(reciprocal), (1+1.0/3+0)/3)
	near(t, "said", s.mean(saidOf), 2.0/3)
	near(t, "coverage", s.mean(coverageOf), 2.0/3)
	near(t, "precision", s.mean(precisionOf), 1.0/3)
	near(t, "silent", s.mean(silentOf), 1.0/2)
	near(t, "unsure", s.mean(unsureOf), 1.0/5)
	if v := (sample{}).mean(precisionAt1); !math.IsNaN(v) {
		t.Errorf("P@1 of nothing = %v, want NaN", v)
	}
}

func TestAUROC(t *testing.T) {
	t.Parallel()
	o := handMade()
	// Pairs (answerable, not): .9>.1 .9>.7 .5>.1 .5<.7 .7>.1 .7=.7 → 1+1+1+0+1+½ of 6.
	near(t, "AUROC", sample{outcomes: o}.auroc(byConfidence(o)), 4.5/6)
	// The group of the unanswerable drawn twice changes no ratio but that of
	// its own answerable question.
	near(t, "AUROC resampled", sample{outcomes: o, times: []float64{1, 2}}.auroc(byConfidence(o)), (1+1+1+0+2*(1+0.5))*2/(4*4))
}

func TestCurve(t *testing.T) {
	t.Parallel()
	o := handMade()
	points := sample{outcomes: o}.curve(byConfidence(o), false)
	want := []Point{
		{Confidence: 0.9, Coverage: 1.0 / 3, Precision: 1, False: 0},
		{Confidence: 0.7, Coverage: 2.0 / 3, Precision: 1.0 / 3, False: 1.0 / 2}, // the tie counts at once
		{Confidence: 0.5, Coverage: 1, Precision: 1.0 / 4, False: 1.0 / 2},
		{Confidence: 0.1, Coverage: 1, Precision: 1.0 / 5, False: 1},
	}
	if len(points) != len(want) {
		t.Fatalf("%d points, want %d", len(points), len(want))
	}
	for i, p := range points {
		near(t, "confidence", p.Confidence, want[i].Confidence)
		near(t, "coverage", p.Coverage, want[i].Coverage)
		near(t, "precision", p.Precision, want[i].Precision)
		near(t, "false answers", p.False, want[i].False)
	}
	near(t, "coverage at precision 0.9", coverageAt(points, 0.9).Coverage, 1.0/3)
	// Half and half: an unanswerable question weighs 3/2.
	half := sample{outcomes: o}.curve(byConfidence(o), true)
	near(t, "balanced precision", half[1].Precision, 1/(2+1.5))
}

func TestReliability(t *testing.T) {
	t.Parallel()
	bins, e := reliability(handMade())
	if bins[7].N != 2 || bins[9].N != 1 || bins[5].N != 1 || bins[1].N != 1 {
		t.Errorf("bins = %+v", bins)
	}
	near(t, "share right at 0.9", bins[9].Right, 1)
	near(t, "expected calibration error", e, (0.1+0.5+2*0.7+0.1)/5)
}

func TestBootstrapIsFixedAndCoversTheValue(t *testing.T) {
	t.Parallel()
	var o []outcome
	for g := range 40 {
		for i := range 10 {
			o = append(o, outcome{group: g, question: &Question{}, answerable: true, rank: indicatorRank((g+i)%4 != 0)})
		}
	}
	measure := []func(sample) float64{func(s sample) float64 { return s.mean(precisionAt1) }}
	a := bootstrap(o, 40, 500, 7, measure)[0]
	b := bootstrap(o, 40, 500, 7, measure)[0]
	if a != b {
		t.Errorf("two runs with one seed: %v and %v", a, b)
	}
	value := measure[0](sample{outcomes: o})
	if !(a[0] < value && value < a[1]) || a[1]-a[0] > 0.1 {
		t.Errorf("interval %v about %v: want a narrow one that holds it", a, value)
	}
	one := bootstrap(o, 1, 500, 7, measure)[0]
	if !math.IsNaN(one[0]) {
		t.Errorf("interval of one group = %v, want none", one)
	}
}

func indicatorRank(right bool) int {
	if right {
		return 1
	}
	return 2
}

func TestTypeOf(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"Who led it?": "who", "when did it start": "when", "In what year was it built?": "when",
		"How many ships sank?": "how many", "how deep is it": "how", "Is it open?": "yes/no",
		"To whom did she write?": "who", "What is it?": "what", "opening hours": "other", "": "other",
		"What did the man who left say?": "what",
	} {
		if got := TypeOf(question); got != want {
			t.Errorf("TypeOf(%q) = %q, want %q", question, got, want)
		}
	}
}
