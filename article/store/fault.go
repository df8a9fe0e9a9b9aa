package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"lector/article"
)

// What can be wrong with a store, for callers to branch on.
var (
	ErrNewer       = errors.New("store written by a newer version")
	ErrNotAStore   = errors.New("not a store")
	ErrDamaged     = errors.New("store damaged")
	ErrFull        = errors.New("disk full")
	ErrReadOnly    = errors.New("store cannot be written")
	ErrLocked      = errors.New("store locked")
	ErrUnavailable = article.ErrUnavailable
	ErrClosed      = errors.New("store closed")
)

// Fault is an error of the store with the sentence for the person who runs it:
// what is wrong, what to do, and what was lost (nothing that was acknowledged).
type Fault struct {
	Kind  error  // one of the sentinels above
	Say   string // one sentence
	Cause error  // the driver's error, for the log; may be nil
}

// Error is the sentence, with the cause where there is one.
func (f *Fault) Error() string {
	if f.Cause == nil {
		return f.Say
	}
	return fmt.Sprintf("%s (%v)", f.Say, f.Cause)
}

// Unwrap makes errors.Is find the kind and the cause.
func (f *Fault) Unwrap() []error { return []error{f.Kind, f.Cause} }

// explain turns an error of the driver into a [*Fault] where it is one.
func (s *Store) explain(err error) error {
	if err == nil {
		return nil
	}
	var known *Fault
	if errors.As(err, &known) {
		return err
	}
	select {
	case <-s.done:
		return &Fault{Kind: ErrClosed, Say: "the store is closed", Cause: err}
	default:
	}
	// A deadline of the caller's is the caller's matter.
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if f := s.db.fault(err); f != nil {
		return f
	}
	return err
}

func newer(have, known int64) *Fault {
	return &Fault{Kind: ErrNewer, Say: fmt.Sprintf(
		"the store was written by a newer Lector (its schema is version %d, this program knows %d): run that version, or restore a backup made before the upgrade; nothing was changed", have, known)}
}
