package bot

import (
	"context"
	"math"
	"time"

	"lector/config"
)

// asked is an interaction with what was worked out about it.
type asked struct {
	*Interaction
	scope scope
	lang  *language     // the asker's
	set   config.Server // of the server; zero elsewhere
}

// command is what a command does.
type command struct {
	run      func(b *Bot, ctx context.Context, a asked) Response
	complete func(b *Bot, ctx context.Context, a asked) []choice
	manage   bool // only for who may manage the collection
	costs    bool // counts as a question
}

// component is what a button, a menu or a form does. args are those of its custom_id.
type component struct {
	run    func(b *Bot, ctx context.Context, a asked, args []string) Response
	manage bool
	costs  bool
}

// register fills the tables of what Lector can do. A command that is not here is
// not known to Discord either.
func (b *Bot) register() {
	b.commands = map[string]command{
		"ask":             {run: (*Bot).ask, complete: (*Bot).completeAsk, costs: true},
		"quote":           {run: (*Bot).quote, complete: (*Bot).completeQuote, costs: true},
		nameAnswerMessage: {run: (*Bot).answerMessage, costs: true},
		"lector settings": {run: (*Bot).settings, manage: true},
		"lector help":     {run: (*Bot).help},
		"lector about":    {run: (*Bot).about},
	}
	b.buttons = map[string]component{
		verbContext:  {run: (*Bot).pressContext},
		verbNext:     {run: (*Bot).pressNext, costs: true},
		verbPick:     {run: (*Bot).pressPick},
		verbShare:    {run: (*Bot).pressShare},
		verbDelete:   {run: (*Bot).pressDelete},
		verbSettings: {run: (*Bot).pressSettings, manage: true},
	}
	if b.opt.Feedback != nil {
		b.buttons[verbHelpful] = component{run: (*Bot).pressHelpful}
		b.buttons[verbUnhelpful] = component{run: (*Bot).pressUnhelpful}
		b.buttons[verbTell] = component{run: (*Bot).pressTell, costs: true}
		b.buttons[verbTellWording] = component{run: (*Bot).pressTellWording, costs: true}
	}
	b.forms = map[string]component{}
	if b.opt.QuoteCheck {
		b.commands["check"] = command{run: (*Bot).check, costs: true}
		b.commands[nameCheckMessage] = command{run: (*Bot).checkMessage, costs: true}
	}
	if b.opt.Privacy != nil && b.opt.Feedback != nil {
		b.commands["lector privacy"] = command{run: (*Bot).privacy}
		b.buttons[verbForget] = component{run: (*Bot).pressForget}
		b.buttons[verbForgetYes] = component{run: (*Bot).pressForgetYes}
		b.buttons[verbExport] = component{run: (*Bot).pressExport, costs: true}
	}
	if b.opt.Editor != nil {
		b.registerEditing()
	}
}

// dispatch finds who handles an interaction, and sees to permission and rate.
func (b *Bot) dispatch(ctx context.Context, i *Interaction) Response {
	if i.Type == interactionPing {
		return Response{kind: respondPong}
	}
	a := asked{Interaction: i, scope: scopeOf(i), lang: b.langs.of(i.Locale)}
	if i.User.Bot {
		return b.failure(i)
	}
	if a.scope.guild != "" && b.opt.Settings != nil {
		set, err := b.opt.Settings.Settings(ctx, a.scope.own)
		if err != nil {
			// Answering by the defaults could show openly what is to be private.
			return b.fail(i, "read settings", err)
		}
		a.set = set
	}
	switch i.Type {
	case interactionAutocomplete:
		c, ok := b.commands[i.Command.Path]
		if !ok || c.complete == nil || c.manage && !a.scope.manage {
			return Response{kind: respondAutocomplete}
		}
		return Response{kind: respondAutocomplete, choices: c.complete(b, ctx, a), outcome: "suggested"}
	case interactionCommand:
		c, ok := b.commands[i.Command.Path]
		if !ok {
			return refuse(a.lang.say("unknown_command"))
		}
		if r, ok := b.admit(a, c.manage, c.costs); !ok {
			return r
		}
		return c.run(b, ctx, a)
	case interactionComponent, interactionModal:
		table := b.buttons
		if i.Type == interactionModal {
			table = b.forms
		}
		verb, args, ok := b.seal.open(i.CustomID)
		c, known := table[verb]
		if !ok || !known {
			return refuse(a.lang.say("answer.old"))
		}
		if r, ok := b.admit(a, c.manage, c.costs); !ok {
			return r
		}
		return c.run(b, ctx, a, args)
	}
	return refuse(a.lang.say("unknown_command"))
}

func (b *Bot) admit(a asked, manage, costs bool) (Response, bool) {
	if manage && !a.scope.manage {
		return refuse(a.lang.say("manage_only")), false
	}
	if costs {
		if wait, ok := b.allow(a.User.ID); !ok {
			return refuse(a.lang.say("slow_down", "seconds", seconds1(wait))), false
		}
	}
	return Response{}, true
}

// refuse answers that something may not be; only the asker sees it.
func refuse(sentence string) Response {
	r := tell(sentence)
	r.outcome = "refused"
	return r
}

// seconds1 is a duration in whole seconds, at least one.
func seconds1(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }

// registerEditing adds what manages articles and prepared answers.
func (b *Bot) registerEditing() {
	manage := func(path string, run func(*Bot, context.Context, asked) Response) {
		b.commands[path] = command{run: run, complete: (*Bot).completeArticle, manage: true}
	}
	manage("article list", (*Bot).articleList)
	manage("article show", (*Bot).articleShow)
	manage("article edit", (*Bot).articleEdit)
	manage("article use", (*Bot).articleUse)
	manage("article remove", (*Bot).articleRemove)
	manage("answers add", (*Bot).answersAdd)
	manage("answers edit", (*Bot).answersEdit)
	manage("answers remove", (*Bot).answersRemove)
	manage("answers list", (*Bot).answersList)
	manage("answers import", (*Bot).answersImport)
	manage("answers export", (*Bot).answersExport)
	b.buttons[verbUndo] = component{run: (*Bot).pressUndo, manage: true}
	b.buttons[verbArticles] = component{run: (*Bot).pressArticles, manage: true}
	b.buttons[verbAnswers] = component{run: (*Bot).pressAnswers, manage: true}
	b.buttons[verbAccept] = component{run: (*Bot).pressAccept, manage: true}
	b.buttons[verbDraft] = component{run: (*Bot).pressDraft, manage: true}
	b.forms[verbAddText] = component{run: (*Bot).submitArticle, manage: true}
	b.forms[verbEditArticle] = component{run: (*Bot).submitMetadata, manage: true}
	b.forms[verbAddAnswer] = component{run: (*Bot).submitAnswer, manage: true}
	b.forms[verbEdit] = component{run: (*Bot).submitEdit, manage: true}
	if b.opt.Extractor != nil {
		manage("article add", (*Bot).articleAdd)
		manage("article refresh", (*Bot).articleRefresh)
	}
	if b.opt.Gaps != nil {
		manage("answers gaps", (*Bot).answersGaps)
		b.buttons[verbGapAnswer] = component{run: (*Bot).pressGapAnswer, manage: true}
		b.buttons[verbGapDismiss] = component{run: (*Bot).pressGapDismiss, manage: true}
		b.buttons[verbGaps] = component{run: (*Bot).pressGaps, manage: true}
		b.buttons[verbWordings] = component{run: (*Bot).pressWordings, manage: true}
		b.buttons[verbWordingAdd] = component{run: (*Bot).pressWordingAdd, manage: true}
		b.buttons[verbWordingDismiss] = component{run: (*Bot).pressWordingDismiss, manage: true}
	}
}
