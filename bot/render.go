package bot

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"lector/article"
	"lector/qa"
)

// maxQuestion bounds a question, in code points: it is shown in the answer, and
// read back from there by the buttons.
const maxQuestion = 300

// view is what an answer is rendered with.
type view struct {
	lang     *language
	scope    scope
	seal     sealer
	question string // shown first when not empty: a slash command hides it from the others
	link     string // to the message that was taken as the question
	preface  string // a sentence before all else, as Markdown
	private  bool   // the asker alone sees it
	share    bool   // offer to share a private answer
	asker    string
	votes    bool                      // votes are taken, and the editors can be told of gaps
	pages    *pageCache                // may be nil
	article  *title                    // the answer was looked for in this one only
	reader   func(p qa.Passage) string // the address of a passage's page where the article has none, or nil
}

// head is what stands above the passage. questionOf and linkOf read it back.
func (v view) head() string {
	var b strings.Builder
	if v.preface != "" {
		b.WriteString(v.preface + "\n")
	}
	if v.question != "" {
		b.WriteString("**" + escapeInline(v.question) + "**\n")
	}
	if v.link != "" {
		b.WriteString("-# " + v.link + "\n")
	}
	return b.String()
}

var questionLine = regexp.MustCompile(`(?m)^\*\*((?:\\.|[^\\*])+)\*\*$`)
var linkLine = regexp.MustCompile(`(?m)^-# (https://discord\.com/channels/(?:@me|\d+)/\d+/\d+)$`)

// questionOf reads the question from the content of an answer, "" when it shows none.
func questionOf(content string) string {
	before, _, _ := strings.Cut(content, "\n> ")
	if m := questionLine.FindStringSubmatch(before); m != nil {
		if q, ok := shown(m[1]); ok {
			return q
		}
	}
	return ""
}

// linkOf reads the link to the asked message from the content of an answer.
func linkOf(content string) string {
	if m := linkLine.FindStringSubmatch(content); m != nil {
		return m[1]
	}
	return ""
}

// quoteOf reads the first block quote from the content of an answer.
func quoteOf(content string) string {
	var lines []string
	for line := range strings.Lines(content) {
		if rest, ok := strings.CutPrefix(line, "> "); ok {
			lines = append(lines, strings.TrimRight(rest, "\n"))
		} else if len(lines) > 0 {
			break
		}
	}
	text, _ := shown(strings.Join(lines, "\n"))
	return text
}

// answered renders a passage as the answer. rank is 1 for the first.
func (v view) answered(p qa.Passage, rank int) message {
	head, label := v.head(), ""
	if rank > 1 {
		head += "-# " + v.lang.say("answer.rank", "rank", rank) + "\n"
	}
	if p.Kind == qa.PairPassage && p.Pair != nil {
		label = v.lang.say("answer.prepared")
		// An answer that is its own citation (an imported FAQ) is not shown twice.
		if strings.TrimSpace(p.Pair.Answer) == strings.TrimSpace(p.Text()) {
			head += "**" + label + "**\n"
		} else {
			answer := escape(clip(strings.TrimSpace(p.Pair.Answer), 900))
			head += "**" + label + ":** " + answer + "\n" + v.lang.say("answer.rests") + "\n"
		}
	}
	tail := "\n" + v.sourceLine(p, true)
	if rank > 1 && p.Confidence < likelier {
		tail = "\n" + v.sourceLine(p, false, v.lang.say("confidence.unlikely"))
	}
	quote, note := v.quote(p, maxContent-length(head)-length(tail))
	if note != "" {
		tail = "\n-# " + note + tail
	}
	m := message{Content: head + quote + tail, Private: v.private}
	m.Rows = v.buttons(p, rank)
	return m
}

// cutNote is room for the note that a passage was cut.
const cutNote = 120

// quote renders a passage as a block quote of at most room code points. A longer
// one is cut at the end of a sentence, or inside its first when that alone is too
// long; the note then says so.
func (v view) quote(p qa.Passage, room int) (quote, note string) {
	if q, ok := verbatim(p.Text()); ok && length(q) <= room {
		return q, ""
	}
	room -= cutNote
	for s := range sentenceEnds(p) {
		if q, ok := verbatim(p.Article.Text[p.Span.Start:s]); ok && length(q) <= room {
			return q, v.lang.say("answer.cut")
		}
	}
	text := p.Text()
	for n := min(utf8.RuneCountInString(text), room); n > 0; n = n * 9 / 10 {
		short := strings.TrimSuffix(clip(text, n), "…")
		if q, ok := verbatim(short); ok && length(q) <= room {
			return q, v.lang.say("answer.cut_inside")
		}
	}
	return "", v.lang.say("answer.cut_inside")
}

// sentenceEnds yields where the passage's sentences end, the last first.
func sentenceEnds(p qa.Passage) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		var ends []int
		for _, par := range article.Outline(p.Article.Text, p.Article.Lang) {
			if !par.Overlaps(p.Span) {
				continue
			}
			for _, s := range par.Sentences {
				if s.Start >= p.Span.Start && s.End <= p.Span.End {
					ends = append(ends, s.End)
				}
			}
		}
		for i := len(ends) - 1; i >= 0; i-- {
			if !yield(ends[i]) {
				return
			}
		}
	}
}

// likelier is the probability from which a passage further down the list is more
// likely the answer than not. Below it, it is said to be another passage only: it
// is shown because the member asked for the next one, whatever that is.
const likelier = 0.5

// sourceLine names where a passage stands, then says more.
func (v view) sourceLine(p qa.Passage, confidence bool, more ...string) string {
	a := p.Article
	parts := []string{"**" + escapeInline(clip(oneLine(a.Title), 120)) + "**"}
	if a.Publisher != "" {
		parts = append(parts, escapeInline(clip(a.Publisher, 60)))
	} else if a.Author != "" {
		parts = append(parts, escapeInline(clip(a.Author, 60)))
	}
	if a.Published != "" {
		parts = append(parts, escapeInline(clip(v.lang.date(a.Published), 40)))
	}
	parts = append(parts, v.lang.say("source.place", "paragraph", p.Paragraph, "sentence", p.Sentence))
	if confidence && p.Confidence > 0 {
		parts = append(parts, v.lang.confidence(p.Confidence))
	}
	parts = append(parts, more...)
	line := "-# " + strings.Join(parts, " · ")
	if a.Note != "" {
		line += "\n-# " + escapeInline(clip(oneLine(a.Note), 200))
	}
	return line
}

// buttons are those under an answer.
func (v view) buttons(p qa.Passage, rank int) [][]discordgo.Button {
	at := placeOf(v.scope, p).args()
	first := []discordgo.Button{
		v.button(discordgo.SecondaryButton, "button.context", v.seal.id(verbContext, at...)),
	}
	if rank > 0 {
		next := []string{decimal(rank + 1)}
		if v.article != nil {
			next = append(next, v.scope.kind(v.article.c), string(v.article.id))
		}
		first = append(first, v.button(discordgo.SecondaryButton, "button.next", v.seal.id(verbNext, next...)))
	}
	if link := v.address(p); link != "" {
		first = append(first, discordgo.Button{Style: discordgo.LinkButton, Label: v.label("button.source"), URL: link})
	}
	var second []discordgo.Button
	if rank > 0 && v.votes {
		second = append(second,
			v.button(discordgo.SecondaryButton, "button.helpful", v.seal.id(verbHelpful, at...)),
			v.button(discordgo.SecondaryButton, "button.unhelpful", v.seal.id(verbUnhelpful, at...)))
	}
	switch {
	case v.private && v.share:
		first = append(first, v.button(discordgo.PrimaryButton, "button.share", v.seal.id(verbShare, at...)))
	case !v.private:
		second = append(second, v.deleteButton())
	}
	return [][]discordgo.Button{first, second}
}

func (v view) deleteButton() discordgo.Button {
	// Not red: it stands under every answer, and must not outshine it.
	return v.button(discordgo.SecondaryButton, "button.delete", v.seal.id(verbDelete, v.asker))
}

func (v view) button(style discordgo.ButtonStyle, key, id string) discordgo.Button {
	return discordgo.Button{Style: style, Label: v.label(key), CustomID: id}
}

func (v view) label(key string) string { return clip(v.lang.say(key), maxButtonLabel) }

// address is where the passage can be read: its source, opened at the passage, else
// Lector's own page for it, else "".
func (v view) address(p qa.Passage) string {
	if link := fragmentURL(p.Article, p.Span, v.pages); link != "" {
		return link
	}
	if v.reader != nil {
		if link := v.reader(p); len(link) <= maxButtonURL {
			return link
		}
	}
	return ""
}

// unsure renders near-equal candidates (at most three), to choose from.
func (v view) unsure(candidates []qa.Passage) message {
	candidates = candidates[:min(3, len(candidates))]
	m := message{Private: v.private, Content: v.head() + v.lang.say("answer.unsure")}
	m.Content, m.Rows = v.list(m.Content, candidates)
	if !v.private {
		m.Rows = append(m.Rows, []discordgo.Button{v.deleteButton()})
	}
	return m
}

// silent says that the articles do not say; nearest passages (at most two are
// shown) are labelled as such.
func (v view) silent(nearest []qa.Passage, oneArticle bool) message {
	key := "answer.silent"
	if oneArticle {
		key = "answer.silent_article"
	}
	m := message{Private: v.private, Content: v.head() + v.lang.say(key)}
	if nearest = nearest[:min(2, len(nearest))]; len(nearest) > 0 {
		m.Content += "\n" + v.lang.say("answer.nearest")
		m.Content, m.Rows = v.list(m.Content, nearest)
	} else {
		m.Content += "\n-# " + v.lang.say("answer.rephrase")
	}
	var last []discordgo.Button
	if v.votes && (v.private || v.scope.guild == "") {
		last = append(last, v.button(discordgo.SecondaryButton, "button.tell", v.seal.id(verbTell)))
	}
	if !v.private {
		last = append(last, v.deleteButton())
	}
	m.Rows = append(m.Rows, last)
	return m
}

// list appends numbered passages with their sources to content, and a button for each.
func (v view) list(content string, passages []qa.Passage) (string, [][]discordgo.Button) {
	var row []discordgo.Button
	room := (maxContent - length(content)) / len(passages)
	for n, p := range passages {
		number := decimal(n + 1)
		tail := "\n" + v.sourceLine(p, false)
		head := "\n**" + number + "**\n"
		quote, note := v.quote(p, room-length(head)-length(tail))
		if note != "" {
			tail = "\n-# " + note + tail
		}
		content += head + quote + tail
		row = append(row, discordgo.Button{Style: discordgo.SecondaryButton, Label: number,
			CustomID: v.seal.id(verbPick, append(placeOf(v.scope, p).args(), number)...)})
	}
	return content, [][]discordgo.Button{row}
}

// quoted renders a passage that a member chose to post.
func (v view) quoted(p qa.Passage) message {
	head := v.head()
	tail := "\n" + v.sourceLine(p, false)
	quote, note := v.quote(p, maxContent-length(head)-length(tail))
	if note != "" {
		tail = "\n-# " + note + tail
	}
	return message{Content: head + quote + tail, Private: v.private, Rows: v.buttons(p, 0)}
}

// context renders a passage with what stands around it: its paragraph, or the
// sentences beside it when it is all of one, with the passage in bold.
func (v view) context(p qa.Passage) message {
	around := surroundings(p)
	title := "**" + v.lang.say("context.title") + "**\n"
	tail := "\n" + v.sourceLine(p, false)
	room := maxContent - length(title) - length(tail)
	text := p.Article.Text
	build := func(s article.Span) string {
		bold := func(part string) string {
			lines := strings.Split(escape(part), "\n")
			for i, l := range lines {
				if strings.TrimSpace(l) != "" {
					lines[i] = "**" + l + "**"
				}
			}
			return strings.Join(lines, "\n")
		}
		// What follows on a line does not begin it; escaping it as if it did
		// costs a backslash and shows the same.
		return quoteBlock(escape(text[s.Start:p.Span.Start]) + bold(text[p.Span.Start:p.Span.End]) + escape(text[p.Span.End:s.End]))
	}
	quote := ""
	for _, s := range []article.Span{around, p.Span} {
		if quote = build(s); length(quote) <= room {
			break
		}
	}
	m := message{Content: title + quote + tail, Private: true}
	if length(quote) > room {
		q, note := v.quote(p, room)
		m.Content = title + q + "\n-# " + note + tail
	}
	if link := v.address(p); link != "" {
		m.Rows = [][]discordgo.Button{{{Style: discordgo.LinkButton, Label: v.label("button.source"), URL: link}}}
	}
	return m
}

// surroundings is the span from the paragraph of the passage, or, where the
// passage is the whole of it, from the paragraph before to the paragraph after.
func surroundings(p qa.Passage) article.Span {
	outline := article.Outline(p.Article.Text, p.Article.Lang)
	first, last := -1, -1
	for i, par := range outline {
		if par.Overlaps(p.Span) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return p.Span
	}
	around := article.Span{Start: min(p.Span.Start, outline[first].Start), End: max(p.Span.End, outline[last].End)}
	if around == p.Span {
		around.Start = outline[max(0, first-1)].Start
		around.End = outline[min(len(outline)-1, last+1)].End
	}
	return around
}
