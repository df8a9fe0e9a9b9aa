package qa

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// senseWords are the words of one language by which what follows or goes before
// takes back, or narrows, what was said.
type senseWords struct {
	negations  []string // turn a statement round
	retractors []string // "but", "unless", "if", "according to": begin what takes back
	early      []string // of the retractors and others: count only right behind the words
	conditions []string // before the words: "if", "whether", "allegedly"
	helpers    []string // may stand between a negation and what it negates
	hearsay    []string // "claimed": the words before were somebody's claim
}

// senses are the words by primary language. They are compared in small letters,
// phrases word by word.
func senses(lang string) *senseWords {
	switch lang {
	case "de":
		return &senseDe
	case "fr":
		return &senseFr
	case "es":
		return &senseEs
	case "pt":
		return &sensePt
	case "it":
		return &senseIt
	case "ja":
		return &senseJa
	case "zh":
		return &senseZh
	}
	return &senseEn
}

func list(s string) []string { return strings.Split(s, "|") }

var (
	senseEn = senseWords{
		negations: list("not|never|no|nobody|none|nothing|neither|nor|cannot|nowhere|without|hardly|barely|scarcely|rarely|seldom|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|won't|wouldn't|" +
			"can't|couldn't|shouldn't|mustn't|hasn't|haven't|hadn't|needn't|ain't|shan't|mightn't"),
		retractors: list("but|except|unless|however|although|though|albeit|even if|even though|provided|providing|on condition|as long as|so long as|if|rather than|instead of|according to|yet|" +
			"apart from|other than|in theory|allegedly|reportedly|supposedly|apparently|in his opinion|in her opinion|in their opinion|in his view|in her view|in their view|by his account|by her account|by their account|by its own account"),
		early:      list("only|at most|or not|and not"),
		conditions: list("if|unless|whether|except|allegedly|reportedly|supposedly|almost|nearly|denied|denies|deny|doubted|doubts|doubt|refused|refuses|failed|fails|impossible|unlikely|false|untrue|claimed|claims|alleged|alleges|lest"),
		helpers:    list("be|been|being|is|are|was|were|have|has|had|do|does|did|will|would|shall|should|may|might|must|can|could|to|that|yet|ever|even"),
		hearsay:    list("claimed|claims|claim|alleged|alleges|allege|speculated|speculates|insinuated"),
	}
	senseDe = senseWords{
		negations:  list("nicht|nie|niemals|kein|keine|keinen|keinem|keiner|keines|niemand|niemanden|niemandem|nichts|nirgends|ohne|weder|noch nie|kaum|selten"),
		retractors: list("aber|jedoch|doch|sondern|außer|ausser|es sei denn|sofern|falls|wenn|obwohl|obgleich|wenngleich|allerdings|vorausgesetzt|laut|nach angaben|nach eigenen angaben|nach ansicht|nach meinung|angeblich|solange|statt|anstatt|mit ausnahme|abgesehen"),
		early:      list("nur|höchstens"),
		conditions: list("falls|wenn|ob|angeblich|fast|beinahe|bestritt|bestreitet|bezweifelt|bezweifelte|behauptet|behauptete|unmöglich|falsch"),
		helpers:    list("zu|dass|daß|sein|werden|worden|wird|wurde|ist|war|hat|haben|hatte"),
		hearsay:    list("behauptete|behauptet|behaupten"),
	}
	senseFr = senseWords{
		negations:  list("ne|n'|pas|jamais|aucun|aucune|personne|rien|sans|ni|nullement|guère|non"),
		retractors: list("mais|cependant|toutefois|pourtant|sauf|excepté|à moins que|à moins de|si|s'il|s'ils|quoique|bien que|selon|d'après|à condition|pourvu que|tant que|au lieu de|plutôt que|prétendument|hormis"),
		early:      list("seulement|uniquement|au plus"),
		conditions: list("si|sauf|presque|prétendument|nie|nié|doute|refusé|impossible|faux|prétend|prétendait"),
		helpers:    list("de|que|être|été|est|sont|était|a|ont|avait|à|se"),
		hearsay:    list("prétend|prétendait|affirmait|aurait affirmé"),
	}
	senseEs = senseWords{
		negations:  list("no|nunca|jamás|ningún|ninguno|ninguna|nadie|nada|sin|ni|tampoco|apenas"),
		retractors: list("pero|sino|salvo|excepto|a menos que|a no ser que|si|aunque|sin embargo|según|de acuerdo con|siempre que|con tal de que|mientras|en lugar de|en vez de|supuestamente|presuntamente|no obstante"),
		early:      list("solo|sólo|solamente|únicamente|como mucho"),
		conditions: list("si|casi|supuestamente|presuntamente|niega|negó|duda|imposible|falso"),
		helpers:    list("que|de|ser|sido|es|son|fue|era|ha|han|había|se|a|lo|la|le"),
		hearsay:    list("alegó|alega|pretende"),
	}
	sensePt = senseWords{
		negations:  list("não|nunca|jamais|nenhum|nenhuma|ninguém|nada|sem|nem|tampouco|mal"),
		retractors: list("mas|porém|contudo|todavia|no entanto|exceto|salvo|a menos que|a não ser que|se|embora|ainda que|segundo|de acordo com|conforme|desde que|em vez de|supostamente|alegadamente"),
		early:      list("só|somente|apenas|no máximo"),
		conditions: list("se|quase|supostamente|alegadamente|nega|negou|duvida|impossível|falso"),
		helpers:    list("que|de|ser|sido|é|são|foi|era|há|tem|têm|se|a|o"),
		hearsay:    list("alegou|alega"),
	}
	senseIt = senseWords{
		negations:  list("non|mai|nessun|nessuno|nessuna|niente|nulla|senza|né|neppure|neanche|nemmeno"),
		retractors: list("ma|però|tuttavia|tranne|eccetto|salvo|a meno che|se|sebbene|benché|anche se|secondo|purché|a condizione|invece di|piuttosto che|presumibilmente"),
		early:      list("solo|soltanto|solamente|al massimo"),
		conditions: list("se|quasi|presumibilmente|nega|negato|dubita|impossibile|falso"),
		helpers:    list("che|di|essere|stato|stata|è|sono|era|ha|hanno|aveva|si|a"),
		hearsay:    list("sostiene|sosteneva"),
	}
	// Of scripts that write no spaces, these are compared as starts and ends of
	// the text itself.
	senseJa = senseWords{
		negations:  list("ない|なかった|なく|なけれ|ません|ず|ぬ|ではない|じゃない"),
		retractors: list("が、|けれど|けど|しかし|ただし|だが|ものの|もし|場合を除|を除いて|によると|によれば|限り|とは限らない|わけではない"),
		early:      list("とは言えない|とはいえない|だけ|のみ"),
		conditions: list("もし|決して"),
	}
	senseZh = senseWords{
		negations:  list("不|没|沒|未|非|无|無|别|勿"),
		retractors: list("但|不过|不過|然而|除非|除了|如果|只要|尽管|儘管|虽然|雖然|据|據|而不是|而非|前提是"),
		early:      list("只|仅|僅"),
		conditions: list("如果|除非|不|没|沒|未|并非|並非|并未|並未|据称|據稱|几乎|幾乎|否认|否認"),
	}
)

func isDenseLang(lang string) bool { return lang == "ja" || lang == "zh" }

// negates reports whether a word turns a statement round.
func negates(word, lang string) bool {
	word = strings.ToLower(word)
	if isDenseLang(lang) {
		return slices.ContainsFunc(senses(lang).negations, func(n string) bool {
			return strings.HasPrefix(n, word) && utf8.RuneCountInString(n) == utf8.RuneCountInString(word)
		})
	}
	return slices.Contains(senses(lang).negations, word) || strings.HasPrefix(word, "n'") && lang == "fr"
}

// latePlace is how many words may stand between the end of a quotation and the
// clause that takes it back.
const latePlace = 4

// takesBack reports whether what an article goes on to say, up to the end of
// the sentence, takes back or narrows what stands before. Within is true when it
// is the middle of a sentence that was left out.
func takesBack(rest string, within bool, lang string) bool {
	s := senses(lang)
	if isDenseLang(lang) {
		t := strings.TrimLeftFunc(rest, func(r rune) bool { return isBlank(r) || r == '，' || r == '、' || r == ',' })
		starts := func(list []string) bool {
			return slices.ContainsFunc(list, func(w string) bool { return strings.HasPrefix(t, w) || strings.HasPrefix(rest, w) })
		}
		return starts(s.retractors) || t == rest && (starts(s.negations) || starts(s.early))
	}
	p := pieces(rest, 0, len(rest), nil)
	words := 0
	clause := true // what stands here begins a clause
	for i := range p {
		if !p[i].says() {
			switch p[i].key {
			case ".", "!", "?":
				if i == 0 && len(p) > 1 && !p[1].says() {
					continue // of an abbreviation: "etc., but"
				}
				return false
			case ",", ";", "-", ":", "(":
				clause = true
			}
			continue
		}
		here := p[i:]
		switch {
		case words == 0 && (phrase(here, s.retractors) || i == 0 && (phrase(here, s.early) || negates(p[0].key, lang))):
			return true
		case clause && words <= latePlace && phrase(here, s.retractors[:3]) && i > 0:
			return true
		}
		if words++; words > latePlace && !within {
			break
		}
		// "…, he claimed": a name or a pronoun and the verb.
		if words <= 4 && slices.Contains(s.hearsay, strings.ToLower(p[i].key)) && words > 1 && p[0].key == "," {
			return true
		}
		clause = false
	}
	return false
}

// phrase reports whether one of the phrases stands at the start of p.
func phrase(p []piece, phrases []string) bool {
	for _, f := range phrases {
		n := 0
		for w := range strings.SplitSeq(f, " ") {
			if n >= len(p) || strings.ToLower(p[n].key) != w {
				n = -1
				break
			}
			n++
		}
		if n > 0 {
			return true
		}
	}
	return false
}

// withdrawn reports whether what stands before a quotation in its sentence
// turns it round or makes it a condition: "nobody would be | permitted",
// "whether | he would stay", "according to the yard, | it floats".
func withdrawn(before, lang string) bool {
	s := senses(lang)
	if isDenseLang(lang) {
		return slices.ContainsFunc(s.conditions, func(w string) bool { return strings.HasSuffix(before, w) })
	}
	p := pieces(before, 0, len(before), nil)
	if n := len(p); n > 0 {
		// "According to X," alone before it.
		words := 0
		for i := range p {
			if p[i].says() {
				words++
			}
		}
		if words <= 10 && p[n-1].key == "," && phrase(p, attributing(lang)) {
			return true
		}
	}
	that := false
	for i := len(p) - 1; i >= 0 && len(p)-i <= 5; i-- {
		if !p[i].says() {
			return false
		}
		w := strings.ToLower(p[i].key)
		switch {
		case negates(w, lang), slices.Contains(s.conditions, w):
			return !(i+1 < len(p) && strings.ToLower(p[i+1].key) == "only")
		case slices.Contains(s.helpers, w):
			that = that || w == "that" || w == "dass" || w == "que" || w == "che"
		case that && len(p)-i <= 4: // "no evidence that"
		default:
			return false
		}
	}
	return false
}

// attributing are the phrases that name a source.
func attributing(lang string) []string {
	switch lang {
	case "de":
		return list("laut|nach angaben|nach ansicht|nach meinung")
	case "fr":
		return list("selon|d'après")
	case "es":
		return list("según|de acuerdo con")
	case "pt":
		return list("segundo|de acordo com|conforme")
	case "it":
		return list("secondo")
	}
	return list("according to|by the account of")
}

// cutAround reports what the article says behind and before a place within its
// sentence, where leaving it out changes the sense; empty where it does not.
func (l *locator) cutAround(p part, q []piece) (rest, before string) {
	text, lang := l.textOf(p), l.langOf(p)
	s := l.sentences(p.view, p.article, p.at)
	if r := text[p.at.End:s.End]; (inSpeech(p.at.Of(text)) || !closesSpeech(r)) && takesBack(r, false, lang) {
		rest = strings.TrimRightFunc(r, unicode.IsSpace)
	}
	if b := text[s.Start:p.at.Start]; withdrawn(b, lang) {
		before = strings.TrimLeftFunc(b, unicode.IsSpace)
	}
	return rest, before
}

// closesSpeech reports that somebody's speech ends here: what follows is its
// reporter's, and no part of what was said.
func closesSpeech(rest string) bool {
	blank := false
	for _, r := range rest {
		switch {
		case r == '”' || r == '»' || r == '」' || r == '』':
			return true
		case r == '“' || r == '"':
			return !blank // behind a blank it opens
		case r == '.' || r == ',' || r == '!' || r == '?':
		case isBlank(r):
			blank = true
		default:
			return false
		}
	}
	return false
}
