package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/lmittmann/tint"

	"lector/article"
	"lector/article/extract"
	"lector/article/store"
	"lector/bot"
	"lector/bot/reader"
	"lector/config"
	"lector/qa"
)

type serveCmd struct {
	PrintConfig bool `help:"Print the settings as they are, secrets left out, and end."`
}

// Help is what lector serve --help shows below the flags.
func (serveCmd) Help() string {
	return `Connects to Discord with DISCORD_TOKEN (or DISCORD_TOKEN_FILE), registers its commands if
they changed, and answers until it is interrupted; then it finishes what it has begun.

Every setting can stand in the environment (lector serve reads no article from it).`
}

const withoutToken = `the bot needs a token: make an application on https://discord.com/developers/applications, press Reset Token on its Bot page, and set DISCORD_TOKEN to it (or DISCORD_TOKEN_FILE to a file that holds it)
lector: without one, lector chat and lector ask "…" answer here in the terminal`

// keptAfterRemoval is how long a server's library outlives Lector's removal from
// it: whoever removed it by mistake has lost nothing.
const keptAfterRemoval = 30 * 24 * time.Hour

func (cmd serveCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if cmd.PrintConfig {
		return cfg.Print(c.stdout)
	}
	if !cfg.DiscordToken.IsSet() {
		return exitError{exitUsage, withoutToken}
	}
	log := newLogger(cfg, c.stderr)
	s, err := openStore(c.ctx, cfg, store.WithLogger(log))
	if err != nil {
		return err
	}
	defer s.Close()
	engine := qa.New(s, qa.WithMemory(cfg.Memory), qa.WithIdle(cfg.Idle))
	secret, err := s.Secret(c.ctx, "reader")
	if err != nil {
		return err
	}
	pages := reader.New(s, engine, secret, cfg.Public, log)
	figures := newMetrics()
	figures.follow(s.Newest, engine.Held)
	extractor := newExtractor(cfg)
	options, err := botOptions(cfg, s, engine, extractor, log)
	if err != nil {
		return err
	}
	options.Observer = figures
	if cfg.Public != "" {
		options.Reader = func(p qa.Passage) string { return pages.URL(p.Article.Collection, p.Article.ID, p.Span) }
	}
	b, err := bot.New(options)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(c.ctx)
	defer stop()
	web, err := startWeb(cfg, b, pages, figures, log)
	if err != nil {
		return err
	}
	var work sync.WaitGroup
	work.Go(func() { keepUp(ctx, engine, log) })
	work.Go(func() { keepClean(ctx, s, log) })
	work.Go(func() { keepWarm(ctx, extractor, log) })
	if cfg.Articles != "" {
		work.Go(func() { keepFolder(ctx, cfg.Articles, s, log) })
	}
	work.Go(func() {
		select {
		case err := <-web.failed:
			log.Error("the web server ended; Lector ends with it", "error", err)
			stop()
		case <-ctx.Done():
		}
	})
	err = b.Run(ctx)
	stop()
	if stopped := web.stop(); stopped != nil {
		log.Warn("web requests were cut off", "error", stopped)
	}
	work.Wait()
	var fatal *bot.FatalError
	if errors.As(err, &fatal) {
		return exitError{exitFailed, fatal.Mend}
	}
	return err
}

func botOptions(cfg config.Config, s *store.Store, engine *qa.Engine, extractor *extract.Extractor, log *slog.Logger) (bot.Options, error) {
	first, last, count, err := config.ParseShards(cfg.Shards)
	if err != nil {
		return bot.Options{}, err
	}
	shards := bot.Shards{Count: max(0, count)}
	for id := first; count > 0 && id <= last; id++ {
		shards.IDs = append(shards.IDs, id)
	}
	options := bot.Options{
		Token: cfg.DiscordToken.Reveal(), API: cfg.DiscordAPI, Version: version(),
		Engine: engine, Library: s, Settings: rememberSettings(s), Feedback: s, Gaps: s, Privacy: s, Claims: s, Feed: s, QuoteCheck: true,
		Editor: newLibrary(s, cfg), Extractor: botExtractor{extractor},
		Shards: shards, NoGateway: count < 0, PerMinute: cfg.Rate, MaxUpload: cfg.MaxFile, Log: log,
		Joined: func(ctx context.Context, guild string) {
			if err := s.KeepCollection(ctx, article.Guild(guild)); err != nil {
				log.Error("keep a server's library", "guild", guild, "error", err)
			}
		},
		Homes: func(ctx context.Context) ([]string, error) {
			homes, err := s.Homes(ctx)
			var guilds []string
			for _, c := range homes {
				if guild, ok := strings.CutPrefix(string(c), string(article.Guild(""))); ok {
					guilds = append(guilds, guild)
				}
			}
			return guilds, err
		},
		Left: func(ctx context.Context, guild string) {
			if err := s.DropCollection(ctx, article.Guild(guild), time.Now().Add(keptAfterRemoval)); err != nil {
				log.Error("mark a server's library for deletion", "guild", guild, "error", err)
			}
		},
	}
	if cfg.Shards != "" {
		options.Leases = s
	}
	return options, nil
}

// keepUp has the engine follow the store's changes.
func keepUp(ctx context.Context, engine *qa.Engine, log *slog.Logger) {
	for ctx.Err() == nil {
		if err := engine.Follow(ctx); ctx.Err() == nil {
			log.Error("follow changes; answers may be behind", "error", err)
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		}
	}
}

// keepFolder keeps the home collection as the folder of articles has it.
func keepFolder(ctx context.Context, dir string, s *store.Store, log *slog.Logger) {
	folder := article.NewFolder(dir, s, article.FolderOptions{Collection: article.Home, Log: log})
	for ctx.Err() == nil {
		if err := folder.Watch(ctx); ctx.Err() == nil {
			log.Error("the articles' folder cannot be watched; trying again in ten seconds", "folder", dir, "error", err)
			select {
			case <-time.After(10 * time.Second):
			case <-ctx.Done():
			}
		}
	}
}

// keepClean runs the store's retention job, now and daily.
func keepClean(ctx context.Context, s *store.Store, log *slog.Logger) {
	for {
		if _, err := s.Purge(ctx, time.Now()); err != nil && ctx.Err() == nil {
			log.Error("delete what is no longer kept", "error", err)
		}
		select {
		case <-time.After(24 * time.Hour):
		case <-ctx.Done():
			return
		}
	}
}

// newLogger logs as the settings say: by default lines to read on a terminal, JSON
// elsewhere.
func newLogger(cfg config.Config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	terminal := isTerminal(w)
	switch {
	case cfg.LogFormat == "auto" && terminal:
		return slog.New(tint.NewTextHandler(w, &tint.Options{Level: level, TimeFormat: time.TimeOnly}))
	case cfg.LogFormat == "text":
		return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}

type registerCmd struct{}

func (registerCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if !cfg.DiscordToken.IsSet() {
		return exitError{exitUsage, withoutToken}
	}
	s, err := openStore(c.ctx, cfg)
	if err != nil {
		return err
	}
	defer s.Close()
	options, err := botOptions(cfg, s, qa.New(s), newExtractor(cfg), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	b, err := bot.New(options)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.ctx, 30*time.Second)
	defer cancel()
	changed, err := b.Register(ctx)
	if err != nil {
		return err
	}
	sentence := "Discord has these commands already"
	if changed {
		sentence = "the commands are registered"
	}
	_, err = fmt.Fprintln(c.stdout, sentence)
	return err
}
