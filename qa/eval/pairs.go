package eval

import (
	"encoding/json"
	"fmt"
	"strings"

	"lector/article"
)

// readCLINC makes one article of CLINC150's intents: each is a prepared pair
// whose phrasings are its training utterances (train, not val: those 20 of an
// intent are for fitting). Test utterances are the questions, out-of-scope ones
// have no gold. What an intent answers is a number, so that only its phrasings
// are matched.
func readCLINC(b []byte) ([]Group, error) {
	var parts map[string][][2]string
	if err := json.Unmarshal(b, &parts); err != nil {
		return nil, err
	}
	return clincGroup(parts, "test"), nil
}

// clincGroup asks the part ("test" or "val") of the pairs made of "train".
func clincGroup(parts map[string][][2]string, part string) []Group {
	a := article.Article{Collection: article.Home, ID: "intents", Title: "Intents", Lang: "en"}
	index := make(map[string]int)
	for _, u := range parts["train"] {
		i, ok := index[u[1]]
		if !ok {
			i = len(a.Pairs)
			index[u[1]] = i
			a.Pairs = append(a.Pairs, article.Pair{ID: u[1]})
		}
		a.Pairs[i].Questions = append(a.Pairs[i].Questions, u[0])
	}
	var text strings.Builder
	for i := range a.Pairs {
		if i > 0 {
			text.WriteString("\n\n")
		}
		a.Pairs[i].Quote = fmt.Sprintf("§%d§", i+1)
		a.Pairs[i].Answer = a.Pairs[i].Quote
		text.WriteString(a.Pairs[i].Quote)
	}
	a.Text = text.String()
	g := Group{Articles: []article.Article{a}}
	for i, u := range parts[part] {
		g.Questions = append(g.Questions, Question{
			ID: fmt.Sprintf("%s-%d", part, i+1), Text: u[0], Gold: []Place{{Article: a.ID, Pair: u[1]}},
		})
	}
	for i, u := range parts["oos_"+part] {
		g.Questions = append(g.Questions, Question{ID: fmt.Sprintf("oos-%s-%d", part, i+1), Text: u[0]})
	}
	return []Group{g}
}

// clincTraining makes many small collections of the parts that may fit, as
// servers have them: thirty pairs of one, three, eight, twenty-five or a
// hundred phrasings, and one of everything.
func clincTraining(parts map[string][][2]string) []Group {
	const together = 30
	var intents []string
	seen := make(map[string]int)
	for _, u := range parts["train"] {
		if _, ok := seen[u[1]]; !ok {
			seen[u[1]] = len(intents)
			intents = append(intents, u[1])
		}
	}
	sets := max(1, len(intents)/together)
	var groups []Group
	for turn, phrasings := range []int{1, 3, 8, 25, 100, 0} {
		for set := range sets {
			own := func(intent string) bool { return phrasings == 0 || seen[intent]%sets == set }
			some := map[string][][2]string{}
			count := make(map[string]int)
			for _, u := range parts["train"] {
				if own(u[1]) && (phrasings == 0 || count[u[1]] < phrasings) {
					count[u[1]]++
					some["train"] = append(some["train"], u)
				}
			}
			for k, u := range parts["val"] {
				if own(u[1]) && k%6 == turn {
					some["val"] = append(some["val"], u)
				}
			}
			for k, u := range append(parts["oos_val"][:len(parts["oos_val"]):len(parts["oos_val"])], parts["oos_train"]...) {
				if k%sets == set || phrasings == 0 {
					some["oos_val"] = append(some["oos_val"], u)
				}
			}
			groups = append(groups, clincGroup(some, "val")...)
			if phrasings == 0 {
				break
			}
		}
	}
	return groups
}

// texts is a list of texts, or one by itself.
type texts []string

func (t *texts) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

// readStackFAQ makes one article of the threads, as an imported FAQ: each
// thread's question is a heading, its answers are paragraphs, and a pair cites
// the first line of them. A thread is found when the passage is its pair or
// lies anywhere in it. Human rephrasings are the questions.
func readStackFAQ(b []byte) ([]Group, error) {
	var file struct {
		Root struct {
			QAPair []struct {
				Rephrasings texts  `json:"rephr"`
				Question    string `json:"question"`
				Answer      texts  `json:"answer"`
			} `json:"qapair"`
		} `json:"root"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, err
	}
	a := article.Article{Collection: article.Home, ID: "faq", Title: "Questions and answers", Lang: "en"}
	var g Group
	var text strings.Builder
	for i, t := range file.Root.QAPair {
		if i > 0 {
			text.WriteString("\n\n")
		}
		pair := article.Pair{ID: fmt.Sprintf("thread-%d", i+1), Questions: []string{t.Question}}
		start := text.Len()
		text.WriteString(t.Question)
		for _, answer := range t.Answer {
			answer = strings.TrimSpace(answer)
			if answer == "" {
				continue
			}
			if pair.Quote == "" {
				pair.Quote, _, _ = strings.Cut(answer, "\n")
				pair.Quote = strings.TrimSpace(pair.Quote)
				pair.Answer = answer
			}
			text.WriteString("\n\n" + answer)
		}
		gold := []Place{{Article: a.ID, Pair: pair.ID, Span: article.Span{Start: start, End: text.Len()}}}
		g.Units = append(g.Units, gold...)
		if pair.Quote != "" {
			a.Pairs = append(a.Pairs, pair)
		}
		for j, r := range t.Rephrasings {
			if r = strings.TrimSpace(r); r == "" || r == "*" {
				continue
			}
			g.Questions = append(g.Questions, Question{ID: fmt.Sprintf("%d-%d", i+1, j+1), Text: r, Gold: gold})
		}
	}
	a.Text = text.String()
	g.Articles = []article.Article{a}
	return []Group{g}, nil
}
