package qa

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"lector/article"
)

// Who is said to have said it, in the six languages of the replies: the right one
// leaves a quotation verbatim, another is told, with the one that the article
// names.
func TestAttributionInSixLanguages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lang, text   string
		quote        string   // the words of right
		right, wrong string   // as the finding names them
		ways         []string // of naming who speaks; %[1]s is the quotation, %[2]s the name
		nobody       []string // that name nobody, or the article
	}{
		{"en", "“The ferry sails in any weather,” said Rosa Lindgren. The tickets are sold on board.\n\nErik Holm told the town: “The pier is closed until spring.”",
			"The ferry sails in any weather", "Rosa Lindgren", "Erik Holm",
			[]string{"“%[1]s,” said %[2]s.", "%[2]s said: “%[1]s.”", "“%[1]s”, according to %[2]s", "According to %[2]s, “%[1]s”", "%[2]s: “%[1]s”", "“%[1]s” — %[2]s"},
			[]string{"“%[1]s”, they said", "As it says: “%[1]s”"}},
		{"de", "„Die Fähre fährt bei jedem Wetter“, sagte Rosa Lindgren. Fahrkarten gibt es an Bord.\n\nErik Holm erklärte der Stadt: „Der Steg bleibt bis zum Frühjahr gesperrt.“",
			"Die Fähre fährt bei jedem Wetter", "Rosa Lindgren", "Erik Holm",
			[]string{"„%[1]s“, sagte %[2]s.", "%[2]s sagte: „%[1]s.“", "»%[1]s«, meinte %[2]s", "Laut %[2]s: „%[1]s“", "„%[1]s“, laut %[2]s", "%[2]s: „%[1]s“"},
			[]string{"„%[1]s“, sagte die Kapitänin.", "Der Bürgermeister sagte: „%[1]s“", "„%[1]s“, sagte sie."}},
		{"fr", "« La traversée dure vingt minutes », a déclaré Rosa Lindgren. Les billets se vendent à bord.\n\nErik Holm a expliqué à la ville : « Le quai reste fermé jusqu’au printemps. »",
			"La traversée dure vingt minutes", "Rosa Lindgren", "Erik Holm",
			[]string{"« %[1]s », a déclaré %[2]s.", "%[2]s a dit : « %[1]s. »", "« %[1]s », selon %[2]s", "Selon %[2]s, « %[1]s »", "%[2]s : « %[1]s »", "« %[1]s », précise %[2]s."},
			[]string{"« %[1]s », a-t-elle déclaré.", "« %[1]s », a dit la capitaine."}},
		{"es", "«La travesía dura veinte minutos», dijo Rosa Lindgren. Los billetes se venden a bordo.\n\nErik Holm explicó a la ciudad: «El muelle sigue cerrado hasta la primavera».",
			"La travesía dura veinte minutos", "Rosa Lindgren", "Erik Holm",
			[]string{"«%[1]s», dijo %[2]s.", "%[2]s dijo: «%[1]s».", "“%[1]s”, según %[2]s", "Según %[2]s, «%[1]s»", "%[2]s: «%[1]s»", "«%[1]s», señaló %[2]s."},
			[]string{"«%[1]s», dijo ella.", "«%[1]s», dijo la capitana."}},
		{"pt", "“A travessia dura vinte minutos”, disse Rosa Lindgren. Os bilhetes são vendidos a bordo.\n\nErik Holm explicou à cidade: “O cais continua fechado até a primavera.”",
			"A travessia dura vinte minutos", "Rosa Lindgren", "Erik Holm",
			[]string{"“%[1]s”, disse %[2]s.", "%[2]s disse: “%[1]s.”", "“%[1]s”, segundo %[2]s", "Segundo %[2]s, “%[1]s”", "%[2]s: “%[1]s”", "“%[1]s”, ressaltou %[2]s."},
			[]string{"“%[1]s”, disse ela.", "“%[1]s”, disse a capitã."}},
		{"ja", "「船はどんな天気でも出ます」とローサ・リンドグレンさんは述べた。切符は船で売られている。\n\nエリック・ホルム町長は「桟橋は春まで閉まっています」と説明した。",
			"船はどんな天気でも出ます", "ローサ・リンドグレン", "エリック・ホルム",
			[]string{"「%[1]s」と%[2]sは述べた。", "%[2]sさんは「%[1]s」と語った。", "「%[1]s」と、%[2]s氏が言った。", "%[2]s：「%[1]s」", "船長の%[2]sさんは「%[1]s」と話した。"},
			[]string{"「%[1]s」と彼女は述べた。", "「%[1]s」と書いてあった。"}},
	} {
		e := New(memory{{Collection: article.Home, ID: "ferry", Title: "x", Lang: tt.lang, Text: tt.text}})
		check := func(message string, want QuoteVerdict) {
			t.Helper()
			f, err := e.Locate(context.Background(), Question{Text: tt.quote, Message: message})
			if err != nil || f.Verdict != want {
				t.Errorf("%s: %s is %s %+v, %v, want %s", tt.lang, message, f.Verdict, f.Changes, err, want)
				return
			}
			if want == Attribution && (len(f.Changes) != 1 || !sameName(f.Changes[0].Article, tt.right) || !sameName(f.Changes[0].Quote, tt.wrong)) {
				t.Errorf("%s: %s was said by another: %+v, want %s and not %s", tt.lang, message, f.Changes, tt.right, tt.wrong)
			}
			// The same words, found in the message by Lector itself.
			if found := FindQuotations(message); len(found) != 1 {
				t.Errorf("%s: %s holds %d quotations, want one", tt.lang, message, len(found))
			}
		}
		for _, way := range tt.ways {
			check(fmt.Sprintf(way, tt.quote, tt.right), Verbatim)
			check(fmt.Sprintf(way, tt.quote, tt.wrong), Attribution)
		}
		for _, way := range tt.nobody {
			check(fmt.Sprintf(way+"%[2]s", tt.quote, ""), Verbatim)
		}
	}
}

// A quotation that holds another is not taken for a message about that one: what
// was changed around it shows.
func TestAChangeAroundAnInnerQuotationShows(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "ferry", Title: "x", Lang: "en",
		Text: "The old sign at the landing was painted in blue letters, apart from “Mind the wide gap,” which was red. It warned of the “plain curmudgeons” too."}})
	for text, want := range map[string]QuoteVerdict{
		"The old sign at the landing was painted in blue letters, apart from \"Mind the wide gap,\" which was red.":                                Verbatim,
		"The old sign at the landing was painted in blue letters, apart tables \"Mind the wide gap,\" which was red.":                              Altered,
		"Ideas of freedom were carried to their ends by all those who, in the old days, called themselves \"plain curmudgeons\" and nothing else.": Absent,
		"My uncle once saw it somewhere: \"Mind the wide gap\", would you believe?":                                                                Verbatim,
		"The old sign at the landing was never painted in \"blue letters, apart from ‘Mind the wide gap’\"":                                        Altered,
	} {
		f, err := e.Locate(context.Background(), Question{Text: text})
		if err != nil || f.Verdict != want {
			t.Errorf("Locate(%q) = %s %+v, %v, want %s", text, f.Verdict, f.Changes, err, want)
		}
	}
}

// Who speaks is told from what is around the inner quotation, also where the
// message is hardly more than that: a name and a colon claim the words.
func TestAttributionOfTheArticlesOwnWords(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "ferry", Title: "x", Lang: "en",
		Text: "Rosa Lindgren wrote a letter on Harbournet about the pier. The ferry, the pier and the tickets were all too dear, she wrote.\n\n" +
			"The new pier is forty metres longer than the old one. Erik Holm opened it."}})
	for _, tt := range []struct {
		message string
		want    QuoteVerdict
		said    string // by whom the article has it, where that is not who is named
	}{
		{"Erik Holm: \"The new pier is forty metres longer than the old one.\"", Attribution, ""},
		{"Erik Holm said: \"The new pier is forty metres longer than the old one.\"", Attribution, ""},
		{"Bob: \"The new pier is forty metres longer than the old one.\"", Verbatim, ""}, // a member who reads it out
		{"According to Erik Holm, \"The ferry, the pier and the tickets were all too dear\"", Attribution, "Rosa Lindgren"},
		{"According to Rosa Lindgren, \"The ferry, the pier and the tickets were all too dear\"", Verbatim, ""},
	} {
		f, err := e.Locate(context.Background(), Question{Text: tt.message})
		if err != nil || f.Verdict != tt.want {
			t.Errorf("Locate(%q) = %s %+v, %v, want %s", tt.message, f.Verdict, f.Changes, err, tt.want)
			continue
		}
		if tt.want == Attribution && (len(f.Changes) != 1 || f.Changes[0].Article != tt.said) {
			t.Errorf("Locate(%q) = %+v, want it said by %q", tt.message, f.Changes, tt.said)
		}
	}
}

// Who types without capitals, or in nothing but capitals, quoted from a place all
// the same; what else was changed there is told apart from that.
func TestAnotherCase(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	for _, tt := range []struct {
		quote   string
		only    bool
		changes []QuoteChange
	}{
		{"THE HARVEST BEGINS IN LATE AUGUST", true, []QuoteChange{{"replace", "The harvest begins in late August", "THE HARVEST BEGINS IN LATE AUGUST"}}},
		{"the harvest begins in late august", true, []QuoteChange{{"replace", "August", "august"}}},
		{"THE HARVEST NEVER BEGINS IN LATE AUGUST", false, []QuoteChange{{"replace", "The harvest", "THE HARVEST"}, {"insert", "", "NEVER"}, {"replace", "begins in late August", "BEGINS IN LATE AUGUST"}}},
	} {
		f, err := e.Locate(context.Background(), Question{Text: tt.quote})
		if err != nil || f.Verdict != Altered || f.OnlyCapitals() != tt.only || !slices.Equal(f.Changes, tt.changes) {
			t.Errorf("Locate(%q) = %s %q only capitals %t, %v, want altered %q %t", tt.quote, f.Verdict, f.Changes, f.OnlyCapitals(), err, tt.changes, tt.only)
		}
	}
}

// The full stop of an abbreviation does not end what the article goes on to say.
func TestCutBehindAnAbbreviation(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "cups", Title: "x", Lang: "en",
		Text: "The cups are nice for picnics, garden parties, etc., but nobody should carry them to a wedding. The pans (pots, lids, etc.), although needed, were sold."}})
	for quote, rest := range map[string]string{
		"The cups are nice for picnics, garden parties, etc.": "., but nobody should carry them to a wedding.",
		"The pans (pots, lids, etc.":                          ".), although needed, were sold.",
	} {
		f, err := e.Locate(context.Background(), Question{Text: quote})
		if err != nil || f.Verdict != Cut || f.Rest != rest {
			t.Errorf("Locate(%q) = %s rest %q, %v, want it cut before %q", quote, f.Verdict, f.Rest, err, rest)
		}
	}
}
