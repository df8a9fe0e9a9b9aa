package article_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lector/article"
	"lector/article/store"
)

// folderRig is a folder, its store, and what watches.
type folderRig struct {
	t     *testing.T
	dir   string
	store *store.Store
	f     *article.Folder
}

func newFolderRig(t *testing.T, settle time.Duration) *folderRig {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "lector.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	dir := filepath.Join(t.TempDir(), "articles")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return &folderRig{t: t, dir: dir, store: s, f: article.NewFolder(dir, s, article.FolderOptions{Settle: settle})}
}

// write puts a file into the folder as editors do: in one rename.
func (r *folderRig) write(path, content string) {
	r.t.Helper()
	name := filepath.Join(r.dir, path)
	tmp := filepath.Join(filepath.Dir(r.dir), "new")
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(tmp, []byte(content), 0o644), os.Rename(tmp, name)); err != nil {
		r.t.Fatal(err)
	}
}

func (r *folderRig) remove(path string) {
	r.t.Helper()
	if err := os.Remove(filepath.Join(r.dir, path)); err != nil {
		r.t.Fatal(err)
	}
}

// titles are the articles of home: title and origin by ID.
func (r *folderRig) titles() map[article.ID]string {
	r.t.Helper()
	out := map[article.ID]string{}
	for a, err := range r.store.Articles(r.t.Context(), article.Home) {
		if err != nil {
			r.t.Fatal(err)
		}
		out[a.ID] = a.Title + " " + a.Origin
	}
	return out
}

func (r *folderRig) load() error {
	r.t.Helper()
	return r.f.Load(r.t.Context())
}

// watch watches the folder until the test ends.
func (r *folderRig) watch() {
	ctx, stop := context.WithCancel(r.t.Context())
	ended := make(chan error)
	go func() { ended <- r.f.Watch(ctx) }()
	r.t.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			r.t.Errorf("Watch ended with %v", err)
		}
	})
}

// eventually polls until the articles are as wanted.
func (r *folderRig) eventually(want map[article.ID]string) {
	r.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		got := r.titles()
		if cmp.Equal(want, got) {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("the articles (-want +got):\n%s\nfaults: %v", cmp.Diff(want, got), r.f.Faults())
		}
	}
}

func (r *folderRig) newest() article.Rev {
	r.t.Helper()
	rev, err := r.store.Newest(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return rev
}

const tidesFile = "# Tides\n\nThe moon pulls the sea.\n"

func TestFolderLoad(t *testing.T) {
	t.Parallel()
	r := newFolderRig(t, 10*time.Millisecond)
	r.write("tides.md", tidesFile)
	r.write("tides.pairs.yaml", "- question: What pulls the sea?\n  answer: The moon.\n  quote: The moon pulls the sea.\n")
	r.write("news/tides.md", "# Tides\n\nOther tides.\n")
	r.write(".git/HEAD.md", "# Not an article\n\nText.\n")
	r.write("README.md", "# Not an article\n\nText.\n")
	hand := article.Article{Collection: article.Home, ID: "by-hand", Title: "By hand", Text: "Text."}
	if _, err := r.store.Put(t.Context(), hand); err != nil {
		t.Fatal(err)
	}
	if err := r.load(); err != nil {
		t.Fatal(err)
	}
	want := map[article.ID]string{"by-hand": "By hand ", "tides": "Tides folder:news/tides.md", "tides-tides": "Tides folder:tides.md"}
	if d := cmp.Diff(want, r.titles()); d != "" {
		t.Errorf("the articles (-want +got):\n%s", d)
	}
	a, err := r.store.Get(t.Context(), article.Home, "tides-tides")
	if err != nil || len(a.Pairs) != 1 || a.Pairs[0].Answer != "The moon." {
		t.Errorf("the article with pairs is %+v, %v", a, err)
	}
	for e, err := range r.store.History(t.Context(), article.Home, "tides") {
		if err != nil || e.By != article.Actor("folder:"+r.dir) || e.Verb != "add" {
			t.Errorf("the history names %q, %q, %v", e.By, e.Verb, err)
		}
	}

	// Loading again, by this process or the next, changes nothing.
	before := r.newest()
	if err := errors.Join(r.load(), article.NewFolder(r.dir, r.store, article.FolderOptions{Settle: 10 * time.Millisecond}).Load(t.Context())); err != nil {
		t.Fatal(err)
	}
	if after := r.newest(); after != before {
		t.Errorf("loading the same took %d revisions", after-before)
	}

	// While nobody watched: a file changed, one was removed, one came, which
	// has the title of an article that was added by hand.
	r.write("tides.md", "# The tides\n\nThe moon pulls the sea.\n\nMore.\n")
	r.remove("news/tides.md")
	r.write("hand.md", "# By hand\n\nFrom a file.\n")
	r.f = article.NewFolder(r.dir, r.store, article.FolderOptions{Settle: 10 * time.Millisecond})
	if err := r.load(); err != nil {
		t.Fatal(err)
	}
	want = map[article.ID]string{"by-hand": "By hand ", "by-hand-hand": "By hand folder:hand.md", "tides-tides": "The tides folder:tides.md"}
	if d := cmp.Diff(want, r.titles()); d != "" {
		t.Errorf("the articles at the next start (-want +got):\n%s", d)
	}
}

func TestFolderFaults(t *testing.T) {
	t.Parallel()
	r := newFolderRig(t, 10*time.Millisecond)
	r.write("tides.md", tidesFile)
	r.write("other.md", "# Other\n\nText.\n")
	if err := r.load(); err != nil {
		t.Fatal(err)
	}
	good := r.titles()

	// A fault in the pairs or in the article: the last good version stays.
	r.write("tides.pairs.yaml", "- question: What pulls the sea?\n  answer: The sun.\n  quote: The sun pulls the sea.\n")
	r.write("other.md", "---\ntitel: Other\n---\n\nText.\n")
	err := r.load()
	if err == nil || !strings.Contains(err.Error(), "tides.pairs.yaml:3") || !strings.Contains(err.Error(), "other.md:2") {
		t.Errorf("Load: %v, want both faults with file and line", err)
	}
	if d := cmp.Diff(good, r.titles()); d != "" {
		t.Errorf("the articles (-want +got):\n%s", d)
	}
	if n := len(r.f.Faults()); n != 2 {
		t.Errorf("%d faults, want 2", n)
	}
	// Removing a file with a fault removes its article and the fault.
	r.remove("other.md")
	r.write("tides.pairs.yaml", "- question: What pulls the sea?\n  answer: The moon.\n  quote: The moon pulls the sea.\n")
	if err := r.load(); err != nil || len(r.f.Faults()) != 0 {
		t.Errorf("mended: %v, faults %v", err, r.f.Faults())
	}
	if d := cmp.Diff(map[article.ID]string{"tides": "Tides folder:tides.md"}, r.titles()); d != "" {
		t.Errorf("the articles (-want +got):\n%s", d)
	}

	// A folder that is gone, or empty, takes nothing with it.
	kept := r.titles()
	for _, spoil := range []func() error{
		func() error { return os.Rename(r.dir, r.dir+"-away") },
		func() error { return os.Mkdir(r.dir, 0o755) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if err := r.load(); err == nil || !strings.Contains(err.Error(), "articles stay") {
			t.Errorf("a folder that is gone: %v, want that the articles stay", err)
		}
		if d := cmp.Diff(kept, r.titles()); d != "" {
			t.Errorf("the articles (-want +got):\n%s", d)
		}
	}
}

func TestFolderWatch(t *testing.T) {
	t.Parallel()
	r := newFolderRig(t, 0) // the settings of real life
	r.write("tides.md", tidesFile)
	r.watch()
	r.eventually(map[article.ID]string{"tides": "Tides folder:tides.md"})

	for _, step := range []struct {
		name string
		do   func()
		want map[article.ID]string
	}{
		{"a changed title", func() { r.write("tides.md", "# The tides\n\nThe moon pulls the sea.\n") },
			map[article.ID]string{"tides": "The tides folder:tides.md"}},
		{"a file in a new folder", func() { r.write("a/b/moon.md", "# Moon\n\nIt is near.\n") },
			map[article.ID]string{"tides": "The tides folder:tides.md", "moon": "Moon folder:a/b/moon.md"}},
		{"a rename", func() {
			if err := os.Rename(filepath.Join(r.dir, "a/b/moon.md"), filepath.Join(r.dir, "moon.md")); err != nil {
				t.Fatal(err)
			}
		}, map[article.ID]string{"tides": "The tides folder:tides.md", "moon": "Moon folder:moon.md"}},
		{"a removal", func() { r.remove("tides.md") },
			map[article.ID]string{"moon": "Moon folder:moon.md"}},
	} {
		begun := time.Now()
		step.do()
		r.eventually(step.want)
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s was live after %s, want within two seconds", step.name, took)
		}
	}
}

// A file that is written piece by piece is seen when it is whole, and never
// before.
func TestFolderHalfWritten(t *testing.T) {
	t.Parallel()
	r := newFolderRig(t, 400*time.Millisecond)
	r.write("tides.md", tidesFile)
	r.watch()
	r.eventually(map[article.ID]string{"tides": "Tides folder:tides.md"})
	var bad atomic.Value
	ctx, stop := context.WithCancel(t.Context())
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		for c, err := range r.store.Changes(ctx, 0) {
			if err != nil {
				return
			}
			if a, err := r.store.Get(ctx, c.Collection, c.ID); err == nil && c.ID == "long" && !strings.HasSuffix(a.Text, "The end.") {
				bad.Store(fmt.Sprintf("%d bytes", len(a.Text)))
			}
		}
	}()
	file, err := os.Create(filepath.Join(r.dir, "long.md"))
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		if _, err := file.WriteString("# Long\n\nOne sentence after the other.\n\n"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond) // the writer is slow: that is the test
	}
	if _, err := file.WriteString("The end."); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	r.eventually(map[article.ID]string{"tides": "Tides folder:tides.md", "long": "Long folder:long.md"})
	stop()
	<-followed
	if half := bad.Load(); half != nil {
		t.Errorf("half a file was taken: %v", half)
	}
}

// failing is a store that does not take anything for a while.
type failing struct {
	article.Store
	broken atomic.Bool
}

func (f *failing) Put(ctx context.Context, a article.Article) (article.Rev, error) {
	if f.broken.Load() {
		return 0, errors.New("the disk is full")
	}
	return f.Store.Put(ctx, a)
}

func TestFolderTriesAgainWhenTheStoreFails(t *testing.T) {
	t.Parallel()
	r := newFolderRig(t, 10*time.Millisecond)
	broken := &failing{Store: r.store}
	broken.broken.Store(true)
	r.f = article.NewFolder(r.dir, broken, article.FolderOptions{Settle: 10 * time.Millisecond})
	r.write("tides.md", tidesFile)
	if err := r.load(); err == nil || !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("Load: %v, want the store's error", err)
	}
	broken.broken.Store(false)
	if err := r.load(); err != nil {
		t.Error(err)
	}
	if d := cmp.Diff(map[article.ID]string{"tides": "Tides folder:tides.md"}, r.titles()); d != "" {
		t.Errorf("the articles (-want +got):\n%s", d)
	}
}

// What a file is the master copy of is changed there.
func TestLibraryLeavesFilesToTheFolder(t *testing.T) {
	t.Parallel()
	r := newFolderRig(t, 10*time.Millisecond)
	r.write("tides.md", tidesFile)
	if err := r.load(); err != nil {
		t.Fatal(err)
	}
	l := article.NewLibrary(r.store, article.LibraryOptions{Folder: true})
	var kept *article.KeptError
	if _, err := l.Edit(t.Context(), article.Home, "tides", 0, func(a *article.Article) { a.Title = "Mine" }); !errors.As(err, &kept) || kept.File != "tides.md" {
		t.Errorf("Edit: %v, want a KeptError that names tides.md", err)
	}
	if _, err := l.Remove(t.Context(), article.Home, "tides", 0); !errors.Is(err, article.ErrKept) {
		t.Errorf("Remove: %v, want ErrKept", err)
	}
	// Once there is no folder any more, they are articles like others.
	l = article.NewLibrary(r.store, article.LibraryOptions{})
	if _, err := l.Remove(t.Context(), article.Home, "tides", 0); err != nil {
		t.Error(err)
	}
}

// A Kubernetes ConfigMap is links into a hidden folder that is swapped as a
// whole; the folder itself may be a link too. What leads out is never read.
func TestFolderOfLinks(t *testing.T) {
	t.Parallel()
	r := newFolderRig(t, 20*time.Millisecond)
	link := func(target, path string) {
		t.Helper()
		name := filepath.Join(r.dir, path)
		if err := errors.Join(os.Symlink(target, name+".tmp"), os.Rename(name+".tmp", name)); err != nil {
			t.Skipf("links cannot be made here: %v", err)
		}
	}
	outside := filepath.Join(t.TempDir(), "secret.md")
	if err := os.WriteFile(outside, []byte("# Secret\n\nIt is not theirs to read.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.write("..v1/tides.md", tidesFile)
	r.write("..v1/tides.pairs.yaml", "- question: What pulls the sea?\n  answer: The moon.\n  quote: The moon pulls the sea.\n")
	link("..v1", "..data")
	link("..data/tides.md", "tides.md")
	link("..data/tides.pairs.yaml", "tides.pairs.yaml")
	link(outside, "secret.md")
	link("nowhere.md", "broken.md")
	link(".", "loop")
	r.write("moon.md", "# Moon\n\nIt is near.\n")
	link(outside, "moon.pairs.yaml")
	mount := filepath.Join(t.TempDir(), "mounted")
	if err := os.Symlink(r.dir, mount); err != nil {
		t.Fatal(err)
	}
	opened, err := article.OpenFolder(mount)
	if err != nil || len(opened) != 1 || opened[0].Title != "Tides" || len(opened[0].Pairs) != 1 {
		t.Errorf("OpenFolder = %+v, %v, want the tides with their pair alone", opened, err)
	}
	r.f = article.NewFolder(mount, r.store, article.FolderOptions{Settle: 20 * time.Millisecond, Rescan: time.Hour})
	r.watch()
	r.eventually(map[article.ID]string{"tides": "Tides folder:tides.md"})
	r.write("..v2/tides.md", "# The tides\n\nThe moon pulls the sea.\n")
	r.write("..v2/tides.pairs.yaml", "[]\n")
	link("..v2", "..data")
	r.eventually(map[article.ID]string{"tides": "The tides folder:tides.md"})
}
