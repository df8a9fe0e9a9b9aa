package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"lector/bot/discordtest"
)

// get reads an address of the running process: 0 and the error where nobody
// answers.
func get(address string) (status int, body string) {
	client := http.Client{Timeout: patience}
	resp, err := client.Get(address)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(b)
}

// waitStatus polls an address until it answers with a status.
func waitStatus(t testing.TB, address string, want int) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		status, body := get(address)
		if status == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s answers %d %s, want %d", address, status, body, want)
		}
	}
}

// series are the samples of /metrics by name and labels as they stand there:
// `lector_callbacks_total{result="ok"}`.
type series map[string]float64

// scrape reads /metrics.
func scrape(t testing.TB, listen string) series {
	t.Helper()
	status, body := get("http://" + listen + "/metrics")
	if status != http.StatusOK {
		t.Fatalf("/metrics answers %d %s", status, body)
	}
	problems, err := promlint.New(strings.NewReader(body)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "lector_") {
			t.Errorf("/metrics: %s: %s", p.Metric, p.Text)
		}
	}
	out := series{}
	for line := range strings.Lines(body) {
		name, value, ok := cutLast(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if out[name], err = strconv.ParseFloat(value, 64); err != nil {
			t.Fatalf("/metrics: %s: %v", line, err)
		}
	}
	return out
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// until scrapes until a condition holds, since what is counted may be counted a
// moment after a member sees it.
func (s *stage) until(listen, what string, holds func(series) bool) series {
	s.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		m := scrape(s.t, listen)
		if holds(m) {
			return m
		}
		if time.Now().After(deadline) {
			var lines []string
			for name, v := range m {
				if strings.HasPrefix(name, "lector_") && !strings.Contains(name, "_bucket") {
					lines = append(lines, fmt.Sprint(name, " ", v))
				}
			}
			slices.Sort(lines)
			s.t.Fatalf("/metrics never shows %s:\n%s", what, strings.Join(lines, "\n"))
		}
	}
}

// TestMetrics lets one of everything happen that an operator watches for, and
// reads it from /metrics; then it holds the dashboard against what stands there.
func TestMetrics(t *testing.T) {
	t.Parallel()
	s := newStage(t, inTime)
	listen := freePort(t)
	s.start("LECTOR_METRICS="+listen, "LECTOR_RATE=4")
	c := s.channel("watched")

	s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?"))
	s.ada.Slash(c, "/ask", opt("question", "Who painted the ceiling of the Sistine Chapel?"))
	s.ada.Slash(c, "/quote", opt("passage", "lamp can be seen"))
	s.ben.MessageCommand("Answer from the articles", s.ben.Say(c, "How tall is the lighthouse?"))
	s.ben.Say(c, s.Bot().Mention()+" how tall is the lighthouse?").Answer()
	s.mod.Say(s.mod.DM(), "When did the harbour open?").Answer()
	s.mod.Slash(c, "/check", opt("quote", "The lighthouse is 34 metres tall."))
	for range 4 { // more than four a minute
		s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?"))
	}
	// A scrape may fall between the two things that one answer counts, so all
	// of it is waited for, not only the last question.
	wants := map[string]float64{
		`lector_questions_total{entry="ask",outcome="silent"}`:       1,
		`lector_questions_total{entry="quote",outcome="answered"}`:   1,
		`lector_questions_total{entry="message",outcome="answered"}`: 1,
		`lector_questions_total{entry="mention",outcome="answered"}`: 1,
		`lector_questions_total{entry="direct",outcome="answered"}`:  1,
		`lector_questions_total{entry="check",outcome="verbatim"}`:   1,
		`lector_question_seconds_count{entry="direct"}`:              1,
		`lector_shard_up{shard="0"}`:                                 1,
		`lector_shard_connects_total{shard="0"}`:                     1,
	}
	m := s.until(listen, "one question of every entry, each with its time", func(m series) bool {
		for name, want := range wants {
			if m[name] != want {
				return false
			}
		}
		answered := m[`lector_questions_total{entry="ask",outcome="answered"}`]
		return answered >= 1 && answered == m[`lector_question_seconds_count{entry="ask"}`]-1 &&
			m[`lector_callbacks_total{result="ok"}`] == m[`lector_callback_seconds_count`]
	})
	if m[`lector_dropped_total{reason="rate"}`] < 1 {
		t.Errorf("a member asked too often, and it is not counted: %v", m[`lector_dropped_total{reason="rate"}`])
	}
	for _, of := range []string{"collections", "articles", "bytes"} {
		if name := `lector_loaded{of="` + of + `"}`; m[name] < 1 {
			t.Errorf("%s = %v with a loaded library", name, m[name])
		}
	}
	if m[`lector_revision{of="store"}`] != m[`lector_revision{of="engine"}`] || m[`lector_revision{of="store"}`] < 2 {
		t.Errorf("the store is at revision %v and the engine at %v, want no lag", m[`lector_revision{of="store"}`], m[`lector_revision{of="engine"}`])
	}

	// What Discord refuses, and what comes too late.
	s.Fail("POST", callback, discordtest.RateLimited(100*time.Millisecond, false), 1)
	s.ben.Slash(c, "/lector help")
	s.Fail("POST", callback, discordtest.Slow(4*time.Second), 1)
	if v := s.ben.Slash(c, "/lector about"); v.Problem == "" {
		t.Errorf("an answer after four seconds arrived: %v", v)
	}
	before := s.Gateway().Connections
	s.DropAll()
	s.WaitGateway("another connection", func(g discordtest.GatewayStats) bool { return g.Connections > before && g.Live > 0 })
	m = s.until(listen, "a rate limit, a late answer and a reconnect", func(m series) bool {
		return m[`lector_discord_requests_total{status="429"}`] == 1 && m[`lector_callbacks_total{result="late"}`] == 1 &&
			m[`lector_shard_connects_total{shard="0"}`] == 2 && m[`lector_shard_up{shard="0"}`] == 1
	})
	checkDashboard(t, m)
}

// checkDashboard holds the Grafana dashboard against the series that there are.
func checkDashboard(t *testing.T, m series) {
	t.Helper()
	data, err := os.ReadFile("deploy/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(data, &board); err != nil {
		t.Fatal(err)
	}
	labels := map[string]map[string]bool{} // metric -> its labels
	for name := range m {
		metric, rest, _ := strings.Cut(name, "{")
		if labels[metric] == nil {
			labels[metric] = map[string]bool{}
		}
		for _, l := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(rest, -1) {
			labels[metric][l[1]] = true
		}
	}
	used := map[string]bool{}
	exprs := 0
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			exprs++
			metrics := regexp.MustCompile(`\b(?:lector|go|process)_\w+`).FindAllString(target.Expr, -1)
			if len(metrics) == 0 {
				t.Errorf("panel %q asks for no metric: %s", p.Title, target.Expr)
			}
			for _, metric := range metrics {
				used[metric] = true
				if labels[metric] == nil {
					t.Errorf("panel %q asks for %s, which /metrics does not have", p.Title, metric)
					continue
				}
				// Labels in braces, and those that are summed by.
				for _, l := range regexp.MustCompile(metric+`\{(\w+)[=!]`).FindAllStringSubmatch(target.Expr, -1) {
					if !labels[metric][l[1]] {
						t.Errorf("panel %q: %s has no label %s", p.Title, metric, l[1])
					}
				}
				for _, l := range regexp.MustCompile(`by \(([\w, ]+)\)`).FindAllStringSubmatch(target.Expr, -1) {
					for by := range strings.SplitSeq(l[1], ", ") {
						if !labels[metric][by] {
							t.Errorf("panel %q: %s has no label %s", p.Title, metric, by)
						}
					}
				}
			}
		}
	}
	if exprs < 12 {
		t.Errorf("the dashboard asks for %d figures only", exprs)
	}
	for metric := range labels {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(metric, "_bucket"), "_sum"), "_count")
		if strings.HasPrefix(metric, "lector_") && metric != "lector_build_info" && !used[metric] && !used[base] && !used[base+"_bucket"] {
			t.Errorf("no panel shows %s", metric)
		}
	}
}

// TestHealthAndReadiness: alive from the start, ready once Discord has said so, not
// ready any more while the answers in flight are finished.
func TestHealthAndReadiness(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	members, operator, profile := freePort(t), freePort(t), freePort(t)
	s.Fail("GET", "/gateway/bot", discordtest.ServerError(500), -1)
	begun := s.Began("/gateway/bot")
	s.launch("LECTOR_LISTEN="+members, "LECTOR_METRICS="+operator, "LECTOR_PPROF="+profile)
	s.WaitBegan("/gateway/bot", begun+1)
	health, ready := "http://"+operator+"/healthz", "http://"+operator+"/readyz"
	if status, body := get(health); status != http.StatusOK {
		t.Errorf("/healthz before READY answers %d %s, want 200", status, body)
	}
	if status, body := get(ready); status != http.StatusServiceUnavailable {
		t.Errorf("/readyz before READY answers %d %s, want 503", status, body)
	}
	asks := func(want int) {
		t.Helper()
		p := runLector(t, []string{"LECTOR_METRICS=" + operator}, "health")
		if code, said := p.ends(patience); code != want {
			t.Errorf("lector health ends with %d, want %d:\n%s", code, want, said)
		}
	}
	asks(exitFailed)
	s.Heal()
	s.WaitReady()
	waitStatus(t, ready, http.StatusOK)
	asks(exitOK)

	// Each address serves what is its own.
	for _, tt := range []struct {
		address, path string
		want          int
	}{
		{profile, "/debug/pprof/goroutine?debug=1", 200},
		{profile, "/metrics", 404},
		{operator, "/metrics", 200},
		{operator, "/debug/pprof/", 404},
		{operator, "/read/", 404},
		{members, "/metrics", 404},
		{members, "/readyz", 404},
		{members, "/debug/pprof/", 404},
		{members, "/interactions", 404}, // no public key is set
	} {
		if status, _ := get("http://" + tt.address + tt.path); status != tt.want {
			t.Errorf("%s on the address of %s answers %d, want %d", tt.path, map[string]string{members: "members", operator: "the operator", profile: "the profiler"}[tt.address], status, tt.want)
		}
	}

	s.Fail("POST", callback, discordtest.Slow(4*time.Second), 1)
	begun = s.Began(callback)
	got := make(chan *discordtest.View, 1)
	go func() { got <- s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?")) }()
	s.WaitBegan(callback, begun+1)
	go s.process.stop()
	waitStatus(t, ready, http.StatusServiceUnavailable)
	if status, body := get(health); status != http.StatusOK {
		t.Errorf("/healthz of a stopping process answers %d %s, want 200", status, body)
	}
	shows(t, "the answer in flight", <-got, "> The harbour of Sandvik opened in 1874.")
	s.process.stop()
}

// TestProfilerIsForThisMachineAlone: nothing else is listened on.
func TestProfilerIsForThisMachineAlone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{":6060", "0.0.0.0:6060", "[::]:6060", "192.0.2.7:6060", "example.org:6060"} {
		out, err := binary(t, []string{"DISCORD_TOKEN=t", "LECTOR_PPROF=" + address}, "serve").CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitUsage || !strings.Contains(string(out), "not a loopback address") {
			t.Errorf("serve with the profiler on %s ended with %v and\n%s", address, err, out)
		}
	}
}

// TestLogsHoldNoText: at the level that operators run, the log is JSON where it is
// no terminal, names every interaction and message by its ID, and holds nothing
// that a member or an article said.
func TestLogsHoldNoText(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.start("LECTOR_LOG_LEVEL=info")
	c := s.channel("quiet")
	asked := s.ada.Slash(c, "/ask", opt("question", "When did the harbour open?"))
	s.ada.Slash(c, "/ask", opt("question", "Who painted the ceiling of the Sistine Chapel?"))
	s.ada.Autocomplete(c, "/ask", opt("question", "how much is a tick"))
	s.ada.Slash(c, "/quote", opt("passage", "lamp can be seen"))
	s.ada.Slash(c, "/check", opt("quote", "The lighthouse is 43 metres tall."))
	s.ada.Click(asked, "Context")
	mention := s.ada.Say(c, s.Bot().Mention()+" how tall is the lighthouse?")
	mention.Answer()
	s.ben.MessageCommand("Answer from the articles", s.ada.Say(c, "Who built the harbour, please?"))
	s.ada.Say(s.ada.DM(), "What destroyed the eastern pier?").Answer()
	read(s.mod.Slash(c, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
	s.process.stop()

	log := s.process.log()
	interactions := 0
	messages := map[string]bool{}
	for line := range strings.Lines(log) {
		var entry struct {
			Msg, Level, Interaction, Message, Outcome string
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("a line of the log is no JSON: %v: %s", err, line)
		}
		switch {
		case entry.Msg == "interaction" && entry.Interaction != "":
			interactions++
		case entry.Msg == "message":
			messages[entry.Message] = true
		}
	}
	if interactions != 8 || !messages[mention.ID] || len(messages) != 2 {
		t.Errorf("the log names %d interactions and %d messages, want 8 and 2:\n%s", interactions, len(messages), log)
	}
	for _, said := range []string{"harbour", "lighthouse", "ceiling", "tick", "lamp", "pier", "mill", "Sandvik", s.Token, "ada"} {
		if strings.Contains(strings.ToLower(log), strings.ToLower(said)) {
			t.Errorf("the log holds %q:\n%s", said, log)
		}
	}
}
