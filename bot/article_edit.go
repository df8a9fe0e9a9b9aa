package bot

import (
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"lector/article"
)

// metadataField is a line of the form that corrects what is known of an article.
// Discord takes five lines, so the language is an option of the command.
type metadataField struct {
	id   string
	most int // characters
	of   func(*article.Article) *string
}

var metadataFields = [...]metadataField{
	{"title", article.MaxTitle, func(a *article.Article) *string { return &a.Title }},
	{"author", article.MaxTitle, func(a *article.Article) *string { return &a.Author }},
	{"publisher", article.MaxTitle, func(a *article.Article) *string { return &a.Publisher }},
	{"date", 40, func(a *article.Article) *string { return &a.Published }},
	{"address", 2000, func(a *article.Article) *string { return &a.URL }},
}

// articleEdit is /article edit: a form with what is known of an article, or at
// once the language, when that is given.
func (b *Bot) articleEdit(ctx context.Context, a asked) Response {
	art, no := b.managed(ctx, a, a.Command.Text("article"))
	if no != nil {
		return *no
	}
	if lang := strings.TrimSpace(a.Command.Text("language")); lang != "" {
		return b.editArticle(ctx, a, art.ID, art.Rev, func(art *article.Article) error { art.Lang = lang; return nil })
	}
	filled := map[string]string{}
	for _, f := range metadataFields {
		filled[f.id] = *f.of(&art)
	}
	return b.metadataForm(a, []string{string(art.ID), base36(int64(art.Rev))}, filled)
}

// metadataForm opens the form. args are the article and the revision that it was
// filled in from. A value that is too long to be shown whole has no line, so that
// sending the form does not cut it.
func (b *Bot) metadataForm(a asked, args []string, filled map[string]string) Response {
	m := &modal{CustomID: b.seal.id(verbEditArticle, args...), Title: clip(a.lang.say("form.edit_title"), 45)}
	for _, f := range metadataFields {
		value, ok := filled[f.id]
		if !ok || length(value) > f.most {
			continue
		}
		m.Inputs = append(m.Inputs, discordgo.TextInput{CustomID: f.id, Label: clip(a.lang.say("form."+f.id), 45), Style: discordgo.TextInputShort,
			Required: f.id == "title", MaxLength: f.most, Value: value})
	}
	return Response{kind: respondModal, outcome: "form", modal: m}
}

// submitMetadata makes the changes of the form.
func (b *Bot) submitMetadata(ctx context.Context, a asked, args []string) Response {
	seen, ok := parseBase36(args, 1)
	if !ok {
		return refuse(a.lang.say("answer.old"))
	}
	id := article.ID(args[0])
	r := b.editArticle(ctx, a, id, article.Rev(seen), func(art *article.Article) error {
		for _, f := range metadataFields {
			value, shown := a.Fields[f.id]
			if !shown {
				continue
			}
			value = oneLine(value)
			if f.id == "date" && value != "" {
				date, err := article.ParseDate(value)
				if err != nil {
					return err
				}
				value = date
			}
			*f.of(art) = value
		}
		return nil
	})
	if r.outcome != "edited" && r.outcome != "unchanged" {
		r.message.Rows = b.redraft(ctx, a, verbEditArticle, args)
	}
	return r
}

// editArticle changes an article's metadata as it was at revision seen, says what
// it is now, and offers to take it back. Whoever is not the first to change it is
// shown what the other made of it.
func (b *Bot) editArticle(ctx context.Context, a asked, id article.ID, seen article.Rev, change func(*article.Article) error) Response {
	var wrong error
	after, err := b.opt.Editor.Edit(a.editing(ctx, "edit"), a.scope.own, id, seen, func(art *article.Article) {
		changed := *art
		if wrong = change(&changed); wrong == nil {
			wrong = changed.Validate()
		}
		if wrong == nil {
			*art = changed
		}
	})
	switch {
	case wrong != nil:
		return b.trouble(a, "edit article", wrong)
	case errors.Is(err, article.ErrConflict):
		r := b.trouble(a, "edit article", err)
		if now, err := b.opt.Library.Get(ctx, a.scope.own, id); err == nil {
			r.message.Content = clip(r.message.Content+"\n"+b.metadata(a.lang, now), maxContent)
		}
		return r
	case err != nil:
		return b.trouble(a, "edit article", err)
	case after.Rev == seen:
		r := tell(a.lang.say("article.unchanged", "title", "**"+escapeInline(clip(after.Title, 150))+"**"))
		r.outcome = "unchanged"
		return r
	}
	b.titles.forget(a.scope.own)
	r := say(message{Private: true, Content: clip(a.lang.say("article.edited")+"\n"+b.metadata(a.lang, after), maxContent), Rows: b.undoRow(a.lang, after.Rev)})
	r.outcome = "edited"
	return r
}

// metadata is what is known of an article, a line each.
func (b *Bot) metadata(l *language, art article.Article) string {
	lines := []string{l.say("article.shown", "title", "**"+escapeInline(clip(oneLine(art.Title), 150))+"**", "id", string(art.ID))}
	for _, field := range [][2]string{{"author", art.Author}, {"publisher", art.Publisher}, {"date", l.date(art.Published)}, {"address", art.URL}, {"language", art.Lang}, {"note", art.Note}} {
		if field[1] != "" {
			lines = append(lines, l.say("form."+field[0])+": "+escapeInline(clip(oneLine(field[1]), 200)))
		}
	}
	return strings.Join(lines, "\n")
}
