package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"lector/article"
	"lector/qa"
)

type chatCmd struct {
	Article []string `help:"Talk about this file, or this article of the library, alone; may be repeated." placeholder:"REF"`
	Caution string   `help:"How sure an answer must be: ${enum}." enum:"careful,balanced,eager" default:"balanced"`
}

// Help is what lector chat --help shows below the flags.
func (chatCmd) Help() string {
	return `At the prompt: a question, or
  n  the next passage     c  what stands around it     1, 2, 3  that passage
  ?  what can be asked    q  leave
Tab completes prepared questions and titles; the arrow keys go through history.`
}

// turnsKept is how much of a conversation a question may refer back to.
const turnsKept = 3

// chat is one conversation.
type chat struct {
	*call
	lib     *reading
	caution qa.Caution
	ink     ink
	out     io.Writer
	turns   []qa.Turn
	last    qa.Answer
	at      int // the passage shown last
}

func (cmd chatCmd) Run(c *call) error {
	lib, err := openReading(c, cmd.Article)
	if err != nil {
		return err
	}
	defer lib.Close()
	talk := &chat{call: c, lib: lib, caution: cautions[cmd.Caution], ink: newInk(c.stdout, c.getenv), out: c.stdout}
	if in, ok := c.stdin.(*os.File); ok && isTerminal(c.stdin) && isTerminal(c.stdout) {
		return talk.terminal(in)
	}
	lines := bufio.NewScanner(c.stdin)
	lines.Buffer(make([]byte, 0, 1<<16), 1<<20)
	for lines.Scan() {
		if more, err := talk.line(lines.Text()); err != nil || !more {
			return err
		}
	}
	return lines.Err()
}

// terminal talks with a person: a line editor with history, and completion.
func (t *chat) terminal(in *os.File) error {
	old, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return fmt.Errorf("the terminal: %w", err)
	}
	defer func() { _ = term.Restore(int(in.Fd()), old) }()
	editor := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{in, t.stdout}, t.ink.bold("? "))
	if cols, rows, err := term.GetSize(int(in.Fd())); err == nil {
		_ = editor.SetSize(cols, rows)
	}
	editor.AutoCompleteCallback = t.complete
	t.out = editor
	t.greet()
	for {
		text, err := editor.ReadLine()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil && !errors.Is(err, term.ErrPasteIndicator) {
			return err
		}
		if more, err := t.line(text); err != nil || !more {
			return err
		}
	}
}

func (t *chat) greet() {
	what := "the library"
	if t.lib.sample {
		what = "the sample article: the library is empty (lector add FILE fills it)"
	}
	fmt.Fprintf(t.out, "Ask about %s. ? shows what can be asked, q leaves.\n", what)
}

// complete is the editor's Tab: the line becomes the best suggestion.
func (t *chat) complete(line string, pos int, key rune) (string, int, bool) {
	if key != '\t' || strings.TrimSpace(line) == "" {
		return "", 0, false
	}
	all, err := t.lib.engine.Suggest(t.ctx, qa.Question{Text: line, Collections: t.lib.collections, Complete: qa.CompleteQuestions}, 1)
	if err != nil || len(all) == 0 {
		return "", 0, false
	}
	return all[0].Text, len([]rune(all[0].Text)), true
}

// line does what one line asks for; more is false when the talk is over.
func (t *chat) line(text string) (more bool, err error) {
	if t.ctx.Err() != nil {
		return false, t.ctx.Err()
	}
	switch text = strings.TrimSpace(text); text {
	case "":
		return true, nil
	case "q", "quit", "exit":
		return false, nil
	case "?", "help":
		return true, t.suggest()
	case "n", "next":
		return true, t.show(t.at + 1)
	case "c", "context":
		return true, t.context()
	case "1", "2", "3", "4", "5", "6", "7", "8", "9":
		return true, t.show(int(text[0] - '1'))
	}
	if err := checkQuestion(text); err != nil {
		fmt.Fprintln(t.out, err)
		return true, nil
	}
	answer, err := t.lib.engine.Ask(t.ctx, qa.Question{Text: text, Collections: t.lib.collections, Caution: t.caution, Previous: t.turns, Top: 5})
	if err != nil {
		return false, err
	}
	t.last, t.at = answer, 0
	turn := qa.Turn{Question: text}
	shown := answer
	if answer.Verdict == qa.Answered {
		shown.Passages = shown.Passages[:1]
		turn.Answer = answer.Passages[0].Text()
	} else if len(shown.Passages) > 3 {
		shown.Passages = shown.Passages[:3]
	}
	t.turns = append(t.turns, turn)
	t.turns = t.turns[max(0, len(t.turns)-turnsKept):]
	if err := writeAnswerText(t.out, t.ink, shown, 0); err != nil {
		return false, err
	}
	if rest := len(answer.Passages) - len(shown.Passages); rest > 0 && answer.Verdict != qa.Silent {
		fmt.Fprintln(t.out, t.ink.dim(fmt.Sprintf("  n: next passage (%d more) · c: context", rest)))
	}
	fmt.Fprintln(t.out)
	return true, nil
}

// show shows the passage of the last answer with that index.
func (t *chat) show(n int) error {
	if n < 0 || n >= len(t.last.Passages) {
		_, err := fmt.Fprintln(t.out, "No more passages. Ask another question.")
		return err
	}
	t.at = n
	var b strings.Builder
	fmt.Fprintf(&b, "%s ", t.ink.bold(fmt.Sprintf("%d.", n+1)))
	writePassageText(&b, t.ink, t.last.Passages[n])
	_, err := fmt.Fprintln(t.out, b.String())
	return err
}

// context shows the paragraph around the last passage, its own words bold.
func (t *chat) context() error {
	if t.at >= len(t.last.Passages) {
		_, err := fmt.Fprintln(t.out, "There is no passage yet. Ask a question.")
		return err
	}
	p := t.last.Passages[t.at]
	around := article.Span{Start: p.Span.Start, End: p.Span.End}
	all := article.Outline(p.Article.Text, p.Article.Lang)
	if p.Paragraph >= 1 && p.Paragraph <= len(all) {
		around = all[p.Paragraph-1].Span
		if around.Len() < 300 { // a short paragraph says little: take its neighbours too
			around.Start = all[max(0, p.Paragraph-2)].Start
			around.End = all[min(len(all)-1, p.Paragraph)].End
		}
	}
	text := p.Article.Text
	_, err := fmt.Fprintf(t.out, "%s%s%s\n\n",
		printable(text[around.Start:p.Span.Start]), t.ink.bold(printable(p.Text())), printable(text[p.Span.End:around.End]))
	return err
}

// suggest lists some of what can be asked.
func (t *chat) suggest() error {
	const few = 8
	var b strings.Builder
	b.WriteString("For example:\n")
	n := 0
	for _, c := range t.lib.collections {
		for a, err := range t.lib.source.Articles(t.ctx, c) {
			if err != nil {
				return err
			}
			for _, pair := range a.Pairs {
				if n++; n <= few {
					fmt.Fprintf(&b, "  %s\n", printable(pair.Questions[0]))
				}
			}
			if len(a.Pairs) == 0 {
				if n++; n <= few {
					fmt.Fprintf(&b, "  anything about %q\n", printable(a.Title))
				}
			}
		}
	}
	b.WriteString("n: next passage · c: context · q: leave\n")
	_, err := io.WriteString(t.out, b.String())
	return err
}
