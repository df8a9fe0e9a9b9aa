package bot

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// answering is a Discord that answers every request alike, after a while.
type answering struct {
	status int
	header http.Header
	after  time.Duration

	mu       sync.Mutex
	requests []*http.Request
}

func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	a.requests = append(a.requests, r)
	a.mu.Unlock()
	time.Sleep(a.after)
	return &http.Response{StatusCode: a.status, Header: a.header.Clone(), Body: io.NopCloser(strings.NewReader(`{"message":"no","code":0}`)), Request: r}, nil
}

func (a *answering) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.requests)
}

func restOn(a *answering) *rest {
	return newREST(apiBase(DefaultAPI), "token", "DiscordBot (https://example.org, test)", &http.Client{Transport: a})
}

// together makes so many requests at once and returns when all have ended.
func together(n int, do func(i int)) time.Duration {
	start := time.Now()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
	return time.Since(start)
}

func TestRequestsAreAsDiscordAsks(t *testing.T) {
	t.Parallel()
	a := &answering{status: http.StatusNoContent}
	if err := restOn(a).post(t.Context(), "7", message{Content: "x"}); err != nil {
		t.Fatal(err)
	}
	r := a.requests[0]
	if got := r.URL.String(); got != "https://discord.com/api/v10/channels/7/messages" {
		t.Errorf("posts to %s", got)
	}
	if got := r.Header.Get("User-Agent"); got != "DiscordBot (https://example.org, test)" {
		t.Errorf("User-Agent is %q", got)
	}
	if got := r.Header.Get("Authorization"); got != "Bot token" {
		t.Errorf("Authorization is %q", got)
	}
}

// A bot may make 50 requests a second; what answers interactions is outside that.
func TestGlobalRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answering{status: http.StatusNoContent}
		r := restOn(a)
		i := &Interaction{ID: "1", Token: "t", Application: "2"}
		if took := together(500, func(int) { r.respond(t.Context(), i, tell("x"), time.Time{}) }); took != 0 {
			t.Errorf("500 callbacks waited %v", took)
		}
		if took := together(500, func(int) { (&followUp{r, i, t.Context()}).edit(message{}) }); took != 0 {
			t.Errorf("500 edits of answers waited %v", took)
		}
		const posts = 300
		took := together(posts, func(int) {
			if err := r.post(t.Context(), "7", message{Nonce: "n"}); err != nil {
				t.Error(err)
			}
		})
		// The first 50 at once, the others 50 a second.
		if want := (posts - globalRate) * time.Second / globalRate; took < want || took > want+time.Second {
			t.Errorf("%d messages took %v, want %v", posts, took, want)
		}
	})
}

// Calls wait for nothing but Discord: not for each other.
func TestRequestsRunSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answering{status: http.StatusNoContent, after: 100 * time.Millisecond}
		r := restOn(a)
		took := together(40, func(n int) {
			i := &Interaction{ID: decimal(n), Token: "t", Application: "2"}
			r.respond(t.Context(), i, tell("x"), time.Time{})
			(&followUp{r, i, t.Context()}).edit(message{})
		})
		if took != 200*time.Millisecond {
			t.Errorf("40 answers and edits of 100 ms each took %v, want 200 ms", took)
		}
		if n := r.routes.Len(); n != 0 {
			t.Errorf("%d routes are kept for them, want none", n)
		}
	})
}

// Discord bans an address that makes 10,000 refused requests in ten minutes.
// Half-way Lector slows down, shortly before it stops, and it goes on when the
// window has passed.
func TestInvalidRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		scope  string
		counts bool
	}{
		{http.StatusForbidden, "", true},
		{http.StatusUnauthorized, "", true},
		{http.StatusTooManyRequests, "user", true},
		{http.StatusTooManyRequests, "shared", false},
		{http.StatusNotFound, "", false},
	} {
		t.Run(http.StatusText(tt.status)+" "+tt.scope, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := &answering{status: tt.status, header: http.Header{"X-Ratelimit-Scope": {tt.scope}, "Retry-After": {"0.001"}}}
				r := restOn(a)
				send := func() error {
					ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
					defer cancel()
					return r.do(ctx, request{method: http.MethodPost, path: "/x", free: true})
				}
				for r.invalidCount() < invalidSlow && a.count() < 12_000 {
					send()
				}
				start := time.Now()
				before := a.count()
				send()
				if slow := time.Since(start) >= time.Second; slow != tt.counts {
					t.Errorf("after %d refusals a request took %v", before, time.Since(start))
				}
				if !tt.counts {
					if n := r.invalidCount(); n != 0 {
						t.Errorf("%d are counted, want none", n)
					}
					return
				}
				for range invalidStop - r.invalidCount() {
					r.countInvalid()
				}
				before = a.count()
				if err := send(); !errors.Is(err, errHalted) || a.count() != before {
					t.Errorf("after %d refusals a request is made, or fails with %v; want errHalted", r.invalidCount(), err)
				}
				time.Sleep(invalidWindow + time.Minute)
				if err := send(); errors.Is(err, errHalted) || a.count() == before {
					t.Errorf("after the window it fails with %v, want it sent", err)
				}
			})
		})
	}
}

// A route that is full is waited for, also when another request learned of it,
// and never beyond the caller's deadline.
func TestFullRouteIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answering{status: http.StatusNoContent, header: http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset-After": {"2"}}}
		r := restOn(a)
		r.post(t.Context(), "7", message{})
		start := time.Now()
		r.post(t.Context(), "8", message{})
		if took := time.Since(start); took != 0 {
			t.Errorf("another channel waited %v", took)
		}
		r.post(t.Context(), "7", message{})
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("the same channel waited %v, want two seconds", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start = time.Now()
		if err := r.post(ctx, "7", message{}); err == nil || time.Since(start) != 0 || a.count() != 3 {
			t.Errorf("with a second left it failed with %v after %v, want it to fail at once", err, time.Since(start))
		}
	})
}

// Waits double up to a limit, and no two of them are alike.
func TestBackoff(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 4: 8 * time.Second, 8: 2 * time.Minute, 1000: 2 * time.Minute} {
		seen := map[time.Duration]bool{}
		for range 100 {
			d := backoff(failures, time.Second, 2*time.Minute)
			if d < want/2 || d > want {
				t.Errorf("after %d failures it waits %v, want between %v and %v", failures, d, want/2, want)
			}
			seen[d] = true
		}
		if len(seen) < 90 {
			t.Errorf("after %d failures it waits %d different times of 100", failures, len(seen))
		}
	}
}
