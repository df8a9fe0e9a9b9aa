package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sort"
	"strings"
	"text/tabwriter"

	"lector/qa"
)

// Report is what [Run] measured.
type Report struct {
	Scope   Scope    `json:"scope"`
	Typos   int      `json:"typos"`
	Seed    uint64   `json:"seed"`
	Results []Result `json:"results"`
}

// Result is what was measured on one file. A figure that the file cannot give
// is nil.
type Result struct {
	File         string  `json:"file"`
	Format       string  `json:"format"`
	Lang         string  `json:"lang,omitempty"`
	Judged       string  `json:"judged"` // how a passage is found right
	Groups       int     `json:"groups"`
	Answerable   int     `json:"answerable"`
	Unanswerable int     `json:"unanswerable"`
	PassageBytes float64 `json:"passage_bytes"` // mean length of the top passage

	Ranking     Ranking     `json:"ranking"`
	Sentences   *Sentences  `json:"sentences,omitempty"`
	Verdicts    Verdicts    `json:"verdicts"`
	Calibration Calibration `json:"calibration"`
	Types       []ByType    `json:"types"`
	Misses      []Miss      `json:"misses,omitempty"`
}

// Ranking is how high the right passage stands, over answerable questions.
type Ranking struct {
	P1    *Figure `json:"p_at_1,omitempty"`
	Hit5  *Figure `json:"hit_at_5,omitempty"`
	MRR10 *Figure `json:"mrr_at_10,omitempty"`
}

// Verdicts count what was said at the threshold. An answerable question is
// said when it is answered with the right passage, or when the verdict is
// unsure and a right one is among those shown. For an unanswerable one only
// silence is right.
type Verdicts struct {
	Said         *Figure `json:"said,omitempty"`               // of the answerable
	Coverage     *Figure `json:"coverage,omitempty"`           // of the answerable: answered, right or wrong
	Precision    *Figure `json:"precision,omitempty"`          // of all answered
	HalfHalf     *Figure `json:"precision_balanced,omitempty"` // the same, answerable and not weighed alike
	Silent       *Figure `json:"silent,omitempty"`             // of the unanswerable
	FalseAnswers *Figure `json:"false_answers,omitempty"`      // of the unanswerable: answered
	Unsure       *Figure `json:"unsure,omitempty"`             // of all
}

// Calibration is whether confidence means what it says.
type Calibration struct {
	AUROC      *Figure `json:"auroc,omitempty"` // answerable against not
	Error      float64 `json:"expected_calibration_error"`
	Bins       []Bin   `json:"reliability"`
	Coverage90 *Figure `json:"coverage_at_precision_90,omitempty"` // answerable and not weighed alike
	At90       Point   `json:"threshold_at_precision_90"`
	Curve      []Point `json:"curve"` // thinned to a hundred points
}

// ByType is the ranking of one type of question.
type ByType struct {
	Type string `json:"type"`
	N    int    `json:"n"`
	P1   Figure `json:"p_at_1"`
	Said Figure `json:"said"`
}

// Miss is a question that was answered wrong, the surest first.
type Miss struct {
	ID         string     `json:"id"`
	Question   string     `json:"question"`
	Asked      string     `json:"asked,omitempty"` // when it was asked with typing errors
	Verdict    qa.Verdict `json:"verdict"`
	Confidence float64    `json:"confidence"`
	Got        string     `json:"got"`
	Want       string     `json:"want,omitempty"` // empty: nothing answers it
	Rank       int        `json:"rank"`           // where the right passage stood; 0 is beyond the tenth
}

// summarise makes a result of the outcomes of a set.
func summarise(set Set, outcomes []outcome, o Options) Result {
	r := Result{File: set.File, Format: set.Format, Lang: set.Lang, Groups: len(set.Groups), Judged: "overlap with a gold place"}
	for _, g := range set.Groups {
		if len(g.Questions) > 0 && len(g.Questions[0].Gold) > 0 && g.Questions[0].Gold[0].Middle {
			r.Judged = "middle in the official sentence of the first answer"
		}
	}
	for i := range outcomes {
		if outcomes[i].answerable {
			r.Answerable++
		} else {
			r.Unanswerable++
		}
	}
	r.PassageBytes = finite(sample{outcomes: outcomes}.mean(func(o *outcome) (float64, bool) {
		return float64(o.length), o.answerable && o.length > 0
	}))
	order := byConfidence(outcomes)
	mean := func(value func(*outcome) (float64, bool)) func(sample) float64 {
		return func(s sample) float64 { return s.mean(value) }
	}
	halfHalf := func(s sample) float64 {
		own, other := s.mean(coverageOf), s.mean(func(o *outcome) (float64, bool) {
			return indicator(o.verdict == qa.Answered), !o.answerable
		})
		right := s.mean(func(o *outcome) (float64, bool) {
			return indicator(o.verdict == qa.Answered && o.rank == 1), o.answerable
		})
		if own+other == 0 {
			return math.NaN()
		}
		return right / (own + other)
	}
	measures := []struct {
		to      **Figure
		measure func(sample) float64
		n       int
	}{
		{&r.Ranking.P1, mean(precisionAt1), r.Answerable},
		{&r.Ranking.Hit5, mean(hitAt5), r.Answerable},
		{&r.Ranking.MRR10, mean(reciprocal), r.Answerable},
		{&r.Verdicts.Said, mean(saidOf), r.Answerable},
		{&r.Verdicts.Coverage, mean(coverageOf), r.Answerable},
		{&r.Verdicts.Precision, mean(precisionOf), len(outcomes)},
		{&r.Verdicts.HalfHalf, halfHalf, len(outcomes)},
		{&r.Verdicts.Silent, mean(silentOf), r.Unanswerable},
		{&r.Verdicts.FalseAnswers, mean(func(o *outcome) (float64, bool) {
			return indicator(o.verdict == qa.Answered), !o.answerable
		}), r.Unanswerable},
		{&r.Verdicts.Unsure, mean(unsureOf), len(outcomes)},
		{&r.Calibration.AUROC, func(s sample) float64 { return s.auroc(order) }, len(outcomes)},
		{&r.Calibration.Coverage90, func(s sample) float64 {
			return coverageAt(s.curve(order, true), 0.90).Coverage
		}, len(outcomes)},
	}
	all := sample{outcomes: outcomes}
	funcs := make([]func(sample) float64, len(measures))
	for i, m := range measures {
		funcs[i] = m.measure
	}
	intervals := bootstrap(outcomes, len(set.Groups), o.Rounds, o.Seed, funcs)
	for i, m := range measures {
		if v := m.measure(all); !math.IsNaN(v) {
			*m.to = &Figure{Value: v, Low: finite(intervals[i][0]), High: finite(intervals[i][1]), N: m.n}
		}
	}
	r.Sentences = compareSentences(set)
	r.Calibration.Bins, r.Calibration.Error = reliability(outcomes)
	curve := all.curve(order, true)
	r.Calibration.At90 = coverageAt(curve, 0.90)
	r.Calibration.Curve = thinned(curve, 100)
	r.Types = byType(outcomes)
	r.Misses = misses(outcomes, o.Misses)
	return r
}

// finite is v, or 0 where JSON has no number for it.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func thinned(points []Point, n int) []Point {
	if len(points) <= n {
		return points
	}
	out := make([]Point, 0, n)
	for i := range n {
		out = append(out, points[i*(len(points)-1)/(n-1)])
	}
	return out
}

func byType(outcomes []outcome) []ByType {
	kinds := make(map[string][]outcome)
	for _, o := range outcomes {
		if o.answerable {
			kinds[o.question.Type] = append(kinds[o.question.Type], o)
		}
	}
	var out []ByType
	for name, list := range kinds {
		s := sample{outcomes: list}
		figure := func(value func(*outcome) (float64, bool)) Figure {
			p, n := s.mean(value), float64(len(list))
			// Wilson's interval: types cut across the groups.
			const z = 1.96
			centre := (p + z*z/(2*n)) / (1 + z*z/n)
			half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
			return Figure{Value: p, Low: centre - half, High: centre + half, N: len(list)}
		}
		out = append(out, ByType{Type: name, N: len(list), P1: figure(precisionAt1), Said: figure(saidOf)})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].N != out[j].N {
			return out[i].N > out[j].N
		}
		return out[i].Type < out[j].Type
	})
	return out
}

// misses are the surest wrong answers, at most n.
func misses(outcomes []outcome, n int) []Miss {
	var out []Miss
	for _, i := range byConfidence(outcomes) {
		o := &outcomes[i]
		if len(out) >= n {
			break
		}
		if o.right() || !o.answerable && o.verdict == qa.Silent {
			continue
		}
		m := Miss{ID: o.question.ID, Question: o.question.Text, Verdict: o.verdict, Confidence: o.confidence, Got: o.top, Want: o.want, Rank: o.rank}
		if o.asked != o.question.Text {
			m.Asked = o.asked
		}
		out = append(out, m)
	}
	return out
}

// WriteJSON writes the report as one JSON object.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// rows are the figures in the order they are shown.
func (r Result) rows() []struct {
	Name   string
	Figure *Figure
} {
	return []struct {
		Name   string
		Figure *Figure
	}{
		{"P@1", r.Ranking.P1},
		{"hit@5", r.Ranking.Hit5},
		{"MRR@10", r.Ranking.MRR10},
		{"answerable said", r.Verdicts.Said},
		{"answerable answered (coverage)", r.Verdicts.Coverage},
		{"precision of what is answered", r.Verdicts.Precision},
		{"the same, half answerable", r.Verdicts.HalfHalf},
		{"unanswerable silent", r.Verdicts.Silent},
		{"unanswerable answered (false answers)", r.Verdicts.FalseAnswers},
		{"unsure", r.Verdicts.Unsure},
		{"AUROC answerable or not", r.Calibration.AUROC},
		{"coverage at precision 0.90, half answerable", r.Calibration.Coverage90},
	}
}

// WriteTable writes the figures as text.
func (r Report) WriteTable(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for i, res := range r.Results {
		if i > 0 {
			fmt.Fprintln(tw)
		}
		fmt.Fprintf(tw, "%s\t(%s, scope %s", res.File, res.Format, r.Scope)
		if r.Typos > 0 {
			fmt.Fprintf(tw, ", %d typing errors a question", r.Typos)
		}
		fmt.Fprintf(tw, "; %d groups, %d answerable, %d not)\n", res.Groups, res.Answerable, res.Unanswerable)
		fmt.Fprintf(tw, "  right means\t%s\n", res.Judged)
		for _, row := range res.rows() {
			if f := row.Figure; f != nil {
				fmt.Fprintf(tw, "  %s\t%s\n", row.Name, f)
			}
		}
		fmt.Fprintf(tw, "  expected calibration error\t%.3f\n", res.Calibration.Error)
		fmt.Fprintf(tw, "  mean length of the top passage\t%.0f bytes\n", res.PassageBytes)
		if s := res.Sentences; s != nil {
			fmt.Fprintf(tw, "  sentence boundaries F1\t%.4f (whole sentences %.4f)\n", s.BoundaryF1, s.SpanF1)
			fmt.Fprintf(tw, "  sentences per article\t%.1f (official %.1f)\n", s.PerArticle, s.OfficialPer)
		}
		var types []string
		for _, t := range res.Types {
			types = append(types, fmt.Sprintf("%s %.3f (%d)", t.Type, t.P1.Value, t.N))
		}
		if len(types) > 1 {
			fmt.Fprintf(tw, "  P@1 by type\t%s\n", strings.Join(types, ", "))
		}
	}
	return tw.Flush()
}

func (f Figure) String() string {
	if f.Low == 0 && f.High == 0 {
		return fmt.Sprintf("%.4f", f.Value)
	}
	return fmt.Sprintf("%.4f  [%.4f, %.4f]", f.Value, f.Low, f.High)
}
