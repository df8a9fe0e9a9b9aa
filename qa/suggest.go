package qa

import "context"

// Suggestion is an entry of an autocomplete list.
type Suggestion struct {
	Text    string // what to show: a prepared question, a title or a sentence
	Passage Passage
}

// Suggest returns at most n things that a half-typed question may mean.
func (e *Engine) Suggest(ctx context.Context, q Question, n int) ([]Suggestion, error) {
	return nil, nil
}
