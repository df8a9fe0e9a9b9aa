package qa

import (
	"math"
	"testing"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	a := ask(t, e, Question{Text: "Who plantd the orchard?", Explain: true})
	x := a.Explain
	if x == nil || len(x.Terms) == 0 || len(x.Passages) < 2 || len(x.Calibration) == 0 {
		t.Fatalf("Explain = %+v, want terms, two passages and a calibration", x)
	}
	if t0 := x.Terms[0]; t0.Word != "plantd" || len(t0.Expansions) == 0 || t0.Expansions[0] != "planted (spelling)" {
		t.Errorf("first term is %+v, want plantd taken for planted", t0)
	}
	sum := 0.0
	for _, c := range x.Passages[0].Features {
		sum += c.Gave
	}
	if d := sum - x.Passages[0].Score; d > 1e-9 || d < -1e-9 {
		t.Errorf("the features give %v, the score is %v", sum, x.Passages[0].Score)
	}
	odds := 0.0
	for _, c := range x.Calibration {
		odds += c.Gave
	}
	if p := 1 / (1 + math.Exp(-odds)); math.Abs(p-x.Passages[0].Passage.Confidence) > 1e-4 {
		t.Errorf("the signals give %v, the confidence is %v", p, x.Passages[0].Passage.Confidence)
	}
	if b := ask(t, e, Question{Text: "Who plantd the orchard?"}); b.Explain != nil {
		t.Error("explained without being asked to")
	}
}
