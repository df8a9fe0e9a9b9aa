package extract

import (
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
	`reflist|references|post-?profile|user-?signature|signature|hatnote|` +
	`mw-editsection|mw-jump-link|navbox|noprint|catlinks|toc` +
	`)(?:[_-]+[a-z0-9]{1,12}){0,2}$`)

// commentNames are the furniture that may hold more prose than the article.
var commentNames = pattern(`(?i)(?:^|[\s_-])(?:comments?|commentlist|disqus\S*|livefyre\S*)(?:[\s_-]|$)`)

// maxFurniture is how much unlinked text furniture may hold, in bytes. An
// element with more is what readers came for, whatever it is called: the rest
// of an article that unfolds is called "read-more" too.
const maxFurniture = 600

// prune takes page furniture out of a tree: out of the page before its main
// text is searched, and out of the main text again.
func prune(root *html.Node) {
	total := textSize(root)
	var out []*html.Node
	for n := range elements(root) {
		switch n.DataAtom {
		case atom.Html, atom.Head, atom.Body, atom.Main, atom.Article:
			continue
		}
		if !isFurniture(n) {
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
		if leadsElsewhere(n) && ancestor(n, atom.Td) == nil && ancestor(n, atom.Li) == nil && ancestor(n, atom.Dd) == nil {
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

func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Dialog:
		return true
	case atom.Sup:
		return hasWord(attr(n, "class"), "reference") || hasWord(attr(n, "class"), "noprint")
	}
	names := attr(n, "class") + " " + attr(n, "id")
	if len(names) > 500 {
		return false
	}
	for name := range strings.FieldsSeq(names) {
		if len(name) < 60 && furnitureNames().MatchString(name) {
			return true
		}
	}
	return false
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
	`\[?edit\]?|tags?\s*:?|filed under\s*:?|topics\s*:?|image (source|copyright|caption)|getty images|click to (share|enlarge|expand)( \w+){0,8}|close( modal)?|enlarge( this image)?|hide caption|toggle caption|play (video|audio)|video player is loading\W*|this is a modal window\W*` +
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
