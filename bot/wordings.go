package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"lector/article"
	"lector/qa"
)

// The verbs of other wordings.
const (
	verbWordings       = "wl" // the list
	verbWordingAdd     = "wa" // make one a question of the answer it led to
	verbWordingDismiss = "wd"
	verbGaps           = "gl" // back to the gaps
	verbTellWording    = "tw" // the asker lets the editors know the wording of a private question
)

// ballots is where the votes on answers are.
type ballots struct {
	Gaps
	Library
}

var _ qa.Ballots = ballots{}

// wordings are the wordings that led to helpful answers of the own collection.
func (b *Bot) wordings(ctx context.Context, c article.Collection) ([]qa.Alternate, error) {
	return qa.Alternates(ctx, ballots{b.opt.Gaps, b.opt.Library}, c)
}

// pressWordings shows the wordings in place of the gaps.
func (b *Bot) pressWordings(ctx context.Context, a asked, _ []string) Response {
	return b.wordingsPage(ctx, a, "", nil)
}

// pressGaps shows the gaps in place of the wordings.
func (b *Bot) pressGaps(ctx context.Context, a asked, _ []string) Response {
	m, err := b.gapList(ctx, a)
	if err != nil {
		return b.fail(a.Interaction, "list gaps", err)
	}
	r := update(m)
	r.outcome = "listed"
	return r
}

// wordingsPage lists the wordings, a button each to add and to dismiss it, below
// what was just done.
func (b *Bot) wordingsPage(ctx context.Context, a asked, done string, more []discordgo.Button) Response {
	all, err := b.wordings(ctx, a.scope.own)
	if err != nil {
		return b.fail(a.Interaction, "list wordings", err)
	}
	m := message{Content: done}
	var lines []string
	var add, dismiss []discordgo.Button
	for i, w := range all[:min(len(all), shownGaps)] {
		number := decimal(i + 1)
		line := "**" + number + ".** " + escapeInline(clip(oneLine(w.Wording), 200)) + "\n" +
			a.lang.say("wordings.of", "question", escapeInline(clip(oneLine(w.Pair.Questions[0]), 150)), "members", w.Members, "last", "<t:"+decimal(int(w.Last.Unix()))+":R>")
		if w.InVain {
			line += "\n-# " + a.lang.say("wordings.in_vain")
		}
		lines = append(lines, line)
		add = append(add, discordgo.Button{Style: discordgo.PrimaryButton, Label: clip(a.lang.say("button.add", "number", number), maxButtonLabel),
			CustomID: b.seal.id(verbWordingAdd, w.ID, base36(int64(w.Article.Rev)))})
		dismiss = append(dismiss, discordgo.Button{Style: discordgo.SecondaryButton, Label: clip(a.lang.say("button.dismiss", "number", number), maxButtonLabel),
			CustomID: b.seal.id(verbWordingDismiss, w.ID)})
	}
	if len(lines) == 0 {
		m.Content = strings.TrimPrefix(done+"\n"+a.lang.say("wordings.none"), "\n")
	} else {
		m.Embeds = []*discordgo.MessageEmbed{{Title: a.lang.say("wordings.title"), Description: clip(strings.Join(lines, "\n"), 4000),
			Footer: &discordgo.MessageEmbedFooter{Text: a.lang.say("wordings.hint")}}}
	}
	more = append(more, discordgo.Button{Style: discordgo.SecondaryButton, Label: clip(a.lang.say("gaps.title"), maxButtonLabel), CustomID: b.seal.id(verbGaps)})
	m.Rows = [][]discordgo.Button{add, dismiss, more}
	r := update(m)
	r.outcome = "listed"
	return r
}

// pressWordingAdd makes a wording a question of the answer that it led to, unless
// somebody has changed that answer since it was listed. The gap that the wording
// left, if it did, closes.
func (b *Bot) pressWordingAdd(ctx context.Context, a asked, args []string) Response {
	seen, ok := parseBase36(args, 1)
	if !ok {
		return refuse(a.lang.say("answer.old"))
	}
	all, err := b.wordings(ctx, a.scope.own)
	if err != nil {
		return b.fail(a.Interaction, "list wordings", err)
	}
	i := slices.IndexFunc(all, func(w qa.Alternate) bool { return w.ID == args[0] })
	if i < 0 {
		return refuse(a.lang.say("gone"))
	}
	w := all[i]
	p := w.Pair
	p.Questions = append(slices.Clone(p.Questions), oneLine(w.Wording))
	after, p, err := b.opt.Editor.EditPair(a.editing(ctx, "edit answer"), a.scope.own, w.Article.ID, article.Rev(seen), p)
	if err != nil {
		return b.trouble(a, "add wording", err)
	}
	b.closeGapOf(ctx, a.scope.own, w.Wording)
	done := a.lang.say("wordings.added", "wording", escapeInline(clip(oneLine(w.Wording), 200)), "question", escapeInline(clip(oneLine(p.Questions[0]), 150)))
	r := b.wordingsPage(ctx, a, done, b.undoRow(a.lang, after.Rev)[0])
	r.outcome = "edited"
	return r
}

// closeGapOf closes the gap of a question, if there is one.
func (b *Bot) closeGapOf(ctx context.Context, c article.Collection, question string) {
	if err := qa.CloseGap(ctx, b.opt.Gaps, c, question); err != nil {
		b.log.Error("close gap", "error", err)
	}
}

// pressWordingDismiss takes a wording off the list, for good.
func (b *Bot) pressWordingDismiss(ctx context.Context, a asked, args []string) Response {
	if len(args) != 1 {
		return refuse(a.lang.say("answer.old"))
	}
	if err := b.opt.Gaps.Settle(ctx, a.scope.own, qa.Alternate{ID: args[0]}.Settled()); err != nil {
		return b.fail(a.Interaction, "dismiss wording", err)
	}
	r := b.wordingsPage(ctx, a, "", nil)
	r.outcome = "dismissed"
	return r
}

// pressTellWording adds the wording of a private question to the vote on its
// answer, as its asker wishes. What was asked is read from the message that the
// button hangs on, which only the asker sees.
func (b *Bot) pressTellWording(ctx context.Context, a asked, args []string) Response {
	question := ""
	if a.Message != nil && b.askerOf(a) == a.User.ID {
		question = questionOf(a.Message.Content)
	}
	if len(args) != 1 || question == "" {
		return refuse(a.lang.say("answer.old"))
	}
	key, err := b.voteKey(ctx, a.User.ID, args[0])
	if err == nil {
		for v, broken := range b.opt.Feedback.UserVotes(ctx, key[:article.MemberKey]) {
			if broken != nil || v.Key == key {
				if err = broken; err == nil {
					v.Question = question
					err = b.opt.Feedback.RecordVote(ctx, v)
				}
				break
			}
		}
	}
	if err != nil {
		return b.fail(a.Interaction, "record vote", err)
	}
	r := update(message{Content: a.lang.say("vote.told")})
	r.outcome = "told"
	return r
}
