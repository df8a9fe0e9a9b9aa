package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// backupBeforeMigration copies a file to a name that tells the schema it has,
// such as lector.db.schema1.bak.
func (s *Store) backupBeforeMigration(ctx context.Context, version int64) error {
	d, ok := s.db.(*sqliteDB)
	if !ok {
		return nil // a server has backups of its own, and a step that fails is rolled back
	}
	return s.Backup(ctx, fmt.Sprintf("%s.schema%d.bak", d.path, version))
}

// Backup writes the whole store into one SQLite file, while it is in use: the
// state of one moment. The file appears under its name only when it is whole
// and on disk, replacing what was there. It holds the keys of hashes, so only
// its owner can read it. It can be opened like any store.
func (s *Store) Backup(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if d, ok := s.db.(*sqliteDB); ok && sameFile(d.path, path) {
		return fmt.Errorf("back up to %s: that is the store itself: choose another file", path)
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".lector-backup-")
	if err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	defer os.RemoveAll(dir)
	whole := filepath.Join(dir, "backup.db")
	if err := s.db.backup(ctx, s, whole); err != nil {
		return fmt.Errorf("back up to %s: %w", path, s.explain(err))
	}
	if err := moveIntoPlace(whole, path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return nil
}

func (d *sqliteDB) backup(ctx context.Context, _ *Store, path string) error {
	// On a connection of its own: readers' may not even write another file.
	db, err := sql.Open("sqlite", sqliteDSN(d.path))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, path)
	return err
}

// A server's library is backed up into a file too: one kind of backup, that
// restores anywhere.
func (d *postgresDB) backup(ctx context.Context, s *Store, path string) error {
	file, err := Open(ctx, path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := Copy(ctx, s, file, nil); err != nil {
		return err
	}
	return file.Close()
}

// Restore replaces the store at a path or an address by a backup, which is
// checked first and left as it is. No process may be using the store. A file
// that stood there is kept beside it, and its new name returned; a server's
// schema must be empty ([ErrNotEmpty]).
func Restore(ctx context.Context, backup, url string) (kept string, err error) {
	kept, err = restore(ctx, backup, url)
	if err != nil {
		return kept, fmt.Errorf("restore %s: %w", backup, err)
	}
	return kept, nil
}

func restore(ctx context.Context, backup, url string) (string, error) {
	kind, path, err := parseURL(url)
	if err != nil {
		return "", err
	}
	dir := os.TempDir()
	if kind == kindSQLite {
		if path, err = filepath.Abs(path); err != nil {
			return "", err
		}
		if sameFile(backup, path) {
			return "", errors.New("that is the store itself")
		}
		dir = filepath.Dir(path) // so that it can be renamed into place
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", err
		}
	}
	if dir, err = os.MkdirTemp(dir, ".lector-restore-"); err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)

	// Only the copy is opened: that brings its schema up to date, too.
	whole := filepath.Join(dir, "lector.db")
	if err := copyFile(backup, whole); err != nil {
		return "", err
	}
	if err := copyFile(backup+"-wal", whole+"-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if info, err := os.Stat(whole); err != nil || info.Size() == 0 {
		return "", errors.Join(err, &Fault{Kind: ErrNotAStore, Say: "the file is empty, so it is no backup: nothing was changed"})
	}
	s, err := Open(ctx, whole, WithoutBackup())
	if err != nil {
		return "", err
	}
	defer s.Close()
	if err := s.Check(ctx); err != nil {
		return "", fmt.Errorf("the backup is no good, nothing was changed: %w", err)
	}
	if kind == kindPostgres {
		to, err := Open(ctx, url)
		if err != nil {
			return "", err
		}
		defer to.Close()
		return "", Copy(ctx, s, to, nil)
	}
	if err := s.Close(); err != nil {
		return "", err
	}
	kept, err := setAside(ctx, path)
	if err != nil {
		return "", err
	}
	return kept, moveIntoPlace(whole, path)
}

// setAside keeps the file of a store under another name, if there is one. The
// name itself goes on standing where the system can do that, so that there is
// no moment without a store.
func setAside(ctx context.Context, path string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	err := foldWAL(ctx, path)
	if errors.Is(err, ErrLocked) {
		return "", &Fault{Kind: ErrLocked, Cause: err, Say: fmt.Sprintf("%s is in use: stop Lector first; nothing was changed", path)}
	}
	damaged := err != nil // then it is kept as it is, with its log
	kept := fmt.Sprintf("%s.before-restore-%s", path, time.Now().UTC().Format("20060102-150405"))
	for n := 2; ; n++ {
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			break
		}
		kept = fmt.Sprintf("%s.before-restore-%s-%d", path, time.Now().UTC().Format("20060102-150405"), n)
	}
	if !damaged {
		if os.Link(path, kept) == nil {
			return kept, nil
		}
		return kept, os.Rename(path, kept)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}

// foldWAL brings what is in a file's write-ahead log into the file and leaves
// WAL mode, which works only when nobody else has the file open.
func foldWAL(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", sqliteDSN(path))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	d := &sqliteDB{path: path}
	var mode string
	// Two seconds: a server that runs does not let go.
	if _, err = db.ExecContext(ctx, `PRAGMA busy_timeout = 2000`); err == nil {
		err = db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	}
	switch {
	case err != nil:
		if f := d.fault(err); f != nil {
			return f
		}
		return err
	case strings.EqualFold(mode, "wal"):
		return ErrLocked
	}
	return nil
}

func copyFile(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer dst.Close()
	if _, err := io.Copy(dst, src); err != nil {
		return err
	}
	return dst.Close()
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// moveIntoPlace renames a file so that after a loss of power either the old
// or the new one stands under the name, whole.
func moveIntoPlace(from, to string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	// Systems that cannot sync a folder (Windows) refuse it and need it less.
	if d, err := os.Open(filepath.Dir(to)); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
}
