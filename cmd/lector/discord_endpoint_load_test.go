package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkEndpoint posts 2,000 signed questions a second to the interactions
// endpoint of a running lector, whether or not the earlier ones are answered,
// for as long as LECTOR_LOAD says (at most 20 s; ten without), and reports the
// percentiles of the time from when a request was due to its whole answer. The
// requests are signed before, since signing is Discord's work.
//
//	go test ./cmd/lector -run '^$' -bench Endpoint -benchtime 1x
func BenchmarkEndpoint(b *testing.B) {
	span := 10 * time.Second
	if v := os.Getenv("LECTOR_LOAD"); v != "" {
		var err error
		if span, err = time.ParseDuration(v); err != nil || span > 20*time.Second {
			b.Fatalf("LECTOR_LOAD=%s: want a duration of at most 20s, since a signature is good for 30", v)
		}
	}
	const perSecond = 2000
	questions := []string{"When did the harbour open?", "How tall is the lighthouse?", "What does it cost to climb the lighthouse?",
		"Who built the harbour?", "When does the swimming pool in Aldby open?", "What destroyed the eastern pier?", "Who painted the ceiling of the Sistine Chapel?"}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	s := newStage(b, inTime)
	listen := freePort(b)
	s.start("LECTOR_DISCORD_PUBLIC_KEY="+hex.EncodeToString(public), "LECTOR_LISTEN="+listen, "LECTOR_LOG_LEVEL=warn")
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConns: 1000, MaxIdleConnsPerHost: 1000}}
	next := 0
	request := func() *http.Request {
		next++
		body := fmt.Appendf(nil, `{"id":"%d","application_id":%q,"type":2,"token":"token-%d","version":1,"guild_id":%q,"channel_id":%q,"context":0,"locale":"en-US",`+
			`"app_permissions":"2251799813685247","member":{"user":{"id":"%d","username":"m"},"permissions":"2147483648","roles":[]},`+
			`"data":{"id":"1","type":1,"name":"ask","options":[{"type":3,"name":"question","value":%q}]}}`,
			1400000000000000000+next, s.AppID, next, s.town.ID, s.general.ID, 1300000000000000000+next%1000, questions[next%len(questions)])
		stamp := strconv.FormatInt(time.Now().Unix(), 10)
		r, err := http.NewRequest(http.MethodPost, "http://"+listen+"/interactions", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("X-Signature-Timestamp", stamp)
		r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(private, append([]byte(stamp), body...))))
		return r
	}
	answered := func(r *http.Request) string { // what is wrong with the answer
		resp, err := client.Do(r)
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 200 || !strings.Contains(string(body), `"type":4`) || strings.Contains(string(body), "Many people are asking") {
			return fmt.Sprintf("%d %v %.200s", resp.StatusCode, err, body)
		}
		return ""
	}
	for b.Loop() {
		for range 500 { // warm
			if what := answered(request()); what != "" {
				b.Fatal(what)
			}
		}
		requests := make([]*http.Request, int(span.Seconds()*perSecond))
		for i := range requests {
			requests[i] = request()
		}
		var mu sync.Mutex
		var took []time.Duration
		failed, first := 0, ""
		before := s.process.weigh()
		start := time.Now()
		var wg sync.WaitGroup
		for i, r := range requests {
			due := start.Add(time.Duration(i) * time.Second / perSecond)
			time.Sleep(time.Until(due))
			wg.Go(func() {
				what := answered(r)
				since := time.Since(due)
				mu.Lock()
				defer mu.Unlock()
				if what != "" {
					failed++
					first = what
					return
				}
				took = append(took, since)
			})
		}
		wg.Wait()
		elapsed := time.Since(start)
		after := s.process.weigh()
		if len(took) == 0 {
			b.Fatal("no answer: ", first)
		}
		if first != "" {
			b.Log("a failed one: ", first)
		}
		slices.Sort(took)
		at := func(p float64) float64 {
			return float64(took[min(len(took)-1, int(p*float64(len(took))))].Microseconds()) / 1000
		}
		b.ReportMetric(float64(len(requests))/elapsed.Seconds(), "asks/s")
		b.ReportMetric(at(0.50), "p50-ms")
		b.ReportMetric(at(0.99), "p99-ms")
		b.ReportMetric(at(1), "max-ms")
		b.ReportMetric(float64((after.cpu-before.cpu).Microseconds())/1000/float64(len(requests)), "cpu-ms/ask")
		b.ReportMetric(float64(failed), "failed")
		b.ReportMetric(float64(after.rss)/1024, "rss-MiB")
	}
}
