package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lector/article"
	"lector/qa"
	"lector/qa/eval"
)

type evalCmd struct {
	Files      []string `arg:"" name:"file" help:"Question files: SQuAD, XQuAD-R, CLINC150, StackFAQ or *.questions.yaml, gzipped or not." type:"existingfile"`
	Article    string   `help:"Article of question lists that have none beside them." type:"existingfile" placeholder:"FILE"`
	Scope      string   `enum:"article,paragraph,all" default:"article" help:"What each question is asked of: its article, its paragraph alone, or all of the file (${enum})."`
	Typos      int      `default:"0" help:"Typing errors a question." placeholder:"N"`
	Others     bool     `help:"Ask each question of another article too, where only silence is right."`
	Caution    string   `enum:"balanced,careful,eager" default:"balanced" help:"How sure an answer must be (${enum})."`
	Limit      int      `help:"At most so many articles a file." placeholder:"N"`
	Seed       uint64   `default:"1" help:"Seed of typing errors and resampling."`
	JSON       bool     `help:"Print one JSON object; with --quotations one a quotation."`
	Quotations int      `help:"Make so many quotations of ten kinds from the sample and the articles of the files, and measure the quote check instead." placeholder:"N"`
	HTML       string   `help:"Write a report with plots and the worst misses." type:"path" placeholder:"FILE"`
}

// Help is what lector eval --help shows below the flags.
func (evalCmd) Help() string {
	return `Measures the answers: P@1, hit@5, MRR, what is said and what is not, calibration. Nothing of the library is read.

Examples:
  lector eval --others dev-v1.1.json.gz
  lector eval --typos 1 --html report.html dev-v1.1.json.gz
  lector eval --article story.txt story.questions.yaml
  lector eval --quotations 500 --seed 1 dev-v1.1.json.gz`
}

func (cmd evalCmd) Run(c *call) error {
	if cmd.Quotations > 0 {
		return cmd.quotations(c)
	}
	caution := cautions[cmd.Caution]
	total, stop := 0, func() {}
	var step func()
	report, err := eval.Run(c.ctx, cmd.Files, eval.Options{
		Scope: eval.Scope(cmd.Scope), Typos: cmd.Typos, Others: cmd.Others, Caution: caution,
		Text: cmd.Article, Limit: cmd.Limit, Seed: cmd.Seed,
		Begin: func(n int) { total = n; step, stop = newBar(c, "asking", total) },
		Asked: func() { step() },
	})
	stop()
	if err != nil {
		return readable(err)
	}
	if cmd.HTML != "" {
		if err := writeFile(cmd.HTML, report.WriteHTML); err != nil {
			return err
		}
	}
	if cmd.JSON {
		return report.WriteJSON(c.stdout)
	}
	return report.WriteTable(c.stdout)
}

// quotations makes quotations and measures how they are told apart, or prints
// them.
func (cmd evalCmd) quotations(c *call) error {
	sample, err := readSample()
	if err != nil {
		return err
	}
	articles, err := eval.QuotationArticles(cmd.Files, sample)
	if err != nil {
		return readable(err)
	}
	made, shelf := eval.MakeQuotations(articles, cmd.Seed, cmd.Quotations)
	if cmd.JSON {
		for _, q := range made {
			if err := writeJSON(c.stdout, struct {
				Kind    string          `json:"kind"`
				Quote   string          `json:"quote"`
				Verdict qa.QuoteVerdict `json:"verdict"`
				Article article.ID      `json:"article"`
				Start   int             `json:"start"`
				End     int             `json:"end"`
			}{q.Kind, q.Quote, q.Verdict, q.Article, q.Span.Start, q.Span.End}); err != nil {
				return err
			}
		}
		return nil
	}
	scores, err := eval.ScoreQuotations(c.ctx, qa.New(article.NewShelf(shelf...)), made)
	if err != nil {
		return err
	}
	return eval.WriteQuotationScores(c.stdout, scores)
}

// readable makes a usage error of a file that cannot be measured.
func readable(err error) error {
	if errors.Is(err, eval.ErrFormat) || errors.Is(err, fs.ErrNotExist) {
		return usageError("%v", err)
	}
	return err
}

// writeFile writes a file whole or not at all.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".lector-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return os.Rename(f.Name(), name)
}

type trainCmd struct {
	Files   []string `arg:"" name:"file" help:"Files that may train: SQuAD format, CLINC150, question lists or a folder of them; with --lexicon sentences and questions, line by line." type:"path"`
	Lexicon bool     `help:"Learn the words (qa/learned.go) from a file of sentences and one of the questions they answer."`
	Pairs   bool     `help:"Learn the prepared questions' weights (qa/pairweights.go), beside the present ones of sentences."`
	Out     string   `help:"The Go file to write (qa/weights.go)." type:"path" placeholder:"FILE"`
	Ranking []string `help:"Files that the ranking alone learns from, for they are no articles: reviews, posts." type:"path" placeholder:"FILE"`
	Ablate  bool     `help:"Learn without each group of features too, to see what it brings."`
	Limit   int      `help:"At most so many articles a file." placeholder:"N"`
}

// Help is what lector train --help shows below the flags.
func (trainCmd) Help() string {
	return `Learns the weights of the ranking, the confidence and its thresholds. The same files give the same weights. They take effect when the program is built anew.

Examples:
  lector train --lexicon --out qa/learned.go nqg-sentences.txt.gz nqg-questions.txt.gz
  lector train --out qa/weights.go --ranking squadshifts-amazon_reviews.json.gz --ranking squadshifts-reddit.json.gz squadshifts-new_wiki.json.gz qa/eval/testdata/lessons
  lector train --pairs --out qa/pairweights.go squadshifts-new_wiki.json.gz clinc150-full.json.gz`
}

func (cmd trainCmd) Run(c *call) error {
	command := []string{"lector train"}
	if cmd.Lexicon {
		command = append(command, "--lexicon")
	}
	if cmd.Pairs {
		command = append(command, "--pairs")
	}
	if cmd.Limit > 0 {
		command = append(command, fmt.Sprintf("--limit %d", cmd.Limit))
	}
	for _, f := range cmd.Ranking {
		command = append(command, "--ranking "+filepath.Base(f))
	}
	for _, f := range cmd.Files {
		command = append(command, filepath.Base(f))
	}
	source := func(b []byte, err error) error {
		if err != nil || cmd.Out == "" {
			return err
		}
		return writeFile(cmd.Out, func(w io.Writer) error {
			_, err := w.Write(b)
			return err
		})
	}
	if cmd.Lexicon {
		if len(cmd.Files) != 2 {
			return usageError("--lexicon needs two files: sentences, and the questions that they answer")
		}
		lines, err := eval.ReadSentencePairs(cmd.Files[0], cmd.Files[1])
		if err != nil {
			return err
		}
		lexicon := eval.LearnLexicon(lines)
		fmt.Fprintf(c.stdout, "%d pairs: %d words weighed, %d associations\n", lexicon.Pairs, len(lexicon.Worth), len(lexicon.Stands))
		return source(lexicon.Source(strings.Join(command, " ")))
	}
	if cmd.Pairs {
		training, err := eval.TrainPairs(c.ctx, cmd.Files, eval.TrainOptions{Limit: cmd.Limit, Command: strings.Join(command, " ")})
		if err != nil {
			return readable(err)
		}
		if err := training.WriteTable(c.stdout); err != nil {
			return err
		}
		return source(training.Source())
	}
	training, err := eval.Train(c.ctx, cmd.Files, eval.TrainOptions{
		Ranking: cmd.Ranking, Ablate: cmd.Ablate, Limit: cmd.Limit, Command: strings.Join(command, " "),
	})
	if err != nil {
		return readable(err)
	}
	if err := training.WriteTable(c.stdout); err != nil {
		return err
	}
	return source(training.Source())
}
