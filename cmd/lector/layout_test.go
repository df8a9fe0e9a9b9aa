package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rootEntries is all that the root of the repository may hold beside dot-files.
var rootEntries = []string{
	"LICENSE", "README.md", "article", "bot", "cmd", "config", "go.mod", "go.sum", "qa",
}

// mayImport says which packages of this module each package may import. A
// package that is not listed may import none, so a new one has to be put here,
// on purpose.
var mayImport = map[string][]string{
	"article":         {},
	"article/extract": {"article"},
	"article/store":   {"article", "article/store", "config"},
	"bot":             {"qa", "article", "config"},
	"bot/discordtest": {},
	"bot/reader":      {"qa", "article"},
	"config":          {},
	"qa":              {"article"},
	"qa/eval":         {"qa", "article"},
	"cmd/lector":      {"*"},
}

// soleImporter names the one package that may import a library that shapes
// code, so that the library can be replaced behind one wall.
var soleImporter = map[string]string{
	"github.com/bwmarrin/discordgo":   "bot",
	"github.com/sahilm/fuzzy":         "qa",
	"modernc.org/sqlite":              "article/store",
	"github.com/jackc/pgx":            "article/store",
	"github.com/pressly/goose":        "article/store",
	"gonum.org/v1/gonum":              "qa/eval",
	"github.com/go-analyze/charts":    "qa/eval",
	"codeberg.org/readeck":            "article/extract",
	"github.com/mmcdole/gofeed":       "article/extract",
	"github.com/klippa-app/go-pdfium": "article/extract",
}

// vagueNames are what a package must not be called: they say nothing.
var vagueNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "manager", "misc", "shared"}

type goPackage struct {
	ImportPath   string
	Name         string
	Dir          string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Dir,Imports,TestImports,XTestImports", "lector/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p goPackage
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list found %d packages, want the whole module", len(all))
	}
	return all
}

func TestRootHoldsOnlyTheHouse(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || slices.Contains(rootEntries, e.Name()) {
			continue
		}
		// What git ignores (a built binary) is nobody's concern here.
		if exec.Command("git", "-C", filepath.Join("..", ".."), "check-ignore", "-q", e.Name()).Run() == nil {
			continue
		}
		t.Errorf("the root holds %s, which is none of %v", e.Name(), rootEntries)
	}
}

func TestImportRules(t *testing.T) {
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, "lector/")
		if slices.Contains(vagueNames, p.Name) {
			t.Errorf("package %s: a name that says nothing", name)
		}
		// The imports of tests may cross walls inward only for what they test with.
		imports := append(slices.Clone(p.Imports), p.TestImports...)
		imports = append(imports, p.XTestImports...)
		for _, imp := range imports {
			for lib, owner := range soleImporter {
				if (imp == lib || strings.HasPrefix(imp, lib+"/")) && owner != name && !strings.HasPrefix(name, owner+"/internal") {
					t.Errorf("%s imports %s, which only %s may", name, imp, owner)
				}
			}
		}
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %s is not in mayImport: say there what it may import", name)
			continue
		}
		for _, imp := range p.Imports {
			inner, ours := strings.CutPrefix(imp, "lector/")
			if ours && !slices.Contains(allowed, inner) && !slices.Contains(allowed, "*") {
				t.Errorf("%s imports %s, which it may not: only %v", name, inner, allowed)
			}
		}
	}
}
