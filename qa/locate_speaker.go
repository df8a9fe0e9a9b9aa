package qa

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lector/article"
)

// speechVerbs are the verbs that name who speaks, in the languages of the
// replies together: a message and the article it quotes may differ in theirs.
var speechVerbs = list("said|says|say|told|tells|wrote|writes|asked|asks|added|adds|replied|replies|explained|explains|warned|warns|noted|notes|stated|states|announced|insisted|declared|remarked|commented|" +
	"recalled|remembered|concluded|admitted|claimed|claims|argued|argues|promised|answered|tweeted|posted|quoted|called|described|hoped|pointed|" +
	"sagte|sagt|sagten|sagen|schrieb|schreibt|erklärte|erklärt|erklärten|meinte|meint|betonte|betont|warnte|warnt|antwortete|antwortet|fragte|fragt|berichtete|berichtet|erzählte|erzählt|" +
	"ergänzte|ergänzt|rief|versicherte|versichert|bestätigte|bestätigt|behauptete|behauptet|schilderte|mahnte|erwiderte|entgegnete|äußerte|bekräftigte|erinnerte|zitierte|" +
	"dit|disent|dirent|disait|déclare|déclara|déclaré|affirme|affirma|affirmé|écrit|écrivait|écrivit|explique|expliqua|expliqué|ajoute|ajouta|ajouté|raconte|raconta|raconté|" +
	"précise|précisé|souligne|souligné|répond|répondit|répondu|assure|assuré|confie|confié|annonce|annoncé|indique|indiqué|estime|estimé|rappelle|rappelé|conclut|" +
	"dijo|dijeron|dice|dicen|decía|escribió|escribe|afirmó|afirma|explicó|explica|añadió|añade|declaró|declara|aseguró|asegura|contó|cuenta|" +
	"respondió|responde|contestó|señaló|señala|comentó|indicó|indica|advirtió|preguntó|anunció|recordó|manifestó|relató|insistió|subrayó|apuntó|" +
	"disse|disseram|diz|dizem|dizia|escreveu|escreve|afirmou|afirma|explicou|acrescentou|declarou|contou|conta|" +
	"respondeu|comentou|ressaltou|destacou|avisou|alertou|perguntou|anunciou|lembrou|garantiu|relatou|observou|completou|concluiu")

// particles may stand within a name; titles before one are no part of it.
var (
	particles = list("van|von|der|den|de|da|do|dos|du|la|le|al|el|bin|ibn|ten|ter|y|e|zu")
	titles    = list("mr|mrs|ms|miss|dr|prof|professor|sir|dame|lord|lady|captain|councillor|president|minister|herr|frau|monsieur|madame|señor|señora|senhor|senhora|don|doña|mullah|referee|st")
)

// A speaker is who said something, as a text tells it.
type speaker struct {
	name   string   // as written; empty when it is a pronoun or nobody is named
	others []string // who else may be meant, when the name is a guess
	verb   bool     // it is told with a verb of speech, or as in a transcript
	guess  bool     // resolved from a pronoun, or from the speech before
}

// speakerAround reads who speaks from what stands before a quotation and
// behind it, each no more than a sentence.
func speakerAround(before, after string) speaker {
	if s, ok := japaneseSpeaker(before, after); ok {
		return s
	}
	p := pieces(after, 0, len(after), nil)
	// “…,” said X · “…,” X told them
	words := 0
	for i := range p {
		if p[i].kind == piecePunct && (p[i].key == "." || p[i].key == "!" || p[i].key == "?") && words > 0 && !isTitle(p, i-1) {
			break
		}
		if !p[i].says() {
			continue
		}
		if words++; words > 9 {
			break
		}
		if slices.Contains(speechVerbs, strings.ToLower(p[i].key)) {
			if n := nameBefore(after, p, i); n != "" {
				return speaker{name: n, verb: true}
			}
			if n := nameAfter(after, p, i+1); n != "" && words <= 3 {
				return speaker{name: n, verb: true}
			}
			return speaker{verb: true}
		}
	}
	// “…,” according to X
	for i := range p {
		if !p[i].says() {
			continue
		}
		for _, lang := range attributingLangs {
			if phrase(p[i:], attributing(lang)) {
				if n := nameAfter(after, p, i+1); n != "" {
					return speaker{name: n, verb: true}
				}
			}
		}
		break
	}
	// “…” — X · “…” (X)
	for i := range p {
		if p[i].says() || i > 3 {
			break
		}
		if p[i].key == "-" || p[i].key == "(" {
			if n := nameAfter(after, p, i+1); n != "" && int(p[i].end) < len(after) {
				return speaker{name: n}
			}
		}
	}
	b := pieces(before, 0, len(before), nil)
	// The last sentence of what stands before.
	from := 0
	for i := range b {
		if k := b[i].key; (k == "." || k == "!" || k == "?" || k == "。") && i+1 < len(b) && !isTitle(b, i-1) {
			from = i + 1
		}
	}
	b = b[from:]
	for i := len(b) - 1; i >= 0; i-- {
		w := strings.ToLower(b[i].key)
		if slices.Contains(speechVerbs, w) {
			if n := nameBefore(before, b, i); n != "" {
				return speaker{name: n, verb: true}
			}
			if n := nameAfter(before, b, i+1); n != "" && len(b)-i < 6 {
				return speaker{name: n, verb: true}
			}
			return speaker{verb: true}
		}
	}
	if len(b) > 0 && b[0].says() {
		for _, lang := range attributingLangs {
			if phrase(b, attributing(lang)) {
				if n := nameAfter(before, b, 1); n != "" {
					return speaker{name: n, verb: true}
				}
			}
		}
	}
	// X: “…”
	if n := len(b); n > 1 && n <= 8 && (b[n-1].key == ":" || b[n-1].key == "：") {
		if name := nameAfter(before, b, 0); name != "" && len(name) >= int(b[n-2].end-b[0].start)-2 {
			return speaker{name: name, verb: true}
		}
	}
	return speaker{}
}

// attributingLangs are the languages whose ways to name a source are looked for.
var attributingLangs = []string{"en", "de", "fr", "es", "pt"}

func isTitle(p []piece, i int) bool {
	return i >= 0 && (slices.Contains(titles, strings.ToLower(p[i].key)) || utf8.RuneCountInString(p[i].key) == 1)
}

// isNameWord reports a word that may be of a name: a capital, and no stop word.
func isNameWord(p *piece) bool {
	if p.kind != pieceWord {
		return false
	}
	r, _ := utf8.DecodeRuneInString(p.key)
	if !unicode.IsUpper(r) || strings.HasSuffix(p.key, "'s") {
		return false
	}
	w := strings.ToLower(p.key)
	return !isStop(w, "en") && !isStop(w, "de") && !isStop(w, "fr") && !isStop(w, "es") && !isStop(w, "pt") && !slices.Contains(speechVerbs, w)
}

// names finds the names in some pieces, as ranges of them.
func names(p []piece) (out [][2]int) {
	for i := 0; i < len(p); i++ {
		if !isNameWord(&p[i]) {
			continue
		}
		j := i + 1
		for j < len(p) {
			switch {
			case isNameWord(&p[j]):
				j++
				continue
			case p[j].key == "." && isTitle(p, j-1) && j+1 < len(p) && isNameWord(&p[j+1]):
				j++
				continue
			case p[j].kind == piecePunct && p[j].optional && j+1 < len(p) && isNameWord(&p[j+1]):
				j++
				continue
			}
			k := j
			for k < len(p) && k-j < 2 && slices.Contains(particles, p[k].key) {
				k++
			}
			if k > j && k < len(p) && isNameWord(&p[k]) {
				j = k
				continue
			}
			break
		}
		out = append(out, [2]int{i, j})
		i = j
	}
	return out
}

// nameBefore is the name nearest before piece i: what a clause in between says
// ("Rosa Lindgren, who commands the Lady Agnes, | said") is passed over.
func nameBefore(text string, p []piece, i int) string {
	p = p[:i]
	if n := len(p); n > 0 && p[n-1].key == "," {
		for j := n - 2; j > 0; j-- {
			if w := p[j].key; p[j-1].key == "," && (w == "who" || w == "which" || w == "whose" || w == "der" || w == "die" || w == "qui" || w == "que" || w == "quien") {
				p = p[:j-1]
				break
			}
		}
	}
	found := names(p)
	if len(found) == 0 {
		return ""
	}
	// A pronoun nearer to the verb is the subject.
	n := found[len(found)-1]
	if isRole(p, n) {
		return ""
	}
	for j := n[1]; j < len(p); j++ {
		switch strings.ToLower(p[j].key) {
		case "he", "she", "they", "it", "er", "sie", "il", "elle", "él", "ella", "ele", "ela":
			return ""
		}
	}
	return text[p[n[0]].start:p[n[1]-1].end]
}

// nameAfter is the first name at or behind piece i.
func nameAfter(text string, p []piece, i int) string {
	if i >= len(p) {
		return ""
	}
	p = p[i:]
	found := names(p)
	if len(found) == 0 || found[0][0] > 4 {
		return ""
	}
	n := found[0]
	if isRole(p, n) {
		return ""
	}
	return text[p[n[0]].start:p[n[1]-1].end]
}

// placing are the prepositions behind which a name is a place or a paper, as in
// "she wrote on Twitter", before it is a person who speaks.
var placing = list("on|in|at|near|from|into|auf|aus|bei|nach|im|am|à|en|sur|dans|em|no|na")

// determiners stand before German nouns, which are written with a capital as
// names are: "der Bürgermeister" names nobody.
var determiners = list("der|die|das|dem|den|ein|eine|einem|einen|einer")

// isRole reports whether what looks like a name is one German noun behind its
// determiner.
func isRole(p []piece, n [2]int) bool {
	return n[1]-n[0] == 1 && n[0] > 0 && slices.Contains(determiners, strings.ToLower(p[n[0]-1].key))
}

// sameName reports whether two names may be one person's: the words of one are
// among the other's, titles aside.
func sameName(a, b string) bool {
	if japanese(a) || japanese(b) {
		return sameJapanese(a, b)
	}
	wa, wb := nameWords(a), nameWords(b)
	if len(wa) == 0 || len(wb) == 0 {
		return false
	}
	if len(wa) > len(wb) {
		wa, wb = wb, wa
	}
	for _, w := range wa {
		if !slices.Contains(wb, w) {
			return false
		}
	}
	return true
}

func nameWords(s string) []string {
	var out []string
	for _, p := range pieces(s, 0, len(s), nil) {
		if w, _ := fold(p.key, ""); p.kind == pieceWord && !slices.Contains(titles, w) {
			out = append(out, w)
		}
	}
	return out
}

// attribute holds whom a message says the words are by against whom the article
// says they are by, and changes f when they differ.
func (l *locator) attribute(f *Finding, p part, quote, message string) {
	if message == "" || f.Verdict.gravity() >= Attribution.gravity() {
		return
	}
	before, after, ok := surroundings(message, quote)
	if !ok {
		return
	}
	claimed := speakerAround(before, after)
	if claimed.name == "" {
		return
	}
	art := l.sc.views[p.view].seg.articles[p.article]
	for _, own := range []string{art.Author, art.Publisher, art.Title} {
		if own != "" && sameName(claimed.name, own) {
			return // the article itself is cited
		}
	}
	said := l.speakerOf(p)
	switch {
	case said.name != "":
		if sameName(claimed.name, said.name) || slices.ContainsFunc(said.others, func(n string) bool { return sameName(claimed.name, n) }) {
			return
		}
	case !claimed.verb || !l.mentions(art, claimed.name):
		return // somebody who reads it out
	}
	f.Verdict, f.Rest, f.Before = Attribution, "", ""
	f.Changes = append(f.Changes, QuoteChange{Op: "attribution", Article: said.name, Quote: claimed.name})
}

// mentions reports whether an article names somebody.
func (l *locator) mentions(a *article.Article, name string) bool {
	if japanese(name) {
		return strings.Contains(a.Text, name)
	}
	p := pieces(a.Text, 0, len(a.Text), nil)
	for _, n := range names(p) {
		if sameName(name, a.Text[p[n[0]].start:p[n[1]-1].end]) {
			return true
		}
	}
	return false
}

// surroundings is what stands before and behind a quotation in the message
// that holds it, about a sentence each.
func surroundings(message, quote string) (before, after string, ok bool) {
	at, end := strings.Index(message, quote), 0
	if at >= 0 {
		end = at + len(quote)
	} else {
		m := pieces(message, 0, len(message), nil)
		q, _ := trimPieces(pieces(quote, 0, len(quote), nil))
		if len(q) == 0 {
			return "", "", false
		}
		for i := range m {
			if same(&q[0], &m[i]) {
				if e, whole := match(q, m, i); whole {
					at, end = int(m[i].start), int(m[e-1].end)
					break
				}
			}
		}
		if at < 0 {
			return "", "", false
		}
	}
	const reach = 240
	from, to := max(0, at-reach), min(len(message), end+reach)
	from, to = floorRune(message, from), floorRune(message, to)
	before, after = message[from:at], message[end:to]
	// Another quotation's speaker is not this one's.
	before = before[strings.LastIndex(strings.TrimRightFunc(before, notWord), "\n\n")+1:]
	if i := strings.Index(strings.TrimLeftFunc(after, notWord), "\n\n"); i >= 0 {
		after = after[:len(after)-len(strings.TrimLeftFunc(after, notWord))+i]
	}
	return before, after, true
}

func notWord(r rune) bool { return !isWordRune(r) }

// speakerOf is who says the words at a place, as the article tells it.
func (l *locator) speakerOf(p part) speaker {
	text := l.textOf(p)
	s := l.sentences(p.view, p.article, p.at)
	before, after := text[s.Start:p.at.Start], text[p.at.End:s.End]
	sp := speakerAround(before, after)
	if sp.name != "" {
		return sp
	}
	paragraph := strings.LastIndexByte(text[:s.Start], '\n') + 1
	if !sp.verb && !inSpeech(text[paragraph:p.at.Start]) {
		return sp // the article's own words
	}
	// A pronoun, or speech that goes on from the sentence before.
	from := floorRune(text, max(0, paragraph-400))
	if sp.verb || paragraph < s.Start {
		b := pieces(text, from, s.Start, nil)
		found := names(b)
		var aside []string
		for i := len(found) - 1; i >= 0 && len(sp.others)+len(aside) < 4; i-- {
			name := text[b[found[i][0]].start:b[found[i][1]-1].end]
			if n := found[i][0]; n > 0 && slices.Contains(placing, strings.ToLower(b[n-1].key)) {
				aside = append(aside, name)
				continue
			}
			sp.others = append(sp.others, name)
			if int(b[found[i][0]].start) < paragraph && len(sp.others) > 1 {
				break
			}
		}
		sp.others = append(sp.others, aside...)
	}
	if len(sp.others) > 0 {
		sp.name, sp.guess = sp.others[0], true
	}
	return sp
}

// inSpeech reports whether a quotation is open at the end of s.
func inSpeech(s string) bool {
	open, straight := 0, 0
	for _, r := range s {
		switch r {
		case '“', '«', '„', '「', '『':
			open++
		case '”', '»', '」', '』':
			open--
		case '"':
			straight++
		}
	}
	return open > 0 || straight%2 == 1
}
