package store

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresEnv names the address of a PostgreSQL server to test on. Every test
// works in a schema of its own, which it drops.
const PostgresEnv = "LECTOR_TEST_POSTGRES"

// PostgresServer is the address of the server; without one the test is skipped, and
// fails in continuous integration.
func PostgresServer(t testing.TB) string {
	t.Helper()
	address := os.Getenv(PostgresEnv)
	if address == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set: start a server with .ci/postgres", PostgresEnv)
		}
		t.Skipf("%s is not set: no PostgreSQL to test on (.ci/postgres starts one)", PostgresEnv)
	}
	return address
}

var schemas atomic.Int64

// NewSchema makes an empty schema and returns the address of a store in it.
func NewSchema(t testing.TB, server string) string {
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
