package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// postgresDB is a library on a PostgreSQL server, in the schema that the
// address's search_path names ("public" unless told otherwise). Any number of
// processes share it.
type postgresDB struct {
	config *pgx.ConnConfig
	pool   *sql.DB
	schema string
	key    int64 // of the advisory lock that writers take
}

// channel is the name under which changes are told by NOTIFY; the payload is
// the schema.
const channel = "lector_changes"

// connectTimeout bounds a connection's start where the address does not.
const connectTimeout = 10 * time.Second

func openPostgres(ctx context.Context, address string) (*postgresDB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// pgx's message hides the password.
		return nil, fmt.Errorf("the address of the store: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "lector"
	}
	d := &postgresDB{config: config, pool: stdlib.OpenDB(*config)}
	// A server allows 100 connections by default; a few processes shall fit.
	d.pool.SetMaxOpenConns(16)
	d.pool.SetMaxIdleConns(4)
	d.pool.SetConnMaxIdleTime(5 * time.Minute)
	var schema sql.NullString
	if err := d.pool.QueryRowContext(ctx, `SELECT current_schema()`).Scan(&schema); err != nil {
		d.close()
		if f := d.fault(err); f != nil {
			return nil, f
		}
		return nil, err
	}
	if !schema.Valid {
		d.close()
		return nil, errors.New("the address's search_path names no schema that exists: create it, or leave search_path out")
	}
	d.schema = schema.String
	h := fnv.New64a()
	io.WriteString(h, "lector writer in "+d.schema)
	d.key = int64(h.Sum64())
	return d, nil
}

func (d *postgresDB) writer() *sql.DB { return d.pool }
func (d *postgresDB) reader() *sql.DB { return d.pool }
func (d *postgresDB) loose() *sql.DB  { return d.pool }

// lock makes writers wait for each other, so that what one has read still
// holds when it commits and revisions become visible in their order. A
// transaction is visible before its locks are released.
func (d *postgresDB) lock(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, d.key)
	return err
}

func (d *postgresDB) relax(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `SET LOCAL synchronous_commit TO OFF`)
	return err
}

func (d *postgresDB) changed(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_notify($1, $2)`, channel, d.schema)
	return err
}

func (d *postgresDB) now(ctx context.Context, tx *sql.Tx, _ time.Time) (time.Time, error) {
	var now time.Time
	err := tx.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&now)
	return now, err
}

func (d *postgresDB) snapshot() sql.IsolationLevel { return sql.LevelRepeatableRead }

// poll is the net under NOTIFY, for when the listener is being reconnected.
func (d *postgresDB) poll() time.Duration { return time.Second }

// listen holds one connection of its own. It is opened again when it breaks;
// meanwhile followers poll.
func (d *postgresDB) listen(ctx context.Context, log *slog.Logger, wake func()) {
	const patience = 30 * time.Second
	for wait := time.Second; ; wait = min(2*wait, patience) {
		listened, err := d.listenOnce(ctx, wake)
		if ctx.Err() != nil {
			return
		}
		if listened {
			wait = time.Second
		}
		log.Warn("the store's change notifications are interrupted; polling meanwhile", "err", err, "again_in", wait)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (d *postgresDB) listenOnce(ctx context.Context, wake func()) (listened bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, d.config.Copy())
	if err != nil {
		return false, err
	}
	defer func() {
		bye, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		conn.Close(bye)
	}()
	if _, err := conn.Exec(ctx, `LISTEN `+channel); err != nil {
		return false, err
	}
	wake() // what happened while nobody listened
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true, err
		}
		if n.Payload == d.schema {
			wake()
		}
	}
}

// migrations compares IDs byte by byte, whatever the database's locale, and
// lets one process migrate at a time.
func (d *postgresDB) migrations() (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(d.key+1), lock.WithLockTimeout(1, 60))
	if err != nil {
		return nil, err
	}
	adapt := func(text string) string { return strings.ReplaceAll(text, "/* bytewise */", `COLLATE "C"`) }
	return migrations(goose.DialectPostgres, d.pool, adapt, goose.WithSessionLocker(locker))
}

// away: no connection, or a server that is going down or coming up (class 57P,
// class 08, too many connections). Mind that a COMMIT that ended so may have
// happened all the same.
func (d *postgresDB) away(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "08") || pg.Code == "53300"
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "conn closed")
}

func (d *postgresDB) fault(err error) *Fault {
	where := fmt.Sprintf("the database at %s", net.JoinHostPort(d.config.Host, fmt.Sprint(d.config.Port)))
	f := &Fault{Cause: err}
	if d.away(err) {
		f.Kind, f.Say = ErrUnavailable, where+" cannot be reached: see that it runs and accepts connections, and try again; a change that got no answer is either made whole or not at all"
		return f
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return nil
	}
	switch {
	case pg.Code == "53100": // disk_full
		f.Kind, f.Say = ErrFull, "there is no room left on "+where+": free some space and try again; the change was not made"
	case pg.Code == "25006": // read_only_sql_transaction
		f.Kind, f.Say = ErrReadOnly, where+" takes no changes (it is a standby, or read-only): give Lector the address of the primary"
	case pg.Code == "42501": // insufficient_privilege
		f.Kind, f.Say = ErrReadOnly, fmt.Sprintf("the user %s may not do this on %s: grant it the right to create and change tables in the schema", d.config.User, where)
	case strings.HasPrefix(pg.Code, "28"), pg.Code == "3D000":
		f.Kind, f.Say = ErrUnavailable, where+" refuses Lector: check the user, the password and the database's name in LECTOR_STORE"
	case strings.HasPrefix(pg.Code, "XX"): // internal_error, data_corrupted, index_corrupted
		f.Kind, f.Say = ErrDamaged, where+" reports damage: stop Lector, look at the server's log, and restore a backup"
	default:
		return nil
	}
	return f
}

// The server looks after its pages; references hold by its constraints.
func (d *postgresDB) check(ctx context.Context) error { return d.pool.PingContext(ctx) }

func (d *postgresDB) close() error { return d.pool.Close() }
