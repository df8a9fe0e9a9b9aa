package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"lector/article/extract"
)

func main() {
	// The child process that reads one PDF is this binary, too.
	if handled, code := extract.ChildMain(os.Args[1:]); handled {
		os.Exit(code)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, process{args: os.Args[1:], getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}))
}

// process is what the command knows of the outside world, so that tests can
// give it another.
type process struct {
	args           []string
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
}
