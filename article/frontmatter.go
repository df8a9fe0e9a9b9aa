package article

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

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
		l.add(root.Line+1, "front matter is a list of lines like “title: …”")
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
			l.add(line, "unknown key %q%s", key.Value, didYouMean(key.Value, frontMatterKeys))
			continue
		}
		if before, twice := seen[field]; twice {
			l.add(line, "%s is given twice (also as %s)", key.Value, before)
			continue
		}
		seen[field] = key.Value
		text, ok := scalar(value)
		if !ok {
			l.add(line, "%s must be one line of text", key.Value)
			continue
		}
		if text == "" {
			continue // given but empty is not given
		}
		var msg string
		switch field {
		case "title":
			a.Title, msg = text, checkLine("title", text, MaxTitle)
		case "publisher":
			a.Publisher, msg = text, checkLine("publisher", text, MaxTitle)
		case "author":
			a.Author, msg = text, checkLine("author", text, MaxTitle)
		case "note":
			a.Note, msg = text, checkLine("note", text, MaxNote)
		case "url":
			a.URL, msg = text, checkURL(text)
		case "language":
			a.Lang, msg = text, checkLang(text)
		case "date":
			date, err := ParseDate(text)
			if err != nil {
				msg = err.Error()
			}
			a.Published = date
		}
		if msg != "" {
			l.add(line, "%s", msg)
		}
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

// checkLine says what is wrong with a line of metadata; empty is nothing.
func checkLine(field, s string, limit int) string {
	if len([]rune(s)) > limit {
		return field + " is longer than " + itoa(limit) + " characters"
	}
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return field + " holds a line break or a control character"
	}
	return ""
}

// maxURL bounds addresses; browsers and proxies do not promise more.
const maxURL = 2048

// checkURL says what is wrong with an article's address.
func checkURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsFunc(s, unicode.IsSpace):
		return "the address " + quoteShort(s) + " cannot be read; write it like https://example.com/article"
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return "the address " + quoteShort(s) + " must start with http:// or https://"
	case u.User != nil:
		return "the address " + quoteShort(u.Redacted()) + " holds a user name; leave it out"
	case len(s) > maxURL:
		return "the address is longer than " + itoa(maxURL) + " bytes"
	}
	return ""
}

// checkLang says what is wrong with a language tag.
func checkLang(s string) string {
	for i, part := range strings.Split(s, "-") {
		ok := part != "" && len(part) <= 8
		for _, r := range part {
			ok = ok && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9')
		}
		if i == 0 && (len(part) < 2 || len(part) > 3) || !ok {
			return "the language " + quoteShort(s) + " is not a tag; write it like en or pt-BR"
		}
	}
	return ""
}
