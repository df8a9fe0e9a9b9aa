package qa

import (
	"slices"
	"strings"
	"testing"

	"lector/article"
)

func TestFamilies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		lang  string
		words string
		alike bool
	}{
		{"de", "herstellen hergestellt herzustellen", true},
		{"de", "geben gab gaben gegeben gibt", true},
		{"de", "annehmen angenommen annahm", true},
		{"de", "verlieren verlor verloren verlust", true},
		{"de", "bezahlen bezahlte bezahlt bezahlung", true},
		{"de", "berechnen berechnungen", true},
		{"de", "fliegen flug geflogen", true},
		{"de", "malen maler malerin", false}, // too short to tell
		{"de", "haus hans", false},
		{"es", "morir murio muerte muere", true},
		{"es", "construir construyo construccion construida", true},
		{"es", "cerrar cierra cerraron", true},
		{"es", "fundar fundo fundador fundacion", true},
		{"es", "electrica electricidad electrico", true},
		{"es", "habitar habitantes habitaban", true},
		{"es", "casa cosa", false},
	} {
		words := strings.Fields(test.words)
		var roots []string
		for _, w := range words {
			if r := rootOrWord(test.lang, w); !slices.Contains(roots, r) {
				roots = append(roots, r)
			}
		}
		if alike := len(roots) == 1; alike != test.alike {
			t.Errorf("%s: roots of %q are %q; want them alike: %v", test.lang, words, roots, test.alike)
		}
	}
}

func TestGermanCompounds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		part, whole string
		want        bool
	}{
		{"markt", "marktrecht", true}, {"minister", "verkehrsminister", true}, {"schau", "zuschau", true},
		{"steh", "versteh", false}, {"rad", "radwechsel", false}, {"markt", "markt", false}, {"land", "lande", false},
	} {
		if got := compoundDe(test.part, test.whole); got != test.want {
			t.Errorf("compoundDe(%q, %q) = %v, want %v", test.part, test.whole, got, test.want)
		}
	}
}

func FuzzRoots(f *testing.F) {
	f.Add("hergestellt")
	f.Add("construcción")
	f.Add("يستخدمونها")
	f.Fuzz(func(t *testing.T, word string) {
		for _, lang := range familyLangs {
			folded, _ := fold(word, lang)
			if folded != "" && rootOrWord(lang, folded) == "" {
				t.Errorf("rootOrWord(%s, %q) is empty", lang, folded)
			}
		}
	})
}

// Words of like meaning lead to each other, not to themselves.
func TestLikeWords(t *testing.T) {
	t.Parallel()
	for i, lang := range familyLangs {
		if len(likeWords()[i]) == 0 {
			t.Errorf("%s has no words of like meaning", lang)
		}
		for from, all := range likeWords()[i] {
			if from == "" || slices.Contains(all, from) || slices.Contains(all, "") {
				t.Errorf("%s: %q leads to %q", lang, from, all)
			}
		}
	}
}

func TestWhatQuestionsAskForInOtherLanguages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		lang, question string
		want           questionKind
	}{
		{"es", "¿Qué sustancias se conocen como ácidos?", kindWhat},
		{"es", "¿Cómo se forman los ácidos?", kindHow},
		{"es", "¿Qué ocurrió cuando llegó el rey?", kindWhat},
		{"es", "que paso cuando llego el rey", kindWhat},
		{"es", "¿En qué año llegó el rey?", kindYear},
		{"es", "¿Por qué huyó el rey?", kindWhy},
		{"es", "¿Cuánto tiempo reinó?", kindHowMany},
		{"es", "¿A quién nombró el rey?", kindWho},
		{"es", "¿En qué región nació?", kindWhere},
		{"de", "Welche Stadt ist so groß wie Ulm?", kindWhere},
		{"de", "Welcher Fluss ist so lang wie die Lahn?", kindWhich},
		{"de", "Was geschah, als der König ankam, und wer war dabei?", kindWhat},
		{"de", "In welchem Jahr kam der König?", kindYear},
		{"de", "Aus welchem Grund floh der König?", kindWhy},
		{"de", "Wie viele Kinder hatte er?", kindHowMany},
	} {
		var q query
		q.read(test.question, []string{test.lang}, new(scanner), map[string]*stemmer{})
		if q.kind != test.want {
			t.Errorf("%s asks for kind %d, want %d", test.question, q.kind, test.want)
		}
	}
}

// An answer that says it in another word of the family, in a part of a
// compound or in a word of like meaning stands before one that does not.
func TestAnswersInWordsOfTheFamily(t *testing.T) {
	t.Parallel()
	e := New(memory{
		{Collection: article.Home, ID: "de", Title: "Die Mühle", Lang: "de", Text: "" +
			"Die Mühle steht am Bach. Sie verlor im Sturm ein Rad. Der Verkehrsverein kaufte sie der Gemeinde ab. Im Erdgeschoss ist ein Raum für Feste. Das Mehl wurde mit Pferden geholt.\n"},
		{Collection: article.Home, ID: "es", Title: "El molino", Lang: "es", Text: "" +
			"El molino se alza junto al arroyo. Su construcción duró tres veranos. El dueño falleció sin hijos. La harina se llevaba a caballo. Hoy tiene una sala para fiestas.\n"},
	})
	for _, test := range []struct{ id, question, want string }{
		{"de", "Welcher Verein hat das Gebäude?", "Der Verkehrsverein kaufte sie der Gemeinde ab."},
		{"de", "Welchen Verlust gab es bei dem Unwetter?", "Sie verlor im Sturm ein Rad."},
		{"es", "¿Cuánto tardaron en construirlo?", "Su construcción duró tres veranos."},
		{"es", "¿Cómo fue la muerte del dueño?", "El dueño falleció sin hijos."},
	} {
		list, err := e.Candidates(t.Context(), Question{Text: test.question, Article: article.ID(test.id)})
		if err != nil || len(list) == 0 {
			t.Fatalf("Candidates(%s): %v, %v", test.question, list, err)
		}
		if got := list[0].Passage.Text(); got != test.want {
			t.Errorf("%s is answered by %q, want %q", test.question, got, test.want)
		}
	}
}
