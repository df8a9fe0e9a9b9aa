package qa

import "testing"

// TestLeadInsAskNothing: what people say around a question is taken off, and
// what asks is left whole.
func TestLeadInsAskNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ lang, text, want string }{
		{"en", "hm, does anybody know how tall the lighthouse is?", "how tall the lighthouse is"},
		{"en", "Can someone please tell me when it opens, thanks!", "when it opens"},
		{"en", "quick question: who built it pls", "who built it"},
		{"en", "anyone know if dogs are allowed", "dogs are allowed"},
		{"en", "i was wondering whether the ferry runs on sundays", "the ferry runs on sundays"},
		{"en", "hey guys, so does anyone have any idea why he left?", "why he left"},
		{"en", "what does the article say about the harvest?", "the harvest"},
		{"en", "According to the article, who paid?", "who paid"},
		{"en", "who paid for it according to this article??", "who paid for it"},
		{"en", "I'd like to know more about the barn", "the barn"},
		{"en", "how many trees are there, anyone?", "how many trees are there"},
		{"en", "could u explain why it closed", "why it closed"},
		// These ask.
		{"en", "Who knows the password?", "Who knows the password?"},
		{"en", "can i say swear words", "can i say swear words"},
		{"en", "wait time for the ferry", "wait time for the ferry"},
		{"en", "What did they know?", "What did they know?"},
		{"en", "How can visitors help the victims?", "How can visitors help the victims?"},
		{"en", "and where was he born?", "and where was he born?"},
		{"en", "does anybody know?", ""},
		{"en", "hello, can someone help me", ""},
		{"de", "Weiß jemand, wie hoch der Leuchtturm ist?", "wie hoch der Leuchtturm ist"},
		{"de", "kurze Frage: könnt ihr mir sagen wann er gebaut wurde, bitte", "wann er gebaut wurde"},
		{"de", "Wer weiß das?", "Wer weiß das?"},
		{"fr", "Est-ce que quelqu'un sait pourquoi il est parti ?", "pourquoi il est parti"},
		{"fr", "bonjour à tous, pouvez-vous me dire qui a gagné svp", "qui a gagné"},
		{"fr", "après le match, qui a parlé ?", "après le match, qui a parlé ?"},
		{"es", "hola, ¿alguien sabe cuándo abre el puerto?", "cuándo abre el puerto"},
		{"es", "¿Me puedes decir quién ganó, por favor?", "quién ganó"},
		{"pt", "oi gente, alguém sabe onde fica o farol?", "onde fica o farol"},
		{"pt", "você pode me dizer quem construiu a torre, por favor", "quem construiu a torre"},
		{"ja", "すみません、灯台の高さを教えてください。", "灯台の高さ"},
		{"ja", "誰が塔を建てたか知っていますか？", "誰が塔を建てた"},
		{"zh", "谁建了塔？", "谁建了塔？"},
	} {
		var scan scanner
		if got, _ := withoutAsides(test.text, test.lang, &scan, nil); got != test.want {
			t.Errorf("%s: %q asks %q, want %q", test.lang, test.text, got, test.want)
		}
	}
}

// A question put with a lead-in is answered as the question alone is.
func TestLeadInsDoNotChangeTheAnswer(t *testing.T) {
	t.Parallel()
	e := New(memory{orchard})
	alone := ask(t, e, Question{Text: "How many apple trees are there?"})
	if len(alone.Passages) == 0 {
		t.Fatal("the question alone finds nothing")
	}
	for _, text := range []string{"hm, does anybody know how many apple trees are there?", "quick question: how many apple trees are there pls", "can someone tell me how many apple trees are there"} {
		if a := ask(t, e, Question{Text: text}); a.Verdict != alone.Verdict || a.Passages[0].Span != alone.Passages[0].Span || a.Confidence != alone.Confidence {
			t.Errorf("%q gets %s with %v, the question alone %v", text, a.Verdict, a.Confidence, alone.Confidence)
		}
	}
	if a := ask(t, e, Question{Text: "does anybody know?"}); !a.Nothing {
		t.Error("a lead-in alone asks something")
	}
}
