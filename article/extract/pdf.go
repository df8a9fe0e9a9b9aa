package extract

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lector/article"
)

// A PDF is read by PDFium, compiled to WebAssembly, in a child process of the
// same binary: PDFs are the format that most often makes parsers loop or grow,
// and a process can be ended. The child gets the file on standard input, no
// environment, no files, has limits of its own, and ends when its parent does. A pdftotext that happens to
// be installed is not used, so that the same file gives the same text everywhere.

// childArg makes a process that is started with it a reader of one PDF.
const childArg = "lector-pdf-child"

// warmOnly, in place of the number of pages, has the child compile its reader into
// the cache and end.
const warmOnly = 0

// maxPDFTime bounds the reading of one PDF beside the Extractor's own time.
const maxPDFTime = 60 * time.Second

// ChildMain is to be called first in main, and in TestMain of what reads PDFs,
// with the arguments after the program's name. When it reports that it handled
// them, the process was a reader of a PDF and must exit with code.
func ChildMain(args []string) (handled bool, code int) {
	if len(args) != 3 || args[0] != childArg {
		return false, 0
	}
	pages, err := strconv.Atoi(args[2])
	if err != nil {
		return true, 2
	}
	limitProcess()
	yieldProcessor()
	file, err := readLength(os.Stdin)
	if err != nil {
		return true, 2
	}
	go endWithParent(os.Stdin)
	reply := readPDFChild(file, args[1], pages)
	if err := json.NewEncoder(os.Stdout).Encode(reply); err != nil {
		return true, 1
	}
	return true, 0
}

// endWithParent ends this process when its standard input does: the parent holds the
// other end until it has the answer, and a system closes it however the parent ends.
func endWithParent(in io.Reader) {
	_, _ = io.Copy(io.Discard, in)
	os.Exit(3)
}

// maxPDF bounds what the child believes of the length it is told; files have the
// limit of [Options] before.
const maxPDF = 1 << 30

// readLength reads what [sent] wrote, which is followed by no end.
func readLength(in io.Reader) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint64(head[:])
	if n > maxPDF {
		return nil, fmt.Errorf("a file of %d bytes", n)
	}
	data := make([]byte, n)
	_, err := io.ReadFull(in, data)
	return data, err
}

// sent is a file with its length before it, in 8 bytes, the highest first.
func sent(data []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(binary.BigEndian.AppendUint64(nil, uint64(len(data)))), bytes.NewReader(data))
}

// pdfReply is what the child says.
type pdfReply struct {
	Fault  string `json:"fault,omitempty"` // "malformed", "encrypted" or empty
	Detail string `json:"detail,omitempty"`
	Title  string `json:"title,omitempty"`
	Author string `json:"author,omitempty"`
	Pages  int    `json:"pages"` // as the file claims
	Read   int    `json:"read"`  // as many were looked at
	Text   string `json:"text"`
}

// readPDF makes an article of a PDF.
func (x *Extractor) readPDF(ctx context.Context, src source) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, maxPDFTime)
	defer cancel()
	// One at a time: each may take some hundred megabytes.
	select {
	case x.pdf <- struct{}{}:
		defer func() { <-x.pdf }()
	case <-ctx.Done():
		return Result{}, ErrBusy
	}
	reply, err := x.askChild(ctx, src.data, x.opts.MaxPages, nil)
	if err != nil {
		return Result{}, err
	}
	switch reply.Fault {
	case "":
	case "encrypted":
		return Result{}, ErrEncrypted
	default:
		return Result{}, fmt.Errorf("%w: %s", ErrMalformed, reply.Detail)
	}
	if words(reply.Text) == 0 {
		return Result{}, fmt.Errorf("%w: the PDF holds no text, perhaps only pictures of it", ErrNoArticle)
	}
	if len(reply.Text) > article.MaxText {
		return Result{}, fmt.Errorf("%w: more than %d MiB of text", ErrTooLarge, article.MaxText>>20)
	}
	r := Result{Articles: []article.Article{{
		Title:  cutTitle(firstOf(pdfTitle(reply.Title), titleFromText(reply.Text), titleFromName(src.name))),
		Author: cleanByline(reply.Author),
		Text:   clean(reply.Text),
	}}}
	if reply.Pages > reply.Read {
		r.Notes = append(r.Notes, fmt.Sprintf("The PDF has %d pages; the first %d were read.", reply.Pages, reply.Read))
	}
	return r, nil
}

// Warm compiles the reader of PDFs into the cache, at a low priority, so that the
// first PDF need not wait for it: that takes about six seconds on one core and
// 350 MB in the child, and every PDF after it about 0.4 s. A PDF that comes
// meanwhile waits. An error is for the log: PDFs are read all the same, only later.
func (x *Extractor) Warm(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	select {
	case x.pdf <- struct{}{}:
		defer func() { <-x.pdf }()
	case <-ctx.Done():
		return ctx.Err()
	}
	reply, err := x.askChild(ctx, nil, warmOnly, apart)
	switch {
	case err != nil:
		return fmt.Errorf("compile the reader of PDFs: %w", err)
	case reply.Fault != "":
		return fmt.Errorf("compile the reader of PDFs: %s", reply.Detail)
	}
	return nil
}

// askChild runs the child on one file; prepare, which may be nil, changes how it is
// started.
func (x *Extractor) askChild(ctx context.Context, data []byte, maxPages int, prepare func(*exec.Cmd)) (pdfReply, error) {
	exe, err := os.Executable()
	if err != nil {
		return pdfReply{}, fmt.Errorf("read the PDF: %w", err)
	}
	cache := x.opts.CacheDir
	if dir, err := os.UserCacheDir(); cache == "" && err == nil {
		cache = filepath.Join(dir, "lector", "pdf")
	}
	cmd := exec.CommandContext(ctx, exe, childArg, cache, strconv.Itoa(maxPages))
	if prepare != nil {
		prepare(cmd)
	}
	cmd.Args[0] = os.Args[0] // a binary that does several things by its name does the same
	cmd.Env = []string{"GOMEMLIMIT=768MiB"}
	if root := os.Getenv("SystemRoot"); root != "" {
		cmd.Env = append(cmd.Env, "SystemRoot="+root) // Windows starts nothing without it
	}
	// Not cmd.Stdin: that is closed when all is written, and the child ends with it.
	in, err := cmd.StdinPipe()
	if err != nil {
		return pdfReply{}, fmt.Errorf("read the PDF: %w", err)
	}
	defer in.Close()
	// JSON may need six bytes for one.
	out := &capped{limit: 2*article.MaxText + 1<<20}
	cmd.Stdout = out
	said := &capped{limit: 4096, drop: true}
	cmd.Stderr = said
	cmd.WaitDelay = 2 * time.Second
	if err = cmd.Start(); err == nil {
		// It ends with the child at the latest, whose end of the pipe is then closed.
		go func() { _, _ = io.Copy(in, sent(data)) }()
		err = cmd.Wait()
	}
	switch {
	case ctx.Err() != nil:
		return pdfReply{}, timedOut(ctx)
	case out.over:
		return pdfReply{}, fmt.Errorf("%w: more than %d MiB of text", ErrTooLarge, article.MaxText>>20)
	case errors.As(err, new(*exec.ExitError)):
		line, _, _ := strings.Cut(said.b.String(), "\n")
		return pdfReply{}, fmt.Errorf("%w: its reader gave up (%w: %.200s)", ErrMalformed, err, line)
	case err != nil:
		return pdfReply{}, fmt.Errorf("read the PDF: %w", err)
	}
	var reply pdfReply
	if err := json.Unmarshal(out.b.Bytes(), &reply); err != nil {
		return pdfReply{}, fmt.Errorf("%w: its reader gave no answer", ErrMalformed)
	}
	return reply, nil
}

// capped keeps at most limit bytes: then it fails, or drops the rest.
type capped struct {
	b     bytes.Buffer
	limit int
	drop  bool
	over  bool
}

func (c *capped) Write(p []byte) (int, error) {
	if c.b.Len()+len(p) > c.limit {
		c.over = true
		if !c.drop {
			return 0, ErrTooLarge
		}
		c.b.Write(p[:c.limit-c.b.Len()])
		return len(p), nil
	}
	return c.b.Write(p)
}

// pdfTitle is the title in a PDF's properties, unless a program put its own
// idea of one there.
func pdfTitle(s string) string {
	s = squeeze(visible(clean(s)))
	lower := strings.ToLower(s)
	for _, lead := range []string{"microsoft word", "microsoft powerpoint", "untitled", "powerpoint presentation", "print", "http:", "https:", "file:"} {
		if strings.HasPrefix(lower, lead) {
			return ""
		}
	}
	for _, end := range []string{".doc", ".docx", ".pdf", ".indd", ".dvi", ".tex", ".odt", ".rtf", ".qxd", ".html"} {
		if strings.HasSuffix(lower, end) {
			return ""
		}
	}
	return s
}
