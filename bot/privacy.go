package bot

import (
	"context"
	"encoding/json"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/article"
	"lector/config"
)

// Privacy forgets people.
type Privacy interface {
	// ForgetUser deletes what is kept under the keys: a user's collection, and
	// votes and gaps under a user's keyed hash.
	ForgetUser(ctx context.Context, keys ...string) error
	// UserGaps counts the gaps that count the member with a keyed hash.
	UserGaps(ctx context.Context, hash string) (int, error)
}

// The verbs of /lector privacy.
const (
	verbForget    = "fo"
	verbForgetYes = "fy"
	verbExport    = "ex"
)

// privacy is /lector privacy: what is kept and for how long, forget me, my data.
func (b *Bot) privacy(ctx context.Context, a asked) Response {
	r := say(message{Private: true, Content: clip(a.lang.say("privacy.text"), maxContent), Rows: [][]discordgo.Button{{
		{Style: discordgo.SecondaryButton, Label: a.lang.say("button.export"), CustomID: b.seal.id(verbExport)},
		{Style: discordgo.DangerButton, Label: a.lang.say("button.forget"), CustomID: b.seal.id(verbForget)},
	}}})
	r.outcome = "privacy"
	return r
}

// pressForget asks back: what is forgotten cannot be brought back.
func (b *Bot) pressForget(ctx context.Context, a asked, _ []string) Response {
	r := say(message{Private: true, Content: a.lang.say("privacy.sure"), Rows: [][]discordgo.Button{{
		{Style: discordgo.DangerButton, Label: a.lang.say("button.forget_yes"), CustomID: b.seal.id(verbForgetYes, base36(time.Now().Unix()))},
	}}})
	r.outcome = "privacy"
	return r
}

// pressForgetYes forgets the presser: their own library, their votes, and that
// they asked what was not answered.
func (b *Bot) pressForgetYes(ctx context.Context, a asked, args []string) Response {
	at, ok := parseBase36(args, 0)
	if !ok || time.Since(time.Unix(at, 0)) > time.Hour {
		return refuse(a.lang.say("answer.old"))
	}
	hash, err := b.userHash(ctx, a.User.ID)
	if err != nil {
		return b.fail(a.Interaction, "forget user", err)
	}
	own := article.User(a.User.ID)
	if err := b.opt.Privacy.ForgetUser(ctx, string(own), hash); err != nil {
		return b.fail(a.Interaction, "forget user", err)
	}
	b.titles.forget(own)
	b.locales.Remove(a.User.ID)
	r := update(message{Content: a.lang.say("privacy.forgotten")})
	r.outcome = "forgotten"
	return r
}

// exported is the file of one's own data; its fields are its keys.
type exported struct {
	User       string
	Settings   config.Server
	Votes      []exportedVote
	Unanswered int // questions without an answer that count the member among who asked
	Articles   []article.Article
}

// exportedVote is a vote as its giver is shown it: without the key, which tells
// them nothing.
type exportedVote struct {
	At                time.Time
	Place             article.Collection // where it was given
	Question, Earlier string             // as kept: empty for what was asked in private
	Article           article.ID
	Pair              string
	Helpful           bool
}

// pressExport gives the presser their own library, prepared answers and all, their
// settings and their votes as a file. The votes are found by the keyed hash that
// the presser's own ID makes.
func (b *Bot) pressExport(ctx context.Context, a asked, _ []string) Response {
	return b.later(a, "exported", func(f *followUp) message {
		out := exported{User: a.User.ID, Votes: []exportedVote{}, Articles: []article.Article{}}
		for art, err := range b.opt.Library.Articles(f.ctx, article.User(a.User.ID)) {
			if err != nil {
				return b.sorry(a, "export", err)
			}
			out.Articles = append(out.Articles, art)
		}
		hash, err := b.userHash(f.ctx, a.User.ID)
		if err != nil {
			return b.sorry(a, "export", err)
		}
		for v, err := range b.opt.Feedback.UserVotes(f.ctx, hash) {
			if err != nil {
				return b.sorry(a, "export", err)
			}
			out.Votes = append(out.Votes, exportedVote{v.At, v.Collection, v.Question, v.Earlier, v.Article, v.Pair, v.Helpful})
		}
		if out.Unanswered, err = b.opt.Privacy.UserGaps(f.ctx, hash); err != nil {
			return b.sorry(a, "export", err)
		}
		if b.opt.Settings != nil {
			if out.Settings, err = b.opt.Settings.Settings(f.ctx, article.User(a.User.ID)); err != nil {
				return b.sorry(a, "export", err)
			}
		}
		data, err := json.MarshalIndent(out, "", "  ")
		if err != nil {
			return b.sorry(a, "export", err)
		}
		return message{Content: a.lang.say("privacy.exported", "articles", len(out.Articles), "votes", len(out.Votes), "unanswered", out.Unanswered),
			Files: []upload{{name: "lector-" + a.User.ID + ".json", body: data}}}
	})
}
