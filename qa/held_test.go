package qa

import (
	"testing"
	"testing/synctest"
	"time"

	"lector/article"
)

// TestIdleCollectionsAreDropped: what nobody asks is let go of, and is there
// again when somebody does.
func TestIdleCollectionsAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guild := orchard
		guild.Collection = article.Guild("1")
		e := New(memory{orchard, guild}, WithIdle(30*time.Minute))
		in := func(c article.Collection) Question {
			return Question{Text: "Who planted the orchard?", Collections: []article.Collection{c}}
		}
		first := ask(t, e, in(article.Home))
		time.Sleep(29 * time.Minute)
		ask(t, e, in(guild.Collection)) // a load looks for what is idle
		synctest.Wait()
		if n := e.Held().Collections; n != 2 {
			t.Fatalf("after 29 minutes %d collections are held, want 2", n)
		}
		time.Sleep(2 * time.Minute)
		ask(t, e, in(article.User("1")))
		synctest.Wait()
		if _, ok := e.held[article.Home]; ok {
			t.Error("after 31 minutes without a question the collection is still held")
		}
		if _, ok := e.held[guild.Collection]; !ok {
			t.Error("one that was asked two minutes ago is gone")
		}
		if again := ask(t, e, in(article.Home)); shown(again) != shown(first) {
			t.Errorf("loaded again it says %s, want %s", shown(again), shown(first))
		}
	})
}

// TestMemoryIsBounded: beyond the bound the collection not asked longest goes.
func TestMemoryIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := orchard, orchard
		a.Collection, b.Collection = article.Guild("1"), article.Guild("2")
		e := New(memory{a, b}, WithMemory(1))
		for _, c := range []article.Collection{a.Collection, b.Collection, a.Collection} {
			got := ask(t, e, Question{Text: "Who planted the orchard?", Collections: []article.Collection{c}, Top: 1})
			synctest.Wait()
			if len(got.Passages) == 0 || got.Passages[0].Article.Collection != c {
				t.Errorf("%s is not answered from: %v", c, got.Passages)
			}
			if held := e.Held(); held.Collections != 1 || e.held[c] == nil {
				t.Errorf("%d collections are held, want %s alone", held.Collections, c)
			}
		}
	})
}
