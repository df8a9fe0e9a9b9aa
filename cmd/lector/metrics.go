package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lector/article"
	"lector/bot"
	"lector/qa"
)

// metrics are what Lector tells Prometheus. No label holds anything that a
// member typed or is called.
type metrics struct {
	registry  *prometheus.Registry
	questions *prometheus.CounterVec
	answering *prometheus.HistogramVec
	callbacks *prometheus.CounterVec
	answered  prometheus.Histogram
	requests  *prometheus.CounterVec
	dropped   *prometheus.CounterVec
	shards    *prometheus.GaugeVec
	connects  *prometheus.CounterVec
	revision  *prometheus.GaugeVec
	loaded    *prometheus.GaugeVec
}

var _ bot.Observer = (*metrics)(nil)

func newMetrics() *metrics {
	// From a tenth of a millisecond, which an answer takes, to the three
	// seconds that Discord waits.
	latency := []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 3}
	m := &metrics{
		registry:  prometheus.NewRegistry(),
		questions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lector_questions_total", Help: "Questions by entry (ask, quote, message, mention, direct) and outcome."}, []string{"entry", "outcome"}),
		answering: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "lector_question_seconds", Help: "From a question's arrival to its answer, without the way to Discord.", Buckets: latency}, []string{"entry"}),
		callbacks: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lector_callbacks_total", Help: "Interactions by what became of their answer (ok, late, failed, busy)."}, []string{"result"}),
		answered:  prometheus.NewHistogram(prometheus.HistogramOpts{Name: "lector_callback_seconds", Help: "From an interaction's arrival to Discord's receipt of the answer.", Buckets: latency}),
		requests:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lector_discord_requests_total", Help: "Requests to Discord by status; 0 is no answer, 429 a rate limit."}, []string{"status"}),
		dropped:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lector_dropped_total", Help: "Events given up, by reason."}, []string{"reason"}),
		shards:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lector_shard_up", Help: "1 while a shard of this process is connected."}, []string{"shard"}),
		connects:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lector_shard_connects_total", Help: "How often a shard came up; more than once is a reconnect."}, []string{"shard"}),
		revision:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lector_revision", Help: "Newest revision: of the store, and of what the engine has followed."}, []string{"of"}),
		loaded:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lector_loaded", Help: "What the engine holds in memory: collections, articles, bytes."}, []string{"of"}),
	}
	m.registry.MustRegister(m.questions, m.answering, m.callbacks, m.answered, m.requests, m.dropped, m.shards, m.connects, m.revision, m.loaded,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lector_build_info", Help: "Always 1.", ConstLabels: prometheus.Labels{"version": version()},
	}, func() float64 { return 1 }))
	return m
}

func (m *metrics) Question(entry, outcome string, took time.Duration) {
	m.questions.WithLabelValues(entry, outcome).Inc()
	m.answering.WithLabelValues(entry).Observe(took.Seconds())
}

func (m *metrics) Callback(result string, took time.Duration) {
	m.callbacks.WithLabelValues(result).Inc()
	m.answered.Observe(took.Seconds())
}

// Request leaves the route out: it holds channels, and would make a series of
// each.
func (m *metrics) Request(_ string, status int, _ time.Duration) {
	m.requests.WithLabelValues(strconv.Itoa(status)).Inc()
}

func (m *metrics) Dropped(reason string) { m.dropped.WithLabelValues(reason).Inc() }

func (m *metrics) Gateway(shard int, up bool) {
	id, value := strconv.Itoa(shard), 0.0
	if up {
		value = 1
		m.connects.WithLabelValues(id).Inc()
	}
	m.shards.WithLabelValues(id).Set(value)
}

// watch keeps the figures of the engine and the feed current until ctx is done:
// the distance between the two revisions is the feed's lag.
func (m *metrics) watch(ctx context.Context, every time.Duration, newest func(context.Context) (article.Rev, error), held func() qa.Held) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		h := held()
		m.loaded.WithLabelValues("collections").Set(float64(h.Collections))
		m.loaded.WithLabelValues("articles").Set(float64(h.Articles))
		m.loaded.WithLabelValues("bytes").Set(float64(h.Bytes))
		m.revision.WithLabelValues("engine").Set(float64(h.Followed))
		if rev, err := newest(ctx); err == nil {
			m.revision.WithLabelValues("store").Set(float64(rev))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
