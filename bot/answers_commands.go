package bot

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"lector/article"
)

// answersAdd is /answers add: the form for a prepared answer.
func (b *Bot) answersAdd(ctx context.Context, a asked) Response {
	filled := map[string]string{}
	if value := a.Command.Text("article"); value != "" {
		art, no := b.managed(ctx, a, value)
		if no != nil {
			return *no
		}
		filled["article"] = string(art.ID)
	} else if titles, err := b.titles.list(ctx, []article.Collection{a.scope.own}); err == nil && len(titles) == 1 {
		filled["article"] = string(titles[0].id)
	}
	return b.answerForm(a, verbAddAnswer, nil, filled)
}

// answersEdit is /answers edit: the form, filled in.
func (b *Bot) answersEdit(ctx context.Context, a asked) Response {
	art, p, no := b.chosenAnswer(ctx, a)
	if no != nil {
		return *no
	}
	return b.answerForm(a, verbEdit, []string{string(art.ID), pairHash(p.ID), base36(int64(art.Rev))}, map[string]string{
		"questions": strings.Join(p.Questions, "\n"), "answer": p.Answer, "quote": p.Quote,
	})
}

// answerForm opens the form for a prepared answer. verb and args come back with it.
func (b *Bot) answerForm(a asked, verb string, args []string, filled map[string]string) Response {
	input := func(id string, style discordgo.TextInputStyle, most int) discordgo.TextInput {
		value := filled[id]
		if length(value) > most {
			value = "" // too long to be shown whole; typing it anew beats losing its end
		}
		return discordgo.TextInput{CustomID: id, Label: clip(a.lang.say("form."+id), 45), Style: style, Required: true, MaxLength: most, Value: value}
	}
	inputs := []discordgo.TextInput{
		input("questions", discordgo.TextInputParagraph, 4000),
		input("answer", discordgo.TextInputParagraph, 4000),
		input("quote", discordgo.TextInputParagraph, 4000),
	}
	if verb != verbEdit {
		inputs = append(inputs, input("article", discordgo.TextInputShort, 256))
	}
	return Response{kind: respondModal, outcome: "form", modal: &modal{CustomID: b.seal.id(verb, args...), Title: clip(a.lang.say("form.answer_title"), 45), Inputs: inputs}}
}

// typedPair is the pair as typed into the form.
func typedPair(fields map[string]string) article.Pair {
	p := article.Pair{Answer: strings.TrimSpace(fields["answer"]), Quote: strings.TrimSpace(fields["quote"])}
	for line := range strings.Lines(fields["questions"]) {
		if q := oneLine(line); q != "" {
			p.Questions = append(p.Questions, q)
		}
	}
	return p
}

// preparedHere notes where an answer is prepared: there it is told when its quote
// no longer stands.
func preparedHere(a asked, p article.Pair) article.Pair {
	p.Channel = a.Channel
	return p
}

// submitAnswer adds the answer of the form. When it answers a gap, the gap closes.
func (b *Bot) submitAnswer(ctx context.Context, a asked, args []string) Response {
	art, no := b.managed(ctx, a, a.Fields["article"])
	if no == nil {
		after, p, err := b.opt.Editor.AddPair(a.editing(ctx, "add answer"), art.Collection, art.ID, preparedHere(a, typedPair(a.Fields)))
		if err == nil {
			r := say(message{Private: true, Content: a.lang.say("answers.added", "question", escapeInline(clip(p.Questions[0], 200))), Rows: b.undoRow(a.lang, after.Rev)})
			r.outcome = "added"
			if len(args) == 1 && b.opt.Gaps != nil {
				if err := b.opt.Gaps.CloseGap(ctx, a.scope.own, args[0]); err != nil && !errors.Is(err, article.ErrNotFound) {
					b.log.Error("close gap", "error", err)
				}
			}
			return r
		}
		r := b.trouble(a, "add answer", err)
		no = &r
	}
	no.message.Rows = b.draft(a, verbAddAnswer, args)
	return *no
}

// submitEdit changes an answer.
func (b *Bot) submitEdit(ctx context.Context, a asked, args []string) Response {
	seen, ok := parseBase36(args, 2)
	if !ok {
		return refuse(a.lang.say("answer.old"))
	}
	art, old, err := b.pairIn(ctx, a.scope.own, article.ID(args[0]), args[1])
	if errors.Is(err, article.ErrNotFound) {
		// Somebody removed it meanwhile. What was typed can be added anew.
		r := b.trouble(a, "edit answer", err)
		a.Fields["article"] = args[0]
		r.message.Rows = b.draft(a, verbAddAnswer, nil)
		return r
	}
	if err == nil {
		p := typedPair(a.Fields)
		p.ID = old.ID
		var after article.Article
		if after, p, err = b.opt.Editor.EditPair(a.editing(ctx, "edit answer"), a.scope.own, art.ID, article.Rev(seen), p); err == nil {
			r := say(message{Private: true, Content: a.lang.say("answers.edited", "question", escapeInline(clip(p.Questions[0], 200))), Rows: b.undoRow(a.lang, after.Rev)})
			r.outcome = "edited"
			return r
		}
	}
	r := b.trouble(a, "edit answer", err)
	if errors.Is(err, article.ErrConflict) {
		r.message.Content = clip(r.message.Content+"\n"+answerNow(a.lang, old), maxContent)
	}
	r.message.Rows = b.redraft(ctx, a, verbEdit, args)
	return r
}

// answerNow is a prepared answer as it stands, with the quote that it cites.
func answerNow(l *language, p article.Pair) string {
	return "**" + escapeInline(clip(oneLine(strings.Join(p.Questions, " · ")), 300)) + "**\n" +
		escape(clip(p.Answer, 500)) + "\n" + l.say("answer.rests") + "\n" + quoteBlock(escape(clip(p.Quote, 500)))
}

// pairIn reads a pair by its hash.
func (b *Bot) pairIn(ctx context.Context, c article.Collection, id article.ID, hash string) (article.Article, article.Pair, error) {
	art, err := b.opt.Library.Get(ctx, c, id)
	if err != nil {
		return art, article.Pair{}, err
	}
	i := slices.IndexFunc(art.Pairs, func(p article.Pair) bool { return pairHash(p.ID) == hash })
	if i < 0 {
		return art, article.Pair{}, article.ErrNotFound
	}
	return art, art.Pairs[i], nil
}

// answersRemove is /answers remove.
func (b *Bot) answersRemove(ctx context.Context, a asked) Response {
	art, p, no := b.chosenAnswer(ctx, a)
	if no != nil {
		return *no
	}
	after, err := b.opt.Editor.RemovePair(a.editing(ctx, "remove answer"), a.scope.own, art.ID, art.Rev, p.ID)
	if err != nil {
		return b.trouble(a, "remove answer", err)
	}
	r := say(message{Private: true, Content: a.lang.say("answers.removed", "question", escapeInline(clip(p.Questions[0], 200))), Rows: b.undoRow(a.lang, after.Rev)})
	r.outcome = "removed"
	return r
}

// answerPrefix begins an autocomplete value that names a prepared answer.
const answerPrefix = "answer:"

// chosenAnswer resolves the option "answer": a value from the list, or its question.
func (b *Bot) chosenAnswer(ctx context.Context, a asked) (article.Article, article.Pair, *Response) {
	value := a.Command.Text("answer")
	if ref, ok := strings.CutPrefix(value, answerPrefix); ok {
		id, hash, _ := strings.Cut(ref, ".")
		art, p, err := b.pairIn(ctx, a.scope.own, article.ID(id), hash)
		if err == nil {
			return art, p, nil
		}
		r := b.trouble(a, "read answer", err)
		return art, p, &r
	}
	want := article.FoldQuestion(value)
	for art, err := range b.opt.Library.Articles(ctx, a.scope.own) {
		if err != nil {
			r := b.fail(a.Interaction, "read answers", err)
			return art, article.Pair{}, &r
		}
		for _, p := range art.Pairs {
			if slices.ContainsFunc(p.Questions, func(q string) bool { return article.FoldQuestion(q) == want }) {
				return art, p, nil
			}
		}
	}
	r := refuse(a.lang.say("answers.unknown"))
	return article.Article{}, article.Pair{}, &r
}

// completeAnswer completes the option "answer" with the questions of the own
// collection's pairs, within the article chosen before, if one was.
func (b *Bot) completeAnswer(ctx context.Context, a asked) []choice {
	typed := strings.ToLower(a.Command.Text("answer"))
	only := ""
	if value := a.Command.Text("article"); value != "" {
		if t, ok, err := b.chosenArticle(ctx, a.scope, []article.Collection{a.scope.own}, value); err == nil && ok {
			only = string(t.id)
		}
	}
	var out []choice
	for art, err := range b.opt.Library.Articles(ctx, a.scope.own) {
		if err != nil {
			b.log.Error("read answers", "error", err)
			return nil
		}
		if only != "" && string(art.ID) != only {
			continue
		}
		for _, p := range art.Pairs {
			if len(p.Questions) > 0 && holdsAll(strings.ToLower(strings.Join(p.Questions, " ")), strings.Fields(typed)) {
				out = appendChoice(out, choice{Name: clip(oneLine(p.Questions[0]), maxChoice), Value: answerPrefix + string(art.ID) + "." + pairHash(p.ID)})
			}
		}
	}
	return out
}

// answersList is /answers list.
func (b *Bot) answersList(ctx context.Context, a asked) Response {
	art, no := b.managed(ctx, a, a.Command.Text("article"))
	if no != nil {
		return *no
	}
	return b.answersPage(a, art, 0, false)
}

func (b *Bot) pressAnswers(ctx context.Context, a asked, args []string) Response {
	page, ok := parseBase36(args, 1)
	if !ok {
		return refuse(a.lang.say("answer.old"))
	}
	art, err := b.opt.Library.Get(ctx, a.scope.own, article.ID(args[0]))
	if err != nil {
		return b.trouble(a, "read article", err)
	}
	return b.answersPage(a, art, int(page), true)
}

func (b *Bot) answersPage(a asked, art article.Article, page int, again bool) Response {
	var lines []string
	for _, p := range art.Pairs {
		line := "**" + escapeInline(clip(oneLine(p.Questions[0]), 120)) + "**"
		if n := len(p.Questions) - 1; n > 0 {
			line += " (+" + decimal(n) + ")"
		}
		line += "\n" + escapeInline(clip(oneLine(p.Answer), 160))
		if _, ok := article.FindQuote(art.Text, p.Quote); !ok {
			line += "\n⚠ " + a.lang.say("answers.broken")
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return refuse(a.lang.say("answers.none", "title", "**"+escapeInline(clip(art.Title, 150))+"**"))
	}
	return b.pageOf(a, lines, page, again, clip(oneLine(art.Title), 200), a.lang.say("article.answers", "answers", len(lines)), func(page int) string {
		return b.seal.id(verbAnswers, string(art.ID), base36(int64(page)))
	})
}

// answersImport is /answers import: pairs from a file.
func (b *Bot) answersImport(ctx context.Context, a asked) Response {
	art, no := b.managed(ctx, a, a.Command.Text("article"))
	if no != nil {
		return *no
	}
	file, ok := a.Command.attachment("file")
	if !ok {
		return refuse(a.lang.say("answer.old"))
	}
	replace := a.Command.Options["replace"].Bool()
	return b.later(a, "imported", func(f *followUp) message {
		body, err := b.download(f.ctx, file)
		if err != nil {
			return b.sorry(a, "read file", err)
		}
		defer body.Close()
		data, err := io.ReadAll(body)
		if err != nil {
			return b.sorry(a, "read file", err)
		}
		pairs, err := article.ReadPairs(file.Name, data, art)
		if err != nil {
			return b.sorry(a, "read answers", err)
		}
		for i := range pairs {
			pairs[i] = preparedHere(a, pairs[i])
		}
		in, err := b.opt.Editor.ImportPairs(a.editing(f.ctx, "import answers"), a.scope.own, art.ID, pairs, replace)
		if err != nil {
			return b.sorry(a, "import answers", err)
		}
		m := message{Content: a.lang.say("answers.imported", "added", len(in.Added), "changed", len(in.Changed), "standing", len(in.Standing), "removed", len(in.Removed))}
		if in.Article.Rev != art.Rev {
			m.Rows = b.undoRow(a.lang, in.Article.Rev)
		}
		return m
	})
}

// answersExport is /answers export: the pairs as a file that import reads.
func (b *Bot) answersExport(ctx context.Context, a asked) Response {
	art, no := b.managed(ctx, a, a.Command.Text("article"))
	if no != nil {
		return *no
	}
	return b.later(a, "exported", func(f *followUp) message {
		data, err := b.opt.Editor.ExportPairs(f.ctx, a.scope.own, art.ID)
		if err != nil {
			return b.sorry(a, "export answers", err)
		}
		return message{Content: a.lang.say("article.answers", "answers", len(art.Pairs)), Files: []upload{{name: string(art.ID) + ".pairs.yaml", body: data}}}
	})
}
