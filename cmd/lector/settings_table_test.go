package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lector/config"
)

// settingsTable is the README's table of settings.
func settingsTable() string {
	var b strings.Builder
	for _, s := range config.Settings("the platform's data folder") {
		def := s.Default
		if def != "" && s.Key != "data" {
			def = "`" + def + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", s.Key, s.Env, def, s.Help)
	}
	return b.String()
}

// TestReadmeSettings holds the README's table against package config.
func TestReadmeSettings(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := settingsTable(); !strings.Contains(string(data), want) {
		t.Errorf("README.md lacks this table of settings:\n%s", want)
	}
}
