package bot

import (
	"context"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"lector/qa"
)

// maxQuotation bounds a quotation to check, in code points.
const maxQuotation = 1500

// check is /check: it holds a quotation against the articles.
func (b *Bot) check(ctx context.Context, a asked) Response {
	quotation := strings.TrimSpace(a.Command.Text("quote"))
	if length(quotation) > maxQuotation {
		return refuse(a.lang.say("too_long", "limit", maxQuotation))
	}
	v := b.viewFor(a)
	return b.checked(ctx, a, v, []qa.Quotation{{Text: quotation}})
}

// nameCheckMessage is the message command's name, in English.
const nameCheckMessage = "Check this quote"

// checkMessage is the message command: it checks the quotations in a message, or
// all of a message that marks none.
func (b *Bot) checkMessage(ctx context.Context, a asked) Response {
	target := a.Command.Target
	if target == nil || strings.TrimSpace(target.Text()) == "" {
		return refuse(a.lang.say("no_text"))
	}
	found := qa.FindQuotations(target.Text())
	if len(found) == 0 {
		found = []qa.Quotation{{Text: clipExact(mentionLike.ReplaceAllString(target.Text(), ""), maxQuotation)}}
	}
	v := b.viewFor(a)
	v.link = messageLink(a.Guild, a.Channel, target.ID)
	return b.checked(ctx, a, v, found[:min(3, len(found))])
}

// checked checks quotations and says what became of each.
func (b *Bot) checked(ctx context.Context, a asked, v view, quotations []qa.Quotation) Response {
	start := time.Now()
	head := ""
	if v.preface != "" {
		head += v.preface + "\n"
	}
	if v.link != "" {
		head += "-# " + v.link + "\n"
	}
	m := message{Private: v.private}
	var parts []string
	var links []discordgo.Button // at most three, and Delete
	outcome := ""
	room := (maxContent - length(head)) / len(quotations)
	for _, q := range quotations {
		f, err := b.opt.Engine.Locate(ctx, qa.Question{Text: q.Text, Message: q.Message, Collections: a.scope.collections})
		if err != nil {
			return b.fail(a.Interaction, "check quotation", err)
		}
		parts = append(parts, v.finding(f, q.Text, room-2))
		if len(f.Places) > 0 && len(links) < 3 {
			if link := v.address(f.Places[0]); link != "" {
				label := v.label("button.source")
				if len(quotations) > 1 {
					label += " " + decimal(len(parts))
				}
				links = append(links, discordgo.Button{Style: discordgo.LinkButton, Label: label, URL: link})
			}
		}
		outcome = string(f.Verdict)
	}
	m.Content = clip(head+strings.Join(parts, "\n\n"), maxContent)
	if !v.private {
		links = append(links, v.deleteButton())
	}
	m.Rows = [][]discordgo.Button{links}
	r := say(m)
	r.outcome = outcome
	b.opt.Observer.Question("check", outcome, time.Since(start))
	return r
}

// finding renders what became of one quotation, in at most room code points.
func (v view) finding(f qa.Finding, quotation string, room int) string {
	said := "**" + v.lang.say("check."+string(f.Verdict)) + "**"
	if f.Verdict == qa.Verbatim && f.Typography {
		said += " " + v.lang.say("check.typography")
	}
	if f.OnlyCapitals() {
		said += " " + v.lang.say("check.capitals")
	}
	lines := []string{said}
	if f.Verdict != qa.Verbatim {
		lines = append(lines, v.lang.say("check.posted"), quoteBlock(escape(clip(oneLine(quotation), 300))))
	}
	for _, c := range f.Changes[:min(len(f.Changes), 6)] {
		had, has := escapeInline(clip(oneLine(c.Article), 80)), escapeInline(clip(oneLine(c.Quote), 80))
		switch c.Op {
		case "delete":
			lines = append(lines, "- "+v.lang.say("check.dropped", "article", had))
		case "insert":
			lines = append(lines, "- "+v.lang.say("check.inserted", "quote", has))
		case "attribution":
			if had == "" {
				lines = append(lines, "- "+v.lang.say("check.own_words", "quote", has))
				continue
			}
			lines = append(lines, "- "+v.lang.say("check.said_by", "article", had, "quote", has))
		default:
			lines = append(lines, "- "+v.lang.say("check.replaced", "article", had, "quote", has))
		}
	}
	if len(f.Changes) > 6 {
		lines = append(lines, "- …")
	}
	rest := ""
	if f.Rest != "" {
		rest = v.lang.say("check.rest") + "\n" + quoteBlock(escape(clip(f.Rest, 300)))
	}
	if f.Before != "" {
		before := v.lang.say("check.before") + "\n" + quoteBlock(escape(clip(f.Before, 300)))
		rest = before + "\n" + rest
		rest = strings.TrimSuffix(rest, "\n")
	}
	used := length(strings.Join(lines, "\n")) + length(rest)
	places := f.Places[:min(len(f.Places), 3)]
	for i, p := range places {
		if i == 0 {
			key := "check.article"
			if f.Verdict == qa.Verbatim {
				key = "check.stands"
			}
			lines = append(lines, v.lang.say(key))
		}
		source := v.sourceLine(p, false)
		quote, note := v.quote(p, (room-used)/len(places)-length(source)-40)
		if note != "" {
			quote += "\n-# " + note
		}
		lines = append(lines, quote+"\n"+source)
	}
	if n := len(f.Places) - len(places); n > 0 {
		lines = append(lines, v.lang.count("check.more", n))
	}
	if rest != "" {
		lines = append(lines, rest)
	}
	return strings.Join(lines, "\n")
}

// clipExact cuts s to n code points without a mark.
func clipExact(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
