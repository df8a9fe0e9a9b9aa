package extract

// Refusal says why something was not read, in two clauses for the user: what
// is wrong, and what they can do. Callers branch on the variables below with
// errors.Is and find the clauses with errors.As.
type Refusal struct {
	Code string // names it for who says it in another language: "paywall"
	What string // a clause without a full stop: "the page shows its text to subscribers only"
	Do   string // what to do instead, or empty
}

// Error is the first clause.
func (r *Refusal) Error() string { return r.What }

const (
	pasteIt = "paste the text, or add it as a file"
	later   = "try again later"
)

// Why an address or a file was refused.
var (
	// ErrAddress: not an http or https address of a public web site.
	ErrAddress = &Refusal{"address", "this is not a web address that can be read", "give a full address that begins with https://"}
	// ErrPrivateAddress: it leads to a machine that is not on the public Internet.
	ErrPrivateAddress = &Refusal{"private", "the address leads to a private network, which is never read", "the operator can allow it"}
	// ErrNoHost: the name is unknown or nobody answers there.
	ErrNoHost = &Refusal{"no_host", "the site cannot be reached", "check the address"}
	// ErrMissing: the site says that there is no such page.
	ErrMissing = &Refusal{"missing", "the site has no such page", "check the address"}
	// ErrUnavailable: the site answered with a fault of its own.
	ErrUnavailable = &Refusal{"unavailable", "the site answered with an error", later}
	// ErrTryLater: the site asks to come back later.
	ErrTryLater = &Refusal{"try_later", "the site asks to come back later", later}
	// ErrRobots: the site's robots.txt asks programs to stay away.
	ErrRobots = &Refusal{"robots", "the site asks programs not to read this page (robots.txt)", pasteIt}
	// ErrRedirects: the address leads from one address to the next without end.
	ErrRedirects = &Refusal{"redirects", "the address redirects too often", "open it in a browser and give the address where it ends"}
	// ErrTooLarge: more bytes, entries or pages than the limit.
	ErrTooLarge = &Refusal{"too_large", "it is too large", "add a shorter part of it"}
	// ErrTimeout: it took too long to arrive or to be read.
	ErrTimeout = &Refusal{"timeout", "it took too long", later}
	// ErrBusy: as many uploads as this process reads at once are being read.
	ErrBusy = &Refusal{"busy", "too many articles are being read just now", "try again in a minute"}
	// ErrContentType: a format that is not read.
	ErrContentType = &Refusal{"content_type", "this kind of file cannot be read", "give a web page, plain text, Markdown, DOCX, EPUB, PDF, a feed, or a table of questions and answers"}
	// ErrMalformed: the format is known, but the file is damaged or lies.
	ErrMalformed = &Refusal{"malformed", "the file is damaged", "save it anew, or add it in another format"}
	// ErrEncrypted: the text is behind a password or a copy protection.
	ErrEncrypted = &Refusal{"encrypted", "the file is protected by a password", "add a copy without a password"}
	// ErrPaywall: the page shows its text to subscribers only.
	ErrPaywall = &Refusal{"paywall", "the page shows its text to subscribers only", pasteIt}
	// ErrConsent: the page shows a consent form instead of its text.
	ErrConsent = &Refusal{"consent", "the page shows a consent form instead of its text", pasteIt}
	// ErrLogin: the page asks to sign in.
	ErrLogin = &Refusal{"login", "the page asks to sign in", pasteIt}
	// ErrBlocked: the site wants a browser or a person.
	ErrBlocked = &Refusal{"blocked", "the site lets only browsers in", pasteIt}
	// ErrNoArticle: there is no text of an article.
	ErrNoArticle = &Refusal{"no_article", "no article was found there", "give the address of one article, not of a front page or a search"}
)
