package qa

import "testing"

func TestGroupKey(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		one, other string
		same       bool
	}{
		{"Who led the talks?", "who was leading the talks", true},
		{"Who led the talks?", "When were the talks led?", false},
		{"Who led the talks?", "Who did not lead the talks?", false},
		{"Who led the talks?", "Who led the walks?", false},
		{"How much do tickets cost?", "How much does a ticket cost", true},
		{"Wer leitete die Gespräche?", "wer leitet das Gespräch?", true},
		{"Wer leitete die Gespräche?", "Wann waren die Gespräche?", false},
		{"港はいつ開かれましたか", "港はいつ開かれたのですか", true},
		{"港はいつ開かれましたか", "灯台はいつ建てられましたか", false},
		{"Is it?", "Who is it?", false},
		{"Room 12?", "Room 13?", false},
	} {
		if a, b := GroupKey(tt.one), GroupKey(tt.other); (a == b) != tt.same {
			t.Errorf("GroupKey(%q) = %q, of %q it is %q: the same is %t, want %t", tt.one, a, tt.other, b, a == b, tt.same)
		}
	}
	for _, in := range []string{"", "?!", "   "} {
		if got := GroupKey(in); got != "" {
			t.Errorf("GroupKey(%q) = %q, want nothing", in, got)
		}
	}
	if GroupKey("Is it?") == "" {
		t.Error("a question of stop words has no key")
	}
}
