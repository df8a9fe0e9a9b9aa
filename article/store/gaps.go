package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lector/article"
)

// Bounds on what strangers can make a store keep.
const (
	maxGaps      = 1000 // per collection; the lightest makes room
	maxPhrasings = 20   // per gap, see article.Gap
	maxAskers    = 1000 // per gap: more are not counted
	maxQuestion  = 2000 // bytes of a question that are kept; Discord's limit for a message is 2000 characters
)

// RecordGap notes that a question was not answered, or not well. Questions of
// one collection with the same Key are one gap: its first question, further
// phrasings, how often and by how many distinct askers (keyed hashes, see
// [Store.Secret]; empty is not counted), and of the newest the reason, the
// nearest passage and the channel. gap.Last is when it was asked, by default
// now; ID, Askers, Asked and First are the store's.
func (s *Store) RecordGap(ctx context.Context, gap article.Gap, askerHash string) error {
	if gap.Collection == "" || gap.Key == "" {
		return errors.New("record a gap: it needs a collection and a key")
	}
	gap.Question = clip(gap.Question, maxQuestion)
	at := millis(gap.Last)
	if at == 0 {
		at = millis(s.now())
	}
	id := gapID(gap.Key)
	err := s.write(ctx, func(tx *sql.Tx) error {
		old, err := readGap(ctx, tx, gap.Collection, id)
		switch {
		case errors.Is(err, article.ErrNotFound):
			if err := makeRoom(ctx, tx, gap.Collection); err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO gaps (collection, id, gap_key, question, phrasings, askers, asked, first_asked, last_asked, reason, article, nearest_start, nearest_end, channel)
				VALUES ($1, $2, $3, $4, '[]', 0, 1, $5, $5, $6, $7, $8, $9, $10)`,
				gap.Collection, id, gap.Key, gap.Question, at, gap.Reason, gap.Article, gap.Nearest.Start, gap.Nearest.End, gap.Channel)
		case err == nil:
			if gap.Question != old.Question && !slices.Contains(old.Phrasings, gap.Question) && len(old.Phrasings) < maxPhrasings {
				old.Phrasings = append(old.Phrasings, gap.Question)
			}
			var phrasings string
			if phrasings, err = encodeJSON(old.Phrasings); err != nil {
				return err
			}
			if old.Phrasings == nil {
				phrasings = "[]"
			}
			_, err = tx.ExecContext(ctx, `UPDATE gaps SET phrasings = $3, asked = asked + 1, last_asked = $4, reason = $5, article = $6, nearest_start = $7, nearest_end = $8, channel = $9
				WHERE collection = $1 AND id = $2`,
				gap.Collection, id, phrasings, max(at, millis(old.Last)), gap.Reason, gap.Article, gap.Nearest.Start, gap.Nearest.End, gap.Channel)
		}
		if err != nil || askerHash == "" || old.Askers >= maxAskers {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO gap_askers (collection, gap, asker) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, gap.Collection, id, askerHash); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE gaps SET askers = (SELECT count(*) FROM gap_askers WHERE collection = $1 AND gap = $2) WHERE collection = $1 AND id = $2`, gap.Collection, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("record a gap of %s: %w", gap.Collection, err)
	}
	return nil
}

// gapID is short enough for a button's custom_id.
func gapID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}

// clip cuts s to at most n bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// byWeight is the order in which gaps are worth an editor's time.
const byWeight = ` ORDER BY askers DESC, asked DESC, last_asked DESC, id`

// makeRoom forgets the lightest gaps when a collection holds too many.
func makeRoom(ctx context.Context, tx transaction, c article.Collection) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM gaps WHERE collection = $1 AND id IN
		(SELECT id FROM gaps WHERE collection = $1`+byWeight+` LIMIT 1000000 OFFSET $2)`, c, maxGaps-1)
	return err
}

const gapColumns = `id, gap_key, question, phrasings, askers, asked, first_asked, last_asked, reason, article, nearest_start, nearest_end, channel`

func scanGap(c article.Collection, r interface{ Scan(...any) error }) (article.Gap, error) {
	g := article.Gap{Collection: c}
	var phrasings string
	var first, last int64
	if err := r.Scan(&g.ID, &g.Key, &g.Question, &phrasings, &g.Askers, &g.Asked, &first, &last, &g.Reason, &g.Article, &g.Nearest.Start, &g.Nearest.End, &g.Channel); err != nil {
		return g, err
	}
	g.First, g.Last = fromMillis(first), fromMillis(last)
	if err := json.Unmarshal([]byte(phrasings), &g.Phrasings); err != nil {
		return g, err
	}
	if len(g.Phrasings) == 0 {
		g.Phrasings = nil
	}
	return g, nil
}

func readGap(ctx context.Context, tx transaction, c article.Collection, id string) (article.Gap, error) {
	g, err := scanGap(c, tx.QueryRowContext(ctx, `SELECT `+gapColumns+` FROM gaps WHERE collection = $1 AND id = $2`, c, id))
	if errors.Is(err, sql.ErrNoRows) {
		return article.Gap{}, article.ErrNotFound
	}
	return g, err
}

// Gaps are the gaps of a collection, at most limit, the weightiest first: by
// distinct askers, then by how often, then by how lately they were asked.
func (s *Store) Gaps(ctx context.Context, c article.Collection, limit int) ([]article.Gap, error) {
	var out []article.Gap
	err := rows(ctx, s.db.reader(), func(r *sql.Rows) error {
		g, err := scanGap(c, r)
		out = append(out, g)
		return err
	}, `SELECT `+gapColumns+` FROM gaps WHERE collection = $1`+byWeight+` LIMIT $2`, c, limit)
	if err != nil {
		return nil, fmt.Errorf("read the gaps of %s: %w", c, s.explain(err))
	}
	return out, nil
}

// Gap is one gap by its ID: ErrNotFound when there is none (any more).
func (s *Store) Gap(ctx context.Context, c article.Collection, id string) (article.Gap, error) {
	g, err := readGap(ctx, s.db.reader(), c, id)
	if err != nil {
		return article.Gap{}, fmt.Errorf("read gap %s of %s: %w", id, c, s.explain(err))
	}
	return g, nil
}

// CloseGap forgets a gap and the hashes of its askers: ErrNotFound when there
// is none. When the question is not answered again, it opens anew.
func (s *Store) CloseGap(ctx context.Context, c article.Collection, id string) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM gaps WHERE collection = $1 AND id = $2`, c, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err == nil && n == 0 {
			return article.ErrNotFound
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("close gap %s of %s: %w", id, c, err)
	}
	return nil
}
