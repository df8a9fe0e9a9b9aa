package qa

import (
	"testing"

	"lector/article"
)

func TestChineseStopWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		word string
		want bool
	}{
		{"的", true}, {"桥的", true}, {"在桥", true}, {"什么", true}, {"么桥", true}, {"多", true}, {"多少", true}, {"谁", true},
		{"桥", false}, {"大桥", false}, {"会议", false}, {"可能", false}, {"1984", false}, {"port", false},
	} {
		if got := isStop(test.word, "zh"); got != test.want {
			t.Errorf("isStop(%q, zh) = %v, want %v", test.word, got, test.want)
		}
	}
}

func TestChineseClasses(t *testing.T) {
	t.Parallel()
	const asked = classCapital | classNumber | classUnit | classMonth | classCause | classPronoun | classYear
	for _, test := range []struct {
		word string
		want class
	}{
		{"三", classNumber}, {"二十", classNumber}, {"七年", classNumber | classUnit}, {"五人", classNumber | classUnit}, {"一天", classNumber | classUnit},
		{"一", 0}, {"一个", 0}, {"一种", 0}, {"几年", 0}, {"三月", classNumber | classUnit | classMonth}, {"1984", classYear | classNumber},
		{"罗·诺", classCapital}, {"《海", classCapital}, {"克拉", classCapital}, {"陈国", classCapital}, {"大桥", 0}, {"公路", 0},
		{"因为", classCause}, {"由于", classCause}, {"她", classPronoun},
	} {
		if got := classOf(test.word, test.word, "zh") & asked; got != test.want {
			t.Errorf("classOf(%q, zh) = %b, want %b", test.word, got, test.want)
		}
	}
}

func TestWhatChineseQuestionsAskFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		question string
		kind     questionKind
		quantity quantity
	}{
		{"这座桥是哪一年建成的？", kindYear, noQuantity},
		{"博物馆什么时候开门？", kindWhen, noQuantity},
		{"大桥几月几号通车？", kindWhen, noQuantity},
		{"谁设计了灯塔？", kindWho, noQuantity},
		{"哪位画家住在这里？", kindWho, noQuantity},
		{"工厂设在哪个城市？", kindWhere, noQuantity},
		{"船长为什么拒绝？", kindWhy, noQuantity},
		{"有多少人受伤？", kindHowMany, noQuantity},
		{"画家去世时多大年纪？", kindHowMany, quantityAge},
		{"修路花了多长时间？", kindHowMany, quantityDuration},
		{"展览多久一次？", kindHowMany, quantityFrequency},
		{"船票多少钱？", kindHowMuch, quantityMoney},
		{"学生占百分之几？", kindHowMuch, quantityShare},
		{"居民如何过河？", kindHow, noQuantity},
		{"哪本书获奖？", kindWhich, noQuantity},
		{"这种鱼吃什么？", kindWhat, noQuantity},
		{"桥还在使用吗？", kindYesNo, noQuantity},
	} {
		var q query
		q.read(test.question, []string{"zh"}, new(scanner), map[string]*stemmer{})
		if q.kind != test.kind || q.quantity != test.quantity {
			t.Errorf("%s asks for kind %d, quantity %d; want %d, %d", test.question, q.kind, q.quantity, test.kind, test.quantity)
		}
	}
}

// What is asked for in one word may be said in another that shares a character
// with it, and a number's kind may tell sentences of the same words apart.
func TestChineseAnswers(t *testing.T) {
	t.Parallel()
	e := New(memory{{Collection: article.Home, ID: "a", Title: "灯塔", Lang: "zh", Text: "" +
		"北岬的灯塔由石头砌成。灯塔的看守人名叫顾文生。他在塔上住了三十一年。他卸任时六十八岁。塔里的楼梯有一百零四级。" +
		"灯塔因缺少燃料而关闭。1962年灯塔改用电力。游客可以登上塔顶。\n"}})
	for _, test := range []struct{ question, want string }{
		{"看守者在灯塔里待了多长时间？", "他在塔上住了三十一年。"},
		{"看守者退休时多大年纪？", "他卸任时六十八岁。"},
		{"灯塔为什么关了？", "灯塔因缺少燃料而关闭。"},
		{"灯塔哪一年通了电？", "1962年灯塔改用电力。"},
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
