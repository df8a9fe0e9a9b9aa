package config

import (
	"fmt"
	"io"
)

// Secret is a value that cannot print: not by fmt with any verb, not by slog,
// not as JSON or YAML. A String method alone would not do: slog's JSON handler
// and %#v go past it.
type Secret struct{ value string }

// NewSecret wraps a value that must not print.
func NewSecret(v string) Secret { return Secret{v} }

// Reveal is the value, for the one place that needs it.
func (s Secret) Reveal() string { return s.value }

// IsSet reports whether there is a value.
func (s Secret) IsSet() bool { return s.value != "" }

func (s Secret) shown() string {
	if s.value == "" {
		return ""
	}
	return "(set)"
}

// Format serves every verb: without it %d would print the field itself.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.shown()) }

func (s Secret) String() string               { return s.shown() }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.shown()), nil }
