package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"lector/article"
	"lector/qa"
)

// maxQuestion bounds a question in characters: Discord's longest message of a
// subscriber has 4,000, an option 6,000.
const maxQuestion = 6000

type askCmd struct {
	Article  []string `help:"Answer from this file, or this article of the library, alone; may be repeated." placeholder:"REF"`
	Top      int      `help:"List N passages, whatever the verdict." placeholder:"N"`
	JSON     bool     `help:"Print one JSON object per question."`
	Batch    string   `help:"Ask every line of a file (- for standard input)." placeholder:"FILE"`
	Explain  bool     `help:"Show what matched, what was corrected and what each feature gave."`
	Caution  string   `help:"How sure an answer must be: ${enum}." enum:"careful,balanced,eager" default:"balanced"`
	Question []string `arg:"" optional:"" help:"The question; its words may be given apart."`
}

// Help is what lector ask --help shows below the flags.
func (askCmd) Help() string {
	return `Examples:
  lector ask "Who led the delegation?"
  lector ask --article story.md --top 3 who led the delegation
  lector ask --article story.md --json --batch questions.txt > answers.jsonl

Exit status: 0 answered or unsure, 3 the articles do not say, 2 wrong usage,
1 failure. A batch ends with 0 unless something failed.`
}

var cautions = map[string]qa.Caution{"careful": qa.Careful, "balanced": qa.Balanced, "eager": qa.Eager}

// oneQuestionGC is the garbage collector's percentage for a single question:
// four times the usual heap, a dozen megabytes.
const oneQuestionGC = 400

func (cmd askCmd) Run(c *call) error {
	if cmd.Top < 0 || cmd.Top > 100 {
		return usageError("--top takes a number from 1 to 100")
	}
	question := strings.TrimSpace(strings.Join(cmd.Question, " "))
	switch {
	case cmd.Batch != "" && question != "":
		return usageError("give a question or --batch, not both")
	case cmd.Batch == "" && len(cmd.Question) == 0:
		return usageError(`no question; for example: lector ask "Who led the delegation?"`)
	}
	if cmd.Batch == "" {
		if err := checkQuestion(question); err != nil {
			return err
		}
	}
	if cmd.Batch == "" {
		// One question is answered before most garbage is worth collecting.
		defer debug.SetGCPercent(debug.SetGCPercent(oneQuestionGC))
	}
	qa.Warm()
	lib, err := openReading(c, cmd.Article)
	if err != nil {
		return err
	}
	defer lib.Close()
	if cmd.Batch != "" {
		return cmd.batch(c, lib)
	}
	answer, err := cmd.ask(c.ctx, lib, question)
	if err != nil {
		return err
	}
	if err := cmd.show(c, c.stdout, question, answer); err != nil {
		return err
	}
	if answer.Verdict == qa.Silent {
		return silent
	}
	return nil
}

func (cmd askCmd) ask(ctx context.Context, lib *reading, question string) (qa.Answer, error) {
	return lib.engine.Ask(ctx, qa.Question{
		Text:        question,
		Collections: lib.collections,
		Caution:     cautions[cmd.Caution],
		Top:         cmd.Top,
		Explain:     cmd.Explain,
	})
}

func (cmd askCmd) show(c *call, w io.Writer, question string, a qa.Answer) error {
	if cmd.JSON {
		return writeAnswerJSON(w, question, a, cmd.Explain)
	}
	return writeAnswerText(w, newInk(c.stdout, c.getenv), a, cmd.Top)
}

// checkQuestion says what is wrong with a question, as a usage error.
func checkQuestion(q string) error {
	switch n := utf8.RuneCountInString(q); {
	case !utf8.ValidString(q):
		return usageError("the question is not valid UTF-8; type it again, or check the file's encoding")
	case q == "":
		return usageError("the question is empty")
	case n > maxQuestion:
		return usageError("the question has %d characters; at most %d are read, so ask a shorter one", n, maxQuestion)
	}
	return nil
}

// batch asks every line of a file, in order, with a bar on standard error.
func (cmd askCmd) batch(c *call, lib *reading) error {
	questions, err := readQuestions(cmd.Batch, c.stdin)
	if err != nil {
		return err
	}
	var out io.Writer = c.stdout
	buffered := bufio.NewWriterSize(out, 1<<16)
	bar, done := newBar(c, "questions", len(questions))
	defer done()
	bad := 0
	for _, q := range questions {
		answer := qa.Answer{Verdict: qa.Silent}
		if err := checkQuestion(q.text); err != nil {
			fmt.Fprintf(c.stderr, "lector: line %d: %v\n", q.line, err)
			bad++
		} else if answer, err = cmd.ask(c.ctx, lib, q.text); err != nil {
			_ = buffered.Flush()
			return fmt.Errorf("line %d: %w", q.line, err)
		}
		if !cmd.JSON {
			fmt.Fprintf(buffered, "%s\n", newInk(c.stdout, c.getenv).bold("? "+printable(q.text)))
		}
		if err := cmd.show(c, buffered, q.text, answer); err != nil {
			return err
		}
		if !cmd.JSON {
			fmt.Fprintln(buffered)
		}
		bar()
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if bad > 0 {
		return failed
	}
	return nil
}

// batchQuestion is a question and the line it stands in.
type batchQuestion struct {
	text string
	line int
}

// readQuestions reads one question a line; empty lines are passed over.
func readQuestions(name string, stdin io.Reader) ([]batchQuestion, error) {
	r := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usageError("the batch cannot be read: %v", err)
		}
		defer f.Close()
		r = f
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), 16<<20)
	var all []batchQuestion
	for n := 1; lines.Scan(); n++ {
		text := lines.Text()
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if text = strings.TrimSpace(text); text != "" {
			all = append(all, batchQuestion{text, n})
		}
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, usageError("%s has a line of more than 16 MiB: it holds no questions", name)
		}
		return nil, usageError("the batch cannot be read: %v", err)
	}
	return all, nil
}

// newBar draws a progress bar on standard error when that is a terminal and
// there is enough to wait for. step counts one; done ends it.
func newBar(c *call, what string, total int) (step, done func()) {
	if !isTerminal(c.stderr) || total < 50 {
		return func() {}, func() {}
	}
	progress := mpb.NewWithContext(c.ctx, mpb.WithOutput(c.stderr), mpb.WithWidth(40))
	bar := progress.AddBar(int64(total),
		mpb.PrependDecorators(decor.Name(what+" "), decor.CountersNoUnit("%d/%d")),
		mpb.AppendDecorators(decor.AverageETA(decor.ET_STYLE_GO)))
	return func() { bar.Increment() }, func() { bar.Abort(false); progress.Wait() }
}

// The shape of --json; a public interface.
type (
	answerJSON struct {
		Question   string          `json:"question"`
		Verdict    qa.Verdict      `json:"verdict"`
		Confidence float64         `json:"confidence"`
		Passages   []passageJSON   `json:"passages"`
		Explain    *qa.Explanation `json:"explain,omitempty"`
	}
	passageJSON struct {
		Rank       int        `json:"rank"`
		Kind       qa.Kind    `json:"kind"`
		Text       string     `json:"text"`
		Article    article.ID `json:"article"`
		Title      string     `json:"title"`
		URL        string     `json:"url"`
		Paragraph  int        `json:"paragraph"`
		Sentence   int        `json:"sentence"`
		Start      int        `json:"start"`
		End        int        `json:"end"`
		Confidence float64    `json:"confidence"`
		Pair       *pairJSON  `json:"pair"`
		Matched    [][2]int   `json:"matched"`
	}
	pairJSON struct {
		Question string `json:"question"`
		Answer   string `json:"answer"`
	}
)

// round keeps a probability's four decimals: more would only look exact.
func round(p float64) float64 { return float64(int(p*10000+0.5)) / 10000 }

func newPassageJSON(rank int, p qa.Passage) passageJSON {
	out := passageJSON{
		Rank: rank, Kind: p.Kind, Text: p.Text(),
		Article: p.Article.ID, Title: p.Article.Title, URL: p.Article.URL,
		Paragraph: p.Paragraph, Sentence: p.Sentence, Start: p.Span.Start, End: p.Span.End,
		Confidence: round(p.Confidence), Matched: [][2]int{},
	}
	for _, m := range p.Matched {
		out.Matched = append(out.Matched, [2]int{m.Start, m.End})
	}
	if p.Pair != nil {
		out.Pair = &pairJSON{Question: p.Pair.Questions[0], Answer: p.Pair.Answer}
	}
	return out
}

func writeAnswerJSON(w io.Writer, question string, a qa.Answer, explain bool) error {
	out := answerJSON{Question: question, Verdict: a.Verdict, Confidence: round(a.Confidence), Passages: []passageJSON{}}
	for i, p := range a.Passages {
		out.Passages = append(out.Passages, newPassageJSON(i+1, p))
	}
	if explain {
		out.Explain = a.Explain
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
