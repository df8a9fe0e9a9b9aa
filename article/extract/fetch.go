package extract

import (
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"github.com/andybalholm/brotli"
	"golang.org/x/net/publicsuffix"
)

// A server that sends less than minRate bytes a second, once grace has passed,
// is not waited for until the deadline.
const (
	minRate = 512
	grace   = 10 * time.Second
)

// fetcher gets addresses. Safe for concurrent use.
type fetcher struct {
	opts   Options
	client *http.Client
	robots *robotsCache
	grace  time.Duration

	mu    sync.Mutex
	hosts map[string]*hostLock

	// beforeDial is called with every address that passed the guard, before
	// a connection is made; for tests.
	beforeDial func(network, address string) error
}

// hostLock lets one request at a time go to a host.
type hostLock struct {
	turn    chan struct{}
	waiting int
}

func newFetcher(o Options) *fetcher {
	f := &fetcher{opts: o, robots: newRobotsCache(), grace: grace, hosts: map[string]*hostLock{}}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Resolver: o.Resolver}
	guard := ssrf.New()
	// The guard sees the address that is about to be dialled, after the name
	// was resolved: what was checked is what is connected to.
	dialer.Control = func(network, address string, c syscall.RawConn) error {
		if !o.AllowPrivate {
			if err := guard.Safe(network, address, c); err != nil {
				return err
			}
		}
		if f.beforeDial != nil {
			return f.beforeDial(network, address)
		}
		return nil
	}
	f.client = &http.Client{
		Transport: &http.Transport{
			// Through a proxy the guard would see the proxy's address alone.
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			DisableCompression:     true, // unpacked here, with a limit
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  20 * time.Second,
			MaxResponseHeaderBytes: 256 << 10,
			MaxIdleConns:           16,
			IdleConnTimeout:        10 * time.Second,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return f
}

// parseAddress reads an address as people paste it: with white space or angle
// brackets around it.
func parseAddress(ref string) (*url.URL, error) {
	ref = strings.TrimSpace(ref)
	if strings.HasPrefix(ref, "<") && strings.HasSuffix(ref, ">") {
		ref = ref[1 : len(ref)-1]
	}
	if len(ref) > 4096 {
		return nil, fmt.Errorf("%w: it is too long", ErrAddress)
	}
	u, err := url.Parse(ref)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	u.Scheme = strings.ToLower(u.Scheme)
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// check refuses the addresses that are never asked for. Where a name leads is
// checked when it is dialled.
func (f *fetcher) check(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: it must begin with https:// or http://", ErrAddress)
	case u.User != nil:
		return fmt.Errorf("%w: it must not hold a user name or password", ErrAddress)
	case u.Hostname() == "":
		return fmt.Errorf("%w: it names no site", ErrAddress)
	}
	if f.opts.AllowPrivate {
		return nil
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		return fmt.Errorf("%w: only ports 80 and 443 are read", ErrAddress)
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err != nil && numericHost(host) {
		return fmt.Errorf("%w: the site is written as a number", ErrAddress)
	}
	return nil
}

// numericHost tells the old forms of an IP address (2130706433, 0x7f.1,
// 0177.0.0.1), which some resolvers understand and no site uses.
func numericHost(host string) bool {
	host = strings.TrimSuffix(host, ".")
	label := host[strings.LastIndexByte(host, '.')+1:]
	_, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(label), "0x"), 16, 64)
	if strings.HasPrefix(strings.ToLower(label), "0x") {
		return err == nil || label == "0x"
	}
	_, err = strconv.ParseUint(label, 10, 64)
	return err == nil
}

// errUnchanged: the site says that what an address leads to is still the version
// that is known.
var errUnchanged = errors.New("not modified")

// versionOf is what a site calls the state of a page that it sent: its ETag, or
// else the date of its last change as the site wrote it; empty when it has neither.
func versionOf(h http.Header) string {
	tag := h.Get("ETag")
	if quoted := strings.TrimPrefix(tag, "W/"); len(tag) <= maxVersion && len(quoted) > 2 && quoted[0] == '"' && quoted[len(quoted)-1] == '"' &&
		!strings.ContainsFunc(tag, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return tag
	}
	date := h.Get("Last-Modified")
	if _, err := http.ParseTime(date); err != nil {
		return ""
	}
	return date
}

// maxVersion bounds an ETag, in bytes.
const maxVersion = 256

// get fetches an address with its redirects, asking robots.txt at every host.
// When the site says that it still is the version known, errUnchanged; without one
// it is always fetched.
func (f *fetcher) get(ctx context.Context, u *url.URL, known string) (source, error) {
	// Some sites hand out a cookie and redirect until it comes back.
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return source{}, err
	}
	client := *f.client
	client.Jar = jar
	for hop := 0; ; hop++ {
		if hop > f.opts.MaxRedirects {
			return source{}, ErrRedirects
		}
		if err := f.check(u); err != nil {
			return source{}, err
		}
		if err := f.allowed(ctx, u); err != nil {
			return source{}, err
		}
		src, next, err := f.once(ctx, &client, u, known)
		if err != nil {
			return source{}, err
		}
		if next == nil {
			return src, nil
		}
		u = next
	}
}

// once makes one request. It returns the source, or where it redirects to.
func (f *fetcher) once(ctx context.Context, client *http.Client, u *url.URL, known string) (source, *url.URL, error) {
	release, err := f.turn(ctx, u.Host)
	if err != nil {
		return source{}, nil, err
	}
	defer release()
	resp, err := f.request(ctx, client, u, "text/html,application/xhtml+xml,application/rss+xml;q=0.9,application/atom+xml;q=0.9,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5", known)
	if err != nil {
		return source{}, nil, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case 301, 302, 303, 307, 308:
		loc := resp.Header.Get("Location")
		if loc == "" {
			return source{}, nil, fmt.Errorf("%w: a redirect to nowhere", ErrUnavailable)
		}
		next, err := u.Parse(loc)
		if err != nil {
			return source{}, nil, fmt.Errorf("%w: a redirect to no address", ErrUnavailable)
		}
		next.Fragment, next.RawFragment = "", ""
		return source{}, next, nil
	case http.StatusNotModified:
		if known != "" {
			return source{}, nil, errUnchanged
		}
	}
	if resp.StatusCode != 200 && resp.StatusCode != 203 {
		return source{}, nil, f.statusError(ctx, resp)
	}
	contentType := resp.Header.Get("Content-Type")
	if err := acceptable(contentType); err != nil {
		return source{}, nil, err
	}
	data, err := f.body(ctx, resp, f.opts.MaxBytes)
	if err != nil {
		return source{}, nil, err
	}
	name := path.Base(u.Path)
	if _, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
		name = params["filename"]
	}
	return source{data: data, contentType: contentType, name: baseName(name), address: u, version: versionOf(resp.Header)}, nil, nil
}

// turn waits until no other request goes to the host.
func (f *fetcher) turn(ctx context.Context, host string) (release func(), err error) {
	f.mu.Lock()
	h := f.hosts[host]
	if h == nil {
		h = &hostLock{turn: make(chan struct{}, 1)}
		f.hosts[host] = h
	}
	h.waiting++
	f.mu.Unlock()
	leave := func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if h.waiting--; h.waiting == 0 {
			delete(f.hosts, host)
		}
	}
	select {
	case h.turn <- struct{}{}:
		return func() { <-h.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, timedOut(ctx)
	}
}

func (f *fetcher) request(ctx context.Context, client *http.Client, u *url.URL, accept, known string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	req.Header.Set("User-Agent", f.opts.UserAgent)
	req.Header.Set("Accept", accept)
	req.Header.Set("Accept-Encoding", "gzip, br, deflate")
	switch {
	case strings.HasSuffix(known, `"`):
		req.Header.Set("If-None-Match", known)
	case known != "":
		req.Header.Set("If-Modified-Since", known)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, dialError(ctx, err)
	}
	return resp, nil
}

// dialError gives an error of the transport its refusal.
func dialError(ctx context.Context, err error) error {
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrProhibitedPort), errors.Is(err, ssrf.ErrInvalidHostPort):
		return fmt.Errorf("%w: %w", ErrPrivateAddress, err)
	case ctx.Err() != nil:
		return timedOut(ctx)
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	case errors.As(err, &dns):
		return fmt.Errorf("%w: %w", ErrNoHost, err)
	case errors.As(err, new(*tls.CertificateVerificationError)), errors.As(err, new(tls.RecordHeaderError)):
		return fmt.Errorf("%w: its certificate is not valid: %w", ErrUnavailable, err)
	}
	return fmt.Errorf("%w: %w", ErrNoHost, err)
}

// statusError says what an answer without a page means.
func (f *fetcher) statusError(ctx context.Context, resp *http.Response) error {
	// Bot checks come with several codes; their page says so.
	body, _ := f.body(ctx, resp, 128<<10)
	check := blockedPhrases().MatchString(decode(body, resp.Header.Get("Content-Type"))) || resp.Header.Get("Cf-Mitigated") == "challenge"
	switch code := resp.StatusCode; {
	case code == 404 || code == 410:
		return ErrMissing
	case code == 429, code == 503 && resp.Header.Get("Retry-After") != "" && !check:
		if wait := retryAfter(resp.Header.Get("Retry-After"), time.Now()); wait > 0 {
			return fmt.Errorf("%w: in %s", ErrTryLater, wait.Round(time.Second))
		}
		return ErrTryLater
	case check:
		return ErrBlocked
	case code == 401, code == 407:
		return ErrLogin
	case code == 402:
		return ErrPaywall
	case code == 403, code == 406:
		return ErrBlocked
	default:
		return fmt.Errorf("%w: %d %s", ErrUnavailable, code, http.StatusText(code))
	}
}

// retryAfter reads a Retry-After header: seconds or a date.
func retryAfter(v string, now time.Time) time.Duration {
	if sec, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
		return time.Duration(min(max(sec, 0), 7*24*3600)) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(t.Sub(now), 0)
	}
	return 0
}

// acceptable refuses what is no text before it is downloaded. Formats that
// sites mislabel are let through: the bytes decide.
func acceptable(contentType string) error {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || kind == "" {
		return nil
	}
	major, minor, _ := strings.Cut(kind, "/")
	if major == "text" || major == "binary" || major == "application" && minor != "javascript" && minor != "wasm" {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrContentType, kind)
}

// body reads and unpacks the body of an answer: at most limit bytes as they
// arrive, and at most limit bytes unpacked, so that a small body that unpacks
// to gigabytes is cut off after the first few.
func (f *fetcher) body(ctx context.Context, resp *http.Response, limit int64) ([]byte, error) {
	if resp.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	in := &arriving{ctx: ctx, r: resp.Body, left: limit, limit: limit, total: max(resp.ContentLength, 0), start: time.Now(), grace: f.grace}
	var r io.Reader = in
	encodings := strings.Split(strings.ToLower(resp.Header.Get("Content-Encoding")), ",")
	if len(encodings) > 2 {
		return nil, fmt.Errorf("%w: packed more than twice", ErrMalformed)
	}
	for i := len(encodings) - 1; i >= 0; i-- {
		var err error
		if r, err = unpack(strings.TrimSpace(encodings[i]), r); err != nil {
			return nil, bodyError(ctx, err)
		}
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, bodyError(ctx, err)
	}
	if int64(len(data)) > limit {
		return nil, tooLarge(limit)
	}
	return data, nil
}

func unpack(encoding string, r io.Reader) (io.Reader, error) {
	switch encoding {
	case "", "identity", "utf-8":
		return r, nil
	case "gzip", "x-gzip":
		return gzip.NewReader(r)
	case "br":
		return brotli.NewReader(r), nil
	case "deflate":
		// Meant is zlib, sent is also the bare stream.
		var head [2]byte
		n, err := io.ReadFull(r, head[:])
		if err != nil {
			return nil, err
		}
		r = io.MultiReader(strings.NewReader(string(head[:n])), r)
		if head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
			return zlib.NewReader(r)
		}
		return flate.NewReader(r), nil
	}
	return nil, fmt.Errorf("%w: packed as %q", ErrContentType, encoding)
}

func bodyError(ctx context.Context, err error) error {
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return err
	case ctx.Err() != nil:
		return timedOut(ctx)
	}
	return fmt.Errorf("%w: the answer broke off: %w", ErrUnavailable, err)
}

// arriving counts a body as it arrives and refuses one that is too long or
// drips.
type arriving struct {
	ctx         context.Context
	r           io.Reader
	left, limit int64
	total       int64
	start       time.Time
	grace       time.Duration
}

func (a *arriving) Read(p []byte) (int, error) {
	if a.left <= 0 {
		// One byte more decides whether the body ended exactly here.
		if n, err := a.r.Read(make([]byte, 1)); n == 0 {
			return 0, err
		}
		return 0, tooLarge(a.limit)
	}
	n, err := a.r.Read(p[:min(int64(len(p)), a.left)])
	a.left -= int64(n)
	done := a.limit - a.left
	report(a.ctx, Progress{Step: "fetch", Done: done, Total: a.total})
	if past := time.Since(a.start); err == nil && past > a.grace && float64(done) < minRate*past.Seconds() {
		return n, fmt.Errorf("%w: the site sends too slowly", ErrTimeout)
	}
	return n, err
}
