package eval

import (
	"strings"
	"unicode"
)

// The types that figures are split by. They are told apart by the words of an
// English question alone, so that the split does not move with the engine.
const (
	typeOther = "other"
	typeYesNo = "yes/no"
)

// typeWords are looked for in order; the first that is found anywhere in the
// question names its type.
var typeWords = []struct{ words, name string }{
	{"how many", "how many"}, {"how much", "how much"},
	{"how long", "how long"}, {"how old", "how old"}, {"how", "how"},
	{"why", "why"}, {"when", "when"}, {"what year", "when"}, {"which year", "when"}, {"what date", "when"},
	{"where", "where"}, {"whom", "who"}, {"whose", "who"}, {"who", "who"},
	{"which", "which"}, {"what", "what"},
}

// yesNoWords start a question that wants a yes or a no.
var yesNoWords = " is are was were do does did can could will would should has have had am may must "

// TypeOf names the type of a question.
func TypeOf(question string) string {
	words := strings.FieldsFunc(strings.ToLower(question), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	if len(words) == 0 {
		return typeOther
	}
	if strings.Contains(yesNoWords, " "+words[0]+" ") {
		return typeYesNo
	}
	first, name := len(words), typeOther
	joined := " " + strings.Join(words, " ") + " "
	for _, t := range typeWords {
		i := strings.Index(joined, " "+t.words+" ")
		if i < 0 {
			continue
		}
		if at := strings.Count(joined[:i+1], " ") - 1; at < first {
			first, name = at, t.name
		}
	}
	return name
}
