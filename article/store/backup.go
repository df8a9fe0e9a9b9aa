package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func (s *Store) backupBeforeMigration(ctx context.Context, version int64) error {
	d, ok := s.db.(*sqliteDB)
	if !ok {
		return nil // a server has backups of its own; a step that fails is rolled back
	}
	return s.Backup(ctx, fmt.Sprintf("%s.schema%d.bak", strings.TrimSuffix(d.path, ".bak"), version))
}

// Backup writes the whole store into one SQLite file, while it is in use: the
// state of one moment. The file appears under its name only when it is whole
// and on disk, replacing what was there. It can be opened like any store.
func (s *Store) Backup(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if d, ok := s.db.(*sqliteDB); ok && sameFile(d.path, path) {
		return fmt.Errorf("back up to %s: that is the store itself", path)
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".lector-backup-")
	if err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	defer os.RemoveAll(dir)
	whole := filepath.Join(dir, filepath.Base(path))
	if err := s.db.backup(ctx, s, whole); err != nil {
		return fmt.Errorf("back up to %s: %w", path, s.explain(err))
	}
	if err := moveIntoPlace(whole, path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return nil
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
	return syncFolder(filepath.Dir(to))
}

// syncFolder puts a folder's entries on disk, where the system can do that.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	d.Sync() // Windows refuses, and needs it less
	return nil
}

func (d *sqliteDB) backup(ctx context.Context, _ *Store, path string) error {
	_, err := d.r.ExecContext(ctx, `VACUUM INTO $1`, path)
	return err
}

func (d *postgresDB) backup(ctx context.Context, s *Store, path string) error {
	return errors.New("not yet")
}

// Check looks for damage and returns what it found, or nil.
func (s *Store) Check(ctx context.Context) error {
	return s.explain(s.db.check(ctx))
}

func (d *sqliteDB) check(ctx context.Context) error {
	var faults []string
	if err := rows(ctx, d.r, func(r *sql.Rows) error {
		var line string
		err := r.Scan(&line)
		if line != "ok" {
			faults = append(faults, line)
		}
		return err
	}, `PRAGMA integrity_check(20)`); err != nil {
		return err
	}
	if len(faults) > 0 {
		return &Fault{Kind: ErrDamaged, Cause: errors.New(strings.Join(faults, "; ")), Say: fmt.Sprintf("%s is damaged: stop Lector, keep a copy of the file, and run lector restore with the newest backup", d.path)}
	}
	return nil
}

func (d *postgresDB) check(ctx context.Context) error { return d.pool.PingContext(ctx) }
