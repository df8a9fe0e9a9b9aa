package qa

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lector/article"
)

func TestAcronymsOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want []string // "short=long form"
	}{
		{"A loan by the International Monetary Fund (IMF) was refused.", []string{"imf=international monetary fund"}},
		{"The IMF (International Monetary Fund) refused.", []string{"imf=international monetary fund"}},
		{"It went to the Bank for International Settlements (BIS, in Basel).", []string{"bis=bank for international settlements"}},
		{"Non-governmental organisations (NGOs) left.", []string{"ngo=non governmental organisations"}},
		{"The Society of Friends of Old Ships (S.F.O.S.) met.", []string{"sfos=society of friends of old ships"}},
		{"Il parle de l'Organisation du traité de l'Atlantique nord (OTAN).", []string{"otan=organisation du traite de atlantique nord"}},
		{"The harbour office (open on weekdays) is closed.", nil},
		{"The harbour (HO) is closed.", nil},
		{"Water (H2O) was scarce (see there) and (a).", nil},
		{"Nested (International Monetary (IMF) Fund) and unclosed (IMF", nil},
		{"The Harbour\nOffice Board (HOB)", nil}, // not over a line's end
	} {
		var got []string
		lang := "en"
		if strings.HasPrefix(test.text, "Il ") {
			lang = "fr"
		}
		acronymsOf(test.text, lang, func(short string, long []acronymWord) {
			var words []string
			for _, w := range long {
				words = append(words, w.folded)
			}
			got = append(got, short+"="+strings.Join(words, " "))
		})
		if !slices.Equal(got, test.want) {
			t.Errorf("acronymsOf(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// TestAcronyms: where an article introduces a short form, either may be asked
// for what is said with the other, and only there.
func TestAcronyms(t *testing.T) {
	t.Parallel()
	harbour := article.Article{Collection: article.Home, ID: "a-harbour", Title: "Harbour", Lang: "en", Text: "" +
		"The Northern Pilots Association (NPA) was founded in Sandvik.\n\n" +
		"Its rooms stand above the fish hall. Every spring the NPA elects a master from among its members.\n\n" +
		"The hall smells of tar. In the autumn of 1990 the Northern Pilots Association bought a cutter with a green hull.\n\n" +
		"Boats come and go. The ferry leaves at nine."}
	desert := article.Article{Collection: article.Home, ID: "b-desert", Title: "Desert", Lang: "en", Text: "" +
		"The National Parks Authority (NPA) counts foxes.\n\nIn the desert the parks authority drives a yellow car."}
	e := New(memory{harbour, desert})
	for _, test := range []struct{ question, article, want string }{
		{"Whom does the Northern Pilots Association elect every spring?", "", "Every spring the NPA elects"},
		{"What did the NPA buy in the autumn?", "a-harbour", "In the autumn of 1990 the Northern"},
		{"what car does the npa drive", "b-desert", "In the desert the parks authority"},
	} {
		a := ask(t, e, Question{Text: test.question, Article: article.ID(test.article), Top: 1, Explain: true})
		if len(a.Passages) == 0 || !strings.HasPrefix(a.Passages[0].Text(), test.want) {
			t.Errorf("Ask(%q) = %v, want %q…", test.question, a.Passages, test.want)
			continue
		}
		if s := fmt.Sprint(a.Explain.Terms); !strings.Contains(s, "(acronym)") {
			t.Errorf("Ask(%q) explains %s, want an acronym's other form", test.question, s)
		}
	}
	// What the harbour's article calls NPA is nothing to the desert's.
	a := ask(t, e, Question{Text: "What did the NPA buy?", Article: "b-desert", Top: 1, Explain: true})
	if s := fmt.Sprint(a.Explain.Terms); strings.Contains(s, "pilots") {
		t.Errorf("asked of the desert, NPA stands for the pilots too: %s", s)
	}
	// Asked of both, each of them has its own: "pilots" matches in the harbour's
	// article, and in the desert's it is a word like any other.
	desert.Text += "\n\nTwo pilots count what the NPA cannot see from the road."
	e = New(memory{harbour, desert})
	matched := make(map[article.ID]string)
	for _, p := range ask(t, e, Question{Text: "What did the NPA buy?", Top: 9}).Passages {
		for _, m := range p.Matched {
			matched[p.Article.ID] += m.Of(p.Article.Text) + " "
		}
	}
	if got := matched[harbour.ID]; !strings.Contains(got, "Pilots") {
		t.Errorf("asked of both, the harbour's words matched are %q, want Pilots among them", got)
	}
	if got := matched[desert.ID]; strings.Contains(got, "pilots") || !strings.Contains(got, "NPA") {
		t.Errorf("asked of both, the desert's words matched are %q, want NPA and no pilots", got)
	}
}
