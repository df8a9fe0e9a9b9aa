package article

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
)

func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{
		"foxes.md":         "---\nlanguage: en\n---\n# Foxes\n\nA *vixen* is a fox.",
		"foxes.pairs.yaml": "- question: What is a vixen?\n  answer: A fox.\n  quote: A vixen is a fox.\n",
		"bad.txt":          "Some text.",
		"bad.pairs.yaml":   "- question: a\n  answer: b\n  quote: c\n",
		"empty.txt":        "",
	})
	a, err := ReadFile(filepath.Join(dir, "foxes.md"))
	if err != nil || a.Title != "Foxes" || len(a.Pairs) != 1 || a.Pairs[0].Quote != "A vixen is a fox." {
		t.Errorf("ReadFile = %+v, %v, want the article with its pair", a, err)
	}
	huge := filepath.Join(dir, "huge.txt")
	f, err := os.Create(huge)
	if err == nil {
		err = f.Truncate(MaxFile + 1)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{"none.txt": fs.ErrNotExist, "foxes.md/x": fs.ErrNotExist, ".": ErrDirectory, "empty.txt": ErrEmpty, "huge.txt": ErrTooLarge} {
		if _, err := ReadFile(filepath.Join(dir, name)); !errors.Is(err, want) || strings.Contains(err.Error(), "open ") {
			t.Errorf("ReadFile(%s) = %v, want a sentence around %v", name, err, want)
		}
	}
	_, err = ReadFile(filepath.Join(dir, "bad.txt"))
	if faults, ok := errors.AsType[Faults](err); !ok || len(faults) != 1 || filepath.Base(faults[0].File) != "bad.pairs.yaml" || faults[0].Line != 3 {
		t.Errorf("ReadFile with a bad quote = %v, want a fault in bad.pairs.yaml, line 3", err)
	}
}

func TestOpenFolder(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{
		"b.md": "# Same title\n\nText b.", "a/c.txt": "Same title\n\nText c.", "a/c.pairs.yaml": "[]",
		"README.md": "Not an article.", ".hidden/d.md": "Not one.", "e.md": "", "picture.png": "\x89PNG", "z.txt": "Zebras\n\nText z.",
	})
	articles, err := OpenFolder(dir)
	var ids []string
	for _, a := range articles {
		ids = append(ids, string(a.ID))
	}
	if got, want := strings.Join(ids, " "), "same-title same-title-b zebras"; got != want {
		t.Errorf("OpenFolder: IDs %s, want %s", got, want)
	}
	if !errors.Is(err, ErrEmpty) || !strings.Contains(err.Error(), "e.md") {
		t.Errorf("OpenFolder: %v, want the fault of e.md", err)
	}
	if _, err := OpenFolder(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenFolder of none: %v", err)
	}
	if _, err := OpenFolder(filepath.Join(dir, "b.md")); err == nil {
		t.Error("OpenFolder of a file: no error")
	}
}

func TestShelf(t *testing.T) {
	t.Parallel()
	s := NewShelf(Article{ID: "b", Title: "B"}, Article{ID: "a", Title: "old"}, Article{ID: "a", Title: "A"}, Article{Collection: Guild("1"), ID: "a", Title: "G"})
	ctx := t.Context()
	if a, err := s.Get(ctx, Home, "a"); err != nil || a.Title != "A" || a.Collection != Home {
		t.Errorf("Get = %+v, %v", a, err)
	}
	if _, err := s.Get(ctx, Guild("1"), "b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Get of another collection's = %v, want ErrNotFound", err)
	}
	var titles []string
	for a, err := range s.Articles(ctx, Home) {
		if err != nil {
			t.Fatal(err)
		}
		titles = append(titles, a.Title)
	}
	if got := strings.Join(titles, " "); got != "A B" {
		t.Errorf("Articles = %s, want A B", got)
	}
}

func TestShelfChangesWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewShelf(Article{ID: "b"}, Article{ID: "a"})
		ctx, cancel := context.WithCancel(t.Context())
		var ids []string
		var end error
		done := make(chan struct{})
		go func() {
			defer close(done)
			for c, err := range s.Changes(ctx, 0) {
				if end = err; err == nil {
					ids = append(ids, string(c.ID))
				}
			}
		}()
		synctest.Wait()
		select {
		case <-done:
			t.Error("Changes ended by itself")
		default:
		}
		cancel()
		<-done
		if got := strings.Join(ids, " "); got != "b a" || !errors.Is(end, context.Canceled) {
			t.Errorf("Changes = %s, ending with %v, want b a and context.Canceled", got, end)
		}
	})
}

// A file that was one of the folder's when it was looked at, and is a link out of
// it when it is opened, is not read.
func TestLinksLeadNowhereElse(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	dir := filepath.Join(outside, "articles")
	for name, text := range map[string]string{"secret.md": "# Secret\n\nNot theirs.\n", "articles/.v1/tides.md": "# Tides\n\nThe sea.\n"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(outside, name)), 0o755), os.WriteFile(filepath.Join(outside, name), []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for link, target := range map[string]string{
		"absolute.md": filepath.Join(outside, "secret.md"), "up.md": "../secret.md", "around.md": ".v1/../../secret.md", "folder": "..", "inside.md": ".v1/tides.md",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skipf("links cannot be made here: %v", err)
		}
		path := link
		if link == "folder" {
			path = "folder/secret.md"
		}
		a, err := readFile(root, path, path)
		if inside := link == "inside.md"; (err == nil) != inside || strings.Contains(a.Text, "theirs") {
			t.Errorf("%s, which leads to %s, is read as %q, %v", path, target, a.Text, err)
		}
	}
	// Beside an article, a link out is no pairs file either.
	if err := os.Symlink("../secret.md", filepath.Join(dir, "inside.pairs.yaml")); err != nil {
		t.Fatal(err)
	}
	if a, err := readFile(root, "inside.md", "inside.md"); err == nil {
		t.Errorf("with pairs that lead out the article is read as %+v", a)
	}
}
