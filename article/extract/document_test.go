package extract

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"lector/article"
)

// zipOf packs files into a zip, in order: name, content, name, content, …
func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, files[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`
	wordTail = `</w:body></w:document>`
	// The styles of a German Word: the IDs are German, the names English.
	wordStyleSheet = `<w:styles xmlns:w="x"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>`
	wordCore = `<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:title>From the properties</dc:title><dc:creator>Jane Roe</dc:creator></cp:coreProperties>`
)

func para(style, text string) string {
	pr := ""
	if style != "" {
		pr = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return `<w:p>` + pr + `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

func readFile(t *testing.T, name string, data []byte) (Result, error) {
	t.Helper()
	return New(Options{Timeout: 20 * time.Second}).File(t.Context(), name, bytes.NewReader(data))
}

func TestDOCX(t *testing.T) {
	t.Parallel()
	body := para("Titel", "The ferry") + para("berschrift1", "Timetable") +
		`<w:p><w:r><w:t>It sails at </w:t></w:r><w:del><w:r><w:delText>six</w:delText></w:r></w:del><w:ins><w:r><w:t>seven</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> &amp; nine.</w:t></w:r>` +
		`<w:r><w:instrText>PAGEREF x</w:instrText></w:r></w:p>` +
		`<w:p><w:r><w:t>One</w:t><w:br/><w:t>Two</w:t><w:tab/><w:t>Three</w:t><w:noBreakHyphen/><w:t>Four</w:t></w:r></w:p>` +
		`<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>first</w:t></w:r></w:p>` +
		`<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>second</w:t></w:r></w:p>` +
		`<w:tbl><w:tr><w:tc>` + para("", "Port") + `</w:tc><w:tc>` + para("", "Fare") + `</w:tc></w:tr><w:tr><w:tc>` + para("", "Skarholm") + `</w:tc><w:tc>` + para("", "4 euros") + `</w:tc></w:tr></w:tbl>` +
		`<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>Boxed.</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Boxed.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>`
	notes := `<w:footnotes xmlns:w="x"><w:footnote w:type="separator"><w:p><w:r><w:t>-----</w:t></w:r></w:p></w:footnote><w:footnote>` + para("", "A note.") + `</w:footnote></w:footnotes>`
	r, err := readFile(t, "../../ferry.docx", zipOf(t, "[Content_Types].xml", "<Types/>", "word/document.xml", wordHead+body+wordTail,
		"word/styles.xml", wordStyleSheet, "docProps/core.xml", wordCore, "word/footnotes.xml", notes))
	if err != nil {
		t.Fatal(err)
	}
	want := article.Article{Title: "The ferry", Author: "Jane Roe", Lang: "en-GB",
		Text: "Timetable\n\nIt sails at seven & nine.\n\nOne\nTwo Three-Four\n\n- first\n- second\n\nPort | Fare\nSkarholm | 4 euros\n\nBoxed.\n\nA note."}
	if diff := cmp.Diff([]article.Article{want}, r.Articles); diff != "" {
		t.Error(diff)
	}
}

func TestEPUB(t *testing.T) {
	t.Parallel()
	opf := `<package xmlns:dc="d"><metadata><dc:title>Tides</dc:title><dc:creator>Ada Lindqvist</dc:creator><dc:language>en</dc:language><dc:publisher>Harbour Press</dc:publisher><dc:date>1999-05-01</dc:date></metadata>
<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/><item id="a" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/><item id="i" href="cover.png" media-type="image/png"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>`
	files := []string{"mimetype", "application/epub+zip", "META-INF/container.xml", `<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>`,
		"OPS/book.opf", opf, "OPS/nav.xhtml", "<html><body><p>Contents</p></body></html>",
		"OPS/text/one a.xhtml", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><h1>One</h1><p>The sea rises<a id="x"/> twice a day.</p></body></html>`,
		"OPS/text/two.xhtml", `<html><body><h1>Two</h1><ol><li>ebb</li><li>flood</li></ol></body></html>`}
	r, err := readFile(t, "tides.epub", zipOf(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	want := article.Article{Title: "Tides", Author: "Ada Lindqvist", Publisher: "Harbour Press", Published: "1999-05-01", Lang: "en",
		Text: "One\n\nThe sea rises twice a day.\n\nTwo\n\n1. ebb\n2. flood"}
	if diff := cmp.Diff([]article.Article{want}, r.Articles); diff != "" {
		t.Error(diff)
	}
	locked := append(files, "META-INF/encryption.xml", `<encryption><EncryptedData><CipherData><CipherReference URI="OPS/text/two.xhtml"/></CipherData></EncryptedData></encryption>`)
	if _, err := readFile(t, "tides.epub", zipOf(t, locked...)); !errors.Is(err, ErrEncrypted) {
		t.Errorf("a protected book: %v, want ErrEncrypted", err)
	}
}

// bombZip is a small zip whose one entry unpacks to size bytes. The zeros are
// packed once per megabyte and the stream repeated, so making it is quick. It
// claims to unpack to claimed bytes.
func bombZip(t *testing.T, name string, size, claimed int64) []byte {
	t.Helper()
	var packed bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	mega := make([]byte, 1<<20)
	f.Write(mega)
	f.Flush()
	unit := bytes.Clone(packed.Bytes())
	packed.Reset()
	for range size >> 20 {
		packed.Write(unit)
	}
	packed.Write([]byte{1, 0, 0, 0xff, 0xff}) // the last block, empty
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(claimed)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(packed.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	container := `<container><rootfiles><rootfile full-path="../../../etc/passwd"/></rootfiles></container>`
	deep := wordHead + strings.Repeat("<w:p>", 100_000)
	many := make([]string, 0, 24_000)
	for i := range 12_000 {
		many = append(many, fmt.Sprint("word/", i), "")
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"ten gigabytes.docx", bombZip(t, "word/document.xml", 10<<30, 10<<30), ErrTooLarge},
		{"ten megabytes in ten kilobytes.docx", bombZip(t, "word/document.xml", 10<<20, 10<<20), ErrTooLarge},
		{"a bomb that lies.docx", bombZip(t, "word/document.xml", 10<<30, 100), ErrMalformed},
		{"bomb.epub", bombZip(t, "META-INF/container.xml", 1<<30, 1<<30), ErrTooLarge},
		{"a hundred thousand nested.docx", zipOf(t, "word/document.xml", deep), ErrMalformed},
		{"entities.docx", zipOf(t, "word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>`+wordHead+"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"+wordTail), ErrMalformed},
		{"many.docx", zipOf(t, many...), ErrTooLarge},
		{"cut.docx", zipOf(t, "word/document.xml", wordHead+wordTail)[:90], ErrMalformed},
		{"empty.docx", zipOf(t, "word/document.xml", wordHead+wordTail), ErrNoArticle},
		{"escape.epub", zipOf(t, "META-INF/container.xml", container), ErrMalformed},
		{"a table.xlsx", zipOf(t, "[Content_Types].xml", "<Types/>", "_rels/.rels", "<x/>", "xl/workbook.xml", "<x/>"), ErrContentType},
		{"archive.zip", zipOf(t, "../../x", "hello"), ErrContentType},
		{"old.doc", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)), ErrContentType},
		{"photo.jpg", []byte("\xFF\xD8\xFF\xE0" + strings.Repeat("\x00\x01\x02\x03", 200)), ErrContentType},
		{"nothing.txt", nil, ErrNoArticle},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if len(c.data) > 12<<20 {
				t.Fatalf("the file has %d bytes", len(c.data))
			}
			begin := time.Now()
			x := New(Options{MaxBytes: 16 << 20, Timeout: 60 * slowness * time.Second})
			_, err := x.File(t.Context(), c.name, bytes.NewReader(c.data))
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if past := time.Since(begin); past > 45*slowness*time.Second {
				t.Errorf("refused after %v", past)
			}
		})
	}
}
