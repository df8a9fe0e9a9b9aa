package extract

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// minWords is the length below which a main text is no article, unless the
// page holds hardly anything else. Short news items have about 60 words; error
// pages and front pages have fewer in a row.
const minWords = 25

// shortWords is the length below which signs of a wall count: an article that
// stands on the page whole is one, whatever the page also asks for.
const shortWords = 250

// signs is what a page shows of not being an article, gathered before the
// page is taken apart.
type signs struct {
	title       string
	paid        bool   // the page says that it is not free
	walled      bool   // it has parts named after a paywall
	password    bool   // a field for a password
	articleBody string // the text as the linked data gives it
	shown       string // everything visible, on one line, up to 64 KiB
	words       int    // all visible words
}

var (
	paywallNames   = pattern(`(?i)(^|[\s_-])(pay-?wall|regwall|piano-\S+|tp-(modal|container)|subscriber-?only|subscription-?(wall|required)|premium-?(wall|lock)|metered-?\S*|gateway-content|locked-?content)`)
	paywallPhrases = pattern(`(?i)(subscribe|sign up|register|log ?in|sign in|become a (member|subscriber))( now| today)? to (continue|keep|read|unlock|access|view)|(this|the) (article|story|content|page) is (reserved |available |only )*(for|to) (paying |our |registered )?(subscribers|members)|(exclusive|only)( \w+)? (for|to) (our )?subscribers|already a (subscriber|member)\?|you('ve| have) (reached|used|read) (your|all|the) (\w+ )*(free )?(articles?|limit)|to (continue|keep) reading|unlock this (article|story)|subscribers? only|(nur|exklusiv) für abonnenten|réservé (aux|à nos) abonnés|(exclusivo |solo |sólo )?para suscriptores|weiterlesen mit|jetzt weiterlesen|riservato agli abbonati|conteúdo exclusivo para assinantes`)
	consentPhrases = pattern(`(?i)before you continue|we value your privacy|(accept|reject|agree to|allow) (all|and continue|all cookies)|(we|our partners|and our \w+ partners) (use|store|and our)[^.]{0,60}cookies|manage (your )?(privacy|cookie) (settings|preferences|options)|your privacy (choices|is important)|cookie (settings|preferences|consent)|consent to (the use|our use|cookies|all)|store and/or access information on a device|wir (verwenden|nutzen) cookies|alle akzeptieren|zustimmen und weiter|tout accepter|accepter et continuer|aceptar (todo|todas|y continuar)|datenschutzeinstellungen|nous utilisons des cookies`)
	blockedPhrases = pattern(`(?i)just a moment\.\.\.|checking (your browser|if the site connection is secure)|(please )?(enable|turn on|activate) (javascript|cookies|js)( and cookies)?( to| in| and)|you need to enable javascript|javascript is (disabled|required|not enabled|not available)|requires javascript|verify(ing)? (that )?you are (a )?human|are you a (robot|human)|unusual (traffic|activity) from|complete the (captcha|security check)|attention required! \| cloudflare|access (to this page has been )?denied|pardon our interruption|request (unsuccessful|blocked)|ddos protection by|bot (detection|verification)|you have been blocked|press (&|and) hold`)
	missingPhrases = pattern(`(?i)(page|article|story|content|site|file) (you (are|were) looking for |you requested |requested )?(was |is |could not be |can ?not be |cannot be |can't be |does not |doesn't |no longer )(not found|found|exists?|be found|available|removed)|^\W*(error )?404\b|(page|seite|página|pagina) (not found|nicht gefunden|no encontrada|non trovata)|page introuvable`)
	loginPhrases   = pattern(`(?i)(log|sign) ?in (to|with)|forgot (your )?password|create (an |a new )?account|keep me (signed|logged) in|remember me`)
)

// survey gathers the signs of a page.
func survey(doc *html.Node, linked []thing) signs {
	var s signs
	for _, t := range linked {
		if t.isArticle() || t.is("WebPage", "WebPageElement") {
			switch v := t["isAccessibleForFree"].(type) {
			case bool:
				s.paid = s.paid || !v
			case string:
				s.paid = s.paid || strings.EqualFold(strings.TrimPrefix(v, "http://schema.org/"), "false")
			}
		}
		if t.isArticle() && s.articleBody == "" {
			if body, ok := t["articleBody"].(string); ok {
				s.articleBody = fragmentText(body)
			}
		}
	}
	w := &textWriter{limit: 64 << 10, inline: true}
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			if hidden(n.Parent) {
				continue
			}
			s.words += words(n.Data)
			w.text(n.Data)
			w.space = true
			continue
		}
		switch {
		case n.DataAtom == atom.Title && s.title == "" && n.FirstChild != nil:
			s.title = squeeze(n.FirstChild.Data)
		case n.DataAtom == atom.Input && strings.EqualFold(attr(n, "type"), "password"):
			s.password = true
		case n.Type == html.ElementNode && n.DataAtom != atom.Body && n.DataAtom != atom.Html && paywallNames().MatchString(attr(n, "class")+" "+attr(n, "id")):
			s.walled = true
		case n.DataAtom == atom.Noscript:
			// With scripting off, as here, a noscript element is parsed as text
			// in the head only; elsewhere its children are elements.
			if textSize(n) < 400 {
				w.text(textOf(n))
				w.space = true
			}
		}
	}
	s.shown = w.b.String()
	return s
}

// hidden: text that no reader sees.
func hidden(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Title, atom.Textarea, atom.Option, atom.Noscript:
		return true
	}
	return false
}

// judge tells whether a main text is an article: nil, or why not.
func (s signs) judge(main *html.Node, text string) *Refusal {
	n := words(text)
	short := n < shortWords
	if short {
		// The text itself, then the rest of the page, says what it is.
		about := s.title + "\n" + text
		switch {
		case blockedPhrases().MatchString(s.title) || n < 100 && blockedPhrases().MatchString(about):
			return ErrBlocked
		case consentPhrases().MatchString(s.title) || density(consentPhrases(), text, n) || n < minWords && consentPhrases().MatchString(s.shown):
			return ErrConsent
		case n < 100 && missingPhrases().MatchString(about):
			return ErrMissing
		case paywallPhrases().MatchString(text), s.paid && (n < 120 || paywallPhrases().MatchString(s.shown)), s.walled && (n < 60 || n < 120 && paywallPhrases().MatchString(s.shown)):
			return ErrPaywall
		case s.password && (n < minWords || loginPhrases().MatchString(about)):
			return ErrLogin
		}
	} else if (s.paid || s.walled) && paywallPhrases().MatchString(last(text, 400)) && n < 2*shortWords {
		return ErrPaywall
	}
	if n < minWords && (n == 0 || 2*n < s.words) {
		switch {
		case blockedPhrases().MatchString(s.shown):
			return ErrBlocked
		case paywallPhrases().MatchString(s.shown):
			return ErrPaywall
		}
		return ErrNoArticle
	}
	if main != nil && isLinkList(main, text) {
		return ErrNoArticle
	}
	return nil
}

// density: the phrase comes at least once in every 60 words.
func density(re *regexp.Regexp, text string, n int) bool {
	return len(re.FindAllStringIndex(text, 8))*60 > n
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }

// isLinkList tells a front page, a search or an index from an article: most of
// its text is links, and hardly a line of it is a sentence.
func isLinkList(main *html.Node, text string) bool {
	linked, cards := 0, 0
	for n := range elements(main) {
		switch n.DataAtom {
		case atom.H2, atom.H3, atom.H4, atom.H5:
			if ancestor(n, atom.A) != nil || n.FirstChild != nil && n.FirstChild.DataAtom == atom.A && n.FirstChild.NextSibling == nil {
				cards++
			}
		}
		if n.DataAtom == atom.A && attr(n, "href") != "" && !strings.HasPrefix(attr(n, "href"), "#") {
			linked += len(textOf(n))
		}
	}
	prose := 0
	for line := range strings.SplitSeq(text, "\n") {
		if words(line) >= 20 {
			prose += len(line)
		}
	}
	// Many headings that lead elsewhere, and a teaser under each.
	if cards >= 5 && prose*10 < len(text) {
		return true
	}
	if linked*5 < len(text)*3 {
		return false
	}
	return prose*3 < len(text)
}

// words counts words: runs of letters and digits, and every CJK character as
// half a word, which is about what it carries.
func words(s string) int {
	count, cjk := 0, 0
	in := false
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			cjk++
			in = false
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if !in {
				count++
			}
			in = true
		case r != '\'' && r != '’':
			in = false
		}
	}
	return count + cjk/2
}

// fragmentText is the text of a piece of HTML, or of plain text that may hold
// character references.
func fragmentText(s string) string {
	if measure(s) != nil {
		return ""
	}
	nodes, err := html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return ""
	}
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	plain := true
	for _, n := range nodes {
		plain = plain && n.Type == html.TextNode
		root.AppendChild(n)
	}
	if plain {
		return tidy(clean(textLines(root)))
	}
	prune(root)
	return tidy(renderText(root, 1<<20))
}

// textLines is plain text that keeps its own line ends.
func textLines(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	lines := strings.Split(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = squeeze(visible(line))
	}
	return strings.Join(lines, "\n")
}
