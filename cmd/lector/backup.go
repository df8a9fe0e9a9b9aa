package main

import (
	"fmt"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"lector/article/store"
)

type backupCmd struct {
	File string `arg:"" help:"Where to write the backup."`
}

// Help is what lector backup --help shows below the flags.
func (backupCmd) Help() string {
	return `Writes the whole library, as of one moment, into one file, while the bot goes on
serving. The file holds the keys of hashes: keep it as you keep the library.`
}

func (cmd backupCmd) Run(c *call) error {
	lib, err := libraryFlags{Collection: "home"}.open(c)
	if err != nil {
		return err
	}
	defer lib.Close()
	if err := lib.store.Backup(c.ctx, cmd.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "backed up to %s\n", cmd.File)
	return err
}

type restoreCmd struct {
	File string `arg:"" help:"The backup."`
}

// Help is what lector restore --help shows below the flags.
func (restoreCmd) Help() string {
	return `Puts a backup in the library's place. Stop the bot first. The backup is checked
before anything is touched, and the library that stood there is kept beside it.`
}

func (cmd restoreCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	kept, err := store.Restore(c.ctx, cmd.File, cfg.Store.Reveal())
	if err != nil {
		return err
	}
	if kept != "" {
		fmt.Fprintf(c.stdout, "the library that stood there is kept as %s\n", kept)
	}
	_, err = fmt.Fprintf(c.stdout, "restored %s\n", cmd.File)
	return err
}

type copyCmd struct {
	From string `arg:"" help:"The library to copy: a file, or postgres://…"`
	To   string `arg:"" help:"Where to: a file, or postgres://…; it must hold nothing."`
}

// Help is what lector copy --help shows below the flags.
func (copyCmd) Help() string {
	return `Moves a library from SQLite to PostgreSQL, or back. All of it arrives or nothing.

Example:
  lector copy ~/.local/share/lector/lector.db postgres://lector@db/lector`
}

func (cmd copyCmd) Run(c *call) error {
	from, err := store.Open(c.ctx, cmd.From)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := store.Open(c.ctx, cmd.To)
	if err != nil {
		return err
	}
	defer to.Close()
	var rows int64
	step, done := func(int64, int64) {}, func() {}
	if isTerminal(c.stderr) {
		progress := mpb.NewWithContext(c.ctx, mpb.WithOutput(c.stderr), mpb.WithWidth(40))
		bar := progress.AddBar(0, mpb.PrependDecorators(decor.CountersNoUnit("%d/%d rows")))
		step = func(at, total int64) { bar.SetTotal(total, false); bar.SetCurrent(at) }
		done = func() { bar.Abort(false); progress.Wait() }
	}
	err = store.Copy(c.ctx, from, to, func(at, total int64) { rows = total; step(at, total) })
	done()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "copied %d rows\n", rows)
	return err
}
