package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"

	"lector/article"
)

var _ article.Archive = (*Store)(nil)

// Store is a library on disk. Open it with [Open], close it with
// [Store.Close]. All methods are safe for concurrent use, and by several
// processes on the same database.
type Store struct {
	db      database
	log     *slog.Logger
	now     func() time.Time
	backups bool // copy a file before its schema is changed

	// done is closed by Close: it ends followers and the listener.
	done chan struct{}
	once sync.Once

	news news
}

// database is what differs between SQLite and PostgreSQL. Everything else is
// one SQL text through database/sql.
type database interface {
	// writer serves transactions that change something, reader everything that
	// only reads. They may be the same.
	writer() *sql.DB
	reader() *sql.DB
	// loose serves transactions that may be lost when the machine loses power:
	// leases and claims, which a restart makes worthless anyway.
	loose() *sql.DB
	// lock is run first in a transaction that takes a revision, so that
	// revisions become visible in order.
	lock(ctx context.Context, tx *sql.Tx) error
	// relax is run first in a loose transaction.
	relax(ctx context.Context, tx *sql.Tx) error
	// changed is run last in a transaction that took a revision: it tells
	// other processes, once it is committed, where the database can.
	changed(ctx context.Context, tx *sql.Tx) error
	// now is the database's clock, which all processes on it share.
	now(ctx context.Context, tx *sql.Tx, here time.Time) (time.Time, error)
	// snapshot is the isolation under which a transaction that only reads sees
	// one revision throughout.
	snapshot() sql.IsolationLevel
	// poll is how often a follower looks for changes of which nobody told.
	poll() time.Duration
	// listen calls wake whenever another process says that something
	// changed, until ctx is done. It returns at once where there is no such
	// thing.
	listen(ctx context.Context, log *slog.Logger, wake func())
	// fault finds the sentinel and the sentence for an error of the driver,
	// or returns nil.
	fault(err error) *Fault
	// away reports whether err means that the database cannot be reached just
	// now and that waiting helps.
	away(err error) bool
	// migrations opens the schema's steps for this database.
	migrations() (*goose.Provider, error)
	// check looks for damage below the tables.
	check(ctx context.Context) error
	// backup writes a SQLite file at path, which does not exist.
	backup(ctx context.Context, s *Store, path string) error
	close() error
}

// Option changes what [Open] does by default.
type Option func(*Store)

// WithLogger has the store report what nobody can be told by an error, such as
// a follower that waits for the database to come back.
func WithLogger(log *slog.Logger) Option { return func(s *Store) { s.log = log } }

// WithClock replaces the clock, for tests. Leases on PostgreSQL go by the
// server's clock all the same.
func WithClock(now func() time.Time) Option { return func(s *Store) { s.now = now } }

// WithoutBackup leaves out the copy that is made of a file before its schema
// is changed.
func WithoutBackup() Option { return func(s *Store) { s.backups = false } }

// Open opens the library at a path ("lector.db", "sqlite:lector.db",
// "file:lector.db") or on a server ("postgres://…"), creates it where there is
// none, and brings its schema up to date after copying an older file. What is
// wrong with a file is told in one sentence by a [*Fault].
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	s := &Store{
		log:     slog.New(slog.DiscardHandler),
		now:     time.Now,
		backups: true,
		done:    make(chan struct{}),
	}
	for _, o := range options {
		o(s)
	}
	kind, rest, err := parseURL(url)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	switch kind {
	case kindPostgres:
		s.db, err = openPostgres(ctx, rest)
	default:
		s.db, err = openSQLite(ctx, rest, s)
	}
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	provider, err := s.db.migrations()
	if err == nil {
		err = s.migrate(ctx, provider)
	}
	if err != nil {
		s.db.close()
		return nil, fmt.Errorf("open the store: %w", s.explain(err))
	}
	listening, stop := context.WithCancel(context.Background())
	go func() {
		<-s.done
		stop()
	}()
	go s.db.listen(listening, s.log, s.news.tell)
	return s, nil
}

type kind int

const (
	kindSQLite kind = iota
	kindPostgres
)

// parseURL splits the address of a store into its kind and what that kind
// needs: the path of a file, or the whole address of a server.
func parseURL(url string) (kind, string, error) {
	scheme, rest, found := strings.Cut(url, ":")
	switch {
	case url == "":
		return 0, "", errors.New("no path and no address given")
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return kindPostgres, url, nil
	case found && (scheme == "sqlite" || scheme == "file"):
		// "sqlite:lib.db", "sqlite:///var/lib.db" and "file:/var/lib.db" are all
		// understood; "sqlite://lib.db" is taken as the relative path it looks like.
		rest = strings.TrimPrefix(rest, "//")
		if rest == "" || strings.Contains(rest, "?") || rest == ":memory:" {
			return 0, "", fmt.Errorf("%q: write the path of a file after %s:, without parameters", url, scheme)
		}
		return kindSQLite, rest, nil
	case found && strings.HasPrefix(rest, "//"):
		return 0, "", fmt.Errorf("%q: a store is the path of a file or postgres://…", url)
	}
	return kindSQLite, url, nil
}

// Close ends followers and closes the database. Changes that were acknowledged
// are on disk before it is called.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		close(s.done)
		err = s.db.close()
	})
	return err
}

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations are the schema's steps, each file passed through adapt and run in
// one transaction. Files are named VERSION_name.sql; a released one is never
// changed.
func migrations(dialect goose.Dialect, db *sql.DB, adapt func(string) string, options ...goose.ProviderOption) (*goose.Provider, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, name := range names {
		version, err := goose.NumericComponent(path.Base(name))
		if err != nil {
			return nil, err
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		run := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, adapt(string(text)))
			return err
		}
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: run}, nil))
	}
	options = append(options, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	return goose.NewProvider(dialect, db, nil, options...)
}

// migrate brings the schema up to date. Several processes may do it at once.
func (s *Store) migrate(ctx context.Context, provider *goose.Provider) error {
	// Two processes may create a SQLite file at the same moment: the one that
	// comes second fails on a table that is there already, and finds the work
	// done when it looks again.
	for try := 0; ; try++ {
		err := s.migrateOnce(ctx, provider)
		if err == nil || errors.Is(err, ErrNewer) || try == 5 {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(try+1) * 50 * time.Millisecond):
		}
	}
}

func (s *Store) migrateOnce(ctx context.Context, provider *goose.Provider) error {
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	switch {
	case current > target:
		return newer(current, target)
	case current == target:
		return nil
	case current > 0 && s.backups:
		if err := s.backupBeforeMigration(ctx, current); err != nil {
			return fmt.Errorf("copy the store before its schema is changed: %w", err)
		}
	}
	_, err = provider.Up(ctx)
	return err
}

// transaction is what the parts of a change need: of *sql.Tx, and of *sql.DB.
type transaction interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// write runs f in one transaction, alone among writers that take revisions.
// When it returns nil, what f did is on disk.
func (s *Store) write(ctx context.Context, f func(tx *sql.Tx) error) error {
	before := article.Rev(-1)
	after := before
	err := inTx(ctx, s.db.writer(), func(tx *sql.Tx) error {
		if err := s.db.lock(ctx, tx); err != nil {
			return err
		}
		var err error
		if before, err = newest(ctx, tx); err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		if after, err = newest(ctx, tx); err != nil {
			return err
		}
		if after != before {
			return s.db.changed(ctx, tx)
		}
		return nil
	})
	if err != nil {
		return s.explain(err)
	}
	if after != before {
		s.news.tell()
	}
	return nil
}

// writeLoose is write for what a loss of power may lose.
func (s *Store) writeLoose(ctx context.Context, f func(tx *sql.Tx, now time.Time) error) error {
	return s.explain(inTx(ctx, s.db.loose(), func(tx *sql.Tx) error {
		if err := s.db.relax(ctx, tx); err != nil {
			return err
		}
		now, err := s.db.now(ctx, tx, s.now())
		if err != nil {
			return err
		}
		return f(tx, now)
	}))
}

func inTx(ctx context.Context, db *sql.DB, f func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing once committed
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// newest is the newest revision.
func newest(ctx context.Context, tx transaction) (article.Rev, error) {
	var rev article.Rev
	err := tx.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = 'rev'`).Scan(&rev)
	return rev, err
}

// takeRev takes the next revision.
func takeRev(ctx context.Context, tx transaction) (article.Rev, error) {
	var rev article.Rev
	err := tx.QueryRowContext(ctx, `UPDATE counters SET value = value + 1 WHERE name = 'rev' RETURNING value`).Scan(&rev)
	return rev, err
}

// rows runs a query and calls scan for each row.
func rows(ctx context.Context, tx transaction, scan func(*sql.Rows) error, query string, args ...any) error {
	r, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := scan(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// millis and fromMillis are how times are stored.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// news wakes the followers of this process.
type news struct {
	mu   sync.Mutex
	next chan struct{}
}

// wait returns a channel that is closed at the next change. Take it before
// looking for changes, or one may be missed in between.
func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}

// closeAll closes what it is given and returns the first error.
func closeAll(closers ...io.Closer) error {
	var first error
	for _, c := range closers {
		if err := c.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
