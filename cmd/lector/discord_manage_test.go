package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lector/bot/discordtest"
)

// eventually asks until the answer holds a text: a change reaches the index
// behind the acknowledgement.
func (s *stage) eventually(t testing.TB, who *discordtest.User, c *discordtest.Channel, question, want string) *discordtest.View {
	t.Helper()
	var v *discordtest.View
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if v = who.Slash(c, "/ask", opt("question", question)); strings.Contains(v.Content, want) {
			return v
		}
	}
	t.Errorf("%q is answered with %v\nwant %q", question, v, want)
	return v
}

// read waits for what follows a deferred response, past the notes of progress.
func read(v *discordtest.View) *discordtest.View {
	return v.Wait("the outcome", func(v *discordtest.View) bool {
		return !v.Thinking && !strings.HasPrefix(v.Content, "Reading")
	})
}

const millText = `# The mill of Vika

The mill of Vika grinds rye. It was built in 1702 by two brothers from Falun.

Its wheel turns once in nine seconds.`

// TestManagingArticles adds an article as a file, as text and from an address,
// and lists, shows, refreshes and removes it.
func TestManagingArticles(t *testing.T) {
	t.Parallel()
	newStage(t).managingArticles(t)
}

func (s *stage) managingArticles(t *testing.T) {
	s.start("LECTOR_ALLOW_PRIVATE=true", "LECTOR_MAX_FILE=64K")
	if !s.mod.Offered(s.general, "/article") {
		t.Fatal("/article is not registered")
	}
	c := s.channel("manage")
	t.Run("as a file", func(t *testing.T) {
		v := read(s.mod.Slash(c, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
		shows(t, "the summary", v, "The mill of Vika", "> ")
		s.Draw("article-add", v)
		s.eventually(t, s.ada, c, "What does the mill of Vika grind?", "grinds rye")
	})
	t.Run("as a file that is none", func(t *testing.T) {
		v := read(s.mod.Slash(c, "/article add", opt("file", discordtest.Upload{Name: "x.docx", Data: []byte("PK\x03\x04 broken")})))
		if !v.Ephemeral || v.Content == "" || strings.Contains(v.Content, "Added") {
			t.Errorf("a broken file gives %v, want a private reason", v)
		}
	})
	t.Run("as a file that is too large", func(t *testing.T) {
		v := read(s.mod.Slash(c, "/article add", opt("file", discordtest.Upload{Name: "long.md", ContentType: "text/markdown", Data: []byte(strings.Repeat("It rains. ", 7000))})))
		shows(t, "the refusal", v, "the file is too large", "at most 0.06 MB")
	})
	t.Run("from an address", func(t *testing.T) {
		var year atomic.Value
		year.Store("1955")
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/bridge" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, `<html lang="en"><head><title>The bridge at Nora</title></head><body><article><h1>The bridge at Nora</h1>
<p>The bridge at Nora was opened in `+year.Load().(string)+`. It carries the road from the mines to the harbour, and it is 212 metres long from one bank to the other.</p>
<p>Two workers from Lindesberg designed its pillars. Every spring the town paints the railing, and every autumn the wind takes some of the paint away again.</p></article></body></html>`)
		}))
		defer site.Close()
		v := read(s.mod.Slash(c, "/article add", opt("address", site.URL+"/bridge")))
		shows(t, "the summary", v, "The bridge at Nora")
		got := s.eventually(t, s.ada, c, "When was the bridge at Nora opened?", "1955")
		if b := got.Button("Open the source"); b == nil || !strings.HasPrefix(b.URL, site.URL+"/bridge") {
			t.Errorf("the source button is %+v", b)
		}
		titles := s.mod.Autocomplete(c, "/article refresh", opt("article", "bridge"))
		if len(titles) == 0 {
			t.Fatal("no article is offered to refresh")
		}
		year.Store("1956")
		v = read(s.mod.Slash(c, "/article refresh", opt("article", titles[0].Value)))
		shows(t, "the refresh", v, "1956", "1955")
		s.Draw("article-refresh", v)
		s.eventually(t, s.ada, c, "When was the bridge at Nora opened?", "1956")
		gone := read(s.mod.Slash(c, "/article add", opt("address", site.URL+"/nothing")))
		if strings.Contains(gone.Content, "Added") || gone.Content == "" {
			t.Errorf("a page that is not there gives %v", gone)
		}
	})
	t.Run("list, show, use, remove, take back", func(t *testing.T) {
		list := s.mod.Slash(c, "/article list")
		shows(t, "the list", list, "The mill of Vika", "Swimming pools")
		s.Draw("article-list", list)
		titles := s.mod.Autocomplete(c, "/article show", opt("article", "mill"))
		if len(titles) == 0 {
			t.Fatal("no article is offered to show")
		}
		shows(t, "the article", s.mod.Slash(c, "/article show", opt("article", titles[0].Value)), "The mill of Vika")
		shows(t, "the default", s.mod.Slash(c, "/article use", opt("article", titles[0].Value)), "by default")
		v := s.ada.Slash(c, "/ask", opt("question", "When does the swimming pool in Aldby open?"))
		shows(t, "a question beyond the channel's article", v, "This article does not say.")
		shows(t, "no default any more", s.mod.Slash(c, "/article use"), "all articles")
		removed := s.mod.Slash(c, "/article remove", opt("article", titles[0].Value))
		shows(t, "the removal", removed, "Removed", "The mill of Vika")
		for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
			v := s.ada.Slash(c, "/ask", opt("question", "What does the mill of Vika grind?"))
			if !strings.Contains(v.Content, "rye") {
				break
			}
			if time.Now().After(end) {
				t.Errorf("a removed article answers: %v", v)
				break
			}
		}
		shows(t, "taking it back", s.mod.Click(removed, "Take back"), "Taken back")
		s.eventually(t, s.ada, c, "What does the mill of Vika grind?", "grinds rye")
		s.restart("LECTOR_ALLOW_PRIVATE=true")
		s.eventually(t, s.ada, c, "What does the mill of Vika grind?", "grinds rye")
	})
}

// TestPrivateAddresses: a member cannot make Lector fetch from the machine's own network.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	if !s.mod.Offered(s.general, "/article") {
		t.Fatal("/article is not registered")
	}
	var hits atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hits.Add(1) }))
	defer site.Close()
	for _, address := range []string{site.URL + "/x", strings.Replace(site.URL, "127.0.0.1", "localhost", 1), "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://[::1]/"} {
		v := read(s.mod.Slash(s.general, "/article add", opt("address", address)))
		if v.Problem != "" || strings.Contains(v.Content, "Added") || strings.Contains(v.Content, "root:") {
			t.Errorf("%s gives %v, want a refusal", address, v)
		}
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("the machine's own network was asked %d times", n)
	}
}

// TestOwnersLoop: a question without an answer becomes a gap, the gap a prepared
// answer by a form, and the next member gets it.
func TestOwnersLoop(t *testing.T) {
	t.Parallel()
	newStage(t).ownersLoop(t)
}

func (s *stage) ownersLoop(t *testing.T) {
	s.start()
	if !s.mod.Offered(s.general, "/answers") {
		t.Fatal("/answers is not registered")
	}
	const q = "Which pizza toppings does the lifeguard of Aldby prefer?"
	v := s.ada.Slash(s.general, "/ask", opt("question", q))
	if strings.Contains(v.Content, "very likely") {
		t.Fatalf("the question has an answer: %v", v)
	}
	var list *discordtest.View
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if list = s.mod.Slash(s.general, "/answers gaps"); list.Button("Answer 1") != nil {
			break
		}
	}
	shows(t, "the gaps", list, q)
	s.Draw("gaps", list)
	form := s.mod.Click(list, "Answer 1")
	if form.Modal == nil {
		t.Fatalf("no form opens: %v", form)
	}
	s.Draw("gap-form", form)
	fill := map[string]string{"answer": "None: the lifeguard eats fish.", "quote": "The swimming pool in Aldby opens at eight o'clock in the morning.", "article": "pools"}
	shows(t, "the confirmation", s.mod.Submit(form, fill), "Saved.")
	got := s.eventually(t, s.ben, s.general, q, "None: the lifeguard eats fish.")
	shows(t, "the next member's answer", got, "Prepared answer", "> The swimming pool in Aldby opens at eight o'clock in the morning.")

	t.Run("a quote that does not stand there", func(t *testing.T) {
		form := s.mod.Slash(s.general, "/answers add", opt("article", "pools"))
		bad := s.mod.Submit(form, map[string]string{"questions": "When does Bexby open?", "answer": "At seven.", "quote": "The swimming pool in Bexby opens at noon.", "article": "pools"})
		shows(t, "the refusal", bad, "does not stand in the article", "> The swimming pool in Bexby opens at seven o'clock in the morning.")
		s.Draw("quote-refused", bad)
	})
	t.Run("list, export, remove, import", func(t *testing.T) {
		shows(t, "the list", s.mod.Slash(s.general, "/answers list", opt("article", "pools")), q)
		out := read(s.mod.Slash(s.general, "/answers export", opt("article", "pools")))
		if len(out.Files) != 1 || !strings.Contains(string(out.Files[0].Data), "lifeguard") {
			t.Fatalf("the export is %v", out)
		}
		refs := s.mod.Autocomplete(s.general, "/answers remove", opt("answer", "pizza"))
		if len(refs) == 0 {
			t.Fatal("no answer is offered to remove")
		}
		shows(t, "the removal", s.mod.Slash(s.general, "/answers remove", opt("answer", refs[0].Value)), "Removed:")
		in := read(s.mod.Slash(s.general, "/answers import", opt("article", "pools"), opt("file", discordtest.Upload{Name: "pairs.yaml", Data: out.Files[0].Data})))
		shows(t, "the import", in, "Added: 1")
		s.eventually(t, s.ben, s.general, q, "None: the lifeguard eats fish.")
	})
}

// TestCheckingQuotes by /check and by the message command.
func TestCheckingQuotes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	if !s.ada.Offered(s.general, "/check") {
		t.Fatal("/check is not registered")
	}
	const source = "-# **The old harbour of Sandvik** · Sandvik Courier · 28 July 2021 · paragraph "
	v := s.ada.Slash(s.general, "/check", opt("quote", "The lighthouse is 34 metres tall."))
	s.sees(t, "a true quotation", v, "**The articles say this, word for word.**\nIt stands here:\n> The lighthouse is 34 metres tall\n"+source+"3, sentence 6", "Open the source", "Delete")
	s.Draw("check-verbatim", v)
	v = s.ada.Slash(s.general, "/check", opt("quote", "The lighthouse is 43 metres tall."))
	s.sees(t, "an altered quotation", v, "**This was altered. The articles have it otherwise.**\nPosted:\n> The lighthouse is 43 metres tall.\n"+
		"- the article says **34**, here it says **43**\nThe article:\n> The lighthouse is 34 metres tall.\n"+source+"3, sentence 6", "Open the source", "Delete")
	s.Draw("check-altered", v)
	v = s.ada.Slash(s.general, "/check", opt("quote", "The moon is made of green cheese and smells of it."))
	s.sees(t, "a quotation from nowhere", v, "**I find this nowhere in the articles.**\nPosted:\n> The moon is made of green cheese and smells of it.", "Delete")
	posted := s.ben.Say(s.general, "They wrote \"In 1901 a storm destroyed the western pier.\", no?")
	v = s.ada.MessageCommand("Check this quote", posted)
	s.sees(t, "the message command", v, "-# https://discord.com/channels/"+s.town.ID+"/"+s.general.ID+"/"+posted.ID+"\n**This was altered. The articles have it otherwise.**\nPosted:\n"+
		"> In 1901 a storm destroyed the western pier.\n- the article says **eastern**, here it says **western**\nThe article:\n> In 1901 a storm destroyed the eastern pier.\n"+source+"2, sentence 4", "Open the source", "Delete")
	s.Draw("check-message", posted, v)
	if v.Ephemeral {
		t.Errorf("the check is %v, want it for everybody", v)
	}
	refused := s.ben.Click(v, "Delete")
	if !refused.Ephemeral || v.Now().Deleted {
		t.Errorf("a stranger's Delete gives %v", refused)
	}
	s.ada.Click(v, "Delete")
	v.WaitDeleted()
}

// TestPrivacy: what is kept, my data, forget me.
func TestPrivacy(t *testing.T) {
	t.Parallel()
	newStage(t).privacy(t)
}

func (s *stage) privacy(t *testing.T) {
	s.start()
	if !s.mod.Offered(s.general, "/article") {
		t.Fatal("/article is not registered")
	}
	dm := s.ada.DM()
	v := read(s.ada.Slash(dm, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
	shows(t, "the summary", v, "The mill of Vika")
	s.eventually(t, s.ada, dm, "What does the mill of Vika grind?", "grinds rye")
	hides(t, "another's direct message", s.ben.Slash(s.ben.DM(), "/ask", opt("question", "What does the mill of Vika grind?")), "grinds rye")
	hides(t, "the server", s.ada.Slash(s.general, "/ask", opt("question", "What does the mill of Vika grind?")), "grinds rye")
	page := s.ada.Slash(s.general, "/lector privacy")
	if !page.Ephemeral {
		t.Errorf("the privacy page is %v, want it private", page)
	}
	s.Draw("privacy", page)
	data := read(s.ada.Click(page, "My data"))
	if len(data.Files) != 1 || !strings.Contains(string(data.Files[0].Data), "grinds rye") || !data.Ephemeral {
		t.Errorf("my data is %v", data)
	}
	sure := s.ada.Click(page, "Forget me")
	shows(t, "the confirmation", s.ada.Click(sure, "Yes, forget me"), "Forgotten.")
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		v := s.ada.Slash(dm, "/ask", opt("question", "What does the mill of Vika grind?"))
		if !strings.Contains(v.Content, "rye") {
			break
		}
		if time.Now().After(end) {
			t.Errorf("what was forgotten answers: %v", v)
			break
		}
	}
}

// TestManagingIsForManagers: a member without Manage Server gets nowhere with any
// command that manages, nor with the buttons and forms of one who may.
func TestManagingIsForManagers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start()
	if !s.mod.Offered(s.general, "/article") {
		t.Fatal("/article is not registered")
	}
	before := s.mod.Slash(s.general, "/article list").Text()
	refused := func(what string, v *discordtest.View) {
		t.Helper()
		if v.Problem != "" || !v.Ephemeral || v.Modal != nil || len(v.Files) > 0 || strings.Contains(v.Text(), "Swimming pools") {
			t.Errorf("%s gives a member %v, want a private refusal", what, v)
		}
	}
	for name, args := range map[string][]discordtest.Arg{
		"/article add":     {opt("file", discordtest.Upload{Name: "x.md", Data: []byte(millText)})},
		"/article list":    nil,
		"/article show":    {opt("article", "pools")},
		"/article use":     {opt("article", "pools")},
		"/article refresh": {opt("article", "pools")},
		"/article remove":  {opt("article", "pools")},
		"/answers add":     {opt("article", "pools")},
		"/answers list":    {opt("article", "pools")},
		"/answers export":  {opt("article", "pools")},
		"/answers gaps":    nil,
		"/lector settings": nil,
	} {
		if s.ada.Offered(s.general, name) && !strings.HasPrefix(name, "/lector") {
			t.Errorf("%s is offered to a member", name)
		}
		refused(name, read(s.ada.Slash(s.general, name, append(args, discordtest.Forced())...)))
	}
	for _, option := range []struct{ command, name string }{{"/article show", "article"}, {"/answers edit", "answer"}} {
		if got := s.ada.Autocomplete(s.general, option.command, discordtest.Forced(), opt(option.name, "")); len(got) != 0 {
			t.Errorf("autocomplete of %s offers a member %v", option.command, got)
		}
	}
	// Buttons and forms of the moderator's, pressed and sent by the member.
	mine := s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?"))
	form := s.mod.Slash(s.general, "/answers add", opt("article", "pools"))
	if form.Modal == nil {
		t.Fatalf("the moderator's form is %v", form)
	}
	refused("the moderator's form", s.ada.ForgeSubmit(s.general, form.Modal.CustomID, map[string]string{"questions": "q?", "answer": "a", "quote": "The swimming pool in Aldby opens at eight o'clock in the morning.", "article": "pools"}))
	removed := s.mod.Slash(s.general, "/article remove", opt("article", "pools"))
	for _, b := range removed.Buttons() {
		if b.CustomID != "" {
			refused("the button "+b.Label, s.ada.Forge(mine, b.CustomID))
		}
	}
	shows(t, "taking it back", s.mod.Click(removed, "Take back"), "Taken back")
	if after := s.mod.Slash(s.general, "/article list").Text(); after != before {
		t.Errorf("the articles were\n%s\nand are\n%s", before, after)
	}
}
