package qa

import (
	"context"
	"iter"

	"lector/article"
)

// Source is where an engine reads articles from. [article.Store] is one.
type Source interface {
	Get(ctx context.Context, c article.Collection, id article.ID) (article.Article, error)
	Articles(ctx context.Context, c article.Collection) iter.Seq2[article.Article, error]
	Changes(ctx context.Context, after article.Rev) iter.Seq2[article.Change, error]
}

// Question is all that an answer depends on, beside the library: the same
// question to the same library gets the same answer, on every machine.
type Question struct {
	Text        string
	Collections []article.Collection // searched together; none means home
	Article     article.ID           // only this article, or all when empty
	Caution     Caution              // how sure an answer must be
	Previous    []Turn               // the conversation so far, oldest first; nil for none
	Top         int                  // passages wanted at least, whatever the verdict; 0: as the verdict needs
	Explain     bool                 // fill Answer.Explain; costs time
	Message     string               // of a quotation to check: the message that holds it, which may name a speaker
	Complete    Completion           // what Suggest proposes; Ask does not look at it
}

// Completion says what [Engine.Suggest] proposes for what was typed.
type Completion int8

const (
	CompleteAny       Completion = iota // prepared questions, then sentences
	CompleteQuestions                   // prepared questions
	CompleteTitles                      // the articles' titles
	CompleteSentences                   // sentences, as they stand
)

// Turn is an earlier question of a conversation and what was answered.
type Turn struct {
	Question string
	Answer   string // the passage shown, or empty
}

// Caution is how sure Lector must be before it answers, in words a moderator
// understands. The zero value is Balanced.
type Caution int8

const (
	Balanced Caution = iota
	Careful
	Eager
)

// Verdict is what became of a question.
type Verdict string

const (
	Answered Verdict = "answered" // the first passage answers it
	Unsure   Verdict = "unsure"   // several near-equal candidates: ask which
	Silent   Verdict = "silent"   // the articles do not say; passages, if any, are only the nearest
)

// Kind is what a passage is.
type Kind string

const (
	SentencePassage Kind = "sentence" // a sentence of an article
	PairPassage     Kind = "pair"     // a prepared pair; the span is the quote it cites
)

// Passage is what is shown: a place in an article, word for word.
type Passage struct {
	Kind       Kind
	Article    *article.Article // shared and immutable; never nil
	Span       article.Span     // Article.Text[Start:End] is what is shown
	Paragraph  int              // from 1
	Sentence   int              // from 1, counted over the article; the first one of the span
	Confidence float64          // probability in [0, 1] that the passage answers the question
	Pair       *article.Pair    // of a PairPassage, else nil
	Matched    []article.Span   // the words that matched, ascending, within Span
}

// Text is the passage, byte for byte.
func (p Passage) Text() string { return p.Span.Of(p.Article.Text) }

// Answer is what an engine says to a question.
type Answer struct {
	Verdict    Verdict
	Confidence float64   // that of the first passage; 0 when there is none
	Passages   []Passage // best first
	Nothing    bool      // the question asks nothing ("hello", "thanks", noise)
	// Explain is nil unless asked for by Question.Explain.
	Explain *Explanation
}
