package qa

import (
	"strconv"
	"strings"
)

// A quantity is what kind of number a question asks for: an age is no price.
type quantity uint8

const (
	noQuantity quantity = iota
	quantityAge
	quantityDuration
	quantityDistance
	quantityMoney
	quantityShare
	quantityClock
	quantityFrequency
	quantities
)

// quantityAsks are the words by which a question asks for a quantity, by
// language, the first that stands in it deciding. Folded; a phrase's words
// follow each other.
var quantityAsks = map[string][]struct {
	quantity quantity
	phrases  [][]string
}{
	"en": {
		{quantityAge, phrases("how old, what age, age of, his age, her age, age")},
		{quantityClock, phrases("what time, which time, opening times, opening hours, opening time, closing time, kickoff time, start time, what hour")},
		{quantityDuration, phrases("how long, how much time, how many years, how many months, how many weeks, how many days, how many hours, how many minutes, how many seconds, duration, what length of time")},
		{quantityDistance, phrases("how far, how tall, how high, how deep, how wide, how thick, what distance, what height, what depth, height, depth, distance, width")},
		{quantityShare, phrases("what percentage, what percent, what share, what proportion, what fraction, how many percent, percentage, percent")},
		{quantityMoney, phrases("how much money, how expensive, what price, what cost, price, cost, costs, price of, cost of, salary, pay for, paid for, fee, earn, earns")},
		{quantityFrequency, phrases("how often, how many times, how frequently")},
	},
	"de": {
		{quantityAge, phrases("wie alt, welches alter, welchem alter")},
		{quantityClock, phrases("um wie viel uhr, wie spat, um wieviel uhr, offnungszeiten")},
		{quantityDuration, phrases("wie lange, wie viele jahre, wie viele tage, wie viele monate, wie viele stunden, dauer")},
		{quantityDistance, phrases("wie weit, wie hoch, wie tief, wie breit, wie gross")},
		{quantityShare, phrases("prozentsatz, wie viel prozent, anteil")},
		{quantityMoney, phrases("wie teuer, preis, kosten, kostet, wie viel geld, wie viel kostete")},
		{quantityFrequency, phrases("wie oft, wie haufig")},
	},
	"fr": {
		{quantityAge, phrases("quel age")}, {quantityClock, phrases("quelle heure, a quelle heure")}, {quantityDuration, phrases("combien de temps, combien d'annees, duree")},
		{quantityShare, phrases("quel pourcentage")}, {quantityMoney, phrases("quel prix, combien coute, prix")}, {quantityFrequency, phrases("combien de fois")},
	},
	"es": {
		{quantityAge, phrases("que edad, cuantos anos tiene, cuantos anos tenia")}, {quantityClock, phrases("que hora, a que hora")}, {quantityDuration, phrases("cuanto tiempo, cuantos anos, cuantos dias, cuanto dura, cuanto duro")},
		{quantityShare, phrases("que porcentaje")}, {quantityMoney, phrases("cuanto cuesta, cuanto costo, que precio, cuanto dinero, precio")}, {quantityFrequency, phrases("cuantas veces, con que frecuencia")},
	},
	"ar": {
		{quantityFrequency, phrases("كم مره, كم عدد المرات")}, {quantityAge, phrases("كم عمر, كم كان عمر, كم كان عمره, كم كان عمرها, كم عمره, كم عمرها, اي عمر, اي سن, ما عمر")},
		{quantityDuration, phrases("كم استغرق, كم استغرقت, كم تستغرق, كم يستغرق, كم دام, كم دامت, كم يدوم, كم تدوم, كم استمر, كم استمرت, كم مده, كم سنه, كم عاما, كم عام, كم يوما, كم يوم, كم شهرا, كم شهر, كم ساعه, كم من وقت, ما مده, ما هي مده, كم لبث, كم بقي, كم بقيت")},
		{quantityDistance, phrases("كم يبعد, كم تبعد, كم طول, كم كان طول, كم يبلغ طول, كم يبلغ ارتفاع, كم ارتفاع, كم عمق, كم يبلغ عمق, ما طول, ما ارتفاع, ما عمق, ما مسافه, كم مسافه, كم كيلومترا, كم مترا, كم ميلا")},
		{quantityShare, phrases("نسبه, حصه, كم بالميه")}, {quantityMoney, phrases("كم كلف, كم كلفت, كم تكلفه, كم بلغت تكلفه, ما تكلفه, كم ثمن, كم سعر, ما سعر, ما ثمن, كم دفع, كم من مال, كم يكلف, كم تكلف, كم بلغ سعر")},
		{quantityClock, phrases("اي ساعه, كم ساعه")},
	},
	"pt": {
		{quantityAge, phrases("que idade, qual a idade, quantos anos tem, quantos anos tinha")}, {quantityClock, phrases("que horas, a que horas")}, {quantityDuration, phrases("quanto tempo, quantos anos, quantos dias")},
		{quantityShare, phrases("que porcentagem, qual a porcentagem")}, {quantityMoney, phrases("quanto custa, quanto custou, qual o preco, quanto dinheiro, preco")}, {quantityFrequency, phrases("quantas vezes, com que frequencia")},
	},
}

// phrases reads phrases that are parted by commas.
func phrases(list string) [][]string {
	var out [][]string
	for phrase := range strings.SplitSeq(list, ", ") {
		out = append(out, strings.Fields(phrase))
	}
	return out
}

// quantityUnits are the words after a number that make it such a quantity, of
// all languages together.
var quantityUnits = [quantities]string{
	quantityAge: ` years year year-old yr yrs yo jahre jahren jahrige jahriger jahr ans anos` + yearsOldAr,
	quantityDuration: ` years year months month weeks week days day hours hour hrs hr minutes minute min mins seconds second decades decade centuries century nights night
 jahre jahren jahr monate monaten monat wochen woche tage tagen tag stunden stunde minuten minute sekunden ans annees annee mois semaines semaine jours jour heures heure
 anos ano meses mes semanas semana dias dia horas hora minutos minuto
 سنه سنوات سنين عام عاما اعوام عامين سنتين شهر شهرا اشهر شهور اسبوع اسبوعا اسابيع يوم يوما ايام ساعه ساعات دقيقه دقايق ثانيه ثوان عقود قرون `,
	quantityDistance: ` km kilometers kilometres kilometer kilometre miles mile meters metres metre meter m cm mm centimetres centimeters feet foot ft inch inches yards yard
 kilometern metern zentimeter quadratkilometer hektar acres hectares square storeys stories quilometros metros kilometros
 كيلومتر كيلومترا كيلومترات متر مترا امتار ميل ميلا اميال قدم قدما سنتيمتر سنتيمترا بوصه `,
	quantityMoney: ` dollars dollar euros euro pounds pound cents cent yen rupees rupee francs franc kronor kroner krona krone usd eur gbp rubles roubles yuan pesos reais marks million millions billion billions
 millionen milliarden millones milhoes
 دولار دولارا دولارات يورو جنيه جنيها دينار دينارا دنانير ريال ريالا درهم درهما ليره فرنك فرنكا قرش قرشا روبل ين ذهبيه `,
	quantityShare:     ` percent per cent pct prozent pourcent ciento cento quarters thirds fifths tenths in out بالميه ميه بالمايه مايه `,
	quantityClock:     ` am pm a.m p.m o'clock oclock uhr h heures horas `,
	quantityFrequency: ` times time mal fois veces vezes مره مرات `,
}

// yearsOldAr are the years of an age in Arabic.
const yearsOldAr = ` عاما سنه سنوات اعوام عمره عمرها `

// oftenWords say how often without a number.
const oftenWords = ` every once twice thrice daily weekly monthly yearly annually hourly nightly quarterly jeden jede jedes taglich wochentlich monatlich jahrlich einmal zweimal chaque quotidien cada diario semanal mensual anual diariamente كل سنويا شهريا يوميا اسبوعيا `

// quantityOf reads what quantity a question asks for.
func quantityOf(q *query) quantity {
	lang := q.lang
	if lang == "" {
		lang = "en"
	}
	if lang == "zh" {
		return quantityOfZh(q.text)
	}
	for _, a := range quantityAsks[lang] {
		for _, phrase := range a.phrases {
			if q.says(phrase) {
				return a.quantity
			}
		}
	}
	return noQuantity
}

// quantityAt reports whether the i-th word of a sentence gives the quantity
// that the question asks for.
func (r *reader) quantityAt(seg *segment, x *reading, i int) bool {
	w := &x.words[i]
	word := func(i int) string {
		if i < 0 || i >= len(x.words) {
			return ""
		}
		return seg.words.text.at(int(x.words[i].word))
	}
	number := w.class&(classNumber|classDigit) != 0 && w.slot < 0
	quantity := r.q.quantity
	if r.q.lang == "zh" {
		return number && quantityAtZh(quantity, w.class, word(i), word(i+1), word(i+2), word(i+3)) || quantity == quantityShare && (word(i) == "百分" || word(i) == "分之")
	}
	switch quantity {
	case quantityFrequency:
		if strings.Contains(oftenWords, " "+word(i)+" ") {
			return true
		}
	case quantityClock:
		if s := word(i); s == "noon" || s == "midnight" || number && strings.ContainsRune(s, ':') {
			return true
		}
	case quantityMoney:
		if number && w.before&(1<<symCurrency) != 0 {
			return true
		}
	case quantityShare:
		after := x.after
		if i+1 < len(x.words) {
			after = x.words[i+1].before
		}
		if number && after&(1<<symPercent) != 0 {
			return true
		}
	case quantityAge:
		if !number {
			return false
		}
		// "Holm, 44, said", "aged 44", "at the age of 44".
		if before := word(i - 1); before == "aged" || before == "age" || word(i-2) == "age" && before == "of" {
			return true
		}
		if n, err := strconv.Atoi(word(i)); err == nil && n >= 5 && n <= 115 && i > 0 && x.words[i-1].class&classCapital != 0 && w.before&(1<<symComma|1<<symParen) != 0 &&
			(i+1 >= len(x.words) || x.words[i+1].before&(1<<symComma|1<<symParen) != 0) {
			return true
		}
		return strings.Contains(quantityUnits[quantity], " "+word(i+1)+" ") && (word(i+2) == "old" || word(i+2) == "alt" || word(i+1) == "jahrige" || word(i+1) == "ans" || word(i+1) == "anos" || strings.Contains(yearsOldAr, " "+word(i+1)+" "))
	}
	if !number {
		return false
	}
	for j := i + 1; j <= i+2 && j < len(x.words); j++ {
		unit := word(j)
		if strings.Contains(quantityUnits[quantity], " "+unit+" ") {
			return true
		}
		if unit == "per" || unit == "a" || unit == "an" || unit == "each" {
			return false // "twice a day", "40 per cent"
		}
	}
	return false
}

// measured fills the features of a question that asks for a quantity, and how
// near to the question's words the evidence for its kind stands.
func (r *reader) measured(seg *segment, x *reading, f []float64) {
	q := r.q
	best := 0.0
	near := func(i int) {
		for _, j := range x.met {
			if x.cover&(1<<x.words[j].slot) == 0 {
				continue
			}
			d := int(j) - i
			if d < 0 {
				d = -d
			}
			best = max(best, 1/(1+float64(d)/4))
		}
	}
	if q.quantity != noQuantity {
		found := false
		for i := range x.words {
			if r.quantityAt(seg, x, i) {
				found = true
				near(i)
			}
		}
		f[fQuantity], f[fNoQuantity] = one(found), one(!found)
		f[fEvidenceNear] = best
		return
	}
	for i := range x.words {
		w := &x.words[i]
		if w.slot >= 0 || w.class == 0 {
			continue
		}
		is := false
		switch q.kind {
		case kindWho, kindWhich, kindWhat, kindWhere:
			is = i > 0 && w.class&classCapital != 0 && w.class&(classStop|classMonth|classWeekday) == 0
		case kindWhen, kindYear:
			is = w.class&(classYear|classMonth|classWeekday) != 0
		case kindHowMany, kindHowMuch:
			is = w.class&(classNumber|classDigit) != 0
		}
		if is {
			near(i)
		}
	}
	f[fEvidenceNear] = best
}
