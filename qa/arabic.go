package qa

import (
	"strings"
	"unicode/utf8"
)

// unvowelled takes off the marks of Arabic that stand over and under letters.
func unvowelled(s string) string {
	if !strings.ContainsFunc(s, isTashkeel) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isTashkeel(r) {
			return -1
		}
		return r
	}, s)
}

func isTashkeel(r rune) bool { return 0x064B <= r && r <= 0x0652 || r == 0x0670 }

// withoutArticle takes the article off an Arabic word, with what is written
// together with it: "and", "so", "by", "as", "to".
func withoutArticle(s string) string {
	rest := s
	for _, and := range []string{"و", "ف"} {
		if after, ok := strings.CutPrefix(rest, and); ok && (strings.HasPrefix(after, "ال") || strings.HasPrefix(after, "بال") || strings.HasPrefix(after, "لل") || strings.HasPrefix(after, "كال")) {
			rest = after
			break
		}
	}
	for _, article := range []string{"بال", "كال", "ال", "لل"} {
		// Two letters are too little: "الف" is a thousand, "التي" a pronoun.
		if after, ok := strings.CutPrefix(rest, article); ok && utf8.RuneCountInString(after) >= 3 && !strings.HasPrefix(after, "ذي") {
			return after
		}
	}
	return s
}

// plainLetters writes the letters of Arabic that are often written for one
// another in one way: the forms of alif, hamza over and under letters, the
// bound t and the alif that looks like y at the end of a word.
func plainLetters(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'أ', 'إ', 'آ', 'ٱ':
			return 'ا'
		case 'ى', 'ئ':
			return 'ي'
		case 'ة':
			return 'ه'
		case 'ؤ':
			return 'و'
		}
		return r
	}, s)
}

// listedClassAr is listedClass with what is written together with a word
// taken off, where the word is not listed with it.
func listedClassAr(folded string) class {
	if c := listedClass(folded, "ar"); c != 0 {
		return c
	}
	for _, before := range []string{"و", "ف", "ب", "ل", "ك"} {
		if rest, ok := strings.CutPrefix(folded, before); ok && len(rest) >= 6 {
			if c := listedClass(rest, "ar"); c != 0 {
				return c &^ (classPronoun | classQuestion)
			}
			if before == "و" || before == "ف" {
				for _, next := range []string{"ب", "ل"} {
					if rest, ok := strings.CutPrefix(rest, next); ok && len(rest) >= 6 {
						return listedClass(rest, "ar") &^ (classPronoun | classQuestion)
					}
				}
			}
		}
	}
	return 0
}

// suffixesAr are endings of Arabic nouns and verbs, longest first.
var suffixesAr = strings.Fields(`تهما تموه ناها كموها
 هما كما تين تان تها ته ات ون ين ان ها هم هن كم نا يه تا وا ه ت`)

// rootAr is a guess at the consonants that an Arabic word is made of, which
// words of one family share: "سكان" (inhabitants), "يسكن" (he lives). It is
// empty when too little is left to tell. Roots with a weak letter keep its
// place, written "~".
func rootAr(folded string) string {
	n := utf8.RuneCountInString(folded)
	if n < 3 || n > 14 {
		return ""
	}
	w := []rune(folded)
	for _, r := range w {
		if r < 0x0621 || r > 0x064A {
			return ""
		}
	}
	// Written together with the word: "and", "so", then "to", "by", the future.
	if len(w) >= 5 && (w[0] == 'و' || w[0] == 'ف') && w[1] != 'ا' {
		w = w[1:]
	}
	if len(w) >= 5 && (w[0] == 'ل' || w[0] == 'ب' || w[0] == 'ك' || w[0] == 'س' && (w[1] == 'ي' || w[1] == 'ت')) {
		if r, _ := consonants(w[1:]); r >= 3 {
			w = w[1:]
		}
	}
	for range 2 {
		for _, end := range suffixesAr {
			s := []rune(end)
			if len(w)-len(s) < 3 || !strings.HasSuffix(string(w), end) {
				continue
			}
			if r, weak := consonants(w[:len(w)-len(s)]); r >= 3 || r == 2 && weak && end != "ت" {
				w = w[:len(w)-len(s)]
			}
			break
		}
	}
	if len(w) >= 5 && w[len(w)-1] == 'ا' && !isWeakAr(w[len(w)-2]) { // "قياسا": an ending of case
		w = w[:len(w)-1]
	}
	// Letters before the root.
	for _, before := range []string{"است", "مست", "يست", "تست", "ان", "من", "مت", "يت", "ا", "م", "ت", "ي", "ن"} {
		p := []rune(before)
		if len(w)-len(p) < 3 || !strings.HasPrefix(string(w), before) {
			continue
		}
		if r, weak := consonants(w[len(p):]); r >= 3 || len(p) == 1 && r == 2 && weak {
			w = w[len(p):]
			break
		}
	}
	var out []rune
	strong, _ := consonants(w)
	for i, r := range w {
		if !isWeakAr(r) || i == 0 && r == 'و' {
			out = append(out, r)
		} else if strong == 2 && len(out) > 0 && out[len(out)-1] != '~' {
			out = append(out, '~')
		}
	}
	if len(out) == 4 && out[1] == 'ت' { // the t behind the first consonant
		out = append(out[:1], out[2:]...)
	}
	if len(out) != 3 {
		return ""
	}
	return string(out)
}

func isWeakAr(r rune) bool {
	return r == 'ا' || r == 'و' || r == 'ي' || r == 'ء'
}

// consonants counts the strong letters of a word, and says whether a weak one
// stands behind the first of them.
func consonants(w []rune) (n int, weak bool) {
	for i, r := range w {
		if !isWeakAr(r) || i == 0 && r == 'و' {
			n++
		} else if n > 0 {
			weak = true
		}
	}
	return n, weak
}

// kindOfAr reads what an Arabic question asks for. Most of its question words
// mean something else inside of a sentence ("من" is "from", too), so they count
// where it begins, or behind a preposition that begins it.
func kindOfAr(q *query) questionKind {
	word := func(i int) string {
		if i < len(q.seq) && q.seq[i] >= 0 {
			return q.slots[q.seq[i]].folded
		}
		return ""
	}
	in := func(list, w string) bool { return w != "" && strings.Contains(list, " "+w+" ") }
	at := 0
	if in(` في الي علي عن من منذ حتي ب ل و `, word(0)) && in(` اي ايه اين متي كم من ماذا `, word(1)) {
		at = 1
	}
	// "which", or the measure of something, with what it is of.
	next := word(at + 1)
	if in(` هو هي كان كانت هم `, next) {
		next = word(at + 2)
	}
	w := strings.TrimPrefix(word(at), "و")
	for _, before := range []string{"ب", "ل", "ك", "ف"} { // "باي", "لماذا", "بكم"
		if rest, ok := strings.CutPrefix(w, before); ok && in(` اي ايه كم ماذا من `, rest) {
			if rest == "ماذا" && before == "ل" {
				return kindWhy
			}
			w = rest
			break
		}
	}
	switch {
	case in(` اي ايه `, w):
		switch {
		case in(` عام سنه قرن عقد اعوام سنوات `, next):
			return kindYear
		case in(` يوم شهر تاريخ وقت موعد فصل موسم ساعه فتره عصر عهد مرحله زمن `, next):
			return kindWhen
		case in(` مدينه دوله بلد مكان منطقه قاره جزيره ولايه قريه اقليم محافظه بلده موقع حي `, next):
			return kindWhere
		case in(` شخص رجل امراه `, next):
			return kindWho
		case in(` سبب هدف غرض غايه `, next):
			return kindWhy
		case in(` عمر سن عدد ارتفاع عمق مسافه سرعه حد مدي `, next):
			return kindHowMany
		case in(` نسبه ثمن سعر `, next):
			return kindHowMuch
		case in(` طريقه وسيله كيفيه `, next):
			return kindHow
		}
		return kindWhich
	case w == "كم":
		for i := at + 1; i < at+4; i++ {
			if in(` كلف كلفت تكلفه تكلف ثمن سعر نسبه مبلغ يكلف راتب `, word(i)) {
				return kindHowMuch
			}
		}
		return kindHowMany
	case w == "متي":
		return kindWhen
	case w == "اين":
		return kindWhere
	case w == "من" || w == "ممن" || w == "عمن":
		return kindWho
	case w == "كيف":
		return kindHow
	case w == "لم":
		return kindWhy
	case in(` ما ماذا مم مما عم عما فيم فيما علام بم `, w):
		switch {
		case in(` سبب اسباب دافع دوافع هدف غرض غايه `, next) || next == "ذي" && in(` ادي تسبب دفع جعل سبب `, word(at+2)) || next == "الذي" && in(` ادي تسبب دفع جعل سبب `, word(at+2)):
			return kindWhy
		case in(` عدد مقدار طول ارتفاع عمق عرض مساحه حجم عمر مده سرعه مسافه وزن كميه `, next):
			return kindHowMany
		case in(` نسبه ثمن سعر تكلفه قيمه حصه `, next):
			return kindHowMuch
		case in(` تاريخ موعد `, next):
			return kindWhen
		case in(` عام سنه `, next):
			return kindYear
		case in(` طريقه وسيله كيفيه `, next):
			return kindHow
		}
		return kindWhat
	case w == "هل":
		return kindYesNo
	}
	// A question word elsewhere: "the minister is who?".
	for i := range q.seq {
		switch word(i) {
		case "كم":
			return kindHowMany
		case "متي":
			return kindWhen
		case "اين":
			return kindWhere
		case "لماذا":
			return kindWhy
		case "كيف":
			return kindHow
		case "ماذا":
			return kindWhat
		case "اي", "ايه":
			return kindWhich
		}
	}
	return kindOther
}
