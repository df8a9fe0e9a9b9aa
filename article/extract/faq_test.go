package extract

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"lector/article"
)

// checkPairs asserts what every article of questions promises: it may be
// stored, and each pair cites its own answer, which stands under its question.
func checkPairs(t *testing.T, a article.Article) {
	t.Helper()
	a.Collection, a.ID = article.Home, article.NewID(a.Title)
	if err := a.Validate(); err != nil {
		t.Errorf("%s: %v", a.Title, err)
	}
	for _, p := range a.Pairs {
		q, at := strings.Index(a.Text, p.Questions[0]), strings.Index(a.Text, p.Quote)
		if q < 0 || at < 0 || p.Quote == "" {
			t.Errorf("pair %q: question at %d, quote %q at %d of the text", p.Questions[0], q, p.Quote, at)
		}
	}
}

func questions(a article.Article) (out []string) {
	for _, p := range a.Pairs {
		out = append(out, strings.Join(p.Questions, " / ")+" → "+p.Answer)
	}
	return out
}

func TestTables(t *testing.T) {
	t.Parallel()
	want := []string{"When does it sail? → At seven.", "What does it cost? → Four euros; children pay nothing."}
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"faq.csv", "Question,Answer\nWhen does it sail?,At seven.\nWhat does it cost?,Four euros; children pay nothing.\n", want},
		{"columns in another order.csv", "id,ANSWER,category,Question\n1,At seven.,x,When does it sail?\n2,Four euros; children pay nothing.,y,What does it cost?\n", want},
		{"no header.csv", "When does it sail?,At seven.\nWhat does it cost?,Four euros; children pay nothing.\n", want},
		{"semicolons.csv", "\xef\xbb\xbfFrage;Antwort\r\nWhen does it sail?;At seven.\r\nWhat does it cost?;\"Four euros; children pay nothing.\"\r\n", want},
		{"tabs.tsv", "question\tanswer\nWhen does it sail?\tAt seven.\nWhat does it cost?\tFour euros; children pay nothing.\n", want},
		{"latin1.csv", "question,answer\nWhat is a caf\xe9?,A small restaurant.\n", []string{"What is a café? → A small restaurant."}},
		{"utf16.csv", "\xff\xfeq\x00,\x00a\x00\n\x00W\x00h\x00y\x00?\x00,\x00S\x00o\x00.\x00", []string{"Why? → So."}},
		{"quotes.csv", "question,answer\n\"Who said \"\"no\"\"?\",\"The captain.\n\nThen the mate.\"\n", []string{"Who said \"no\"? → The captain.\n\nThen the mate."}},
		{"phrasings.csv", "question,answer,alternates\nWhen?,Now.,At what time?|How soon?\n", []string{"When? / At what time? / How soon? → Now."}},
		{"same answer.csv", "question,answer\nWhen?,Now.\nHow soon?,Now.\nWhere?,Here.\n", []string{"When? / How soon? → Now.", "Where? → Here."}},
		{"gaps.csv", "question,answer\nWhen?,\n,Now.\nWhere?,Here.\nWhere?,There.\nshort row\n", []string{"Where? → Here."}},
	} {
		r, err := readFile(t, c.name, []byte(c.data))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		a := r.Articles[0]
		if diff := cmp.Diff(c.want, questions(a)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
		checkPairs(t, a)
		if c.name == "gaps.csv" && len(r.Notes) != 1 {
			t.Errorf("gaps.csv: notes %q, want one about what was left out", r.Notes)
		}
	}
	for name, data := range map[string]string{
		"fares.csv": "port,fare\nSkarholm,4\nNorrvik,6\n",
		"words.csv": "one\ntwo\nthree\n",
	} {
		if _, err := readFile(t, name, []byte(data)); !errors.Is(err, ErrContentType) {
			t.Errorf("%s: %v, want ErrContentType", name, err)
		}
	}
}

func TestPairsOfATableKeepTheirLines(t *testing.T) {
	t.Parallel()
	r, err := readFile(t, "faq.csv", []byte("question,answer\n\"A?\",\"one\ntwo\"\nB?,three\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p := r.Articles[0].Pairs; p[0].Line != 2 || p[1].Line != 4 {
		t.Errorf("lines %d and %d, want 2 and 4", p[0].Line, p[1].Line)
	}
}

func TestMarkdownFAQ(t *testing.T) {
	t.Parallel()
	source := "# Ferry FAQ\n\nAll about the ferry.\n\n## When does it *sail*?\n\nAt seven, and again at nine.\n\nOn Sundays at ten.\n\n## What does it cost?\n\n- adults: [4 euros](/fares)\n- children: nothing\n\n### A note\n\nCash only.\n\n**May I bring a dog?**\n\nYes, on a lead.\n\n## Contact\n\nAsk the harbour office.\n"
	r, err := readFile(t, "ferry.md", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	a := r.Articles[0]
	want := []string{
		"When does it sail? → At seven, and again at nine.\n\nOn Sundays at ten.",
		"What does it cost? → - adults: 4 euros\n- children: nothing\n\nA note\n\nCash only.",
		"May I bring a dog? → Yes, on a lead.",
	}
	if diff := cmp.Diff(want, questions(a)); diff != "" {
		t.Error(diff)
	}
	if a.Title != "Ferry FAQ" || a.Pairs[0].Line != 5 {
		t.Errorf("title %q, first pair in line %d; want Ferry FAQ and 5", a.Title, a.Pairs[0].Line)
	}
	checkPairs(t, a)
	for _, plain := range []string{
		"# A story\n\n## What now?\n\nNobody knew.\n\n## The end\n\nThey left.\n", // rhetorical
		"# Code\n\n```\n# a?\n# b?\n# c?\n```\n\nText.\n",
	} {
		r, err := readFile(t, "story.md", []byte(plain))
		if err != nil || len(r.Articles[0].Pairs) != 0 {
			t.Errorf("%q: %d pairs, %v; want none", plain, len(r.Articles[0].Pairs), err)
		}
	}
}

const faqData = `<script type="application/ld+json">{"@context":"https://schema.org","@type":"FAQPage","mainEntity":[
{"@type":"Question","name":"When does the ferry sail?","acceptedAnswer":{"@type":"Answer","text":"<p>At <b>seven</b>.</p><p>On Sundays at ten &amp; noon.</p>"}},
{"@type":"Question","name":"May I bring a dog?","acceptedAnswer":[{"@type":"Answer","text":"Yes, on a lead."}]}]}</script>`

func TestPageFAQ(t *testing.T) {
	t.Parallel()
	want := []string{"When does the ferry sail? → At seven.\n\nOn Sundays at ten & noon.", "May I bring a dog? → Yes, on a lead."}
	r, err := readFile(t, "faq.html", []byte(`<!doctype html><title>Ferry questions</title>`+faqData+`<body><div id="app"></div>`))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Articles) != 1 || r.Articles[0].Title != "Ferry questions" {
		t.Fatalf("got %+v, want one article", r.Articles)
	}
	if diff := cmp.Diff(want, questions(r.Articles[0])); diff != "" {
		t.Error(diff)
	}
	checkPairs(t, r.Articles[0])
	if got := r.Articles[0].Text; got != "When does the ferry sail?\n\nAt seven.\n\nOn Sundays at ten & noon.\n\nMay I bring a dog?\n\nYes, on a lead." {
		t.Errorf("text %q", got)
	}

	// An article with a few questions is two articles.
	r, err = readFile(t, "story.html", []byte(strings.Replace(story, "</head>", faqData+"</head>", 1)))
	if err != nil || len(r.Articles) != 2 || len(r.Articles[0].Pairs) != 0 || len(r.Articles[1].Pairs) != 2 || len(r.Notes) != 1 {
		t.Errorf("a story with questions: %+v, %v; want the story and its questions", r, err)
	}
	// One whose text holds the answers keeps them.
	r, err = readFile(t, "story.html", []byte(strings.Replace(story, "</head>", strings.Replace(faqData, "Yes, on a lead.", "Repairs took two winters and cost 340,000 euros", 1)+"</head>", 1)))
	if err != nil || len(r.Articles) != 2 || len(r.Articles[0].Pairs) != 1 || len(r.Articles[1].Pairs) != 1 {
		t.Errorf("a story that holds an answer: %+v, %v", r, err)
	}

	micro := `<!doctype html><title>Q</title><body itemscope itemtype="https://schema.org/FAQPage"><div itemscope itemprop="mainEntity" itemtype="https://schema.org/Question"><h3 itemprop="name">Is it open?</h3><div itemscope itemprop="acceptedAnswer" itemtype="https://schema.org/Answer"><div itemprop="text"><p>Daily.</p></div></div></div>`
	r, err = readFile(t, "micro.html", []byte(micro))
	if err != nil || strings.Join(questions(r.Articles[0]), "") != "Is it open? → Daily." {
		t.Errorf("microdata: %+v, %v", r, err)
	}
}

func TestLongAnswersAreCutInThePairOnly(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("The harbour master says no. ", 100))
	r, err := readFile(t, "faq.csv", []byte("question,answer\nWhy?,"+long+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := r.Articles[0]
	checkPairs(t, a)
	if !strings.Contains(a.Text, long) || !strings.HasSuffix(a.Pairs[0].Answer, "says no.") || len(a.Pairs[0].Answer) < 1000 {
		t.Errorf("the pair says %q", a.Pairs[0].Answer)
	}
}

func FuzzTable(f *testing.F) {
	f.Add("question,answer\nA?,b\n")
	f.Add("a;b\n\"x\n;;\"\"")
	f.Add("A?\tb\nC?\td")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := readTable(source{data: []byte(s), name: "x.csv"})
		if err != nil {
			return
		}
		for _, a := range r.Articles {
			if !hasText(a.Text) {
				continue // refused later
			}
			settle(&a)
			checkPairs(t, a)
		}
	})
}

func FuzzMarkdownFAQ(f *testing.F) {
	f.Add("# A?\n\nb\n\n# C?\n\nd\n\n# E?\n\nf\n")
	f.Add("**A?**\nb\n**C?**\n```\n# x?\n```\n# D?\n<b>x</b>")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := readText(source{data: []byte(s), name: "x.md"}, markdown)
		if err != nil {
			return
		}
		for _, p := range r.Articles[0].Pairs {
			if !strings.Contains(r.Articles[0].Text, p.Quote) {
				t.Errorf("the quote %q does not stand in %q", p.Quote, r.Articles[0].Text)
			}
		}
	})
}

func TestManyQuestions(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("question,answer\n")
	for i := range 6000 {
		fmt.Fprintf(&b, "Question %d?,Answer %d.\n", i, i)
	}
	r, err := readFile(t, "faq.csv", []byte(b.String()))
	if err != nil || len(r.Articles[0].Pairs) != 5000 || len(r.Notes) != 1 {
		t.Errorf("%d pairs, notes %q, %v; want 5000 and a note", len(r.Articles[0].Pairs), r.Notes, err)
	}
}
