package bot

import (
	"context"
	"errors"
	"time"

	"lector/article"
	"lector/qa"
)

// quote is /quote: it posts a passage, as chosen from the list; words typed by
// hand post the passage they match best.
func (b *Bot) quote(ctx context.Context, a asked) Response {
	start := time.Now()
	typed := oneLine(a.Command.Text("passage"))
	v := b.viewFor(a)
	pl, chosen := parseValue(typed)
	if !chosen {
		found, err := b.suggest(ctx, a, typed, qa.CompleteSentences)
		if err != nil {
			return b.fail(a.Interaction, "suggest", err)
		}
		for _, s := range found {
			if s.Passage.Kind == qa.SentencePassage && s.Passage.Article != nil && s.Passage.Span.Len() > 0 {
				pl, chosen = placeOf(a.scope, s.Passage), true
				break
			}
		}
	}
	p, err := qa.Passage{}, error(article.ErrNotFound)
	if chosen {
		p, err = b.passage(ctx, a.scope, pl)
	}
	if errors.Is(err, article.ErrNotFound) {
		r := refuse(a.lang.say("quote.none"))
		b.opt.Observer.Question("quote", "silent", time.Since(start))
		return r
	}
	if err != nil {
		return b.fail(a.Interaction, "read passage", err)
	}
	r := say(v.quoted(p))
	r.outcome = "answered"
	b.opt.Observer.Question("quote", r.outcome, time.Since(start))
	return r
}

// completeQuote completes /quote: sentences, titles.
func (b *Bot) completeQuote(ctx context.Context, a asked) []choice {
	typed := a.Command.Text(a.Command.Focused)
	if a.Command.Focused == "article" {
		return b.articleChoices(ctx, a.scope, a.scope.collections, typed)
	}
	found, err := b.suggest(ctx, a, typed, qa.CompleteSentences)
	if err != nil {
		b.log.Error("suggest", "interaction", a.ID, "error", err)
		return nil
	}
	var out []choice
	for _, s := range found {
		if s.Passage.Kind != qa.SentencePassage || s.Passage.Article == nil || s.Passage.Span.Len() == 0 {
			continue
		}
		out = appendChoice(out, choice{Name: clip(oneLine(s.Text), maxChoice), Value: placeOf(a.scope, s.Passage).value()})
	}
	return out
}
