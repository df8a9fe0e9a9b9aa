package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lector/article/extract"
	"lector/bot"
)

// Every refusal of the extractor has a code, and every code its two clauses in
// each of the bot's languages, the English ones those of the extractor.
func TestRefusalsAreTranslated(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../article/extract/refusal.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var refusals [][]ast.Expr // the fields of each
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if ok && strings.HasPrefix(spec.Names[0].Name, "Err") {
			refusals = append(refusals, spec.Values[0].(*ast.UnaryExpr).X.(*ast.CompositeLit).Elts)
		}
		return true
	})
	names, err := filepath.Glob("../../bot/locale/*.yaml")
	if err != nil || len(names) == 0 || len(refusals) == 0 {
		t.Fatalf("%d languages, %v, %d refusals", len(names), err, len(refusals))
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range refusals {
			literal := func(e ast.Expr) string {
				if l, ok := e.(*ast.BasicLit); ok && filepath.Base(name) == "en.yaml" {
					return l.Value + "\n"
				}
				return "" // what a constant or another language says is not compared
			}
			code := strings.Trim(r[0].(*ast.BasicLit).Value, `"`)
			what, do := "\nrefusal."+code+".what: "+literal(r[1]), "\nrefusal."+code+".do: "+literal(r[2])
			if code == "" || !strings.Contains(string(raw), what) || !strings.Contains(string(raw), do) {
				t.Errorf("%s lacks the refusal %q", filepath.Base(name), code)
			}
		}
	}
	var got *bot.Refusal
	err = forMembers(fmt.Errorf("read: %w", fmt.Errorf("%w: 12 MiB", extract.ErrTooLarge)))
	if got, _ = err.(*bot.Refusal); got == nil || got.Code != "too_large" {
		t.Errorf("forMembers = %+v, want the code too_large", err)
	}
}
