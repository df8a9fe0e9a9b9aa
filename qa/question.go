package qa

import "strings"

// questionKind is what a question asks for.
type questionKind uint8

const (
	kindOther questionKind = iota
	kindWho
	kindWhen
	kindYear // which year
	kindWhere
	kindWhy
	kindHowMany
	kindHowMuch
	kindHow
	kindWhich
	kindWhat
	kindYesNo
	kinds // how many there are
)

// asks are the words that say what is asked for, in order of rank: the first
// that stands in a question decides. Folded; a phrase's words follow each other.
type asks struct {
	kind  questionKind
	words [][]string
}

var askLists = map[string][]asks{
	"en": {
		{kindYear, [][]string{{"what", "year"}, {"which", "year"}, {"what", "decade"}, {"which", "decade"}, {"what", "century"}, {"which", "century"}}},
		{kindHowMuch, [][]string{{"how", "much"}, {"what", "percentage"}, {"what", "percent"}, {"what", "proportion"}, {"what", "price"}, {"what", "cost"}}},
		{kindHowMany, [][]string{{"how", "many"}, {"how", "often"}, {"how", "old"}, {"how", "long"}, {"how", "far"}, {"how", "tall"}, {"how", "high"}, {"how", "large"}, {"how", "big"}, {"how", "deep"}, {"how", "fast"}, {"how", "wide"}, {"what", "number"}, {"what", "population"}, {"what", "age"}, {"number", "of"}, {"amount", "of"}, {"population"}, {"size", "of"}, {"age"}}},
		{kindWhen, [][]string{{"when"}, {"what", "date"}, {"what", "day"}, {"what", "month"}, {"what", "time"}, {"which", "month"}, {"which", "day"}, {"which", "date"}, {"since", "when"}, {"whens"}}},
		{kindWhere, [][]string{{"where"}, {"wheres"}, {"what", "city"}, {"what", "country"}, {"what", "state"}, {"which", "city"}, {"which", "country"}, {"which", "state"}, {"what", "place"}, {"what", "location"}, {"what", "region"}, {"what", "town"}, {"which", "town"}}},
		{kindWhy, [][]string{{"why"}, {"what", "reason"}, {"what", "caused"}, {"what", "causes"}, {"how", "come"}, {"for", "what", "reason"}, {"what", "purpose"}}},
		{kindWho, [][]string{{"who"}, {"whom"}, {"whose"}, {"whos"}, {"what", "person"}, {"which", "person"}, {"who's"}}},
		{kindHow, [][]string{{"how"}, {"hows"}}},
		{kindWhich, [][]string{{"which"}}},
		{kindWhat, [][]string{{"what"}, {"whats"}, {"what's"}}},
	},
	"de": {
		{kindYear, [][]string{{"welchem", "jahr"}, {"welches", "jahr"}, {"welchen", "jahren"}, {"welchem", "jahrhundert"}}},
		{kindHowMuch, [][]string{{"wie", "viel"}, {"wieviel"}, {"wie", "teuer"}, {"prozentsatz"}}},
		{kindHowMany, [][]string{{"wie", "viele"}, {"wieviele"}, {"wie", "oft"}, {"wie", "alt"}, {"wie", "lange"}, {"wie", "lang"}, {"wie", "weit"}, {"wie", "hoch"}, {"wie", "gross"}}},
		{kindWhen, [][]string{{"wann"}, {"welchem", "tag"}, {"welchem", "monat"}, {"welches", "datum"}}},
		{kindWhere, [][]string{{"wo"}, {"wohin"}, {"woher"}, {"welcher", "stadt"}, {"welchem", "land"}}},
		{kindWhy, [][]string{{"warum"}, {"wieso"}, {"weshalb"}, {"weswegen"}, {"wozu"}}},
		{kindWho, [][]string{{"wer"}, {"wen"}, {"wem"}, {"wessen"}}},
		{kindHow, [][]string{{"wie"}}},
		{kindWhich, [][]string{{"welche"}, {"welcher"}, {"welches"}, {"welchen"}, {"welchem"}}},
		{kindWhat, [][]string{{"was"}, {"womit"}, {"wodurch"}, {"worauf"}, {"worin"}, {"wofur"}}},
	},
	"fr": {
		{kindYear, [][]string{{"quelle", "annee"}, {"quel", "siecle"}, {"quelles", "annees"}}},
		{kindHowMuch, [][]string{{"quel", "pourcentage"}, {"quel", "prix"}, {"combien", "coute"}}},
		{kindHowMany, [][]string{{"combien"}, {"quel", "nombre"}, {"quel", "age"}}},
		{kindWhen, [][]string{{"quand"}, {"quelle", "date"}, {"quel", "jour"}, {"quel", "mois"}}},
		{kindWhere, [][]string{{"ou", "est"}, {"ou", "se"}, {"ou", "a"}, {"d'ou"}, {"quelle", "ville"}, {"quel", "pays"}, {"où"}}},
		{kindWhy, [][]string{{"pourquoi"}, {"quelle", "raison"}}},
		{kindWho, [][]string{{"qui"}}},
		{kindHow, [][]string{{"comment"}}},
		{kindWhich, [][]string{{"quel"}, {"quelle"}, {"quels"}, {"quelles"}, {"lequel"}, {"laquelle"}}},
		{kindWhat, [][]string{{"que"}, {"quoi"}, {"qu'est"}, {"est-ce"}}},
	},
	"es": {
		{kindYear, [][]string{{"que", "ano"}, {"que", "siglo"}, {"que", "decada"}}},
		{kindHowMuch, [][]string{{"cuanto"}, {"cuanta"}, {"que", "porcentaje"}}},
		{kindHowMany, [][]string{{"cuantos"}, {"cuantas"}, {"que", "numero"}, {"que", "edad"}}},
		{kindWhen, [][]string{{"cuando"}, {"que", "fecha"}, {"que", "dia"}, {"que", "mes"}}},
		{kindWhere, [][]string{{"donde"}, {"adonde"}, {"que", "ciudad"}, {"que", "pais"}}},
		{kindWhy, [][]string{{"por", "que"}, {"porque"}}},
		{kindWho, [][]string{{"quien"}, {"quienes"}}},
		{kindHow, [][]string{{"como"}}},
		{kindWhich, [][]string{{"cual"}, {"cuales"}}},
		{kindWhat, [][]string{{"que"}}},
	},
	"pt": {
		{kindYear, [][]string{{"que", "ano"}, {"qual", "ano"}, {"que", "seculo"}, {"que", "decada"}}},
		{kindHowMuch, [][]string{{"quanto"}, {"quanta"}, {"que", "porcentagem"}}},
		{kindHowMany, [][]string{{"quantos"}, {"quantas"}}},
		{kindWhen, [][]string{{"quando"}, {"que", "data"}, {"que", "dia"}, {"que", "mes"}}},
		{kindWhere, [][]string{{"onde"}, {"aonde"}, {"que", "cidade"}, {"que", "pais"}, {"qual", "cidade"}}},
		{kindWhy, [][]string{{"por", "que"}, {"porque"}}},
		{kindWho, [][]string{{"quem"}}},
		{kindHow, [][]string{{"como"}}},
		{kindWhich, [][]string{{"qual"}, {"quais"}}},
		{kindWhat, [][]string{{"que"}, {"o", "que"}}},
	},
	"it": {
		{kindYear, [][]string{{"che", "anno"}, {"quale", "anno"}, {"che", "secolo"}}},
		{kindHowMuch, [][]string{{"quanto"}, {"quanta"}}},
		{kindHowMany, [][]string{{"quanti"}, {"quante"}}},
		{kindWhen, [][]string{{"quando"}}},
		{kindWhere, [][]string{{"dove"}, {"quale", "citta"}, {"quale", "paese"}}},
		{kindWhy, [][]string{{"perche"}}},
		{kindWho, [][]string{{"chi"}}},
		{kindHow, [][]string{{"come"}}},
		{kindWhich, [][]string{{"quale"}, {"quali"}}},
		{kindWhat, [][]string{{"cosa"}, {"che"}}},
	},
	"ru": {
		{kindYear, [][]string{{"каком", "году"}, {"какои", "год"}}},
		{kindHowMany, [][]string{{"сколько"}}},
		{kindWhen, [][]string{{"когда"}}},
		{kindWhere, [][]string{{"где"}, {"куда"}, {"откуда"}}},
		{kindWhy, [][]string{{"почему"}, {"зачем"}}},
		{kindWho, [][]string{{"кто"}, {"кого"}, {"кому"}, {"кем"}}},
		{kindHow, [][]string{{"как"}}},
		{kindWhich, [][]string{{"какои"}, {"какая"}, {"какие"}, {"какое"}, {"каких"}}},
		{kindWhat, [][]string{{"что"}, {"чем"}, {"чего"}}},
	},
}

// denseAsks are question words of scripts without spaces, sought in the text
// itself, the first that stands in it.
var denseAsks = map[string][]struct {
	kind questionKind
	word string
}{
	"zh": {
		{kindYear, "哪一年"}, {kindYear, "哪年"}, {kindYear, "何年"}, {kindYear, "哪个年份"}, {kindYear, "什么年份"}, {kindYear, "哪几年"}, {kindYear, "哪些年"}, {kindYear, "哪个世纪"}, {kindYear, "哪一世纪"}, {kindYear, "几世纪"},
		{kindWhen, "什么时候"}, {kindWhen, "什么时间"}, {kindWhen, "什么时期"}, {kindWhen, "什么日子"}, {kindWhen, "什么日期"}, {kindWhen, "何时"}, {kindWhen, "何日"}, {kindWhen, "哪天"}, {kindWhen, "哪一天"}, {kindWhen, "哪个月"}, {kindWhen, "哪月"}, {kindWhen, "几月"}, {kindWhen, "几号"}, {kindWhen, "几点"}, {kindWhen, "几日"}, {kindWhen, "哪个时期"}, {kindWhen, "哪个年代"}, {kindWhen, "哪个时代"}, {kindWhen, "哪个季节"}, {kindWhen, "时候"},
		{kindHowMuch, "百分之几"}, {kindHowMuch, "百分之多少"}, {kindHowMuch, "多少钱"}, {kindHowMuch, "多大比例"}, {kindHowMuch, "什么比例"}, {kindHowMuch, "比例是"}, {kindHowMuch, "百分比"},
		{kindHowMany, "多少"}, {kindHowMany, "多久"}, {kindHowMany, "多大"}, {kindHowMany, "多长"}, {kindHowMany, "多高"}, {kindHowMany, "多远"}, {kindHowMany, "多深"}, {kindHowMany, "多重"}, {kindHowMany, "多快"}, {kindHowMany, "多宽"}, {kindHowMany, "几个"}, {kindHowMany, "几人"}, {kindHowMany, "几名"}, {kindHowMany, "几位"}, {kindHowMany, "几年"}, {kindHowMany, "几天"}, {kindHowMany, "几次"}, {kindHowMany, "几岁"}, {kindHowMany, "几座"}, {kindHowMany, "几条"}, {kindHowMany, "几种"}, {kindHowMany, "几家"}, {kindHowMany, "几部"}, {kindHowMany, "几倍"}, {kindHowMany, "几台"}, {kindHowMany, "几张"}, {kindHowMany, "几代"}, {kindHowMany, "几层"}, {kindHowMany, "几项"}, {kindHowMany, "几支"}, {kindHowMany, "几场"}, {kindHowMany, "几分"}, {kindHowMany, "几小时"}, {kindHowMany, "几成"},
		{kindWhere, "哪里"}, {kindWhere, "哪儿"}, {kindWhere, "在哪"}, {kindWhere, "何处"}, {kindWhere, "何地"}, {kindWhere, "什么地方"}, {kindWhere, "哪个地方"}, {kindWhere, "哪个城市"}, {kindWhere, "哪座城市"}, {kindWhere, "哪个国家"}, {kindWhere, "哪些国家"}, {kindWhere, "哪国"}, {kindWhere, "什么国家"}, {kindWhere, "什么城市"}, {kindWhere, "哪个地区"}, {kindWhere, "哪个省"}, {kindWhere, "哪个州"}, {kindWhere, "哪个镇"}, {kindWhere, "哪个县"}, {kindWhere, "哪个岛"},
		{kindWhy, "为什么"}, {kindWhy, "为何"}, {kindWhy, "何故"}, {kindWhy, "什么原因"}, {kindWhy, "什么理由"}, {kindWhy, "什么缘故"}, {kindWhy, "原因是什么"}, {kindWhy, "什么导致"}, {kindWhy, "什么促使"}, {kindWhy, "什么使"}, {kindWhy, "什么让"}, {kindWhy, "目的是什么"}, {kindWhy, "什么目的"},
		{kindWho, "谁"}, {kindWho, "哪位"}, {kindWho, "哪一位"}, {kindWho, "什么人"}, {kindWho, "哪个人"}, {kindWho, "哪些人"}, {kindWho, "何人"}, {kindWho, "叫什么名字的人"},
		{kindHow, "怎么"}, {kindHow, "怎样"}, {kindHow, "如何"}, {kindHow, "什么方法"}, {kindHow, "什么方式"}, {kindHow, "什么办法"}, {kindHow, "什么手段"},
		{kindWhich, "哪"},
		{kindWhat, "什么"}, {kindWhat, "何"},
		{kindYesNo, "吗"}, {kindYesNo, "是否"}, {kindYesNo, "是不是"}, {kindYesNo, "有没有"}, {kindYesNo, "能不能"},
	},
	"ja": {
		{kindYear, "何年"}, {kindYear, "何世紀"}, {kindHowMuch, "いくら"}, {kindHowMuch, "何パーセント"}, {kindHowMany, "いくつ"}, {kindHowMany, "何人"}, {kindHowMany, "何回"}, {kindHowMany, "何歳"}, {kindHowMany, "どのくらい"},
		{kindWhen, "いつ"}, {kindWhen, "何月"}, {kindWhen, "何日"}, {kindWhere, "どこ"}, {kindWhy, "なぜ"}, {kindWhy, "どうして"}, {kindWho, "誰"}, {kindWho, "だれ"}, {kindHow, "どうやって"}, {kindHow, "どのように"},
		{kindWhich, "どの"}, {kindWhich, "どれ"}, {kindWhich, "どちら"}, {kindWhat, "何"}, {kindWhat, "なに"},
	},
}

// yesNo are the words that open a question to be answered yes or no.
var yesNo = map[string]string{
	"en": ` is are was were do does did can could will would has have had should may `,
	"de": ` ist sind war waren hat haben hatte kann konnte wird werden wurde gibt darf `,
	"fr": ` est sont etait a ont peut `,
	"es": ` es son fue ha han puede hay `,
	"pt": ` e foi sao ha pode `,
}

// kindOf reads what a question asks for. A language without question words of
// its own here is read as if it had none: other.
func kindOf(q *query) questionKind {
	if list := denseAsks[q.lang]; list != nil {
		for _, a := range list {
			if strings.Contains(q.text, a.word) {
				return a.kind
			}
		}
		return kindOther
	}
	lang := q.lang
	switch lang {
	case "":
		lang = "en"
	case "ar":
		return kindOfAr(q)
	}
	for _, a := range askLists[lang] {
		for _, phrase := range a.words {
			if q.says(phrase) {
				return a.kind
			}
		}
	}
	if len(q.seq) > 1 && q.seq[0] >= 0 && strings.Contains(yesNo[lang], " "+q.slots[q.seq[0]].folded+" ") {
		return kindYesNo
	}
	return kindOther
}

// says reports whether the question holds the words one after another.
func (q *query) says(phrase []string) bool {
next:
	for i := 0; i+len(phrase) <= len(q.seq); i++ {
		for j, w := range phrase {
			at := q.seq[i+j]
			if at < 0 || q.slots[at].folded != w {
				continue next
			}
		}
		return true
	}
	return false
}

// focusOf is the slot of the first word behind the question word that carries
// a topic, where that names what is asked for: "which CITY", "how many SEATS",
// "who is the MAYOR". It is -1 where none does.
func focusOf(q *query) int8 {
	switch q.kind {
	case kindWho, kindWhich, kindWhat, kindHowMany, kindHowMuch:
	default:
		return -1
	}
	asked := false
	for _, at := range q.seq {
		if at < 0 {
			continue
		}
		s := &q.slots[at]
		switch {
		case !asked:
			asked = listedClass(s.folded, q.lang)&classQuestion != 0
		case s.class&classStop == 0:
			return at
		}
	}
	return -1
}
