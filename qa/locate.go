package qa

import "context"

// QuoteVerdict is what became of a quotation that was checked.
type QuoteVerdict string

const (
	Verbatim    QuoteVerdict = "verbatim"
	Altered     QuoteVerdict = "altered"
	Cut         QuoteVerdict = "cut"         // the article goes on, and the cut changes the sense
	Stitched    QuoteVerdict = "stitched"    // put together from several places
	Attribution QuoteVerdict = "attribution" // the words are there, said by another
	Absent      QuoteVerdict = "absent"
	TooShort    QuoteVerdict = "too_short"
)

// Finding is where a quotation stands, and what was changed in it.
type Finding struct {
	Quote      string
	Verdict    QuoteVerdict
	Typography bool      // verbatim but for quotes, dashes, spaces, case at the start, a marked cut
	Places     []Passage // where it stands, or what it was made from; best first
	Changes    []QuoteChange
	Rest       string // of a cut quotation: what the article goes on to say, byte for byte
}

// QuoteChange is one difference between the article and a quotation.
type QuoteChange struct {
	Op      string // "replace", "delete" (the quotation dropped it), "insert" (it added it), "attribution"
	Article string // the article's words
	Quote   string // the quotation's words
}

// Locate says where a quotation (q.Text) stands, and what was changed in it.
func (e *Engine) Locate(ctx context.Context, q Question) (Finding, error) {
	return Finding{Quote: q.Text, Verdict: Absent}, nil
}
