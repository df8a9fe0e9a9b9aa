package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"lector/article"
	"lector/qa"
)

// askerOf is who asked for the answer that a button hangs on: the user that
// Discord says ran the command, the author of the message replied to, or whom the
// sealed Delete button names; "" when nobody is known.
func (b *Bot) askerOf(a asked) string {
	m := a.Message
	switch {
	case m == nil:
		return ""
	case m.Ephemeral() || a.Guild == "" && a.Context == contextBotDM:
		return a.User.ID // nobody else sees it
	case m.Metadata != nil && m.Metadata.User.ID != "":
		return m.Metadata.User.ID
	case m.Referred != nil && m.Referred.Author.ID != "":
		return m.Referred.Author.ID
	}
	for _, id := range m.customIDs() {
		if verb, args, ok := b.seal.open(id); ok && verb == verbDelete && len(args) == 1 {
			return args[0]
		}
	}
	return ""
}

// viewOf is the view for showing an answer anew in place of the message that a
// button hangs on, when the asker pressed it; for everybody else it is private.
func (b *Bot) viewOf(a asked) (v view, mine bool) {
	asker := b.askerOf(a)
	mine = asker == a.User.ID
	v = b.view(a.lang, a.scope, asker)
	v.private = !mine || a.Message.Ephemeral()
	v.share = v.private && b.mayShare(a)
	if a.Message != nil {
		v.question, v.link = questionOf(a.Message.Content), linkOf(a.Message.Content)
	}
	if !v.private {
		v.lang = b.openLanguage(a)
	}
	return v, mine
}

// mayShare reports whether private answers may be made public here.
func (b *Bot) mayShare(a asked) bool {
	if a.scope.guild == "" || a.set.Private == "always" {
		return false
	}
	return len(a.set.Channels) == 0 || slices.Contains(a.set.Channels, a.Channel) || a.Parent != "" && slices.Contains(a.set.Channels, a.Parent)
}

// show answers a button with a message: in place of the one it hangs on for the
// asker, and for the presser's eyes alone else.
func show(m message, mine bool) Response {
	if mine {
		m.Private = false
		r := update(m)
		r.outcome = "answered"
		return r
	}
	m.Private = true
	r := say(m)
	r.outcome = "answered"
	return r
}

// placed reads the passage that a button names, or the answer that says why not.
func (b *Bot) placed(ctx context.Context, a asked, args []string) (qa.Passage, *Response) {
	pl, ok := parsePlace(args)
	if !ok {
		r := refuse(a.lang.say("answer.old"))
		return qa.Passage{}, &r
	}
	p, err := b.passage(ctx, a.scope, pl)
	if errors.Is(err, article.ErrNotFound) {
		r := refuse(a.lang.say("context.gone"))
		return qa.Passage{}, &r
	}
	if err != nil {
		r := b.fail(a.Interaction, "read passage", err)
		return qa.Passage{}, &r
	}
	return p, nil
}

// pressContext shows what stands around a passage, to whoever asks.
func (b *Bot) pressContext(ctx context.Context, a asked, args []string) Response {
	p, no := b.placed(ctx, a, args)
	if no != nil {
		return *no
	}
	v := b.view(a.lang, a.scope, a.User.ID)
	r := say(v.context(p))
	r.outcome = "answered"
	return r
}

// pressNext shows the passage of the next rank for the question of the answer.
func (b *Bot) pressNext(ctx context.Context, a asked, args []string) Response {
	if len(args) == 0 {
		return refuse(a.lang.say("answer.old"))
	}
	rank, err := strconv.Atoi(args[0])
	if err != nil || rank < 1 || rank > 50 {
		return refuse(a.lang.say("answer.old"))
	}
	text := b.askedText(ctx, a.Message)
	if text == "" {
		return refuse(a.lang.say("answer.old"))
	}
	v, mine := b.viewOf(a)
	q := query{text: text, scope: a.scope, caution: caution(a.set.Caution), top: rank}
	if len(args) == 3 {
		t, ok, err := b.chosenArticle(ctx, a.scope, a.scope.collections, articlePrefix+args[1]+"."+args[2])
		if err != nil {
			return b.fail(a.Interaction, "list titles", err)
		}
		if !ok {
			return refuse(a.lang.say("context.gone"))
		}
		q.article, v.article = &t, &t
	}
	ans, err := b.opt.Engine.Ask(ctx, q.question())
	if err != nil {
		return b.fail(a.Interaction, "ask", err)
	}
	if len(ans.Passages) < rank {
		return refuse(a.lang.say("answer.no_more"))
	}
	return show(v.answered(ans.Passages[rank-1], rank), mine)
}

// pressPick shows the candidate that was chosen.
func (b *Bot) pressPick(ctx context.Context, a asked, args []string) Response {
	p, no := b.placed(ctx, a, args)
	if no != nil {
		return *no
	}
	v, mine := b.viewOf(a)
	return show(v.answered(p, 1), mine)
}

// pressShare posts a private answer for everybody, in the name of who presses.
func (b *Bot) pressShare(ctx context.Context, a asked, args []string) Response {
	if !b.mayShare(a) || a.Message == nil || !a.Message.Ephemeral() {
		return refuse(a.lang.say("answer.old"))
	}
	p, no := b.placed(ctx, a, args)
	if no != nil {
		return *no
	}
	v, _ := b.viewOf(a)
	v.private, v.share, v.asker, v.lang = false, false, a.User.ID, b.openLanguage(a)
	v.preface = "-# " + v.lang.say("source.shared", "user", "<@"+a.User.ID+">")
	r := say(v.answered(p, 1))
	r.outcome = "shared"
	return r
}

// pressDelete takes an answer back: for who asked, and for who may manage messages.
func (b *Bot) pressDelete(ctx context.Context, a asked, args []string) Response {
	if asker := b.askerOf(a); asker != a.User.ID && !a.scope.moderate {
		return refuse(a.lang.say("delete.refused"))
	}
	return Response{kind: respondDeferUpdate, outcome: "deleted", after: func(f *followUp) {
		if err := f.remove(); err != nil {
			b.log.Warn("an answer could not be deleted", "interaction", a.ID, "error", err)
		}
	}}
}
