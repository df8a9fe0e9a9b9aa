package main

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"lector/article"
	"lector/bot"
	"lector/config"
)

// rememberedSettings are the store's settings, and while the store cannot be read
// those that it gave last: what is loaded can be asked without it, and a server's
// answers must not go by the defaults then, which may show openly what is to be
// private. Settings that were never read are an error as before.
type rememberedSettings struct {
	store bot.Settings
	known *lru.Cache[article.Collection, config.Server]
}

// settingsPatience is how long the store may take where something is remembered:
// a member waits for this.
const settingsPatience = 300 * time.Millisecond

func rememberSettings(s bot.Settings) *rememberedSettings {
	known, err := lru.New[article.Collection, config.Server](50_000)
	if err != nil {
		panic(err) // unreachable: the size is positive
	}
	return &rememberedSettings{s, known}
}

// Settings implements bot.Settings.
func (r *rememberedSettings) Settings(ctx context.Context, c article.Collection) (config.Server, error) {
	before, remembered := r.known.Get(c)
	if remembered {
		limited, cancel := context.WithTimeout(ctx, settingsPatience)
		defer cancel()
		ctx = limited
	}
	now, err := r.store.Settings(ctx, c)
	if err != nil && remembered {
		return before, nil
	}
	if err == nil {
		r.known.Add(c, now)
	}
	return now, err
}

// SetSettings implements bot.Settings.
func (r *rememberedSettings) SetSettings(ctx context.Context, c article.Collection, set config.Server) error {
	err := r.store.SetSettings(ctx, c, set)
	if err == nil {
		r.known.Add(c, set)
	}
	return err
}
