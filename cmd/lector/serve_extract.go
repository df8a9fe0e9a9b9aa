package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"lector/article"
	"lector/article/extract"
	"lector/bot"
)

// botExtractor is what the bot reads addresses and files with. Refusals become
// the bot's, so that members are told what is wrong and what to do.
type botExtractor struct{ *extract.Extractor }

func (x botExtractor) URL(ctx context.Context, address string, progress func(done, total int64)) (bot.Extracted, error) {
	if progress != nil {
		ctx = extract.WithProgress(ctx, func(p extract.Progress) { progress(p.Done, p.Total) })
	}
	r, err := x.Extractor.URL(ctx, address)
	return botExtracted(r, err)
}

func (x botExtractor) File(ctx context.Context, name string, r io.Reader) (bot.Extracted, error) {
	res, err := x.Extractor.File(ctx, name, r)
	out, err := botExtracted(res, err)
	for i := range out.Articles {
		out.Articles[i].Origin = "discord"
	}
	return out, err
}

func (x botExtractor) Refresh(ctx context.Context, old article.Article) (article.Article, error) {
	a, err := x.Extractor.Refresh(ctx, old)
	return a, forMembers(err)
}

// warmAfter is how long after the start the reader of PDFs is compiled: the bot
// comes first.
const warmAfter = 30 * time.Second

// keepWarm makes the reader of PDFs ready, once.
func keepWarm(ctx context.Context, x *extract.Extractor, log *slog.Logger) {
	select {
	case <-time.After(warmAfter):
	case <-ctx.Done():
		return
	}
	begun := time.Now()
	if err := x.Warm(ctx); err != nil && ctx.Err() == nil {
		log.Warn("PDFs will be slow", "error", err)
		return
	}
	log.Debug("the reader of PDFs is ready", "took", time.Since(begun))
}

func botExtracted(r extract.Result, err error) (bot.Extracted, error) {
	return bot.Extracted{Articles: r.Articles, Notes: r.Notes}, forMembers(err)
}

func forMembers(err error) error {
	var r *extract.Refusal
	if errors.As(err, &r) {
		return &bot.Refusal{What: r.What, Do: r.Do, Code: r.Code}
	}
	return err
}
