package bot

import (
	"context"
	"iter"
	"strings"

	"github.com/bwmarrin/discordgo"

	"lector/article"
)

// Gaps keeps what was not answered, for those who can answer it.
type Gaps interface {
	// Gaps are the gaps of a collection, the weightiest first.
	Gaps(ctx context.Context, c article.Collection, limit int) ([]article.Gap, error)
	Gap(ctx context.Context, c article.Collection, id string) (article.Gap, error)
	CloseGap(ctx context.Context, c article.Collection, id string) error
	// VotesOn yields the votes on answers from a collection's articles, the
	// oldest first.
	VotesOn(ctx context.Context, c article.Collection) iter.Seq2[article.Vote, error]
	// Settle notes that something was dealt with and is not to be brought up
	// again; Settled is all that was, by name.
	Settle(ctx context.Context, c article.Collection, name string) error
	Settled(ctx context.Context, c article.Collection) (map[string]bool, error)
}

// The verbs of gaps.
const (
	verbGapAnswer  = "ga" // open the form to answer a gap
	verbGapDismiss = "gd"
)

// shownGaps is how many gaps are listed: two rows of buttons for them.
const shownGaps = 5

// answersGaps is /answers gaps: what was not answered, with a button for each to
// answer it.
func (b *Bot) answersGaps(ctx context.Context, a asked) Response {
	m, err := b.gapList(ctx, a)
	if err != nil {
		return b.fail(a.Interaction, "list gaps", err)
	}
	m.Private = true
	r := say(m)
	r.outcome = "listed"
	return r
}

func (b *Bot) gapList(ctx context.Context, a asked) (message, error) {
	gaps, err := b.opt.Gaps.Gaps(ctx, a.scope.own, shownGaps)
	if err != nil {
		return message{}, err
	}
	wordings, err := b.wordings(ctx, a.scope.own)
	if err != nil {
		return message{}, err
	}
	var more []discordgo.Button
	if n := len(wordings); n > 0 {
		more = []discordgo.Button{{Style: discordgo.SecondaryButton, Label: clip(a.lang.say("button.wordings", "count", n), maxButtonLabel), CustomID: b.seal.id(verbWordings)}}
	}
	if len(gaps) == 0 {
		return message{Content: a.lang.say("gaps.none"), Rows: [][]discordgo.Button{more}}, nil
	}
	var lines []string
	var answer, dismiss []discordgo.Button
	for i, g := range gaps {
		number := decimal(i + 1)
		line := "**" + number + ".** " + escapeInline(clip(oneLine(g.Question), 200)) + "\n" +
			a.lang.say("gaps.weight", "askers", g.Askers, "asked", g.Asked, "last", "<t:"+decimal(int(g.Last.Unix()))+":R>")
		if nearest := b.nearestOf(ctx, g); nearest != "" {
			line += "\n" + quoteBlock(escape(clip(oneLine(nearest), 200)))
		}
		lines = append(lines, line)
		answer = append(answer, discordgo.Button{Style: discordgo.PrimaryButton, Label: clip(a.lang.say("button.answer", "number", number), maxButtonLabel), CustomID: b.seal.id(verbGapAnswer, g.ID)})
		dismiss = append(dismiss, discordgo.Button{Style: discordgo.SecondaryButton, Label: clip(a.lang.say("button.dismiss", "number", number), maxButtonLabel), CustomID: b.seal.id(verbGapDismiss, g.ID)})
	}
	return message{
		Embeds: []*discordgo.MessageEmbed{{Title: a.lang.say("gaps.title"), Description: clip(strings.Join(lines, "\n"), 4000)}},
		Rows:   [][]discordgo.Button{answer, dismiss, more},
	}, nil
}

// nearestOf is the passage nearest to a gap's question, as it stands now.
func (b *Bot) nearestOf(ctx context.Context, g article.Gap) string {
	if g.Article == "" || g.Nearest.Len() <= 0 {
		return ""
	}
	art, err := b.opt.Library.Get(ctx, g.Collection, g.Article)
	if err != nil || g.Nearest.End > len(art.Text) || !onRunes(art.Text, g.Nearest) {
		return ""
	}
	return g.Nearest.Of(art.Text)
}

// pressGapAnswer opens the form to answer a gap, with the nearest passage as the quote.
func (b *Bot) pressGapAnswer(ctx context.Context, a asked, args []string) Response {
	if len(args) != 1 {
		return refuse(a.lang.say("answer.old"))
	}
	g, err := b.opt.Gaps.Gap(ctx, a.scope.own, args[0])
	if err != nil {
		return b.trouble(a, "read gap", err)
	}
	filled := map[string]string{
		"questions": strings.Join(append([]string{g.Question}, g.Phrasings...), "\n"),
		"quote":     b.nearestOf(ctx, g), "article": string(g.Article),
	}
	if g.Article == "" {
		if titles, err := b.titles.list(ctx, []article.Collection{a.scope.own}); err == nil && len(titles) == 1 {
			filled["article"] = string(titles[0].id)
		}
	}
	return b.answerForm(a, verbAddAnswer, args, filled)
}

// pressGapDismiss takes a gap off the list.
func (b *Bot) pressGapDismiss(ctx context.Context, a asked, args []string) Response {
	if len(args) != 1 {
		return refuse(a.lang.say("answer.old"))
	}
	if err := b.opt.Gaps.CloseGap(ctx, a.scope.own, args[0]); err != nil {
		return b.trouble(a, "close gap", err)
	}
	m, err := b.gapList(ctx, a)
	if err != nil {
		return b.fail(a.Interaction, "list gaps", err)
	}
	r := update(m)
	r.outcome = "dismissed"
	return r
}
