package bot

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"lector/article"
	"lector/article/store"
	"lector/bot/discordtest"
	"lector/config"
	"lector/qa"
)

// site is an extractor that knows one address and reads any file as plain text.
type site struct{ text *string }

func (p site) URL(ctx context.Context, address string, progress func(done, total int64)) (Extracted, error) {
	if !strings.HasSuffix(address, "/harbour") {
		return Extracted{}, &Refusal{What: "the site has no such page", Do: "check the address"}
	}
	a := harbour("")
	a.ID, a.Text, a.URL, a.Origin, a.Pairs = "", *p.text, address, address, nil
	return Extracted{Articles: []article.Article{a}}, nil
}

func (p site) File(ctx context.Context, name string, r io.Reader) (Extracted, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Extracted{}, err
	}
	a, err := article.Read(name, data)
	return Extracted{Articles: []article.Article{a}}, err
}

func (p site) Refresh(ctx context.Context, old article.Article) (article.Article, error) {
	got, err := p.URL(ctx, old.Origin, nil)
	if err != nil {
		return article.Article{}, err
	}
	return got.Articles[0], nil
}

// library is a scene whose bot keeps its library on disk.
func library(t *testing.T) (*scene, *store.Store, *string) {
	t.Helper()
	s, err := store.Open(context.Background(), t.TempDir()+"/lector.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	text := harbourText
	sc := newScene(t, func(o *Options) {
		o.Engine, o.Library, o.Settings, o.Feedback, o.Gaps, o.Privacy, o.Claims = qa.New(s), s, s, s, s, s, s
		o.Feed = s
		o.Editor = article.NewLibrary(s, article.LibraryOptions{})
		o.Extractor = site{&text}
		o.QuoteCheck = true
	})
	return sc, s, &text
}

func (s *scene) asks(question, want string) {
	s.t.Helper()
	ok := waitFor(func() bool {
		return strings.Contains(s.ask(s.ada, question).Content, want)
	})
	if !ok {
		s.t.Errorf("%q is answered with\n%s\nwant %q", question, s.ask(s.ada, question), want)
	}
}

func TestArticleAddListShowRefreshRemove(t *testing.T) {
	t.Parallel()
	s, _, text := library(t)
	if v := s.ben.Slash(s.general, "/article list", discordtest.Forced()); !strings.Contains(v.Content, "Manage Server") {
		t.Errorf("a member without the permission sees %v", v)
	}
	bad := s.mod.Slash(s.general, "/article add", discordtest.Opt("address", "https://example.org/nothing")).WaitDone()
	holds(t, "the refusal", bad, "I could not read this: the site has no such page. What helps: check the address.")
	v := s.mod.Slash(s.general, "/article add", discordtest.Opt("address", "https://example.org/harbour")).WaitDone()
	holds(t, "the summary", v, "Added: **The old harbour of Sandvik**", "5 paragraphs", "language: en", "> The harbour of Sandvik opened in 1874.")
	s.asks("When did the harbour open?", "> The harbour of Sandvik opened in 1874.")
	again := s.mod.Slash(s.general, "/article add", discordtest.Opt("address", "https://example.org/harbour")).WaitDone()
	holds(t, "the second adding", again, "already")
	list := s.mod.Slash(s.general, "/article list")
	if len(list.Embeds) != 1 || !strings.Contains(list.Embeds[0].Description, "The old harbour of Sandvik") {
		t.Errorf("the list is %v", list)
	}
	ref := s.choose(s.mod, "/article show", "article", "harb")
	holds(t, "the article", s.mod.Slash(s.general, "/article show", discordtest.Opt("article", ref)), "Sandvik Courier", "28 July 2021")

	*text = strings.Replace(harbourText, "in 1874", "in 1875", 1)
	v = s.mod.Slash(s.general, "/article refresh", discordtest.Opt("article", ref)).WaitDone()
	holds(t, "the refresh", v, "New sentences: 1; gone: 1.", "> The harbour of Sandvik opened in 1875.", "> The harbour of Sandvik opened in 1874.")
	s.asks("When did the harbour open?", "> The harbour of Sandvik opened in 1875.")

	v = s.mod.Slash(s.general, "/article remove", discordtest.Opt("article", ref))
	holds(t, "the removal", v, "Removed: **The old harbour of Sandvik**")
	s.asks("When did the harbour open?", "no articles here yet")
	holds(t, "the undoing", s.mod.Click(v, "Take back"), "Taken back")
	s.asks("When did the harbour open?", "> The harbour of Sandvik opened in 1875.")
}

// choose types into an option and takes the first choice.
func (s *scene) choose(u *discordtest.User, command, option, typed string) string {
	s.t.Helper()
	choices := u.Autocomplete(s.general, command, discordtest.Opt(option, typed))
	if len(choices) == 0 {
		s.t.Fatalf("%s offers nothing for %q", command, typed)
	}
	return choices[0].Value.(string)
}

// What is known of an article is corrected in a form that shows it; the text and
// the prepared answers stay, and it can be taken back.
func TestArticleEdit(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	c := article.Guild(s.town.ID)
	old := harbour(c)
	old.Author = "Ada Berg"
	if _, err := st.Put(context.Background(), old); err != nil {
		t.Fatal(err)
	}
	if v := s.ben.Slash(s.general, "/article edit", discordtest.Opt("article", "harbour"), discordtest.Forced()); !strings.Contains(v.Content, "Manage Server") {
		t.Errorf("a member without the permission sees %v", v)
	}
	ref := s.choose(s.mod, "/article edit", "article", "harb")
	form := s.mod.Slash(s.general, "/article edit", discordtest.Opt("article", ref))
	if form.Modal == nil {
		t.Fatalf("no form opens: %v", form)
	}
	values, filled := map[string]string{}, []string{}
	for _, f := range form.Modal.Fields {
		values[f.CustomID] = f.Value
		filled = append(filled, f.CustomID+"="+f.Value)
	}
	want := "title=" + old.Title + "|author=Ada Berg|publisher=" + old.Publisher + "|date=" + old.Published + "|address=" + old.URL
	if got := strings.Join(filled, "|"); got != want {
		t.Errorf("the form shows %s, want %s", got, want)
	}
	holds(t, "a form sent as it was", s.mod.Submit(form, values), "has not changed")
	values["title"], values["author"], values["date"] = "The new harbour", "", "soon"
	bad := s.mod.Submit(s.mod.Slash(s.general, "/article edit", discordtest.Opt("article", ref)), values)
	holds(t, "the refusal of a wrong date", bad, "That cannot be:", "soon")
	form = s.mod.Click(bad, "Open the form again")
	if form.Modal == nil || form.Modal.Fields[0].Value != "The new harbour" {
		t.Fatalf("the form has lost what was typed: %v", form)
	}
	values["date"] = "28 July 2022"
	v := s.mod.Submit(form, values)
	holds(t, "the confirmation", v, "Changed.", "**The new harbour**", "28 July 2022", "Sandvik Courier")
	now, err := st.Get(context.Background(), c, old.ID)
	if err != nil || now.Title != "The new harbour" || now.Author != "" || now.Published != "2022-07-28" || now.Text != old.Text || len(now.Pairs) != len(old.Pairs) || now.Lang != old.Lang {
		t.Errorf("the library holds %+v, %v", now, err)
	}
	s.asks("When did the harbour open?", "The new harbour")
	holds(t, "the undoing", s.mod.Click(v, "Take back"), "Taken back")
	if now, err = st.Get(context.Background(), c, old.ID); err != nil || now.Title != old.Title || now.Author != "Ada Berg" {
		t.Errorf("after taking it back the library holds %+v, %v", now, err)
	}
	bad = s.mod.Slash(s.general, "/article edit", discordtest.Opt("article", ref), discordtest.Opt("language", "english, I think"))
	holds(t, "the refusal of a wrong language", bad, "That cannot be:")
	holds(t, "the language", s.mod.Slash(s.general, "/article edit", discordtest.Opt("article", ref), discordtest.Opt("language", "sv")), "Changed.", "Language: sv")
}

// Two people who edit the same article are told, and the second sees what the
// first has made of it before theirs goes on top.
func TestArticleEditConflict(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	c := article.Guild(s.town.ID)
	old := harbour(c)
	if _, err := st.Put(context.Background(), old); err != nil {
		t.Fatal(err)
	}
	other := s.town.AddMember("other", discordtest.ManageGuild)
	edit := func(u *discordtest.User) *discordtest.View {
		return u.Slash(s.general, "/article edit", discordtest.Opt("article", "harbour"))
	}
	one, two := edit(s.mod), edit(other)
	values := map[string]string{"title": "By the first", "author": "", "publisher": "", "date": "", "address": ""}
	holds(t, "the first", s.mod.Submit(one, values), "Changed.")
	values["title"] = "By the second"
	told := other.Submit(two, values)
	holds(t, "the second", told, "Somebody else changed this meanwhile", "**By the first**")
	if now, err := st.Get(context.Background(), c, old.ID); err != nil || now.Title != "By the first" {
		t.Errorf("the library holds %q, %v", now.Title, err)
	}
	holds(t, "the second again", other.Submit(other.Click(told, "Open the form again"), values), "Changed.", "**By the second**")
	gone := edit(s.mod)
	if _, err := st.Delete(context.Background(), c, old.ID); err != nil {
		t.Fatal(err)
	}
	holds(t, "the edit of what was removed", s.mod.Submit(gone, values), "no longer there")
}

// The same for a prepared answer: the second sees what the first made of it, and
// what was typed into the form is never lost, whatever became of the answer.
func TestAnswerEditConflict(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	c := article.Guild(s.town.ID)
	old := harbour(c)
	if _, err := st.Put(context.Background(), old); err != nil {
		t.Fatal(err)
	}
	other := s.town.AddMember("other", discordtest.ManageGuild)
	ref := s.choose(s.mod, "/answers edit", "answer", "ticket")
	edit := func(u *discordtest.User) *discordtest.View {
		return u.Slash(s.general, "/answers edit", discordtest.Opt("answer", ref))
	}
	one, two, three := edit(s.mod), edit(other), edit(other)
	quote := old.Pairs[0].Quote
	values := map[string]string{"questions": "What is the price?", "answer": "By the first.", "quote": quote}
	holds(t, "the first", s.mod.Submit(one, values), "Changed: “What is the price?”")
	values["answer"] = "By the second."
	told := other.Submit(two, values)
	holds(t, "the second", told, "Somebody else changed this meanwhile", "**What is the price?**\nBy the first.", "\n> "+quote)
	form := other.Click(told, "Open the form again")
	if form.Modal == nil || form.Modal.Fields[1].Value != "By the second." {
		t.Fatalf("the form has lost what was typed: %v", form)
	}
	holds(t, "the second again", other.Submit(form, values), "Changed:")
	if now, err := st.Get(context.Background(), c, old.ID); err != nil || now.Pairs[0].Answer != "By the second." {
		t.Errorf("the library holds %+v, %v", now.Pairs, err)
	}
	// The answer is removed before the third form is sent: it can be added anew.
	holds(t, "the removal", s.mod.Slash(s.general, "/answers remove", discordtest.Opt("answer", ref)), "Removed:")
	values["answer"] = "By the third."
	told = other.Submit(three, values)
	holds(t, "the edit of what was removed", told, "no longer there")
	form = other.Click(told, "Open the form again")
	if form.Modal == nil || len(form.Modal.Fields) != 4 || form.Modal.Fields[3].Value != string(old.ID) {
		t.Fatalf("the form is %v, want it to add the answer to the article", form)
	}
	values["article"] = string(old.ID)
	holds(t, "the answer added anew", other.Submit(form, values), "Saved.")
}

// What the member can mend is said in a sentence.
func TestSentences(t *testing.T) {
	t.Parallel()
	s, _, _ := library(t)
	for _, tt := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("edit harbour: %w", &article.KeptError{File: "notes/harbour.md"}), "`notes/harbour.md`"},
		{fmt.Errorf("edit harbour: %w", article.ErrConflict), "Somebody else changed this"},
		{fmt.Errorf("read file: %w", context.DeadlineExceeded), "took too long"},
		{&Refusal{Code: "no_such_code", What: "the page is a cat", Do: "feed it"}, "the page is a cat"},
	} {
		got, ok := s.bot.sentence(s.bot.langs.of("en-US"), tt.err)
		if !ok || !strings.Contains(got, tt.want) {
			t.Errorf("sentence(%v) = %q, %t, want it to hold %q", tt.err, got, ok, tt.want)
		}
	}
	big := s.mod.Slash(s.general, "/article add", discordtest.Opt("file", discordtest.Upload{Name: "big.md", Data: make([]byte, maxUpload+1)})).WaitDone()
	holds(t, "the refusal of a large file", big, "too large", "at most 10 MB")
}

func TestArticleAsText(t *testing.T) {
	t.Parallel()
	s, _, _ := library(t)
	form := s.mod.Slash(s.general, "/article add")
	if form.Modal == nil {
		t.Fatalf("no form opens: %v", form)
	}
	bad := s.mod.Submit(form, map[string]string{"title": "The mill", "text": "The mill grinds rye. It was built in 1702.", "date": "soon"})
	holds(t, "the refusal of a wrong date", bad, "That cannot be")
	form = s.mod.Click(bad, "Open the form again")
	if form.Modal == nil || form.Modal.Fields[1].Value != "The mill grinds rye. It was built in 1702." {
		t.Fatalf("the form has lost what was typed: %v", form)
	}
	v := s.mod.Submit(form, map[string]string{"title": "The mill", "text": "The mill grinds rye. It was built in 1702.", "date": "2020-01-02"})
	holds(t, "the summary", v, "Added: **The mill** (`the-mill`)")
	s.asks("What does the mill grind?", "> The mill grinds rye.")
}

func TestArticleUse(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	ctx := context.Background()
	for _, a := range []article.Article{harbour(article.Guild(s.town.ID)), secret(article.Guild(s.town.ID))} {
		a.Pairs = nil
		if _, err := st.Put(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	v := s.mod.Slash(s.general, "/article use", discordtest.Opt("article", "vault"))
	holds(t, "the confirmation", v, "asks **The vault of Hollowell** by default")
	holds(t, "a question beyond the article", s.ask(s.ada, "When did the harbour of Sandvik open?"), "This article does not say")
	holds(t, "the confirmation", s.mod.Slash(s.general, "/article use"), "asks all articles again")
	s.asks("When did the harbour of Sandvik open?", "1874")
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	a := harbour(article.Guild(s.town.ID))
	if _, err := st.Put(context.Background(), a); err != nil {
		t.Fatal(err)
	}
	form := s.mod.Slash(s.general, "/answers add", discordtest.Opt("article", "harbour"))
	if form.Modal == nil {
		t.Fatalf("no form opens: %v", form)
	}
	typed := map[string]string{"questions": "How high is the tower?\nWhat is the tower's height?", "answer": "It is thirty-four metres high.", "quote": "The lighthouse is 43 metres tall.", "article": "harbour"}
	bad := s.mod.Submit(form, typed)
	holds(t, "the refusal of a wrong quote", bad, "The quote does not stand in the article", "> The lighthouse is 34 metres tall.")
	form = s.mod.Click(bad, "Open the form again")
	typed["quote"], typed["answer"] = "The lighthouse is 34 metres tall.", strings.Repeat("high ", 400)
	bad = s.mod.Submit(form, typed)
	holds(t, "the refusal of a long answer", bad, "That cannot be:\nthe answer has 1999 characters; at most 1500")
	form = s.mod.Click(bad, "Open the form again")
	typed["answer"] = "It is thirty-four metres high."
	holds(t, "the confirmation", s.mod.Submit(form, typed), "Saved. “How high is the tower?”")
	s.asks("What is the tower's height?", "**Prepared answer:** It is thirty-four metres high.")

	ref := s.choose(s.mod, "/answers edit", "answer", "tower")
	form = s.mod.Slash(s.general, "/answers edit", discordtest.Opt("answer", ref))
	if form.Modal == nil || form.Modal.Fields[1].Value != "It is thirty-four metres high." {
		t.Fatalf("the form is not filled in: %v", form)
	}
	values := map[string]string{}
	for _, f := range form.Modal.Fields {
		values[f.CustomID] = f.Value
	}
	values["answer"] = "34 metres."
	holds(t, "the confirmation", s.mod.Submit(form, values), "Changed:")
	s.asks("How high is the tower?", "**Prepared answer:** 34 metres.")

	list := s.mod.Slash(s.general, "/answers list", discordtest.Opt("article", "harbour"))
	if len(list.Embeds) != 1 || !strings.Contains(list.Embeds[0].Description, "How high is the tower?") {
		t.Errorf("the list is %v", list)
	}
	v := s.mod.Slash(s.general, "/answers export", discordtest.Opt("article", "harbour")).WaitDone()
	if len(v.Files) != 1 || !strings.Contains(string(v.Files[0].Data), "How high is the tower?") {
		t.Fatalf("the export is %v", v)
	}
	gone := s.mod.Slash(s.general, "/answers remove", discordtest.Opt("answer", ref))
	holds(t, "the removal", gone, "Removed:")
	in := s.mod.Slash(s.general, "/answers import", discordtest.Opt("article", "harbour"), discordtest.Opt("file", discordtest.Upload{Name: "p.yaml", Data: v.Files[0].Data})).WaitDone()
	holds(t, "the import", in, "Added: 1, changed: 0, as before: 1")
	bad = s.mod.Slash(s.general, "/answers import", discordtest.Opt("article", "harbour"), discordtest.Opt("file", discordtest.Upload{Name: "p.yaml", Data: []byte("- question: x\n  answr: y\n")})).WaitDone()
	holds(t, "the import of a faulty file", bad, "The file has faults")
}

// Two people who edit the same answer are told.
func TestAnswersConflict(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	if _, err := st.Put(context.Background(), harbour(article.Guild(s.town.ID))); err != nil {
		t.Fatal(err)
	}
	ref := s.choose(s.mod, "/answers edit", "answer", "ticket")
	other := s.town.AddMember("other", discordtest.ManageGuild)
	edit := func(u *discordtest.User) *discordtest.View {
		return u.Slash(s.general, "/answers edit", discordtest.Opt("answer", ref))
	}
	one, two := edit(s.mod), edit(other)
	values := map[string]string{"questions": "How much is a ticket for the lighthouse?", "answer": "Forty.", "quote": "A ticket for the lighthouse costs 40 crowns."}
	holds(t, "the first", s.mod.Submit(one, values), "Changed:")
	holds(t, "the second", other.Submit(two, values), "Somebody else changed this meanwhile")
}

// A quote that a refresh breaks comes with the nearest wording, one click from
// being cited; the click takes what was shown, or nothing.
func TestBrokenQuoteIsMendedByAClick(t *testing.T) {
	t.Parallel()
	s, st, text := library(t)
	s.mod.Slash(s.general, "/article add", discordtest.Opt("address", "https://example.org/harbour")).WaitDone()
	ref := s.choose(s.mod, "/article show", "article", "harb")
	form := s.mod.Slash(s.general, "/answers add", discordtest.Opt("article", "harbour"))
	typed := map[string]string{"questions": "How high is the tower?", "answer": "Thirty-four metres.", "quote": "The lighthouse is 34 metres tall.", "article": "harbour"}
	holds(t, "the confirmation", s.mod.Submit(form, typed), "Saved.")
	quote := func() string {
		t.Helper()
		for a, err := range st.Articles(context.Background(), article.Guild(s.town.ID)) {
			if err == nil && len(a.Pairs) == 1 {
				return a.Pairs[0].Quote
			}
		}
		t.Fatal("the answer is gone")
		return ""
	}
	rise := func(metres string) *discordtest.View {
		*text = strings.Replace(harbourText, "is 34 metres tall", "is "+metres+" metres tall", 1)
		return s.mod.Slash(s.general, "/article refresh", discordtest.Opt("article", ref)).WaitDone()
	}
	first := rise("35")
	holds(t, "the refresh", first, "How high is the tower?", "> ~~The lighthouse is 34 metres tall.~~", "The nearest passage:\n> The lighthouse is 35 metres tall.")
	rise("36")
	holds(t, "accepting what no longer stands", s.mod.Click(first, "Accept 1"), "Somebody else changed this meanwhile")
	if got := quote(); got != "The lighthouse is 34 metres tall." {
		t.Errorf("the quote is %q after a refused click", got)
	}
	rise("35")
	holds(t, "a member without the permission", s.ben.Forge(s.ask(s.ben, "When did the harbour open?"), first.Button("Accept 1").CustomID), "Manage Server")
	done := s.mod.Click(first, "Accept 1")
	holds(t, "accepting", done, "cites the new wording now")
	if got := quote(); got != "The lighthouse is 35 metres tall." {
		t.Errorf("the quote is %q after accepting", got)
	}
	holds(t, "accepting twice", s.mod.Click(first, "Accept 1"), "Somebody else changed this meanwhile")
	holds(t, "the undoing", s.mod.Click(done, "Take back"), "Taken back")
	if got := quote(); got != "The lighthouse is 34 metres tall." {
		t.Errorf("the quote is %q after taking back", got)
	}
}

// The owner's loop: ask, silence, gap, form, answer, the next person gets it.
func TestOwnersLoop(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	if _, err := st.Put(context.Background(), harbour(article.Guild(s.town.ID))); err != nil {
		t.Fatal(err)
	}
	const q = "Which pizza toppings does the harbourmaster prefer?"
	v := s.ask(s.ada, q)
	if !strings.Contains(v.Content, "do not say") {
		t.Fatalf("the question is answered with %v", v)
	}
	var list *discordtest.View
	if !waitFor(func() bool { list = s.mod.Slash(s.general, "/answers gaps"); return len(list.Embeds) == 1 }) {
		t.Fatalf("no gap is listed: %v", list)
	}
	if !strings.Contains(list.Embeds[0].Description, q) {
		t.Errorf("the list is %v", list)
	}
	form := s.mod.Click(list, "Answer 1")
	if form.Modal == nil || form.Modal.Fields[0].Value != q {
		t.Fatalf("the form is %v", form)
	}
	holds(t, "the confirmation", s.mod.Submit(form, map[string]string{"questions": q, "answer": "None: the harbourmaster eats fish.", "quote": "The harbour of Sandvik opened in 1874.", "article": "harbour"}), "Saved.")
	// Asked sooner than the engine has followed, it would become a gap again.
	waitFor(func() bool {
		a, err := s.bot.opt.Engine.Ask(context.Background(), qa.Question{Text: q, Collections: []article.Collection{article.Guild(s.town.ID)}})
		return err == nil && a.Verdict == qa.Answered
	})
	holds(t, "the next person's answer", s.ask(s.ben, q), "the harbourmaster eats fish")
	holds(t, "the list after that", s.mod.Slash(s.general, "/answers gaps"), "Nothing is waiting")
}

// A user keeps a small library of their own in direct messages.
func TestOwnLibraryAndPrivacy(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	dm := s.ada.DM()
	v := s.ada.Slash(dm, "/article add", discordtest.Opt("address", "https://example.org/harbour")).WaitDone()
	holds(t, "the summary", v, "Added:")
	if !waitFor(func() bool {
		return strings.Contains(s.ada.Say(dm, "When did the harbour open?").Answer().Content, "1874")
	}) {
		t.Error("ada's own article does not answer in her direct messages")
	}
	holds(t, "ben's answer", s.ben.Say(s.ben.DM(), "When did the harbour open?").Answer(), "no articles")
	if err := st.SetSettings(context.Background(), article.User(s.ada.ID), config.Server{Caution: "careful"}); err != nil {
		t.Fatal(err)
	}
	p := s.ada.Slash(dm, "/lector privacy")
	holds(t, "the privacy page", p, "What Lector keeps")
	file := s.ada.Click(p, "My data").WaitDone()
	if len(file.Files) != 1 {
		t.Fatalf("the export is %v", file)
	}
	// The library and the settings.
	for _, want := range []string{"The old harbour of Sandvik", "careful"} {
		if !strings.Contains(string(file.Files[0].Data), want) {
			t.Errorf("the export lacks %q:\n%s", want, file.Files[0].Data)
		}
	}
	sure := s.ada.Click(p, "Forget me")
	holds(t, "the question", sure, "cannot be taken back")
	holds(t, "the confirmation", s.ada.Click(sure, "Yes, forget me"), "Forgotten.")
	if _, err := st.Get(context.Background(), article.User(s.ada.ID), "the-old-harbour-of-sandvik"); err == nil {
		t.Error("the article is still there")
	}
}

// located is an engine whose findings are fixed.
type located struct {
	*qa.Engine
	finding qa.Finding
}

func (e located) Locate(ctx context.Context, q qa.Question) (qa.Finding, error) {
	f := e.finding
	f.Quote = q.Text
	return f, nil
}

func TestCheck(t *testing.T) {
	t.Parallel()
	a := harbour(article.Home)
	sentence := "The harbour of Sandvik opened in 1874."
	p := qa.Passage{Kind: qa.SentencePassage, Article: &a, Span: span(a.Text, sentence), Paragraph: 2, Sentence: 2}
	engine := &located{}
	s := newScene(t, func(o *Options) {
		engine.Engine = o.Engine.(*qa.Engine)
		o.Engine, o.QuoteCheck = engine, true
	})
	for _, tt := range []struct {
		finding qa.Finding
		want    []string
	}{
		{qa.Finding{Verdict: qa.Verbatim, Places: []qa.Passage{p}}, []string{"**The articles say this, word for word.**", "> " + sentence, "paragraph 2, sentence 2"}},
		{qa.Finding{Verdict: qa.Verbatim, Typography: true, Places: []qa.Passage{p}}, []string{"Only quotation marks"}},
		{qa.Finding{Verdict: qa.Altered, Places: []qa.Passage{p}, Changes: []qa.QuoteChange{{Op: "replace", Article: "1874", Quote: "1974"}, {Op: "delete", Article: "not"}, {Op: "insert", Quote: "*very*"}}},
			[]string{"This was altered", "the article says **1874**, here it says **1974**", "left out: **not**", "added: **\\*very\\***", "> " + sentence}},
		{qa.Finding{Verdict: qa.Cut, Places: []qa.Passage{p}, Rest: "but nobody came."}, []string{"cut short", "The article goes on:\n> but nobody came."}},
		{qa.Finding{Verdict: qa.Cut, Places: []qa.Passage{p}, Before: "Nobody believes that"}, []string{"Before it, the article says:\n> Nobody believes that"}},
		{qa.Finding{Verdict: qa.Stitched, Places: []qa.Passage{p, p}}, []string{"put together"}},
		{qa.Finding{Verdict: qa.Verbatim, Places: []qa.Passage{p, p, p, p, p}}, []string{"It stands in 2 more places."}},
		{qa.Finding{Verdict: qa.Attribution, Places: []qa.Passage{p}, Changes: []qa.QuoteChange{{Op: "attribution", Article: "Ada", Quote: "Ben"}}}, []string{"said by **Ada**, not by **Ben**"}},
		{qa.Finding{Verdict: qa.Attribution, Places: []qa.Passage{p}, Changes: []qa.QuoteChange{{Op: "attribution", Quote: "Ben"}}}, []string{"the article’s own words, not those of **Ben**"}},
		{qa.Finding{Verdict: qa.Altered, Places: []qa.Passage{p}, Changes: []qa.QuoteChange{{Op: "replace", Article: "The harbour", Quote: "THE HARBOUR"}}}, []string{"Only capital letters differ."}},
		{qa.Finding{Verdict: qa.Absent}, []string{"nowhere in the articles"}},
		{qa.Finding{Verdict: qa.TooShort}, []string{"too short"}},
	} {
		engine.finding = tt.finding
		holds(t, "the check of "+string(tt.finding.Verdict), s.ada.Slash(s.general, "/check", discordtest.Opt("quote", "The harbour opened in 1974.")), tt.want...)
	}
	engine.finding = qa.Finding{Verdict: qa.Verbatim, Places: []qa.Passage{p}}
	m := s.ben.Say(s.general, "He wrote “The harbour of Sandvik opened in 1874.” and also »The lighthouse is 34 metres tall«!")
	v := s.ada.MessageCommand("Check this quote", m)
	if n := strings.Count(v.Content, "word for word"); n != 2 {
		t.Errorf("the check of a message with two quotations is\n%s", v)
	}
}

func TestWeeklyDigest(t *testing.T) {
	t.Parallel()
	s, st, _ := library(t)
	ctx := context.Background()
	c := article.Guild(s.town.ID)
	news := s.town.AddChannel("news")
	if err := st.SetSettings(ctx, c, config.Server{Digest: news.ID}); err != nil {
		t.Fatal(err)
	}
	if !waitFor(func() bool { _, there := s.bot.servers.Load(s.town.ID); return there }) {
		t.Fatal("the bot never learned of the server")
	}
	wednesday := time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
	s.bot.sendDigests(ctx, wednesday) // nothing to tell
	if err := st.RecordGap(ctx, article.Gap{Collection: c, Question: "Who rang *the* bell?", Key: "k", Reason: "silent", Last: wednesday.Add(-time.Hour)}, ""); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s.bot.sendDigests(ctx, wednesday)
	}
	s.bot.sendDigests(ctx, wednesday.Add(5*24*time.Hour-6*time.Hour)) // Monday, too early
	seen := s.ada.Sees(news)
	if len(seen) != 1 || len(seen[0].Embeds) != 1 || !strings.Contains(seen[0].Embeds[0].Description, `Who rang \*the\* bell?`) {
		t.Fatalf("ada sees %v, want one list", seen)
	}
}
