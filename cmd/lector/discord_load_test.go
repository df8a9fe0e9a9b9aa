package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lector/bot/discordtest"
)

// TestPayloadsAgainstTheDescription holds every kind of request against
// Discord's own description of its API. LECTOR_OPENAPI names the description and
// LECTOR_OPENAPI_CHECK a program that is called with -spec, the description,
// -strict and a file of requests, and fails where one breaks it.
func TestPayloadsAgainstTheDescription(t *testing.T) {
	spec, check := os.Getenv("LECTOR_OPENAPI"), os.Getenv("LECTOR_OPENAPI_CHECK")
	if spec == "" || check == "" {
		t.Skip("LECTOR_OPENAPI and LECTOR_OPENAPI_CHECK name no description of Discord's API and no checker")
	}
	file := filepath.Join(t.TempDir(), "requests.jsonl")
	t.Setenv("LECTOR_CAPTURE", file)
	s := newStage(t)
	s.start()
	v := s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?"))
	s.ada.Click(v, "Context")
	s.ada.Click(v, "Next passage")
	s.ada.Click(v, "Helpful")
	s.ada.Slash(s.general, "/ask", opt("question", "How much is a ticket for the lighthouse?"))
	s.ada.Slash(s.general, "/ask", opt("question", "When does the pool open?"))
	s.ada.Slash(s.general, "/ask", opt("question", "Who painted the ceiling of the Sistine Chapel?"))
	private := s.ada.Slash(s.general, "/ask", opt("question", "When did the harbour open?"), opt("private", true))
	s.ada.Click(private, "Share")
	s.ada.Click(v, "Delete").WaitDeleted()
	s.ada.Autocomplete(s.general, "/ask", opt("question", "how much is"))
	s.ada.Autocomplete(s.general, "/ask", opt("question", "xqzzy wvvk"))
	s.ada.Autocomplete(s.general, "/ask", opt("question", "x"), opt("article", "harb"))
	s.ada.Autocomplete(s.general, "/quote", opt("passage", "lamp"))
	s.ada.Slash(s.general, "/quote", opt("passage", "lamp can be seen"))
	asked := s.ada.Say(s.general, s.Bot().Mention()+" how tall is the lighthouse?")
	asked.Answer()
	s.ada.MessageCommand("Answer from the articles", asked)
	s.ada.Say(s.ada.DM(), "When did the harbour open?").Answer()
	s.ada.Slash(s.general, "/lector help")
	s.ada.Slash(s.general, "/lector about")
	s.ada.Slash(s.general, "/check", opt("quote", "The lighthouse is 43 metres tall."))
	s.ada.MessageCommand("Check this quote", asked)
	s.ada.Click(s.ada.Slash(s.general, "/lector privacy"), "My data")
	s.mod.Slash(s.general, "/article list")
	s.mod.Slash(s.general, "/article show", opt("article", "pools"))
	s.mod.Slash(s.general, "/article edit", opt("article", "pools"))
	s.mod.Slash(s.general, "/article add")
	read(s.mod.Slash(s.general, "/article add", opt("file", discordtest.Upload{Name: "mill.md", ContentType: "text/markdown", Data: []byte(millText)})))
	form := s.mod.Slash(s.general, "/answers add", opt("article", "pools"))
	pool := "The swimming pool in Bexby opens at seven o'clock in the morning."
	s.mod.Submit(form, map[string]string{"questions": "When does Bexby open?", "answer": "At seven.", "quote": pool, "article": "pools"})
	s.mod.Slash(s.general, "/answers list", opt("article", "pools"))
	read(s.mod.Slash(s.general, "/answers export", opt("article", "pools")))
	s.mod.Slash(s.general, "/answers gaps")
	s.mod.Click(s.mod.Slash(s.general, "/article remove", opt("article", "pools")), "Take back")
	settings := s.mod.Slash(s.general, "/lector settings")
	s.mod.Select(settings, settings.Selects()[1].CustomID, settings.Selects()[1].Options[1].Value)
	s.process.stop()
	out, err := exec.Command(check, "-spec", spec, "-strict", file).CombinedOutput()
	// The description calls default_member_permissions an integer, the
	// documentation and Discord's own answers a string.
	bad := 0
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) > 1 && (f[0] == "SPEC" || f[0] == "ROUTE" || f[0] == "EXTRA" || f[0] == "DOC") && !strings.Contains(line, "default_member_permissions") {
			bad++
			t.Error(strings.TrimSpace(line))
		}
	}
	if b, e := os.ReadFile(file); e != nil || bytes.Count(b, []byte("\n")) < 40 {
		t.Errorf("only %d requests were captured (%v)", bytes.Count(b, []byte("\n")), e)
	}
	t.Logf("%d violations; the checker ends with %v: %s", bad, err, tail(string(out), 1))
}

// crowdQuestions are what a crowd asks, one of them not answered.
var crowdQuestions = []string{"When did the harbour open?", "How tall is the lighthouse?", "What does it cost to climb the lighthouse?",
	"Who built the harbour?", "When does the swimming pool in Aldby open?", "What destroyed the eastern pier?", "Who painted the ceiling of the Sistine Chapel?"}

// crowd adds twenty channels and two hundred members: enough that nobody asks
// more often than one person may.
func (s *stage) crowd(name string) (channels []*discordtest.Channel, members []*discordtest.User) {
	for i := range 20 {
		channels = append(channels, s.channel(fmt.Sprint(name, "-", i)))
	}
	for i := range 200 {
		members = append(members, s.town.AddMember(fmt.Sprint("m", i)))
	}
	return channels, members
}

// BenchmarkAskLoad asks 500 times a second, for as long as LECTOR_LOAD says
// (a duration; five seconds without), and reports the percentiles of the time
// from the event to the callback, and what the process takes: its resident
// memory in each quarter (the mean), and what it has grown by once it has come to
// rest: its live heap (what is left after a collection), resident memory, threads,
// goroutines, and files, of which the library's pool of connections opens some when
// it is busy and keeps them. It fails where an answer is missing, where more than
// maxGrowth of the heap stays, or where goroutines are left over.
//
//	LECTOR_LOAD=1m go test ./cmd/lector -run '^$' -bench AskLoad -benchtime 1x
func BenchmarkAskLoad(b *testing.B) {
	span := 5 * time.Second
	if v := os.Getenv("LECTOR_LOAD"); v != "" {
		var err error
		if span, err = time.ParseDuration(v); err != nil {
			b.Fatal(err)
		}
	}
	const perSecond = 500
	const startsLate = 4 // goroutines that begin with the first question and stay
	// What is remembered of the last 50,000 interactions, lest one is answered twice,
	// takes 2.3 MiB when both its tables are full, after 200 seconds.
	const maxGrowth = 3.5 // MiB
	s := newStage(b, inTime)
	listen, profile := freePort(b), freePort(b)
	s.start("LECTOR_METRICS="+listen, "LECTOR_PPROF="+profile, "LECTOR_LOG_LEVEL=warn")
	channels, members := s.crowd("load")
	for b.Loop() {
		atRest := goroutines(b, listen)
		var warm sync.WaitGroup
		for i := range members { // all at once, so that every pool has been busy
			warm.Go(func() {
				members[i].Slash(channels[i%len(channels)], "/ask", opt("question", crowdQuestions[i%len(crowdQuestions)]))
			})
		}
		warm.Wait()
		live, before := liveHeap(b, profile), s.process.weigh()
		var mu sync.Mutex
		var took []time.Duration
		failed := 0
		var wg sync.WaitGroup
		start := time.Now()
		total := int(span.Seconds() * perSecond)
		var quarters [4][]int // KiB resident
		for i := range total {
			time.Sleep(time.Until(start.Add(time.Duration(i) * time.Second / perSecond)))
			wg.Go(func() {
				v := members[i%len(members)].Slash(channels[i%len(channels)], "/ask", opt("question", crowdQuestions[i%len(crowdQuestions)]))
				mu.Lock()
				defer mu.Unlock()
				if v.Problem != "" || v.Content == "" {
					failed++
					return
				}
				took = append(took, v.Took)
			})
			if i%(perSecond/2) == 0 {
				quarters[i*4/total] = append(quarters[i*4/total], s.process.weigh().rss)
			}
		}
		wg.Wait()
		elapsed := time.Since(start)
		// Idle connections to Discord have two goroutines each, and are closed
		// after the 90 seconds of net/http.
		left := goroutines(b, listen)
		for deadline := time.Now().Add(2 * time.Minute); left > atRest+startsLate && time.Now().Before(deadline); left = goroutines(b, listen) {
			time.Sleep(time.Second)
		}
		after, grown := s.process.weigh(), liveHeap(b, profile)-live
		slices.Sort(took)
		at := func(p float64) float64 {
			if len(took) == 0 {
				return 0
			}
			return float64(took[min(len(took)-1, int(p*float64(len(took))))].Microseconds()) / 1000
		}
		b.ReportMetric(float64(total)/elapsed.Seconds(), "asks/s")
		b.ReportMetric(at(0.50), "p50-ms")
		b.ReportMetric(at(0.99), "p99-ms")
		b.ReportMetric(at(1), "max-ms")
		b.ReportMetric(float64((after.cpu-before.cpu).Microseconds())/1000/float64(total), "cpu-ms/ask")
		b.ReportMetric(float64(failed), "failed")
		for i, q := range quarters {
			b.ReportMetric(mean(q)/1024, fmt.Sprintf("rss%d-MiB", i+1))
		}
		b.ReportMetric(live, "live-MiB")
		b.ReportMetric(grown, "grown-live-MiB")
		b.ReportMetric(float64(after.rss-before.rss)/1024, "grown-rss-MiB")
		b.ReportMetric(float64(left-atRest), "grown-goroutines")
		b.ReportMetric(float64(after.threads-before.threads), "grown-threads")
		b.ReportMetric(float64(after.files-before.files), "grown-files")
		if left > atRest+startsLate {
			b.Errorf("%d goroutines before, %d after; want none more", atRest, left)
		}
		if grown > maxGrowth {
			b.Errorf("the live heap was %.1f MiB and grew by %.1f", live, grown)
		}
		if failed > 0 {
			b.Errorf("%d of %d questions were not answered", failed, total)
		}
		// Resident memory finds its size in the first half; from there on it must stay.
		if last := mean(quarters[3]); span >= time.Minute && last > mean(quarters[2])*1.05+2048 {
			b.Errorf("resident memory grew to %.1f MiB in the last quarter", last/1024)
		}
	}
}

// liveHeap is what is left of the process's heap after a collection, in MiB; it is
// given the address of its profiler.
func liveHeap(t testing.TB, profiler string) float64 {
	t.Helper()
	status, body := get("http://" + profiler + "/debug/pprof/heap?debug=1&gc=1")
	m := regexp.MustCompile(`(?m)^# HeapAlloc = (\d+)$`).FindStringSubmatch(body)
	if status != http.StatusOK || m == nil {
		t.Fatalf("the profiler answers %d %.200s", status, body)
	}
	bytes, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return bytes / (1 << 20)
}

// weight is what a process takes of the machine.
type weight struct {
	rss, threads, files int
	cpu                 time.Duration // spent so far, in user and system mode
}

// weigh reads it from /proc (Linux); rss is in KiB.
func (p *lectorProcess) weigh() (w weight) {
	dir := fmt.Sprintf("/proc/%d/", p.cmd.Process.Pid)
	status, err := os.ReadFile(dir + "status")
	if err != nil {
		p.t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		f := strings.Fields(line)
		switch {
		case len(f) > 1 && f[0] == "VmRSS:":
			w.rss, _ = strconv.Atoi(f[1])
		case len(f) > 1 && f[0] == "Threads:":
			w.threads, _ = strconv.Atoi(f[1])
		}
	}
	stat, _ := os.ReadFile(dir + "stat")
	if _, rest, ok := strings.Cut(string(stat), ") "); ok {
		f := strings.Fields(rest) // utime and stime are fields 14 and 15, in hundredths of a second
		user, _ := strconv.Atoi(f[11])
		system, _ := strconv.Atoi(f[12])
		w.cpu = time.Duration(user+system) * 10 * time.Millisecond
	}
	fds, _ := os.ReadDir(dir + "fd")
	w.files = len(fds)
	return w
}
