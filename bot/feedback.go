package bot

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/article"
	"lector/qa"
)

// Feedback keeps what members think of answers, and what was not answered.
type Feedback interface {
	RecordVote(ctx context.Context, v article.Vote) error
	// RecordGap notes a question without an answer; askerHash tells distinct
	// askers apart and is empty when they are not to be counted.
	RecordGap(ctx context.Context, gap article.Gap, askerHash string) error
	// Secret is a random key, the same ever after and for every process.
	Secret(ctx context.Context, name string) ([]byte, error)
}

// Why a question became a gap.
const (
	reasonSilent    = "silent"
	reasonUnsure    = "unsure"
	reasonUnhelpful = "not helpful"
)

// userHash stands for a user in what is kept of votes and gaps: nobody without the
// store's secret can tell whose it is.
func (b *Bot) userHash(ctx context.Context, user string) (string, error) {
	return b.keyedHash(ctx, "user", user)
}

func (b *Bot) keyedHash(ctx context.Context, parts ...string) (string, error) {
	key, err := b.opt.Feedback.Secret(ctx, "feedback")
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(mac.Sum(nil))[:32], nil
}

// gapOwner is the collection whose editors hear of a gap: the server's, else home.
func gapOwner(s scope) article.Collection {
	if s.guild != "" {
		return s.own
	}
	return article.Home
}

// noteGap records a question that everybody could see and that was not answered
// well. Private questions and direct messages are not noted unless the asker asks
// for it: see pressTell.
func (b *Bot) noteGap(ctx context.Context, s scope, channel, question, reason string, nearest []qa.Passage) {
	if b.opt.Feedback == nil || question == "" {
		return
	}
	if err := b.recordGap(ctx, s, channel, question, reason, nearest); err != nil {
		b.log.Error("record gap", "error", err)
	}
}

func (b *Bot) recordGap(ctx context.Context, s scope, channel, question, reason string, nearest []qa.Passage) error {
	hash, err := b.userHash(ctx, s.user)
	if err != nil {
		return err
	}
	key := qa.GroupKey(question)
	if key == "" {
		return nil
	}
	gap := article.Gap{Collection: gapOwner(s), Question: question, Key: key, Reason: reason, Channel: channel, Last: time.Now()}
	if len(nearest) > 0 && nearest[0].Article.Collection == gap.Collection {
		gap.Article, gap.Nearest = nearest[0].Article.ID, nearest[0].Span
	}
	return b.opt.Feedback.RecordGap(ctx, gap, hash)
}

// gapReason is why an outcome is a gap, "" when it is none.
func gapReason(outcome string) string {
	switch outcome {
	case "silent":
		return reasonSilent
	case "unsure":
		return reasonUnsure
	}
	return ""
}

func (b *Bot) pressHelpful(ctx context.Context, a asked, args []string) Response {
	if r, ok := b.vote(ctx, a, args, true); !ok {
		return r
	}
	r := tell(a.lang.say("vote.thanks"))
	r.outcome = "voted"
	return r
}

func (b *Bot) pressUnhelpful(ctx context.Context, a asked, args []string) Response {
	if r, ok := b.vote(ctx, a, args, false); !ok {
		return r
	}
	question := b.askedText(ctx, a.Message)
	open := a.scope.guild != "" && !a.Message.Ephemeral()
	m := message{Content: a.lang.say("vote.sorry"), Private: true}
	if !open && question != "" {
		v := view{lang: a.lang, seal: b.seal, question: question}
		m.Content = v.head() + m.Content
		m.Rows = [][]discordgo.Button{{v.button(discordgo.SecondaryButton, "button.tell", b.seal.id(verbTell))}}
	}
	r := say(m)
	r.outcome = "voted"
	if open {
		pl, _ := parsePlace(args)
		p, err := b.passage(ctx, a.scope, pl)
		r.after = func(f *followUp) {
			var nearest []qa.Passage
			if err == nil {
				nearest = []qa.Passage{p}
			}
			b.noteGap(f.ctx, a.scope, a.Channel, question, reasonUnhelpful, nearest)
		}
	}
	return r
}

// vote records what a member thinks of an answer; the response says why it could not.
func (b *Bot) vote(ctx context.Context, a asked, args []string, helpful bool) (Response, bool) {
	if b.opt.Feedback == nil || a.Message == nil {
		return refuse(a.lang.say("answer.old")), false
	}
	p, no := b.placed(ctx, a, args)
	if no != nil {
		return *no, false
	}
	user, err := b.userHash(ctx, a.User.ID)
	if err != nil {
		return b.fail(a.Interaction, "record vote", err), false
	}
	answer, err := b.keyedHash(ctx, "vote", a.User.ID, a.Message.ID)
	if err != nil {
		return b.fail(a.Interaction, "record vote", err), false
	}
	v := article.Vote{Key: user + answer, Collection: gapOwner(a.scope), Article: p.Article.ID, Span: p.Span, Helpful: helpful, At: time.Now()}
	if p.Pair != nil {
		v.Pair = p.Pair.ID
	}
	// What was asked in private is not kept.
	if a.scope.guild != "" && !a.Message.Ephemeral() {
		v.Question = b.askedText(ctx, a.Message)
	}
	if err := b.opt.Feedback.RecordVote(ctx, v); err != nil {
		return b.fail(a.Interaction, "record vote", err), false
	}
	return Response{}, true
}

// pressTell makes a private question a gap, as its asker wishes.
func (b *Bot) pressTell(ctx context.Context, a asked, args []string) Response {
	question := b.askedText(ctx, a.Message)
	if b.opt.Feedback == nil || question == "" || b.askerOf(a) != a.User.ID {
		return refuse(a.lang.say("answer.old"))
	}
	ans, err := b.opt.Engine.Ask(ctx, query{text: question, scope: a.scope, top: 1}.question())
	if err == nil {
		err = b.recordGap(ctx, a.scope, a.Channel, question, reasonSilent, ans.Passages)
	}
	if err != nil {
		return b.fail(a.Interaction, "record gap", err)
	}
	r := tell(a.lang.say("vote.told"))
	r.outcome = "told"
	return r
}
