package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/article"
)

// Claims tells processes that share a library who does what.
type Claims interface {
	// Claim is true for the first to claim a key until ttl is over.
	Claim(ctx context.Context, key string, ttl time.Duration) (bool, error)
}

// digestHour is when the weekly list is due, on Monday by UTC. One that was missed
// is sent as soon as may be.
const digestHour = 8

// digests sends the weekly lists until ctx is done.
func (b *Bot) digests(ctx context.Context) {
	defer b.recovered("digests", "")
	for ctx.Err() == nil {
		b.sendDigests(ctx, time.Now())
		if sleep(ctx, time.Hour) != nil {
			return
		}
	}
}

// sendDigests sends the list of what was not answered in the last week to every
// server that wants it and did not get this week's.
func (b *Bot) sendDigests(ctx context.Context, now time.Time) {
	now = now.UTC()
	if now.Weekday() == time.Monday && now.Hour() < digestHour {
		return
	}
	year, week := now.ISOWeek()
	b.servers.Range(func(key, _ any) bool {
		guild := key.(string)
		limited, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if err := b.sendDigest(limited, guild, fmt.Sprintf("digest:%s:%d-%d", guild, year, week), now); err != nil {
			b.log.Warn("the weekly list could not be sent", "guild", guild, "error", err)
		}
		return ctx.Err() == nil
	})
}

func (b *Bot) sendDigest(ctx context.Context, guild, claim string, now time.Time) error {
	c := article.Guild(guild)
	set, err := b.opt.Settings.Settings(ctx, c)
	if err != nil || set.Digest == "" {
		return err
	}
	all, err := b.opt.Gaps.Gaps(ctx, c, 50)
	if err != nil {
		return err
	}
	l := b.languageOf(ctx, c)
	var lines []string
	for _, g := range all {
		if now.Sub(g.Last) < 7*24*time.Hour && len(lines) < pageSize {
			lines = append(lines, "- "+escapeInline(clip(oneLine(g.Question), 200))+"\n"+
				l.say("gaps.weight", "askers", g.Askers, "asked", g.Asked, "last", "<t:"+decimal(int(g.Last.Unix()))+":R>"))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	first, err := b.opt.Claims.Claim(ctx, claim, 8*24*time.Hour)
	if err != nil || !first {
		return err
	}
	err = b.rest.post(ctx, set.Digest, message{Nonce: claim[max(0, len(claim)-25):], Embeds: []*discordgo.MessageEmbed{{
		Title: l.say("digest.title"), Description: clip(strings.Join(lines, "\n"), 4000), Footer: &discordgo.MessageEmbedFooter{Text: l.say("digest.hint")},
	}}})
	if refused(err, codeMissingAccess, codeMissingPermissions, codeUnknownChannel) {
		b.log.Info("no permission to send the weekly list", "guild", guild)
		return nil
	}
	return err
}
