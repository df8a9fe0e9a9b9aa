package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/article"
)

// Feed tells what changes in the library, whoever changed it: on Discord, on the
// command line, in the watched folder, in another process.
type Feed interface {
	// Changes yields every change after a revision, in order, and waits for more.
	Changes(ctx context.Context, after article.Rev) iter.Seq2[article.Change, error]
	Newest(ctx context.Context) (article.Rev, error)
	// Meta is a small fact that processes share, "" when it was never set.
	Meta(ctx context.Context, name string) (string, error)
	SetMeta(ctx context.Context, name, value string) error
}

// watchedMeta names the revision up to which broken quotes were looked for: a
// process that starts goes on from there.
const watchedMeta = "quotes watched"

// watchGrace is how long a change may stand before its broken quotes are
// reported: who refreshes an article on Discord sees them at once, and what is
// mended or taken back within it is not worth a message.
const watchGrace = 5 * time.Second

// claimTime is how long a process has to send a report that it has claimed.
// When it dies over it, another sends it then.
const claimTime = time.Minute

// shownBroken is how many broken quotes a message reports.
const shownBroken = 3

// watchQuotes reports, until ctx is done, every prepared answer whose quote no
// longer stands in its article, in the channel where it was prepared, else in
// that of the weekly list, else in the log. Of processes that share the library
// one sends a report, once and for all: it is settled in the store.
func (b *Bot) watchQuotes(ctx context.Context) {
	defer b.recovered("watch quotes", "")
	for ctx.Err() == nil {
		if err := b.watchOnce(ctx); err != nil && ctx.Err() == nil {
			b.log.Error("watch prepared answers", "error", err)
			_ = sleep(ctx, 10*time.Second)
		}
	}
}

// watched is an article that was changed and not yet looked at.
type watched struct {
	collection article.Collection
	id         article.ID
	rev        article.Rev // the first change of it that is not looked at
	due        time.Time
}

// watchOnce follows the feed until it ends.
func (b *Bot) watchOnce(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done, err := b.watchedSoFar(ctx)
	if err != nil {
		return err
	}
	changes, ended := make(chan article.Change, 64), make(chan error, 1)
	go func() {
		for change, err := range b.opt.Feed.Changes(ctx, done) {
			if err != nil {
				ended <- err
				return
			}
			select {
			case changes <- change:
			case <-ctx.Done():
			}
		}
		ended <- ctx.Err()
	}()
	tick := time.NewTicker(max(b.grace/4, 5*time.Millisecond))
	defer tick.Stop()
	var pending []watched // by revision
	last := done
	for {
		select {
		case change := <-changes:
			last = change.Rev
			known := slices.ContainsFunc(pending, func(w watched) bool { return w.collection == change.Collection && w.id == change.ID })
			if !change.Deleted && !known {
				pending = append(pending, watched{change.Collection, change.ID, change.Rev, time.Now().Add(b.grace)})
			}
		case <-tick.C:
			pending = b.lookAt(ctx, pending)
			so := last
			if len(pending) > 0 {
				so = pending[0].rev - 1
			}
			if so > done {
				if err := b.opt.Feed.SetMeta(ctx, watchedMeta, base36(int64(so))); err != nil {
					return err
				}
				done = so
			}
		case err := <-ended:
			return err
		}
	}
}

// watchedSoFar is the revision to go on from: where processes before this one
// were, or the newest in a library that was never watched.
func (b *Bot) watchedSoFar(ctx context.Context) (article.Rev, error) {
	saved, err := b.opt.Feed.Meta(ctx, watchedMeta)
	if err != nil {
		return 0, err
	}
	if rev, ok := parseBase36([]string{saved}, 0); ok {
		return article.Rev(rev), nil
	}
	newest, err := b.opt.Feed.Newest(ctx)
	if err == nil {
		// From here on nothing is missed, also what changes while nobody serves.
		err = b.opt.Feed.SetMeta(ctx, watchedMeta, base36(int64(newest)))
	}
	return newest, err
}

// lookAt reports what is due and returns what is left. What cannot be reported
// just now is tried again.
func (b *Bot) lookAt(ctx context.Context, pending []watched) []watched {
	now := time.Now()
	left := pending[:0]
	for _, w := range pending {
		if now.Before(w.due) || ctx.Err() != nil {
			left = append(left, w)
			continue
		}
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		again, err := b.reportBroken(limited, w.collection, w.id)
		cancel()
		if err != nil && ctx.Err() == nil {
			b.log.Warn("broken quotes could not be reported; trying again", "collection", w.collection, "article", w.id, "error", err)
		}
		if again || err != nil {
			w.due = now.Add(max(b.grace, 10*time.Millisecond))
			left = append(left, w)
		}
	}
	return left
}

// brokenName is the name under which the report of a broken quote is settled. A
// later change that offers another wording is another report.
func brokenName(id article.ID, broken article.BrokenPair) string {
	return fmt.Sprintf("broken:%s.%s.%s", id, pairHash(broken.Pair.ID), offerHash(broken))
}

// reportBroken reports the broken quotes of an article that were not reported.
// again is true when another process is about to.
func (b *Bot) reportBroken(ctx context.Context, c article.Collection, id article.ID) (again bool, err error) {
	art, err := b.opt.Library.Get(ctx, c, id)
	if errors.Is(err, article.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	broken := article.BrokenPairs(art)
	if len(broken) == 0 {
		return false, nil
	}
	settled, err := b.opt.Gaps.Settled(ctx, c)
	if err != nil {
		return false, err
	}
	set, err := b.opt.Settings.Settings(ctx, c)
	if err != nil {
		return false, err
	}
	type report struct {
		channel string
		broken  []article.BrokenPair
	}
	var reports []report
	for _, p := range broken {
		if settled[brokenName(id, p)] {
			continue
		}
		channel := cmp.Or(p.Pair.Channel, set.Digest)
		i := slices.IndexFunc(reports, func(r report) bool { return r.channel == channel && len(r.broken) < shownBroken })
		if i < 0 {
			i = len(reports)
			reports = append(reports, report{channel: channel})
		}
		reports[i].broken = append(reports[i].broken, p)
	}
	for _, r := range reports {
		var names strings.Builder
		for _, p := range r.broken {
			names.WriteString("\n" + brokenName(id, p))
		}
		sum := sha256.Sum256([]byte(string(c) + names.String()))
		key := "q" + hex.EncodeToString(sum[:12]) // as long as a nonce may be
		mine, err := b.opt.Claims.Claim(ctx, key, claimTime)
		if err != nil {
			return false, err
		}
		if !mine {
			again = true
			continue
		}
		if err := b.sendBroken(ctx, c, art, r.broken, key, r.channel, set.Digest); err != nil {
			return false, err
		}
		if err := b.settleBroken(ctx, c, id, r.broken); err != nil {
			return false, err
		}
	}
	return again, nil
}

// settleBroken notes that broken quotes were reported.
func (b *Bot) settleBroken(ctx context.Context, c article.Collection, id article.ID, broken []article.BrokenPair) error {
	for _, p := range broken {
		if err := b.opt.Gaps.Settle(ctx, c, brokenName(id, p)); err != nil {
			return err
		}
	}
	return nil
}

// toldBroken settles, of broken quotes that somebody was just shown, those that
// were prepared where they were shown: that was the report.
func (b *Bot) toldBroken(ctx context.Context, a asked, art article.Article, broken []article.BrokenPair) {
	if b.opt.Feed == nil || b.opt.Gaps == nil {
		return
	}
	here := slices.DeleteFunc(slices.Clone(broken), func(p article.BrokenPair) bool { return p.Pair.Channel != a.Channel })
	if err := b.settleBroken(ctx, art.Collection, art.ID, here); err != nil {
		b.log.Error("settle a report", "error", err)
	}
}

// sendBroken sends a report to the first of the channels that takes it, or to
// the log. key makes Discord take it once.
func (b *Bot) sendBroken(ctx context.Context, c article.Collection, art article.Article, broken []article.BrokenPair, key string, channels ...string) error {
	l := b.languageOf(ctx, c)
	lines, accept := b.brokenQuotes(l, art.ID, broken)
	m := message{Content: clip(l.say("watch.broken", "title", "**"+escapeInline(clip(oneLine(art.Title), 150))+"**")+lines, maxContent), Rows: [][]discordgo.Button{accept}, Nonce: key}
	for _, channel := range slices.Compact(channels) {
		if channel == "" {
			continue
		}
		err := b.rest.post(ctx, channel, m)
		if !refused(err, codeMissingAccess, codeMissingPermissions, codeUnknownChannel, codeCannotDM, codeNoMutualGuild) {
			return err
		}
		b.log.Info("no permission to report a broken quote", "channel", channel)
	}
	for _, p := range broken {
		b.log.Warn("the quote of a prepared answer no longer stands in its article", "collection", c, "article", art.ID, "answer", p.Pair.ID, "quote", p.Pair.Quote, "nearest", p.Nearest)
	}
	return nil
}

// languageOf is the language in which a collection's keepers are written to
// unasked: a server's own, or the one that its user was last heard in.
func (b *Bot) languageOf(ctx context.Context, c article.Collection) *language {
	_, owner := c.Owner()
	locale, _ := b.locales.Get(owner)
	if set, err := b.opt.Settings.Settings(ctx, c); err == nil && set.Lang != "" {
		return b.langs.of(set.Lang)
	}
	return b.langs.of(locale)
}

// brokenQuotes lists prepared answers whose quote no longer stands, each with the
// nearest wording and a button to accept it.
func (b *Bot) brokenQuotes(l *language, id article.ID, list []article.BrokenPair) (lines string, accept []discordgo.Button) {
	for i, broken := range list {
		lines += "\n**" + decimal(i+1) + "** " + escapeInline(clip(oneLine(broken.Pair.Questions[0]), 80)) +
			"\n" + quoteBlock("~~"+escape(clip(oneLine(broken.Pair.Quote), 120))+"~~")
		if broken.Nearest == "" {
			lines += "\n" + l.say("watch.nothing_near")
			continue
		}
		lines += "\n" + l.say("answers.nearest") + "\n" + quoteBlock(escape(clip(oneLine(broken.Nearest), 120)))
		accept = append(accept, discordgo.Button{Style: discordgo.SecondaryButton, Label: clip(l.say("button.accept", "number", i+1), maxButtonLabel),
			CustomID: b.seal.id(verbAccept, string(id), pairHash(broken.Pair.ID), offerHash(broken))})
	}
	return lines, accept
}
