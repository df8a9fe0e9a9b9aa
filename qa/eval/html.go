package eval

import (
	"fmt"
	"html/template"
	"io"
)

// WriteHTML writes the report as one file that needs no other: figures, plots
// and the worst misses to read.
func (r Report) WriteHTML(w io.Writer) error {
	type section struct {
		Result
		Rows []struct {
			Name   string
			Figure *Figure
		}
		Plots []template.HTML
	}
	var sections []section
	for _, res := range r.Results {
		s := section{Result: res, Rows: res.rows()}
		for _, plot := range []func() (string, error){
			func() (string, error) { return plotRisk(res.Calibration.Curve) },
			func() (string, error) { return plotReliability(res.Calibration.Bins) },
			func() (string, error) { return plotTypes(res.Types) },
		} {
			svg, err := plot()
			if err != nil {
				return fmt.Errorf("plot %s: %w", res.File, err)
			}
			s.Plots = append(s.Plots, template.HTML(svg)) // made by the charts library from numbers and fixed words
		}
		sections = append(sections, s)
	}
	page, err := template.New("report").Funcs(template.FuncMap{
		"three": func(v float64) string { return fmt.Sprintf("%.3f", v) },
	}).Parse(pageText)
	if err != nil {
		return err
	}
	return page.Execute(w, map[string]any{"Report": r, "Sections": sections})
}

const pageText = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lector: quality of the answers</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:80rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
h2{border-top:2px solid #ddd;padding-top:1rem;margin-top:2.5rem;overflow-wrap:anywhere}
table{border-collapse:collapse;margin:1rem 0}
td,th{padding:.25rem .8rem;text-align:left;vertical-align:top;border-bottom:1px solid #e5e5e5}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.plots{display:flex;flex-wrap:wrap;gap:1rem}.plots svg{max-width:100%;height:auto;border:1px solid #eee}
.q{font-weight:600}.got{color:#8a1c1c}.want{color:#14591d}
details{margin:1rem 0}summary{cursor:pointer}
</style></head><body>
<h1>Quality of the answers</h1>
<p>Scope: {{.Report.Scope}}. Typing errors a question: {{.Report.Typos}}. Seed: {{.Report.Seed}}. Intervals: 95 %, resampled by article.</p>
{{range .Sections}}<h2>{{.File}}</h2>
<p>{{.Groups}} groups, {{.Answerable}} answerable questions, {{.Unanswerable}} that nothing answers. Right means: {{.Judged}}. Mean length of the top passage: {{printf "%.0f" .PassageBytes}} bytes.</p>
<table><tr><th>figure</th><th>value</th><th>interval</th><th>questions</th></tr>
{{range .Rows}}{{if .Figure}}<tr><td>{{.Name}}</td><td class="n">{{three .Figure.Value}}</td><td class="n">{{three .Figure.Low}} – {{three .Figure.High}}</td><td class="n">{{.Figure.N}}</td></tr>
{{end}}{{end}}<tr><td>expected calibration error</td><td class="n">{{three .Calibration.Error}}</td><td></td><td></td></tr>
{{with .Sentences}}<tr><td>sentence boundaries F1</td><td class="n">{{three .BoundaryF1}}</td><td></td><td></td></tr>
<tr><td>sentences per article (official)</td><td class="n">{{printf "%.1f" .PerArticle}} ({{printf "%.1f" .OfficialPer}})</td><td></td><td></td></tr>{{end}}
</table>
<div class="plots">{{range .Plots}}{{.}}{{end}}</div>
<details><summary>Questions by type</summary><table><tr><th>type</th><th>questions</th><th>P@1</th><th>said</th></tr>
{{range .Types}}<tr><td>{{.Type}}</td><td class="n">{{.N}}</td><td class="n">{{three .P1.Value}}</td><td class="n">{{three .Said.Value}}</td></tr>{{end}}</table></details>
<details><summary>The surest misses ({{len .Misses}})</summary><table><tr><th>confidence</th><th>question, what was shown, what answers</th></tr>
{{range .Misses}}<tr><td class="n">{{three .Confidence}}<br>{{.Verdict}}</td><td><span class="q">{{.Question}}</span>{{if .Asked}}<br>asked: {{.Asked}}{{end}}<br><span class="got">{{.Got}}</span><br>{{if .Want}}<span class="want">{{.Want}}</span> ({{if .Rank}}ranked {{.Rank}}{{else}}not among the first ten{{end}}){{else}}nothing answers it{{end}}</td></tr>
{{end}}</table></details>
{{end}}</body></html>
`
