package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"lector/config"
)

// The exit codes, a public interface.
const (
	exitOK     = 0 // done; answered or unsure
	exitFailed = 1 // something went wrong
	exitUsage  = 2 // the call's words are off
	exitSilent = 3 // the articles do not say
)

// exitError carries an exit code through the commands' errors. An empty message
// prints nothing: all was said already.
type exitError struct {
	code int
	msg  string
}

func (e exitError) Error() string { return e.msg }

// usageError is a call whose words are off.
func usageError(format string, args ...any) error {
	return exitError{exitUsage, fmt.Sprintf(format, args...)}
}

// silent ends a command whose question the articles do not answer.
var silent = exitError{code: exitSilent}

// failed ends a command that has reported its faults already.
var failed = exitError{code: exitFailed}

// run does what the arguments say and returns the exit code.
func run(ctx context.Context, p process) int {
	err := dispatch(ctx, p)
	var exit exitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		if exit.msg != "" {
			fmt.Fprintf(p.stderr, "lector: %s\n", exit.msg)
		}
		return exit.code
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.stderr, "lector: interrupted")
		return exitFailed
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(p.stderr, "lector: %s\n", line)
	}
	return exitFailed
}

// helpShown unwinds kong after --help: it calls Exit, which must not end a test.
type helpShown struct{ code int }

func dispatch(ctx context.Context, p process) (err error) {
	defer func() {
		if r := recover(); r != nil {
			shown, ok := r.(helpShown)
			if !ok {
				panic(r)
			}
			if shown.code != 0 {
				err = exitError{code: exitUsage}
			}
		}
	}()
	args := p.args
	if len(args) == 0 {
		args = []string{"--help"}
		if isTerminal(p.stdin) && isTerminal(p.stdout) {
			args = []string{"chat"}
		}
	}
	g := grammarFor(args)
	parser, err := newParser(g.Interface(), p)
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return usageError("%v (lector --help shows how it is called)", err)
	}
	settings := g.Elem().FieldByName("Settings").Interface().(settingsFlags)
	return parsed.Run(&call{ctx: ctx, process: p, flags: settings.given(), file: g.Elem().FieldByName("Config").String(), parser: parser})
}

// newParser is a parser into what g, a pointer to a grammar, points at.
func newParser(g any, p process) (*kong.Kong, error) {
	return kong.New(g,
		kong.Name("lector"),
		kong.Description(description),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(code int) { panic(helpShown{code}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.UsageOnError(),
	)
}

// call is one run of a command.
type call struct {
	ctx context.Context
	process
	flags  map[string]string // settings given as flags
	file   string            // settings file, or empty
	parser *kong.Kong
}

// config loads the settings; a fault of theirs is a usage error.
func (c *call) config() (config.Config, error) {
	file := c.file
	if file == "" {
		file = c.getenv("LECTOR_CONFIG")
	}
	cfg, err := config.Load(file, c.getenv, c.flags)
	if err != nil {
		return cfg, exitError{exitUsage, strings.ReplaceAll(err.Error(), "\n", "\nlector: ")}
	}
	return cfg, nil
}
