package store

import (
	"context"
	"fmt"
)

// MigrateTo makes a store on PostgreSQL as an older program left it: with the
// schema of a version.
func MigrateTo(ctx context.Context, address string, version int64) error {
	db, err := openPostgres(ctx, address)
	if err != nil {
		return err
	}
	defer db.close()
	steps, err := db.migrations()
	if err == nil {
		_, err = steps.UpTo(ctx, version)
	}
	return err
}

// LimitPages makes a file full when it has a number of pages, until lift is
// called.
func LimitPages(s *Store, pages int) (lift func() error, err error) {
	limit := func(n int) error {
		var now int
		return s.db.(*sqliteDB).w.QueryRowContext(context.Background(), fmt.Sprintf(`PRAGMA max_page_count = %d`, n)).Scan(&now)
	}
	return func() error { return limit(1 << 30) }, limit(pages)
}

// Impatient makes a store wait only so many milliseconds for a lock.
func Impatient(s *Store, ms int) error {
	_, err := s.db.(*sqliteDB).w.ExecContext(context.Background(), fmt.Sprintf(`PRAGMA busy_timeout = %d`, ms))
	return err
}

// WriterLock is the key of the advisory lock that writers on PostgreSQL take.
func WriterLock(s *Store) int64 { return s.db.(*postgresDB).key }
