package extract

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/dns/dnsmessage"
)

const story = `<!DOCTYPE html><html lang="en"><head><title>Lighthouse keepers return to the northern coast</title>
<meta property="og:site_name" content="The Harbour Gazette"></head><body><article>
<h1>Lighthouse keepers return to the northern coast</h1><p class="byline">By Ada Lindqvist</p>
<p>After forty years without a keeper, the lighthouse at Skarholm is lived in again. Two retired sailors moved into the old tower in March and have kept its lamp and its logbook since, the port authority said on Monday.</p>
<p>The tower was automated in 1984, when the last keeper left by boat in a storm. Since then its rooms had stood empty, and the damp had taken the plaster from the walls of the kitchen and the stairs.</p>
<p>Repairs took two winters and cost 340,000 euros, most of it raised by the people of the island. The keepers pay no rent, but they must write down the weather four times a day and show visitors the lamp on Sundays.</p>
</article></body></html>`

// local is an extractor that may read the test servers on this machine.
func local(o Options) *Extractor {
	o.AllowPrivate = true
	return New(o)
}

// offline is an extractor with the guard on that never makes a connection: it
// records what passed the guard and refuses it.
func offline(o Options) (*Extractor, func() []string) {
	x := New(o)
	var mu sync.Mutex
	var dialled []string
	x.fetch.beforeDial = func(_, address string) error {
		mu.Lock()
		defer mu.Unlock()
		dialled = append(dialled, address)
		return errors.New("no network in tests")
	}
	return x, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return dialled
	}
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func page200(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, body)
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	var agent atomic.Value
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		agent.Store(r.UserAgent())
		page200(story)(w, r)
	})
	var steps []string
	ctx := WithProgress(t.Context(), func(p Progress) { steps = append(steps, p.Step) })
	r, err := local(Options{UserAgent: "Lector/9 (+https://example.org)"}).URL(ctx, " <"+s.URL+"/story#top> ")
	if err != nil {
		t.Fatal(err)
	}
	a := r.Articles[0]
	if a.Title != "Lighthouse keepers return to the northern coast" || a.Author != "Ada Lindqvist" || a.Publisher != "The Harbour Gazette" || a.Lang != "en" {
		t.Errorf("got title %q, author %q, publisher %q, language %q", a.Title, a.Author, a.Publisher, a.Lang)
	}
	if a.Origin != s.URL+"/story" || a.URL != s.URL+"/story" {
		t.Errorf("origin %q, URL %q, want %s/story for both", a.Origin, a.URL, s.URL)
	}
	if n := strings.Count(a.Text, "\n\n"); n != 2 || !strings.HasPrefix(a.Text, "After forty years") || !strings.HasSuffix(a.Text, "on Sundays.") {
		t.Errorf("text has %d blank lines, want 2: %q", n, a.Text)
	}
	if agent.Load() != "Lector/9 (+https://example.org)" {
		t.Errorf("User-Agent %q", agent.Load())
	}
	if len(steps) < 2 || steps[0] != "fetch" || steps[len(steps)-1] != "read" {
		t.Errorf("progress steps %v, want fetch … read", steps)
	}
}

// TestPrivateAddresses tries the ways to a machine that is not public. None
// may reach a dial.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	for _, ref := range []string{
		"http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
		"http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://0.0.0.0/", "http://127.0.0.1./", "http://[::1]/", "http://[::]/",
		"http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
		"http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://[fe80::1%25lo]/", "http://[64:ff9b::7f00:1]/",
		"http://[2002:7f00:1::]/", "http://[2002:c0a8:101::1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::a00:1]/", "http://[2001:0:7f00:1::]/", "http://[fc00::1]/", "http://[fec0::1]/", "http://10.0.0.1/", "http://172.16.3.4/", "http://192.168.1.1/", "http://100.64.0.1/", "http://198.18.0.1/",
		"http://224.0.0.1/", "http://255.255.255.255/", "http://192.0.2.1/", "http://[ff02::1]/", "http://①②⑦.⓪.⓪.①/",
		"https://127.0.0.1/", "http://127.0.0.1:80/", "http://127.0.0.1:443/",
	} {
		t.Run(ref, func(t *testing.T) {
			t.Parallel()
			x, dialled := offline(Options{Timeout: 5 * time.Second})
			_, err := x.URL(t.Context(), ref)
			if !errors.Is(err, ErrPrivateAddress) && !errors.Is(err, ErrAddress) && !errors.Is(err, ErrNoHost) {
				t.Errorf("URL(%s): %v, want a refusal of the address", ref, err)
			}
			if got := dialled(); len(got) > 0 {
				t.Errorf("URL(%s) would have connected to %v", ref, got)
			}
		})
	}
}

func TestNotAnAddress(t *testing.T) {
	t.Parallel()
	for _, ref := range []string{
		"", "example.org/x", "file:///etc/passwd", "ftp://example.org/x", "gopher://example.org/", "javascript:alert(1)", "data:text/html,x",
		"http://", "http:///x", "http://user:secret@example.org/", "http://user@example.org/", "http://example.org:22/", "http://example.org:8080/",
		"http://exa mple.org/", "http://[::1", "unix:///run/x.sock", "http://" + strings.Repeat("a", 5000) + ".org/",
	} {
		x, dialled := offline(Options{Timeout: time.Second})
		if _, err := x.URL(t.Context(), ref); !errors.Is(err, ErrAddress) {
			t.Errorf("URL(%q): %v, want ErrAddress", ref, err)
		}
		if got := dialled(); len(got) > 0 {
			t.Errorf("URL(%q) would have connected to %v", ref, got)
		}
	}
}

// fakeDNS resolves every name, one answer after the other; the last one stays.
// It talks over pipes, so no port is opened.
func fakeDNS(t *testing.T, answers ...string) (*net.Resolver, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	answer := func(query []byte) []byte {
		var m dnsmessage.Message
		if err := m.Unpack(query); err != nil || len(m.Questions) != 1 {
			return nil
		}
		q := m.Questions[0]
		m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
		if q.Type == dnsmessage.TypeA {
			i := int(asked.Add(1)) - 1
			ip := net.ParseIP(answers[min(i, len(answers)-1)]).To4()
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 0},
				Body:   &dnsmessage.AResource{A: [4]byte(ip)},
			}}
		}
		out, err := m.Pack()
		if err != nil {
			return nil
		}
		return out
	}
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() { // a pipe is a stream: two bytes of length before each message
			defer server.Close()
			for {
				var n [2]byte
				if _, err := io.ReadFull(server, n[:]); err != nil {
					return
				}
				query := make([]byte, binary.BigEndian.Uint16(n[:]))
				if _, err := io.ReadFull(server, query); err != nil {
					return
				}
				out := answer(query)
				if _, err := server.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...)); err != nil {
					return
				}
			}
		}()
		return client, nil
	}}, &asked
}

// TestDNSThatChanges: a name that is public when it is looked up first and
// private when the page is fetched must not lead in.
func TestDNSThatChanges(t *testing.T) {
	t.Parallel()
	resolver, asked := fakeDNS(t, "93.184.216.34", "127.0.0.1")
	x, dialled := offline(Options{Resolver: resolver, Timeout: 5 * time.Second})
	_, err := x.URL(t.Context(), "http://rebind.example.org/")
	if !errors.Is(err, ErrPrivateAddress) {
		t.Errorf("URL: %v, want ErrPrivateAddress", err)
	}
	if got := fmt.Sprint(dialled()); got != "[93.184.216.34:80]" {
		t.Errorf("passed the guard: %s, want the public address alone", got)
	}
	if asked.Load() < 2 {
		t.Errorf("the name was resolved %d times, want 2: the test tests nothing", asked.Load())
	}
}

// TestRedirectToPrivate: the guard looks at every hop.
func TestRedirectToPrivate(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/", "http://localhost/", "file:///etc/passwd", "http://2130706433/"} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) })
		x := New(Options{Timeout: 5 * time.Second})
		// The first hop is a public name in this test; its connection is led to the test server.
		var private atomic.Bool
		guarded := x.fetch.client.Transport.(*http.Transport)
		dial := guarded.DialContext
		guarded.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if address == "public.example.org:80" {
				return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(s.URL, "http://"))
			}
			c, err := dial(ctx, network, address)
			private.Store(private.Load() || err == nil)
			return c, err
		}
		_, err := x.URL(t.Context(), "http://public.example.org/")
		if !errors.Is(err, ErrPrivateAddress) && !errors.Is(err, ErrAddress) {
			t.Errorf("redirect to %s: %v, want a refusal of the address", target, err)
		}
		if private.Load() {
			t.Errorf("redirect to %s: connected", target)
		}
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var hops atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/left/%d", &n); err == nil && n == 0 {
			page200(story)(w, r)
			return
		}
		hops.Add(1)
		http.Redirect(w, r, fmt.Sprintf("/left/%d", n-1), http.StatusMovedPermanently)
	})
	r, err := local(Options{}).URL(t.Context(), s.URL+"/left/5")
	if err != nil {
		t.Fatalf("five redirects: %v", err)
	}
	if a := r.Articles[0]; a.URL != s.URL+"/left/0" || a.Origin != s.URL+"/left/5" {
		t.Errorf("URL %q, Origin %q: want where it ended and where it began", a.URL, a.Origin)
	}
	hops.Store(0)
	if _, err := local(Options{}).URL(t.Context(), s.URL+"/endless"); !errors.Is(err, ErrRedirects) {
		t.Errorf("endless redirects: %v, want ErrRedirects", err)
	}
	if hops.Load() != 6 {
		t.Errorf("%d requests, want 6", hops.Load())
	}
}

func TestTooMuch(t *testing.T) {
	t.Parallel()
	zeros := func(w io.Writer, n int64) { io.CopyN(w, zeroReader{}, n) }
	var sent atomic.Int64
	cases := []struct {
		name    string
		handler http.HandlerFunc
	}{
		{"a gigabyte without length", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			block := make([]byte, 64<<10)
			for range 1 << 14 {
				n, err := w.Write(block)
				sent.Add(int64(n))
				if err != nil {
					return
				}
			}
		}},
		{"a length that is too long", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Length", "5000000000")
			w.Write([]byte("<html>"))
		}},
		{"a gzip bomb", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			z, _ := gzip.NewWriterLevel(w, gzip.BestCompression)
			zeros(z, 30<<20)
			z.Close()
		}},
		{"a gzip bomb in a gzip", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip, gzip")
			outer := gzip.NewWriter(w)
			inner := gzip.NewWriter(outer)
			zeros(inner, 20<<20)
			inner.Close()
			outer.Close()
		}},
		{"a brotli bomb", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			z := brotli.NewWriterLevel(w, 3)
			zeros(z, 30<<20)
			z.Close()
		}},
		{"a deflate bomb", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "deflate")
			z := zlib.NewWriter(w)
			zeros(z, 30<<20)
			z.Close()
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.handler)
			if _, err := local(Options{MaxBytes: 1 << 20}).URL(t.Context(), s.URL+"/x"); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%v, want ErrTooLarge", err)
			}
		})
	}
	t.Cleanup(func() {
		if sent.Load() > 64<<20 {
			t.Errorf("%d bytes of the gigabyte were taken", sent.Load())
		}
	})
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	pack := map[string]func(io.Writer) io.WriteCloser{
		"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"br":      func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
		"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
		"Deflate": func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 5); return z },
	}
	for encoding, writer := range pack {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", encoding)
			z := writer(w)
			io.WriteString(z, story)
			z.Close()
		})
		r, err := local(Options{}).URL(t.Context(), s.URL)
		if err != nil || !strings.Contains(r.Articles[0].Text, "Skarholm") {
			t.Errorf("%s: %v", encoding, err)
		}
	}
}

// TestSlowServers: a server that drips, or says nothing, is left in time.
func TestSlowServers(t *testing.T) {
	t.Parallel()
	t.Run("drips", func(t *testing.T) {
		t.Parallel()
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			tick := time.NewTicker(5 * time.Millisecond)
			defer tick.Stop()
			for {
				if _, err := w.Write([]byte("<")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-tick.C:
				case <-r.Context().Done():
					return
				}
			}
		})
		x := local(Options{Timeout: time.Minute})
		x.fetch.grace = 50 * time.Millisecond
		begin := time.Now()
		_, err := x.URL(t.Context(), s.URL)
		if !errors.Is(err, ErrTimeout) || time.Since(begin) > 20*time.Second {
			t.Errorf("%v after %v, want ErrTimeout long before the deadline", err, time.Since(begin))
		}
	})
	t.Run("is silent", func(t *testing.T) {
		t.Parallel()
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		if _, err := local(Options{Timeout: 200 * time.Millisecond}).URL(t.Context(), s.URL); !errors.Is(err, ErrTimeout) {
			t.Errorf("%v, want ErrTimeout", err)
		}
	})
	t.Run("and the user gives up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
		if _, err := local(Options{}).URL(ctx, s.URL); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want context.Canceled", err)
		}
	})
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		header string
		body   string
		want   error
		in     string // stands in the error
	}{
		{404, "", "", ErrMissing, ""},
		{410, "", "", ErrMissing, ""},
		{401, "", "", ErrLogin, ""},
		{402, "", "", ErrPaywall, ""},
		{403, "", "Forbidden", ErrBlocked, ""},
		{429, "Retry-After: 120", "", ErrTryLater, "in 2m0s"},
		{503, "Retry-After: 60", "", ErrTryLater, "in 1m0s"},
		{503, "", "<title>Just a moment...</title>", ErrBlocked, ""},
		{500, "", "", ErrUnavailable, "500"},
		{302, "", "", ErrUnavailable, ""},
		{200, "Content-Type: image/png", "\x89PNG", ErrContentType, "image/png"},
		{200, "Content-Type: video/mp4", "x", ErrContentType, "video/mp4"},
		{200, "Content-Type: application/octet-stream", "\x7fELF\x01\x02\x03\x00\x00\x01\x02\x03", ErrContentType, ""},
		{200, "Content-Type: text/html", "", ErrNoArticle, ""},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if k, v, ok := strings.Cut(c.header, ": "); ok {
				w.Header().Set(k, v)
			}
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		})
		_, err := local(Options{}).URL(t.Context(), s.URL+"/page")
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.in) {
			t.Errorf("status %d %s %q: %v, want %v with %q", c.status, c.header, c.body, err, c.want, c.in)
		}
	}
}

func TestRobotsAreHonoured(t *testing.T) {
	t.Parallel()
	var asked, pages atomic.Int32
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			w.WriteHeader(status)
			io.WriteString(w, "User-agent: lector\nDisallow: /private/\n\nUser-agent: *\nDisallow: /\n")
			return
		}
		pages.Add(1)
		page200(story)(w, r)
	}))
	defer s.Close()
	x := local(Options{UserAgent: "Lector/1.0 (+https://example.org)"})
	for range 2 {
		if _, err := x.URL(t.Context(), s.URL+"/private/story"); !errors.Is(err, ErrRobots) {
			t.Errorf("a forbidden page: %v, want ErrRobots", err)
		}
		if _, err := x.URL(t.Context(), s.URL+"/public/story"); err != nil {
			t.Errorf("an allowed page: %v", err)
		}
	}
	if asked.Load() != 1 || pages.Load() != 2 {
		t.Errorf("robots.txt asked %d times, %d pages fetched; want 1 and 2", asked.Load(), pages.Load())
	}
	status = http.StatusBadGateway
	if _, err := local(Options{}).URL(t.Context(), s.URL+"/public/story"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("rules that cannot be read: %v, want ErrUnavailable", err)
	}
	status = http.StatusForbidden
	if _, err := local(Options{}).URL(t.Context(), s.URL+"/private/story"); err != nil {
		t.Errorf("a site that shows no rules: %v", err)
	}
}

func TestRobotsRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rules, path string
		want        bool
	}{
		{"", "/x", true},
		{"User-agent: *\nDisallow:", "/x", true},
		{"User-agent: *\nDisallow: /", "/", false},
		{"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/c", false},
		{"User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		{"User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false},
		{"User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true},
		{"User-agent: *\nDisallow: /*?print", "/x?print=1", false},
		{"user-AGENT: LECTOR # us\nDISALLOW: /a # this\n\nUser-agent: *\nDisallow: /", "/b", true},
		{"User-agent: other\nDisallow: /", "/b", true},
		{"User-agent: lectorish\nDisallow: /", "/b", true},
		{"User-agent: other\nUser-agent: lector\nDisallow: /b", "/b", false},
		{"Disallow: /", "/b", true}, // in no group
		{"\xff\x00garbage\n::::\nUser-agent\n", "/b", true},
		{"User-agent: *\r\nDisallow: /b\r\n", "/b", false},
		{"User-agent: *\nDisallow: /" + strings.Repeat("*a", 2000) + "b", "/" + strings.Repeat("a", 5000), true},
	} {
		u, err := url.Parse("http://example.org" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := parseRobots(c.rules, "Lector").allows(u); got != c.want {
			t.Errorf("rules %.80q: allows(%.80s) = %v, want %v", c.rules, c.path, got, c.want)
		}
	}
}

// TestOneRequestPerHost: a site never sees two requests of ours at a time.
func TestOneRequestPerHost(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		page200(story)(w, r)
		now.Add(-1)
	})
	x := local(Options{})
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if _, err := x.URL(t.Context(), fmt.Sprintf("%s/%d", s.URL, i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests at a time, want 1", most.Load())
	}
	if len(x.fetch.hosts) != 0 {
		t.Errorf("%d hosts are still remembered", len(x.fetch.hosts))
	}
}

// TestParsersThatFail: a reader that panics or hangs costs one upload.
func TestParsersThatFail(t *testing.T) {
	t.Parallel()
	x := New(Options{Parallel: 2, Timeout: 5 * time.Second})
	hang := make(chan struct{})
	defer close(hang)
	stuck := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := x.contain(ctx, func() (Result, error) { <-hang; return Result{}, nil })
		return err
	}
	if _, err := x.contain(t.Context(), func() (Result, error) { panic("a bug") }); !errors.Is(err, ErrMalformed) {
		t.Errorf("a panic: %v, want ErrMalformed", err)
	}
	if err := stuck(); !errors.Is(err, ErrTimeout) {
		t.Errorf("a reader that hangs: %v, want ErrTimeout", err)
	}
	if _, err := x.File(t.Context(), "story.html", strings.NewReader(story)); err != nil {
		t.Errorf("the next upload: %v", err)
	}
	stuck()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := x.File(ctx, "story.html", strings.NewReader(story)); !errors.Is(err, ErrBusy) {
		t.Errorf("with all readers stuck: %v, want ErrBusy", err)
	}
}

func TestRefreshKeepsWhatEditorsMade(t *testing.T) {
	t.Parallel()
	body := story
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { page200(body)(w, r) })
	x := local(Options{})
	r, err := x.URL(t.Context(), s.URL+"/story")
	if err != nil {
		t.Fatal(err)
	}
	old := r.Articles[0]
	old.Collection, old.ID, old.Rev = "home", "lighthouse", 7
	body = strings.Replace(story, "340,000 euros", "350,000 euros", 1)
	fresh, err := x.Refresh(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	if fresh.ID != "lighthouse" || fresh.Rev != 7 || !strings.Contains(fresh.Text, "350,000 euros") || fresh.Origin != old.Origin {
		t.Errorf("Refresh gave ID %q, revision %d, origin %q, text %q", fresh.ID, fresh.Rev, fresh.Origin, fresh.Text)
	}
	if _, err := x.Refresh(t.Context(), r.Articles[0]); err != nil {
		t.Error(err)
	}
	old.Origin = "/etc/passwd"
	if _, err := x.Refresh(t.Context(), old); !errors.Is(err, ErrAddress) {
		t.Errorf("refresh from a path: %v, want ErrAddress", err)
	}
}

func TestBaseName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"../../x": "x", `..\..\x.md`: "x.md", "/etc/passwd": "passwd", "..": "", ".": "", "": "", "a\x00b\n.txt": "ab.txt", "C:\\x\\y.docx": "y.docx",
	} {
		if got := baseName(in); got != want {
			t.Errorf("baseName(%q) = %q, want %q", in, got, want)
		}
	}
	r, err := New(Options{}).File(t.Context(), "../../x", bytes.NewReader([]byte(story)))
	if err != nil || r.Articles[0].Origin != "" {
		t.Errorf("File(../../x): origin %q, %v; want none", r.Articles[0].Origin, err)
	}
}

// A site is asked whether a page has changed; what it says without sending the
// page anew leaves the article as it is.
func TestRefreshAsksWhatChanged(t *testing.T) {
	t.Parallel()
	const monday, tuesday = "Mon, 05 Jun 2023 10:00:00 GMT", "Tue, 06 Jun 2023 10:00:00 GMT"
	for _, c := range []struct{ name, header, first, second, asks string }{
		{"an ETag", "ETag", `"v1"`, `"v2"`, "If-None-Match"},
		{"a weak ETag", "ETag", `W/"v1"`, `W/"v2"`, "If-None-Match"},
		{"a date", "Last-Modified", monday, tuesday, "If-Modified-Since"},
		{"an ETag that is none", "ETag", "v1", "v2", ""},
		{"a date that is none", "Last-Modified", "yesterday", "today", ""},
		{"nothing", "Server", "x", "y", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			version, body := c.first, story
			sent, unchanged := 0, 0
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/old" {
					http.Redirect(w, r, "/new", http.StatusFound)
					return
				}
				w.Header().Set(c.header, version)
				if c.asks != "" && r.Header.Get(c.asks) == version {
					unchanged++
					w.WriteHeader(http.StatusNotModified)
					return
				}
				sent++
				page200(body)(w, r)
			})
			x := local(Options{})
			r, err := x.URL(t.Context(), s.URL+"/old")
			if err != nil {
				t.Fatal(err)
			}
			a := r.Articles[0]
			same, err := x.Refresh(t.Context(), a)
			if err != nil || same.Text != a.Text {
				t.Fatalf("Refresh of the same: %+v, %v", same, err)
			}
			wantSent, wantUnchanged := 2, 0
			if c.asks != "" {
				wantSent, wantUnchanged = 1, 1
			}
			if sent != wantSent || unchanged != wantUnchanged {
				t.Errorf("sent %d times, %d times unchanged; want %d and %d", sent, unchanged, wantSent, wantUnchanged)
			}
			version, body = c.second, strings.Replace(story, "340,000", "350,000", 1)
			fresh, err := x.Refresh(t.Context(), a)
			if err != nil || !strings.Contains(fresh.Text, "350,000") || c.asks != "" && fresh.Version != c.second {
				t.Errorf("Refresh of the changed: version %q, %v", fresh.Version, err)
			}
		})
	}
	// A site that says "not modified" to who has not asked is at fault.
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotModified) })
	if _, err := local(Options{}).URL(t.Context(), s.URL); !errors.Is(err, ErrUnavailable) {
		t.Errorf("unasked: %v, want ErrUnavailable", err)
	}
}
