package qa

import (
	"testing"

	"lector/article"
)

func TestFoldArabic(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ word, want string }{
		{"الجسر", "جسر"}, {"والجسر", "جسر"}, {"بالجسر", "جسر"}, {"للجسر", "جسر"}, {"وللجسر", "جسر"}, {"جِسْرٌ", "جسر"}, {"جســـر", "جسر"},
		{"أحمد", "احمد"}, {"مدرسة", "مدرسه"}, {"مبنى", "مبني"}, {"مسؤول", "مسوول"}, {"ألف", "الف"}, {"التي", "التي"}, {"إلغاء", "الغاء"}, {"وزير", "وزير"},
	} {
		if got, _ := fold(test.word, "ar"); got != test.want {
			t.Errorf("fold(%q, ar) = %q, want %q", test.word, got, test.want)
		}
	}
}

func TestArabicRoots(t *testing.T) {
	t.Parallel()
	for _, family := range [][]string{
		{"سكان", "يسكنها", "مساكن", "ساكن"},
		{"مدرسه", "مدارس", "درس", "تدريس"},
		{"اكتشف", "اكتشاف", "مكتشف"},
		{"صيادين", "صيد", "صيادون"},
		{"قياس", "قياسا", "مقياس"},
		{"استخدام", "يستخدم", "خدم"},
		{"بني", "بناء", "مبني"},
	} {
		want := rootAr(family[0])
		if want == "" {
			t.Errorf("rootAr(%q) is empty", family[0])
		}
		for _, w := range family[1:] {
			if got := rootAr(w); got != want {
				t.Errorf("rootAr(%q) = %q, want %q as of %q", w, got, want, family[0])
			}
		}
	}
	for _, w := range []string{"", "في", "port", "1984", "ا", "يا", "ووو", "ايا"} {
		if got := rootAr(w); got != "" {
			t.Errorf("rootAr(%q) = %q, want none", w, got)
		}
	}
}

func FuzzRootAr(f *testing.F) {
	f.Add("يستخدمونها")
	f.Fuzz(func(t *testing.T, word string) {
		if root := []rune(rootAr(word)); len(root) != 0 && len(root) != 3 {
			t.Errorf("rootAr(%q) = %q, want three letters or none", word, string(root))
		}
	})
}

func TestArabicClasses(t *testing.T) {
	t.Parallel()
	const asked = classCapital | classNumber | classUnit | classMonth | classCause | classPerson | classPlace | classStop
	for _, test := range []struct {
		word string
		want class
	}{
		{"سبعة", classNumber}, {"وثلاثين", classNumber}, {"ثمانمئة", classNumber}, {"نيسان", classMonth}, {"كيلومترا", classUnit},
		{"لأن", classCause | classStop}, {"بسبب", classCause}, {"الوزير", classPerson}, {"والطبيبة", classPerson}, {"أحمد", classCapital}, {"بباريس", classCapital},
		{"مدينة", classPlace}, {"وكانت", classStop}, {"جسر", 0}, {"ولد", classPerson},
	} {
		folded, _ := fold(test.word, "ar")
		if got := classOf(test.word, folded, "ar") & asked; got != test.want {
			t.Errorf("classOf(%q, ar) = %b, want %b", test.word, got, test.want)
		}
	}
}

func TestWhatArabicQuestionsAskFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		question string
		kind     questionKind
		quantity quantity
	}{
		{"من بنى الجسر؟", kindWho, noQuantity},
		{"من هو مدير المصنع؟", kindWho, noQuantity},
		{"لمن بيعت السفينة؟", kindWho, noQuantity},
		{"من أين جاء التجار؟", kindWhere, noQuantity},
		{"إلى أين هاجر السكان؟", kindWhere, noQuantity},
		{"في أي مدينة ولد الرسام؟", kindWhere, noQuantity},
		{"متى افتتح المتحف؟", kindWhen, noQuantity},
		{"في أي عام افتتح المتحف؟", kindYear, noQuantity},
		{"ما الذي سرق من المتحف؟", kindWhat, noQuantity},
		{"ماذا أكل الضيوف؟", kindWhat, noQuantity},
		{"بماذا اشتهرت القرية؟", kindWhat, noQuantity},
		{"لماذا أغلق المنجم؟", kindWhy, noQuantity},
		{"ما سبب إغلاق المنجم؟", kindWhy, noQuantity},
		{"كيف عبر الجنود النهر؟", kindHow, noQuantity},
		{"أي فريق فاز بالكأس؟", kindWhich, noQuantity},
		{"كم عدد الطلاب؟", kindHowMany, noQuantity},
		{"كم استغرق بناء القلعة؟", kindHowMany, quantityDuration},
		{"كم كان عمر الملك؟", kindHowMany, quantityAge},
		{"كم كلف بناء القلعة؟", kindHowMuch, quantityMoney},
		{"ما نسبة النساء بين الطلاب؟", kindHowMuch, quantityShare},
		{"هل ما زال الجسر قائما؟", kindYesNo, noQuantity},
	} {
		var q query
		q.read(test.question, []string{"ar"}, new(scanner), map[string]*stemmer{})
		if q.kind != test.kind || q.quantity != test.quantity {
			t.Errorf("%s asks for kind %d, quantity %d; want %d, %d", test.question, q.kind, q.quantity, test.kind, test.quantity)
		}
	}
}

// A word of the question may stand in the answer with the article, or as
// another word of its root.
func TestArabicAnswers(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "a", Title: "القلعة", Lang: "ar", Text: "" +
		"تقع القلعة على تلة قرب البحيرة. شيد القلعة المهندس يوسف الكرمي. تحيط بالتلة غابة من الصنوبر. يسكنها اليوم نحو ستين راهبا. " +
		"أغلقت القلعة بسبب تشقق الجدران. وللقلعة أربعة أبراج. زارها الملك مرتين.\n"}})
	for _, test := range []struct{ question, want string }{
		{"كم عدد السكان؟", "يسكنها اليوم نحو ستين راهبا."},
		{"لماذا أغلقت القلعة؟", "أغلقت القلعة بسبب تشقق الجدران."},
		{"كم برجا للقلعة؟", "وللقلعة أربعة أبراج."},
	} {
		list, err := e.Candidates(t.Context(), Question{Text: test.question})
		if err != nil || len(list) == 0 {
			t.Fatalf("Candidates(%s): %v, %v", test.question, list, err)
		}
		if got := list[0].Passage.Text(); got != test.want {
			t.Errorf("%s is answered by %q, want %q", test.question, got, test.want)
		}
	}
}
