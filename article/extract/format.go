package extract

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"
)

// format is what a source really is.
type format int

const (
	unknown format = iota
	page
	plainText
	markdown
	table // CSV or TSV
	feed
	docx
	epub
	pdf
)

// firstTag is the name of the first element of a text in lower case, and what
// stands before it apart from white space, comments, a document type and
// processing instructions.
func firstTag(text string) (name, junk string) {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			return "", junk + text
		}
		junk += strings.TrimSpace(text[:i])
		text = text[i:]
		end := ">"
		switch {
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		case strings.HasPrefix(text, "<?"):
			end = "?>"
		case len(text) > 14 && strings.EqualFold(text[:14], "<!doctype html"):
			return "html", junk
		case strings.HasPrefix(text, "<!"):
			if open, stop := strings.IndexByte(text, '['), strings.IndexByte(text, '>'); open >= 0 && open < stop {
				end = "]>"
			}
		default:
			name = strings.ToLower(text[1:min(len(text), 40)])
			if i := strings.IndexFunc(name, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == ':') }); i >= 0 {
				name = name[:i]
			}
			return name, junk
		}
		i = strings.Index(text, end)
		if i < 0 {
			return "", junk
		}
		text = text[i+len(end):]
	}
}

// formatOf looks at the bytes first, and believes a header or a name only in
// what the bytes cannot tell.
func formatOf(src source) format {
	data := src.data
	claimed, _, _ := mime.ParseMediaType(src.contentType)
	ext := strings.ToLower(path.Ext(src.name))
	head := data[:min(len(data), 8192)]
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(head[:min(len(head), 1024)], " \t\r\n\x00"), []byte("%PDF-")):
		return pdf
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipFormat(data)
	}
	text := decodeHead(head, src.contentType)
	tag, junk := firstTag(text)
	switch tag {
	case "rss", "feed", "rdf:rdf":
		if len(junk) < 200 {
			return feed
		}
	case "html", "head", "body", "title", "meta", "link", "script", "style", "h1", "div", "p", "article", "main", "section", "table":
		if junk == "" {
			return page
		}
	}
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "{") && strings.Contains(text, "jsonfeed.org/version"):
		return feed
	case isBinary(text):
		return unknown
	}
	switch ext {
	case ".md", ".markdown", ".mdown", ".mkd":
		return markdown
	case ".csv", ".tsv", ".tab":
		return table
	case ".txt", ".text":
		return plainText
	case ".html", ".htm", ".xhtml":
		return page
	}
	switch claimed {
	case "text/html", "application/xhtml+xml":
		return page
	case "text/markdown", "text/x-markdown":
		return markdown
	case "text/csv", "text/tab-separated-values":
		return table
	case "text/plain", "":
		return plainText
	case "application/octet-stream":
		return plainText
	}
	return unknown
}

// decodeHead decodes the beginning of a file, which may cut a character.
func decodeHead(head []byte, contentType string) string {
	for i := 0; i < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); i++ {
		if r, n := utf8.DecodeLastRune(head); r != utf8.RuneError || n != 1 {
			break
		}
		head = head[:len(head)-1]
	}
	return decode(head, contentType)
}

// isBinary: control characters that no text holds.
func isBinary(text string) bool {
	bad := 0
	for i := range len(text) {
		if b := text[i]; b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b {
			bad++
		}
	}
	bad += strings.Count(text, "\uFFFD")
	return bad*50 > len(text)
}

// parse hands a source to the reader of its format.
func (x *Extractor) parse(ctx context.Context, src source) (Result, error) {
	if len(bytes.TrimSpace(src.data)) == 0 {
		return Result{}, fmt.Errorf("%w: it is empty", ErrNoArticle)
	}
	switch f := formatOf(src); f {
	case page:
		return readPage(src.data, src.contentType, src.address)
	case plainText, markdown:
		return readText(src, f)
	case table:
		return readTable(src)
	case docx:
		return readDOCX(src)
	case epub:
		return readEPUB(src)
	case feed:
		return x.readFeed(ctx, src)
	case pdf:
		return x.readPDF(ctx, src)
	}
	kind, _, _ := mime.ParseMediaType(src.contentType)
	if kind == "" {
		kind, _, _ = mime.ParseMediaType(http.DetectContentType(src.data))
	}
	return Result{}, fmt.Errorf("%w: %s", ErrContentType, kind)
}
