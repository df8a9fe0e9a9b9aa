package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"lector/article"
)

// table is one table and its columns, for copying between databases.
type table struct {
	name    string
	columns []string
}

// tables are all tables that hold what must not be lost, in an order in which
// references are satisfied. Leases and claims belong to running processes and
// stay behind.
var tables = []table{
	{"texts", []string{"hash", "body"}},
	{"articles", []string{"collection", "id", "rev", "updated", "doc", "text_hash"}},
	{"removals", []string{"collection", "id", "rev", "at"}},
	{"history", []string{"rev", "collection", "id", "actor", "verb", "at", "before_doc", "before_text", "before_rev", "before_updated", "undoes", "undone"}},
	{"settings", []string{"collection", "value"}},
	{"drops", []string{"collection", "at"}},
	{"gaps", []string{"collection", "id", "gap_key", "question", "phrasings", "askers", "asked", "first_asked", "last_asked", "reason", "article", "nearest_start", "nearest_end", "channel"}},
	{"gap_askers", []string{"collection", "gap", "asker"}},
	{"votes", []string{"vote_key", "collection", "question", "article", "pair", "passage_start", "passage_end", "helpful", "at", "source", "earlier"}},
	{"settled", []string{"collection", "name", "at"}},
	{"secrets", []string{"name", "value"}},
	{"meta", []string{"name", "value"}},
	{"counters", []string{"name", "value"}},
}

// ErrNotEmpty: a copy would mix with what is there.
var ErrNotEmpty = errors.New("the store is not empty")

// Copy copies the whole library, as of one moment, from one store into
// another, which must hold nothing (else [ErrNotEmpty]): from SQLite to
// PostgreSQL or back. All of it arrives or nothing. Revisions stay what they
// are. progress is told the rows that are done, of how many; it may be nil.
func Copy(ctx context.Context, from, to *Store, progress func(done, total int64)) error {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	err := from.readTx(ctx, func(src *sql.Tx) error {
		var total, done int64
		for _, t := range tables {
			var n int64
			if err := src.QueryRowContext(ctx, `SELECT count(*) FROM `+t.name).Scan(&n); err != nil {
				return err
			}
			total += n
		}
		return to.write(ctx, func(dst *sql.Tx) error {
			rev, err := newest(ctx, dst)
			if err != nil {
				return err
			}
			if rev != 0 {
				return ErrNotEmpty
			}
			for _, t := range tables {
				// A store that was only opened has counters and perhaps a key.
				if _, err := dst.ExecContext(ctx, `DELETE FROM `+t.name); err != nil {
					return fmt.Errorf("%w: %w", ErrNotEmpty, err)
				}
			}
			for _, t := range tables {
				if err := copyTable(ctx, src, dst, t, func(n int64) { done += n; progress(done, total) }); err != nil {
					return fmt.Errorf("table %s: %w", t.name, err)
				}
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("copy the store: %w", from.explain(err))
	}
	return nil
}

// copyTable reads a table row by row and writes several rows at once, bounded
// by their number and their size.
func copyTable(ctx context.Context, src, dst transaction, t table, copied func(int64)) error {
	const (
		maxRows  = 64
		maxBytes = 4 << 20
	)
	var batch []any
	bytes := 0
	flush := func() error {
		n := len(batch) / len(t.columns)
		if n == 0 {
			return nil
		}
		var q strings.Builder
		fmt.Fprintf(&q, `INSERT INTO %s (%s) VALUES `, t.name, strings.Join(t.columns, ", "))
		for i := range batch {
			switch {
			case i%len(t.columns) != 0:
				q.WriteString(", ")
			case i == 0:
				q.WriteString("(")
			default:
				q.WriteString("), (")
			}
			fmt.Fprintf(&q, "$%d", i+1)
		}
		q.WriteString(")")
		if _, err := dst.ExecContext(ctx, q.String(), batch...); err != nil {
			return err
		}
		copied(int64(n))
		batch, bytes = batch[:0], 0
		return nil
	}
	err := rows(ctx, src, func(r *sql.Rows) error {
		row := make([]any, len(t.columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				row[i] = string(b)
			}
			if s, ok := row[i].(string); ok {
				bytes += len(s)
			}
		}
		batch = append(batch, row...)
		if len(batch) >= maxRows*len(t.columns) || bytes >= maxBytes {
			return flush()
		}
		return nil
	}, `SELECT `+strings.Join(t.columns, ", ")+` FROM `+t.name)
	if err != nil {
		return err
	}
	return flush()
}

// Check looks for damage and returns what it found as one error, [ErrDamaged],
// or nil: the file's pages, references between tables, texts that are not what
// their hash says, articles that cannot be read, revisions beyond the counter.
// It reads the whole store.
func (s *Store) Check(ctx context.Context) error {
	if err := s.db.check(ctx); err != nil {
		return s.explain(err)
	}
	var faults []string
	fault := func(format string, args ...any) {
		if len(faults) < 20 {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		if err := rows(ctx, tx, func(r *sql.Rows) error {
			var hash, body string
			err := r.Scan(&hash, &body)
			if err == nil && hashOf(body) != hash {
				fault("the text %.12s is not what was stored", hash)
			}
			return err
		}, `SELECT hash, body FROM texts`); err != nil {
			return err
		}
		if err := rows(ctx, tx, func(r *sql.Rows) error {
			var c article.Collection
			var id article.ID
			var st state
			err := r.Scan(&c, &id, &st.doc)
			if err == nil {
				if _, bad := decode(c, id, &st, ""); bad != nil {
					fault("the article %s of %s cannot be read", id, c)
				}
			}
			return err
		}, `SELECT collection, id, doc FROM articles`); err != nil {
			return err
		}
		var newest, highest article.Rev
		if err := tx.QueryRowContext(ctx, `SELECT value, (SELECT coalesce(max(rev), 0) FROM (SELECT rev FROM articles UNION ALL SELECT rev FROM removals UNION ALL SELECT rev FROM history) r)
			FROM counters WHERE name = 'rev'`).Scan(&newest, &highest); err != nil {
			return err
		}
		if highest > newest {
			fault("revision %d is beyond the newest, %d", highest, newest)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check the store: %w", s.explain(err))
	}
	if len(faults) > 0 {
		return &Fault{Kind: ErrDamaged, Cause: errors.New(strings.Join(faults, "; ")), Say: "the store is damaged: stop Lector, keep a copy, and run lector restore with the newest backup"}
	}
	return nil
}
