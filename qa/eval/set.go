package eval

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"lector/article"
)

// Scope is how much text a question is asked of.
type Scope string

const (
	WholeArticle Scope = "article"   // the article that it was written for
	OneParagraph Scope = "paragraph" // its own paragraph alone
	Everything   Scope = "all"       // all articles of the file together
)

// Set is a file of questions over texts, whatever its format.
type Set struct {
	File   string // base name
	Format string // "squad", "xquad-r", "clinc150", "stackfaq" or "list"
	Lang   string // as the file's name says, else empty
	Groups []Group
	// Official sentence boundaries of each article, where the file has them.
	Official bool
}

// Group is what is searched together, a collection of its own, with the
// questions asked of it. Figures are resampled by group.
type Group struct {
	Articles  []article.Article
	Questions []Question
	// Sentences are the official sentences of each article, or nil.
	Sentences [][]article.Span
	// Paragraphs are the spans of the paragraphs of each article as the file
	// has them; nil when it has none.
	Paragraphs [][]article.Span
	// Units are what counts as one find in a ranking (the threads of an FAQ);
	// nil: each passage.
	Units []Place
}

// Question is one question with the places that answer it.
type Question struct {
	ID   string
	Text string
	Gold []Place // none: the group does not answer it
	Type string  // see [TypeOf]
}

// Place is where an answer stands.
type Place struct {
	Article article.ID
	Span    article.Span
	Pair    string // the prepared pair that answers, instead of a span
	// Middle asks that the middle of a passage lies in Span, which is then a
	// sentence; otherwise an overlap is enough.
	Middle bool
}

// maxParagraphs is the number of paragraphs above which a SQuAD "article" is
// taken for a heap of unrelated posts (squadshifts-reddit has 2,035 in one
// article; the longest real one has about 150), and postsTogether how many of
// them make up a group then.
const (
	maxParagraphs = 500
	postsTogether = 30
)

// langInName finds the language in names such as xquad-r-de.json.gz.
var langInName = regexp.MustCompile(`[-_.](ar|de|el|en|es|fr|hi|it|ja|ko|pt|ru|th|tr|vi|zh)\.json(\.gz)?$`)

// maxFile bounds what is read of one file, unpacked (1 GiB).
const maxFile = 1 << 30

// ErrFormat: a file is none of the formats that are known.
var ErrFormat = errors.New("not a format that eval reads (SQuAD, XQuAD-R, CLINC150, StackFAQ, sentence spans, *.questions.yaml)")

// readFile reads a file, unpacked when its name or first bytes say gzip.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var head [2]byte
	n, _ := io.ReadFull(f, head[:])
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var r io.Reader = f
	if n == 2 && head == [2]byte{0x1f, 0x8b} {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, fmt.Errorf("unpack %s: %w", path, err)
		}
		defer z.Close()
		r = z
	}
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("read %s: longer than %d bytes", path, maxFile)
	}
	return b, nil
}

// Load reads the files and returns their sets, in order. Files of official
// sentence spans are no sets: they are joined to the SQuAD files with the same
// titles; a file of that kind beside a SQuAD file is found by its name.
// text is the article that question lists without one beside them ask; it may
// be empty.
func Load(files []string, scope Scope, text string) ([]Set, error) {
	var sets []Set
	var official sentenceSpans
	raw := make([][]byte, len(files))
	for i, path := range files {
		b, err := readFile(path)
		if err != nil {
			return nil, err
		}
		if isSpans(b) {
			if official, err = readSpans(b); err != nil {
				return nil, fmt.Errorf("read %s: %w", path, err)
			}
			continue
		}
		raw[i] = b
	}
	for i, path := range files {
		if raw[i] == nil {
			continue
		}
		set, err := read(path, raw[i], scope, text, official)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func read(path string, b []byte, scope Scope, text string, official sentenceSpans) (Set, error) {
	set := Set{File: filepath.Base(path)}
	if m := langInName.FindStringSubmatch(path); m != nil {
		set.Lang = m[1]
	}
	var err error
	switch {
	case strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml"):
		set.Format = "list"
		set.Groups, err = readList(path, b, text)
	default:
		var probe map[string]json.RawMessage
		if err := json.Unmarshal(b, &probe); err != nil {
			return set, fmt.Errorf("%w: %v", ErrFormat, err)
		}
		switch {
		case probe["data"] != nil:
			if official == nil {
				official = spansBeside(path)
			}
			set.Format = "squad"
			if bytes.Contains(b, []byte(`"sentence_breaks"`)) {
				set.Format = "xquad-r"
			}
			set.Groups, set.Official, err = readSQuAD(b, set.Lang, scope, official)
		case probe["oos_test"] != nil:
			set.Format = "clinc150"
			set.Groups, err = readCLINC(b)
		case probe["root"] != nil:
			set.Format = "stackfaq"
			set.Groups, err = readStackFAQ(b)
		default:
			return set, ErrFormat
		}
	}
	for g := range set.Groups {
		for i := range set.Groups[g].Articles {
			if a := &set.Groups[g].Articles[i]; a.Lang == "" {
				a.Lang = article.DetectLang(a.Text)
			}
		}
		for i := range set.Groups[g].Questions {
			q := &set.Groups[g].Questions[i]
			q.Type = TypeOf(q.Text)
		}
	}
	return set, err
}
