package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlitecode "modernc.org/sqlite/lib"
)

// applicationID marks a SQLite file as Lector's ("LECT"), see PRAGMA
// application_id.
const applicationID = 0x4c454354

// busyTimeout is how long a statement waits for another process's lock before
// it fails with [ErrLocked].
const busyTimeout = 10 * time.Second

// sqliteDB is a library in one SQLite file.
type sqliteDB struct {
	path string
	// One connection writes, durably: a queue in this process is fairer and
	// cheaper than SQLite's own waiting. A second one writes leases and claims
	// without waiting for the disk.
	w, r, l *sql.DB
}

// openSQLite opens a file or creates it. The folder is created too.
func openSQLite(ctx context.Context, path string, s *Store) (*sqliteDB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := createFile(path); err != nil {
		return nil, err
	}
	d := &sqliteDB{path: path}
	open := func(max int, more ...string) *sql.DB {
		if err != nil {
			return nil
		}
		var db *sql.DB
		if db, err = sql.Open("sqlite", sqliteDSN(path, more...)); err == nil {
			db.SetMaxOpenConns(max)
			db.SetMaxIdleConns(max)
		}
		return db
	}
	d.w = open(1, "journal_mode(WAL)", "synchronous(FULL)")
	d.l = open(1, "journal_mode(WAL)", "synchronous(NORMAL)")
	// Readers do not wait for the writer nor for each other; the limit only
	// bounds memory.
	d.r = open(16, "query_only(1)")
	if err != nil {
		return nil, err
	}
	if err := d.claimFile(ctx); err != nil {
		d.close()
		if f := d.fault(err); f != nil {
			return nil, f
		}
		return nil, err
	}
	return d, nil
}

// sqliteDSN is the driver's address of a file, with pragmas to run on each
// connection.
func sqliteDSN(path string, pragmas ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… on Windows
	}
	q := url.Values{"_txlock": {"immediate"}}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	q.Add("_pragma", "foreign_keys(1)")
	// A write-ahead log that a long reader made grow is cut back to this.
	q.Add("_pragma", "journal_size_limit(67108864)")
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// createFile makes the file and its folder, readable by the owner alone (it
// holds the keys of keyed hashes), and refuses a file that is something else.
func createFile(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return cannotWrite(path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return cannotWrite(path, err)
	}
	defer f.Close()
	// The file's header, https://www.sqlite.org/fileformat.html: the schema
	// cookie is at 40, the application's ID at 68. In a file that was just made
	// both may still be 0, for its content is in the log.
	head := make([]byte, 100)
	switch n, err := io.ReadFull(f, head); {
	case n == 0 && err == io.EOF: // new
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return cannotWrite(path, err)
	case n < len(head) || !bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return notAStore(path, "it is no database")
	default:
		cookie, id := binary.BigEndian.Uint32(head[40:]), binary.BigEndian.Uint32(head[68:])
		if id != applicationID && (id != 0 || cookie != 0) {
			return notAStore(path, "it is a database of another program")
		}
	}
	return nil
}

func cannotWrite(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "read-only") {
		return &Fault{Kind: ErrReadOnly, Cause: err, Say: fmt.Sprintf(
			"%s cannot be written: give the user that runs Lector the right to write the file and its folder, or choose another place with LECTOR_STORE", path)}
	}
	return &Fault{Kind: ErrReadOnly, Cause: err, Say: fmt.Sprintf("%s cannot be opened", path)}
}

func notAStore(path, why string) *Fault {
	return &Fault{Kind: ErrNotAStore, Say: fmt.Sprintf(
		"%s is not a library of Lector's (%s): it was left as it was; choose another file, or restore a backup", path, why)}
}

// claimFile marks a new file as Lector's and refuses another program's.
func (d *sqliteDB) claimFile(ctx context.Context) error {
	var id, tables int64
	if err := d.w.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if id == applicationID {
		return nil
	}
	return inTx(ctx, d.w, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
			return err
		}
		switch {
		case id == applicationID:
			return nil
		case id != 0 || tables > 0:
			return notAStore(d.path, "it is a database of another program")
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID))
		return err
	})
}

func (d *sqliteDB) writer() *sql.DB { return d.w }
func (d *sqliteDB) reader() *sql.DB { return d.r }
func (d *sqliteDB) loose() *sql.DB  { return d.l }

// A write transaction of SQLite is alone from its start (_txlock=immediate).
func (d *sqliteDB) lock(context.Context, *sql.Tx) error    { return nil }
func (d *sqliteDB) relax(context.Context, *sql.Tx) error   { return nil }
func (d *sqliteDB) changed(context.Context, *sql.Tx) error { return nil }

// All processes on a file are on one machine and share its clock.
func (d *sqliteDB) now(_ context.Context, _ *sql.Tx, here time.Time) (time.Time, error) {
	return here, nil
}

func (d *sqliteDB) snapshot() sql.IsolationLevel { return sql.LevelDefault }

// poll is what another process on the same file has to wait for; the look
// costs about 20 µs.
func (d *sqliteDB) poll() time.Duration { return 200 * time.Millisecond }

func (d *sqliteDB) listen(context.Context, *slog.Logger, func()) {}

func (d *sqliteDB) away(err error) bool {
	f := d.fault(err)
	return f != nil && f.Kind == ErrLocked
}

func (d *sqliteDB) migrations() (*goose.Provider, error) {
	return migrations(goose.DialectSQLite3, d.w, func(text string) string { return text })
}

// fault reads SQLite's result codes, https://www.sqlite.org/rescode.html.
func (d *sqliteDB) fault(err error) *Fault {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	f := &Fault{Cause: err}
	switch e.Code() & 0xff {
	case sqlitecode.SQLITE_FULL:
		f.Kind, f.Say = ErrFull, fmt.Sprintf("there is no room left for %s: free some space on the disk and try again; the change was not made, everything before it is safe", d.path)
	case sqlitecode.SQLITE_BUSY, sqlitecode.SQLITE_LOCKED:
		f.Kind, f.Say = ErrLocked, fmt.Sprintf("another program has kept %s locked for %s: end it (a backup tool, a database browser?) and try again; the change was not made", d.path, busyTimeout)
	case sqlitecode.SQLITE_CORRUPT:
		f.Kind, f.Say = ErrDamaged, d.damaged()
	case sqlitecode.SQLITE_NOTADB:
		f.Kind, f.Say = ErrNotAStore, notAStore(d.path, "it is no database, or its first page is damaged").Say
	case sqlitecode.SQLITE_READONLY, sqlitecode.SQLITE_PERM, sqlitecode.SQLITE_CANTOPEN:
		f.Kind, f.Say = ErrReadOnly, fmt.Sprintf("%s cannot be written: give the user that runs Lector the right to write the file and its folder, or choose another place with LECTOR_STORE", d.path)
	case sqlitecode.SQLITE_IOERR:
		// A file that may not grow (a quota, a limit) is reported as a failed
		// write, not as a full disk.
		f.Kind, f.Say = ErrFull, fmt.Sprintf("the disk refused to read or write %s: see that it has room, allows the file to grow and is healthy, and try again; the change was not made, everything before it is safe", d.path)
	default:
		return nil
	}
	return f
}

func (d *sqliteDB) check(ctx context.Context) error {
	var faults []string
	for _, query := range []string{`PRAGMA integrity_check(20)`, `PRAGMA foreign_key_check`} {
		err := rows(ctx, d.r, func(r *sql.Rows) error {
			columns, err := r.Columns()
			if err != nil {
				return err
			}
			row := make([]any, len(columns))
			for i := range row {
				row[i] = new(sql.NullString)
			}
			if err := r.Scan(row...); err != nil {
				return err
			}
			// A sound file gives the one row "ok" to the first and none to the second.
			if line := row[0].(*sql.NullString).String; line != "ok" {
				faults = append(faults, line)
			}
			return nil
		}, query)
		if err != nil {
			return err
		}
	}
	if len(faults) > 0 {
		return &Fault{Kind: ErrDamaged, Say: d.damaged(), Cause: errors.New(strings.Join(faults, "; "))}
	}
	return nil
}

func (d *sqliteDB) damaged() string {
	return fmt.Sprintf("%s is damaged: stop Lector, keep a copy of the file, and run lector restore with the newest backup", d.path)
}

func (d *sqliteDB) close() error {
	var open []io.Closer
	for _, db := range []*sql.DB{d.r, d.l, d.w} {
		if db != nil {
			open = append(open, db)
		}
	}
	return closeAll(open...)
}
