package config

import (
	"fmt"
	"io"
	"net/url"
	"strings"
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

// Address is where a store is. It prints without the password that a URL may
// hold.
type Address struct{ value string }

// NewAddress wraps an address.
func NewAddress(v string) Address { return Address{v} }

// Reveal is the address with its password, for the one place that needs it.
func (a Address) Reveal() string { return a.value }

// IsServer reports whether the store is a server, which several processes may
// share, and not a file.
func (a Address) IsServer() bool {
	return strings.HasPrefix(a.value, "postgres://") || strings.HasPrefix(a.value, "postgresql://")
}

func (a Address) shown() string {
	if !strings.Contains(a.value, "://") {
		return a.value // a file's path
	}
	u, err := url.Parse(a.value)
	if err != nil {
		return "(an address that cannot be read)"
	}
	q := u.Query()
	if q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	}
	return u.Redacted()
}

// Format serves every verb.
func (a Address) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, a.shown()) }

func (a Address) String() string               { return a.shown() }
func (a Address) MarshalText() ([]byte, error) { return []byte(a.shown()), nil }
