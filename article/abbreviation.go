package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// language is what the splitter knows of a text's language.
type language struct {
	tag string // the primary subtag, lower case; empty when unknown
}

// languageOf reads the primary subtag of a BCP 47 tag.
func languageOf(tag string) language {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return language{strings.ToLower(tag)}
}

// maxAbbreviation bounds, in bytes, the words that are looked up.
const maxAbbreviation = 24

// abbreviates reports whether the dot at stop belongs to an abbreviation, an
// initial or a number, so that the sentence that began at start goes on with
// rest, which starts with the next word.
func (l language) abbreviates(text string, start, stop int, rest string) bool {
	// The word before the dot: back to a space, a bracket, a quote or a dash.
	from := stop
	for from > start && stop-from <= maxAbbreviation {
		r, n := utf8.DecodeLastRuneInString(text[start:from])
		if unicode.IsSpace(r) || r == '(' || r == '[' || r == '/' || r == '"' || r == '“' || r == '‘' || r == '„' || r == '«' || r == '—' || r == '–' || r == '-' {
			break
		}
		from -= n
	}
	word := text[from:stop]
	if word == "" || len(word) > maxAbbreviation {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest)
	first, size := utf8.DecodeRuneInString(word)

	if isNumber(word) {
		// "1. Item" at the start of a paragraph, and ordinals: "5. Mai".
		if from == start && len(word) <= 3 {
			return true
		}
		return l.hasOrdinals() && len(word) <= 2 && unicode.IsUpper(next) && !l.opens(rest)
	}
	if size == len(word) && unicode.IsLetter(first) { // one letter
		switch {
		case from == start && !unicode.IsUpper(first): // "a. Item"
			return true
		case !unicode.IsUpper(first) && isCased(first):
			// "p. 5", "c. 1500"; at the end of a formula it is a full stop.
			return unicode.IsDigit(next) || isInitial(rest) || l.class(word, true) != 0 && !l.opens(rest)
		case !isCased(first):
			return !isWide(first) // "د. محمد"
		case first == 'I' && l.english() && isCapitalWordBefore(text[start:from]):
			return false // "World War I. Germany"
		case unicode.IsDigit(next):
			return false
		}
		return isInitial(rest) || !l.opens(rest)
	}
	if strings.IndexByte(word, '.') >= 0 {
		if !isDotted(word) {
			return false
		}
		switch folded(word) {
		case "e.g", "i.e", "d.h", "z.b", "u.a", "p.ej", "b.v", "т.е", "т.к", "c.-à-d", "f.eks", "t.ex", "o.a":
			return true
		case "a.m", "p.m":
			return l.continuesTime(rest)
		}
		return !unicode.IsDigit(next) && !l.opens(rest)
	}
	switch l.class(word, false) {
	case abbrTitle:
		return true
	case abbrNumber:
		return unicode.IsDigit(next) || isRoman(rest)
	case abbrMonth:
		return unicode.IsDigit(next)
	case abbrName:
		return !unicode.IsDigit(next) && !l.opens(rest)
	case abbrAny:
		return !l.opens(rest)
	}
	return false
}

// isNumber reports a word of ASCII digits alone.
func isNumber(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return w != ""
}

func isCased(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) || unicode.IsTitle(r) }

// isDotted reports letters with dots between them: "U.S", "J.K", "Ph.D".
func isDotted(w string) bool {
	n := 0
	for _, r := range w {
		switch {
		case r == '.':
			if n == 0 || n > 3 {
				return false
			}
			n = 0
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			n++
		case r == '-' || r == '&' || r == '’' || r == '\'':
			n = 1
		default:
			return false
		}
	}
	return n <= 3
}

// isInitial reports that s starts with a single capital and a dot: "K. Rowling".
func isInitial(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) && n < len(s) && s[n] == '.'
}

// isRoman reports that s starts with a Roman numeral.
func isRoman(s string) bool {
	i := 0
	for i < len(s) && strings.IndexByte("IVXLC", s[i]) >= 0 {
		i++
	}
	return i > 0 && (i == len(s) || !isWordByte(s[i]))
}

func isWordByte(b byte) bool {
	return b >= utf8.RuneSelf || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

// isCapitalWordBefore reports that the last word of s starts with a capital.
func isCapitalWordBefore(s string) bool {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	i := strings.LastIndexFunc(s[max(0, len(s)-40):], unicode.IsSpace)
	r, _ := utf8.DecodeRuneInString(s[max(0, len(s)-40)+i+1:])
	return unicode.IsUpper(r)
}

// leadingWord is the word that s starts with, at most maxAbbreviation bytes.
func leadingWord(s string) string {
	for i, r := range s {
		if i > maxAbbreviation {
			return ""
		}
		if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
			return s[:i]
		}
	}
	return s
}

// folded is w in lower case. It does not allocate for short ASCII words that
// are lower case already.
func folded(w string) string { return strings.ToLower(w) }

// What kind of abbreviation a word is.
const (
	abbrNone   = iota
	abbrTitle  // never ends a sentence: "Dr."
	abbrNumber // only before a number: "No. 5"
	abbrMonth  // before a day: "Aug. 5"
	abbrName   // before a name, unless a usual opener follows: "Inc.", "St."
	abbrAny    // unless a usual opener follows: "approx."
)

func (l language) is(tags ...string) bool {
	for _, t := range tags {
		if l.tag == t {
			return true
		}
	}
	return false
}

func (l language) english() bool { return l.tag == "en" || l.tag == "" }

// hasOrdinals reports the languages that write ordinal numbers with a dot.
func (l language) hasOrdinals() bool {
	return l.is("de", "da", "nb", "nn", "no", "fi", "cs", "sk", "hu", "hr", "sl", "sr", "bs", "tr", "et", "lv", "is", "lb")
}

// class looks up a word. The tables are chosen from the suppressions of CLDR
// (segments/*/suppressions.json), less the words that often end a sentence,
// with additions. A capital is asked of those that are words in small letters
// ("No.", "Mar.").
func (l language) class(word string, single bool) int {
	w := folded(word)
	capital := w != word
	if single {
		switch w {
		case "p", "c", "s", "r", "n", "v", "g", "т", "г", "с", "ул", "f", "h", "m", "b", "t":
			return abbrAny
		}
		return abbrNone
	}
	switch w {
	// Titles before a name, in any language.
	case "dr", "mr", "mrs", "ms", "prof", "mx", "messrs", "mme", "mlle", "mmes", "dra", "sra", "srta", "dña", "frl", "dott", "sig", "ing", "mag", "dipl",
		"vs", "viz", "fr", "hr", "доц", "проф", "акад", "им", "гр", "डॉ", "श्री", "प्रो":
		if w == "fr" && !capital || w == "sig" && !capital || w == "ing" && !capital || w == "mag" && !capital || w == "hr" && !capital {
			return abbrNone
		}
		return abbrTitle
	case "gen", "lt", "col", "sgt", "capt", "cpt", "maj", "cmdr", "adm", "rev", "hon", "sen", "rep", "gov", "pres", "supt", "insp", "det", "cpl", "pvt", "amb", "brig", "msgr", "rt", "pfc", "ens":
		if capital {
			return abbrTitle
		}
		return abbrNone
	// Before a number.
	case "no", "nos", "nr", "núm", "num", "nro", "art", "fig", "figs", "vol", "vols", "ch", "chap", "sec", "sect", "op", "pp", "pg", "ca", "cca", "abs", "bd", "kap", "rz", "stk", "tel", "ext", "pt", "стр", "рис", "табл", "ст", "гл", "tab", "abb", "ziff", "eq", "eqs", "ver", "lfd":
		return abbrNumber
	// Months and days.
	case "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "okt", "dez", "mai", "janv", "févr", "avr", "juil", "déc", "ene", "ago", "dic", "set", "out", "янв", "фев", "апр", "авг", "сент", "окт", "нояб", "дек":
		return abbrMonth
	// Before or inside a name.
	case "st", "ste", "mt", "ft", "jr", "sr", "inc", "corp", "co", "ltd", "llc", "bros", "cie", "gmbh", "univ", "dept", "ave", "blvd", "rd", "bldg", "assn", "intl", "natl", "sq", "hwy", "mfg", "ph", "esq", "ee", "str", "hl", "geb", "verh", "gest", "ул", "пр", "пер", "пл", "обл", "акц":
		if !capital && (w == "co" || w == "st" || w == "rd" || w == "sq" || w == "ft" || w == "mt" || w == "str" || w == "ph") && l.english() {
			return abbrNone
		}
		return abbrName
	// Anywhere.
	case "approx", "cf", "al", "incl", "excl", "est", "ed", "eds", "trans", "esp", "bzw", "usw", "vgl", "ggf", "evtl", "inkl", "sog", "bspw", "zzgl", "env", "av", "ej", "aprox", "pág", "págs", "ud", "uds", "vd", "vds", "ad", "es", "dhr", "mevr", "bijv", "nl", "mio", "mrd", "tsd", "mill", "resp", "red", "jfr", "bl", "tlf", "мин", "тыс", "млн", "млрд", "руб", "см", "напр", "др", "н", "max", "min", "avg", "temp":
		switch w {
		case "es":
			if l.tag != "it" {
				return abbrNone
			}
		case "nl", "ad", "av", "ud", "uds", "bl", "red", "env", "ej", "resp":
			if l.english() {
				return abbrNone
			}
		case "max", "min", "temp", "ed", "est", "др":
			if capital {
				return abbrNone
			}
		}
		return abbrAny
	}
	return abbrNone
}

// continuesTime reports that "5 p.m." goes on: with a day, a month, a zone.
func (l language) continuesTime(rest string) bool {
	switch w := leadingWord(rest); w {
	case "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		"Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec",
		"Eastern", "Pacific", "Central", "Mountain":
		return true
	default:
		// EST, GMT, UTC, ET
		return len(w) >= 2 && len(w) <= 4 && strings.ToUpper(w) == w && rest[0] >= 'A' && rest[0] <= 'Z'
	}
}

// opens reports that s starts with a capitalised word that usually opens a
// sentence and is hardly ever part of a name: an article, a pronoun, a
// preposition. It settles what an abbreviation before it leaves open.
func (l language) opens(s string) bool {
	w := leadingWord(s)
	if w == "" || len(w) > 14 {
		return false
	}
	first, n := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(first) {
		return false
	}
	// "A. Smith" is an initial; "IN" shouts, or is a code.
	if len(w) < len(s) && s[len(w)] == '.' {
		return false
	}
	if second, _ := utf8.DecodeRuneInString(w[n:]); n < len(w) && unicode.IsUpper(second) {
		return false
	}
	if strings.HasPrefix(s[len(w):], "'") || strings.HasPrefix(s[len(w):], "’") {
		// "He's", "It's" open; "L'" and "D'" do in the Romance languages.
		if n == len(w) {
			return l.is("fr", "it", "ca")
		}
	}
	switch l.tag {
	case "de":
		switch w {
		case "Der", "Die", "Das", "Dem", "Den", "Des", "Ein", "Eine", "Einer", "Er", "Sie", "Es", "Wir", "Ich", "Ihr", "Man", "Im", "In", "An", "Am", "Auf", "Aus", "Bei", "Beim", "Mit", "Nach", "Seit", "Von", "Vom", "Vor", "Zu", "Zum", "Zur", "Für", "Durch", "Gegen", "Über", "Um", "Unter", "Während", "Wegen", "Dies", "Diese", "Dieser", "Dieses", "Jede", "Jeder", "Dann", "Doch", "Aber", "Auch", "Als", "Wenn", "Weil", "Da", "Daher", "Dabei", "Dadurch", "Damit", "Danach", "Darauf", "Dort", "Hier", "Heute", "So", "Nur", "Noch", "Nun", "Nicht", "Sein", "Seine", "Seinen", "Ihre", "Ihren", "Zwei", "Drei", "Viele", "Alle", "Einige", "Obwohl", "Jedoch", "Außerdem", "Später", "Was", "Wer", "Wie", "Wo":
			return true
		}
		return false
	case "fr":
		switch w {
		case "Le", "La", "Les", "L", "Un", "Une", "Des", "Il", "Elle", "Ils", "Elles", "On", "Nous", "Vous", "Je", "Ce", "Cet", "Cette", "Ces", "C", "Dans", "En", "Au", "Aux", "Sur", "Sous", "Par", "Pour", "Avec", "Sans", "Selon", "Depuis", "Après", "Avant", "Mais", "Et", "Ou", "Donc", "Si", "Quand", "Lorsque", "Son", "Sa", "Ses", "Leur", "Leurs", "Plusieurs", "Tous", "Toutes", "À", "Ainsi", "Cependant":
			return true
		}
		return false
	case "es":
		switch w {
		case "El", "La", "Los", "Las", "Lo", "Un", "Una", "Unos", "En", "Por", "Para", "Con", "Sin", "Según", "Desde", "Hasta", "Tras", "Entre", "Sobre", "Se", "Su", "Sus", "Este", "Esta", "Estos", "Estas", "Ese", "Esa", "Eso", "Esto", "Ella", "Ellos", "Él", "Y", "Pero", "Cuando", "Como", "Si", "Aunque", "No", "Al", "A", "De", "Del", "Hay", "Muchos", "También", "Además":
			return true
		}
		return false
	case "pt":
		switch w {
		case "O", "A", "Os", "As", "Um", "Uma", "Em", "No", "Na", "Nos", "Nas", "Por", "Para", "Com", "Sem", "Desde", "Até", "Após", "Entre", "Sobre", "Se", "Seu", "Sua", "Este", "Esta", "Esse", "Essa", "Isso", "Ele", "Ela", "Eles", "Elas", "E", "Mas", "Quando", "Como", "Embora", "Não", "Ao", "De", "Do", "Da":
			return true
		}
		return false
	case "it":
		switch w {
		case "Il", "Lo", "La", "I", "Gli", "Le", "L", "Un", "Una", "Uno", "In", "Nel", "Nella", "Per", "Con", "Da", "Dal", "Dopo", "Tra", "Fra", "Su", "Sul", "Si", "Suo", "Sua", "Questo", "Questa", "Quello", "Egli", "Lui", "Lei", "Essi", "E", "Ma", "Quando", "Come", "Se", "Non", "Al", "A", "Di", "Del", "Della", "È":
			return true
		}
		return false
	case "nl":
		switch w {
		case "De", "Het", "Een", "In", "Op", "Aan", "Bij", "Met", "Na", "Naar", "Van", "Voor", "Door", "Tegen", "Over", "Om", "Onder", "Tijdens", "Hij", "Zij", "Ze", "Wij", "We", "Ik", "Er", "Dit", "Deze", "Dat", "Die", "Dan", "Maar", "Ook", "Als", "En", "Toen", "Daar", "Hier", "Zijn", "Haar", "Hun":
			return true
		}
		return false
	case "ru", "uk":
		switch w {
		case "Он", "Она", "Оно", "Они", "Мы", "Я", "Вы", "В", "Во", "На", "С", "Со", "К", "По", "За", "Из", "Для", "При", "После", "До", "От", "О", "Об", "У", "И", "Но", "А", "Это", "Эта", "Этот", "Эти", "Тот", "Его", "Её", "Их", "Как", "Когда", "Если", "Так", "Также", "Однако", "Не", "Все", "Там", "Здесь", "Він", "Вона", "Вони", "Це", "Але", "Та", "З", "Що", "Як":
			return true
		}
		return false
	}
	switch w {
	case "The", "A", "An", "He", "She", "It", "They", "We", "You", "I", "His", "Her", "Its", "Their", "Our", "My", "Your",
		"This", "That", "These", "Those", "There", "Here", "In", "On", "At", "By", "For", "From", "With", "Without", "As", "If", "When", "While", "Where",
		"After", "Before", "During", "Since", "Until", "Although", "Though", "However", "But", "And", "Or", "So", "Then", "Thus", "Both", "All", "Some",
		"Many", "Most", "Several", "Each", "Every", "Another", "Other", "Others", "No", "Not", "What", "Why", "How", "Who", "Which", "Under", "Over", "Between", "Among",
		"Unlike", "Despite", "Because", "According", "Also", "Instead", "Once", "Only", "Even", "Still", "Yet", "Now", "Today", "Later", "Such", "To", "Through",
		"Throughout", "Within", "Following", "Additionally", "Furthermore", "Moreover", "Meanwhile", "Nevertheless", "Therefore", "Finally", "Eventually", "Initially", "Currently", "Previously", "Subsequently", "Originally", "Historically",
		"Is", "Are", "Was", "Were", "Do", "Does", "Did", "Can", "Will", "Would", "Could", "Should", "Let", "Please", "Two", "Three", "Four", "Five", "Six", "Unfortunately", "Perhaps", "Maybe", "Yes", "One", "Upon", "Like", "Much", "More", "Few", "Any":
		return true
	}
	return false
}
