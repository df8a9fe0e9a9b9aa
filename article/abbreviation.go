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
			return unicode.IsDigit(next) || isInitial(rest) || unit(word) && !l.opens(rest)
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
	switch l.class(word) {
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

// class looks up a word before a dot. Many entries are facts from the
// suppressions of CLDR 46 (segments/*/suppressions.json), without those that
// end sentences as often as not.
func (l language) class(word string) int {
	// Those that are words of their own in small letters.
	switch word {
	case "Gen", "Lt", "Col", "Sgt", "Capt", "Cpt", "Maj", "Cmdr", "Adm", "Rev", "Hon", "Sen", "Rep", "Gov", "Pres", "Supt", "Insp", "Det", "Cpl", "Pvt",
		"Amb", "Brig", "Msgr", "Mag", "Sig", "Sigg", "Ing", "MM", "Me", "Mgr", "Hr", "Hrn", "Fr", "Frl":
		return abbrTitle
	case "St", "Ste", "Mt", "Ft", "Rd", "Sq", "Co", "Str", "Ph", "Hl", "EE", "FF", "JJ", "RR", "SS", "CC":
		return abbrName
	}
	w := folded(word)
	// Those of one language.
	switch l.tag {
	case "de":
		switch w {
		case "bzw", "usw", "vgl", "ggf", "ggfs", "evtl", "inkl", "exkl", "einschl", "entspr", "ehem", "eigtl", "sog", "bspw", "zzgl", "abzgl", "mio", "mrd", "tsd", "abt", "ausg",
			"hrsg", "jahrh", "kgl", "mind", "max", "min", "mtl", "tägl", "urspr", "verf", "kath", "ev", "österr", "schweiz", "röm", "dt", "engl", "frz", "lat", "griech", "od", "chr", "jh", "std", "etc":
			return abbrAny
		case "str", "geb", "verh", "gest", "gebr", "fa", "inh", "dipl", "fam":
			return abbrName
		case "abs", "bd", "kap", "rz", "ziff", "abb", "tab", "aufl", "lfd":
			return abbrNumber
		}
	case "fr":
		switch w {
		case "env", "av", "apr", "éd", "édit", "coll", "hab", "ill", "trad", "dir", "cf":
			return abbrAny
		case "janv", "févr", "avr", "juil", "déc":
			return abbrMonth
		}
	case "es":
		switch w {
		case "sr", "sra", "srta", "sres", "sras", "srtas", "dra", "drs", "lic", "licda", "licdo", "mons", "rvdo", "excmo", "excma", "ilmo", "ilma", "dña", "ud", "uds", "vd", "vds", "gral":
			return abbrTitle
		case "sta", "sto", "avda", "av", "cía", "depto", "dpto", "ltda", "hnos", "vda", "ntra", "ntro":
			return abbrName
		case "ej", "aprox", "ed", "col", "cfr", "cf", "etc":
			return abbrAny
		case "pág", "págs", "núm", "núms":
			return abbrNumber
		case "ene", "abr", "ago", "dic":
			return abbrMonth
		}
	case "pt":
		switch w {
		case "sr", "sra", "srta", "dra", "drs", "profa", "exmo", "exma", "ilmo", "ilma", "eng", "cel", "pe":
			return abbrTitle
		case "sta", "sto", "av", "ltda", "cia", "dept":
			return abbrName
		case "ex", "aprox", "ed", "obs":
			return abbrAny
		case "pág", "págs", "séc", "núm", "cap":
			return abbrNumber
		case "fev", "abr", "mai", "ago", "set", "out", "dez":
			return abbrMonth
		}
	case "it":
		switch w {
		case "sig", "sigg", "dott", "dottssa", "avv", "geom", "rag", "ing", "arch", "on", "prof":
			return abbrTitle
		case "cfr", "ecc", "es", "ca", "sec":
			return abbrAny
		case "pag", "pagg", "sez", "tav", "cap":
			return abbrNumber
		case "gen", "mag", "giu", "lug", "ago", "set", "ott", "dic":
			return abbrMonth
		}
	case "nl":
		switch w {
		case "dhr", "mevr", "mw", "mr", "drs", "ir", "ds":
			return abbrTitle
		case "bijv", "bv", "ca", "evt", "incl", "excl", "jl", "resp", "nl", "ong", "vgl", "zgn":
			return abbrAny
		}
	case "da", "no", "nb", "nn", "sv":
		switch w {
		case "bl", "ca", "evt", "inkl", "ekskl", "jf", "jfr", "kl", "mio", "mrd", "mv", "osv", "pga", "tlf", "dvs", "bla", "fkr", "ekr", "milj", "resp", "tex":
			return abbrAny
		}
	case "pl":
		switch w {
		case "np", "tj", "tzn", "ok", "prof", "mgr", "inż", "hab", "ul", "im", "św", "gen", "pt", "tys", "mln", "mld", "wg", "ww", "tzw":
			return abbrAny
		}
	case "cs", "sk":
		switch w {
		case "např", "tzv", "tj", "atd", "apod", "mj", "ing", "mgr", "doc", "sv", "ul", "tis", "mil", "napr":
			return abbrAny
		}
	case "tr":
		switch w {
		case "doç", "yrd", "av", "sn", "müh":
			return abbrTitle
		case "vb", "vs", "bkz", "örn", "yy", "mah", "cad", "sok", "no":
			return abbrAny
		}
	case "ru", "uk", "bg":
		switch w {
		case "доц", "проф", "акад", "им", "гр", "св", "ім", "ген", "полк":
			return abbrTitle
		case "ул", "пр", "просп", "пер", "пл", "обл", "вул", "отд", "кв":
			return abbrName
		case "тыс", "млн", "млрд", "руб", "мин", "см", "напр", "тел", "тис", "грн", "стр", "рис", "табл", "ст", "гл", "ок", "ред", "изд":
			return abbrAny
		case "янв", "фев", "февр", "апр", "авг", "сен", "сент", "окт", "ноя", "нояб", "дек":
			return abbrMonth
		}
	case "hi", "mr", "ne":
		switch w {
		case "डॉ", "प्रो", "श्री", "पं", "सं", "एस", "एन", "आर", "एम", "के", "पी", "वी", "जी", "बी", "सी", "डी", "टी", "एल", "एच", "जे", "ए":
			return abbrTitle
		}
	}
	// Those of English and those that are the same in many languages.
	switch w {
	case "dr", "mr", "mrs", "ms", "mx", "messrs", "prof", "mme", "mlle", "mmes", "vs", "viz":
		return abbrTitle
	case "no", "nos", "nr", "num", "art", "fig", "figs", "vol", "vols", "ch", "chap", "sec", "sect", "op", "pp", "pg", "ca", "tel", "ext", "pt", "eq", "eqs", "ver", "est", "ed", "circ":
		return abbrNumber
	case "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "okt", "dez":
		return abbrMonth
	case "jr", "sr", "inc", "corp", "ltd", "llc", "bros", "cie", "gmbh", "univ", "dept", "ave", "blvd", "bldg", "assn", "intl", "natl", "hwy", "mfg", "esq":
		return abbrName
	case "approx", "cf", "al", "incl", "excl", "esp", "avg", "eds", "min", "max", "temp":
		if (w == "min" || w == "max" || w == "al") && w != word {
			return abbrNone // names
		}
		return abbrAny
	}
	return abbrNone
}

// unit reports single small letters that abbreviate a word before a name or a
// number: "p. 5", "г. Москва", "n. Chr.".
func unit(w string) bool {
	switch w {
	case "p", "c", "s", "r", "n", "v", "g", "f", "h", "m", "b", "t", "d", "z", "u", "o", "т", "г", "с", "р", "н", "э", "м":
		return true
	}
	return false
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
