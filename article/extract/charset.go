package extract

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// metaCharset finds the charset a page declares about itself. The whole head
// may come before it, so it is looked for far beyond the 1024 bytes of the
// HTML specification.
var metaCharset = pattern(`(?i)<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})`)

const metaWindow = 64 << 10

// decode makes valid UTF-8 of a page or a text file. In order: a byte order
// mark; UTF-8, when the bytes are UTF-8 and say so by enough multi-byte
// sequences (no text of another charset does so by accident, whatever is
// declared); the charset of the HTTP header; that of the page itself; a guess.
// Bytes that no charset explains become U+FFFD; NUL is dropped.
func decode(data []byte, contentType string) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return clean(string(data[3:]))
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return transcode(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	}
	declared := declaredCharset(data, contentType)
	multi := 0
	if utf8.Valid(data) {
		for i := 0; i < len(data) && multi < 8; {
			_, n := utf8.DecodeRune(data[i:])
			if n > 1 {
				multi++
			}
			i += n
		}
		// Two encodings are 7-bit: they must be taken at their word.
		escaped := bytes.IndexByte(data, 0x1b) >= 0 || bytes.Contains(data, []byte("~{"))
		if multi >= 8 || declared == nil || (multi > 0 && !multiByte[declared.name]) || (multi == 0 && !escaped && !wide[declared.name]) {
			return clean(string(data))
		}
	}
	if declared != nil && declared.name == "utf-8" {
		// A cut or a few bad bytes in a UTF-8 page; many of them are another charset.
		if bad := invalid(data); bad*200 < len(data) && multiByteRunes(data) > 4*bad {
			return clean(string(data))
		}
		declared = nil
		if m := metaCharset().FindSubmatch(data[:min(len(data), metaWindow)]); m != nil {
			if e, name := charset.Lookup(string(m[1])); e != nil && name != "utf-8" {
				declared = &named{e, name}
			}
		}
	}
	if declared != nil {
		return transcode(data, declared.enc)
	}
	enc, name, _ := charset.DetermineEncoding(data, "")
	if name == "utf-8" {
		enc, _ = charset.Lookup("windows-1252")
	}
	return transcode(data, enc)
}

type named struct {
	enc  encoding.Encoding
	name string
}

var (
	multiByte = map[string]bool{"gbk": true, "gb18030": true, "big5": true, "shift_jis": true, "euc-jp": true, "euc-kr": true, "iso-2022-jp": true, "hz-gb-2312": true, "utf-16le": true, "utf-16be": true}
	wide      = map[string]bool{"utf-16le": true, "utf-16be": true}
)

// declaredCharset is what the header or the page says, nil when neither names
// a charset that exists. A meta element cannot say UTF-16: it would not be
// readable as one.
func declaredCharset(data []byte, contentType string) *named {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		if e, name := charset.Lookup(strings.TrimSpace(params["charset"])); e != nil {
			return &named{e, name}
		}
	}
	if m := metaCharset().FindSubmatch(data[:min(len(data), metaWindow)]); m != nil {
		if e, name := charset.Lookup(string(m[1])); e != nil {
			if wide[name] {
				e, name = charset.Lookup("utf-8")
			}
			return &named{e, name}
		}
	}
	return nil
}

func invalid(data []byte) int {
	bad := 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		i += n
	}
	return bad
}

func multiByteRunes(data []byte) int {
	count := 0
	for i := 0; i < len(data); {
		_, n := utf8.DecodeRune(data[i:])
		if n > 1 {
			count++
		}
		i += n
	}
	return count
}

func transcode(data []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return clean(string(data))
	}
	return clean(string(out))
}

// clean makes a string valid UTF-8 without NUL and a leading byte order mark.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.TrimPrefix(s, "\uFEFF")
}
