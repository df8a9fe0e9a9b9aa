package extract

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html/atom"
	"lector/article"
)

// maxChapters bounds the files of a book.
const maxChapters = 2000

// readEPUB makes one article of a book: its chapters in reading order.
func readEPUB(src source) (Result, error) {
	z, err := openZip(src.data)
	if err != nil {
		return Result{}, err
	}
	data, err := z.read("META-INF/container.xml")
	if err != nil {
		return Result{}, err
	}
	opf := ""
	if err := xmlTokens(data, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "rootfile" && opf == "" {
			opf = xmlAttr(e, "full-path")
		}
		return nil
	}); err != nil {
		return Result{}, err
	}
	data, err = z.read(opf)
	if err != nil {
		return Result{}, err
	}
	book, err := readPackage(data)
	if err != nil {
		return Result{}, err
	}
	locked, err := encryptedEntries(z)
	if err != nil {
		return Result{}, err
	}
	a := book.about
	var b strings.Builder
	for _, href := range book.chapters {
		name := entryName(opf, href)
		if locked[name] {
			return Result{}, ErrEncrypted
		}
		if !z.has(name) {
			continue
		}
		data, err := z.read(name)
		if err != nil {
			return Result{}, err
		}
		text, err := chapterText(data)
		if err != nil {
			return Result{}, err
		}
		if text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(text)
		if b.Len() > article.MaxText {
			return Result{}, fmt.Errorf("%w: more than %d MiB of text", ErrTooLarge, article.MaxText>>20)
		}
	}
	a.Text = b.String()
	if words(a.Text) == 0 {
		return Result{}, fmt.Errorf("%w: the book holds no text", ErrNoArticle)
	}
	a.Title = cutTitle(firstOf(a.Title, titleFromName(src.name)))
	return Result{Articles: []article.Article{a}}, nil
}

// book is what the package document of an EPUB tells.
type book struct {
	about    article.Article
	chapters []string // addresses of the text files, in reading order
}

func readPackage(data []byte) (book, error) {
	var b book
	hrefs := map[string]string{} // manifest ID → address, text files only
	var spine, authors []string
	field := ""
	var text strings.Builder
	err := xmlTokens(data, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			field = t.Name.Local
			text.Reset()
			switch field {
			case "item":
				kind := xmlAttr(t, "media-type")
				if (strings.Contains(kind, "html") || kind == "application/x-dtbook+xml") && !hasWord(xmlAttr(t, "properties"), "nav") {
					hrefs[xmlAttr(t, "id")] = xmlAttr(t, "href")
				}
			case "itemref":
				if xmlAttr(t, "linear") != "no" {
					spine = append(spine, xmlAttr(t, "idref"))
				}
			}
			if len(spine) > maxChapters || len(hrefs) > maxEntries {
				return fmt.Errorf("%w: more than %d chapters", ErrTooLarge, maxChapters)
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			s := squeeze(text.String())
			switch {
			case t.Name.Local != field || s == "":
			case field == "title":
				b.about.Title = firstOf(b.about.Title, s)
			case field == "creator":
				authors = append(authors, s)
			case field == "publisher":
				b.about.Publisher = firstOf(b.about.Publisher, s)
			case field == "language":
				b.about.Lang = firstOf(b.about.Lang, validLang(s))
			case field == "date":
				b.about.Published = firstOf(b.about.Published, parseDate(s, ""))
			}
			field = ""
		}
		return nil
	})
	b.about.Author = joinNames(authors)
	for _, id := range spine {
		if href := hrefs[id]; href != "" {
			b.chapters = append(b.chapters, href)
		}
	}
	return b, err
}

// entryName is the entry that an address in the package document means.
func entryName(opf, href string) string {
	href, _, _ = strings.Cut(href, "#")
	if plain, err := url.PathUnescape(href); err == nil {
		href = plain
	}
	return strings.TrimPrefix(path.Join("/", path.Dir(opf), href), "/")
}

// encryptedEntries are the entries that only a shop's reader can open. Fonts
// are often scrambled and do not matter.
func encryptedEntries(z *zipped) (map[string]bool, error) {
	locked := map[string]bool{}
	if !z.has("META-INF/encryption.xml") {
		return locked, nil
	}
	data, err := z.read("META-INF/encryption.xml")
	if err != nil {
		return nil, err
	}
	err = xmlTokens(data, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "CipherReference" {
			locked[entryName("x", xmlAttr(e, "URI"))] = true
		}
		return nil
	})
	return locked, err
}

// chapterText is the text of a chapter.
func chapterText(data []byte) (string, error) {
	doc, err := parseHTML(selfClosing(decode(data, "")))
	if err != nil {
		return "", err
	}
	for n := range elements(doc) {
		if n.DataAtom == atom.Body {
			return tidy(renderText(n, article.MaxText+1)), nil
		}
	}
	return "", nil
}

// selfClosing mends what XHTML may write and HTML reads as an open element: an
// empty title or anchor that ends in "/>".
func selfClosing(s string) string {
	for _, name := range []string{"title", "script", "a", "span", "p", "div", "i", "b", "em", "strong"} {
		s = closeEmpty(s, name)
	}
	return s
}

// closeEmpty writes <name …/> as <name …></name>.
func closeEmpty(s, name string) string {
	open := "<" + name
	if !strings.Contains(s, open) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, open)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		rest := s[i+len(open):]
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			b.WriteString(s)
			return b.String()
		}
		tag := rest[:end]
		if strings.HasSuffix(tag, "/") && (tag == "/" || tag[0] == ' ' || tag[0] == '\n' || tag[0] == '\t') {
			b.WriteString(s[:i] + open + tag[:len(tag)-1] + "></" + name + ">")
		} else {
			b.WriteString(s[:i+len(open)+end+1])
		}
		s = rest[end+1:]
	}
}
