package article

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// QuoteError says that the quote of a pair does not stand in its article, and
// what comes nearest there.
type QuoteError struct {
	Pair    Pair
	Nearest string // a sentence of the article, empty when none is near
}

// Error is one sentence.
func (e *QuoteError) Error() string {
	msg := "the quote does not stand in the article: " + quoteShort(e.Pair.Quote)
	if e.Nearest != "" {
		msg += "; nearest: " + quoteShort(e.Nearest)
	}
	return msg
}

// QuestionError says that a question is asked by another pair already. It is an
// [ErrDuplicate].
type QuestionError struct {
	Question string
	Pair     string // the ID of the pair that has it
}

// Error is one sentence.
func (e *QuestionError) Error() string {
	return fmt.Sprintf("the question %s is answered already, by the prepared answer %s: edit that one instead", quoteShort(e.Question), e.Pair)
}

// Is makes errors.Is(err, ErrDuplicate) true.
func (e *QuestionError) Is(target error) bool { return target == ErrDuplicate }

// AddPair prepares an answer on an article and returns the article and the pair
// as they stand. Without an ID the pair gets one from its main question. Its
// quote must stand in the text ([*QuoteError]) and becomes the text's own bytes;
// its questions must not be another pair's ([*QuestionError]).
func (l *Library) AddPair(ctx context.Context, c Collection, id ID, p Pair) (Article, Pair, error) {
	_, after, err := l.change(ctx, c, id, 0, "add answer", func(a *Article) error {
		p.Questions = tidyQuestions(p.Questions)
		if err := asked(*a, p); err != nil {
			return err
		}
		if p.ID == "" && len(p.Questions) > 0 {
			p.ID = newPairID(*a, p.Questions[0])
		}
		a.Pairs = append(a.Pairs, p)
		return nil
	})
	if err != nil {
		return Article{}, Pair{}, fmt.Errorf("add an answer to %s: %w", id, err)
	}
	return after, pairOf(after, p.ID), nil
}

// newPairID is an ID that no pair of the article has.
func newPairID(a Article, question string) string {
	base := PairID(question)
	id := base
	for n := 2; pairOf(a, id).ID != ""; n++ {
		suffix := fmt.Sprintf("-%d", n)
		id = cutSlug(base, maxID-len(suffix)) + suffix
	}
	return id
}

// pairOf is the pair of an article with an ID, the zero pair when there is none.
func pairOf(a Article, id string) Pair {
	for _, p := range a.Pairs {
		if p.ID == id {
			return p
		}
	}
	return Pair{}
}

// tidyQuestions leaves out empty questions and phrasings that are the same.
func tidyQuestions(questions []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, q := range questions {
		if key := FoldQuestion(q); key != "" && !seen[key] {
			seen[key] = true
			out = append(out, q)
		}
	}
	return out
}

// asked reports a question of p that another pair of the article asks.
func asked(a Article, p Pair) error {
	mine := map[string]bool{}
	for _, q := range p.Questions {
		mine[FoldQuestion(q)] = true
	}
	for _, other := range a.Pairs {
		if other.ID == p.ID {
			continue
		}
		for _, q := range other.Questions {
			if mine[FoldQuestion(q)] {
				return &QuestionError{q, other.ID}
			}
		}
	}
	return nil
}

// EditPair replaces the pair that has p.ID. seen is the revision of the article
// at which the person saw the pair: [ErrConflict] when this pair, not only
// another one, was changed since. [ErrNotFound] when there is no such pair.
// The pair stays known by the channel that it was prepared in.
func (l *Library) EditPair(ctx context.Context, c Collection, id ID, seen Rev, p Pair) (Article, Pair, error) {
	_, after, err := l.change(ctx, c, id, 0, "edit answer", func(a *Article) error {
		i := slices.IndexFunc(a.Pairs, func(q Pair) bool { return q.ID == p.ID })
		if i < 0 {
			return ErrNotFound
		}
		if err := l.unchanged(ctx, *a, seen, p.ID); err != nil {
			return err
		}
		p.Questions = tidyQuestions(p.Questions)
		if err := asked(*a, p); err != nil {
			return err
		}
		p.Channel = cmp.Or(a.Pairs[i].Channel, p.Channel)
		a.Pairs[i] = p
		return nil
	})
	if err != nil {
		return Article{}, Pair{}, fmt.Errorf("edit the answer %s of %s: %w", p.ID, id, err)
	}
	return after, pairOf(after, p.ID), nil
}

// RemovePair removes a pair. seen is as for [Library.EditPair].
func (l *Library) RemovePair(ctx context.Context, c Collection, id ID, seen Rev, pair string) (Article, error) {
	_, after, err := l.change(ctx, c, id, 0, "remove answer", func(a *Article) error {
		i := slices.IndexFunc(a.Pairs, func(q Pair) bool { return q.ID == pair })
		if i < 0 {
			return ErrNotFound
		}
		if err := l.unchanged(ctx, *a, seen, pair); err != nil {
			return err
		}
		a.Pairs = slices.Delete(a.Pairs, i, i+1)
		return nil
	})
	if err != nil {
		return Article{}, fmt.Errorf("remove the answer %s of %s: %w", pair, id, err)
	}
	return after, nil
}

// unchanged returns [ErrConflict] unless a pair of the article is as it was at
// the revision seen. 0 asks nothing.
func (l *Library) unchanged(ctx context.Context, a Article, seen Rev, pair string) error {
	if seen == 0 || seen == a.Rev {
		return nil
	}
	for edit, err := range l.archive.History(ctx, a.Collection, a.ID) {
		if err != nil {
			return err
		}
		if edit.Rev > seen {
			continue
		}
		if edit.Rev == seen && edit.After != nil && reflect.DeepEqual(pairOf(*edit.After, pair), pairOf(a, pair)) {
			return nil
		}
		break
	}
	return ErrConflict
}

// Imported says what an import did to an article's pairs.
type Imported struct {
	Article                  Article
	Added, Changed, Standing []Pair // Standing were there just so
	Removed                  []Pair
}

// ImportPairs brings pairs into an article: one whose ID or main question is
// there replaces that pair, others are added. With replace, pairs that are not
// among them are removed. All or nothing: when a quote does not stand or a
// question is asked twice, nothing is changed, and all faults are reported at
// once ([errors.Join]).
func (l *Library) ImportPairs(ctx context.Context, c Collection, id ID, pairs []Pair, replace bool) (Imported, error) {
	var in Imported
	_, after, err := l.change(ctx, c, id, 0, "import answers", func(a *Article) error {
		in = Imported{}
		finder := newQuoteFinder(a.Text)
		var faults []error
		old := a.Pairs
		taken := map[string]bool{} // IDs of old pairs that are replaced
		var fresh []Pair
		for _, p := range pairs {
			p.Questions = tidyQuestions(p.Questions)
			was := pairOf(Article{Pairs: old}, p.ID)
			if was.ID == "" && len(p.Questions) > 0 {
				key := FoldQuestion(p.Questions[0])
				if i := slices.IndexFunc(old, func(q Pair) bool { return FoldQuestion(q.Questions[0]) == key }); i >= 0 {
					was = old[i]
					p.ID = was.ID
				}
			}
			if span, ok := finder.find(p.Quote); ok {
				p.Quote = span.Of(a.Text)
			} else {
				faults = append(faults, &QuoteError{Pair: p, Nearest: finder.nearest(p.Quote)})
				continue
			}
			if p.ID == "" && len(p.Questions) > 0 {
				p.ID = newPairID(Article{Pairs: append(slices.Clone(old), fresh...)}, p.Questions[0])
			}
			if taken[p.ID] {
				faults = append(faults, fmt.Errorf("two of the answers are %s: %w", p.ID, ErrDuplicate))
				continue
			}
			taken[p.ID] = true
			switch same := was; {
			case was.ID == "":
				in.Added = append(in.Added, p)
			default:
				p.Channel = cmp.Or(was.Channel, p.Channel)
				same.Line, same.Channel = p.Line, p.Channel
				if reflect.DeepEqual(same, p) {
					in.Standing = append(in.Standing, was)
					p = was
				} else {
					in.Changed = append(in.Changed, p)
				}
			}
			fresh = append(fresh, p)
		}
		a.Pairs = nil
		for _, p := range old {
			if i := slices.IndexFunc(fresh, func(q Pair) bool { return q.ID == p.ID }); i >= 0 {
				a.Pairs = append(a.Pairs, fresh[i])
				fresh = slices.Delete(fresh, i, i+1)
			} else if replace {
				in.Removed = append(in.Removed, p)
			} else {
				a.Pairs = append(a.Pairs, p)
			}
		}
		a.Pairs = append(a.Pairs, fresh...)
		for _, p := range a.Pairs {
			if taken[p.ID] {
				if err := asked(*a, p); err != nil {
					faults = append(faults, err)
				}
			}
		}
		return errors.Join(faults...)
	})
	if err != nil {
		return Imported{}, fmt.Errorf("import answers to %s: %w", id, err)
	}
	in.Article = after
	return in, nil
}

// ExportPairs writes an article's pairs as [ReadPairs] reads them.
func (l *Library) ExportPairs(ctx context.Context, c Collection, id ID) ([]byte, error) {
	a, err := l.archive.Get(ctx, c, id)
	if err != nil {
		return nil, fmt.Errorf("export the answers of %s: %w", id, err)
	}
	return FormatPairs(a.Pairs), nil
}
