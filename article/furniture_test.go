package article

import (
	"slices"
	"strings"
	"testing"
)

func TestFurniturePhrasesAreSorted(t *testing.T) {
	t.Parallel()
	if !slices.IsSortedFunc(furniturePhrases, func(a, b phrase) int { return strings.Compare(a.text, b.text) }) {
		t.Error("furniturePhrases is not sorted by text, so phrases are not found")
	}
	for _, p := range furniturePhrases {
		if got := string(foldLine(nil, p.text)); got != p.text {
			t.Errorf("the phrase %q can never match: a line is folded to %q", p.text, got)
		}
		if !isFurniture(p.text) {
			t.Errorf("isFurniture(%q) = false, and it is in the list", p.text)
		}
	}
}

func TestFurniture(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"Follow Us on Google News", "Read more: Taliban visit China", "READ MORE", "→ Read more about Kabul",
		"Click here to subscribe to our newsletter.", "ADVERTISEMENT", "Advertisement:", "Share this article", "Share on Facebook",
		"We use cookies to give you the best experience. By continuing you agree.", "This site uses cookies.",
		"© 2021 The Example Times. All rights reserved.", "Lesen Sie auch: Was nun in Kabul geschieht", "Anzeige", "Folgen Sie uns auf Twitter",
		"À lire aussi : le retour des talibans", "Publicité", "Suivez-nous sur Facebook", "Síguenos en Twitter", "Lea también: los talibanes", "Publicidad",
		"Leia também: o que diz a China", "Leggi anche: i talebani a Pechino", "Lees ook: de reactie van China", "Читайте также: реакция Китая", "Реклама",
		"Czytaj także: Chiny i talibowie", "Bizi takip edin", "اقرأ أيضا: زيارة طالبان", "यह भी पढ़ें: तालिबान", "विज्ञापन", "点击这里订阅", "相关阅读：塔利班", "広告", "関連記事", "관련기사", "5 min read",
	} {
		if !isFurniture(s) {
			t.Errorf("isFurniture(%q) = false, want true", s)
		}
	}
	for _, s := range []string{
		"OSLO: The city’s harbour master has opened a second pier.", "Share prices fell on Monday.", "Share prices fall",
		"Also on Tuesday, the minister met the press.", "Log in to the router's page.", "Follow our rules.", "Read more books, he said.",
		"Cookies are baked at 180 degrees.", "The cookies were stolen from the jar.", "Terms of Service violations lead to a ban.",
		"Related work was done by Smith.", "Watch out for bears", "Home prices rose", "Press the button.", "Siga o caminho até a praia.", "",
		"More than 1,000 soldiers took part.", "Loading docks are closed on Sunday", "Subscribe", // the last is one
	} {
		if got, want := isFurniture(s), s == "Subscribe"; got != want {
			t.Errorf("isFurniture(%q) = %t, want %t", s, got, want)
		}
	}
}
