package bot

import (
	"errors"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"lector/article"
)

func mustLanguages(t testing.TB) *languages {
	t.Helper()
	ls, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	return ls
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func placeholders(s string) []string {
	p := placeholder.FindAllString(s, -1)
	slices.Sort(p)
	return slices.Compact(p)
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	ls := mustLanguages(t)
	english := ls.byTag["en"].phrases
	for _, l := range ls.order[1:] {
		for key, phrase := range english {
			other, ok := l.phrases[key]
			if !ok {
				t.Errorf("%s lacks %s", l.tag, key)
			} else if got, want := placeholders(other), placeholders(phrase); !slices.Equal(got, want) {
				t.Errorf("%s %s has the placeholders %v, want %v", l.tag, key, got, want)
			}
		}
		for key := range l.phrases {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %s, which English lacks", l.tag, key)
			}
		}
	}
}

// Every key that the code says exists, and every key in the files is said.
func TestPhrasesAreUsedAndExist(t *testing.T) {
	t.Parallel()
	english := mustLanguages(t).byTag["en"].phrases
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			raw, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			code.Write(raw)
		}
	}
	for _, m := range regexp.MustCompile(`\b(?:say|label|count)\("([^"]+)"\s*[,)]`).FindAllStringSubmatch(code.String(), -1) {
		if _, ok := english[m[1]]; !ok {
			t.Errorf("the code says %q, which no language has", m[1])
		}
	}
	// Keys that are put together where they are said.
	composed := []string{"command.", "option.", "language.", "settings.private_", "settings.caution_", "form.", "quota.", "check.", "refusal.", "fault.", "field."}
	for key := range english {
		said := strings.TrimSuffix(key, "_one") // see language.count
		if !strings.Contains(code.String(), `"`+key+`"`) && !strings.Contains(code.String(), `count("`+said+`"`) && !slices.ContainsFunc(composed, func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("nobody says %q", key)
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	ls := mustLanguages(t)
	for tag, want := range map[string][3]string{ // of none, of one, of two
		"en":    {"On 0 servers.", "On 1 server.", "On 2 servers."},
		"de":    {"Auf 0 Servern.", "Auf 1 Server.", "Auf 2 Servern."},
		"fr":    {"Sur 0 serveur.", "Sur 1 serveur.", "Sur 2 serveurs."},
		"es-ES": {"En 0 servidores.", "En 1 servidor.", "En 2 servidores."},
		"pt-BR": {"Em 0 servidor.", "Em 1 servidor.", "Em 2 servidores."},
		"ja":    {"0 サーバーで稼働中。", "1 サーバーで稼働中。", "2 サーバーで稼働中。"},
	} {
		for n, want := range want {
			if got := ls.of(tag).count("about.servers", n); got != want {
				t.Errorf("%s: %q, want %q", tag, got, want)
			}
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0 kB", 1: "1 kB", 1024: "1 kB", 1025: "2 kB", 9999 << 10: "9999 kB", 20 << 20: "20 MB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}

// Every fault that package article finds is said in every language; in English in
// its own words.
func TestFaultsAreTranslated(t *testing.T) {
	t.Parallel()
	ls := mustLanguages(t)
	english := ls.byTag["en"].phrases
	for code, sentence := range article.FaultSentences() {
		if got := english["fault."+code]; got != sentence {
			t.Errorf("the fault %s is %q, want %q", code, got, sentence)
		}
	}
	for _, field := range article.FaultFields() {
		if english["field."+field] != field {
			t.Errorf("the field %s is %q", field, english["field."+field])
		}
	}
	bad := article.Article{Collection: article.Home, ID: "x", Title: strings.Repeat("x", 300), Text: "A.", Published: "2021-02-30"}
	_, pairs := article.ReadPairs("x.yaml", []byte("- question: Who?\n  answr: I.\n"), bad)
	for tag, want := range map[string]string{
		"en":    "the title has 300 characters; at most 256\nthe date \"2021-02-30\" is none of the calendar; write it like 2021-07-28, 2021-07 or 2021",
		"de":    "Titel: 300 Zeichen, erlaubt sind 256\ndas Datum \"2021-02-30\" steht in keinem Kalender; schreib es wie 2021-07-28, 2021-07 oder 2021",
		"ja":    "題名は300文字ですが、256文字までです\n\"2021-02-30\"という日付はありません。2021-07-28、2021-07、2021 のように書いてください",
		"fr":    "Ligne 1 : il manque à cette réponse : Réponse\nLigne 1 : il manque à cette réponse : Citation\nLigne 2 : clé inconnue \"answr\" ; vouliez-vous dire \"answer\" ?",
		"pt-BR": "Linha 1: falta a esta resposta: Resposta\nLinha 1: falta a esta resposta: Citação\nLinha 2: chave desconhecida \"answr\"; quis dizer \"answer\"?",
	} {
		var faults article.Faults
		if err := bad.Validate(); tag == "fr" || tag == "pt-BR" {
			errors.As(pairs, &faults)
		} else {
			errors.As(err, &faults)
		}
		if got := ls.of(tag).faults(faults); got != want {
			t.Errorf("%s says\n%s\nwant\n%s", tag, got, want)
		}
	}
}

func TestCommandNamesAreWhatDiscordTakes(t *testing.T) {
	t.Parallel()
	for _, l := range mustLanguages(t).order {
		for _, key := range slices.Sorted(maps.Keys(l.phrases)) {
			phrase := l.phrases[key]
			switch {
			case strings.HasPrefix(key, "command.") && strings.HasSuffix(key, "_message.name"):
				if n := utf8.RuneCountInString(phrase); n < 1 || n > 32 {
					t.Errorf("%s %s: %d characters, want 1 to 32", l.tag, key, n)
				}
			case (strings.HasPrefix(key, "command.") || strings.HasPrefix(key, "option.")) && strings.HasSuffix(key, ".name"):
				ok := utf8.RuneCountInString(phrase) <= 32 && phrase != "" && phrase == strings.ToLower(phrase) &&
					!strings.ContainsFunc(phrase, func(r rune) bool {
						return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '-' && r != '_' && r != 'ー'
					})
				if !ok {
					t.Errorf("%s %s: Discord does not take %q as a name", l.tag, key, phrase)
				}
			case strings.HasPrefix(key, "form."):
				if n := utf8.RuneCountInString(phrase); n > 45 {
					t.Errorf("%s %s: %d characters, want at most 45", l.tag, key, n)
				}
			case strings.HasPrefix(key, "command."), strings.HasPrefix(key, "option."):
				if n := utf8.RuneCountInString(phrase); n < 1 || n > 100 {
					t.Errorf("%s %s: %d characters, want 1 to 100", l.tag, key, n)
				}
			case strings.HasPrefix(key, "button."):
				if n := utf8.RuneCountInString(phrase); n > 34 {
					t.Errorf("%s %s: %d characters: Discord shows 34 on a button", l.tag, key, n)
				}
			}
		}
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	ls := mustLanguages(t)
	for _, tt := range []struct{ tag, in, want string }{
		{"en", "2021-07-28", "28 July 2021"},
		{"de", "2021-07-28", "28. Juli 2021"},
		{"fr", "2021-08", "août 2021"},
		{"es", "2021-07-28", "28 de julio de 2021"},
		{"pt-BR", "2021-03-01", "1 de março de 2021"},
		{"ja", "2021-07-28", "2021年7月28日"},
		{"en", "2021", "2021"},
		{"en", "about 1900", "about 1900"},
		{"en", "2021-13-01", "2021-13-01"},
	} {
		if got := ls.of(tt.tag).date(tt.in); got != tt.want {
			t.Errorf("%s date(%q) = %q, want %q", tt.tag, tt.in, got, tt.want)
		}
	}
}

func TestLanguageOfALocale(t *testing.T) {
	t.Parallel()
	ls := mustLanguages(t)
	for locale, want := range map[string]string{
		"en-GB": "en", "es-419": "es", "es-ES": "es", "pt-BR": "pt-BR", "pt-PT": "pt-BR", "ja": "ja", "ko": "en", "": "en", "de-AT": "de",
	} {
		if got := ls.of(locale).tag; got != want {
			t.Errorf("of(%q) = %s, want %s", locale, got, want)
		}
	}
}
