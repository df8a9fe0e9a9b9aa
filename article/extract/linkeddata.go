package extract

import (
	"encoding/json"
	"html"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of the linked data (JSON-LD) of a page: beyond them it is ignored.
const (
	maxLinkedBytes   = 2 << 20
	maxLinkedDepth   = 32
	maxLinkedObjects = 20_000
)

// thing is an object of a page's linked data.
type thing map[string]any

// linkedData collects the objects of all JSON-LD of a page, outer before
// inner, in document order. Broken data is skipped: it describes the page, and
// the page is still there.
func linkedData(doc *nethtml.Node) []thing {
	var out []thing
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		if depth > maxLinkedDepth || len(out) >= maxLinkedObjects {
			return
		}
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e, depth+1)
			}
		case map[string]any:
			if _, typed := v["@type"]; typed {
				out = append(out, v)
			}
			for _, key := range sortedKeys(v) {
				walk(v[key], depth+1)
			}
		}
	}
	for n := range elements(doc) {
		if n.DataAtom != atom.Script || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(attr(n, "type"))), "application/ld+json") || n.FirstChild == nil {
			continue
		}
		raw := strings.TrimSpace(n.FirstChild.Data)
		raw = strings.TrimPrefix(raw, "<![CDATA[")
		raw = strings.TrimSuffix(raw, "]]>")
		if len(raw) > maxLinkedBytes {
			continue
		}
		var v any
		if json.Unmarshal([]byte(raw), &v) != nil {
			// Line ends within strings are the usual fault.
			if json.Unmarshal([]byte(strings.Map(controlToSpace, raw)), &v) != nil {
				continue
			}
		}
		walk(v, 0)
	}
	return out
}

func controlToSpace(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}

// is reports whether the thing has one of the types, compared without case
// and without a vocabulary before it.
func (t thing) is(types ...string) bool {
	for _, name := range strs(t["@type"]) {
		name = name[strings.LastIndexAny(name, "/:#")+1:]
		for _, want := range types {
			if strings.EqualFold(name, want) {
				return true
			}
		}
	}
	return false
}

var articleTypes = []string{
	"Article", "NewsArticle", "AdvertiserContentArticle", "AnalysisNewsArticle", "AskPublicNewsArticle",
	"BackgroundNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle", "ReviewNewsArticle", "Report",
	"SatiricalArticle", "ScholarlyArticle", "MedicalScholarlyArticle", "SocialMediaPosting", "BlogPosting",
	"LiveBlogPosting", "DiscussionForumPosting", "TechArticle", "APIReference",
}

func (t thing) isArticle() bool { return t.is(articleTypes...) }

// str is a property that is a string, a number of strings (the first), or an
// object with a value.
func (t thing) str(key string) string {
	if s := strs(t[key]); len(s) > 0 {
		return squeeze(html.UnescapeString(s[0]))
	}
	return ""
}

// names are the names of a property that holds persons or organisations, as
// objects or as plain strings.
func (t thing) names(key string) []string {
	var out []string
	var walk func(v any)
	walk = func(v any) {
		if len(out) >= 20 {
			return
		}
		switch v := v.(type) {
		case string:
			out = append(out, squeeze(html.UnescapeString(v)))
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if name := thing(v).str("name"); name != "" {
				out = append(out, name)
			}
		}
	}
	walk(t[key])
	return out
}

func strs(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	case map[string]any:
		return strs(v["@value"])
	}
	return nil
}
