package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lector/bot/discordtest"
)

// soakFault is a fault that the soak injects again and again. Its name is what
// the report calls it; loses is how many answers it may cost, because Discord
// gives the bot no way to bring them.
type soakFault struct {
	name   string
	inject func(*stage)
	loses  int
}

func soakFaults() []soakFault {
	return []soakFault{
		{"gateway cut", func(s *stage) { s.DropAll() }, 0},
		{"three 500s on callbacks", func(s *stage) { s.Fail("POST", callback, discordtest.ServerError(500), 3) }, 0},
		{"three 429s on callbacks", func(s *stage) { s.Fail("POST", callback, discordtest.RateLimited(200*time.Millisecond, false), 3) }, 0},
		{"op 7", func(s *stage) { s.SendOp7() }, 0},
		{"ten callbacks of a second", func(s *stage) { s.Fail("POST", callback, discordtest.Slow(time.Second), 10) }, 0},
		{"three connections cut after the callback", func(s *stage) { s.Fail("POST", callback, discordtest.CutAfter(), 3) }, 0},
		{"two callbacks of four seconds", func(s *stage) { s.Fail("POST", callback, discordtest.Slow(4*time.Second), 2) }, 2},
		{"three 502s in HTML", func(s *stage) { s.Fail("POST", callback, discordtest.Edge(502), 3) }, 0},
	}
}

// TestSoak asks 100 questions a second, for as long as LECTOR_SOAK says, while a
// fault is injected every five seconds, and samples the process every ten.
// It fails where an answer is lost that no fault takes, where memory goes on
// growing after the first half, or where goroutines are left over at the end.
//
//	LECTOR_SOAK=30m go test ./cmd/lector -run '^TestSoak$' -timeout 40m -v
func TestSoak(t *testing.T) {
	if os.Getenv("LECTOR_SOAK") == "" {
		t.Skip("takes as long as LECTOR_SOAK says (a duration, such as 30m), which is not set")
	}
	span, err := time.ParseDuration(os.Getenv("LECTOR_SOAK"))
	if err != nil {
		t.Fatal(err)
	}
	const perSecond = 100
	s := newStage(t, inTime)
	listen, profile := freePort(t), freePort(t)
	s.start("LECTOR_METRICS="+listen, "LECTOR_PPROF="+profile, "LECTOR_LOG_LEVEL=warn")
	channels, members := s.crowd("soak")
	for i := range 200 { // warm
		members[i].Slash(channels[i%len(channels)], "/ask", opt("question", crowdQuestions[i%len(crowdQuestions)]))
	}
	atRest := goroutines(t, listen)
	t.Logf("at rest before: %d MiB, %d goroutines", s.process.weigh().rss>>10, atRest)

	faults := soakFaults()
	var mu sync.Mutex
	last := "nothing yet"
	lost, allowed, injected := map[string]int{}, 0, 0
	var problems []string
	var wg sync.WaitGroup
	start := time.Now()
	done := make(chan struct{})
	var watching sync.WaitGroup
	var samples []int // KiB resident
	watching.Go(func() {
		everyFault, everySample := time.NewTicker(5*time.Second), time.NewTicker(10*time.Second)
		defer everyFault.Stop()
		defer everySample.Stop()
		for {
			select {
			case <-done:
				return
			case <-everyFault.C:
				if time.Since(start) > span-10*time.Second {
					continue // the last seconds are for coming to rest
				}
				f := faults[injected%len(faults)]
				mu.Lock()
				last = f.name
				allowed += f.loses
				injected++
				mu.Unlock()
				f.inject(s)
			case <-everySample.C:
				w, n := s.process.weigh(), goroutines(t, listen)
				samples = append(samples, w.rss)
				t.Logf("%4.0f s: %5.1f MiB, %4d goroutines, %3d threads, %3d files", time.Since(start).Seconds(), float64(w.rss)/1024, n, w.threads, w.files)
			}
		}
	})
	total := int(span.Seconds() * perSecond)
	for i := range total {
		time.Sleep(time.Until(start.Add(time.Duration(i) * time.Second / perSecond)))
		wg.Go(func() {
			v := members[i%len(members)].Slash(channels[i%len(channels)], "/ask", opt("question", crowdQuestions[i%len(crowdQuestions)]))
			if v.Problem == "" && v.Content != "" {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			lost[last]++
			if len(problems) < 40 {
				problems = append(problems, fmt.Sprintf("%.1f s, after %s: %s", time.Since(start).Seconds(), last, v.Problem))
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(start)
	close(done)
	watching.Wait()
	s.Heal()
	s.answers(t)

	sum := 0
	for _, f := range faults {
		sum += lost[f.name]
		t.Logf("answers lost after %s: %d", f.name, lost[f.name])
	}
	sum += lost["nothing yet"]
	t.Logf("%d questions in %.0f s (%.1f a second), %d faults; %d answers lost, of which the faults take %d",
		total, elapsed.Seconds(), float64(total)/elapsed.Seconds(), injected, sum, allowed)
	for _, p := range problems {
		t.Log("lost at ", p)
	}
	if sum > allowed {
		t.Errorf("%d answers are lost, the faults take %d", sum, allowed)
	}
	if n := len(samples); n >= 8 {
		// The heap finds its size in the first half; from there on it must stay.
		before, after := mean(samples[n/2:3*n/4]), mean(samples[3*n/4:])
		t.Logf("resident: third quarter %.1f MiB, last quarter %.1f MiB", before/1024, after/1024)
		if after > before*1.05+2048 {
			t.Errorf("resident memory grew from %.1f MiB in the third quarter to %.1f MiB in the last", before/1024, after/1024)
		}
	}
	left, quiet := 0, time.Now()
	for deadline := quiet.Add(3 * time.Minute); ; time.Sleep(time.Second) {
		// Idle connections to Discord have two goroutines each, and are closed
		// after the 90 seconds of net/http.
		if left = goroutines(t, listen); left <= atRest+10 || time.Now().After(deadline) {
			break
		}
	}
	t.Logf("at rest after: %d MiB, %d goroutines, %.0f s after the last question", s.process.weigh().rss>>10, left, time.Since(quiet).Seconds())
	if left > atRest+10 {
		_, stacks := get("http://" + profile + "/debug/pprof/goroutine?debug=1")
		t.Errorf("%d goroutines are left, %d were there before:\n%s", left, atRest, stacks)
	}
}

func mean(of []int) float64 {
	sum := 0
	for _, v := range of {
		sum += v
	}
	return float64(sum) / float64(len(of))
}

// goroutines reads how many goroutines the process has from its metrics.
func goroutines(t testing.TB, listen string) int {
	t.Helper()
	client := http.Client{Timeout: patience}
	resp, err := client.Get("http://" + listen + "/metrics")
	if err != nil {
		t.Error(err)
		return 0
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
		return 0
	}
	for line := range strings.Lines(string(body)) {
		if v, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(v))
			return n
		}
	}
	t.Error("/metrics has no go_goroutines")
	return 0
}
