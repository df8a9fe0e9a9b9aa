package article

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Fault is something wrong in what a person wrote, and where.
type Fault struct {
	File string
	Line int      // from 1; 0 when it is not about a line
	Code string   // names the sentence among [FaultSentences], for who says it in another language
	Args []string // names and values of the sentence's {placeholders}, in turn
	Msg  string   // the sentence in English
}

// newFault is the fault with that code. args are the names and values of its
// placeholders, in turn.
func newFault(code string, args ...any) *Fault {
	f := &Fault{Code: code}
	with := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		name, value := args[i].(string), fmt.Sprint(args[i+1])
		f.Args = append(f.Args, name, value)
		with = append(with, "{"+name+"}", value)
	}
	f.Msg = strings.NewReplacer(with...).Replace(FaultSentences()[code])
	return f
}

// FaultSentences are the sentences of all faults by their codes, in English and
// without the place before them. The value of {field} is one of [FaultFields].
func FaultSentences() map[string]string {
	return map[string]string{
		"empty":             "the {field} is empty",
		"long":              "the {field} has {have} characters; at most {most}",
		"control":           "the {field} holds a line break or a control character",
		"encoding":          "the {field} is not valid UTF-8",
		"large":             "the {field} has {have}; at most {most}",
		"date_unreadable":   "the date {value} cannot be read; write it like 2021-07-28, 2021-07 or 2021",
		"date_impossible":   "the date {value} is none of the calendar; write it like 2021-07-28, 2021-07 or 2021",
		"date_ambiguous":    "the date {value} may be read in two ways; write it like 2021-07-28, 2021-07 or 2021",
		"date_form":         "the date {value} must be written {date}",
		"address_form":      "the address {value} cannot be read; write it like https://example.com/article",
		"address_scheme":    "the address {value} must start with http:// or https://",
		"address_user":      "the address {value} holds a user name; leave it out",
		"address_long":      "the address is longer than {most} bytes",
		"language":          "the language {value} is not a tag; write it like en or pt-BR",
		"collection":        "there is no collection {value}",
		"id":                "the id {value} must be 1 to {most} small letters, digits and hyphens",
		"id_twice":          "the id {value} is given twice",
		"id_twice_line":     "the id {value} is given twice, first in line {first}",
		"yaml":              "this is not YAML: {why}",
		"front_matter":      "front matter is a list of lines like “title: …”",
		"pairs_list":        "pairs are a list: each starts with “- question: …” or “- questions: […]”",
		"no_pair":           "this is no pair: it needs questions, answer and quote",
		"key_unknown":       "unknown key {key}; known are {known}",
		"key_misspelt":      "unknown key {key}; did you mean {near}?",
		"key_twice":         "{key} is given twice",
		"key_twice_as":      "{key} is given twice (also as {other})",
		"key_text":          "{key} must be text",
		"key_line":          "{key} must be one line of text",
		"pair_lacks":        "this pair has no {field}",
		"pair_without":      "the pair {pair} has no {field}",
		"pair_id":           "a pair has no ID",
		"pairs_many":        "{have} pairs; an article has at most {most}",
		"phrasings_many":    "more than {most} questions in one pair",
		"question_twice":    "the question {question} is asked twice",
		"question_twice_at": "the question {question} is asked twice, first in line {first}",
		"quote":             "the quote does not stand in the article: {quote}",
		"quote_near":        "the quote does not stand in the article: {quote}\n\tnearest: {nearest}",
	}
}

// FaultFields are the parts of an article and of a pair that a sentence may name.
func FaultFields() []string {
	return []string{"title", "publisher", "author", "note", "text", "question", "answer", "quote", "id"}
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

// Faults are all the faults of a file, in the order of its lines, or of an
// article. It is the error that reading and [Article.Validate] return: get at them with errors.As.
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

func (l *faultList) add(line int, code string, args ...any) { l.put(line, newFault(code, args...)) }

// put adds a fault of the file; nil is none.
func (l *faultList) put(line int, f *Fault) {
	if f == nil {
		return
	}
	f.File, f.Line = l.file, line
	l.faults = append(l.faults, *f)
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
		l.add(max(line, 1)+skipped, "yaml", "why", strings.TrimPrefix(msg, "yaml: "))
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

// unknownKey adds that a key is none of those that are known.
func (l *faultList) unknownKey(line int, key string, known []string) {
	if n := nearest(strings.ToLower(key), known); n != "" {
		l.add(line, "key_misspelt", "key", strconv.Quote(key), "near", strconv.Quote(n))
		return
	}
	l.add(line, "key_unknown", "key", strconv.Quote(key), "known", strings.Join(known, ", "))
}
