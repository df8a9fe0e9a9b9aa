package bot

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/article"
	"lector/qa"
)

// Feedback keeps what members think of answers, and what was not answered.
type Feedback interface {
	RecordVote(ctx context.Context, v article.Vote) error
	// UserVotes yields the votes of the member with a keyed hash.
	UserVotes(ctx context.Context, hash string) iter.Seq2[article.Vote, error]
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
	return hex.EncodeToString(mac.Sum(nil))[:article.MemberKey], nil
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
	v, p, no := b.vote(ctx, a, args, true)
	if no != nil {
		return *no
	}
	m := message{Content: a.lang.say("vote.thanks"), Private: true}
	// The editors may learn by which words an answer is asked for; of a private
	// question, only when its asker tells them.
	question := b.askedText(ctx, a.Message)
	if pair, ok := qa.Cited(p.Article, v.Pair, p.Span); ok && v.Question == "" && question != "" && !asks(pair, question) {
		view := view{question: question}
		m.Content = view.head() + m.Content + " " + a.lang.say("vote.wording")
		m.Rows = [][]discordgo.Button{{{Style: discordgo.SecondaryButton, Label: clip(a.lang.say("button.tell"), maxButtonLabel), CustomID: b.seal.id(verbTellWording, a.Message.ID)}}}
	}
	r := say(m)
	r.outcome = "voted"
	return r
}

// asks reports whether a question is one of a prepared answer's already.
func asks(p article.Pair, question string) bool {
	key := qa.GroupKey(question)
	return slices.ContainsFunc(p.Questions, func(q string) bool { return qa.GroupKey(q) == key })
}

func (b *Bot) pressUnhelpful(ctx context.Context, a asked, args []string) Response {
	_, p, no := b.vote(ctx, a, args, false)
	if no != nil {
		return *no
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
		r.after = func(f *followUp) {
			b.noteGap(f.ctx, a.scope, a.Channel, question, reasonUnhelpful, []qa.Passage{p})
		}
	}
	return r
}

// vote records what a member thinks of an answer, and returns the vote and the
// passage; no says why it could not.
func (b *Bot) vote(ctx context.Context, a asked, args []string, helpful bool) (v article.Vote, p qa.Passage, no *Response) {
	if b.opt.Feedback == nil || a.Message == nil {
		r := refuse(a.lang.say("answer.old"))
		return v, p, &r
	}
	p, no = b.placed(ctx, a, args)
	if no != nil {
		return v, p, no
	}
	key, err := b.voteKey(ctx, a.User.ID, a.Message.ID)
	if err == nil {
		v = article.Vote{Key: key, Collection: gapOwner(a.scope), Source: p.Article.Collection, Article: p.Article.ID, Span: p.Span, Helpful: helpful, At: time.Now()}
		if p.Pair != nil {
			v.Pair = p.Pair.ID
		}
		question := b.askedText(ctx, a.Message)
		// What was asked in private is not kept.
		if a.scope.guild != "" && !a.Message.Ephemeral() {
			v.Question = question
		}
		if helpful && b.askerOf(a) == a.User.ID {
			v.Earlier = b.earlier.before(a.User.ID, a.Channel, a.Message.ID, question)
		}
		err = b.opt.Feedback.RecordVote(ctx, v)
	}
	if err != nil {
		r := b.fail(a.Interaction, "record vote", err)
		return v, p, &r
	}
	return v, p, nil
}

// voteKey is the key of a member's vote on the answer in a message.
func (b *Bot) voteKey(ctx context.Context, user, message string) (string, error) {
	member, err := b.userHash(ctx, user)
	if err != nil {
		return "", err
	}
	answer, err := b.keyedHash(ctx, "vote", user, message)
	return member + answer, err
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
	b.earlier.remember(a.User.ID, a.Channel, a.ID, question)
	r := tell(a.lang.say("vote.told"))
	r.outcome = "told"
	return r
}
