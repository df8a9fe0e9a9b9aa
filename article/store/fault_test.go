package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"lector/article"
	"lector/article/store"
)

// rawFile opens a store's file behind its back.
func rawFile(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// wantFault checks the sentinel and that the sentence names the file and
// says what to do.
func wantFault(t testing.TB, err, kind error, words ...string) {
	t.Helper()
	var fault *store.Fault
	if !errors.Is(err, kind) || !errors.As(err, &fault) {
		t.Errorf("error %v, want a Fault that is %v", err, kind)
		return
	}
	for _, w := range words {
		if !strings.Contains(fault.Say, w) {
			t.Errorf("the sentence %q does not say %q", fault.Say, w)
		}
	}
	if strings.Contains(fault.Say, "\n") || strings.Count(fault.Say, ". ") > 0 {
		t.Errorf("%q is more than one sentence", fault.Say)
	}
}

// Files that must be refused are left as they are, byte for byte.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		make  func(t *testing.T, path string)
		kind  error
		words []string
	}{
		{"NotADatabase", func(t *testing.T, path string) {
			write(t, path, []byte("# Tides\n\nThe moon pulls the sea.\n"))
		}, store.ErrNotAStore, []string{"is not a library", "left as it was"}},
		{"AShortFile", func(t *testing.T, path string) { write(t, path, []byte("SQLite")) },
			store.ErrNotAStore, []string{"is not a library"}},
		{"AnotherProgramsDatabase", func(t *testing.T, path string) {
			if _, err := rawFile(t, path).Exec(`CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')`); err != nil {
				t.Fatal(err)
			}
		}, store.ErrNotAStore, []string{"another program"}},
		{"ANewerSchema", func(t *testing.T, path string) {
			s := mustOpen(t, path)
			mustPut(t, s, sample(guild, "tides"))
			s.Close()
			db := rawFile(t, path)
			if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`); err != nil {
				t.Fatal(err)
			}
			db.Close()
		}, store.ErrNewer, []string{"newer Lector", "version 99", "nothing was changed"}},
		{"AFolder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, store.ErrReadOnly, nil},
		{"AFirstPageOverwritten", func(t *testing.T, path string) {
			s := mustOpen(t, path)
			s.Close()
			damage(t, path, 100, 900)
		}, store.ErrDamaged, []string{"is damaged", "restore"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "lector.db")
			test.make(t, path)
			before, _ := os.ReadFile(path)
			s, err := store.Open(t.Context(), path)
			if err == nil {
				s.Close()
			}
			wantFault(t, err, test.kind, append(test.words, path)[:len(test.words)]...)
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// damage overwrites a part of a file.
func damage(t testing.TB, path string, from, n int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, n), int64(from)); err != nil {
		t.Fatal(err)
	}
}

// A page in the middle is lost: the check finds it, what it held is refused
// with the sentence, what stands elsewhere is still served.
func TestCorruptPage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lector.db")
	s := mustOpen(t, path)
	for i := range 40 {
		a := sample(guild, article.ID(fmt.Sprintf("n%02d", i)))
		a.Text = strings.Repeat(fmt.Sprint("Sentence of ", i, ". "), 2000)
		mustPut(t, s, a)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	damage(t, path, int(info.Size()/2/4096)*4096, 8192)

	s = mustOpen(t, path)
	wantFault(t, s.Check(t.Context()), store.ErrDamaged, "damaged", "restore")
	good := 0
	for i := range 40 {
		a, err := s.Get(t.Context(), guild, article.ID(fmt.Sprintf("n%02d", i)))
		switch {
		case err != nil:
			wantFault(t, err, store.ErrDamaged, "damaged")
		case a.Text == strings.Repeat(fmt.Sprint("Sentence of ", i, ". "), 2000):
			good++
		}
	}
	if good < 30 {
		t.Errorf("%d of 40 articles are still served, want nearly all", good)
	}
}

// The disk is full: one sentence, nothing lost, and once there is room it goes
// on without a restart.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	for _, limit := range []string{"pages", "file size"} {
		t.Run(limit, func(t *testing.T) {
			t.Parallel()
			if limit == "file size" && runtime.GOOS != "linux" {
				t.Skip("the limit on a process's files is set the Linux way")
			}
			path := filepath.Join(t.TempDir(), "lector.db")
			cmd := child(t, "fault", limit, path)
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.HasSuffix(string(out), "ok\n") {
				t.Errorf("%s", out)
			}
		})
	}
}

// A folder and a file that may be read but not written.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows grants rights in other ways")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "lector.db")
	s := mustOpen(t, path)
	mustPut(t, s, sample(guild, "tides"))
	s.Close()
	for name, mode := range map[string]os.FileMode{path: 0o444, dir: 0o555} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	for _, path := range []string{path, filepath.Join(dir, "new.db"), filepath.Join(dir, "sub", "new.db")} {
		cmd := child(t, "fault", "read-only", path)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !strings.HasSuffix(string(out), "ok\n") {
			t.Errorf("%s", out)
		}
	}
}

// childFault meets a fault that needs a process of its own, and prints what
// is not as it should be, or "ok".
func childFault(args []string) int {
	fault, path := args[0], args[1]
	ctx := context.Background()
	if fault == "read-only" {
		if os.Getuid() == 0 {
			if err := syscall.Setuid(65534); err != nil { // nobody
				fmt.Println(err)
				return 1
			}
		}
		_, err := store.Open(ctx, path)
		if f := (*store.Fault)(nil); !errors.As(err, &f) || f.Kind != store.ErrReadOnly || !strings.Contains(f.Say, path+" cannot be written") {
			fmt.Printf("Open of %s: %v, want ErrReadOnly\n", path, err)
			return 0
		}
		fmt.Println("ok")
		return 0
	}

	s, err := store.Open(ctx, path)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	put := func(i, size int) error {
		_, err := s.Put(ctx, article.Article{Collection: guild, ID: article.ID(fmt.Sprint("n", i)), Title: "T", Text: strings.Repeat(fmt.Sprint(i%10), size)})
		return err
	}
	if err := put(0, 100_000); err != nil {
		fmt.Println(err)
		return 1
	}
	var lift func() error
	switch fault {
	case "pages":
		lift, err = store.LimitPages(s, 100)
	case "file size":
		signal.Ignore(syscall.SIGXFSZ)
		var limit syscall.Rlimit
		if err = syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err == nil {
			low := limit
			low.Cur = 1 << 20
			err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &low)
		}
		lift = func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit) }
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	n := 1
	for ; n < 100; n++ {
		if err = put(n, 100_000); err != nil {
			break
		}
	}
	if f := (*store.Fault)(nil); !errors.As(err, &f) || f.Kind != store.ErrFull || !strings.Contains(f.Say, "room") {
		fmt.Printf("Put number %d on a full disk: %v, want ErrFull\n", n, err)
		return 0
	}
	// What stood before stands, in this process and the next.
	for i := range n {
		if _, err := s.Get(ctx, guild, article.ID(fmt.Sprint("n", i))); err != nil {
			fmt.Printf("Get of number %d after the disk was full: %v\n", i, err)
			return 0
		}
	}
	if err := lift(); err != nil {
		fmt.Println(err)
		return 1
	}
	if err := put(n, 100_000); err != nil {
		fmt.Printf("Put once there is room again: %v\n", err)
		return 0
	}
	if err := s.Check(ctx); err != nil {
		fmt.Println(err)
		return 0
	}
	if rev, err := s.Newest(ctx); err != nil || int(rev) != n+1 {
		fmt.Printf("the newest revision is %d, %v, want %d\n", rev, err, n+1)
		return 0
	}
	fmt.Println("ok")
	return 0
}

// Another program keeps the file locked: reading goes on, a write fails with a
// sentence after its patience, and succeeds when the lock is gone.
func TestLocked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lector.db")
	s := mustOpen(t, path)
	mustPut(t, s, sample(guild, "tides"))
	if err := store.Impatient(s, 50); err != nil {
		t.Fatal(err)
	}
	other := rawFile(t, path)
	if _, err := other.Exec(`BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Put(t.Context(), sample(guild, "more"))
	wantFault(t, err, store.ErrLocked, "another program", path, "not made")
	mustGet(t, s, guild, "tides")
	if _, err := other.Exec(`ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, sample(guild, "more"))
}
