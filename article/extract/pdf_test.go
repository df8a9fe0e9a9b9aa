package extract

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMain lets the test binary be the child that reads PDFs.
func TestMain(m *testing.M) {
	if handled, code := ChildMain(os.Args[1:]); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// pdfOf writes a PDF with the given lines on its pages.
func pdfOf(pages ...[]string) []byte {
	var objects []string
	kids := ""
	for i, lines := range pages {
		var b strings.Builder
		b.WriteString("BT /F1 11 Tf 14 TL 60 760 Td\n")
		for _, line := range lines {
			line = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(line)
			fmt.Fprintf(&b, "(%s) Tj T*\n", line)
		}
		b.WriteString("ET")
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", 5+2*i),
			fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", b.Len(), b.String()))
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	return pdfFile(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(pages)),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}, objects...)...)
}

// pdfFile numbers objects from 1; the first is the catalogue.
func pdfFile(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

// bombPDF is a PDF with pages each of which unpacks to what takes seconds to read.
func bombPDF(pages, mebibytes int) []byte {
	var bomb bytes.Buffer
	z := zlib.NewWriter(&bomb)
	for range mebibytes {
		z.Write(bytes.Repeat([]byte("q Q BT (x) Tj ET\n"), 1<<16))
	}
	z.Close()
	kids := ""
	var objects []string
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 5+i)
		objects = append(objects, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>")
	}
	return pdfFile(append([]string{"<</Type/Catalog/Pages 2 0 R>>", fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, pages),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", fmt.Sprintf("<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream", bomb.Len(), bomb.String())}, objects...)...)
}

// compiled lists the files under a folder of compiled code, with their times.
func compiled(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			files = append(files, fmt.Sprint(name, info.Size(), info.ModTime()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestPDF reads sound and hostile PDFs with a reader that was made ready before:
// each takes a child process, and none compiles anything.
func TestPDF(t *testing.T) {
	t.Parallel()
	x := New(Options{Timeout: 40 * time.Second, MaxPages: 10, CacheDir: filepath.Join(t.TempDir(), "cache")})
	// Compiling is what Warm does, but not after everybody else on the machine.
	if reply, err := x.askChild(t.Context(), nil, warmOnly, nil); err != nil || reply.Fault != "" {
		t.Fatalf("%+v, %v", reply, err)
	}
	ready := compiled(t, x.opts.CacheDir)
	if len(ready) == 0 {
		t.Error("compiling left nothing behind")
	}
	t.Cleanup(func() {
		if diff := cmp.Diff(ready, compiled(t, x.opts.CacheDir)); diff != "" {
			t.Errorf("reading PDFs compiled anew (-ready +after):\n%s", diff)
		}
	})
	if err := x.Warm(t.Context()); err != nil {
		t.Error(err)
	}
	t.Run("text", func(t *testing.T) {
		data := pdfOf(
			[]string{"The Harbour Gazette", "The ferry to Skarholm", "The ferry sails at seven in the morning and again at nine, but it waits for no-", "body, not even for the doctor, who has often had to take his own boat across the", "sound.", "It carries forty people and two carts. Horses have to swim, and the captain, a", "1"},
			[]string{"The Harbour Gazette", "patient man, throws them a rope.", "On Sundays there is no ferry at all, and nobody has asked for one since the year", "of the great ice.", "2"},
			[]string{"The Harbour Gazette", "A last page with a short line.", "3"},
		)
		r, err := x.File(t.Context(), "ferry.pdf", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		want := "The ferry to Skarholm\n\nThe ferry sails at seven in the morning and again at nine, but it waits for nobody, not even for the doctor, who has often had to take his own boat across the sound.\n\nIt carries forty people and two carts. Horses have to swim, and the captain, a patient man, throws them a rope.\n\nOn Sundays there is no ferry at all, and nobody has asked for one since the year of the great ice.\n\nA last page with a short line."
		if a := r.Articles[0]; a.Text != want || a.Title != "The ferry to Skarholm" {
			t.Errorf("title %q, text\n%q, want\n%q", a.Title, a.Text, want)
		}
	})
	t.Run("too many pages", func(t *testing.T) {
		var pages [][]string
		for i := range 12 {
			pages = append(pages, []string{fmt.Sprintf("This is what stands on page %c of it.", 'A'+i)})
		}
		r, err := x.File(t.Context(), "long.pdf", bytes.NewReader(pdfOf(pages...)))
		if err != nil || len(r.Notes) != 1 || strings.Contains(r.Articles[0].Text, "page K") {
			t.Errorf("%+v, %v; want ten pages and a note", r, err)
		}
	})
	good := string(pdfOf([]string{"A page of words that can be read."}))
	for _, c := range []struct {
		name string
		data string
		want error // nil: readable, or any refusal
	}{
		{"lies about its length", strings.Replace(good, "/Length ", "/Length 99999999", 1), nil},
		{"claims a million pages", strings.Replace(good, "/Count 1>>", "/Count 1000000>>", 1), nil},
		{"its pages loop", string(pdfFile("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")), ErrMalformed},
		{"is cut off", good[:len(good)/2], nil},
		{"is a head alone", "%PDF-1.7\n", ErrMalformed},
		{"holds a bomb", string(bombPDF(1, 128)), ErrTimeout},
		{"is empty", string(pdfOf([]string{})), ErrNoArticle},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			x := x
			if c.name == "holds a bomb" { // the child is ended when the time is up
				x = New(Options{Timeout: 2 * time.Second, CacheDir: x.opts.CacheDir})
			}
			_, err := x.File(t.Context(), "x.pdf", strings.NewReader(c.data))
			var refusal *Refusal
			if c.want != nil && !errors.Is(err, c.want) || err != nil && !errors.As(err, &refusal) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if past := time.Since(begin); past > 45*time.Second {
				t.Errorf("it took %v", past)
			}
		})
	}
}

// parentEnv makes [TestPDFChildEndsWithItsParent] the parent, and names the folder
// of compiled code, by which the child is known.
const parentEnv = "LECTOR_TEST_PDF_PARENT"

// TestPDFChildEndsWithItsParent kills a process whose child reads a PDF, and finds
// the child gone, which would else read for minutes; and while it ran, it held no
// file of its parent.
func TestPDFChildEndsWithItsParent(t *testing.T) {
	if dir := os.Getenv(parentEnv); dir != "" {
		f, err := os.Create(filepath.Join(filepath.Dir(dir), "of-the-parent")) // a killed process tidies nothing
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		New(Options{Timeout: time.Minute, CacheDir: dir}).File(t.Context(), "bomb.pdf", bytes.NewReader(bombPDF(1000, 8)))
		return
	}
	t.Parallel()
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skipf("processes cannot be listed here: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "cache")
	parent := exec.Command(os.Args[0], "-test.run=^TestPDFChildEndsWithItsParent$")
	parent.Env = append(os.Environ(), parentEnv+"="+dir)
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	child := ""
	until := func(what string, alive bool, within time.Duration) {
		t.Helper()
		for end := time.Now().Add(within); ; time.Sleep(5 * time.Millisecond) {
			child = childWith(dir)
			// It makes the folder when it has the file.
			if _, err := os.Stat(dir); (child != "") == alive && err == nil {
				return
			}
			if time.Now().After(end) {
				parent.Process.Kill()
				t.Fatalf("%s: the child is %q", what, child)
			}
		}
	}
	until("reading", true, 2*time.Minute)
	files, err := os.ReadDir(filepath.Join("/proc", child, "fd"))
	if err != nil {
		t.Error(err)
	}
	for _, f := range files {
		name, err := os.Readlink(filepath.Join("/proc", child, "fd", f.Name()))
		if err == nil && strings.Contains(name, "of-the-parent") {
			t.Errorf("the child holds %s as %s", name, f.Name())
		}
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	parent.Wait()
	until("the parent was killed", false, 20*time.Second)
}

// childWith is the process that reads PDFs with a folder of compiled code, or "".
func childWith(dir string) string {
	processes, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, p := range processes {
		if args, err := os.ReadFile(p); err == nil && strings.Contains(string(args), childArg+"\x00"+dir) {
			return filepath.Base(filepath.Dir(p))
		}
	}
	return ""
}

func TestReflow(t *testing.T) {
	t.Parallel()
	wide := strings.Repeat("wide ", 14) + "line"
	for _, c := range []struct{ page, want string }{
		{"", ""},
		{wide + "\r\nand on.", wide + " and on."},
		{"Title\r\nW" + wide + "\r\nend.", "Title\n\nW" + wide + " end."},
		{wide + " inter\x02\r\nnational", wide + " international"},
		{"a well-known man " + wide + " well-\r\nknown", "a well-known man " + wide + " well-known"},
		{"• one\r\n• two", "• one\n• two"},
		{"国民经济和社会发展统计公报显示全年国内生产总值比上年增长\r\n百分之五", "国民经济和社会发展统计公报显示全年国内生产总值比上年增长百分之五"},
	} {
		if got := reflow([]string{c.page}); got != c.want {
			t.Errorf("reflow(%q) = %q, want %q", c.page, got, c.want)
		}
	}
}
