package qa

import (
	"strings"
	"testing"
)

func TestFindQuotations(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"no quotation here", nil},
		{`he said "the harbour is old" to me`, []string{"the harbour is old"}},
		{"He wrote “The harbour is old.” and also »The lighthouse is tall«!", []string{"The harbour is old.", "The lighthouse is tall"}},
		{"„Der Hafen ist sehr alt“, sagte er", []string{"Der Hafen ist sehr alt"}},
		{"« Le port est ancien » dit-il", []string{"Le port est ancien"}},
		{"彼は「港は一八七四年に開かれた」と言った", []string{"港は一八七四年に開かれた"}},
		{"‘The harbour isn’t as old as they say’, he said", []string{"The harbour isn’t as old as they say"}},
		{"That's what the harbour's people don't know", nil},
		{"> The harbour is old.\n> It is.\nis that so?", []string{"The harbour is old.\nIt is."}},
		{">>> The harbour is old.\nAnd so on.", []string{"The harbour is old.\nAnd so on."}},
		{`a "word" only`, nil},
		{"> “The harbour is old.”", []string{"The harbour is old."}},
		{`an 8" pipe and nothing closes`, nil},
		{"“He called it ‘an old harbour town’ then”", []string{"He called it ‘an old harbour town’ then"}},
		{"```\nprintln(\"the harbour is old\")\n```", nil},
		{"“The harbour is\nvery, very old”", []string{"The harbour is\nvery, very old"}},
	} {
		var got []string
		for _, q := range FindQuotations(tt.in) {
			got = append(got, q.Text)
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("FindQuotations(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
