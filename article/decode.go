package article

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode turns the bytes of a file into UTF-8 text without a byte order mark.
func decode(name string, data []byte) (string, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return "", readErrorf(ErrEmpty, "%s is empty. Put an article into it.", name)
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xFE\xFF")):
		return "", readErrorf(ErrEncoding, "%s is in UTF-32. Save it as UTF-8.", name)
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return decodeUTF16(name, data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return decodeUTF16(name, data[2:], binary.BigEndian)
	}
	if format := knownFormat(data); format != "" {
		kind, what := ErrBinary, "Lector reads text: a plain text file or Markdown."
		if format == "a PDF document" || format == "a Word, EPUB or other zipped document" {
			kind, what = ErrFormat, "Add it with “lector add”, which takes the text out of documents."
		}
		return "", readErrorf(kind, "%s is %s. %s", name, format, what)
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		if order := guessUTF16(data); order != nil {
			return decodeUTF16(name, data, order)
		}
		return "", readErrorf(ErrBinary, "%s is no text: there is a zero byte at byte %d. Lector reads plain text and Markdown.", name, i+1)
	}
	if i := invalidAt(data); i >= 0 {
		if text, ok := decodeWindows1252(data); ok {
			return text, nil
		}
		line := 1 + bytes.Count(data[:i], []byte("\n"))
		return "", readErrorf(ErrEncoding, "%s is not valid UTF-8: byte 0x%02X at byte %d, line %d. It may be in an older encoding; save it as UTF-8.", name, data[i], i+1, line)
	}
	if i, bad := controls(data); bad {
		return "", readErrorf(ErrBinary, "%s is no text: it is full of control characters, the first at byte %d. Lector reads plain text and Markdown.", name, i+1)
	}
	return string(data), nil
}

// decodeWindows1252 reads Windows-1252, which old editors in western Europe and
// America write, Latin-1 included. ok is false where the bytes may as well be
// something else, for a guess that is wrong would be quoted as the article's own
// words: damaged UTF-8, an alphabet of its own (there most letters are above
// ASCII), a code that Windows-1252 does not have, or a sign amid a word where
// another code page has a letter.
func decodeWindows1252(data []byte) (text string, ok bool) {
	high, letters, runes := 0, 0, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case n > 1:
			runes++
		case r == utf8.RuneError:
			high++
		case unicode.IsLetter(r):
			letters++
		}
		i += n
	}
	if runes > high || high*4 > letters {
		return "", false
	}
	text, err := charmap.Windows1252.NewDecoder().String(string(data))
	if err != nil || strings.ContainsRune(text, utf8.RuneError) {
		return "", false
	}
	var before, at rune = ' ', ' '
	for _, after := range text {
		if at >= 0x80 && unicode.IsLetter(before) && unicode.IsLetter(after) && !unicode.IsLetter(at) && !strings.ContainsRune("’‘–—\u00ad·", at) {
			return "", false
		}
		before, at = at, after
	}
	// C1 controls, for which Windows-1252 has no sign.
	if strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 && r < 0xA0 }) >= 0 {
		return "", false
	}
	return text, true
}

// invalidAt is the place of the first byte that is not UTF-8, or -1.
func invalidAt(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return -1
}

// controls reports data in which more than one character in twenty is a
// control character that no text has, and where the first one stands.
func controls(data []byte) (first int, bad bool) {
	n := 0
	for i, b := range data {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != '\v' || b == 0x7F {
			if n == 0 {
				first = i
			}
			n++
		}
	}
	return first, n*20 > len(data)
}

// knownFormat names a format that is no text, by its first bytes.
func knownFormat(data []byte) string {
	for _, f := range []struct{ magic, name string }{
		{"%PDF-", "a PDF document"},
		{"PK\x03\x04", "a Word, EPUB or other zipped document"},
		{"\xD0\xCF\x11\xE0", "an old Word or Excel document"},
		{"{\\rtf", "an RTF document"},
		{"\x89PNG", "a picture"}, {"\xFF\xD8\xFF", "a picture"}, {"GIF8", "a picture"}, {"RIFF", "a picture or a recording"},
		{"\x1F\x8B", "a gzip archive"}, {"BZh", "a bzip2 archive"}, {"\xFD7zXZ", "an xz archive"}, {"7z\xBC\xAF", "a 7-Zip archive"}, {"Rar!", "a RAR archive"},
		{"\x7FELF", "a program"}, {"MZ\x90", "a program"}, {"SQLite format 3\x00", "a database"}, {"ID3", "a recording"}, {"OggS", "a recording"},
	} {
		if bytes.HasPrefix(data, []byte(f.magic)) {
			// Text may start with such letters; then it goes on as text.
			if (f.name != "a PDF document" && f.magic != "{\\rtf") && utf8.Valid(data[:min(len(data), 512)]) && bytes.IndexByte(data, 0) < 0 {
				return ""
			}
			return f.name
		}
	}
	return ""
}

// guessUTF16 recognises UTF-16 without a mark: decoded in one of the byte
// orders, nearly all of it is characters of text. It is nil when neither fits.
func guessUTF16(data []byte) binary.ByteOrder {
	if len(data)%2 != 0 || len(data) < 4 {
		return nil
	}
	best, bestShare := binary.ByteOrder(nil), 0.98
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		text, total, unusual := units(data[:min(len(data), 64<<10)], order), 0, 0
		ascii, breaks := 0, 0
		for i := 0; i < len(text); i++ {
			u := rune(text[i])
			total++
			if utf16.IsSurrogate(u) {
				if i+1 >= len(text) || utf16.DecodeRune(u, rune(text[i+1])) == utf8.RuneError {
					if i+1 < len(text) {
						unusual++
					}
					continue
				}
				i++
				continue
			}
			if !unicode.IsGraphic(u) && !unicode.IsSpace(u) && u != 0xFEFF && u != 0x200D && u != 0x200C {
				unusual++
			}
			if u < 0x80 {
				ascii++
			}
			if unicode.IsSpace(u) || u == '。' {
				breaks++
			}
		}
		// The wrong order turns ASCII into rare ideographs; the right one has
		// spaces, line ends or full stops in any language.
		if share := 1 - float64(unusual)/float64(total) + float64(ascii)/float64(total); ascii > 0 && breaks*200 >= total && unusual*50 <= total && share > bestShare {
			best, bestShare = order, share
		}
	}
	return best
}

func units(data []byte, order binary.ByteOrder) []uint16 {
	out := make([]uint16, len(data)/2)
	for i := range out {
		out[i] = order.Uint16(data[2*i:])
	}
	return out
}

func decodeUTF16(name string, data []byte, order binary.ByteOrder) (string, error) {
	if len(data)%2 != 0 {
		return "", readErrorf(ErrEncoding, "%s is cut off: it is in UTF-16 and has an odd number of bytes. Save it anew, as UTF-8.", name)
	}
	us := units(data, order)
	var b strings.Builder
	b.Grow(len(us) + len(us)/8)
	line := 1
	for i := 0; i < len(us); i++ {
		r := rune(us[i])
		switch {
		case r == 0:
			return "", readErrorf(ErrBinary, "%s is no text: there is a zero character in line %d.", name, line)
		case utf16.IsSurrogate(r):
			pair := rune(utf8.RuneError)
			if i+1 < len(us) {
				pair = utf16.DecodeRune(r, rune(us[i+1]))
			}
			if pair == utf8.RuneError {
				return "", readErrorf(ErrEncoding, "%s is not valid UTF-16: half a character at byte %d, line %d. Save it as UTF-8.", name, 2*i+1, line)
			}
			b.WriteRune(pair)
			i++
			continue
		case r == '\n':
			line++
		}
		b.WriteRune(r)
	}
	if strings.TrimSpace(b.String()) == "" {
		return "", readErrorf(ErrEmpty, "%s is empty. Put an article into it.", name)
	}
	return b.String(), nil
}
