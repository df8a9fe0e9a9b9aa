package qa

import (
	"iter"
	"strings"
)

// A wordIndex finds words in a text that holds them, with no copy of any: a
// hash table of where they start. It is for lists that are part of the program,
// of which a process may need but a few words. A word ends before a space, a
// line break, a colon, or with the text.
type wordIndex struct {
	text  string
	words int
	slots []uint32 // by hash: 1 + where a word starts, or 0; a power of two of them
}

func newWordIndex(text string) wordIndex {
	size := 64
	for size < len(text)/4 { // words have six letters and more, and a space
		size *= 2
	}
	return wordIndex{text: text, slots: make([]uint32, size)}
}

// add makes a word of the text one that is found. Of equal words the last is.
func (x *wordIndex) add(at textPart) {
	if x.words++; x.words > len(x.slots)*3/4 {
		old := x.slots
		x.slots, x.words = make([]uint32, 2*len(old)), 1
		for _, start := range old {
			if start > 0 {
				x.add(textPart{int(start) - 1, int(start) - 1 + x.length(int(start)-1)})
			}
		}
	}
	*x.slot(x.text[at.start:at.end]) = uint32(at.start) + 1
}

// find is where a word starts, or -1.
func (x *wordIndex) find(word string) int { return int(*x.slot(word)) - 1 }

// after is the word that follows one, or empty.
func (x *wordIndex) after(word string) string {
	at := x.find(word)
	if at < 0 {
		return ""
	}
	for next := range fieldsOf(x.text, at+len(word)) {
		return x.text[next.start:next.end]
	}
	return ""
}

// slot is where a word stands or would stand in the table.
func (x *wordIndex) slot(word string) *uint32 {
	mask := uint64(len(x.slots) - 1)
	h := hashOf(wordSeed, word)
	for i := h ^ h>>32; ; i++ {
		s := &x.slots[i&mask]
		if *s == 0 {
			return s
		}
		if rest, ok := strings.CutPrefix(x.text[*s-1:], word); ok && (rest == "" || endsWord(rest[0])) {
			return s
		}
	}
}

// length is that of the word at a place of the text.
func (x *wordIndex) length(at int) int {
	n := 0
	for at+n < len(x.text) && !endsWord(x.text[at+n]) {
		n++
	}
	return n
}

func endsWord(c byte) bool { return c == ' ' || c == '\n' || c == ':' }

// A textPart is a part of a text, in bytes.
type textPart struct{ start, end int }

// fieldsOf are the parts of a text from a place on that spaces and line breaks
// part.
func fieldsOf(text string, from int) iter.Seq[textPart] {
	return func(yield func(textPart) bool) {
		for i := from; i < len(text); {
			for i < len(text) && (text[i] == ' ' || text[i] == '\n') {
				i++
			}
			start := i
			for i < len(text) && text[i] != ' ' && text[i] != '\n' {
				i++
			}
			if i > start && !yield(textPart{start, i}) {
				return
			}
		}
	}
}
