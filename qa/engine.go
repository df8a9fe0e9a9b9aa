package qa

import "context"

// Explanation is why an answer came out as it did: what --explain prints.
type Explanation struct {
	Terms       []ExplainedTerm
	Passages    []ExplainedPassage // the first is the answer, the second the runner-up
	Calibration []Contribution     // what made the confidence
}

// ExplainedTerm is one term of the question and what became of it.
type ExplainedTerm struct {
	Word       string   // as typed
	Term       string   // as looked up
	IDF        float64  // inverse document frequency in the collection
	Expansions []string // what an unknown word was taken for, or its bridges, best first
}

// ExplainedPassage is a candidate with what each feature gave it.
type ExplainedPassage struct {
	Passage  Passage
	Score    float64
	Features []Contribution
}

// Contribution is a feature's value, its weight, and their product.
type Contribution struct {
	Name                string
	Value, Weight, Gave float64
}

// Suggestion is an entry of an autocomplete list.
type Suggestion struct {
	Text    string // what to show: a prepared question, a title or a sentence
	Passage Passage
}

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

// Engine answers questions from the articles of a source. It is safe for
// concurrent use.
type Engine struct{ src Source }

// New returns an engine that loads collections from src when they are first
// asked.
func New(src Source) *Engine { return &Engine{src: src} }

// Ask answers a question.
func (e *Engine) Ask(ctx context.Context, q Question) (Answer, error) {
	return Answer{Verdict: Silent}, nil
}

// Suggest returns at most n things that a half-typed question may mean.
func (e *Engine) Suggest(ctx context.Context, q Question, n int) ([]Suggestion, error) {
	return nil, nil
}

// Locate says where a quotation (q.Text) stands, and what was changed in it.
func (e *Engine) Locate(ctx context.Context, q Question) (Finding, error) {
	return Finding{Quote: q.Text, Verdict: Absent}, nil
}

// Follow keeps the loaded collections current with src until ctx is done.
func (e *Engine) Follow(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
