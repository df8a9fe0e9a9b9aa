package bot

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lector/article"
	"lector/qa"
)

// query is a question with all that its answer depends on.
type query struct {
	text     string
	scope    scope
	caution  qa.Caution
	article  *title // only this one; nil for all
	previous []qa.Turn
	top      int // passages wanted at least
}

func (q query) question() qa.Question {
	out := qa.Question{Text: q.text, Collections: q.scope.collections, Caution: q.caution, Previous: q.previous, Top: q.top}
	if q.article != nil {
		out.Collections = []article.Collection{q.article.c}
		out.Article = q.article.id
	}
	return out
}

func caution(word string) qa.Caution {
	switch word {
	case "careful":
		return qa.Careful
	case "eager":
		return qa.Eager
	}
	return qa.Balanced
}

// ask is /ask.
func (b *Bot) ask(ctx context.Context, a asked) Response {
	start := time.Now()
	text := oneLine(a.Command.Text("question"))
	if p, ok := parseValue(text); ok {
		return b.askPrepared(ctx, a, p)
	}
	if length(text) > maxQuestion {
		return refuse(a.lang.say("too_long", "limit", maxQuestion))
	}
	q := query{text: text, scope: a.scope, caution: caution(a.set.Caution)}
	if value := a.Command.Text("article"); value != "" {
		t, ok, err := b.chosenArticle(ctx, a.scope, a.scope.collections, value)
		if err != nil {
			return b.fail(a.Interaction, "list titles", err)
		}
		if !ok {
			return refuse(a.lang.say("answer.no_article", "article", escape(clip(oneLine(value), 100))))
		}
		q.article = &t
	} else if t, ok := b.channelArticle(ctx, a); ok {
		q.article = &t
	}
	v := b.viewFor(a)
	v.question, v.article = text, q.article
	r := b.answer(ctx, a, q, v)
	b.opt.Observer.Question("ask", r.outcome, time.Since(start))
	return r
}

// channelArticle is the article that the channel asks by default, if it still stands.
func (b *Bot) channelArticle(ctx context.Context, a asked) (title, bool) {
	id := a.set.ChannelArticle[a.Channel]
	if id == "" && a.Parent != "" {
		id = a.set.ChannelArticle[a.Parent]
	}
	if id == "" {
		return title{}, false
	}
	t, ok, err := b.chosenArticle(ctx, a.scope, a.scope.collections, id)
	return t, ok && err == nil
}

// view is the view for an asker; nothing about openness is decided yet.
func (b *Bot) view(l *language, s scope, asker string) view {
	return view{lang: l, scope: s, seal: b.seal, asker: asker, reader: b.opt.Reader, votes: b.opt.Feedback != nil, pages: b.pages}
}

// viewFor decides how openly and in which language an interaction is answered.
func (b *Bot) viewFor(a asked) view {
	v := b.view(a.lang, a.scope, a.User.ID)
	v.private = a.scope.private
	if a.scope.guild == "" {
		return v
	}
	wish, given := a.Command.Options["private"]
	switch {
	case a.set.Private == "always":
		v.private = true
	case given:
		v.private = wish.Bool()
	default:
		v.private = a.set.Private == "default"
	}
	v.share = a.set.Private != "always"
	if len(a.set.Channels) > 0 && !slices.Contains(a.set.Channels, a.Channel) && !(a.Parent != "" && slices.Contains(a.set.Channels, a.Parent)) {
		v.share = false
		if !v.private {
			v.private = true
			v.preface = "-# " + a.lang.say("answer.elsewhere")
		}
	}
	if !v.private {
		v.lang = b.openLanguage(a)
	}
	return v
}

// openLanguage is the language of answers that everybody sees: the server's, if its
// moderators set one, else the asker's.
func (b *Bot) openLanguage(a asked) *language {
	if a.set.Lang != "" {
		return b.langs.of(a.set.Lang)
	}
	return a.lang
}

// answer asks the engine and renders what it says.
func (b *Bot) answer(ctx context.Context, a asked, q query, v view) Response {
	ans, err := b.opt.Engine.Ask(ctx, q.question())
	if err != nil {
		return b.fail(a.Interaction, "ask", err)
	}
	m, outcome, err := b.render(ctx, q, v, ans)
	if err != nil {
		return b.fail(a.Interaction, "ask", err)
	}
	r := say(m)
	r.outcome = outcome
	if reason := gapReason(outcome); reason != "" && !v.private && a.scope.guild != "" {
		b.earlier.remember(a.User.ID, a.Channel, a.ID, q.text)
		r.after = func(f *followUp) { b.noteGap(f.ctx, a.scope, a.Channel, q.text, reason, ans.Passages) }
	}
	return r
}

// render turns an engine's answer into a message. The outcome is the verdict, or
// "nothing" for a question that asks nothing, or "empty" where there are no articles.
func (b *Bot) render(ctx context.Context, q query, v view, ans qa.Answer) (message, string, error) {
	switch {
	case ans.Verdict == qa.Answered && len(ans.Passages) > 0:
		return v.answered(ans.Passages[0], 1), "answered", nil
	case ans.Verdict == qa.Unsure && len(ans.Passages) > 1:
		return v.unsure(ans.Passages), "unsure", nil
	case ans.Nothing:
		return message{Content: v.lang.say("answer.nothing"), Private: true}, "nothing", nil
	}
	if len(ans.Passages) == 0 {
		empty, err := b.empty(ctx, q.scope.collections)
		if err != nil {
			return message{}, "", err
		}
		if empty {
			key := "answer.empty"
			switch {
			case q.scope.guild == "":
				key = "answer.empty_user"
			case q.scope.manage:
				key = "answer.empty_moderator"
			}
			return message{Content: v.lang.say(key), Private: true}, "empty", nil
		}
	}
	return v.silent(ans.Passages, q.article != nil), "silent", nil
}

// empty reports whether the collections hold no article at all.
func (b *Bot) empty(ctx context.Context, collections []article.Collection) (bool, error) {
	for _, c := range collections {
		for _, err := range b.opt.Library.Articles(ctx, c) {
			return false, err
		}
	}
	return true, nil
}

// askPrepared answers with the prepared pair that a member chose from the list.
func (b *Bot) askPrepared(ctx context.Context, a asked, pl place) Response {
	start := time.Now()
	p, err := b.passage(ctx, a.scope, pl)
	if errors.Is(err, article.ErrNotFound) || err == nil && p.Pair == nil {
		return refuse(a.lang.say("context.gone"))
	}
	if err != nil {
		return b.fail(a.Interaction, "read passage", err)
	}
	v := b.viewFor(a)
	v.question = clip(oneLine(p.Pair.Questions[0]), maxQuestion)
	r := say(v.answered(p, 1))
	r.outcome = "answered"
	b.opt.Observer.Question("ask", r.outcome, time.Since(start))
	return r
}

// passage reads the passage at a place, as the scope allows: ErrNotFound when it
// does not, or when the place no longer holds what it held.
func (b *Bot) passage(ctx context.Context, s scope, pl place) (qa.Passage, error) {
	c, ok := s.collection(pl.kind)
	if !ok {
		return qa.Passage{}, article.ErrNotFound
	}
	art, err := b.opt.Library.Get(ctx, c, pl.id)
	if err != nil {
		return qa.Passage{}, err
	}
	p := qa.Passage{Kind: qa.SentencePassage, Article: &art, Span: pl.span}
	if pl.span.Len() == 0 || pl.span.End > len(art.Text) || !onRunes(art.Text, pl.span) {
		return qa.Passage{}, article.ErrNotFound
	}
	if pl.pair != "" {
		for i := range art.Pairs {
			if pairHash(art.Pairs[i].ID) == pl.pair {
				p.Kind, p.Pair = qa.PairPassage, &art.Pairs[i]
			}
		}
		if p.Pair == nil {
			return qa.Passage{}, article.ErrNotFound
		}
	}
	found := false
	for n, par := range article.Outline(art.Text, art.Lang) {
		if !par.Overlaps(p.Span) {
			continue
		}
		for k, sentence := range par.Sentences {
			if sentence.Overlaps(p.Span) {
				p.Paragraph, p.Sentence, found = n+1, par.First+k, true
				break
			}
		}
		break
	}
	if !found {
		return qa.Passage{}, article.ErrNotFound
	}
	return p, nil
}

// completeAsk completes /ask: prepared questions, titles.
func (b *Bot) completeAsk(ctx context.Context, a asked) []choice {
	typed := a.Command.Text(a.Command.Focused)
	if a.Command.Focused == "article" {
		return b.articleChoices(ctx, a.scope, a.scope.collections, typed)
	}
	found, err := b.suggest(ctx, a, typed, qa.CompleteQuestions)
	if err != nil {
		b.log.Error("suggest", "interaction", a.ID, "error", err)
		return nil
	}
	var out []choice
	for _, s := range found {
		if s.Passage.Kind != qa.PairPassage || s.Passage.Article == nil {
			continue
		}
		text := oneLine(s.Text)
		c := choice{Name: clip(text, maxChoice), Value: text}
		if length(text) > maxChoice {
			c.Value = placeOf(a.scope, s.Passage).value()
		}
		out = appendChoice(out, c)
	}
	return out
}

// suggest asks the engine to complete what was typed, within the article that was
// chosen before, if one was.
func (b *Bot) suggest(ctx context.Context, a asked, typed string, what qa.Completion) ([]qa.Suggestion, error) {
	q := query{text: clip(oneLine(typed), maxQuestion), scope: a.scope}
	if value := a.Command.Text("article"); value != "" {
		if t, ok, err := b.chosenArticle(ctx, a.scope, a.scope.collections, value); err == nil && ok {
			q.article = &t
		}
	}
	question := q.question()
	question.Complete = what
	return b.opt.Engine.Suggest(ctx, question, 2*maxChoices)
}

// appendChoice adds a choice unless the list is full or holds its name.
func appendChoice(list []choice, c choice) []choice {
	if len(list) == maxChoices || c.Name == "" || slices.ContainsFunc(list, func(o choice) bool { return o.Name == c.Name }) {
		return list
	}
	return append(list, c)
}

// answerMessage is the message command: the message is the question.
func (b *Bot) answerMessage(ctx context.Context, a asked) Response {
	start := time.Now()
	target := a.Command.Target
	if target == nil {
		return refuse(a.lang.say("no_text"))
	}
	text := questionIn(target.Text())
	if text == "" {
		return refuse(a.lang.say("no_text"))
	}
	v := b.viewFor(a)
	v.question, v.link = text, messageLink(a.Guild, a.Channel, target.ID)
	q := query{text: text, scope: a.scope, caution: caution(a.set.Caution)}
	if t, ok := b.channelArticle(ctx, a); ok {
		q.article, v.article = &t, &t
	}
	r := b.answer(ctx, a, q, v)
	b.opt.Observer.Question("message", r.outcome, time.Since(start))
	return r
}

// messageLink is the address of a message.
func messageLink(guild, channel, id string) string {
	if guild == "" {
		guild = "@me"
	}
	return "https://discord.com/channels/" + guild + "/" + channel + "/" + id
}

var (
	mentionLike = regexp.MustCompile(`<(?:@[!&]?|#|a?:\w{2,32}:|/[^:>]{1,100}:|t:|id:)[\w:+-]*>`)
	quotedLine  = regexp.MustCompile(`(?m)^>(?:>>)? .*$`)
)

// questionIn is what a message asks: its text without mentions, emoji and quoted
// lines, on one line. A longer one than a question may be is cut to its last
// question, or to its beginning where it has none.
func questionIn(content string) string {
	text := oneLine(mentionLike.ReplaceAllString(quotedLine.ReplaceAllString(content, ""), " "))
	if length(text) <= maxQuestion {
		return text
	}
	end := strings.LastIndexFunc(text, func(r rune) bool { return r == '?' || r == '？' })
	if end < 0 {
		return strings.TrimSuffix(clip(text, maxQuestion), "…")
	}
	_, size := utf8.DecodeRuneInString(text[end:])
	question := text[:end+size]
	if begin := strings.LastIndexAny(strings.TrimRight(question, "?？"), ".!?。！？"); begin >= 0 {
		question = strings.TrimLeft(question[begin:], ".!?。！？ ")
	}
	return strings.TrimSuffix(clip(question, maxQuestion), "…")
}

// onRunes reports whether a span begins and ends between characters.
func onRunes(text string, s article.Span) bool {
	return utf8.RuneStart(text[s.Start]) && (s.End == len(text) || utf8.RuneStart(text[s.End]))
}
