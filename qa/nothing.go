package qa

import "strings"

// courtesies are what people say that asks nothing, folded: greetings, thanks,
// assent, farewells, noise. A question made of these and stop words alone is
// not looked up.
const courtesies = ` hello hi hey hiya howdy yo sup greetings morning evening afternoon night good goodnight thanks thank thankyou thx ty tysm cheers welcome 
 ok okay okey k kk yes yeah yep yup no nope nah sure cool nice great awesome lol lmao rofl haha hahaha hehe xd hm hmm hmmm uh um oh ah wow bye goodbye cya later please pls sorry 
 test testing ping pong bot lector help asdf qwerty lorem blah 
 hallo moin servus danke tschuss guten tag morgen abend gruss ja nein bitte 
 bonjour salut bonsoir merci oui non revoir coucou 
 hola gracias adios buenos buenas dias tardes noches si 
 ola oi obrigado obrigada bom boa dia tarde noite tchau sim nao 
 ciao grazie buongiorno salve 
 hoi bedankt dag hej tack hei takk kiitos 
 привет спасибо здравствуйте пока да нет 
 こん んに にち ちは あり りが がと とう おは はよ よう 你好 谢谢 您好 再见 안녕 녕하 하세 세요 감사 
 مرحبا شكرا السلام عليكم नमस्ते धन्यवाद `

// asksNothing reports whether a question asks nothing: it has no words, a
// single stop word, or courtesies and stop words alone.
func (q *query) asksNothing() bool {
	if q.content == 0 {
		return len(q.slots) <= 1
	}
	for i := range q.slots {
		s := &q.slots[i]
		if s.content && !strings.Contains(courtesies, " "+s.folded+" ") && !noise(s.folded) {
			return false
		}
	}
	return true
}

// noise reports whether a word is one key held down ("aaaa", "????" is no word
// at all).
func noise(w string) bool {
	if len(w) < 4 {
		return len(w) == 1 && (w[0] < '0' || w[0] > '9')
	}
	for i := 1; i < len(w); i++ {
		if w[i] != w[0] {
			return false
		}
	}
	return true
}
