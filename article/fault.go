package article

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Fault is something wrong in a file that a person wrote, and where.
type Fault struct {
	File string
	Line int // from 1; 0 when it is not about a line
	Msg  string
}

// String is the fault as compilers write them: "file:line: message".
func (f Fault) String() string {
	switch {
	case f.File == "" && f.Line == 0:
		return f.Msg
	case f.File == "":
		return fmt.Sprintf("line %d: %s", f.Line, f.Msg)
	case f.Line == 0:
		return f.File + ": " + f.Msg
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Msg)
}

// Faults are all the faults of a file, in the order of its lines. It is the
// error that reading returns: get at them with errors.As.
type Faults []Fault

// Error is one line for each fault.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// faultList gathers the faults of a file.
type faultList struct {
	file   string
	faults Faults
}

func (l *faultList) add(line int, format string, args ...any) {
	l.faults = append(l.faults, Fault{l.file, line, fmt.Sprintf(format, args...)})
}

// err is nil when there are none.
func (l *faultList) err() error {
	if len(l.faults) == 0 {
		return nil
	}
	return l.faults
}

// parseYAML reads the one document in data, as nodes that know their lines.
// skipped is the number of lines before data in its file.
func (l *faultList) parseYAML(data []byte, skipped int) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Load(data, &doc, yaml.WithUniqueKeys(false)); err != nil {
		line, msg := 0, err.Error()
		if e, ok := errors.AsType[*yaml.LoadError](err); ok {
			line, msg = e.Mark.Line, e.Message
		}
		l.add(max(line, 1)+skipped, "this is not YAML: %s", strings.TrimPrefix(msg, "yaml: "))
		return nil
	}
	if doc.Kind == yaml.DocumentNode && len(doc.Content) > 0 {
		return doc.Content[0]
	}
	return &doc
}

// nearest is the entry of names that word most likely stands for, or empty when
// none is near.
func nearest(word string, names []string) string {
	best, bestDistance := "", 3
	for _, n := range names {
		if d := distance(word, n); d < bestDistance && d < len(n) {
			best, bestDistance = n, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete, replace or swap with
// their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 {
		return max(len(x), len(y))
	}
	d := make([][]int, len(x)+1)
	for i := range d {
		d[i] = make([]int, len(y)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(x)][len(y)]
}

// didYouMean is a hint to append to a message about an unknown word.
func didYouMean(word string, names []string) string {
	if n := nearest(strings.ToLower(word), names); n != "" {
		return fmt.Sprintf("; did you mean %q?", n)
	}
	return "; known are " + strings.Join(names, ", ")
}
