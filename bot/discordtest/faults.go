package discordtest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is what a request meets instead of its answer.
type Fault struct {
	Status int
	Body   string
	Header http.Header
	Delay  time.Duration // before anything else
	Cut    bool          // the connection ends without an answer
	// Applied means that Discord did what was asked before the fault hit: the
	// message stands although the bot sees a failure.
	Applied bool
}

func (f *Fault) ends() bool { return f.Cut || f.Status != 0 }

type plannedFault struct {
	method, pattern string
	fault           Fault
	left            int
}

// Fail makes the next requests of a method ("" is any) to an endpoint meet a
// fault, so many times (negative: always). The pattern is an endpoint as it
// stands in the log, such as "/interactions/{interaction}/{token}/callback", or
// a path's beginning, such as "/channels/".
func (s *Server) Fail(method, pattern string, f Fault, times int) {
	s.locked(func() { s.rest.faults = append(s.rest.faults, &plannedFault{method, pattern, f, times}) })
}

// Heal forgets all planned faults.
func (s *Server) Heal() { s.locked(func() { s.rest.faults = nil }) }

func (s *Server) takeFault(method, route, path string) *Fault {
	for _, p := range s.rest.faults {
		if p.left == 0 || p.method != "" && p.method != method {
			continue
		}
		if p.pattern != route && !strings.HasPrefix(path, p.pattern) {
			continue
		}
		p.left--
		return &p.fault
	}
	return nil
}

func (s *Server) answerFault(w http.ResponseWriter, f *Fault) {
	if f.Cut {
		if h, ok := w.(http.Hijacker); ok {
			if c, _, err := h.Hijack(); err == nil {
				c.Close()
			}
		}
		return
	}
	for k, v := range f.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(f.Status)
	w.Write([]byte(f.Body))
}

// ServerError is a 5xx as Discord answers it.
func ServerError(status int) Fault {
	return Fault{Status: status, Body: fmt.Sprintf(`{"message": "%d: %s", "code": 0}`, status, http.StatusText(status)), Header: http.Header{"Content-Type": {"application/json"}}}
}

// Edge is an answer in HTML from the edge server in front of Discord, with no
// rate limit headers.
func Edge(status int) Fault {
	return Fault{Status: status, Body: "<!DOCTYPE html>\n<html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head><body><h1>Error " +
		strconv.Itoa(status) + "</h1></body></html>", Header: http.Header{"Content-Type": {"text/html; charset=UTF-8"}, "Server": {"cloudflare"}, "Retry-After": {"1"}}}
}

// RateLimited is a 429 with the headers and the body that Discord documents.
func RateLimited(wait time.Duration, global bool) Fault {
	h := http.Header{"Content-Type": {"application/json"}, "Retry-After": {strconv.Itoa(int(wait.Seconds()) + 1)}, "X-Ratelimit-Scope": {"user"}}
	if global {
		h.Set("X-RateLimit-Global", "true")
		h.Set("X-RateLimit-Scope", "global")
	}
	return Fault{Status: 429, Header: h, Body: fmt.Sprintf(`{"message": "You are being rate limited.", "retry_after": %.3f, "global": %t}`, wait.Seconds(), global)}
}

// BareRateLimit is a 429 with nothing: no body and no headers.
func BareRateLimit() Fault { return Fault{Status: 429} }

// Slow delays the answer and then gives it.
func Slow(d time.Duration) Fault { return Fault{Delay: d} }

// Cut ends the connection before Discord does what is asked.
func Cut() Fault { return Fault{Cut: true} }

// CutAfter ends the connection after Discord has done what is asked.
func CutAfter() Fault { return Fault{Cut: true, Applied: true} }

// Refused is any of Discord's own errors.
func Refused(status, code int, msg string) Fault {
	e := apiError{status: status, code: code, msg: msg}
	return Fault{Status: status, Body: string(e.body()), Header: http.Header{"Content-Type": {"application/json"}}}
}
