package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lector/article"
	"lector/bot"
	"lector/config"
	"lector/qa"
)

type doctorCmd struct{}

// Help is what lector doctor --help shows below the flags.
func (doctorCmd) Help() string {
	return `Looks at the settings, the library, the articles' folder, the clock, and what
Discord says of the token and the application. Each fault is named with its mend.
Exit status 1 when there is one.`
}

// examination collects what the doctor finds.
type examination struct {
	*call
	ink    ink
	faults int
}

func (x *examination) fine(format string, args ...any) {
	fmt.Fprintf(x.stdout, "%s    %s\n", x.ink.green("ok"), printable(fmt.Sprintf(format, args...)))
}

func (x *examination) note(format string, args ...any) {
	fmt.Fprintf(x.stdout, "%s  %s\n", x.ink.yellow("note"), printable(fmt.Sprintf(format, args...)))
}

// fault names what is wrong, and the mend.
func (x *examination) fault(what, mend string) {
	x.faults++
	fmt.Fprintf(x.stdout, "%s %s\n      %s\n", x.ink.bold("fault"), printable(what), printable(mend))
}

// clockSkew is how far a clock may be off: Discord's signatures and tokens carry
// times, and the endpoint takes those of half a minute.
const clockSkew = 10 * time.Second

func (doctorCmd) Run(c *call) error {
	x := &examination{call: c, ink: newInk(c.stdout, c.getenv)}
	cfg, err := c.config()
	if err != nil {
		x.fault(strings.ReplaceAll(err.Error(), "\nlector: ", "\n      "), "correct the settings; lector serve --print-config shows them")
		return x.end()
	}
	x.fine("settings")
	x.library(cfg)
	x.folder(cfg)
	x.addresses(cfg)
	x.discord(cfg)
	return x.end()
}

func (x *examination) end() error {
	if x.faults > 0 {
		fmt.Fprintf(x.stderr, "%s\n", count(x.faults, "fault"))
		return failed
	}
	return nil
}

func (x *examination) library(cfg config.Config) {
	if !storeExists(cfg) {
		x.note("there is no library yet at %s; lector add or lector serve makes it", cfg.Store)
		dir := filepath.Dir(cfg.Store.Reveal())
		for { // the nearest folder that exists is the one that must take it
			if _, err := os.Stat(dir); err == nil || filepath.Dir(dir) == dir {
				break
			}
			dir = filepath.Dir(dir)
		}
		probe, err := os.CreateTemp(dir, ".lector-doctor-")
		if err != nil {
			x.fault(fmt.Sprintf("nothing can be written in %s: %v", dir, err), "give Lector's user the right to write there, or set LECTOR_DATA to another folder")
			return
		}
		_ = probe.Close()
		_ = os.Remove(probe.Name())
		return
	}
	s, err := openStore(x.ctx, cfg)
	if err != nil {
		x.fault(err.Error(), "mend what it names, or restore a backup: lector restore FILE")
		return
	}
	defer s.Close()
	if err := s.Check(x.ctx); err != nil {
		x.fault(err.Error(), "stop the bot and restore a backup: lector restore FILE")
		return
	}
	articles, broken := 0, 0
	for a, err := range s.Articles(x.ctx, article.Home) {
		if err != nil {
			x.fault(err.Error(), "restore a backup: lector restore FILE")
			return
		}
		articles++
		broken += len(article.CheckPairs(a))
	}
	x.fine("library %s: sound, %s in the home collection", cfg.Store, count(articles, "article"))
	if broken > 0 {
		x.fault(count(broken, "prepared answer")+" cite words that no longer stand", "lector check names each, with the nearest words now")
	}
}

func (x *examination) folder(cfg config.Config) {
	if cfg.Articles == "" {
		return
	}
	articles, err := article.OpenFolder(cfg.Articles)
	if err != nil {
		x.fault(fmt.Sprintf("folder %s: %v", cfg.Articles, err), "correct the files; lector check "+cfg.Articles+" lists every fault")
		return
	}
	x.fine("folder %s: %s", cfg.Articles, count(len(articles), "article"))
}

// addresses looks whether what Lector listens on can be had, or is had by a Lector
// that runs.
func (x *examination) addresses(cfg config.Config) {
	ctx, cancel := context.WithTimeout(x.ctx, 5*time.Second)
	defer cancel()
	operator := cfg.Metrics
	if operator == "" {
		operator = cfg.Listen
	}
	running := operator != "" && alive(ctx, operator)
	for _, a := range []struct{ setting, address string }{{"LECTOR_LISTEN", cfg.Listen}, {"LECTOR_METRICS", cfg.Metrics}, {"LECTOR_PPROF", cfg.Pprof}} {
		if a.address == "" {
			continue
		}
		l, err := net.Listen("tcp", a.address)
		switch {
		case err == nil:
			_ = l.Close()
			x.fine("%s %s is free", a.setting, a.address)
		case running:
			x.fine("%s %s is served by a running Lector", a.setting, a.address)
		default:
			x.fault(fmt.Sprintf("Lector cannot listen on %s: %v", a.address, err), "stop the program that has the address, or set "+a.setting+" to another")
		}
	}
}

// alive reports whether a Lector answers on an address.
func alive(ctx context.Context, listen string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(listen)+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64))
	return err == nil && resp.StatusCode == http.StatusOK && string(body) == healthy
}

// reachable is where this machine reaches what listens on an address.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("localhost", port)
	}
	return listen
}

func (x *examination) discord(cfg config.Config) {
	if !cfg.DiscordToken.IsSet() {
		x.note("no token is set: lector serve needs DISCORD_TOKEN; lector chat works without")
		return
	}
	ctx, cancel := context.WithTimeout(x.ctx, 20*time.Second)
	defer cancel()
	x.clock(ctx, cfg)
	b, err := bot.New(bot.Options{Token: cfg.DiscordToken.Reveal(), API: cfg.DiscordAPI, Version: version(),
		Engine: qa.New(article.NewShelf()), Library: article.NewShelf(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		x.fault(err.Error(), "correct the settings")
		return
	}
	app, err := b.Inspect(ctx)
	var fatal *bot.FatalError
	switch {
	case errors.As(err, &fatal):
		x.fault("Discord refuses the token", fatal.Mend)
		return
	case err != nil:
		x.fault(fmt.Sprintf("Discord cannot be asked: %v", err), "check the network and LECTOR_DISCORD_API")
		return
	}
	x.fine("token of %s (application %s)", app.Name, app.ID)
	if app.Privileged {
		x.note("the application may receive privileged intents; Lector needs none: switch them off in the developer portal, Bot page")
	}
	if !app.GuildInstall {
		x.fault("the application cannot be installed on servers", "switch Guild Install on in the developer portal, Installation page")
	}
	if !app.UserInstall {
		x.note("members cannot install it for themselves: User Install is off on the Installation page")
	}
	switch {
	case app.Endpoint != "" && cfg.DiscordPublicKey == "":
		x.fault("Discord sends interactions to "+app.Endpoint+", but the endpoint is off here", "set LECTOR_DISCORD_PUBLIC_KEY and LECTOR_LISTEN, or clear the address on the General Information page")
	case cfg.DiscordPublicKey != "" && !strings.EqualFold(cfg.DiscordPublicKey, app.PublicKey):
		x.fault("LECTOR_DISCORD_PUBLIC_KEY is another application's", "set it to "+app.PublicKey)
	case cfg.DiscordPublicKey != "" && app.Endpoint == "":
		x.note("the interactions endpoint is on, but Discord does not call it: enter its https address, ending in /interactions, on the General Information page")
	}
	if _, _, count, err := config.ParseShards(cfg.Shards); err == nil && count > 0 && count < app.Shards {
		x.note("Discord recommends %d shards and Lector has %d: set LECTOR_SHARDS to auto", app.Shards, count)
	}
	if app.StartsLeft < app.StartsTotal/10 {
		x.fault(fmt.Sprintf("only %d of %d connections are left until Discord resets the count", app.StartsLeft, app.StartsTotal), "find out why Lector restarts so often before you start it again")
	} else {
		x.fine("%d of %d connections left, %s recommended", app.StartsLeft, app.StartsTotal, count(app.Shards, "shard"))
	}
}

// clock holds this machine's clock against the date in Discord's answer.
func (x *examination) clock(ctx context.Context, cfg config.Config) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(cfg.DiscordAPI, "/")+"/api/v10/gateway", nil)
	if err != nil {
		return
	}
	req.Header.Set("User-Agent", "DiscordBot (https://github.com/lector, "+version()+")")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return // told where Discord is asked about the application
	}
	defer resp.Body.Close()
	theirs, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return
	}
	if off := time.Since(theirs).Round(time.Second); off.Abs() > clockSkew {
		x.fault(fmt.Sprintf("this machine's clock is %v off Discord's", off), "set it by NTP (timedatectl set-ntp true)")
	} else {
		x.fine("clock")
	}
}

type healthCmd struct {
	URL string `arg:"" optional:"" help:"The address to ask; by default /readyz where this machine's settings have Lector listen."`
}

// Run asks a running Lector whether it is ready: a container without a shell has
// no other way to look.
func (cmd healthCmd) Run(c *call) error {
	address := cmd.URL
	if address == "" {
		cfg, err := c.config()
		if err != nil {
			return err
		}
		listen := cfg.Metrics
		if listen == "" {
			listen = cfg.Listen
		}
		if listen == "" {
			return usageError("nothing listens: set LECTOR_LISTEN or LECTOR_METRICS")
		}
		address = "http://" + reachable(listen) + "/readyz"
	}
	ctx, cancel := context.WithTimeout(c.ctx, 4*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return usageError("%v", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("not running: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", resp.Status)
	}
	_, err = fmt.Fprintln(c.stdout, "ready")
	return err
}
