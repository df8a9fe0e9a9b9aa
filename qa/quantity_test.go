package qa

import (
	"testing"

	"lector/article"
)

func TestQuantityAsked(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "q", Title: "Q", Lang: "en", Text: "Mara Lind, 44, runs the mill. It stands 30 metres high. " +
		"The mill grinds for three weeks. A ticket is €5. Some 40 per cent of the visitors are children. Doors open at 9 am. The wheel is oiled twice a day."}})
	for _, test := range []struct {
		question string
		want     quantity
		sentence string // the one that gives it
	}{
		{"how old is mara lind", quantityAge, "Mara Lind, 44, runs the mill."},
		{"how tall is the mill", quantityDistance, "It stands 30 metres high."},
		{"how long does the mill grind", quantityDuration, "The mill grinds for three weeks."},
		{"ticket price of the mill", quantityMoney, "A ticket is €5."},
		{"what share of the visitors are children", quantityShare, "Some 40 per cent of the visitors are children."},
		{"what time do the doors open", quantityClock, "Doors open at 9 am."},
		{"how often is the wheel oiled", quantityFrequency, "The wheel is oiled twice a day."},
		{"who runs the mill", noQuantity, ""},
	} {
		w := e.works.New().(*work)
		if err := e.prepare(t.Context(), w, Question{Text: test.question}); err != nil {
			t.Fatal(err)
		}
		if w.query.quantity != test.want {
			t.Errorf("%q asks for quantity %d, want %d", test.question, w.query.quantity, test.want)
			continue
		}
		given := ""
		list := w.rank(&e.weights, 10)
		for i := range list {
			if list[i].features[fQuantity] > 0 {
				given += list[i].span.Of(w.scope.articleOf(list[i].hit).Text)
			}
		}
		if given != test.sentence {
			t.Errorf("%q is given by %q, want %q", test.question, given, test.sentence)
		}
	}
}
