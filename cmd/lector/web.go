package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"lector/bot"
	"lector/bot/reader"
	"lector/config"
)

// webServers are the process's HTTP servers: for members (the reader page, the
// interactions endpoint) and for the operator (health, metrics, profiler). They
// share an address unless the settings part them.
type webServers struct {
	running []*http.Server
	failed  chan error
	log     *slog.Logger
}

// healthy is what /healthz answers.
const healthy = "ok\n"

// startWeb listens on what the settings name. An address that cannot be had is
// an error before anything else begins.
func startWeb(cfg config.Config, b *bot.Bot, pages *reader.Reader, m *metrics, log *slog.Logger) (*webServers, error) {
	w := &webServers{failed: make(chan error, 3), log: log}
	members, operator := http.NewServeMux(), http.NewServeMux()
	if cfg.Metrics == "" {
		operator = members
	}
	operator.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, healthy) })
	operator.HandleFunc("GET /readyz", func(rw http.ResponseWriter, _ *http.Request) {
		if !b.Ready() {
			http.Error(rw, "not connected to Discord", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(rw, "ready\n")
	})
	operator.Handle("GET /metrics", m.handler())
	members.Handle("/read/", pages.Handler())
	if cfg.DiscordPublicKey != "" {
		key, err := hex.DecodeString(cfg.DiscordPublicKey)
		if err != nil {
			return nil, err
		}
		endpoint, err := b.Interactions(ed25519.PublicKey(key))
		if err != nil {
			return nil, err
		}
		members.Handle("/interactions", endpoint)
	}
	for _, s := range []struct {
		address string
		handler http.Handler
	}{{cfg.Listen, members}, {cfg.Metrics, operator}, {cfg.Pprof, profiler()}} {
		if s.address == "" {
			continue
		}
		if err := w.listen(s.address, s.handler); err != nil {
			return nil, errors.Join(err, w.stop())
		}
	}
	return w, nil
}

func (w *webServers) listen(address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	s := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      time.Minute, // a profile takes half of it
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(w.log.Handler(), slog.LevelDebug),
	}
	w.running = append(w.running, s)
	w.log.Info("listening", "address", l.Addr().String())
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.failed <- fmt.Errorf("serve %s: %w", address, err)
		}
	}()
	return nil
}

// stop lets requests in flight finish, for a few seconds.
func (w *webServers) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var errs []error
	for _, s := range w.running {
		errs = append(errs, s.Shutdown(ctx))
	}
	return errors.Join(errs...)
}

func profiler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
