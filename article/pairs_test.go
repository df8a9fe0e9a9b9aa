package article

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const foxes = "Foxes\n\nThe red fox — a small animal — “lives in woods,” Dr. Lee said. It doesn’t eat grass…\nIt sleeps by day and\nhunts at night. A vixen is a female fox.\n"

func TestReadPairs(t *testing.T) {
	t.Parallel()
	got, err := ReadPairs("foxes.pairs.yaml", []byte(`# Pairs on foxes.
- questions:
    - Where do foxes live?
    - fox habitat
  answer: In woods.
  quote: The red fox - a small animal - "lives in woods," Dr. Lee said.
- question: What is a vixen?
  answer: |
    A female fox.
    So it is.
  quote: A **vixen** is a female fox.
  id: vixen
- question: "When do foxes hunt?"
  answer: At night.
  quote: "“hunts at  night”"
- {question: 狐狸吃什么？, answer: Not grass., quote: It doesn't eat grass...}
`), Article{Text: foxes})
	if err != nil {
		t.Fatal(err)
	}
	want := []Pair{
		{ID: "where-do-foxes-live", Questions: []string{"Where do foxes live?", "fox habitat"}, Answer: "In woods.",
			Quote: "The red fox — a small animal — “lives in woods,” Dr. Lee said.", Line: 2},
		{ID: "vixen", Questions: []string{"What is a vixen?"}, Answer: "A female fox.\nSo it is.", Quote: "A vixen is a female fox.", Line: 7},
		{ID: "when-do-foxes-hunt", Questions: []string{"When do foxes hunt?"}, Answer: "At night.", Quote: "hunts at night", Line: 13},
		{ID: "q-d42fdde6", Questions: []string{"狐狸吃什么？"}, Answer: "Not grass.", Quote: "It doesn’t eat grass…", Line: 16},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}

	again, err := ReadPairs("x", FormatPairs(got), Article{Text: foxes})
	if err != nil {
		t.Fatalf("what FormatPairs wrote: %v\n%s", err, FormatPairs(got))
	}
	for i := range again {
		again[i].Line = got[i].Line
	}
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("written and read again: -want +got\n%s", diff)
	}
}

func TestReadPairsFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"all at once", `- questions: [Where do foxes live?, "where do foxes live"]
  answr: In woods.
  quote: The red fox lives in towns.
- question: ""
  answer: ""
  quote: A vixen is a female fox.
- just a line
- question: What is a vixen?
- question: Where do foxes LIVE
  answer: [a]
  quote: A vixen is a female fox.
  id: Not An ID
- question: What is a vixen
  questions: [again?]
  answer: x
  quote: a vixen is a female fox.
`, `p.yaml:1: this pair has no answer
p.yaml:1: the question "where do foxes live" is asked twice, first in line 1
p.yaml:2: unknown key "answr"; did you mean "answer"?
p.yaml:3: the quote does not stand in the article: "The red fox lives in towns."
	nearest: The red fox — a small animal — “lives in woods,” Dr. Lee said.
p.yaml:4: the question is empty
p.yaml:5: the answer is empty
p.yaml:7: this is no pair: it needs questions, answer and quote
p.yaml:8: this pair has no answer
p.yaml:8: this pair has no quote
p.yaml:9: the question "Where do foxes LIVE" is asked twice, first in line 1
p.yaml:10: answer must be text
p.yaml:12: the id "Not An ID" must be 1 to 64 small letters, digits and hyphens
p.yaml:13: the question "What is a vixen" is asked twice, first in line 8
p.yaml:14: questions is given twice
p.yaml:16: the quote does not stand in the article: "a vixen is a female fox."
	nearest: A vixen is a female fox.`},
		{"no list", "question: a\n", "p.yaml:1: pairs are a list"},
		{"no questions", "- questions: []\n  answer: a\n  quote: Foxes\n", "p.yaml:1: this pair has no question"},
		{"half a word", "- question: a\n  answer: a\n  quote: fox — a small anim\n", "p.yaml:3: the quote does not stand"},
		{"too long", "- question: " + strings.Repeat("q", 301) + "\n  answer: a\n  quote: Foxes\n", "p.yaml:1: the question has 301 characters; at most 300"},
		{"no YAML", "- question: [a\n  answer: b\n", "p.yaml:2: this is not YAML"},
		{"the same id", "- {id: a, question: a, answer: a, quote: Foxes}\n- {id: a, question: b, answer: a, quote: Foxes}\n", `p.yaml:2: the id "a" is given twice, first in line 1`},
		{"an alias", "- &a {question: a, answer: a, quote: Foxes}\n- *a\n", "p.yaml:2: this is no pair"},
	} {
		_, err := ReadPairs("p.yaml", []byte(c.in), Article{Text: foxes})
		if _, ok := errors.AsType[Faults](err); !ok || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: ReadPairs = %v\nwant %s", c.name, err, c.want)
		}
	}
	for _, in := range []string{"", "\n", "# nothing yet\n", "[]\n"} {
		if got, err := ReadPairs("p.yaml", []byte(in), Article{Text: foxes}); len(got) != 0 || err != nil {
			t.Errorf("ReadPairs(%q) = %v, %v, want none", in, got, err)
		}
	}
}

func TestCheckPairs(t *testing.T) {
	t.Parallel()
	a := Article{Origin: "a/foxes.md", Text: foxes, Pairs: []Pair{
		{Questions: []string{"q1"}, Quote: "It sleeps by day and\nhunts at night.", Line: 1},
		{Questions: []string{"q2"}, Quote: "The red fox - a small animal -", Line: 5},
		{Questions: []string{"q3"}, Quote: "A vixen is a male fox.", Line: 9},
	}}
	want := []Fault{{File: "a/foxes.pairs.yaml", Line: 9, Code: "quote_near", Args: []string{"quote", `"A vixen is a male fox."`, "nearest", "A vixen is a female fox."}, Msg: "\"q3\": the quote does not stand in the article: \"A vixen is a male fox.\"\n\tnearest: A vixen is a female fox."}}
	if diff := cmp.Diff(want, CheckPairs(a)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	b := Requote(a)
	if got, want := b.Pairs[1].Quote, "The red fox — a small animal —"; got != want || a.Pairs[1].Quote == want {
		t.Errorf("Requote: %q, want %q, and the original left alone (%q)", got, want, a.Pairs[1].Quote)
	}
}

// TestFormatPairsHoldsAnything writes texts that look like YAML.
func TestFormatPairsHoldsAnything(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"yes", "- a", "a: b", "# a", "'", `"`, "|", "null", "~", "1.5", "2021-07-28", "{a}", "[a]", "a\n\nb", "%", "@a", "`a`", "a #b", "é 狐狸 😀", "a\\n", "!tag", "&a *b", "? a", strings.Repeat("long words ", 40) + "end"} {
		text := s + "\n"
		if strings.IndexFunc(s, inWord) < 0 {
			text += "a"
		}
		pairs := []Pair{{ID: "a", Questions: []string{strings.Join(strings.Fields(s), " ")[:min(len(s), 3)] + "x", "b"}, Answer: s, Quote: s, Line: 1}}
		if !utf8.ValidString(pairs[0].Questions[0]) {
			pairs[0].Questions[0] = "c"
		}
		out := FormatPairs(pairs)
		got, err := ReadPairs("p.yaml", out, Article{Text: text})
		if err != nil || !reflect.DeepEqual(got, pairs) {
			t.Errorf("FormatPairs of %q, read again: %v, %v, from\n%s", s, got, err, out)
		}
	}
}

func FuzzReadPairs(f *testing.F) {
	f.Add([]byte("- question: a\n  answer: b\n  quote: Foxes\n"), foxes)
	f.Add([]byte("- {questions: [a, b], answer: c, quote: '“lives  in woods,”'}\n"), foxes)
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		if !utf8.ValidString(text) {
			return
		}
		pairs, err := ReadPairs("p", data, Article{Text: text})
		if err != nil {
			return
		}
		for _, p := range pairs {
			if !strings.Contains(text, p.Quote) || p.Quote == "" {
				t.Errorf("the quote %q is not in the text %q", p.Quote, text)
			}
		}
		if len(pairs) == 0 {
			return
		}
		again, err := ReadPairs("p", FormatPairs(pairs), Article{Text: text})
		if err != nil || len(again) != len(pairs) {
			t.Errorf("written and read again: %v, %v", again, err)
		}
	})
}

func FuzzFindQuote(f *testing.F) {
	f.Add(foxes, 10, 40)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		if !utf8.ValidString(text) || start < 0 || end < start || end > len(text) {
			return
		}
		quote := text[start:end]
		if s, ok := FindQuote(text, quote); ok && (s.Start < 0 || s.End > len(text) || s.Start >= s.End || !utf8.ValidString(s.Of(text))) {
			t.Errorf("FindQuote(%q, %q) = %v", text, quote, s)
		}
	})
}
