package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of zipped documents. XML packs 10:1, rarely 50:1; deflate can reach
// 1000:1 with what only a bomb holds.
const (
	maxEntries  = 10_000
	maxUnpacked = 64 << 20 // all entries that are read, together
	maxRatio    = 200
	ratioGrace  = 1 << 20 // bytes unpacked before the ratio counts
)

// zipped is a zip file in memory. Names of entries are looked up, never used
// as paths of files.
type zipped struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

func openZip(data []byte) (*zipped, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(r.File) > maxEntries {
		return nil, fmt.Errorf("%w: more than %d entries", ErrTooLarge, maxEntries)
	}
	z := &zipped{files: make(map[string]*zip.File, len(r.File)), left: maxUnpacked}
	for _, f := range r.File {
		name := strings.TrimPrefix(f.Name, "/")
		if _, twice := z.files[name]; !twice {
			z.files[name] = f
		}
	}
	return z, nil
}

func (z *zipped) has(name string) bool { return z.files[name] != nil }

// read unpacks one entry. What an entry says about its size is not believed.
func (z *zipped) read(name string) ([]byte, error) {
	f := z.files[name]
	if f == nil {
		return nil, fmt.Errorf("%w: it lacks %s", ErrMalformed, name)
	}
	if f.Flags&1 != 0 {
		return nil, ErrEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	defer r.Close()
	limit := min(z.left, max(int64(f.CompressedSize64)*maxRatio, ratioGrace))
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	z.left -= int64(len(data))
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: it unpacks to more than %d MiB", ErrTooLarge, limit>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return data, nil
}

// zipFormat tells the zipped formats apart by what they must contain.
func zipFormat(data []byte) format {
	z, err := openZip(data)
	switch {
	case err != nil:
		// Let the reader say what is wrong with it.
		return docx
	case z.has("META-INF/container.xml"):
		return epub
	case z.has("word/document.xml") || z.has("[Content_Types].xml") && z.has("_rels/.rels") && !z.has("xl/workbook.xml") && !z.has("ppt/presentation.xml"):
		return docx
	}
	return unknown
}

// xmlTokens walks XML without building a tree; it stops when visit returns an
// error. Entities of a document's own are not expanded but are errors, as is
// nesting beyond 256.
func xmlTokens(data []byte, visit func(t xml.Token) error) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		b, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		return strings.NewReader(decode(b, "text/xml; charset="+charset)), nil
	}
	depth := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > 256 {
				return fmt.Errorf("%w: nested too deeply", ErrMalformed)
			}
		case xml.EndElement:
			depth--
		}
		if err := visit(t); err != nil {
			return err
		}
	}
}

func xmlAttr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
