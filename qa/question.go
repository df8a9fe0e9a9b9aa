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
		{kindYear, phrases("welchem jahr, welchen jahr, welches jahr, welche jahr, welcher jahr, welchem jahren, welchen jahren, welches jahren, welche jahren, welcher jahren, welchem jahrhundert, welchen jahrhundert, welches jahrhundert, welche jahrhundert, welcher jahrhundert, welchem jahrzehnt, welchen jahrzehnt, welches jahrzehnt, welche jahrzehnt, welcher jahrzehnt")},
		{kindHowMuch, phrases("wie viel, wieviel, wie teuer, welchem prozentsatz, welchen prozentsatz, welches prozentsatz, welche prozentsatz, welcher prozentsatz, welchem anteil, welchen anteil, welches anteil, welche anteil, welcher anteil, welchem betrag, welchen betrag, welches betrag, welche betrag, welcher betrag, welchem preis, welchen preis, welches preis, welche preis, welcher preis")},
		{kindHowMany, phrases("wie viele, wie oft, wie alt, wie lange, wie lang, wie weit, wie hoch, wie gross, wie schwer, wie schnell, wie tief, wie breit, wie stark, wie haufig, wieviele, wie viele, welchem anzahl, welchen anzahl, welches anzahl, welche anzahl, welcher anzahl, welchem hohe, welchen hohe, welches hohe, welche hohe, welcher hohe, welchem lange, welchen lange, welches lange, welche lange, welcher lange, welchem grosse, welchen grosse, welches grosse, welche grosse, welcher grosse, welchem alter, welchen alter, welches alter, welche alter, welcher alter, welchem entfernung, welchen entfernung, welches entfernung, welche entfernung, welcher entfernung")},
		{kindWhen, phrases("wann, welchem tag, welchen tag, welches tag, welche tag, welcher tag, welchem tage, welchen tage, welches tage, welche tage, welcher tage, welchem monat, welchen monat, welches monat, welche monat, welcher monat, welchem datum, welchen datum, welches datum, welche datum, welcher datum, welchem zeitpunkt, welchen zeitpunkt, welches zeitpunkt, welche zeitpunkt, welcher zeitpunkt, welchem zeitraum, welchen zeitraum, welches zeitraum, welche zeitraum, welcher zeitraum, welchem zeit, welchen zeit, welches zeit, welche zeit, welcher zeit, welchem epoche, welchen epoche, welches epoche, welche epoche, welcher epoche")},
		{kindWhere, phrases("wo, wohin, woher, welchem stadt, welchen stadt, welches stadt, welche stadt, welcher stadt, welchem land, welchen land, welches land, welche land, welcher land, welchem ort, welchen ort, welches ort, welche ort, welcher ort, welchem staat, welchen staat, welches staat, welche staat, welcher staat, welchem bundesstaat, welchen bundesstaat, welches bundesstaat, welche bundesstaat, welcher bundesstaat, welchem region, welchen region, welches region, welche region, welcher region, welchem gegend, welchen gegend, welches gegend, welche gegend, welcher gegend, welchem insel, welchen insel, welches insel, welche insel, welcher insel, welchem kontinent, welchen kontinent, welches kontinent, welche kontinent, welcher kontinent, welchem provinz, welchen provinz, welches provinz, welche provinz, welcher provinz, welchem stadtteil, welchen stadtteil, welches stadtteil, welche stadtteil, welcher stadtteil, welchem gebiet, welchen gebiet, welches gebiet, welche gebiet, welcher gebiet")},
		{kindWhy, phrases("warum, wieso, weshalb, weswegen, wozu, welchem grund, welchen grund, welches grund, welche grund, welcher grund, welchem zweck, welchen zweck, welches zweck, welche zweck, welcher zweck")},
		{kindWho, phrases("wer, wen, wem, wessen, welchem person, welchen person, welches person, welche person, welcher person")},
		{kindHow, phrases("wie, welchem weise, welchen weise, welches weise, welche weise, welcher weise")},
		{kindWhich, phrases("welchem, welchen, welches, welche, welcher")},
		{kindWhat, phrases("was, womit, wodurch, worauf, worin, wofur, woraus, wovon, woran, woruber, wonach, wobei, wogegen, wovor")},
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
		{kindYear, phrases("que ano, que anos, que siglo, que decada")},
		{kindHowMany, phrases("cuanto tiempo, cuanto mide, cuanto duro, cuanto dura, cuanto tardo, cuanto pesa, cuantos, cuantas, que numero, que edad, que cantidad, que altura, que distancia, que tamano, que longitud, que profundidad, que velocidad, que frecuencia, cual es la poblacion, cual fue la poblacion, cual era la poblacion, cual es el numero, cual fue el numero, cual era el numero, cual es la altura, cual fue la altura, cual era la altura, cual es la longitud, cual fue la longitud, cual era la longitud, cual es la superficie, cual fue la superficie, cual era la superficie, cual es la edad, cual fue la edad, cual era la edad, cual es el tamano, cual fue el tamano, cual era el tamano, cual es la distancia, cual fue la distancia, cual era la distancia")},
		{kindHowMuch, phrases("cuanto, cuanta, que porcentaje, que proporcion, que precio, que parte, cual es el porcentaje, cual fue el porcentaje, cual era el porcentaje, cual es el precio, cual fue el precio, cual era el precio, cual es el costo, cual fue el costo, cual era el costo, cual es el coste, cual fue el coste, cual era el coste")},
		{kindWhen, phrases("cuando, que fecha, que dia, que mes, que momento, que epoca, que periodo, que meses, cual es la fecha, cual fue la fecha, cual era la fecha")},
		{kindWhere, phrases("donde, adonde, que ciudad, que pais, que lugar, que region, que estado, que provincia, que continente, que isla, que pueblo, que ciudades, que paises, que zona, que parte del mundo")},
		{kindWhy, phrases("por que, porque, para que, a que se debe, a que se debio, con que fin, con que proposito, con que objetivo, debido a que, que razon, que motivo, que causo, que causa, que provoco, que explicacion, cual es la razon, cual fue la razon, cual era la razon, cual es la causa, cual fue la causa, cual era la causa, cual es el motivo, cual fue el motivo, cual era el motivo, cual es el proposito, cual fue el proposito, cual era el proposito, cual es el objetivo, cual fue el objetivo, cual era el objetivo")},
		{kindWho, phrases("quien, quienes, que persona")},
		{kindHow, phrases("como, de que manera, de que modo, de que forma")},
		{kindWhich, phrases("cual, cuales")},
		{kindWhat, phrases("que")},
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
	kind, first := kindOther, len(q.seq)
	accented := lang == "es" && q.accented()
	for _, a := range askLists[lang] {
		for _, phrase := range a.words {
			at := q.sayAt(phrase, accented)
			if at < 0 {
				continue
			}
			if lang == "en" {
				return a.kind
			}
			// Elsewhere the word that asks comes before all that could be one.
			if at < first {
				kind, first = a.kind, at
			}
		}
	}
	if kind != kindOther {
		return kind
	}
	if len(q.seq) > 1 && q.seq[0] >= 0 && strings.Contains(yesNo[lang], " "+q.slots[q.seq[0]].folded+" ") {
		return kindYesNo
	}
	return kindOther
}

// says reports whether the question holds the words one after another.
func (q *query) says(phrase []string) bool { return q.sayAt(phrase, false) >= 0 }

// sayAt is where the question holds the words one after another, or -1. Where
// accents are wanted, one of them must have an accent.
func (q *query) sayAt(phrase []string, accented bool) int {
next:
	for i := 0; i+len(phrase) <= len(q.seq); i++ {
		accent := false
		for j, w := range phrase {
			at := q.seq[i+j]
			if at < 0 || len(q.slots[at].folded) != len(w) || q.slots[at].folded != w {
				continue next
			}
			accent = accent || strings.ContainsAny(q.slots[at].word, accents)
		}
		if accented && !accent {
			continue
		}
		return i
	}
	return -1
}

// accents are the letters with which Spanish question words are written, and
// without which the same words ask nothing.
const accents = "áéíóúÁÉÍÓÚ"

// accented reports whether a question word is written with its accent: then
// those without it are none ("como", as).
func (q *query) accented() bool {
	for i := range q.slots {
		if s := &q.slots[i]; strings.ContainsAny(s.word, accents) && listedClass(s.folded, q.lang)&classQuestion != 0 {
			return true
		}
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
