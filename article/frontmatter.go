package article

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// frontMatterKeys are the keys of front matter, as they are recommended to who
// mistypes one.
var frontMatterKeys = []string{"title", "publisher", "author", "date", "url", "address", "language", "note"}

// readFrontMatter fills the metadata of a from the YAML of front matter, which
// starts in the second line of its file.
func readFrontMatter(name, meta string, a *Article) error {
	l := &faultList{file: name}
	if firstContent(meta) == "" {
		return nil
	}
	root := l.parseYAML([]byte(meta), 1)
	if root == nil {
		return l.err()
	}
	if root.Kind == 0 || root.Tag == "!!null" {
		return nil
	}
	if root.Kind != yaml.MappingNode {
		l.add(root.Line+1, "front_matter")
		return l.err()
	}
	seen := map[string]string{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		line := key.Line + 1
		field := strings.ToLower(key.Value)
		switch field {
		case "address":
			field = "url"
		case "lang":
			field = "language"
		case "published":
			field = "date"
		}
		if !slices.Contains(frontMatterKeys, field) {
			l.unknownKey(line, key.Value, frontMatterKeys)
			continue
		}
		if before, twice := seen[field]; twice {
			l.add(line, "key_twice_as", "key", key.Value, "other", before)
			continue
		}
		seen[field] = key.Value
		text, ok := scalar(value)
		if !ok {
			l.add(line, "key_line", "key", key.Value)
			continue
		}
		if text == "" {
			continue // given but empty is not given
		}
		var fault *Fault
		switch field {
		case "title":
			a.Title, fault = text, checkLine("title", text, MaxTitle)
		case "publisher":
			a.Publisher, fault = text, checkLine("publisher", text, MaxTitle)
		case "author":
			a.Author, fault = text, checkLine("author", text, MaxTitle)
		case "note":
			a.Note, fault = text, checkLine("note", text, MaxNote)
		case "url":
			a.URL, fault = text, checkURL(text)
		case "language":
			a.Lang, fault = text, checkLang(text)
		case "date":
			a.Published, fault = parseDate(text)
		}
		l.put(line, fault)
	}
	return l.err()
}

// scalar is the text of a node: one value, or a list of them joined by commas.
// Folded lines become one.
func scalar(n *yaml.Node) (string, bool) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "", true
		}
		return strings.Join(strings.Fields(n.Value), " "), true
	case yaml.SequenceNode:
		var parts []string
		for _, c := range n.Content {
			if c.Kind != yaml.ScalarNode {
				return "", false
			}
			parts = append(parts, strings.Join(strings.Fields(c.Value), " "))
		}
		return strings.Join(parts, ", "), true
	}
	return "", false
}

// checkLine says what is wrong with a line of metadata; nil is nothing.
func checkLine(field, s string, limit int) *Fault {
	if n := utf8.RuneCountInString(s); n > limit {
		return newFault("long", "field", field, "have", n, "most", limit)
	}
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return newFault("control", "field", field)
	}
	return nil
}

// maxURL bounds addresses; browsers and proxies do not promise more.
const maxURL = 2048

// checkURL says what is wrong with an article's address.
func checkURL(s string) *Fault {
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsFunc(s, unicode.IsSpace):
		return newFault("address_form", "value", quoteShort(s))
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return newFault("address_scheme", "value", quoteShort(s))
	case u.User != nil:
		return newFault("address_user", "value", quoteShort(u.Redacted()))
	case len(s) > maxURL:
		return newFault("address_long", "most", maxURL)
	}
	return nil
}

// checkLang says what is wrong with a language tag.
func checkLang(s string) *Fault {
	for i, part := range strings.Split(s, "-") {
		ok := part != "" && len(part) <= 8
		for _, r := range part {
			ok = ok && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9')
		}
		if i == 0 && (len(part) < 2 || len(part) > 3) || !ok {
			return newFault("language", "value", quoteShort(s))
		}
	}
	return nil
}
