package article

import (
	"strings"
	"unicode"
)

// DetectLang is the BCP 47 tag of the language a text is written in, or empty
// when it cannot be told. The script decides where one language is usual in it;
// among languages that share one, letters of their own and the commonest short
// words vote. It looks at some 16 KB of a long text. A text of one or two words
// is often too short to tell.
func DetectLang(text string) string {
	text = sample(text)
	var n scriptCounts
	for _, r := range text {
		n.count(r)
	}
	most, script := 0, ""
	for _, s := range []struct {
		letters int
		name    string
	}{
		{n.latin, "latin"}, {n.cyrillic, "cyrillic"}, {n.arabic, "arabic"}, {n.devanagari, "devanagari"},
		// A character of these is worth several letters.
		{2 * (n.han + n.kana), "cjk"}, {2 * n.hangul, "ko"},
		{n.greek, "el"}, {n.hebrew, "he"}, {n.thai, "th"},
	} {
		if s.letters > most {
			most, script = s.letters, s.name
		}
	}
	if n.other > most {
		return otherScript(text)
	}
	switch script {
	case "latin", "devanagari":
		return n.vote(text, script)
	case "cyrillic":
		return n.vote(text, script)
	case "cjk":
		if n.kana*20 > n.han+n.kana {
			return "ja"
		}
		return "zh"
	case "arabic":
		switch {
		case n.urdu*50 > n.arabic:
			return "ur"
		case n.persian > n.arabicOnly:
			return "fa"
		}
		return "ar"
	}
	return script
}

// sample is a text, or the first and the middle 8 KB of a long one.
func sample(text string) string {
	const size = 8 << 10
	if len(text) <= 2*size {
		return text
	}
	middle := len(text) / 2
	return strings.ToValidUTF8(text[:size]+" "+text[middle:middle+size], " ")
}

// scriptCounts counts the letters of a text by script.
type scriptCounts struct {
	latin, cyrillic, arabic, devanagari, han, kana, hangul, greek, hebrew, thai, other int

	urdu, persian, arabicOnly int // letters of the Arabic script that tell its languages apart
}

func (n *scriptCounts) count(r rune) {
	switch {
	case r < 'A':
	case r < 0x250:
		if unicode.IsLetter(r) {
			n.latin++
		}
	case r >= 0x1E00 && r < 0x1F00:
		n.latin++
	case r >= 0x370 && r < 0x400, r >= 0x1F00 && r < 0x2000:
		n.greek++
	case r >= 0x400 && r < 0x530:
		n.cyrillic++
	case r >= 0x590 && r < 0x600:
		n.hebrew++
	case r >= 0x600 && r < 0x780:
		n.arabic++
		switch r {
		case 'ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ':
			n.urdu++
		case 'ی', 'ک', 'پ', 'چ', 'ژ', 'گ':
			n.persian++
		case 'ي', 'ك', 'ة', 'ى':
			n.arabicOnly++
		}
	case r >= 0x900 && r < 0x980:
		n.devanagari++
	case r >= 0xE00 && r < 0xE80:
		n.thai++
	case r >= 0x3041 && r <= 0x30FF:
		n.kana++
	case r >= 0xAC00 && r <= 0xD7A3, r >= 0x1100 && r < 0x1200:
		n.hangul++
	case r >= 0x3400 && r <= 0x9FFF, r >= 0x20000 && r < 0x32000:
		n.han++
	case unicode.IsLetter(r):
		n.other++
	}
}

// otherScript names the language of a script that one language is known for.
func otherScript(text string) string {
	for _, r := range text {
		for _, s := range []struct {
			table *unicode.RangeTable
			lang  string
		}{
			{unicode.Tamil, "ta"}, {unicode.Bengali, "bn"}, {unicode.Telugu, "te"}, {unicode.Gujarati, "gu"}, {unicode.Kannada, "kn"},
			{unicode.Malayalam, "ml"}, {unicode.Gurmukhi, "pa"}, {unicode.Sinhala, "si"}, {unicode.Myanmar, "my"}, {unicode.Khmer, "km"},
			{unicode.Lao, "lo"}, {unicode.Georgian, "ka"}, {unicode.Armenian, "hy"}, {unicode.Ethiopic, "am"}, {unicode.Tibetan, "bo"},
		} {
			if unicode.Is(s.table, r) {
				return s.lang
			}
		}
	}
	return ""
}

// commonWords are, for each language of a script, some of its commonest short
// words, and letters that only it has among those listed (after the bar): each
// letter votes as a word does.
var commonWords = []struct{ lang, script, words, letters string }{
	{"en", "latin", "the of and to in is was that it for on with as his he are be this at from by they have not had which or were but their an she you", ""},
	{"de", "latin", "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur", "ß"},
	{"fr", "latin", "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux cette ou être été ses mais comme elle nous leur d l", "œ"},
	{"es", "latin", "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha este sí porque esta entre cuando muy sin sobre también fue había", "ñ¿¡"},
	{"pt", "latin", "de a o que e do da em um para com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito nos já está também são pelo pela", "ãõ"},
	{"it", "latin", "di e il la che in un a per è una sono con non del si da come le al dei nel alla della i gli più anche ma lo ha delle o se su nella questo dal", ""},
	{"nl", "latin", "de van het een en in is dat op te zijn met voor niet aan er om ook als die bij door maar uit nog naar ze worden heeft wordt over hij dan of was", "ĳ"},
	{"sv", "latin", "och i att det som en på är av för med till den har de inte om ett han men var sig från vi så kan när år under också efter eller nu sin där vid mot ska", ""},
	{"da", "latin", "og i at det er en til af på for med den der som de ikke et har fra han var om men sig kan vil blev efter også havde ved eller nu år hun være blive mere deres meget", ""},
	{"no", "latin", "og i det er på som en til å for av at med har de den ikke et om fra han var men seg kan vil ble etter også hadde ved eller nå år hun være bli mer deres mye", ""},
	{"fi", "latin", "ja on ei se että oli hän mutta myös kun ovat kuin joka tai mukaan sen jo niin ole jotka vain olla sekä hänen noin vuoden vuonna siitä voi ollut nyt jos mitä", ""},
	{"hu", "latin", "a az és hogy nem is egy ez meg de van volt már csak el még mint ki vagy azt lesz ha kell szerint majd pedig után között ami amely minden aki be fel", "őű"},
	{"ga", "latin", "an na agus ar i go is ag a le do sé bhí sa leis tá ach nach mar sin air chun féin atá seo gur siad faoi ón den gach níl nuair", ""},
	{"ro", "latin", "de și în a la cu pe care din este că o un nu mai să pentru au fost al sunt sau dar după ca prin lui ale fi ei ce acest între", "șțăşţ"},
	{"tr", "latin", "ve bir bu da de için ile olarak çok daha olan gibi en kadar ne o ki değil sonra var ama olduğu ise her tarafından şu ya yeni göre", "ğış"},
	{"pl", "latin", "i w na z się nie do że to jest o jak po od za przez dla przy jego oraz ale czy był także tym może już są tego ich który która", "łżźśćńęą"},
	{"cs", "latin", "a v na se je že s z o do to i k jako pro ve po za byl od jsou ale by jeho který také jeho své při však nebo která podle", "řěů"},
	{"id", "latin", "dan yang di dengan untuk dari pada dalam ini itu adalah tidak ke oleh sebagai akan telah juga atau karena ada tersebut mereka dapat oleh seperti lebih", ""},
	{"vi", "latin", "và của là có trong được các cho với một không này những khi đã người từ để năm về ra tại nhiều", "đơư"},
	{"ca", "latin", "de la i el a en que l d les per del un els amb una al va és dels no com més es ha però o seva són aquest aquesta als", ""},
	{"ru", "cyrillic", "и в не на что с по как это из он но за от для к о его до она или же был было при также так были после", "ыэё"},
	{"uk", "cyrillic", "і в не на що з та до у як за від про є це але його для він по при або також які був було після", "іїєґ"},
	{"bg", "cyrillic", "и на в да за се от не са като но по си че ще със до който това е му след през бе", ""},
	{"sr", "cyrillic", "и у је на да се са за од су као не који из по што али до био или овај", "јљњћђџ"},
	{"be", "cyrillic", "і ў не на што з да у як за ад гэта але яго для ён па пры або таксама", "ў"},
	{"hi", "devanagari", "के में है की और से को का ने पर यह कि भी हैं इस था एक नहीं लिए हो", ""},
	{"mr", "devanagari", "आहे आणि या ते हा ही होते व की च्या मध्ये आहेत केली होता नाही त्या", "ळ"},
	{"ne", "devanagari", "छ र को मा पनि छन् यो गर्न हो थियो भने गरेको नेपाल तथा लागि भएको", ""},
}

// vote counts, for the languages of a script, their common words and letters.
// A word that several of them share counts a part for each.
func (n *scriptCounts) vote(text, script string) string {
	shared := map[string]int{}
	for _, l := range commonWords {
		if l.script == script {
			for w := range strings.FieldsSeq(l.words) {
				shared[w]++
			}
		}
	}
	counts := map[string]int{}
	for w := range words(text) {
		if shared[w] > 0 {
			counts[w]++
		}
	}
	best, bestVotes := "", 0.0
	for _, l := range commonWords {
		if l.script != script {
			continue
		}
		votes := 0.0
		for w := range strings.FieldsSeq(l.words) {
			votes += float64(counts[w]) / float64(shared[w])
		}
		for _, r := range l.letters {
			votes += float64(strings.Count(text, string(r)))
		}
		if votes > bestVotes {
			best, bestVotes = l.lang, votes
		}
	}
	if best == "" {
		// A script says something even where no word does.
		switch script {
		case "cyrillic":
			return "ru"
		case "devanagari":
			return "hi"
		}
	}
	return best
}
