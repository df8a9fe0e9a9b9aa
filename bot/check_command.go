package bot

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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
	return b.checked(ctx, a, v, []string{unquoted(quotation)})
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
	found := quotations(target.Text())
	if len(found) == 0 {
		found = []string{clipExact(mentionLike.ReplaceAllString(target.Text(), ""), maxQuotation)}
	}
	v := b.viewFor(a)
	v.link = messageLink(a.Guild, a.Channel, target.ID)
	return b.checked(ctx, a, v, found[:min(3, len(found))])
}

// checked checks quotations and says what became of each.
func (b *Bot) checked(ctx context.Context, a asked, v view, quotations []string) Response {
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
	var links []discordgo.Button
	outcome := ""
	room := (maxContent - length(head)) / len(quotations)
	for _, q := range quotations {
		f, err := b.opt.Engine.Locate(ctx, qa.Question{Text: q, Collections: a.scope.collections})
		if err != nil {
			return b.fail(a.Interaction, "check quotation", err)
		}
		parts = append(parts, v.finding(f, q, room-2))
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
	m.Rows = [][]discordgo.Button{links}
	if !v.private {
		m.Rows = append(m.Rows, []discordgo.Button{v.deleteButton()})
	}
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
		lines = append(lines, v.lang.say("check.more", "count", n))
	}
	if rest != "" {
		lines = append(lines, rest)
	}
	return strings.Join(lines, "\n")
}

// marks are the quotation marks of many languages: opening to closing. The
// straight one closes itself.
var marks = map[rune]string{
	'"': "\"", '“': "”", '„': "“”", '«': "»", '»': "«", '‹': "›", '‘': "’", '‚': "‘’", '「': "」", '『': "』", '”': "”", '＂': "＂",
}

// shortestQuotation is how many letters a marked piece needs to count as a
// quotation and not as a word in inverted commas.
const shortestQuotation = 12

// quotations finds the quotations in a message: its block quotes, and what stands
// between quotation marks, in order.
func quotations(content string) []string {
	var out []string
	var block []string
	flush := func() {
		if q := strings.TrimSpace(strings.Join(block, "\n")); letters(q) >= shortestQuotation {
			out = append(out, unquoted(q))
		}
		block = nil
	}
	var rest []string
	whole := false // after >>> all that follows is quoted
	for line := range strings.SplitSeq(content, "\n") {
		switch {
		case whole:
			block = append(block, line)
		case strings.HasPrefix(line, ">>> "):
			whole = true
			block = append(block, strings.TrimPrefix(line, ">>> "))
		case strings.HasPrefix(line, "> "):
			block = append(block, strings.TrimPrefix(line, "> "))
		default:
			flush()
			rest = append(rest, line)
		}
	}
	flush()
	text := strings.Join(rest, "\n")
	for i := 0; i < len(text); {
		r, w := utf8.DecodeRuneInString(text[i:])
		i += w
		closing, opens := marks[r]
		if !opens {
			continue
		}
		end := strings.IndexAny(text[i:], closing)
		if end < 0 {
			continue
		}
		if q := strings.TrimSpace(text[i : i+end]); letters(q) >= shortestQuotation {
			out = append(out, q)
			_, w := utf8.DecodeRuneInString(text[i+end:])
			i += end + w
		}
	}
	return out
}

// unquoted takes the quotation marks off that enclose all of s.
func unquoted(s string) string {
	r, w := utf8.DecodeRuneInString(s)
	last, lw := utf8.DecodeLastRuneInString(s)
	if closing, ok := marks[r]; ok && strings.ContainsRune(closing, last) && len(s) > w+lw {
		inner := s[w : len(s)-lw]
		if !strings.ContainsAny(inner, string(r)+closing) {
			return strings.TrimSpace(inner)
		}
	}
	return s
}

// letters counts the letters of s; a character of Chinese or Japanese counts for
// two and a half, for it says as much.
func letters(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unspaced(r):
			n += 5
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			n += 2
		}
	}
	return n / 2
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
