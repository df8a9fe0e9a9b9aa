package bot

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/article"
)

// pageSize is how many entries a page of a list shows.
const pageSize = 10

// articleAdd is /article add: an address, a file, or a form to paste text into.
func (b *Bot) articleAdd(ctx context.Context, a asked) Response {
	address := a.Command.Text("address")
	file, given := a.Command.attachment("file")
	switch {
	case address != "":
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return refuse(a.lang.say("article.no_address"))
		}
		return b.later(a, "added", func(f *followUp) message {
			got, err := b.opt.Extractor.URL(f.ctx, address, b.progress(f, a))
			if err != nil {
				return b.sorry(a, "read address", err)
			}
			return b.addAll(f.ctx, a, got)
		})
	case given:
		return b.later(a, "added", func(f *followUp) message {
			body, err := b.download(f.ctx, file)
			if err != nil {
				return b.sorry(a, "read file", err)
			}
			defer body.Close()
			got, err := b.opt.Extractor.File(f.ctx, file.Name, body)
			if err != nil {
				return b.sorry(a, "read file", err)
			}
			return b.addAll(f.ctx, a, got)
		})
	}
	return b.articleForm(a, map[string]string{})
}

// progress tells the member how much of a page has come, at most once a second.
func (b *Bot) progress(f *followUp, a asked) func(done, total int64) {
	var last time.Time
	return func(done, total int64) {
		if time.Since(last) < time.Second || done == 0 {
			return
		}
		last = time.Now()
		key := "article.reading"
		if total > 0 {
			key = "article.reading_of"
		}
		text := a.lang.say(key, "done", size(done), "total", size(total))
		if err := f.edit(message{Content: text}); err != nil {
			b.log.Debug("show progress", "error", err)
		}
	}
}

// size is a number of bytes, as kB below ten thousand of them and as MB above.
func size(n int64) string {
	unit, name := int64(1<<10), " kB"
	if n >= 10_000<<10 {
		unit, name = 1<<20, " MB"
	}
	return strconv.FormatInt((n+unit-1)/unit, 10) + name
}

// articleForm opens the form for an article as text.
func (b *Bot) articleForm(a asked, filled map[string]string) Response {
	input := func(id string, style discordgo.TextInputStyle, required bool, most int) discordgo.TextInput {
		return discordgo.TextInput{CustomID: id, Label: clip(a.lang.say("form."+id), 45), Style: style, Required: required, MaxLength: most, Value: filled[id]}
	}
	return Response{kind: respondModal, outcome: "form", modal: &modal{
		CustomID: b.seal.id(verbAddText), Title: clip(a.lang.say("form.article_title"), 45),
		Inputs: []discordgo.TextInput{
			input("title", discordgo.TextInputShort, true, 256),
			input("text", discordgo.TextInputParagraph, true, 4000),
			input("publisher", discordgo.TextInputShort, false, 256),
			input("date", discordgo.TextInputShort, false, 10),
			input("address", discordgo.TextInputShort, false, 2000),
		},
	}}
}

// submitArticle adds the article of the form.
func (b *Bot) submitArticle(ctx context.Context, a asked, _ []string) Response {
	text := strings.ReplaceAll(a.Fields["text"], "\r\n", "\n")
	art := article.Article{
		Title: oneLine(a.Fields["title"]), Text: text, Publisher: oneLine(a.Fields["publisher"]),
		Published: strings.TrimSpace(a.Fields["date"]), URL: strings.TrimSpace(a.Fields["address"]),
		Lang: article.DetectLang(text), Origin: "discord",
	}
	m, err := b.add(ctx, a, art)
	if err == nil {
		m.Private = true
		r := say(m)
		r.outcome = "added"
		return r
	}
	r := b.trouble(a, "add article", err)
	r.message.Rows = b.draft(a, verbAddText, nil)
	return r
}

// addAll adds what was extracted and says what was understood.
func (b *Bot) addAll(ctx context.Context, a asked, got Extracted) message {
	var out message
	var lines []string
	for _, art := range got.Articles {
		m, err := b.add(ctx, a, art)
		if err != nil {
			m = b.sorry(a, "add article", err)
		}
		lines = append(lines, m.Content)
		if len(got.Articles) == 1 {
			out.Rows = m.Rows
		}
	}
	for _, note := range got.Notes {
		lines = append(lines, "-# "+escapeInline(clip(note, 300)))
	}
	out.Content = clip(strings.Join(lines, "\n"), maxContent)
	return out
}

// add adds one article to the own collection and says what was understood of it.
func (b *Bot) add(ctx context.Context, a asked, art article.Article) (message, error) {
	art.Collection, art.ID = a.scope.own, ""
	stands, err := b.opt.Editor.Add(a.editing(ctx, "add"), art)
	if err != nil {
		return message{}, err
	}
	b.titles.forget(a.scope.own)
	return message{Content: b.summary(a.lang, stands, "article.added"), Rows: b.undoRow(a.lang, stands.Rev)}, nil
}

// summary is what was understood of an article.
func (b *Bot) summary(l *language, art article.Article, key string) string {
	outline := article.Outline(art.Text, art.Lang)
	sentences, first := 0, ""
	for _, p := range outline {
		sentences += len(p.Sentences)
		if first == "" && p.Block == article.Prose {
			first = p.Sentences[0].Of(art.Text)
		}
	}
	s := l.say(key, "title", "**"+escapeInline(clip(oneLine(art.Title), 150))+"**", "id", string(art.ID)) + "\n" +
		l.say("article.summary", "paragraphs", len(outline), "sentences", sentences, "answers", len(art.Pairs), "language", cmp.Or(art.Lang, "–"))
	if first != "" {
		s += "\n" + l.say("article.first") + "\n" + quoteBlock(escape(clip(first, 300)))
	}
	return s
}

// articleList is /article list.
func (b *Bot) articleList(ctx context.Context, a asked) Response {
	return b.listPage(ctx, a, 0, false)
}

func (b *Bot) pressArticles(ctx context.Context, a asked, args []string) Response {
	page, ok := parseBase36(args, 0)
	if !ok {
		return refuse(a.lang.say("answer.old"))
	}
	return b.listPage(ctx, a, int(page), true)
}

func (b *Bot) listPage(ctx context.Context, a asked, page int, again bool) Response {
	var lines []string
	for art, err := range b.opt.Library.Articles(ctx, a.scope.own) {
		if err != nil {
			return b.fail(a.Interaction, "list articles", err)
		}
		line := "**" + escapeInline(clip(oneLine(art.Title), 100)) + "** · `" + string(art.ID) + "`"
		if art.Publisher != "" {
			line += " · " + escapeInline(clip(art.Publisher, 40))
		}
		if art.Published != "" {
			line += " · " + escapeInline(clip(a.lang.date(art.Published), 30))
		}
		if n := len(art.Pairs); n > 0 {
			line += " · " + a.lang.say("article.answers", "answers", n)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return refuse(a.lang.say("article.none"))
	}
	info, quota, err := b.opt.Editor.Usage(ctx, a.scope.own)
	if err != nil {
		return b.fail(a.Interaction, "list articles", err)
	}
	footer := a.lang.count("article.usage", info.Articles, "size", size(info.Bytes))
	if quota.Articles > 0 {
		footer += " (" + a.lang.say("article.usage_of", "articles", quota.Articles, "size", size(quota.Bytes)) + ")"
	}
	return b.pageOf(a, lines, page, again, a.lang.say("article.list"), footer, func(page int) string {
		return b.seal.id(verbArticles, base36(int64(page)))
	})
}

// pageOf shows one page of a list in an embed, with buttons to leaf.
func (b *Bot) pageOf(a asked, lines []string, page int, again bool, title, footer string, id func(page int) string) Response {
	pages := (len(lines) + pageSize - 1) / pageSize
	page = max(0, min(page, pages-1))
	shown := lines[page*pageSize : min(len(lines), (page+1)*pageSize)]
	m := message{Private: true, Embeds: []*discordgo.MessageEmbed{{
		Title: clip(title, 256), Description: clip(strings.Join(shown, "\n"), 4000), Footer: &discordgo.MessageEmbedFooter{Text: clip(footer, 2000)},
	}}}
	if pages > 1 {
		m.Embeds[0].Footer.Text = clip(a.lang.say("page", "page", page+1, "pages", pages)+" · "+footer, 2000)
		m.Rows = [][]discordgo.Button{{
			{Style: discordgo.SecondaryButton, Label: a.lang.say("button.back"), CustomID: id(page-1) + "", Disabled: page == 0},
			{Style: discordgo.SecondaryButton, Label: a.lang.say("button.forward"), CustomID: id(page + 1), Disabled: page == pages-1},
		}}
	}
	r := say(m)
	if again {
		r = update(m)
		r.message.Private = false
	}
	r.outcome = "listed"
	return r
}

// articleShow is /article show.
func (b *Bot) articleShow(ctx context.Context, a asked) Response {
	art, no := b.managed(ctx, a, a.Command.Text("article"))
	if no != nil {
		return *no
	}
	lines := []string{b.summary(a.lang, art, "article.shown")}
	for _, field := range [][2]string{{"publisher", art.Publisher}, {"author", art.Author}, {"date", a.lang.date(art.Published)}, {"address", art.URL}, {"note", art.Note}} {
		if field[1] != "" {
			lines = append(lines, a.lang.say("form."+field[0])+": "+escapeInline(clip(oneLine(field[1]), 200)))
		}
	}
	broken := 0
	for _, p := range art.Pairs {
		if _, ok := article.FindQuote(art.Text, p.Quote); !ok {
			broken++
		}
	}
	if broken > 0 {
		lines = append(lines, a.lang.count("article.broken", broken))
	}
	r := tell(strings.Join(lines, "\n"))
	r.outcome = "shown"
	return r
}

// articleUse is /article use: the article that a channel asks by default.
func (b *Bot) articleUse(ctx context.Context, a asked) Response {
	if a.scope.guild == "" || b.opt.Settings == nil {
		return refuse(a.lang.say("server_only"))
	}
	channel := cmp.Or(a.Command.Text("channel"), a.Channel)
	if !snowflake(channel) {
		return refuse(a.lang.say("answer.old"))
	}
	set := a.set
	set.ChannelArticle = map[string]string{}
	for k, v := range a.set.ChannelArticle {
		set.ChannelArticle[k] = v
	}
	value := a.Command.Text("article")
	said := ""
	if value == "" {
		delete(set.ChannelArticle, channel)
		said = a.lang.say("article.use_all", "channel", "<#"+channel+">")
	} else {
		t, ok, err := b.chosenArticle(ctx, a.scope, a.scope.collections, value)
		if err != nil {
			return b.fail(a.Interaction, "list titles", err)
		}
		if !ok {
			return refuse(a.lang.say("answer.no_article", "article", escapeInline(clip(value, 100))))
		}
		set.ChannelArticle[channel] = string(t.id)
		said = a.lang.say("article.use_one", "channel", "<#"+channel+">", "title", "**"+escapeInline(clip(t.title, 150))+"**")
	}
	if err := b.opt.Settings.SetSettings(a.editing(ctx, "settings"), a.scope.own, set); err != nil {
		return b.fail(a.Interaction, "save settings", err)
	}
	r := tell(said)
	r.outcome = "settings"
	return r
}

// articleRefresh is /article refresh: reads an article anew and shows what changed.
func (b *Bot) articleRefresh(ctx context.Context, a asked) Response {
	art, no := b.managed(ctx, a, a.Command.Text("article"))
	if no != nil {
		return *no
	}
	return b.later(a, "refreshed", func(f *followUp) message {
		fresh, err := b.opt.Extractor.Refresh(f.ctx, art)
		if err != nil {
			return b.sorry(a, "refresh article", err)
		}
		done, err := b.opt.Editor.Replace(a.editing(f.ctx, "refresh"), art.Collection, art.ID, art.Rev, fresh)
		if err != nil {
			return b.sorry(a, "refresh article", err)
		}
		b.titles.forget(a.scope.own)
		return b.refreshed(f.ctx, a, done)
	})
}

// refreshed says what a new text changed, and which prepared answers lost their quote.
func (b *Bot) refreshed(ctx context.Context, a asked, done article.Refreshed) message {
	title := "**" + escapeInline(clip(done.After.Title, 150)) + "**"
	if done.Unchanged() {
		return message{Content: a.lang.say("article.unchanged", "title", title)}
	}
	content := a.lang.say("article.refreshed", "title", title, "added", len(done.Added), "removed", len(done.Removed))
	show := func(key string, spans []article.Span, text string) {
		for i, s := range spans {
			if i == 0 {
				content += "\n" + a.lang.say(key)
			}
			if i == 3 {
				content += "\n> …"
				break
			}
			content += "\n" + quoteBlock(escape(clip(oneLine(s.Of(text)), 150)))
		}
	}
	show("article.sentences_new", done.Added, done.After.Text)
	show("article.sentences_gone", done.Removed, done.Before.Text)
	m := message{Rows: b.undoRow(a.lang, done.After.Rev)}
	if done.After.Rev == 0 {
		m.Rows = nil
	}
	if len(done.Broken) > 0 {
		shown := done.Broken[:min(len(done.Broken), 5)]
		lines, accept := b.brokenQuotes(a.lang, done.After.ID, shown)
		content += "\n" + a.lang.say("article.broken_quotes") + lines
		if len(shown) < len(done.Broken) {
			content += "\n…"
		}
		m.Rows = append(m.Rows, accept)
		b.toldBroken(ctx, a, done.After, shown)
	}
	m.Content = clip(content, maxContent)
	return m
}

// offerHash stands for a quote and the wording offered in its place: who accepts
// it accepts what was shown, and nothing that came up since.
func offerHash(broken article.BrokenPair) string {
	return pairHash(broken.Pair.Quote + "\x00" + broken.Nearest)
}

// pressAccept takes the nearest wording for a quote that no longer stands; when
// the answer or the article was changed since it was offered, it says so.
func (b *Bot) pressAccept(ctx context.Context, a asked, args []string) Response {
	if len(args) != 3 {
		return refuse(a.lang.say("answer.old"))
	}
	art, err := b.opt.Library.Get(ctx, a.scope.own, article.ID(args[0]))
	if err != nil {
		return b.trouble(a, "read article", err)
	}
	i := slices.IndexFunc(art.Pairs, func(p article.Pair) bool { return pairHash(p.ID) == args[1] })
	if i < 0 {
		return refuse(a.lang.say("gone"))
	}
	p := art.Pairs[i]
	broken := article.BrokenPairs(article.Article{Text: art.Text, Pairs: []article.Pair{p}})
	if len(broken) == 0 || broken[0].Nearest == "" || offerHash(broken[0]) != args[2] {
		return refuse(a.lang.say("conflict"))
	}
	p.Quote = broken[0].Nearest
	after, _, err := b.opt.Editor.EditPair(a.editing(ctx, "edit answer"), a.scope.own, art.ID, art.Rev, p)
	if err != nil {
		return b.trouble(a, "edit answer", err)
	}
	r := say(message{Private: true, Content: a.lang.say("answers.accepted", "question", escapeInline(clip(p.Questions[0], 200))), Rows: b.undoRow(a.lang, after.Rev)})
	r.outcome = "edited"
	return r
}

// articleRemove is /article remove.
func (b *Bot) articleRemove(ctx context.Context, a asked) Response {
	art, no := b.managed(ctx, a, a.Command.Text("article"))
	if no != nil {
		return *no
	}
	rev, err := b.opt.Editor.Remove(a.editing(ctx, "remove"), art.Collection, art.ID, art.Rev)
	if err != nil {
		return b.trouble(a, "remove article", err)
	}
	b.titles.forget(a.scope.own)
	r := say(message{Private: true, Content: a.lang.say("article.removed", "title", "**"+escapeInline(clip(art.Title, 150))+"**"), Rows: b.undoRow(a.lang, rev)})
	r.outcome = "removed"
	return r
}

// completeArticle completes the option "article" with what the member may manage;
// for /article use, with all that is asked here.
func (b *Bot) completeArticle(ctx context.Context, a asked) []choice {
	if a.Command.Focused == "answer" {
		return b.completeAnswer(ctx, a)
	}
	collections := []article.Collection{a.scope.own}
	if a.Command.Path == "article use" {
		collections = a.scope.collections
	}
	return b.articleChoices(ctx, a.scope, collections, a.Command.Text("article"))
}

// draft keeps what was typed into a form, and offers to open it again.
func (b *Bot) draft(a asked, verb string, args []string) [][]discordgo.Button {
	b.drafts.Add(a.ID, draft{user: a.User.ID, verb: verb, args: args, fields: a.Fields})
	return [][]discordgo.Button{{{Style: discordgo.PrimaryButton, Label: a.lang.say("button.again"), CustomID: b.seal.id(verbDraft, a.ID)}}}
}

// redraft is draft for a form that changes what stands: args begin with the
// article and end with the revision that the form was filled in from. It opens
// again on top of what stands by then, which the member has just been shown.
// Nothing is offered when the article is gone.
func (b *Bot) redraft(ctx context.Context, a asked, verb string, args []string) [][]discordgo.Button {
	now, err := b.opt.Library.Get(ctx, a.scope.own, article.ID(args[0]))
	if err != nil {
		return nil
	}
	args = slices.Clone(args)
	args[len(args)-1] = base36(int64(now.Rev))
	return b.draft(a, verb, args)
}

// draft is a form as it was filled in.
type draft struct {
	user, verb string
	args       []string
	fields     map[string]string
}

// pressDraft opens a form again as it was filled in.
func (b *Bot) pressDraft(ctx context.Context, a asked, args []string) Response {
	if len(args) == 1 {
		if d, ok := b.drafts.Get(args[0]); ok && d.user == a.User.ID {
			switch d.verb {
			case verbAddText:
				return b.articleForm(a, d.fields)
			case verbEditArticle:
				return b.metadataForm(a, d.args, d.fields)
			}
			return b.answerForm(a, d.verb, d.args, d.fields)
		}
	}
	return refuse(a.lang.say("answer.old"))
}

func base36(n int64) string { return strconv.FormatInt(n, 36) }

func parseBase36(args []string, at int) (int64, bool) {
	if at >= len(args) {
		return 0, false
	}
	n, err := strconv.ParseInt(args[at], 36, 64)
	return n, err == nil && n >= 0
}
