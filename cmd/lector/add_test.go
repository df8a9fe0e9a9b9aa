package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// desk is a library that commands are run on, in this process.
type desk struct {
	t    *testing.T
	home string
	env  map[string]string
}

func newDesk(t *testing.T, env ...string) *desk {
	d := &desk{t: t, home: t.TempDir(), env: map[string]string{}}
	d.env["HOME"], d.env["LECTOR_DATA"] = d.home, filepath.Join(d.home, "data")
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		d.env[name] = value
	}
	return d
}

// file writes a file and returns its path.
func (d *desk) file(name string, data []byte) string {
	d.t.Helper()
	path := filepath.Join(d.home, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// lector runs a command that must end with a code.
func (d *desk) lector(code int, args ...string) (stdout, stderr string) {
	d.t.Helper()
	var out, errs bytes.Buffer
	got := run(d.t.Context(), process{args: args, getenv: func(k string) string { return d.env[k] }, stdin: strings.NewReader(""), stdout: &out, stderr: &errs})
	if got != code {
		d.t.Errorf("lector %s ends with %d, want %d\n%s%s", strings.Join(args, " "), got, code, &out, &errs)
	}
	return out.String(), errs.String()
}

// added is what add --json prints.
func (d *desk) added(ref string) (out []articleJSON) {
	d.t.Helper()
	stdout, _ := d.lector(exitOK, "add", "--json", ref)
	for dec := json.NewDecoder(strings.NewReader(stdout)); ; {
		var a articleJSON
		switch err := dec.Decode(&a); err {
		case nil:
			out = append(out, a)
		case io.EOF:
			return out
		default:
			d.t.Fatalf("add --json %s prints\n%s: %v", ref, stdout, err)
		}
	}
}

// packed is a zip of files: name, content, name, content, …
func packed(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, files[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// onePage is a PDF of one page with a line of text.
func onePage(line string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	stream := "BT /F1 11 Tf 60 760 Td (" + line + ") Tj ET"
	var at []int
	for i, o := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[4 0 R]/Count 1>>", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(stream), stream),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	b.WriteString("xref\n0 6\n0000000000 65535 f \n")
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}

const (
	ferryAsked    = "What sails to Skarholm at seven in the morning?"
	ferrySaid     = "The ferry to Skarholm sails at seven in the morning."
	dogAsked      = "May I bring a dog on the ferry?"
	dogSaid       = "Yes, dogs travel free on a lead."
	wordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
)

// TestAddFormats adds each format by lector add --json, as a file or from an
// address, and asks the library for what stood in it.
func TestAddFormats(t *testing.T) {
	t.Parallel()
	faqPage := `<!doctype html><html lang="en"><title>Ferry questions</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"FAQPage","mainEntity":[
{"@type":"Question","name":"` + ferryAsked + `","acceptedAnswer":{"@type":"Answer","text":"<p>` + ferrySaid + `</p>"}},
{"@type":"Question","name":"` + dogAsked + `","acceptedAnswer":{"@type":"Answer","text":"` + dogSaid + `"}}]}</script><body><div id="app"></div></html>`
	whole := strings.Repeat(" The crossing takes an hour, and the sea is seldom calm on the way.", 12)
	rss := `<?xml version="1.0"?><rss version="2.0"><channel><title>Coast Weekly</title>
<item><title>Old</title><link>http://example.org/old</link><pubDate>Sat, 03 Jun 2023 10:00:00 +0200</pubDate><description>Long ago.` + whole + `</description></item>
<item><title>The timetable</title><link>http://example.org/new</link><pubDate>Mon, 05 Jun 2023 10:00:00 +0200</pubDate><description>` + ferrySaid + whole + `</description></item></channel></rss>`
	atom := `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Coast Weekly</title>
<entry><title>The timetable</title><link href="http://example.org/t"/><updated>2023-06-05T10:00:00Z</updated><content type="html">&lt;p&gt;` + ferrySaid + whole + `&lt;/p&gt;</content></entry></feed>`
	docx := packed(t, "[Content_Types].xml", "<Types/>", "docProps/core.xml", `<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:title>The timetable</dc:title></cp:coreProperties>`, "word/document.xml", `<w:document xmlns:w="`+wordNamespace+`"><w:body><w:p><w:r><w:t>`+ferrySaid+`</w:t></w:r></w:p></w:body></w:document>`)
	epub := packed(t, "mimetype", "application/epub+zip", "META-INF/container.xml", `<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>`,
		"b.opf", `<package xmlns:dc="d"><metadata><dc:title>The timetable</dc:title></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>`,
		"a.xhtml", `<html><body><p>`+ferrySaid+`</p></body></html>`)
	for _, c := range []struct {
		name, contentType string // an address when it has a type, else a file
		data              []byte
		titles            []string
		pairs             int // of the first
	}{
		{"faq.html", "", []byte(faqPage), []string{"Ferry questions"}, 2},
		{"faq", "text/html; charset=utf-8", []byte(faqPage), []string{"Ferry questions"}, 2},
		{"faq.csv", "", []byte("question,answer\n" + ferryAsked + "," + ferrySaid + "\n" + dogAsked + ",\"" + dogSaid + "\"\n"), []string{"Faq"}, 2},
		{"faq.tsv", "", []byte("question\tanswer\n" + ferryAsked + "\t" + ferrySaid + "\n" + dogAsked + "\t" + dogSaid + "\n"), []string{"Faq"}, 2},
		{"faq.md", "", []byte("# Ferry questions\n\n## " + ferryAsked + "\n\n" + ferrySaid + "\n\n## " + dogAsked + "\n\n" + dogSaid + "\n\n## Who is the captain?\n\nAda Renn.\n"), []string{"Ferry questions"}, 3},
		{"faq.markdown", "text/markdown", []byte("# Ferry questions\n\n## " + ferryAsked + "\n\n" + ferrySaid + "\n\n## " + dogAsked + "\n\n" + dogSaid + "\n\n## Who is the captain?\n\nAda Renn.\n"), []string{"Ferry questions"}, 3},
		{"feed.rss", "", []byte(rss), []string{"The timetable", "Old"}, 0},
		{"feed", "application/rss+xml", []byte(rss), []string{"The timetable", "Old"}, 0},
		{"feed.atom", "", []byte(atom), []string{"The timetable"}, 0},
		{"timetable.docx", "", docx, []string{"The timetable"}, 0},
		{"timetable.epub", "", epub, []string{"The timetable"}, 0},
		{"timetable", "application/epub+zip", epub, []string{"The timetable"}, 0},
	} {
		t.Run(c.name+" "+c.contentType, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, "LECTOR_ALLOW_PRIVATE=true")
			ref := d.file(c.name, c.data)
			if c.contentType != "" {
				s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path != "/"+c.name {
						http.NotFound(w, r)
						return
					}
					w.Header().Set("Content-Type", c.contentType)
					w.Write(c.data)
				}))
				defer s.Close()
				ref = s.URL + "/" + c.name
			}
			got := d.added(ref)
			var titles []string
			for _, a := range got {
				titles = append(titles, a.Title)
			}
			if !slices.Equal(titles, c.titles) || got[0].Pairs != c.pairs || got[0].Sentences == 0 {
				t.Fatalf("add gives %+v, want the titles %q and %d pairs", got, c.titles, c.pairs)
			}
			answer, _ := d.lector(exitOK, "ask", ferryAsked)
			if !strings.Contains(answer, ferrySaid) {
				t.Errorf("the answer is %s", answer)
			}
			if c.pairs > 0 {
				answer, _ = d.lector(exitOK, "ask", "--json", dogAsked)
				if !strings.Contains(answer, `"kind":"pair","text":"`+dogSaid+`"`) {
					t.Errorf("the prepared answer is %s, want it to cite itself", answer)
				}
			}
		})
	}
}

// TestAddPDF: with the reader made ready in the data folder, as lector serve does.
func TestAddPDF(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	// What serve does after its start, but not after everybody else on the machine.
	cache := filepath.Join(d.env["LECTOR_DATA"], "cache")
	var said bytes.Buffer
	child := exec.Command("lector", "lector-pdf-child", cache, "0")
	child.Stdout, child.Stderr = &said, &said
	in, err := child.StdinPipe() // it ends when this is closed
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(make([]byte, 8)); err != nil { // the length of no file
		t.Error(err)
	}
	if err := child.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	if left, err := os.ReadDir(cache); err != nil || len(left) == 0 {
		t.Errorf("the data folder holds %v, %v; want compiled code in its cache", left, err)
	}
	if got := d.added(d.file("timetable.pdf", onePage(ferrySaid))); len(got) != 1 {
		t.Errorf("add gives %+v, want one article", got)
	}
	if answer, _ := d.lector(exitOK, "ask", ferryAsked); !strings.Contains(answer, ferrySaid) {
		t.Errorf("the answer is %s", answer)
	}
}

// TestRefreshSaysUnchanged: a site that keeps versions is asked, and not read anew.
func TestRefreshSaysUnchanged(t *testing.T) {
	t.Parallel()
	text, sent := ferrySaid, 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/ferry" {
			http.NotFound(w, r)
			return
		}
		tag := fmt.Sprintf("%q", fmt.Sprint(len(text)))
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Type", "text/plain")
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		sent++
		io.WriteString(w, text)
	}))
	defer s.Close()
	d := newDesk(t, "LECTOR_ALLOW_PRIVATE=true")
	id := string(d.added(s.URL + "/ferry")[0].ID)
	if out, _ := d.lector(exitOK, "refresh"); out != "unchanged "+id+"\n" || sent != 1 {
		t.Errorf("refresh prints %q after %d pages were sent, want it unchanged after 1", out, sent)
	}
	text += " It waits for nobody."
	if out, _ := d.lector(exitOK, "refresh", id); !strings.HasPrefix(out, "refreshed "+id+": no sentences gone, 1 sentence new") || sent != 2 {
		t.Errorf("refresh prints %q after %d pages were sent", out, sent)
	}
	if out, _ := d.lector(exitOK, "refresh", id); out != "unchanged "+id+"\n" || sent != 2 {
		t.Errorf("refresh prints %q after %d pages were sent, want it unchanged after 2", out, sent)
	}
}

// TestQuotasAreSet: what a server or a user may keep is the operator's to say; home
// is not bounded by it.
func TestQuotasAreSet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ set, want string }{
		{"LECTOR_MAX_ARTICLES=1", "the library would hold 2 articles, and it may hold 1"},
		{"LECTOR_MAX_BYTES=1K", "the library would hold 0.0 MB of text, and it may hold 0.0 MB"},
	} {
		d := newDesk(t, c.set)
		one := d.file("one.md", []byte("# One\n\n"+strings.Repeat("It rains. ", 60)))
		two := d.file("two.md", []byte("# Two\n\n"+strings.Repeat("It snows. ", 60)))
		for _, collection := range []string{"guild:1", "user:2"} {
			d.lector(exitOK, "add", "--collection", collection, one)
			if _, said := d.lector(exitFailed, "add", "--collection", collection, two); !strings.Contains(said, c.want) {
				t.Errorf("%s: the second article in %s: %s, want %q", c.set, collection, said, c.want)
			}
		}
		d.lector(exitOK, "add", one, two)
	}
	// The pairs of all articles count together.
	d := newDesk(t, "LECTOR_MAX_PAIRS=2")
	pairs := d.file("pairs.yaml", []byte("- questions: [What does it do?]\n  answer: It rains.\n  quote: It rains.\n- questions: [What falls?]\n  answer: Rain.\n  quote: It rains.\n"))
	for _, collection := range []string{"guild:1", "user:2"} {
		for i, id := range []string{"one", "two"} {
			d.lector(exitOK, "add", "--collection", collection, d.file(id+".md", fmt.Appendf(nil, "# %s\n\nIt rains. It is number %d.\n", id, i)))
		}
		d.lector(exitOK, "pairs", "import", "--collection", collection, "one", pairs)
		const want = "the library would hold 4 prepared answers, and it may hold 2: remove some first"
		if _, said := d.lector(exitFailed, "pairs", "import", "--collection", collection, "two", pairs); !strings.Contains(said, want) {
			t.Errorf("the pairs of the second article in %s: %s, want %q", collection, said, want)
		}
	}
}

// TestProgressBars: on a terminal the pages and articles that come are drawn.
func TestProgressBars(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("script"); err != nil {
		t.Skipf("no terminal can be had: %v", err)
	}
	d := newDesk(t)
	for i := range 60 {
		d.file(fmt.Sprintf("story-%02d.md", i), fmt.Appendf(nil, "# Story %d\n\nIt is number %d.\n", i, i))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "script", "-qefc", "stty cols 100 rows 30; lector add "+d.home, "/dev/null")
	cmd.Dir = d.home
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.home, "LECTOR_DATA=" + d.env["LECTOR_DATA"], "TERM=xterm", "TMPDIR=" + os.TempDir()}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "articles 60/60") || !strings.Contains(string(out), "added story-59") {
		t.Errorf("%v; on a terminal lector add draws\n%q", err, out)
	}
}
