package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	pdfium "github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"lector/article"
)

const (
	// childMemory bounds what PDFium may use, in WebAssembly pages of 64 KiB.
	childMemory = 512 << 20 / (64 << 10)
	// maxBadPages is how many pages in a row may fail before the rest is left:
	// a file may claim millions that are not there.
	maxBadPages = 20
)

// readPDFChild reads a PDF in the child process. It never fails but says what
// is wrong.
func readPDFChild(data []byte, cacheDir string, maxPages int) (reply pdfReply) {
	defer func() {
		if p := recover(); p != nil {
			reply = pdfReply{Fault: "malformed", Detail: fmt.Sprint(p)}
		}
	}()
	debug.SetMemoryLimit(768 << 20)
	ctx := context.Background()
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling). // PDFium is compiled with exceptions
		WithMemoryLimitPages(childMemory)
	// Compiling PDFium takes seconds, so the result is kept where that can be done.
	if cacheDir != "" && os.MkdirAll(cacheDir, 0o700) == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(cacheDir); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MaxTotal: 1, MaxIdle: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // no files
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return pdfReply{Fault: "malformed", Detail: "start the reader: " + err.Error()}
	}
	reader, err := pool.GetInstance(10 * time.Second)
	if err != nil {
		return pdfReply{Fault: "malformed", Detail: "start the reader: " + err.Error()}
	}
	if maxPages == warmOnly {
		return reply
	}
	// Neither is closed: the process ends with the answer.
	doc, err := reader.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return pdfReply{Fault: "encrypted"}
	case err != nil:
		return pdfReply{Fault: "malformed", Detail: err.Error()}
	}
	reply.Title = metaText(reader, doc.Document, "Title")
	reply.Author = metaText(reader, doc.Document, "Author")
	count, err := reader.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return pdfReply{Fault: "malformed", Detail: err.Error()}
	}
	reply.Pages = count.PageCount
	var pages []string
	size, bad := 0, 0
	for i := 0; i < min(reply.Pages, maxPages) && bad < maxBadPages && size <= article.MaxText; i++ {
		text, err := reader.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}})
		if err != nil {
			bad++
			continue
		}
		bad = 0
		reply.Read = i + 1
		pages = append(pages, text.Text)
		size += len(text.Text)
	}
	if len(pages) == 0 {
		return pdfReply{Fault: "malformed", Detail: "no page of it can be read"}
	}
	reply.Text = reflow(pages)
	return reply
}

func metaText(reader pdfium.Pdfium, doc references.FPDF_DOCUMENT, tag string) string {
	r, err := reader.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc, Tag: tag})
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(r.Value[:min(len(r.Value), 2000)], "")
}
