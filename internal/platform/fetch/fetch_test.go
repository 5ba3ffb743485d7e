package fetch_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/fetch"
)

const agent = "gongkai (+https://www.example.gov.cn)"

// world is a server that may be asked on 127.0.0.1, one inside on 127.0.0.2 at
// the same port, and a name server that knows both.
type world struct {
	*testing.T
	site, secure *httptest.Server
	port         string
	inside       atomic.Int32 // connections that reached what is inside
	asked        sync.Map     // names, with how often they were resolved
	busy, most   sync.Map     // by host: questions at once
	ended        chan struct{}
	cfg          fetch.Config
}

func district(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, ended: make(chan struct{}, 9)}
	w.site = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.site.Close)
	w.secure = httptest.NewUnstartedServer(http.HandlerFunc(w.serve))
	w.secure.Config.ErrorLog = log.New(io.Discard, "", 0) // that its certificate is not trusted
	w.secure.StartTLS()
	t.Cleanup(w.secure.Close)
	_, w.port, _ = strings.Cut(w.site.Listener.Addr().String(), ":")
	_, securePort, _ := strings.Cut(w.secure.Listener.Addr().String(), ":")
	for _, port := range []string{w.port, securePort} {
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.2:"+port)
		if err != nil {
			t.Skipf("this machine has one loopback address only: %v", err)
		}
		t.Cleanup(func() { _ = l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				w.inside.Add(1)
				_ = c.Close()
			}
		}()
	}
	t.Setenv("HTTP_PROXY", "http://127.0.0.2:"+w.port) // nobody asks it
	t.Cleanup(func() {
		if n := w.inside.Load(); n > 0 {
			t.Errorf("%d connections reached what is inside", n)
		}
	})
	w.cfg = fetch.Config{
		On: true, Timeout: 400 * time.Millisecond, Redirects: 3, Bytes: 1 << 10, Parallel: 4, Agent: agent, Ports: []string{w.port, securePort},
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Resolver: w.names(),
	}
	return w
}

// serve answers as its path says.
func (w *world) serve(out http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	w.count(host)
	defer w.count(host, -1)
	if r.UserAgent() != agent || r.Header.Get("Cookie") != "" || r.Header.Get("Authorization") != "" || r.Header.Get("Referer") != "" {
		w.Errorf("asked with %v", r.Header)
	}
	http.SetCookie(out, &http.Cookie{Name: "session", Value: "1"})
	var status int
	switch name := strings.Trim(r.URL.Path, "/"); name {
	case "headless":
		if r.Method == http.MethodHead {
			out.WriteHeader(http.StatusMethodNotAllowed)
		}
	case "cut":
		if r.Method == http.MethodHead {
			panic(http.ErrAbortHandler)
		}
	case "slow":
		<-r.Context().Done()
	case "endless":
		if r.Method == http.MethodHead {
			out.WriteHeader(http.StatusNotImplemented)
			return
		}
		for block := make([]byte, 1<<16); ; {
			if _, err := out.Write(block); err != nil {
				w.ended <- struct{}{}
				return
			}
		}
	case "head":
		out.Header().Set("X-Long", strings.Repeat("a", 1<<20))
	case "busy":
		time.Sleep(20 * time.Millisecond)
	case "to":
		out.Header().Set("Location", r.URL.Query().Get("u"))
		out.WriteHeader(http.StatusFound)
	default:
		if _, err := fmt.Sscan(name, &status); err == nil {
			out.WriteHeader(status)
		}
	}
}

// count counts the questions that are asked at once.
func (w *world) count(host string, by ...int32) {
	for _, h := range []string{host, ""} {
		n, _ := w.busy.LoadOrStore(h, new(atomic.Int32))
		if len(by) > 0 {
			n.(*atomic.Int32).Add(by[0])
			continue
		}
		now := n.(*atomic.Int32).Add(1)
		most, _ := w.most.LoadOrStore(h, new(atomic.Int32))
		for was := most.(*atomic.Int32).Load(); now > was && !most.(*atomic.Int32).CompareAndSwap(was, now); was = most.(*atomic.Int32).Load() {
		}
	}
}

func (w *world) mostOf(host string) int32 {
	n, ok := w.most.Load(host)
	if !ok {
		return 0
	}
	return n.(*atomic.Int32).Load()
}

// names is a name server: any name leads to the site, but for those that say otherwise.
func (w *world) names() *net.Resolver {
	conn, err := (&net.ListenConfig{}).ListenPacket(w.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			w.answer(&m)
			if b, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(b, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (w *world) answer(m *dnsmessage.Message) {
	q := m.Questions[0]
	m.Response, m.Additionals = true, nil
	outside, inside := [4]byte{127, 0, 0, 1}, [4]byte{127, 0, 0, 2}
	first, _, _ := strings.Cut(q.Name.String(), ".")
	if first == "nobody" {
		m.RCode = dnsmessage.RCodeNameError
		return
	}
	add := func(a [4]byte) {
		m.Answers = append(m.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}, Body: &dnsmessage.AResource{A: a},
		})
	}
	if q.Type != dnsmessage.TypeA {
		if first == "mapped" && q.Type == dnsmessage.TypeAAAA {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: dnsmessage.TypeAAAA, Class: dnsmessage.ClassINET},
				Body:   &dnsmessage.AAAAResource{AAAA: netip.MustParseAddr("::ffff:127.0.0.2").As16()},
			})
		}
		return
	}
	n, _ := w.asked.LoadOrStore(first, new(atomic.Int32))
	switch times := n.(*atomic.Int32).Add(1); {
	case first == "mapped":
	case first == "inside", first == "rebind" && times > 1:
		add(inside)
	case first == "both":
		add(inside)
		add(outside)
	default:
		add(outside)
	}
}

func (w *world) check(c *fetch.Client, address string) fetch.Result {
	w.Helper()
	r, err := c.Check(w.Context(), address)
	if err != nil {
		w.Fatalf("%s: %v", address, err)
	}
	return r
}

// at is an address of the site under a name.
func (w *world) at(name, path string) string {
	return "http://" + name + ".example.cn:" + w.port + "/" + path
}

func (w *world) via(name, to string) string { return w.at(name, "to?u="+url.QueryEscape(to)) }

// TestCheck: what each kind of answer is.
func TestCheck(t *testing.T) {
	w := district(t)
	c := fetch.New(w.cfg)
	for _, q := range []struct {
		address string
		kind    fetch.Kind
		status  int
	}{
		{w.at("site", ""), fetch.Alive, 200},
		{w.site.URL, fetch.Alive, 200}, // by its number, which Allow has
		{w.at("site", "404"), fetch.Gone, 404},
		{w.at("site", "410"), fetch.Gone, 410},
		{w.at("site", "500"), fetch.Broken, 500},
		{w.at("site", "503"), fetch.Broken, 503},
		{w.at("site", "401"), fetch.Alive, 401},
		{w.at("site", "403"), fetch.Alive, 403},
		{w.at("site", "412"), fetch.Alive, 412},
		{w.at("site", "521"), fetch.Alive, 521},
		{w.at("site", "headless"), fetch.Alive, 200},
		{w.at("site", "cut"), fetch.Alive, 200},
		{w.at("site", "slow"), fetch.Silent, 0},
		{w.at("site", "head"), fetch.Silent, 0},
		{w.at("nobody", ""), fetch.Nameless, 0},
		{w.via("site", "/404"), fetch.Gone, 404},
		{w.via("site", w.via("other", "/200")), fetch.Alive, 200},
		{w.via("site", "http://user:word@site.example.cn/"), fetch.NoWeb, 302},
		{w.via("site", "weixin://dl/business"), fetch.NoWeb, 302},
		{w.via("site", "http://[::1"), fetch.NoWeb, 302},
		{w.via("site", ""), fetch.Alive, 302},
		{w.secure.URL, fetch.Untrusted, 0},
		{"http://site.example.cn:1/", fetch.Unasked, 0},
		{w.via("site", "http://site.example.cn:1/"), fetch.Unasked, 302},
		{"http://nobody.example.cn:1/", fetch.Nameless, 0},
	} {
		if r := w.check(c, q.address); r.Kind != q.kind || r.Status != q.status {
			t.Errorf("%s: %+v, want %s %d", q.address, r, q.kind, q.status)
		}
	}
	if r := w.check(c, w.via("site", w.at("site", "200"))); r.Final != w.at("site", "200") {
		t.Errorf("ends at %s", r.Final)
	}
	loop := w.at("site", "to?u=")
	for range 5 {
		loop = w.via("site", loop)
	}
	if r := w.check(c, loop); r.Kind != fetch.Astray {
		t.Errorf("five redirects: %+v", r)
	}
}

// TestGuard: nothing leads inside. The cleanup of the world counts what got there.
func TestGuard(t *testing.T) {
	w := district(t)
	c := fetch.New(w.cfg)
	for _, address := range []string{
		w.at("inside", ""), w.at("mapped", ""), "http://127.0.0.2:" + w.port + "/", "http://[::ffff:127.0.0.2]:" + w.port + "/", "http://[::1]:" + w.port + "/",
		w.via("site", w.at("inside", "")), w.via("site", "http://127.0.0.2:"+w.port+"/"), w.via("site", "http://169.254.169.254/latest/"),
		"http://inside.example.cn:1/", "https://inside.example.cn:" + w.cfg.Ports[1] + "/",
	} {
		if r := w.check(c, address); r.Kind != fetch.Inside || !r.Kind.Refused() || r.Kind.Dead() {
			t.Errorf("%s: %+v", address, r)
		}
	}
	if r := w.check(c, w.at("both", "")); r.Kind != fetch.Alive { // by the address that may be asked
		t.Errorf("a name with two addresses: %+v", r)
	}
	// Between the head and the page the name is resolved anew, and leads inside.
	if r := w.check(c, w.at("rebind", "headless")); r.Kind != fetch.Inside {
		t.Errorf("a name resolved anew: %+v", r)
	}
	none := w.cfg
	none.Allow = nil
	if r := w.check(fetch.New(none), w.at("site", "")); r.Kind != fetch.Inside {
		t.Errorf("with nothing allowed: %+v", r)
	}
}

// TestEndless: of an answer without an end little is read.
func TestEndless(t *testing.T) {
	w := district(t)
	c := fetch.New(w.cfg)
	if r := w.check(c, w.at("site", "endless")); r.Kind != fetch.Alive {
		t.Errorf("%+v", r)
	}
	select {
	case <-w.ended:
	case <-time.After(10 * time.Second):
		t.Error("it is read on")
	}
}

func TestSecure(t *testing.T) {
	w := district(t)
	c := fetch.New(w.cfg)
	pool := x509.NewCertPool()
	pool.AddCert(w.secure.Certificate())
	c.Trust(pool)
	for address, want := range map[string]fetch.Kind{
		w.secure.URL: fetch.Alive, "https://www.example.com:" + w.cfg.Ports[1] + "/404": fetch.Gone,
		"https://site.example.cn:" + w.cfg.Ports[1] + "/": fetch.Untrusted, // a certificate of another name
	} {
		if r := w.check(c, address); r.Kind != want {
			t.Errorf("%s: %+v", address, r)
		}
	}
}

// TestOff: whoever has not said so asks nobody, not even the name server.
func TestOff(t *testing.T) {
	w := district(t)
	w.cfg.On = false
	for _, c := range []*fetch.Client{nil, fetch.New(w.cfg)} {
		if _, err := c.Check(t.Context(), w.at("site", "")); fault.As(err).Text.Key != "fetch.off" || c.On() {
			t.Errorf("%v", err)
		}
		if all := c.CheckAll(t.Context(), []string{w.at("site", "")}); len(all) > 0 {
			t.Errorf("%v", all)
		}
	}
	if _, asked := w.asked.Load("site"); asked || w.mostOf("") > 0 {
		t.Error("somebody was asked")
	}
}

// TestTurns: few questions at once, one at a time to the same host, with a pause.
func TestTurns(t *testing.T) {
	w := district(t)
	w.cfg.Parallel, w.cfg.Pause = 2, 30*time.Millisecond
	c := fetch.New(w.cfg)
	var all []string
	for _, host := range []string{"a", "b", "c", "d"} {
		for i := range 3 {
			all = append(all, w.at(host, fmt.Sprintf("busy?%d", i)), w.at(host, fmt.Sprintf("busy?%d", i)))
		}
	}
	start := time.Now()
	got := c.CheckAll(t.Context(), all)
	if took := time.Since(start); took < 3*20*time.Millisecond+2*w.cfg.Pause {
		t.Errorf("three questions to one host took %v", took)
	}
	for _, a := range all {
		if got[a].Kind != fetch.Alive {
			t.Errorf("%s: %+v", a, got[a])
		}
	}
	if most := w.mostOf(""); len(got) != 12 || most != 2 {
		t.Errorf("%d answers, %d at once", len(got), most)
	}
	for _, host := range []string{"a", "b", "c", "d"} {
		if most := w.mostOf(host + ".example.cn"); most != 1 {
			t.Errorf("%s: %d at once", host, most)
		}
	}
}

// TestLeft: who goes away is told nothing about the link.
func TestLeft(t *testing.T) {
	w := district(t)
	w.cfg.Timeout = time.Minute
	c := fetch.New(w.cfg)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Check(ctx, w.at("site", "slow")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if all := c.CheckAll(ctx, []string{w.at("site", ""), w.at("other", "")}); len(all) > 0 {
		t.Errorf("%v", all)
	}
}
