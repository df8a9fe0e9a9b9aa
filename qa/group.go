package qa

import (
	"slices"
	"strings"
	"sync"
)

// GroupKey is what questions that ask for the same in other words of the same
// stems have in common: their stems without stop words, each once, sorted by
// their bytes. Question words and negations stay, so that who and when are two
// questions; a question of nothing but stop words keeps them all. It is empty
// for a text without words. The language is told by the stop words, English
// when none shows. Equal for equal texts, in every process.
func GroupKey(question string) string {
	var scan scanner
	lang := questionLang(question, groupLangs(), &scan)
	st := newStemmer(lang)
	var all, content []string
	scan.reset(question)
	for scan.next() {
		if scan.sym != symbols {
			continue
		}
		folded, spelled := fold(question[scan.start:scan.end], lang)
		if folded == "" {
			continue
		}
		c := listedClass(folded, lang)
		term := folded
		if !scan.dense && c&classQuestion == 0 {
			if base, ok := irregular()[folded]; ok && lang == "en" {
				folded, spelled = base, base
			}
			term = st.term(folded, spelled)
		}
		all = append(all, term)
		if !isStop(folded, lang) || c&(classQuestion|classNegative) != 0 {
			content = append(content, term)
		}
	}
	if len(content) == 0 {
		content = all
	}
	slices.Sort(content)
	return strings.Join(slices.Compact(content), " ")
}

// groupLangs are the languages that have stop words, English first.
var groupLangs = sync.OnceValue(func() []string {
	langs := []string{"ja"}
	for lang := range stopLists {
		if lang != "en" {
			langs = append(langs, lang)
		}
	}
	slices.Sort(langs)
	return append([]string{"en"}, langs...)
})

// irregular leads from an English form that no stemmer reaches to its base.
var irregular = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(inflections) {
		words := strings.Fields(line)
		for _, w := range words[min(1, len(words)):] {
			if _, have := m[w]; !have {
				m[w] = words[0]
			}
		}
	}
	return m
})
