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
	declared := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "Err") {
			declared++
		}
		return true
	})
	if declared == 0 || declared != len(refusalCodes) {
		t.Errorf("%d refusals have a code, %d are declared", len(refusalCodes), declared)
	}
	names, err := filepath.Glob("../../bot/locale/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no languages: %v", err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for r, code := range refusalCodes {
			what, do := "\nrefusal."+code+".what: ", "\nrefusal."+code+".do: "
			if filepath.Base(name) == "en.yaml" {
				what, do = what+fmt.Sprintf("%q\n", r.What), do+fmt.Sprintf("%q\n", r.Do)
			}
			if !strings.Contains(string(raw), what) || !strings.Contains(string(raw), do) {
				t.Errorf("%s lacks the refusal %s: %s", filepath.Base(name), code, r)
			}
		}
	}
	var got *bot.Refusal
	err = forMembers(fmt.Errorf("read: %w", fmt.Errorf("%w: 12 MiB", extract.ErrTooLarge)))
	if got, _ = err.(*bot.Refusal); got == nil || got.Code != "too_large" {
		t.Errorf("forMembers = %+v, want the code too_large", err)
	}
}
