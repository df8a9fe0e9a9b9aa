package qa

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// familyLangs are the languages other than English in which words lead to
// others of their family by rules, and to others of like meaning by lists.
var familyLangs = [...]string{"ar", "de", "es", "zh"}

// rootIn is what the words of one family share by the rules of a language;
// empty when too little of the word is left to tell. A word's root may be no
// word: it is compared with other roots only.
func rootIn(lang, folded string) string {
	switch lang {
	case "ar":
		return rootAr(folded)
	case "de":
		return rootDe(folded)
	case "es":
		return rootEs(folded)
	}
	return ""
}

// A familyTable holds the roots of a word table's words in a language.
type familyTable struct {
	once  sync.Once
	roots []string
}

// family is by word its root in the i-th of familyLangs, or the word itself
// where it has none. It is worked out when it is first asked for.
func (t *wordTable) family(i int) []string {
	f := &t.families[i]
	f.once.Do(func() {
		f.roots = make([]string, t.text.len())
		for w := range f.roots {
			f.roots[w] = rootOrWord(familyLangs[i], t.text.at(w))
		}
	})
	return f.roots
}

func rootOrWord(lang, folded string) string {
	if root := rootIn(lang, folded); root != "" {
		return root
	}
	return folded
}

// What a match counts of a word of the same family by rules, and of a German
// compound and its parts.
const (
	relativeWeight = 0.6
	compoundWeight = 0.5
)

// relatives adds the words of the scope that are of the slot's family by the
// rules of its language, of a compound with it, or of like meaning, in this
// order.
func (x *expander) relatives(lang string, sc *scope, s *slot) {
	at := slices.Index(familyLangs[:], lang)
	if at < 0 || s.class&(classDigit|classNumber) != 0 || s.class&classCapital != 0 && lang != "de" {
		return // in German every noun has a capital letter
	}
	root := rootOrWord(lang, s.folded)
	like := likeWords()[at][root]
	kin := &x.kin
	for i := range kin {
		kin[i] = kin[i][:0]
	}
	for i := range sc.views {
		v := &sc.views[i]
		w := &v.seg.words
		for other, r := range w.family(at) {
			k := 0
			switch {
			case r == root:
			case lang == "de" && (compoundDe(root, r) || compoundDe(r, root)):
				k = 1
			case slices.Contains(like, r):
				k = 2
			default:
				continue
			}
			if len(kin[k]) < maxAlternatives && !s.owns(v.seg, w.term[other]) && v.df(w.term[other]) > 0 {
				kin[k] = append(kin[k], w.text.at(other))
			}
		}
	}
	for k, by := range [...]struct {
		weight float64
		how    string
	}{{relativeWeight, "family"}, {compoundWeight, "compound"}, {meaningWeight, "synonym"}} {
		for _, other := range kin[k] {
			s.add(alternative{folded: other, weight: by.weight, how: by.how})
		}
	}
}

// likeWords are, by language, the roots of words of like meaning by root.
var likeWords = sync.OnceValue(func() (t [len(familyLangs)]map[string][]string) {
	for i, lang := range familyLangs {
		t[i] = make(map[string][]string)
		for line := range strings.Lines(likeLists[lang]) {
			var roots []string
			for w := range strings.FieldsSeq(line) {
				folded, _ := fold(w, lang)
				if r := rootOrWord(lang, folded); !slices.Contains(roots, r) {
					roots = append(roots, r)
				}
			}
			for _, from := range roots {
				for _, to := range roots {
					if from != to && !slices.Contains(t[i][from], to) {
						t[i][from] = append(t[i][from], to)
					}
				}
			}
		}
	}
	return t
})

// compoundDe reports whether a root ends or begins a longer one, as a part of
// a compound ("markt" of "marktrecht") or behind a verb's prefix that may stand
// apart ("schau" of "zuschau").
func compoundDe(part, whole string) bool {
	if n := len(whole) - len(part); n < 2 || len(part) < 4 {
		return false
	}
	if rest, ok := strings.CutSuffix(whole, part); ok {
		return len(rest) >= 3 && !strings.Contains(boundDe, " "+rest+" ") || slices.Contains(prefixesDe, rest)
	}
	return strings.HasPrefix(whole, part) && len(whole)-len(part) >= 3 && len(part) >= 4
}

// boundDe are the prefixes of German verbs that never stand apart and change
// their meaning.
const boundDe = ` ver ent zer miss emp ges bes ers `

// prefixesDe are the prefixes of German verbs that stand apart in a main
// clause, longest first.
var prefixesDe = strings.Fields(`zusammen zuruck heraus herab heran herein hinaus hinein hinzu herum wieder weiter voran vorbei unter statt fest fort frei nach teil uber auf aus bei dar ein her hin los mit vor weg ab an um zu`)

// strongDe leads from the forms of strong German verbs to their infinitives.
var strongDe = sync.OnceValue(func() map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(strongVerbsDe) {
		forms := strings.Fields(line)
		for _, f := range forms {
			m[f] = forms[0]
			// "gab": "gaben", "gabst"; "gegeben" has no other.
			if !strings.HasPrefix(f, "ge") {
				m[f+"en"], m[f+"e"] = forms[0], forms[0]
			}
		}
	}
	for line := range strings.Lines(strongVerbsDe) {
		forms := strings.Fields(line)
		m[forms[0]] = forms[0]
	}
	return m
})

// rootDe is the root of a folded German word: inflection, the commonest
// suffixes and the prefix of a participle taken off, strong verbs by their
// infinitive.
func rootDe(w string) string {
	if len(w) < 3 || len(w) > 40 || strings.ContainsAny(w, "0123456789") {
		return ""
	}
	strong := strongDe()
	if base, ok := strong[w]; ok {
		return stripped(base, inflectionDe, 3)
	}
	for _, p := range prefixesDe {
		rest, ok := strings.CutPrefix(w, p)
		if !ok || len(rest) < 4 {
			continue
		}
		if base, ok := strong[rest]; ok {
			return p + stripped(base, inflectionDe, 3)
		}
		for _, infix := range []string{"ge", "zu"} { // "hergestellt", "herzustellen"
			if bare, ok := strings.CutPrefix(rest, infix); ok && len(bare) >= 4 && (strings.HasSuffix(bare, "t") || strings.HasSuffix(bare, "en")) {
				if base, ok := strong[bare]; ok {
					return p + stripped(base, inflectionDe, 3)
				}
				w = p + bare
			}
		}
		break
	}
	for _, p := range []string{"be", "er", "ent", "ver", "zer"} {
		if rest, ok := strings.CutPrefix(w, p); ok {
			if base, ok := strong[rest]; ok && len(rest) >= 3 {
				return p + stripped(base, inflectionDe, 3)
			}
		}
	}
	if rest, ok := strings.CutPrefix(w, "ge"); ok && len(rest) >= 4 && strings.HasSuffix(rest, "t") {
		w = rest
	}
	w = stripped(w, inflectionDe, 3)
	for range 2 {
		short := stripped(w, derivationDe, 4)
		if short == w {
			break
		}
		w = short
	}
	return w
}

// The endings of German words, longest first: of inflection, and those by
// which one kind of word is made of another.
var (
	inflectionDe = strings.Fields(`eten etes eter test tens ern ten tet tes ter em en er es et st te e n s t`)
	derivationDe = strings.Fields(`ierung ischer lichkeit igkeit schaft erinn erin isch lich keit heit ung ier nis bar ler ner ig er in`)
)

// stripped takes the first of the endings that a word has off it, if at least
// so many letters are left.
func stripped(w string, endings []string, least int) string {
	for _, end := range endings {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= least {
			return rest
		}
	}
	return w
}

// irregularEs leads from irregular forms of Spanish verbs to their infinitives.
var irregularEs = sync.OnceValue(func() map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(irregularVerbsEs) {
		forms := strings.Fields(line)
		for _, f := range forms {
			m[f] = forms[0]
		}
	}
	return m
})

// rootEs is the root of a folded Spanish word: the commonest endings taken
// off, and the vowels that change under stress as they are without it.
func rootEs(w string) string {
	if len(w) < 4 || len(w) > 40 || strings.ContainsAny(w, "0123456789") {
		return ""
	}
	for _, pronoun := range []string{"los", "las", "les", "lo", "la", "le", "se"} { // "construirlo"
		if verb, ok := strings.CutSuffix(w, pronoun); ok && len(verb) >= 5 && (strings.HasSuffix(verb, "ar") || strings.HasSuffix(verb, "er") || strings.HasSuffix(verb, "ir")) {
			w = verb
			break
		}
	}
	if base, ok := irregularEs()[w]; ok {
		w = base
	}
	root := stripped(w, endingsEs, 4)
	if root == w {
		root = stripped(w, []string{"ar", "er", "ir", "os", "as", "es", "o", "a", "e", "s"}, 3)
	}
	// "cierra", "cerrar"; "llueve", "llover".
	root = strings.Replace(root, "ie", "e", 1)
	if i := strings.Index(root, "ue"); i > 0 && root[i-1] != 'q' && root[i-1] != 'g' {
		root = root[:i] + "o" + root[i+2:]
	}
	if utf8.RuneCountInString(root) < 3 {
		return ""
	}
	return root
}

// endingsEs are endings of Spanish words, longest first.
var endingsEs = strings.Fields(`amientos imientos amiento imiento icidades icidad aciones uciones iciones amente acion ucion icion siones adores adoras edores edoras
 idores idoras adora edora idora ancias encias ancia encia idades antes entes iendo yendo istas ismos ables ibles arian erian irian aremos eremos iremos ieron aron eron
 aban ados adas idos idas icos icas ivos ivas osos osas sion ador edor idor idad ante ente ista ismo able ible mente ando aria eria iria aba ado ada ido ida ico ica ivo iva oso osa
 amos emos imos aran eran iran ian ara era ira aje eza ar er ir an en ia io os as es o a e s`)
