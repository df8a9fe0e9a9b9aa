package extract

import (
	"iter"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// elements yields the elements under n in document order, without n itself.
// The tree must not be changed meanwhile.
func elements(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && !yield(d) {
				return
			}
		}
	}
}

// attr is the value of an attribute, empty when it is not there.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return true
		}
	}
	return false
}

// ancestor is the nearest ancestor with that name, nil when there is none.
func ancestor(n *html.Node, a atom.Atom) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == a {
			return p
		}
	}
	return nil
}

// textOf is the text under n on one line.
func textOf(n *html.Node) string {
	w := &textWriter{limit: 64 << 10, inline: true}
	w.children(n)
	return strings.TrimSpace(w.b.String())
}

// squeeze collapses white space to single spaces.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// remove takes n out of its tree.
func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}
