package eval

import (
	"fmt"

	"github.com/go-analyze/charts"
)

// Size of a plot in the HTML report, in pixels.
const (
	plotWidth  = 620
	plotHeight = 380
)

func percent(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }

// drawn renders what draw paints as SVG.
func drawn(draw func(*charts.Painter) error) (string, error) {
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: plotWidth, Height: plotHeight})
	if err := draw(p); err != nil {
		return "", err
	}
	b, err := p.Bytes()
	return string(b), err
}

func axis(title string, low, high float64) []charts.YAxisOption {
	return []charts.YAxisOption{{Title: title, Min: charts.Ptr(low), Max: charts.Ptr(high), ValueFormatter: percent}}
}

// plotRisk draws the precision of what is answered against the share of
// answerable questions that is answered, in steps of 2 %.
func plotRisk(points []Point) (string, error) {
	const steps = 50
	precision := make([]float64, steps)
	labels := make([]string, steps)
	for i := range precision {
		want := float64(i+1) / steps
		labels[i] = percent(want)
		precision[i] = charts.GetNullValue()
		for _, p := range points {
			if p.Coverage >= want-1e-9 {
				precision[i] = p.Precision
				break
			}
		}
	}
	return drawn(func(p *charts.Painter) error {
		opt := charts.NewLineChartOptionWithData([][]float64{precision})
		opt.Title.Text = "Precision against coverage"
		opt.XAxis.Labels, opt.XAxis.Title = labels, "share of the answerable questions that is answered"
		opt.XAxis.LabelCount = 10
		opt.YAxis = axis("right", 0, 1)
		opt.Symbol.Shape = charts.SymbolNone
		return p.LineChart(opt)
	})
}

// plotReliability draws how often answers of each confidence are right,
// beside what their confidence says.
func plotReliability(bins []Bin) (string, error) {
	said := make([]float64, len(bins))
	right := make([]float64, len(bins))
	labels := make([]string, len(bins))
	for i, b := range bins {
		labels[i] = fmt.Sprintf("%.1f", b.Low)
		said[i], right[i] = charts.GetNullValue(), charts.GetNullValue()
		if b.N > 0 {
			said[i], right[i] = b.Confidence, b.Right
		}
	}
	return drawn(func(p *charts.Painter) error {
		opt := charts.NewBarChartOptionWithData([][]float64{said, right})
		opt.Title.Text = "Calibration"
		opt.Legend.SeriesNames = []string{"mean confidence", "share right"}
		opt.CategoryAxis.Labels, opt.CategoryAxis.Title = labels, "confidence, from"
		opt.ValueAxis = []charts.ValueAxisOption{{Min: charts.Ptr(0.0), Max: charts.Ptr(1.0), ValueFormatter: percent}}
		return p.BarChart(opt)
	})
}

// plotTypes draws P@1 of each type of question.
func plotTypes(types []ByType) (string, error) {
	values := make([]float64, len(types))
	labels := make([]string, len(types))
	for i, t := range types {
		values[i], labels[i] = t.P1.Value, fmt.Sprintf("%s (%d)", t.Type, t.N)
	}
	return drawn(func(p *charts.Painter) error {
		opt := charts.NewBarChartOptionWithData([][]float64{values})
		opt.Title.Text = "P@1 by type of question"
		opt.Horizontal = true
		opt.CategoryAxis.Labels = labels
		opt.ValueAxis = []charts.ValueAxisOption{{Min: charts.Ptr(0.0), Max: charts.Ptr(1.0), ValueFormatter: percent}}
		return p.BarChart(opt)
	})
}
