package article

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// readData decodes a gzipped JSON file below LECTOR_TESTDATA, and skips the
// test where there is none.
func readData(tb testing.TB, name string, v any) {
	tb.Helper()
	dir := os.Getenv("LECTOR_TESTDATA")
	if dir == "" {
		tb.Skip("LECTOR_TESTDATA is not set: no public data sets to measure on")
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		tb.Skipf("no data set to measure on: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(v); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
}

// showDiffs is set by LECTOR_SHOW=1 with -v: every boundary that differs is logged.
func showDiffs() bool { return testing.Verbose() && os.Getenv("LECTOR_SHOW") != "" }

type squad struct {
	Data []struct {
		Title      string
		Paragraphs []struct {
			Context        string
			SentenceBreaks [][2]int `json:"sentence_breaks"`
		}
	}
}

// byteOffsets maps the places of code points to those of bytes.
func byteOffsets(s string) []int {
	out := make([]int, 0, len(s)+1)
	for i := range s {
		out = append(out, i)
	}
	return append(out, len(s))
}

// score compares inner sentence boundaries (the ends of sentences, but for the
// last of a paragraph), which is the stricter way to count: the ends that every
// splitter finds are left out.
type score struct {
	hit, got, want          int // inner boundaries
	sentences, wantSentence int
	paragraphs              int
}

func (s *score) add(text string, gold []Span, lang string) (diff string) {
	wants := map[int]bool{}
	for _, g := range gold[:len(gold)-1] {
		wants[g.End] = true
	}
	var got []Span
	for _, p := range Outline(text, lang) {
		got = append(got, p.Sentences...)
	}
	s.want += len(wants)
	s.sentences += len(got)
	s.wantSentence += len(gold)
	s.paragraphs++
	for _, g := range got[:len(got)-1] {
		s.got++
		if wants[g.End] {
			s.hit++
			delete(wants, g.End)
		} else {
			diff += "extra  …" + around(text, g.End) + "\n"
		}
	}
	for end := range wants {
		diff += "missed …" + around(text, end) + "\n"
	}
	return diff
}

func around(text string, at int) string {
	a, b := max(0, at-40), min(len(text), at+30)
	for a > 0 && !utf8.RuneStart(text[a]) {
		a--
	}
	for b < len(text) && !utf8.RuneStart(text[b]) {
		b++
	}
	return strings.ReplaceAll(text[a:at]+"‖"+text[at:b], "\n", "⏎")
}

func (s *score) inner() (p, r, f float64) {
	p, r = float64(s.hit)/float64(s.got), float64(s.hit)/float64(s.want)
	return p, r, 2 * p * r / (p + r)
}

// f1 counts every boundary, the end of each paragraph too.
func (s *score) f1() float64 {
	p := float64(s.hit+s.paragraphs) / float64(s.got+s.paragraphs)
	r := float64(s.hit+s.paragraphs) / float64(s.want+s.paragraphs)
	return 2 * p * r / (p + r)
}

func (s *score) ratio() float64 { return float64(s.sentences) / float64(s.wantSentence) }

// TestSquadSentences measures against the official sentences of SQuAD 1.1 dev:
// the whole article at once, as it is read.
func TestSquadSentences(t *testing.T) {
	t.Parallel()
	var data squad
	readData(t, "test/squad-dev-v1.1.json.gz", &data)
	var spans []struct {
		Title     string
		Paragraph int
		Spans     [][2]int
	}
	readData(t, "test/squad-dev-sentence-spans.json.gz", &spans)
	gold := map[string]map[int][][2]int{}
	for _, s := range spans {
		if gold[s.Title] == nil {
			gold[s.Title] = map[int][][2]int{}
		}
		gold[s.Title][s.Paragraph] = s.Spans
	}
	var sc score
	var diffs []string
	for _, a := range data.Data {
		for i, p := range a.Paragraphs {
			offs := byteOffsets(p.Context)
			var want []Span
			for _, g := range gold[a.Title][i] {
				want = append(want, Span{offs[g[0]], offs[g[1]]})
			}
			if len(want) == 0 {
				continue
			}
			if d := sc.add(p.Context, want, "en"); d != "" {
				diffs = append(diffs, d)
			}
		}
	}
	p, r, f := sc.inner()
	t.Logf("boundary F1 %.4f over all boundaries; inner alone P %.4f R %.4f F1 %.4f; %d sentences, theirs %d: ratio %.4f",
		sc.f1(), p, r, f, sc.sentences, sc.wantSentence, sc.ratio())
	if showDiffs() {
		t.Log("\n" + strings.Join(diffs, ""))
	}
	if sc.f1() < 0.97 {
		t.Errorf("boundary F1 %.4f, want at least 0.97", sc.f1())
	}
	if q := sc.ratio(); q < 0.98 || q > 1.02 {
		t.Errorf("%.4f as many sentences as the official ones, want within 2 %%", q)
	}
}
