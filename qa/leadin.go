package qa

import (
	"slices"
	"strings"
	"sync"
)

// What people say around a question asks nothing: "hm, does anybody know …",
// "… according to the article, pls?". [withoutAsides] leaves the question itself.

// leadIns are what may stand before a question and behind it, by language.
// A line is a phrase: its words follow one another, one of those between bars,
// and a word that ends in "?" may be missing. Folded as [fold] does it.
type leadIns struct{ before, behind string }

var leadInLists = map[string]leadIns{
	"en": {before: `
hm|hmm|hmmm|um|umm|uh|uhm|er|erm|oh|ah|btw|ok|okay|please|pls|plz|sorry|actually|anyway|alright|lol|psst
hi|hey|hello|hiya|yo|heya there|all|guys|folks|everyone|everybody|team|chat|mods|lector|bot|again?
good morning|afternoon|evening all|guys|everyone?
well|so|ok|okay i|we|you|does|do|can|could|anyone|anybody|quick|just|question +
a? quick|random|stupid|dumb|noob|silly|simple|short|serious|small|newbie question|q|one|thing for|about|on|regarding? you|u?
question|q here?
i|i've|ive have|got|had? a|one quick|short|small|stupid|dumb? question about|on|regarding?
does|do|did|would|might|is anyone|anybody|someone|somebody|any1|anyone|you|u|ya|yall|y'all|we|people|smb here|out? there? happen? to? know|knows|remember|recall|understand if|whether|about|anything?
does|do|has|have|got anyone|anybody|someone|somebody|any1|you|u have|has|got any|an|a? idea|clue|ideas|info|information if|whether|about|on|of?
anyone|anybody|someone|somebody|any1|smb here? know|knows|kno|remember|remembers if|whether|about?
anyone|anybody|someone|somebody|any1 got|have|has an|any|a? idea|clue|info if|whether|about|on?
any idea|ideas|clue|info|information if|whether|about|on|of?
can|could|may|might i|we please|pls|just|quickly? ask|know if|whether|about|what|who|whom|whose|when|where|why|how|which +
can|could|would|will|cud you|u|ya|someone|somebody|anyone|anybody|any1|sb please|pls|plz|kindly|quickly|just|maybe? please|pls? tell|explain|clarify|remind|inform|enlighten|say to? me|us|everyone? please|pls? about|if|whether|again?
can|could|would|will you|u|someone|somebody|anyone|anybody|any1 please|pls|plz|kindly? help me|us out|understand|find|with? out|with? about|if|whether?
tell|remind|explain|show to? me|us please|pls? again? about|if|whether?
explain please|pls? why|how +
i|we was|were|am just? wondering|curious|confused|asking if|whether|about?
i'm|im just? wondering|curious|confused|asking if|whether|about?
just? wondering|curious if|whether|about?
i wonder|wondered if|whether|about?
i|i'd|id|we would|just|really? like|love|want|wanna|need|wanted|have to? know|find|understand|learn|hear|ask out|more? about|if|whether?
i|we don't|dont|didn't|didnt|can't|cant|couldn't|couldnt|cannot remember|recall|understand|know|find|see|tell if|whether?
i|we do|can|could not remember|recall|understand|know|find|see|tell if|whether?
lemme|let me know|ask if|whether|about?
help me|us understand|find out? if|whether|about?
do|did i|we|they know|say|tell if|whether +
is it true|correct|known|clear|said|stated|mentioned that|if|whether?
does|do|did|will the|this|that|your article|articles|text|story|author|piece say|tell|mention|state|explain|specify|write|discuss|describe us|me? anything|something? about|on|if|whether|regarding?
what|whats does|do|did the|this article|articles|text|story|author|piece say|tell|mention|state|write us|me? about|on|regarding
according to the|this|that|your article|articles|text|story|author|piece
in|from the|this|that|your article|articles|text|piece
not sure if|whether? this|it? was|has? been? asked|mentioned|answered before|already? but?
sorry if this|it? was|has? been? asked|mentioned|answered before|already? but?
`, behind: `
please|pls|plz|thanks|thx|ty|tia|anyone|anybody|any1|lol|haha|btw|tho|though|exactly|anyways|hm|hmm|actually
thank you|u
thanks|thank you? in advance
thanks|thank you|u? guys|all|everyone
does|do|did anyone|anybody|someone|somebody|any1|you|u here? happen? to? know|remember
anyone|anybody|someone|any1 know|knows|remember
any idea|ideas|clue
do|can you|u tell|know me|us?
can|could someone|somebody|anyone|anybody|you|u please|pls? tell|explain|help|clarify me|us?
or what|something|so
according to the|this|that|your article|articles|text|story|author|piece
in|from the|this|that|your article|articles|text|piece
i wonder
just wondering|curious|asking
im|i'm just? curious|wondering|asking
i am just? curious|wondering|asking
please|pls tell|explain|help me|us?
`},
	"de": {before: `
hm|hmm|ahm|ah|oh|also|sorry|entschuldigung|bitte|mal
hallo|hi|hey|moin|servus zusammen|leute|alle|an? alle?
guten tag|morgen|abend zusammen?
ne|nur? eine|ne|mal|kurze|kleine kurze|kleine? frage zu|zum|zur?
kurze|kleine|blode|dumme frage zu|zum|zur?
frage zu|zum|zur?
ich|wir hab|habe|hatte|haben mal? eine|ne|da kurze|kleine? frage zu|zum|zur?
weiss|wusste|wissen jemand|einer|wer|ihr|du|hier jemand|einer|wer? hier|zufallig? ob?
weisst du|jemand zufallig|vielleicht? ob?
wisst ihr zufallig|vielleicht? ob?
hat|habt|hast jemand|einer|wer|ihr|du hier? eine|ne|einen? ahnung|plan|idee ob|von?
kann|konnte|konntest|kannst|konnt|konntet|konnten mir|uns|jemand|einer|du|ihr|sie|wer mir|uns|jemand|einer? bitte|mal|kurz? bitte|mal|kurz? sagen|erklaren|erzahlen|verraten|helfen|erlautern ob?
sag|sagt|erklar|erklart|erzahl|verrat|verrate mir|uns|mal bitte|mal|doch? ob?
ich|wir wurde|wollte|mochte|will|hatte|wollten gern|gerne|mal|nur? wissen|fragen|erfahren|gewusst ob?
ich|wir frage|fragte|fragen mich|uns ob?
mich wurde? interessieren|interessiert ob?
laut|gemass dem? artikel|text|bericht
im|in diesem|dem? artikel|text
was steht|sagt|schreibt im|der|in|dem artikel|text|dem|diesem artikel|text? uber|zu|zum|zur
steht im artikel|text was|etwas? uber|zu|ob?
`, behind: `
bitte|danke|lol|eigentlich|genau|nochmal|jemand|leute|vielleicht|hm
vielen dank
danke im? voraus|schonmal|schon
weiss das? jemand|einer|wer das?
laut|gemass dem? artikel|text|bericht
im|in diesem|dem? artikel|text
`},
	"fr": {before: `
euh|hum|hm|ben|pardon|desole
bonjour|salut|coucou|bonsoir|hello tout|a? le|tous|toutes? monde?
une|juste|petite petite|simple|question? question sur|a|au? propos|sujet?
question sur?
j'ai|ai une petite|simple? question sur?
est ce que quelqu'un|tu|vous|on|qqn sait|sais|savez|connait|saurait|peut|pourrait me|nous? dire|expliquer? si?
quelqu'un|qqn ici? sait|saurait|connait|peut|pourrait|pourra me|nous? dire|expliquer? si?
peux|pouvez|pourrais|pourriez|peut tu|vous|on|quelqu'un me|nous? dire|expliquer|rappeler si?
tu|vous peux|pouvez|pourrais|pourriez|sais|savez me|nous? dire|expliquer|rappeler? si?
sais|savez tu|vous si?
dis|dites|explique|expliquez moi|nous si?
je me demande|demandais si?
je voudrais|veux|aimerais|cherche|souhaite a|bien? savoir|comprendre|connaitre si?
selon|apres le|cet|ce? article|texte
dans cet|le|ce? article|texte
que dit le|cet|ce? article|texte sur|de|a? propos? de?
`, behind: `
svp|stp|merci|exactement|encore|lol|quelqu'un
il vous|te plait
merci avance|beaucoup|d'avance
selon|apres le|cet|ce? article|texte
dans cet|le|ce? article|texte
`},
	"es": {before: `
eh|hm|oye|oigan|perdon|disculpa|disculpen|porfa|porfavor
por favor
hola|buenas|ola a|buenas? todos|todas|tardes|noches|gente?
buenos|buenas dias|tardes|noches a? todos?
una|tengo|solo una? pregunta|duda|consulta rapida|tonta|sobre?
pregunta|duda rapida|sobre?
alguien aqui? sabe|sabria|conoce|recuerda|sabra decir|decirme? si?
alguien|me me? puede|podria|puedes|podrias|pueden me? decir|decirme|explicar|explicarme|contar|aclarar|ayudar|decirnos por? favor? si?
puedes|puede|podrias|podria|pueden usted|alguien? me? decir|decirme|explicar|explicarme|contarme|aclararme|decirnos por? favor? si?
sabes|sabe|saben|sabeis usted|ustedes|alguien? si?
dime|digame|diganme|cuentame|explicame|decidme por? favor? si?
quisiera|quiero|queria|necesito saber|entender|preguntar si?
me gustaria|encantaria saber|entender|preguntar si?
me pregunto|preguntaba si?
segun el|este articulo|texto
en el|este articulo|texto
que dice el|este articulo|texto sobre|de|acerca de?
`, behind: `
porfa|porfavor|gracias|exactamente|alguien|eh|jaja|lol
por favor
muchas gracias
gracias de antemano
alguien sabe|me sabe? puede? decir?
segun el|este articulo|texto
en el|este articulo|texto
`},
	"pt": {before: `
eh|hm|desculpa|desculpe|desculpem|ei
por favor
oi|ola|opa|eai gente|pessoal|galera|a? todos?
bom|boa dia|tarde|noite gente|pessoal|galera|a? todos?
uma|tenho|so uma? pergunta|duvida rapida|boba|sobre?
pergunta|duvida rapida|sobre?
alguem aqui? sabe|saberia|lembra|conhece|sabera me? dizer|informar? se?
alguem|voce|voces|vc|vcs me? pode|podem|poderia|poderiam|consegue|sabe|sabem me? dizer|explicar|informar|ajudar|contar? se?
pode|podem|poderia|poderiam|podes alguem|voce|vc? me? dizer|explicar|informar|contar por? favor? se?
sabe|sabem|sabes dizer|me? se?
me diga|diz|digam|fala|conta|explica|explique se|sobre?
diga|digam|diz me se?
gostaria|queria|quero|preciso de? saber|entender|perguntar se|sobre?
segundo|conforme o|este|esse artigo|texto
de acordo com o|este|esse artigo|texto
no|neste|nesse artigo|texto
o? que diz|fala o|este|esse artigo|texto sobre
`, behind: `
pfv|obrigado|obrigada|valeu|exatamente|alguem|kkk|lol
por favor
muito obrigado|obrigada
alguem sabe
segundo|conforme o|este|esse artigo|texto
de acordo com o|este|esse artigo|texto
no|neste|nesse artigo|texto
`},
}

// Japanese asks are met as they are written, at the ends of the question.
var (
	leadInsJaBefore = []string{"すみませんが", "すみません", "すいません", "質問なんですが", "質問ですが", "質問です", "教えてください", "教えて下さい", "教えて欲しいのですが",
		"ちょっと聞きたいんですが", "聞きたいのですが", "誰か知っていたら教えてほしいのですが", "誰か知っていたら", "誰か教えて", "誰か", "えっと", "あのー", "あの、", "ねえ", "こんにちは", "こんばんは", "ところで",
		"この記事によると", "記事によると", "この記事では", "記事では", "この記事で", "記事の中で"}
	leadInsJaBehind = []string{"教えていただけますか", "教えてもらえますか", "教えてくれますか", "教えてください", "教えて下さい", "教えてほしい", "教えて", "誰か知ってますか", "誰か知っていますか", "誰か知ってる",
		"知っていますか", "知ってますか", "知ってる人いますか", "知ってる人いる", "知ってる", "知りたいです", "知りたい", "分かりますか", "わかりますか", "ご存知ですか", "ご存じですか", "お願いします", "ありがとうございます"}
)

// A leadIn is a phrase, word by word.
type leadIn struct {
	words [][]string
	may   []bool // by word: it may be missing
	ahead bool   // the last word only has to follow: it is of the question
}

// leadInTable are the phrases of a language by the words that may open them.
type leadInTable struct {
	before, behind map[string][]leadIn
}

var leadInTables = func() map[string]func() *leadInTable {
	t := make(map[string]func() *leadInTable, len(leadInLists))
	for lang, lists := range leadInLists {
		t[lang] = sync.OnceValue(func() *leadInTable {
			return &leadInTable{openings(lists.before), openings(lists.behind)}
		})
	}
	return t
}()

// openings reads phrases. A "+" at the end of one says that its last word is
// the question's own.
func openings(list string) map[string][]leadIn {
	t := make(map[string][]leadIn)
	for line := range strings.SplitSeq(strings.TrimSpace(list), "\n") {
		var l leadIn
		line, l.ahead = strings.CutSuffix(line, " +")
		for w := range strings.FieldsSeq(line) {
			w, may := strings.CutSuffix(w, "?")
			l.words = append(l.words, strings.Split(w, "|"))
			l.may = append(l.may, may)
		}
		for i, alts := range l.words {
			for _, w := range alts {
				t[w] = append(t[w], l)
			}
			if !l.may[i] {
				break
			}
		}
	}
	return t
}

// length is how many of the words the phrase takes at most when it starts with
// the first of them, 0 when it does not.
func (l *leadIn) length(words []askedWord) int {
	n := l.from(0, words)
	if n < 0 {
		return 0
	}
	return n
}

func (l *leadIn) from(i int, words []askedWord) int {
	if i == len(l.words) {
		return 0
	}
	best := -1
	if len(words) > 0 && slices.Contains(l.words[i], words[0].folded) {
		if n := l.from(i+1, words[1:]); n >= 0 {
			if l.ahead && i == len(l.words)-1 {
				return 0
			}
			best = n + 1
		}
	}
	if l.may[i] {
		best = max(best, l.from(i+1, words))
	}
	return best
}

type askedWord struct {
	folded     string
	start, end int
}

// maxAsides bounds how many phrases are taken off either end of a question.
const maxAsides = 6

// withoutAsides returns the part of a text that asks: without what people say before and
// behind a question. It is empty when nothing else is said.
func withoutAsides(text, lang string, scan *scanner, words []askedWord) (string, []askedWord) {
	if lang == "" {
		lang = "en"
	}
	if lang == "ja" {
		return withoutAsidesJa(text), words
	}
	table := leadInTables[lang]
	words = words[:0]
	if table == nil {
		return text, words
	}
	scan.reset(text)
	for scan.next() {
		if scan.sym != symbols {
			continue
		}
		if folded, _ := fold(text[scan.start:scan.end], lang); folded != "" {
			words = append(words, askedWord{folded, scan.start, scan.end})
		}
	}
	t, rest := table(), words
	for range maxAsides {
		best := 0
		if len(rest) == 0 {
			break
		}
		for _, l := range t.before[rest[0].folded] {
			best = max(best, l.length(rest))
		}
		if best == 0 {
			break
		}
		rest = rest[best:]
	}
	for range maxAsides {
		best := 0
		for i := max(0, len(rest)-10); i < len(rest) && best == 0; i++ {
			for _, l := range t.behind[rest[i].folded] {
				if l.length(rest[i:]) == len(rest)-i {
					best = len(rest) - i
				}
			}
		}
		if best == 0 {
			break
		}
		rest = rest[:len(rest)-best]
	}
	switch {
	case len(rest) == len(words):
		return text, words
	case len(rest) == 0:
		return "", words
	}
	return text[rest[0].start:rest[len(rest)-1].end], words
}

func withoutAsidesJa(text string) string {
	const marks = " 　、。，．,.!?！？…ー～"
	rest := strings.Trim(text, marks)
	for range maxAsides {
		was := rest
		for _, p := range leadInsJaBefore {
			rest = strings.Trim(strings.TrimPrefix(rest, p), marks)
		}
		for _, p := range leadInsJaBehind {
			if cut, ok := strings.CutSuffix(rest, p); ok {
				// "…を", "…について" lead to the verb that was cut.
				cut = strings.Trim(cut, marks)
				for _, to := range []string{"について", "かを", "を", "か"} {
					cut = strings.TrimSuffix(cut, to)
				}
				rest = strings.Trim(cut, marks)
			}
		}
		if rest == was {
			break
		}
	}
	if rest == strings.Trim(text, marks) {
		return text
	}
	return rest
}
