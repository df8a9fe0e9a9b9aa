package qa

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Japanese writes no capitals and no spaces, so its speakers are found by the
// particles about them: 「…」と X は述べた · X は「…」と語った · X：「…」.

var (
	// jaSpeech begins the verbs that name who speaks.
	jaSpeech = list("述べ|語っ|語る|話し|話す|言っ|言う|いう|いっ|説明|答え|書い|書く|コメント|主張|発言|訴え|指摘|強調|明かし|伝え|振り返|告げ|叫ん|呟い|つぶやい|断言|宣言|否定|認め|警告|報告|応じ|返し|返答")
	// jaTitles stand behind a name and are no part of it.
	jaTitles = list("さん|さま|ちゃん|くん|氏|様|君|先生|博士|教授|市長|町長|村長|知事|大臣|首相|大統領|社長|会長|所長|館長|部長|船長|校長|院長|選手|監督|記者|議員|夫人|女史")
	// jaNobody are the words for who speaks that name nobody.
	jaNobody = list("彼|彼女|彼ら|私|わたし|僕|俺|本人|男性|女性|住民|同氏|同社|誰か|皆")
)

// japaneseSpeaker reads who speaks from what stands before a quotation and
// behind it; ok is false where the text is not Japanese or says nothing of it.
func japaneseSpeaker(before, after string) (s speaker, ok bool) {
	after = strings.TrimLeftFunc(after, func(r rune) bool {
		return isQuoteMark(r) || isBlank(r) || strings.ContainsRune("」』。、！？", r)
	})
	sentence, _, _ := strings.Cut(after, "。")
	said, quoted := strings.CutPrefix(sentence, "と")
	verb := quoted && slices.ContainsFunc(jaSpeech, func(v string) bool { return strings.Contains(said, v) })
	// と、X は述べた
	if verb {
		if name, told := jaSubject(strings.TrimLeft(said, "、 ")); told {
			return speaker{name: name, verb: true}, true
		}
	}
	before = strings.TrimRightFunc(before, func(r rune) bool { return isQuoteMark(r) || isBlank(r) || strings.ContainsRune("「『、", r) })
	if i := strings.LastIndexAny(before, "。」』！？\n"); i >= 0 {
		_, n := utf8.DecodeRuneInString(before[i:])
		before = before[i+n:]
	}
	// X：「…」
	if name, colon := strings.CutSuffix(before, "："); colon && japanese(name) {
		return speaker{name: jaName(name)}, true
	}
	// X は「…」と述べた
	if verb {
		if name, told := jaSubject(before); told {
			return speaker{name: name, verb: true}, true
		}
		return speaker{verb: true}, true
	}
	return speaker{}, false
}

// jaSubject is the name before the first は or が of a clause; told is true when
// there is a subject, which need not be a name.
func jaSubject(clause string) (name string, told bool) {
	i := strings.IndexAny(clause, "はが")
	if i <= 0 || utf8.RuneCountInString(clause[:i]) > 40 {
		return "", false
	}
	return jaName(clause[:i]), japanese(clause[:i])
}

// jaName is the name in a noun phrase: what follows the last の or comma, its
// title aside; "" for a word that names nobody.
func jaName(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexAny(s, "の、"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	for _, t := range jaTitles {
		if rest, ok := strings.CutSuffix(s, t); ok && rest != "" {
			s = rest
			break
		}
	}
	if slices.Contains(jaNobody, s) || slices.Contains(jaTitles, s) {
		return ""
	}
	return s
}

// japanese reports whether a text is written in Japanese letters alone.
func japanese(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && !strings.ContainsRune("ー・＝々、 　", r)
	}) < 0
}

// sameJapanese reports whether two names may be one person's: one is the other,
// or the family or given name of it.
func sameJapanese(a, b string) bool {
	plain := strings.NewReplacer("・", "", "＝", "", " ", "", "　", "")
	a, b = plain.Replace(jaName(a)), plain.Replace(jaName(b))
	if len(a) > len(b) {
		a, b = b, a
	}
	return a != "" && (strings.HasPrefix(b, a) || strings.HasSuffix(b, a))
}
