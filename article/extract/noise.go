package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// furnitureNames are class names and ids of what stands around and between an
// article's paragraphs and is never part of it, as one whole name, with a
// prefix or a suffix as style guides add them ("c-share-bar", "newsletter--wide").
// Names with a second meaning are left out: "sharing" is also the id of a
// heading about sharing.
var furnitureNames = pattern(`(?i)^(?:[a-z]{1,12}[_-]+)??(?:` +
	`cookie-?(?:banner|bar|notice|consent|law|message|policy|popup|wall)s?|consent-?(?:banner|bar|box|manager|modal|overlay)|gdpr\S*|onetrust\S*|didomi\S*|qc-cmp\S*|cmp-?(?:container|wrapper|box)|` +
	`share-?(?:bar|buttons?|links?|tools?|this|icons?|list|widget|box)|sharing-?(?:buttons?|tools?)|social-?(?:share|sharing|buttons?|links?|icons?|bar|tools?|follow)|addthis\S*|addtoany\S*|sharedaddy|jp-relatedposts|` +
	`related-?(?:posts?|articles?|stories|links?|content|items?|news|topics|reading|coverage)|read-?(?:more|next|also)(?:-?(?:box|links?|list))?|more-?(?:stories|articles|news|from|on-this|links)|recommended-?(?:posts?|articles?|stories|links?|content|for-you)|recirc\S*|you-?may-?(?:also-?)?like|most-?(?:read|popular|viewed)|outbrain\S*|taboola\S*|` +
	`newsletter(?:-?(?:sign-?up|form|box|promo|widget|subscribe|cta|module|block|inline))?|sign-?up-?(?:form|box|promo)|subscribe-?(?:box|form|widget|promo|cta)|mc_embed_signup|` +
	`comments?-?(?:section|list|area|form|wrapper|container|thread|count|link)|comments|commentlist|disqus\S*|livefyre\S*|` +
	`breadcrumbs?|pagination|page-?nav|post-?navigation|skip-?link|screen-?reader-?text|visually-?hidden|sr-only|` +
	`ad-?(?:slot|unit|container|wrapper|banner|label|placeholder)|ads|advert(?:isement|s)?|sponsored-?(?:content|links|post)|promo-?box|dfp\S*|` +
	`author-?(?:bio|box|info|card)|about-?(?:the-?)?author|byline-?(?:bio|social)|post-?tags|tags?-?(?:list|links|cloud)|article-?tags|` +
	`(?:customer|user|product)-?reviews?|reviews|reader-?revenue|email-?(?:card|signup|form|capture)|usercard|user-?info|vote-?(?:cell|count|box)|` +
	`reflist|references|post-?profile|user-?signature|signature|hatnote|` +
	`mw-editsection|mw-jump-link|navbox|noprint|catlinks|toc` +
	`)(?:[_-]+[a-z0-9]{1,12}){0,2}$`)

// authorBoxes are what stands around who wrote an article: taken out of the main
// text, but left in the page, where its byline is still looked for.
var authorBoxes = pattern(`(?i)(?:^|[\s_-])(?:(?:author|autor|auteur|writer|contributor)s?-?(?:bio|box|info|card|profile|strip|block|blurb|details|about)|autor|bio(?:-?(?:box|strip|card|block|text))?)(?:[\s_-]|$)`)

// commentNames are the furniture that may hold more prose than the article.
var commentNames = pattern(`(?i)(?:^|[\s_-])(?:comments?|commentlist|disqus\S*|livefyre\S*|reviews)(?:[\s_-]|$)`)

// maxFurniture is how much unlinked text furniture may hold, in bytes. An
// element with more is what readers came for, whatever it is called: the rest
// of an article that unfolds is called "read-more" too.
const maxFurniture = 600

// maxForm is how much text, in bytes, an invitation to fill in a form has.
const maxForm = 450

// askPhrases are how sites ask their readers for an address, for money or for
// praise, in a box of its own.
var askPhrases = pattern(`(?i)in your inbox|newsletters? may contain|(sign|signed) up (to|for) (our|the|get)|subscribe to (our|the) newsletter|small favou?r to ask|you can support us|support (us|our (work|journalism|reporting)|independent)|become a (member|supporter|patron)|thanks for reading|feel free to share|dans votre bo[iî]te|notre (newsletter|infolettre)|unser(en|em)? newsletter|newsletter (bestellen|abonnieren|anmelden)|nuestr[ao] (newsletter|bolet[ií]n)|nossa newsletter|download (the|our) [\w ]{0,30}app\b|was this (page|article|answer) (helpful|useful)|is this page useful`)

// asks tells a box that asks its readers for something from prose that speaks of
// it: it is short, and has a heading, a button or a link of its own.
func asks(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Div, atom.Section, atom.Aside, atom.Footer:
	default:
		return false
	}
	if textSize(n) > maxFurniture {
		return false
	}
	boxed := false
	for d := range elements(n) {
		switch d.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Button, atom.A:
			boxed = true
		}
	}
	return boxed && askPhrases().MatchString(textOf(n))
}

// prune takes page furniture out of a tree: out of the page before its main
// text is searched, and out of the main text again.
func prune(root *html.Node) { pruneNamed(root, nil) }

// pruneNamed is prune, and takes out what has one of the names besides.
func pruneNamed(root *html.Node, names func() *regexp.Regexp) {
	total := textSize(root)
	var out []*html.Node
	for n := range elements(root) {
		switch n.DataAtom {
		case atom.Html, atom.Head, atom.Body, atom.Main, atom.Article:
			continue
		}
		switch {
		case isFurniture(n):
		case n.DataAtom == atom.Input, n.DataAtom == atom.Textarea:
			// What is to be filled in stands in a box with its invitation: the
			// largest element around it that holds no more than that.
			for n.Parent != nil && n.Parent.DataAtom != atom.Body && textSize(n.Parent) <= maxForm && !strings.EqualFold(attr(n, "type"), "hidden") {
				n = n.Parent
			}
		case asks(n):
		case names != nil && names().MatchString(attr(n, "class")+" "+attr(n, "id")):
		default:
			continue
		}
		size := textSize(n)
		if size*2 > total || unlinkedSize(n) > maxFurniture && !commentNames().MatchString(attr(n, "class")+" "+attr(n, "id")) {
			continue
		}
		out = append(out, n)
	}
	for _, n := range out {
		remove(n)
	}
}

// keepFirst takes out the articles that a page loads after its own when a
// reader scrolls on: those with a heading of the first level of their own.
func keepFirst(doc *html.Node) {
	var titled []*html.Node
	for n := range elements(doc) {
		if n.DataAtom == atom.H1 {
			if a := ancestor(n, atom.Article); a != nil && ancestor(a, atom.Article) == nil && (len(titled) == 0 || titled[len(titled)-1] != a) {
				titled = append(titled, a)
			}
		}
	}
	for i, n := range titled {
		if i > 0 {
			remove(n)
		}
	}
}

// pruneLinks takes the lines out of a main text that only lead elsewhere:
// "Read also: …" with a link, or a block that is one link. Headings, entries of
// lists and cells of tables stay: an article can be about what they link to.
func pruneLinks(main *html.Node) {
	var out []*html.Node
	for n := range elements(main) {
		switch n.DataAtom {
		case atom.P, atom.Div, atom.Section, atom.Strong, atom.Em, atom.B:
		default:
			continue
		}
		if (leadsElsewhere(n) || leadsAround(n)) && ancestor(n, atom.Td) == nil && ancestor(n, atom.Li) == nil && ancestor(n, atom.Dd) == nil {
			out = append(out, n)
		}
	}
	for _, n := range out {
		remove(n)
	}
}

// leadsElsewhere: nothing but one link, perhaps with a label before it that
// ends in a colon, and no sentence.
func leadsElsewhere(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Strong, atom.Em, atom.B:
		// A line of its own, not a stressed word in a sentence.
		if n.Parent == nil || n.Parent.DataAtom != atom.Div && n.Parent.DataAtom != atom.Section {
			return false
		}
	}
	text := textOf(n)
	if text == "" || len(text) > 250 {
		return false
	}
	links, linked := 0, ""
	for d := range elements(n) {
		switch d.DataAtom {
		case atom.A:
			if href := attr(d, "href"); href == "" || strings.HasPrefix(href, "#") {
				return false
			}
			links++
			linked = textOf(d)
		case atom.Img, atom.Picture, atom.Table, atom.Ul, atom.Ol, atom.Pre, atom.Code, atom.Blockquote, atom.Br:
			return false
		}
	}
	if links != 1 || linked == "" {
		return false
	}
	label, rest, found := strings.Cut(text, linked)
	if !found || strings.Trim(rest, " .»›>→)]") != "" {
		return false
	}
	label = strings.Trim(label, " (–—-[")
	return label == "" && words(text) > 2 || strings.HasSuffix(label, ":") && words(label) <= 4
}

// leadsAround: a line of nothing but links to places of the same page, behind a
// label or none.
func leadsAround(n *html.Node) bool {
	text := textOf(n)
	if text == "" || len(text) > 400 {
		return false
	}
	links, linked := 0, 0
	for d := range elements(n) {
		if d.DataAtom == atom.A {
			if !strings.HasPrefix(attr(d, "href"), "#") {
				return false
			}
			links++
			linked += words(textOf(d))
		}
	}
	return links >= 2 && words(text)-linked <= 4
}

func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Dialog:
		return true
	case atom.Nav:
		return true
	case atom.Sup:
		return hasWord(attr(n, "class"), "reference") || hasWord(attr(n, "class"), "noprint")
	}
	names := attr(n, "class") + " " + attr(n, "id")
	if len(names) > 500 {
		return false
	}
	if n.DataAtom == 0 && customFurniture().MatchString(n.Data) {
		return true
	}
	for name := range strings.FieldsSeq(names) {
		if len(name) < 60 && furnitureNames().MatchString(name) {
			return true
		}
	}
	return false
}

// customFurniture are the names of elements of a site's own that are no part of
// its articles.
var customFurniture = pattern(`-(?:nav|menu|share|sharing|promo|related|recommendations?|newsletter|comments?|ads?|advert|footer|byline|breadcrumbs?|toolbar)$`)

// plainElements gives the elements of a site's own ("story-paragraph") the names of
// those that they stand for, by what they hold, so that they are weighed like them.
func plainElements(root *html.Node) {
	for n := range elements(root) {
		if n.DataAtom != 0 || !strings.Contains(n.Data, "-") || n.Namespace != "" {
			continue
		}
		says, blocks := false, false
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				says = says || strings.TrimSpace(c.Data) != ""
			case c.Type == html.ElementNode && isBlock(c):
				blocks = true
			}
		}
		n.DataAtom = atom.Div
		if says && !blocks {
			n.DataAtom = atom.P
		}
		n.Data = n.DataAtom.String()
	}
}

// isBlock: it cannot stand in a paragraph.
func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Ul, atom.Ol, atom.Table, atom.Figure, atom.Blockquote, atom.Pre,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return n.DataAtom == 0 && strings.Contains(n.Data, "-")
}

// pruneColumns takes the columns of links out of a page that is laid out as one
// table.
func pruneColumns(root *html.Node) {
	total := textSize(root)
	var out []*html.Node
	for n := range elements(root) {
		if n.DataAtom != atom.Td {
			continue
		}
		table := ancestor(n, atom.Table)
		if table == nil || ancestor(table, atom.Table) != nil || textSize(table)*3 < total*2 {
			continue
		}
		links := 0
		for d := range elements(n) {
			if d.DataAtom == atom.A {
				links++
			}
		}
		if size := textSize(n); links >= 4 && unlinkedSize(n)*2 < size && size*4 < total {
			out = append(out, n)
		}
	}
	for _, n := range out {
		remove(n)
	}
}

// textSize is about how much text an element holds, without scripts.
func textSize(n *html.Node) int {
	size := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
			size += len(strings.TrimSpace(d.Data))
		}
	}
	return size
}

func unlinkedSize(n *html.Node) int {
	size := textSize(n)
	for d := range elements(n) {
		if d.DataAtom == atom.A {
			size -= textSize(d)
		}
	}
	return size
}

// noiseLines are lines that stand in many articles and belong to none. A line
// is dropped only when it is this and nothing else.
var noiseLines = pattern(`(?i)^[\s#>*•-]*(?:` +
	`advertisements?|ads?|sponsored( content)?|story continues (below|after)( (the )?(ad\w*|video))?|article continues (below|after)( (the )?(ad\w*|video))?|` +
	`share( (this|on|via)( \w+){0,3})?|tweet|pin it|email( this)?|print( this)?( page| article)?|copy link|whatsapp|facebook|twitter|linkedin|reddit|pinterest|` +
	`(read|see|watch|listen) (more|also|next)\s*:?|related( (articles?|stories|posts|links|topics|content|coverage))?\s*:?|more (from|on) this (story|topic|series)|you (may|might) also (like|be interested in)\s*:?|recommended( for you)?|most (read|popular)|trending( now)?|` +
	`sign up( (for|to) (our|the) newsletter)?|subscribe( now)?|newsletter|follow us( on( \w+){1,3})?|` +
	`(skip|jump) to (main )?(content|navigation)|back to top|load(ing)?( more)?( comments)?\W*|(leave a|view|show|hide|post a|add a)?\s*comments?( \(?\d+\)?)?|\d+ comments?|reply|` +
	`\[?edit\]?|tags?\s*:?|filed under\s*:?|topics\s*:?|image (source|copyright|caption)|getty images|click to (share|enlarge|expand)( \w+){0,8}|close( modal)?|enlarge( this image)?|hide caption|toggle caption|play (video|audio)|video player is loading\W*|this is a modal window\W*|` +
	`\d{1,2}/\d{1,3}|\(?(image|photo|picture) credits?:.{1,80}|last (updated|modified)( on)?:?.{1,60}|(asked|answered|edited|modified)( on)? [^.?!]{0,40}(\b(19|20)\d\d|\bago\b)[^.?!]{0,60}|\d{1,3} ?min(s|utes)?\.?( read)?|(was|is) this (page|article) (helpful|useful)\??` +
	`)\s*[.:!]?\s*$`)

// tidy drops the noise lines of a rendered text.
func tidy(text string) string {
	lines := strings.Split(text, "\n")
	out := lines[:0]
	for _, line := range lines {
		if line != "" && len(line) < 120 && noiseLines().MatchString(line) {
			continue
		}
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
