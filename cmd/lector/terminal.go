package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether a stream is a person's terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ink colours text for a terminal; the zero value leaves it plain.
type ink struct{ on bool }

// newInk colours only on a terminal, and not when NO_COLOR is set
// (https://no-color.org) or the terminal is dumb.
func newInk(w io.Writer, getenv func(string) string) ink {
	return ink{isTerminal(w) && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"}
}

func (i ink) paint(code, s string) string {
	if !i.on || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (i ink) bold(s string) string   { return i.paint("1", s) }
func (i ink) dim(s string) string    { return i.paint("2", s) }
func (i ink) green(s string) string  { return i.paint("32", s) }
func (i ink) yellow(s string) string { return i.paint("33", s) }
