package qa

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// primary is the primary language of a BCP 47 tag, in lower case.
func primary(tag string) string {
	tag, _, _ = strings.Cut(tag, "-")
	tag, _, _ = strings.Cut(tag, "_")
	tag = strings.ToLower(tag)
	if tag == "nb" || tag == "nn" {
		return "no"
	}
	return tag
}

// stemOf returns the Snowball stemmer of a language, or nil where there is none.
func stemOf(lang string) func(*snowballstem.Env) bool {
	switch lang {
	case "ar":
		return arabic.Stem
	case "da":
		return danish.Stem
	case "nl":
		return dutch.Stem
	case "en", "":
		return english.Stem
	case "fi":
		return finnish.Stem
	case "fr":
		return french.Stem
	case "de":
		return german.Stem
	case "hu":
		return hungarian.Stem
	case "ga":
		return irish.Stem
	case "it":
		return italian.Stem
	case "no":
		return norwegian.Stem
	case "pt":
		return portuguese.Stem
	case "ro":
		return romanian.Stem
	case "ru":
		return russian.Stem
	case "es":
		return spanish.Stem
	case "sv":
		return swedish.Stem
	case "ta":
		return tamil.Stem
	case "tr":
		return turkish.Stem
	}
	return nil
}

// A stemmer turns words of one language into the terms under which they are
// indexed. It is not safe for concurrent use: it reuses its working memory.
type stemmer struct {
	stem  func(*snowballstem.Env) bool
	env   *snowballstem.Env
	known map[string]string // what asked has stemmed, by how it is spelled
}

// maxKnown bounds the words that a stemmer remembers.
const maxKnown = 4096

// asked is term for the words of questions, most of which have been asked
// before: it remembers what it stemmed.
func (s *stemmer) asked(folded, spelled string) string {
	if t, ok := s.known[spelled]; ok {
		return t
	}
	if s.known == nil || len(s.known) >= maxKnown {
		s.known = make(map[string]string)
	}
	t := s.term(folded, spelled)
	s.known[strings.Clone(spelled)] = strings.Clone(t)
	return t
}

func newStemmer(lang string) *stemmer {
	s := &stemmer{stem: stemOf(lang)}
	if s.stem != nil {
		s.env = snowballstem.NewEnv("")
	}
	return s
}

// term is the stem of a word given as [fold] spells it, its diacritics
// dropped after stemming. Words with digits, and very long ones, stay whole.
func (s *stemmer) term(folded, spelled string) string {
	if s.stem == nil || len(spelled) > 64 || strings.ContainsAny(spelled, "0123456789") {
		return folded
	}
	s.env.SetCurrent(spelled)
	s.stem(s.env)
	stem := s.env.Current()
	if stem == "" || strings.ContainsRune(stem, '\uFFFD') {
		return folded
	}
	for i := 0; i < len(stem); i++ {
		if stem[i] >= 0x80 {
			return dropMarks(stem)
		}
	}
	return stem
}
