package extract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Bounds of robots.txt files. RFC 9309 asks for at least 500 KiB of one.
const (
	maxRobotsBytes = 512 << 10
	maxRobotsRules = 5000
	maxRobotsSites = 256
	robotsAge      = time.Hour
	robotsTimeout  = 10 * time.Second
)

// robots are the rules of one site for this program.
type robots struct {
	rules []robotsRule
	down  bool // the site could not say: nothing may be read for now
}

type robotsRule struct {
	allow   bool
	pattern string
}

// parseRobots reads the group for the program's name, or else the group for
// everybody. Lines that are not understood are passed over.
func parseRobots(text, name string) robots {
	name = strings.ToLower(name)
	var own, all []robotsRule
	var inOwn, inAll, sawOwn, body bool
	count := 0
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent":
			if body {
				inOwn, inAll, body = false, false, false
			}
			agent, _, _ := strings.Cut(strings.ToLower(value), "/")
			switch {
			case agent == "*":
				inAll = true
			case agent != "" && strings.TrimSpace(agent) == name:
				inOwn, sawOwn = true, true
			}
		case "allow", "disallow":
			body = true
			if value == "" || count >= maxRobotsRules {
				continue
			}
			rule := robotsRule{allow: key == "allow", pattern: value}
			if inOwn {
				own = append(own, rule)
				count++
			}
			if inAll {
				all = append(all, rule)
				count++
			}
		}
	}
	if sawOwn {
		return robots{rules: own}
	}
	return robots{rules: all}
}

// allows applies the longest matching rule; between equals, the one that allows.
func (r robots) allows(u *url.URL) bool {
	if r.down {
		return false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	best, allowed := -1, true
	for _, rule := range r.rules {
		if len(rule.pattern) < best || len(rule.pattern) == best && !rule.allow {
			continue
		}
		if matchRobots(rule.pattern, path) {
			best, allowed = len(rule.pattern), rule.allow
		}
	}
	return allowed
}

// matchRobots matches a path against a pattern, in which * stands for anything
// and $ at the end for the end. It backtracks to the last star only, so its
// time is bounded by the product of the lengths.
func matchRobots(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	if anchored {
		pattern = pattern[:len(pattern)-1]
	} else {
		pattern += "*"
	}
	p, s, star, mark := 0, 0, -1, 0
	for s < len(path) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, s
			p++
		case p < len(pattern) && pattern[p] == path[s]:
			p++
			s++
		case star >= 0:
			mark++
			p, s = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// robotsCache keeps the rules of the sites visited last, for an hour.
type robotsCache struct {
	mu    sync.Mutex
	sites map[string]robotsEntry
}

type robotsEntry struct {
	robots robots
	until  time.Time
}

func newRobotsCache() *robotsCache { return &robotsCache{sites: map[string]robotsEntry{}} }

func (c *robotsCache) get(site string, now time.Time) (robots, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.sites[site]
	return e.robots, ok && now.Before(e.until)
}

func (c *robotsCache) put(site string, r robots, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.sites) >= maxRobotsSites {
		// Which one goes does not matter, but it must not depend on chance.
		delete(c.sites, sortedKeys(c.sites)[0])
	}
	c.sites[site] = robotsEntry{r, until}
}

// allowed asks a site's robots.txt. As RFC 9309 has it: a site that has none
// (any 4xx) allows everything, one whose rules cannot be had because it is in
// trouble (5xx) nothing. A site that cannot be reached at all is left to the
// request for the page itself, which says why.
func (f *fetcher) allowed(ctx context.Context, u *url.URL) error {
	site := u.Scheme + "://" + u.Host
	rules, known := f.robots.get(site, time.Now())
	if !known {
		var err error
		if rules, err = f.fetchRobots(ctx, u); err != nil {
			if errors.Is(err, ErrPrivateAddress) || ctx.Err() != nil {
				return err
			}
			return nil
		}
		age := robotsAge
		if rules.down {
			age = time.Minute
		}
		f.robots.put(site, rules, time.Now().Add(age))
	}
	switch {
	case rules.down:
		return fmt.Errorf("%w: its robots.txt cannot be read", ErrUnavailable)
	case !rules.allows(u):
		return ErrRobots
	}
	return nil
}

func (f *fetcher) fetchRobots(ctx context.Context, u *url.URL) (robots, error) {
	ctx, cancel := context.WithTimeout(ctx, robotsTimeout)
	defer cancel()
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for range f.opts.MaxRedirects + 1 {
		if err := f.check(at); err != nil {
			return robots{}, nil // a redirect that is not followed: no rules
		}
		r, next, err := f.robotsOnce(ctx, at)
		if err != nil || next == nil {
			return r, err
		}
		at = next
	}
	return robots{}, nil
}

func (f *fetcher) robotsOnce(ctx context.Context, at *url.URL) (robots, *url.URL, error) {
	release, err := f.turn(ctx, at.Host)
	if err != nil {
		return robots{}, nil, err
	}
	defer release()
	resp, err := f.request(ctx, f.client, at, "text/plain", "")
	if err != nil {
		return robots{}, nil, err
	}
	defer resp.Body.Close()
	switch code := resp.StatusCode; {
	case code >= 300 && code < 400:
		next, err := at.Parse(resp.Header.Get("Location"))
		if err != nil || resp.Header.Get("Location") == "" {
			return robots{}, nil, nil
		}
		return robots{}, next, nil
	case code >= 500:
		return robots{down: true}, nil, nil
	case code != http.StatusOK:
		return robots{}, nil, nil
	}
	// The rules within the limit count, however much more there is.
	data, err := f.body(context.WithValue(ctx, progressKey{}, nil), resp, maxRobotsBytes)
	if err != nil {
		if errors.Is(err, ErrTooLarge) {
			return robots{}, nil, nil
		}
		return robots{}, nil, err
	}
	name, _, _ := strings.Cut(f.opts.UserAgent, "/")
	return parseRobots(decode(data, ""), strings.TrimSpace(name)), nil, nil
}
