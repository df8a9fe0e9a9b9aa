package store_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"lector/article/store"
)

// postgresEnv names the address of a PostgreSQL server to test on. Every test
// works in a schema of its own, which it drops.
const postgresEnv = "LECTOR_TEST_POSTGRES"

func postgresServer(t testing.TB) string {
	t.Helper()
	address := os.Getenv(postgresEnv)
	if address == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set: start a server with .ci/postgres", postgresEnv)
		}
		t.Skipf("%s is not set: no PostgreSQL to test on (.ci/postgres starts one)", postgresEnv)
	}
	return address
}

var schemas atomic.Int64

// newSchema makes an empty schema and returns the address of a store in it.
func newSchema(t testing.TB, server string) string {
	t.Helper()
	exec := func(query string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, query); err != nil {
			t.Fatal(err)
		}
	}
	schema := fmt.Sprintf("lector_test_%d_%d", os.Getpid(), schemas.Add(1))
	exec("CREATE SCHEMA " + schema)
	t.Cleanup(func() { exec("DROP SCHEMA " + schema + " CASCADE") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	server := postgresServer(t)
	runSuite(t, func(t *testing.T) opener {
		address := newSchema(t, server)
		return func(options ...store.Option) *store.Store { return mustOpen(t, address, options...) }
	})
}

func TestPostgresCannotBeReached(t *testing.T) {
	t.Parallel()
	// A port of loopback where nothing listens.
	_, err := store.Open(t.Context(), "postgres://ann:secret@127.0.0.1:1/lector?sslmode=disable")
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1 cannot be reached") || strings.Contains(err.Error(), "secret") {
		t.Errorf("Open: %v, want that it cannot be reached, without the password", err)
	}
}
