package qa

import (
	"iter"
	"strings"
	"sync"
)

// A bridge leads from a word to others of the same meaning that no stemmer
// joins. Each line of a list is a group; every word of a group leads to all
// the others. Folded.

// inflections are irregular verbs and plurals of English.
const inflections = `be been being was were is are
become became
begin began begun
bear bore born borne
beat beaten
bend bent
bind bound
bite bit bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
build built
burn burnt
buy bought
catch caught
choose chose chosen
come came
cost costs
creep crept
deal dealt
dig dug
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fly flew flown
forbid forbade forbidden
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten
give gave given
go went gone
grow grew grown
hang hung
hear heard
hide hid hidden
hold held
keep kept
know knew known
lay laid
lead led
leave left
lend lent
lie lay lain
light lit
lose lost loss
make made
mean meant
meet met
overcome overcame
overthrow overthrew overthrown
pay paid
prove proven
ride rode ridden
ring rang rung
rise rose risen
run ran
say said
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shine shone
shoot shot
show shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
sleep slept
slide slid
speak spoke spoken
speed sped
spend spent
spin spun
split splits
spread spreads
spring sprang sprung
stand stood
steal stole stolen
stick stuck
strike struck stricken
swear swore sworn
sweep swept
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
undergo underwent undergone
understand understood
undertake undertook undertaken
wake woke woken
wear wore worn
weave wove woven
win won
wind wound
withdraw withdrew withdrawn
withstand withstood
write wrote written
man men
woman women
child children
person people persons
foot feet
tooth teeth
goose geese
mouse mice
ox oxen
leaf leaves
life lives
wife wives
half halves
knife knives
wolf wolves
thief thieves
shelf shelves
self selves
crisis crises
basis bases
analysis analyses
thesis theses
axis axes
hypothesis hypotheses
phenomenon phenomena
criterion criteria
medium media
datum data
bacterium bacteria
nucleus nuclei
radius radii
fungus fungi
species specie
index indices indexes
matrix matrices
vertex vertices
appendix appendices
larva larvae
alga algae
formula formulae formulas
antenna antennae
curriculum curricula
stadium stadia stadiums
good better best
bad worse worst
far farther further
many more most
little less least`

// families are English words of one root whose forms no rule joins.
const families = `die died death dead dies
birth born
live life alive
sell sale sales
choose choice
lose loss losses
grow growth
prove proof
believe belief
give gift
fly flight
see sight
speak speech
think thought
know knowledge
marry marriage wed wedding
long length
wide width
deep depth
high height tall
strong strength
weigh weight
heat hot
true truth
young youth
destroy destruction
receive reception receipt
conceive concept conception
deceive deception
maintain maintenance
retain retention
detain detention
explain explanation
pronounce pronunciation
reveal revelation
resolve resolution
revolve revolution
apply application
multiply multiplication
compete competition competitor
repeat repetition
describe description
inscribe inscription
absorb absorption
introduce introduction
produce production product
reduce reduction
deduce deduction
succeed success successful
proceed process procedure
exceed excess
permit permission
admit admission
submit submission
omit omission
commit commission commitment
expel expulsion
compel compulsion
convince conviction
rob robbery
discover discovery
deliver delivery
recover recovery
treat treatment treaty
govern government governor
argue argument
survive survival survivor
arrive arrival
approve approval
propose proposal
refuse refusal
try trial
deny denial
bury burial
remove removal
analyze analysis analyse
emphasize emphasis
hypothesize hypothesis
poor poverty
rich wealth wealthy
free freedom
king royal monarch
heal health
beauty beautiful
danger dangerous endanger
advise advice
practise practice
defend defense defence
offend offense offence
licence license
england english
person personal
nation national
nature natural
value valuable
vary various variety
able ability
possible possibility`

// synonyms are English words that a question may put for an article's.
const synonyms = `begin start commence launch initiate
end finish conclude cease terminate
found establish create set form start
build construct erect
buy purchase acquire
author write writer
big large great huge
small little tiny
kill murder assassinate slay
movie film picture
song single track
job occupation profession work
leader head chief
boss chief head
name call title term
situate locate lie
show demonstrate reveal indicate
help assist aid
get obtain receive gain acquire
give provide grant offer supply
use employ utilize
need require
make produce create manufacture
change alter modify
large big largest biggest
near close nearby
type kind sort
cause lead result
happen occur take
main primary chief principal major
important significant key
many numerous several
goal aim purpose objective
part portion section component
say state claim argue
think believe consider
child kid
mother mom mum parent
father dad parent
doctor physician
car automobile vehicle
money fund
road street highway
town city
country nation state
war conflict
battle fight
fight battle combat
win victory defeat
lose defeat
team club squad
game match
player footballer
school college university
teacher professor
student pupil
church cathedral
hospital clinic
law rule legislation act
rule law reign govern
elect vote choose
choose select pick
allow permit let enable
stop prevent halt
forbid ban prohibit
increase rise grow
decrease decline drop fall reduce
fast quick rapid speed
old ancient age
new recent modern
rich wealthy
sick ill disease
illness disease sickness
food diet
live reside inhabit dwell
inhabitant resident population people
population people inhabitant resident
travel journey trip
move relocate transfer
arrive reach come
leave depart exit
begin origin originate
origin originate come derive
famous known notable renowned
often frequently commonly usually
about approximately around roughly
almost nearly
amount number quantity
cost price expense pay
price cost fee
earn make paid
pay salary wage
company firm business corporation
worker employee staff
hire employ recruit
fire dismiss
quit resign leave
discover find found
invent create develop
develop create
study research
scientist researcher
idea concept theory
opinion view
religion faith belief
god deity
holy sacred
army military troop force
soldier troop
attack raid assault strike
invade attack conquer occupy
conquer capture seize
capture seize take
weapon arm
ship vessel boat
plane aircraft
king ruler monarch
ruler king emperor monarch
prison jail
crime offence offense
police officer
destroy damage ruin demolish
damage harm
protect defend guard
support back
oppose against resist
disagree oppose dispute
agree accept consent
join enter
meet encounter
talk speak discuss negotiate
discuss talk negotiate
negotiate talk discuss
ask request demand
answer reply respond
send deliver dispatch
visit trip tour
picture image photo photograph
photo photograph image
color colour
center centre
theater theatre
organize organise
organization organisation
recognize recognise
labor labour
honor honour
defense defence
program programme
gray grey
airplane aeroplane
percent percentage proportion
percentage percent proportion share
area size surface
size area large
length long
height high tall
depth deep
temperature hot cold degree
speed fast velocity
nickname nicknamed known called dubbed
known called dubbed
mean meaning refer signify
define definition mean
contain include comprise consist
consist comprise include
made composed consist
replace succeed successor
successor succeed replace
predecessor precede
previous former
spouse wife husband marry
husband marry wife
wife marry husband
sibling brother sister
band group
album record
perform play
actor star actress
star actor
director direct
composer compose
painter paint artist
artist painter
inventor invent
founder found establish
owner own
creator create
winner win
killer kill
victim kill
capital seat
border boundary
sea ocean
mountain peak
river stream
forest wood
desert arid
weather climate
rain rainfall precipitation
plant flora
animal fauna creature
disease illness infection
drug medicine medication
cure treat treatment
symptom sign
reason cause because
why because reason
purpose reason aim
method way technique
way method manner
tool instrument
machine device
computer pc
website site
phone telephone
tv television
us america american
usa america american
uk britain british
america american us
britain british uk`

// numerals lead from number words to digits. Only groups are kept: value first.
const numerals = `0 zero null cero zero
1 one eins un uno um
2 two zwei deux dos dois
3 three drei trois tres
4 four vier quatre cuatro quatro
5 five funf cinq cinco
6 six sechs seis
7 seven sieben sept siete sete
8 eight acht huit ocho oito
9 nine neun neuf nueve nove
10 ten zehn dix diez dez
11 eleven elf onze once
12 twelve zwolf douze doce doze dozen
13 thirteen dreizehn treize trece treze
14 fourteen vierzehn quatorze catorce
15 fifteen funfzehn quinze quince
16 sixteen sechzehn seize dieciseis dezesseis
17 seventeen siebzehn dix-sept diecisiete dezessete
18 eighteen achtzehn dieciocho dezoito
19 nineteen neunzehn diecinueve dezenove
20 twenty zwanzig vingt veinte vinte
30 thirty dreissig trente treinta trinta
40 forty vierzig quarante cuarenta quarenta
50 fifty funfzig cinquante cincuenta cinquenta
60 sixty sechzig soixante sesenta sessenta
70 seventy siebzig setenta
80 eighty achtzig ochenta oitenta
90 ninety neunzig noventa
100 hundred hundert cent cien cem
1000 thousand tausend mille mil
1st first
2nd second
3rd third
4th fourth
5th fifth
6th sixth
7th seventh
8th eighth
9th ninth
10th tenth
11th eleventh
12th twelfth
13th thirteenth
14th fourteenth
15th fifteenth
16th sixteenth
17th seventeenth
18th eighteenth
19th nineteenth
20th twentieth
21st twenty-first`

// months lead from a month's name to how else it is written.
const months = `january jan
february feb
march mar
april apr
june jun
july jul
august aug
september sep sept
october oct
november nov
december dec
monday mon
tuesday tue tues
wednesday wed
thursday thu thur thurs
friday fri
saturday sat
sunday sun`

// demonyms lead from a country or a place to its people and its language.
const demonyms = `afghanistan afghan afghani
albania albanian
algeria algerian
argentina argentine argentinian
armenia armenian
australia australian
austria austrian
azerbaijan azerbaijani
bangladesh bangladeshi
belarus belarusian
belgium belgian
bolivia bolivian
bosnia bosnian
brazil brazilian
britain british briton
bulgaria bulgarian
cambodia cambodian
canada canadian
chile chilean
china chinese beijing
colombia colombian
congo congolese
croatia croatian croat
cuba cuban
cyprus cypriot
czechia czech
denmark danish dane
egypt egyptian
england english
estonia estonian
ethiopia ethiopian
europe european
finland finnish finn
france french
georgia georgian
germany german
ghana ghanaian
greece greek
hungary hungarian
iceland icelandic
india indian
indonesia indonesian
iran iranian persian
iraq iraqi
ireland irish
israel israeli
italy italian
jamaica jamaican
japan japanese
jordan jordanian
kazakhstan kazakh
kenya kenyan
korea korean
kuwait kuwaiti
kyrgyzstan kyrgyz
laos lao laotian
latvia latvian
lebanon lebanese
libya libyan
lithuania lithuanian
malaysia malaysian
mexico mexican
mongolia mongol mongolian
morocco moroccan
myanmar burma burmese
nepal nepali nepalese
netherlands dutch holland
nigeria nigerian
norway norwegian
pakistan pakistani
palestine palestinian
peru peruvian
philippines filipino philippine
poland polish pole
portugal portuguese
qatar qatari
romania romanian
rome roman
russia russian moscow
scotland scottish scot
serbia serbian serb
singapore singaporean
slovakia slovak
slovenia slovenian slovene
somalia somali
spain spanish spaniard
sudan sudanese
sweden swedish swede
switzerland swiss
syria syrian
taiwan taiwanese
tajikistan tajik
thailand thai
tibet tibetan
tunisia tunisian
turkey turkish turk
turkmenistan turkmen
ukraine ukrainian
uzbekistan uzbek
venezuela venezuelan
vietnam vietnamese
wales welsh
yemen yemeni
africa african
asia asian
islam islamic muslim
christ christian christianity
jew jewish judaism
buddha buddhist buddhism
hindu hinduism
catholic catholicism
protestant protestantism`

// A bridgeList is what one kind of bridge leads to, and what a match by it counts.
type bridgeList struct {
	how    string
	source string
	lang   string // only questions in this language; empty: any
	weight float64
	oneWay bool // the first word of a line leads to the others, not back
}

var bridgeLists = []bridgeList{
	{"inflection", inflections, "en", 0.95, false},
	{"number", numerals, "", 0.9, false},
	{"month", months, "en", 0.9, false},
	{"demonym", demonyms, "en", 0.7, false},
	{"family", families, "en", 0.75, false},
	{"synonym", synonyms, "en", meaningWeight, true},
	{"sense", meanings, "en", senseWeight, false},
	{"shorthand", shorthand, "en", 0.9, true},
}

// What a match of a synonym counts, and of a word of the same set of
// [meanings]: less than any other bridge or correction worth counting as the
// word itself.
const (
	meaningWeight = 0.4
	senseWeight   = 0.35
)

// A bridges is all lists turned round. What a list of meanings says of a word
// goes by stem, and most of the time of reading the lists would go into
// stemming: so words are stemmed when a question has one that begins as they
// do.
type bridges struct {
	written []bridgeWord          // of the lists that go by the word as it is written
	first   [1024]uint16          // by hash of a word: 1 + where the chain of written begins, or 0
	next    []uint16              // by place in written: 1 + the next of its chain, or 0
	forms   map[string][]string   // irregular forms by the word they are of, itself included
	meant   [256]bridgesByOpening // lists of meanings, by how a word begins
}

type bridgesByOpening struct {
	from []bridgeWord
	once sync.Once
	stem map[string][]bridged // by the English stem
}

// A bridgeWord is a word of a line of a list.
type bridgeWord struct {
	word, line string
	list       uint8
}

type bridged struct {
	to   string
	stem string // of the word, in English; empty where only the word itself will do
	list uint8
}

// goesByStem tells whether what a list says of a word holds for its stem.
func (l *bridgeList) goesByStem() bool { return l.how == "synonym" || l.how == "sense" }

// openingOf is where what begins like a word is kept. A word and its English
// stem begin alike in this sense.
func openingOf(word string) uint8 {
	if len(word) < 2 {
		return 0
	}
	second := word[1]
	if second == 'y' { // "dying" has the stem "die"
		second = 'i'
	}
	return word[0]*31 + second
}

var bridgeTable = sync.OnceValue(func() *bridges {
	t := &bridges{forms: make(map[string][]string, 256)}
	for line := range strings.Lines(inflections) {
		words := strings.Fields(line)
		t.forms[words[0]] = words
	}
	for i := range bridgeLists {
		l := &bridgeLists[i]
		for line := range strings.Lines(l.source) {
			for at := range fieldsOf(line, 0) {
				w := bridgeWord{line[at.start:at.end], line, uint8(i)}
				if l.goesByStem() {
					t.addMeant(w)
				} else {
					t.written = append(t.written, w)
				}
				if l.oneWay {
					break
				}
			}
		}
	}
	t.next = make([]uint16, len(t.written))
	for i := len(t.written) - 1; i >= 0; i-- {
		first := t.chain(t.written[i].word)
		t.next[i], *first = *first, uint16(i+1)
	}
	return t
})

// addMeant keeps a word of a list of meanings where each of its forms begins.
func (t *bridges) addMeant(w bridgeWord) {
	add := func(opening uint8) {
		from := &t.meant[opening].from
		if n := len(*from); n == 0 || (*from)[n-1] != w {
			*from = append(*from, w)
		}
	}
	add(openingOf(w.word))
	for _, f := range t.forms[w.word] {
		add(openingOf(f))
	}
}

// formsOf are a word and its irregular forms: a meaning leads from and to
// them as well ("give", "gave").
func (t *bridges) formsOf(w string) []string {
	if f := t.forms[w]; f != nil {
		return f
	}
	return []string{w}
}

// chain is where the chain that has a word begins.
func (t *bridges) chain(word string) *uint16 {
	h := hashOf(wordSeed, word)
	return &t.first[(h^h>>32)%uint64(len(t.first))]
}

// byWord is what the lists say of a word as it is written.
func (t *bridges) byWord(word string) iter.Seq[bridged] {
	return func(yield func(bridged) bool) {
		for i := *t.chain(word); i > 0; i = t.next[i-1] {
			w := &t.written[i-1]
			if w.word != word {
				continue
			}
			for at := range fieldsOf(w.line, 0) {
				if to := w.line[at.start:at.end]; to != word && !yield(bridged{to: to, list: w.list}) {
					return
				}
			}
		}
	}
}

// byStem is what the lists of meanings say of an English stem.
func (t *bridges) byStem(stem string) []bridged {
	opening := openingOf(stem)
	o := &t.meant[opening]
	if len(o.from) == 0 {
		return nil
	}
	o.once.Do(func() {
		o.stem = make(map[string][]bridged, len(o.from))
		english := newStemmer("en")
		for _, w := range o.from {
			for to := range fieldsOf(w.line, 0) {
				to := w.line[to.start:to.end]
				if to == w.word {
					continue
				}
				for _, f := range t.formsOf(w.word) {
					if openingOf(f) != opening {
						continue
					}
					stem := english.asked(f, f)
					for _, g := range t.formsOf(to) {
						o.stem[stem] = append(o.stem[stem], bridged{to: g, stem: english.asked(g, g), list: w.list})
					}
				}
			}
		}
	})
	return o.stem[stem]
}

// bridge adds the alternatives that the lists and the rules of word families
// know for a slot, as far as the collection holds them.
func (x *expander) bridge(q *query, sc *scope, s *slot) {
	english := q.lang == "en" || q.lang == ""
	t := bridgeTable()
	cross := func(b bridged) {
		l := &bridgeLists[b.list]
		if l.lang == "en" && !english || l.how == "sense" && s.name {
			return
		}
		a := alternative{folded: b.to, stem: b.stem, weight: l.weight, how: l.how}
		if sc.holds(&a) {
			s.add(a)
		}
	}
	if english {
		for _, from := range x.bases(s) {
			for b := range t.byWord(from) {
				cross(b)
			}
		}
		for _, term := range s.terms {
			for _, b := range t.byStem(term) {
				cross(b)
			}
		}
	} else {
		for b := range t.byWord(s.folded) {
			cross(b)
		}
	}
	if s.class&classDigit != 0 {
		return
	}
	x.relatives(q.lang, sc, s)
	if !english || len(s.folded) < 5 {
		return
	}
	root, put := familyRoot(s.folded)
	if root == "" {
		return
	}
	key := familyHash(root, put)
	// What the roots of the family agree in: all but what was put on, which is
	// three letters at most, and a doubled one.
	prefix := s.folded[:max(4, len(root)+len(put)-4)]
	for i := range sc.views {
		v := &sc.views[i]
		w := &v.seg.words
		for at := w.text.search(prefix); at < w.text.len(); at++ {
			other := w.text.at(at)
			if !strings.HasPrefix(other, prefix) {
				break
			}
			if familyOf(other) == key && !s.owns(v.seg, w.term[at]) && v.df(w.term[at]) > 0 {
				s.add(alternative{folded: other, weight: familyWeight, how: "family"})
			}
		}
	}
}

// holds reports whether an article of the scope has an alternative's word, or
// one of its stem.
func (sc *scope) holds(a *alternative) bool {
	if sc.knows(a.folded) > 0 {
		return true
	}
	if a.stem == "" {
		return false
	}
	for i := range sc.views {
		v := &sc.views[i]
		if term := v.seg.terms.text.find(a.stem); term >= 0 && v.df(uint32(term)) > 0 {
			return true
		}
	}
	return false
}

// familyWeight is what a match of a word of the same family by rule counts.
const familyWeight = 0.6

// bases are the forms of a slot under which the lists may know it: as it is,
// and without the commonest endings.
func (x *expander) bases(s *slot) []string {
	out := append(x.names[:0], s.folded)
	w := s.folded
	for _, end := range []string{"s", "es", "ed", "d", "ing", "er"} {
		if b, ok := strings.CutSuffix(w, end); ok && len(b) >= 3 {
			out = append(out, b)
			if end == "ing" {
				out = append(out, b+"e")
			}
		}
	}
	x.names = out
	return out
}

// maxAlternatives bounds the other words that a slot may match.
const maxAlternatives = 12

// add adds an alternative, or raises the weight of the one of its word.
func (s *slot) add(a alternative) {
	if a.folded == s.folded {
		return
	}
	for i := range s.alts {
		if have := &s.alts[i]; have.folded == a.folded {
			have.only = nil
			if have.weight < a.weight {
				have.weight, have.how = a.weight, a.how
			}
			if have.stem == "" {
				have.stem = a.stem
			}
			return
		}
	}
	if len(s.alts) < maxAlternatives {
		s.alts = append(s.alts, a)
	}
}

// owns reports whether a term is one of the slot's own in that segment.
func (s *slot) owns(seg *segment, term uint32) bool {
	text := seg.terms.text.at(int(term))
	for _, t := range s.terms {
		if t == text {
			return true
		}
	}
	return false
}

// A suffix is an ending, and what is put in its place.
type suffix struct{ end, put string }

// suffixes are endings by which English makes one kind of word from another,
// longest first, with what is put in their place: words that come out alike
// are taken for a family ("invade", "invasion"; "education", "educator").
var suffixes = []suffix{
	{"ifications", "ifi"}, {"ification", "ifi"}, {"izations", "iz"}, {"isations", "iz"}, {"ization", "iz"}, {"isation", "iz"},
	{"abilities", ""}, {"ability", ""}, {"ibility", ""}, {"ations", "at"}, {"ation", "at"}, {"ators", "at"}, {"ator", "at"}, {"ative", "at"}, {"ating", "at"}, {"ated", "at"}, {"ates", "at"}, {"ate", "at"},
	{"nesses", ""}, {"ments", ""}, {"ment", ""}, {"ness", ""}, {"sions", "d"}, {"sion", "d"}, {"sive", "d"}, {"ders", "d"}, {"der", "d"}, {"ding", "d"}, {"ded", "d"}, {"des", "d"}, {"de", "d"},
	{"ctions", "ct"}, {"ction", "ct"}, {"ctors", "ct"}, {"ctor", "ct"}, {"ctive", "ct"}, {"tions", "t"}, {"tion", "t"}, {"tors", "t"}, {"tor", "t"},
	{"ances", "an"}, {"ance", "an"}, {"ants", "an"}, {"ant", "an"}, {"ences", "en"}, {"ence", "en"}, {"ents", "en"}, {"ent", "en"},
	{"ities", ""}, {"ity", ""}, {"ically", ""}, {"ical", ""}, {"ics", ""}, {"ic", ""}, {"ists", ""}, {"ist", ""}, {"isms", ""}, {"ism", ""},
	{"izes", "iz"}, {"ized", "iz"}, {"izing", "iz"}, {"ize", "iz"}, {"ises", "iz"}, {"ised", "iz"}, {"ise", "iz"}, {"ified", "ifi"}, {"ifies", "ifi"}, {"ify", "ifi"},
	{"ously", ""}, {"ous", ""}, {"fully", ""}, {"ful", ""}, {"less", ""}, {"ships", ""}, {"ship", ""}, {"hood", ""}, {"ives", ""}, {"ive", ""}, {"ally", ""}, {"als", ""}, {"al", ""},
	{"ings", ""}, {"ing", ""}, {"ers", ""}, {"ors", ""}, {"er", ""}, {"or", ""}, {"edly", ""}, {"ed", ""}, {"ies", "y"}, {"es", ""}, {"ly", ""}, {"s", ""}, {"y", ""}, {"e", ""},
}

// suffixesByLetter are the suffixes by their last letter, in their order.
var suffixesByLetter = func() (t ['z' + 1 - 'a'][]suffix) {
	for _, s := range suffixes {
		c := s.end[len(s.end)-1] - 'a'
		t[c] = append(t[c], s)
	}
	return t
}()

// familyOf is a key that words of one family by the suffix rules share; 0 when
// too little of the word is left to tell.
func familyOf(w string) uint32 {
	root, put := familyRoot(w)
	if root == "" {
		return 0
	}
	return familyHash(root, put)
}

// familyRoot takes a word's suffix off and says what is put in its place. The
// root is empty when too little of the word is left to tell its family.
func familyRoot(w string) (root, put string) {
	if w == "" {
		return "", ""
	}
	if c := w[len(w)-1]; 'a' <= c && c <= 'z' {
		for _, s := range suffixesByLetter[c-'a'] {
			if root, ok := strings.CutSuffix(w, s.end); ok && len(root)+len(s.put) >= 4 && len(root) >= 3 {
				return root, s.put
			}
		}
	}
	if len(w) < 4 {
		return "", ""
	}
	return w, ""
}

// familyHash is FNV-1a over a root, a doubled last letter taken once.
func familyHash(root, put string) uint32 {
	if n := len(root); put == "" && n > 4 && root[n-1] == root[n-2] {
		root = root[:n-1]
	}
	h := uint32(2166136261)
	for i := 0; i < len(root); i++ {
		h = (h ^ uint32(root[i])) * 16777619
	}
	for i := 0; i < len(put); i++ {
		h = (h ^ uint32(put[i])) * 16777619
	}
	return max(h, 1)
}
