package qa

import (
	"context"
	"testing"
)

// A final full stop, taken along, left off or added, is no difference of
// typography; what else differs in marks is.
func TestFinalFullStopIsTheQuoters(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	for _, tt := range []struct {
		quote      string
		typography bool
	}{
		{"The harvest begins in late August and ends in October.", false},
		{"The harvest begins in late August and ends in October", false},
		{"The harvest begins in late August.", false},
		{" The harvest begins in late August and ends in October. ", false},
		{"The harvest begins in late August and ends in October. Most of the fruit is pressed into cider", false},
		{"the harvest begins in late August and ends in October.", true},
		{"The harvest begins in late August …", true},
		{"The harvest begins in late August...", true},
		{"“The harvest begins in late August and ends in October.”", true},
	} {
		f, err := e.Locate(context.Background(), Question{Text: tt.quote})
		if err != nil || f.Verdict != Verbatim && f.Verdict != Cut {
			t.Errorf("Locate(%q) = %s, %v, want it found", tt.quote, f.Verdict, err)
			continue
		}
		if f.Verdict == Verbatim && f.Typography != tt.typography {
			t.Errorf("Locate(%q): typography %t, want %t", tt.quote, f.Typography, tt.typography)
		}
	}
}
