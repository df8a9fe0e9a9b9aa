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
		dropped:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lector_dropped_total", Help: "Events given up, by reason; rate is a member who asks too often, signature a request that is not Discord's."}, []string{"reason"}),
		shards:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lector_shard_up", Help: "1 while a shard of this process is connected."}, []string{"shard"}),
		connects:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lector_shard_connects_total", Help: "How often a shard came up; more than once is a reconnect."}, []string{"shard"}),
	}
	m.registry.MustRegister(m.questions, m.answering, m.callbacks, m.answered, m.requests, m.dropped, m.shards, m.connects,
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

// follow adds the figures that are read when somebody looks: what the engine
// holds, and how far it has followed the store; the distance between the two
// revisions is the feed's lag. A store that cannot be reached has none to show.
func (m *metrics) follow(newest func(context.Context) (article.Rev, error), held func() qa.Held) {
	m.registry.MustRegister(&feed{
		newest: newest, held: held,
		revision: prometheus.NewDesc("lector_revision", "Newest revision: of the store, and of what the engine has followed.", []string{"of"}, nil),
		loaded:   prometheus.NewDesc("lector_loaded", "What the engine holds in memory: collections, articles, bytes.", []string{"of"}, nil),
	})
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// feed collects the figures of the engine and of the store that it follows.
type feed struct {
	newest           func(context.Context) (article.Rev, error)
	held             func() qa.Held
	revision, loaded *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (f *feed) Describe(to chan<- *prometheus.Desc) { to <- f.revision; to <- f.loaded }

// Collect implements prometheus.Collector.
func (f *feed) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, of string, v float64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, of)
	}
	h := f.held()
	gauge(f.loaded, "collections", float64(h.Collections))
	gauge(f.loaded, "articles", float64(h.Articles))
	gauge(f.loaded, "bytes", float64(h.Bytes))
	gauge(f.revision, "engine", float64(h.Followed))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if rev, err := f.newest(ctx); err == nil {
		gauge(f.revision, "store", float64(rev))
	}
}
