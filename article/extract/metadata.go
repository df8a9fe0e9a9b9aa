package extract

import (
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/language"
)

// metadata is what a page says of itself. Any field may be empty.
type metadata struct {
	title     string
	author    string
	publisher string
	published string // as article.Article.Published
	url       string
	lang      string
	headline  string // the page's one heading of the first level
	shown     string // the author as it is shown, by the looks of it
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// readMetadata reads, in this order of trust: linked data (JSON-LD), meta
// elements, microdata, the page's visible elements, its address.
func readMetadata(doc *nethtml.Node, linked []thing, address *url.URL) metadata {
	var m metadata
	metas := map[string]string{}
	var base, canonical, visibleDate, dateClass, beside, authorItem, authorShown, writtenIn string
	below := 0 // elements under the headline that are still looked at
	var authors []string
	headlines := 0
	total := textSize(doc)
	apart := map[*nethtml.Node]bool{} // what stands aside of the article
	for n := range elements(doc) {
		// A wrapper is named after the sidebar it holds, too: it is none.
		apart[n] = apart[n.Parent] || isAside(n) && textSize(n)*2 < total
		switch n.DataAtom {
		case atom.Html:
			m.lang = validLang(firstOf(attr(n, "lang"), attr(n, "xml:lang")))
		case atom.Base:
			base = firstOf(base, attr(n, "href"))
		case atom.Meta:
			content := strings.TrimSpace(html.UnescapeString(attr(n, "content")))
			if content == "" {
				continue
			}
			for _, key := range []string{attr(n, "property"), attr(n, "name"), attr(n, "itemprop"), attr(n, "http-equiv")} {
				// One attribute may list several names.
				for _, k := range strings.Fields(strings.ToLower(key)) {
					k = strings.ReplaceAll(k, ".", ":")
					if _, known := metas[k]; !known {
						metas[k] = content
					}
					if k == "author" || k == "article:author" || k == "citation_author" {
						authors = append(authors, content)
					}
				}
			}
		case atom.Link:
			if hasWord(attr(n, "rel"), "canonical") {
				canonical = firstOf(canonical, attr(n, "href"))
			}
		case atom.Address:
			// Its old use: who wrote the page.
			if s := textOf(n); len(s) < 80 && !apart[n] {
				writtenIn = firstOf(writtenIn, cleanByline(s))
			}
		case atom.H1:
			if h := textOf(n); h != "" && !apart[n] {
				headlines++
				m.headline = h
				below = 12
			}
		default:
			// Right under the headline a date needs no name to be the article's.
			if below--; below >= 0 && beside == "" && !apart[n] {
				if s := textOf(n); len(s) < 120 {
					// No page is older than the web.
					if d := parseDate(s, m.lang); len(d) == len("2006-01-02") && d >= "1991" && ancestor(n, atom.Table) == nil {
						beside = d
					}
				}
			}
			if apart[n] {
				continue
			}
			item := strings.ToLower(attr(n, "itemprop"))
			switch {
			case hasWord(item, "datepublished") || n.DataAtom == atom.Time && hasAttr(n, "pubdate"):
				visibleDate = firstOf(visibleDate, parseDate(firstOf(attr(n, "datetime"), attr(n, "content"), textOf(n)), m.lang))
			case n.DataAtom == atom.Time && !hasWord(item, "datemodified"):
				dateClass = firstOf(dateClass, parseDate(firstOf(attr(n, "datetime"), textOf(n)), m.lang))
			case dateClass == "" && dateNames().MatchString(attr(n, "class")+" "+attr(n, "id")):
				if s := textOf(n); len(s) < 100 {
					dateClass = parseDate(s, m.lang)
				}
			}
			switch {
			case authorItem != "":
			case hasWord(item, "author"):
				s := textOf(n)
				for c := range elements(n) {
					if hasWord(strings.ToLower(attr(c, "itemprop")), "name") {
						s = firstOf(attr(c, "content"), textOf(c))
						break
					}
				}
				authorItem = cleanByline(s)
			case hasWord(attr(n, "rel"), "author"):
				authorItem = cleanByline(textOf(n))
			case authorShown == "" && authorNames().MatchString(attr(n, "class")+" "+attr(n, "id")):
				if s := textOf(n); len(s) < 120 {
					authorShown = cleanByline(s)
				}
			}
		}
	}

	if headlines != 1 {
		m.headline = ""
	}
	for _, t := range linked {
		if !t.isArticle() {
			continue
		}
		m.author = firstOf(m.author, joinNames(t.names("author")))
		m.published = firstOf(m.published, parseDate(t.str("datePublished"), m.lang))
		if names := t.names("publisher"); len(names) > 0 {
			m.publisher = firstOf(m.publisher, names[0])
		}
		m.lang = firstOf(m.lang, validLang(t.str("inLanguage")))
		m.title = firstOf(m.title, t.str("headline"), t.str("name"))
	}
	m.title = firstOf(m.title, metas["og:title"], metas["twitter:title"])
	m.author = firstOf(m.author, joinNames([]string{firstOf(metas["dc:creator"], metas["dcterms:creator"])}), joinNames(authors),
		joinNames([]string{metas["parsely-author"]}), joinNames([]string{metas["sailthru:author"]}), authorItem)
	m.shown = firstOf(authorShown, writtenIn)
	m.publisher = squeeze(firstOf(m.publisher, metas["og:site_name"], metas["dc:publisher"], metas["application-name"], metas["publisher"]))
	for _, key := range []string{
		"article:published_time", "og:published_time", "article:published", "dcterms:available", "dcterms:created", "dcterms:issued", "dc:date:issued",
		"dc:date", "date:published", "parsely-pub-date", "sailthru:date", "citation_publication_date", "citation_date", "datepublished",
		"weibo:article:create_at", "pubdate", "publishdate", "publish-date", "publication_date", "article_date_original", "date",
	} {
		m.published = firstOf(m.published, parseDate(metas[key], m.lang))
	}
	m.published = firstOf(m.published, visibleDate, dateClass)
	m.lang = firstOf(m.lang, validLang(metas["content-language"]), validLang(metas["og:locale"]))

	if address != nil {
		m.published = firstOf(m.published, addressDate(address.Path))
	}
	m.published = firstOf(m.published, beside)
	m.url = canonicalURL(address, base, firstOf(canonical, metas["og:url"]))
	return m
}

// fromReadability takes the title that the search for the main text found,
// which weighs the headings against the title element, and what else is missing.
func (m *metadata) fromReadability(main readability.Article) {
	m.title = withoutSite(firstOf(squeeze(main.Title()), m.title), m.publisher, m.url)
	m.title = headlineIn(m.title, m.headline)
	if line := main.Byline(); line != "" {
		m.author = firstOf(m.author, cleanByline(line))
		m.published = firstOf(m.published, parseDate(line, m.lang))
	}
	m.author = firstOf(m.author, m.shown)
	m.publisher = firstOf(m.publisher, squeeze(main.SiteName()))
}

// firstOf is the first that is not empty.
func firstOf(s ...string) string {
	for _, v := range s {
		if v != "" {
			return v
		}
	}
	return ""
}

// withoutSite takes the name of the site off the end or the beginning of a
// title ("The ferry - The Gazette"), when it is the publisher's name or that of
// the site's address.
func withoutSite(title, publisher, address string) string {
	host := ""
	if u, err := url.Parse(address); err == nil {
		host = strings.TrimPrefix(u.Hostname(), "www.")
	}
	label, _, _ := strings.Cut(host, ".")
	isSite := func(s string) bool {
		s = letters(s)
		return s != "" && (s == letters(publisher) || s == letters(host) || s == letters(label))
	}
	for _, sep := range []string{" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • "} {
		if i := strings.LastIndex(title, sep); i > 0 && isSite(title[i+len(sep):]) {
			return strings.TrimSpace(title[:i])
		}
		if i := strings.Index(title, sep); i > 0 && isSite(title[:i]) {
			return strings.TrimSpace(title[i+len(sep):])
		}
	}
	return title
}

// headlineIn is the page's heading, when the title is that and the name of a
// site or a section behind a separator.
func headlineIn(title, headline string) string {
	if words(headline) < 3 {
		return title
	}
	before, after, found := strings.Cut(title, headline)
	if !found {
		return title
	}
	before, after = strings.TrimSpace(before), strings.TrimSpace(after)
	apart := func(s string, end bool) bool {
		r, _ := utf8.DecodeRuneInString(s)
		if end {
			r, _ = utf8.DecodeLastRuneInString(s)
		}
		return s == "" || strings.ContainsRune("|-–—:»«·•/｜：", r)
	}
	if apart(before, true) && apart(after, false) {
		return headline
	}
	return title
}

// letters are a name's letters and digits in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

var dateNames = pattern(`(?i)(^|[\s_-])(date|datetime|dateline|timestamp|pub-?date|published|posted(-?on)?|entry-date|post-date|article-date|byline)([\s_-]|$)`)

var authorNames = pattern(`(?i)(^|[\s_-])(author|by-?line|writer|author-?name|posted-?by|autor|auteur|vcard)([\s_-]|$)`)

// asideNames are parts of a page where other articles' authors and dates stand.
var asideNames = pattern(`(?i)(^|[\s_-])(comments?|commentlist|disqus\S*|related\S*|sidebar|recommend\S*|popular|trending|footer|widget\S*|teasers?|most-?read)([\s_-]|$)`)

func isAside(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Head:
		return false
	case atom.Aside, atom.Nav:
		return true
	case atom.Footer:
		return ancestor(n, atom.Article) == nil
	}
	names := attr(n, "class") + " " + attr(n, "id")
	return len(names) > 1 && len(names) < 500 && asideNames().MatchString(names)
}

func hasWord(list, word string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(s string) bool { return strings.EqualFold(s, word) })
}

var (
	bylineLead = pattern(`(?i)^(?:(?:written|posted|published|reported|story|article|words|text|reviewed|geschrieben|veröffentlicht|erstellt|publiziert|verfasst|gepostet|blog beitrag)\s+)?(?:by|von|par|por|di|door|av|autor|author|auteur|автор)(?:\s*[:：]\s*|\s+|$)`)
	bylineTail = pattern(`(?i)\s*(?:[|•·–—\n]|\s-\s|\b(?:published|updated|posted|last modified|follow|email)\b|\bon\s+(?:\w+day|\w{3,9}\.?\s+\d)|@\w|\S+@\S+|\(@|\(?https?://|\d{1,2}:\d\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,).*$`)
)

// cleanByline makes the name or names of authors out of a line such as "By
// Jane Doe | March 11, 2015". Empty when nothing like a name is left.
func cleanByline(s string) string {
	s = squeeze(html.UnescapeString(s))
	for range 2 {
		s = bylineLead().ReplaceAllString(s, "")
	}
	if loc := dateIn(s); loc != nil && loc[0] > 0 {
		s = s[:loc[0]]
	}
	s = bylineTail().ReplaceAllString(s, "")
	s = strings.Trim(s, " ,;:|-–—/·•")
	if s == "" || len(s) > 200 || strings.Contains(s, "://") || strings.HasPrefix(s, "www.") || parseDate(s, "") != "" || !strings.ContainsFunc(s, isLetter) {
		return ""
	}
	return s
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xc0 }

func joinNames(names []string) string {
	var out []string
	for _, name := range names {
		if name = cleanByline(name); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

// validLang is a BCP 47 tag made of what a page declares ("en_GB", "EN-us"),
// empty when it is none.
func validLang(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), ",")
	if s == "" || len(s) > 35 {
		return ""
	}
	tag, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil || tag == language.Und {
		return ""
	}
	base, confidence := tag.Base()
	if confidence == language.No {
		return ""
	}
	out := base.String()
	if script, c := tag.Script(); c == language.Exact {
		out += "-" + script.String()
	}
	if region, c := tag.Region(); c == language.Exact {
		out += "-" + region.String()
	}
	return out
}

// canonicalURL is the address a page gives for itself, when it may: a page can
// speak for other pages of its own site only. A file may name any site.
func canonicalURL(address *url.URL, base, canonical string) string {
	from := address
	if b, err := url.Parse(strings.TrimSpace(base)); base != "" && err == nil {
		if from != nil {
			b = from.ResolveReference(b)
		}
		from = b
	}
	if u, err := url.Parse(strings.TrimSpace(canonical)); canonical != "" && err == nil {
		if from != nil {
			u = from.ResolveReference(u)
		}
		if webAddress(u) && (address == nil || sameSite(u.Hostname(), address.Hostname()) && !toFrontPage(u, address)) {
			return withoutFragment(u)
		}
	}
	if address != nil && webAddress(address) {
		return withoutFragment(address)
	}
	return ""
}

// toFrontPage: some sites name their front page as the canonical address of everything.
func toFrontPage(u, address *url.URL) bool {
	return strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && strings.Trim(address.Path, "/") != ""
}

func webAddress(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

func withoutFragment(u *url.URL) string {
	c := *u
	c.Fragment, c.RawFragment = "", ""
	return c.String()
}

func sameSite(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	sa, errA := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(a))
	sb, errB := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(b))
	return errA == nil && errB == nil && sa == sb
}
