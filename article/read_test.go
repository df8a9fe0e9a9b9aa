package article

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func encodeUTF16(s string, order binary.AppendByteOrder, mark bool) []byte {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

const story = "Follow Us on Google News\nOSLO: The city’s harbour master has opened a pier, giving hope of shorter queues for the two ferries.\nIt went well. 😀\n"

func TestReadEncodings(t *testing.T) {
	t.Parallel()
	chinese := "塔利班代表团访问天津\n\n中国外交部长会见了代表团。双方 2021 年讨论了和平。\n"
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"plain", []byte(story), story},
		{"byte order mark", []byte("\xEF\xBB\xBF" + story), story},
		{"CRLF is kept", []byte("Title\r\n\r\nText.\r\n"), "Title\r\n\r\nText.\r\n"},
		{"UTF-16 LE, marked", encodeUTF16(story, binary.LittleEndian, true), story},
		{"UTF-16 BE, marked", encodeUTF16(story, binary.BigEndian, true), story},
		{"UTF-16 LE", encodeUTF16(story, binary.LittleEndian, false), story},
		{"UTF-16 BE", encodeUTF16(story, binary.BigEndian, false), story},
		{"UTF-16 LE, Chinese", encodeUTF16(chinese, binary.LittleEndian, false), chinese},
		{"UTF-16 BE, Chinese", encodeUTF16(chinese, binary.BigEndian, false), chinese},
	} {
		a, err := Read("story.txt", c.data)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if a.Text != c.want {
			t.Errorf("%s: Text = %q, want %q", c.name, a.Text, c.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data string
		want error
		says string
	}{
		{"nothing", "", ErrEmpty, "f.txt is empty"},
		{"white space", " \n\t\n", ErrEmpty, "f.txt is empty"},
		{"a mark alone", "\xEF\xBB\xBF", ErrEmpty, "no text"},
		{"punctuation alone", "--- !!! ---", ErrEmpty, "no text"},
		{"front matter alone", "---\ntitle: T\n---\n", ErrEmpty, "no text"},
		{"zero bytes", "abc\x00\x01\x02\x03def", ErrBinary, "byte 4"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", ErrBinary, "a picture"},
		{"control characters", strings.Repeat("ab\x01\x02", 20), ErrBinary, "control characters"},
		{"a program", "\x7FELF\x02\x01\x01\x00", ErrBinary, "a program"},
		{"PDF", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", ErrFormat, "lector add"},
		{"Word", "PK\x03\x04\x14\x00\x06\x00", ErrFormat, "lector add"},
		{"a web page", "<!DOCTYPE html>\n<html><body><p>Hi there.</p>", ErrFormat, "lector add"},
		{"damaged UTF-8", "Één café, één thé.\nA caf\xE9 in Paris.", ErrEncoding, "byte 0xE9"},
		{"Polish in Windows-1250", "The town of Bia\xB3ystok lies there.", ErrEncoding, "save it as UTF-8"},
		{"Russian in KOI8-R", "\xF3\xEF\xE2\xE1\xEB\xE1 \xCC\xC1\xC5\xD4.", ErrEncoding, "save it as UTF-8"},
		{"Japanese in Shift_JIS", "\x82\xB1\x82\xEA\x82\xCD\x8B\x4C\x8E\x96\x82\xC5\x82\xB7\x81\x42", ErrEncoding, "save it as UTF-8"},
		{"no code of Windows-1252", "A word \x81 here and more of the words.", ErrEncoding, "byte 0x81"},
		{"half of UTF-16", "\xFF\xFEa\x00b", ErrEncoding, "odd number of bytes"},
		{"half a surrogate", "\xFF\xFEa\x00\n\x00\x00\xD8b\x00", ErrEncoding, "line 2"},
		{"UTF-32", "\xFF\xFE\x00\x00a\x00\x00\x00", ErrEncoding, "UTF-32"},
		{"too much text", strings.Repeat("word ", MaxText/5+1), ErrTooLarge, "8.0 MB"},
		{"a huge file", strings.Repeat(" ", MaxFile) + "a", ErrTooLarge, "50.0 MB"},
	} {
		_, err := Read("f.txt", []byte(c.data))
		if !errors.Is(err, c.want) || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: Read = %v, want %v, saying %q", c.name, err, c.want, c.says)
		}
	}
}

func TestReadMetadata(t *testing.T) {
	t.Parallel()
	got, err := Read("news/tianjin.md", []byte(`---
title: "Taliban delegation in Tianjin"
Publisher: The Example
author: [Ann Lee, Bo Li]
date: July 28, 2021
address: https://example.com/a
language: en
note: >
  Retold for
  the tests.
---

# A heading

Text of the *article*.
`))
	if err != nil {
		t.Fatal(err)
	}
	want := Article{
		ID: "taliban-delegation-in-tianjin", Title: "Taliban delegation in Tianjin", Publisher: "The Example", Author: "Ann Lee, Bo Li",
		Published: "2021-07-28", URL: "https://example.com/a", Lang: "en", Note: "Retold for the tests.", Origin: "news/tianjin.md",
		Text: "A heading\n\nText of the article.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	got.Collection = Home
	if err := got.Validate(); err != nil {
		t.Errorf("Validate: %v", err)
	}
}

func TestReadFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, meta, want string }{
		{"all at once", "titel: T\ndate: 03/04/2021\nurl: example.com\nlanguage: English\nwhatever: x\n",
			`f.md:2: unknown key "titel"; did you mean "title"?
f.md:3: the date "03/04/2021" may be read in two ways; write it like 2021-07-28, 2021-07 or 2021
f.md:4: the address "example.com" must start with http:// or https://
f.md:5: the language "English" is not a tag; write it like en or pt-BR
f.md:6: unknown key "whatever"; known are title, publisher, author, date, url, address, language, note`},
		{"twice", "url: https://a.b\naddress: https://a.b\n", "f.md:3: address is given twice (also as url)"},
		{"nested", "title:\n  a: b\n", "f.md:2: title must be one line of text"},
		{"broken", "title: [a\n", "f.md:3: this is not YAML: "},
		{"long", "title: " + strings.Repeat("x", 257) + "\n", "f.md:2: the title has 257 characters; at most 256"},
	} {
		_, err := Read("f.md", []byte("---\n"+c.meta+"---\nText.\n"))
		if _, ok := errors.AsType[Faults](err); !ok || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: Read = %v\nwant Faults %s", c.name, err, c.want)
		}
	}
}

func TestReadTitle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, text, want string }{
		{"a-b_c.txt", story, "A b c"},
		{"a.txt", "Follow Us on Google News\nTaliban visit China\nText is here.", "Taliban visit China"},
		{"a.txt", "\n\n  What is a fox?\n\nA fox is an animal.", "What is a fox?"},
		{"notes.txt", "A sentence it is. Another one.", "Notes"},
		{"notes.txt", "- one\n- two", "Notes"},
		{"a.md", "Some text first.\n\n# The *real* title!\n\nText.", "The real title!"},
		{"a.md", "Title over a rule\n===\n\nText.", "Title over a rule"},
		{`C:\docs\塔利班.txt`, "中国外交部长会见了代表团。", "塔利班"},
		{"x.txt", "塔利班代表团访问天津\n\n中国外交部长会见了代表团。", "塔利班代表团访问天津"},
		{"x.txt", "---\nauthor: A\n---\n\nTitle here\n\nText *stays*.", "Title here"},
		{"", "It is so. It is.", "Untitled"},
	} {
		a, err := Read(c.file, []byte(c.text))
		if err != nil || a.Title != c.want {
			t.Errorf("Read(%q, %q).Title = %q, %v, want %q", c.file, c.text, a.Title, err, c.want)
		}
	}
}

func TestFrontMatterOrText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, data, want string }{
		{"a.txt", "---\ntitle: T\n---\n\nIt *stays*.", "It *stays*."},
		{"a", "---\ntitle: T\n---\nIt *goes*.", "It goes."},
		{"a.txt", "---\nJust a rule above: this.\n---\nText.", "---\nJust a rule above: this.\n---\nText."},
		{"a.txt", "---\nNo end: of it", "---\nNo end: of it"},
		{"a.txt", "---\n# a remark\ntitle: T\n...\nText.", "Text."},
		{"a.txt", "---\r\ntitle: T\r\n---\r\nText.\r\n", "Text.\r\n"},
		{"a.txt", "---\n---\nText.", "Text."},
	} {
		a, err := Read(c.name, []byte(c.data))
		if err != nil || a.Text != c.want {
			t.Errorf("Read(%q, %q).Text = %q, %v, want %q", c.name, c.data, a.Text, err, c.want)
		}
	}
}

func TestMarkdownText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"inline", "A **bold** and _soft_ [link](http://x.y \"t\"), `code`, ~~old~~, <http://a.b>.", "A bold and soft link, code, old, http://a.b."},
		{"headings", "# One\n## Two ##\nText\n\nThree\n---\nmore", "One\nTwo\nText\n\nThree\nmore"},
		{"breaks", "one\ntwo  \nthree\\\nfour\n\n\nfive", "one\ntwo\nthree\nfour\n\nfive"},
		{"lists", "* a\n* b\n  more\n    1. x\n    2. y\n\n3) c\n4) d", "- a\n- b\n  more\n  1. x\n  2. y\n\n3. c\n4. d"},
		{"tasks", "- [x] done\n- [ ] open", "- [x] done\n- [ ] open"},
		{"loose list", "- a\n\n- b", "- a\n\n- b"},
		{"table", "| A | B |\n|---|:-:|\n| 1 | *2* |\n| 3 | 4 \\| 5 |", "A | B\n1 | 2\n3 | 4 | 5"},
		{"table between paragraphs", "before\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nafter", "before\n\nA | B\n1 | 2\n\nafter"},
		{"quote", "> said *he*\n> twice\n\nand left", "said he\ntwice\n\nand left"},
		{"code", "```go\nx := *p\n\ny\n```\n\n    indented _x_", "x := *p\n\ny\n\nindented _x_"},
		{"html", "<!-- gone -->\n<p>kept &amp; seen</p>\n\na<br>b <b>c</b>\n\n<script>\nx()\n</script>", "kept & seen\n\na\nb c"},
		{"escapes", `2 \* 3 &lt; 7 \&lt; &copy; &#228; C:\dir`, `2 * 3 < 7 &lt; © ä C:\dir`},
		{"pictures", "![alt](x.png) seen\n\n***\n\nend", "seen\n\nend"},
		{"quotes untouched", "“He said -- ...” 'x'", "“He said -- ...” 'x'"},
		{"CRLF", "# T\r\n\r\na *b*\r\nc\r\n", "T\n\na b\nc"},
	} {
		if got := MarkdownText(c.in); got != c.want {
			t.Errorf("%s: MarkdownText(%q)\n = %q, want\n   %q", c.name, c.in, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.md", []byte("---\ntitle: x\n---\n# a\n\n- b\n  > c `d`\n"))
	f.Add("a.txt", []byte(story))
	f.Add("", []byte("\xFF\xFEa\x00"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		a, err := Read(name, data)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error that says nothing")
			}
			return
		}
		a.Collection = Home
		if err := a.Validate(); err != nil && a.Title != "" {
			t.Errorf("Read(%q, %q) gave an article that is not valid: %v", name, data, err)
		}
	})
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2021-07-28": "2021-07-28", "2021-07": "2021-07", "2021": "2021", "2021/07/28": "2021-07-28", "20210728": "2021-07-28",
		"2021-07-28T10:20:30Z": "2021-07-28", "2021-07-28 10:20": "2021-07-28", "July 28, 2021": "2021-07-28", "28 July 2021": "2021-07-28",
		"Wed, Jul 28, 2021 10:30 am": "2021-07-28", "July 28th, 2021": "2021-07-28", "28. Juli 2021": "2021-07-28", "28 de julio de 2021": "2021-07-28",
		"28 juillet 2021": "2021-07-28", "1er août 2021": "2021-08-01", "28 июля 2021 г.": "2021-07-28", "July 2021": "2021-07", "Sept. 2021": "2021-09",
		"28/07/2021": "2021-07-28", "07/28/2021": "2021-07-28", "3.4.2021": "2021-04-03", "2021年7月28日": "2021-07-28", "7/2021": "2021-07", "2024-02-29": "2024-02-29",
		"Wed Jul 28 10:30:00 2021": "",
		"03/04/2021":               "", "2021-13-01": "", "2021-02-30": "", "yesterday": "", "": "", "28 July": "", "0000-01-01": "", "99": "",
	} {
		got, err := ParseDate(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestNewID(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]ID{
		"Taliban delegation in Tianjin":  "taliban-delegation-in-tianjin",
		"  What’s “new” in C++?  ":       "whats-new-in-c",
		"Čeština, Škoda & Łódź":          "cestina-skoda-lodz",
		"Straße über Köln":               "strasse-ueber-koeln",
		"Война и мир":                    "voyna-i-mir",
		"Ελλάδα":                         "ellada",
		"한국 소식":                          "hanguk-sosik",
		"塔利班代表团访问天津":                     "article-9d95c813",
		"iPhone 发布":                      "iphone-53bbafe6",
		"!!!":                            "article-e84c538e",
		strings.Repeat("long words ", 9): "long-words-long-words-long-words-long-words-long-words-long",
	} {
		got := NewID(in)
		if !got.Valid() {
			t.Errorf("NewID(%q) = %q, which is not valid", in, got)
		}
		if got != want {
			t.Errorf("NewID(%q) = %q, want %q", in, got, want)
		}
	}
	if a, b := NewID("塔利班代表团"), NewID("塔利班代表團"); a == b {
		t.Errorf("two titles have the ID %s", a)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	good := Article{Collection: Guild("123"), ID: "a", Title: "A", Text: "a", Published: "2021-07", URL: "https://a.b/c", Lang: "pt-BR"}
	if err := good.Validate(); err != nil {
		t.Errorf("Validate of a good article: %v", err)
	}
	bad := Article{Collection: "guild:x", ID: "A b", Title: " ", Publisher: "a\nb", Published: "July 2021", URL: "ftp://a", Lang: "x", Text: "\xff"}
	err := bad.Validate()
	if err == nil {
		t.Fatal("Validate of a bad article: nil")
	}
	for _, want := range []string{"collection", "id", "title", "publisher", "2021-07", "address", "language", "UTF-8"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Validate does not tell about the %s:\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 8 {
		t.Errorf("Validate tells %d faults, want 8:\n%v", n, err)
	}
}

// TestMarkdownMadeToBeSlow reads texts on which parsing marks takes time that
// grows with the square of their length; they are read as they stand.
func TestMarkdownMadeToBeSlow(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"emphasis": strings.Repeat("*a ", 100_000), "lists": strings.Repeat("- ", 100_000) + "a", "brackets": strings.Repeat("[", 200_000) + "a",
	} {
		start := time.Now()
		if got := MarkdownText(s); got != s {
			t.Errorf("%s: changed", name)
		}
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: took %v", name, d)
		}
	}
}

// What old editors write is read, and only that.
func TestReadWindows1252(t *testing.T) {
	t.Parallel()
	a, err := Read("cafe.txt", []byte("Prices\r\n\r\nA caf\xE9 in K\xF6ln asks \x80 3 \x96 \x93no more\x94, it\x92s said."))
	want := "Prices\r\n\r\nA café in Köln asks € 3 – “no more”, it’s said."
	if err != nil || a.Text != want {
		t.Errorf("Read = %q, %v, want %q", a.Text, err, want)
	}
}
