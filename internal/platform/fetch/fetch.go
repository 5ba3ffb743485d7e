// Package fetch asks other servers, and is the only one that does. So far it
// asks one thing: whether a link leads anywhere.
//
// Whoever may write a link could make the program ask for them (server-side
// request forgery): the clouds' own addresses, the office's systems, this
// machine. So a connection is judged when it is made, after the name was
// resolved and for the very address that is dialled: a name that leads inside,
// that is resolved anew in between, or that a redirect brings, is refused alike.
// Only http and https on ports 80 and 443, no names or passwords, no proxy of
// the environment, no cookies; little is read, in bounded time, a few questions
// at once and one at a time to the same host.
//
// It asks nobody unless the settings say so. Most offices are in networks that
// have no way out, and a connection that nobody has allowed counts there as an
// incident (违规外联). Links are then not checked, which stops nothing.
package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/idna"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Config says whether and how far the program may ask. The zero value asks nobody.
type Config struct {
	On        bool
	Timeout   time.Duration  // of one question, from the name to the answer
	Redirects int            // followed at most
	Bytes     int64          // of an answer that are read at most
	Parallel  int            // questions at once
	Pause     time.Duration  // between two questions to the same host
	Allow     []netip.Prefix // addresses inside that may be asked all the same: what the office's own names lead to
	Ports     []string       // that may be asked; 80 and 443 if none
	Agent     string         // how the program names itself
	Resolver  *net.Resolver  // nil is that of the system
}

// A Kind says what became of a question.
type Kind string

// The kinds.
const (
	Alive     Kind = "alive"     // somebody answers there, even if not us
	Gone      Kind = "gone"      // 404, 410
	Broken    Kind = "broken"    // the server says that it fails
	Nameless  Kind = "nameless"  // there is no such host
	Silent    Kind = "silent"    // no answer in time, or no connection
	Untrusted Kind = "untrusted" // the certificate is not good
	Astray    Kind = "astray"    // one redirect after the other
	Inside    Kind = "inside"    // leads to an address that is not of the public network
	NoWeb     Kind = "no_web"    // is no address of the web, or bears a name or a password
	Unasked   Kind = "unasked"   // a port that is not asked
)

// Dead reports whether a reader who follows the link finds nothing.
func (k Kind) Dead() bool {
	return slices.Contains([]Kind{Gone, Broken, Nameless, Silent, Untrusted, Astray}, k)
}

// Refused reports whether the link leads where no public link may.
func (k Kind) Refused() bool { return k == Inside || k == NoWeb }

// Answered reports whether a server has answered: there is a way out.
func (k Kind) Answered() bool {
	return slices.Contains([]Kind{Alive, Gone, Broken, Untrusted, Astray}, k)
}

// A Result is what became of one link.
type Result struct {
	Kind   Kind
	Status int    // of the last answer; 0 if there was none
	Final  string // address that was asked last
}

// A Client asks.
type Client struct {
	cfg       Config
	transport *http.Transport
	turns     turns
}

// New returns a client.
func New(c Config) *Client {
	if len(c.Ports) == 0 {
		c.Ports = []string{"80", "443"}
	}
	if c.Resolver == nil {
		c.Resolver = net.DefaultResolver
	}
	f := &Client{cfg: c, turns: newTurns(c.Parallel, c.Pause)}
	dialer := &net.Dialer{Timeout: c.Timeout, Resolver: c.Resolver, ControlContext: f.guard}
	f.transport = &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: c.Timeout, ResponseHeaderTimeout: c.Timeout,
		DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: headMost,
	}
	return f
}

// headMost bounds the head of an answer, in bytes; longest an address.
const (
	headMost = 64 << 10
	longest  = 2048
)

// On reports whether the program may ask anybody.
func (c *Client) On() bool { return c != nil && c.cfg.On }

// CheckAll checks each of some addresses once. Those that ctx left no time for are
// missing: of them nothing is known.
func (c *Client) CheckAll(ctx context.Context, addresses []string) map[string]Result {
	out := map[string]Result{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, a := range slices.Compact(slices.Sorted(slices.Values(addresses))) {
		wg.Go(func() {
			r, err := c.Check(ctx, a)
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			out[a] = r
		})
	}
	wg.Wait()
	return out
}

// Check follows a link and says where it leads. What is wrong with the link is
// in the result; an error says that nothing could be found out.
//
// Errors: Conflict when the program may ask nobody; that of ctx.
func (c *Client) Check(ctx context.Context, address string) (Result, error) {
	if !c.On() {
		return Result{}, fault.New(fault.Conflict, "fetch.off")
	}
	var host string
	leave := func() {}
	defer func() { leave() }()
	r := Result{Final: address}
	for range c.cfg.Redirects + 1 {
		u, kind := c.read(r.Final)
		if kind == NoWeb || kind == Inside {
			r.Kind = kind
			return r, nil
		}
		if u.Hostname() != host {
			host = u.Hostname()
			leave()
			var err error
			if leave, err = c.turns.enter(ctx, host); err != nil {
				return Result{}, err
			}
		}
		var next string
		if kind == Unasked {
			r.Kind = c.resolve(ctx, host)
		} else {
			r.Kind, r.Status, next = c.ask(ctx, u)
		}
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		if next == "" {
			return r, nil
		}
		r.Final = next
	}
	r.Kind = Astray
	return r, nil
}

// read judges an address by its words. The kind is empty for one that may be asked.
func (c *Client) read(address string) (*url.URL, Kind) {
	u, err := url.Parse(address)
	if err != nil || len(address) > longest || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" {
		return nil, NoWeb
	}
	host, port := u.Hostname(), u.Port()
	if a, err := netip.ParseAddr(host); err == nil {
		if !c.may(a) {
			return nil, Inside
		}
	} else {
		name, err := idna.Lookup.ToASCII(host)
		if err != nil || !strings.Contains(strings.Trim(name, "."), ".") {
			return nil, NoWeb
		}
		u.Host = name
		if port != "" {
			u.Host = net.JoinHostPort(name, port)
		}
	}
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	u.Fragment, u.RawFragment = "", ""
	if !slices.Contains(c.cfg.Ports, port) {
		return u, Unasked
	}
	return u, ""
}

// may reports whether an address may be asked.
func (c *Client) may(a netip.Addr) bool {
	return a.Zone() == "" && within(c.cfg.Allow, a.Unmap()) || public(a)
}

// A verdict remembers for one question that the guard has refused an address.
type verdict struct{ refused atomic.Bool }

type verdictKey struct{}

var errInside = errors.New("fetch: an address inside")

// guard sees every connection before it is made, with the address that the name was resolved to.
func (c *Client) guard(ctx context.Context, network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err == nil && (network == "tcp4" || network == "tcp6") && c.may(at.Addr()) {
		return nil
	}
	if v, ok := ctx.Value(verdictKey{}).(*verdict); ok {
		v.refused.Store(true)
	}
	return errInside
}

// resolve says of a host whose port is not asked whether it is inside.
func (c *Client) resolve(ctx context.Context, host string) Kind {
	if _, err := netip.ParseAddr(host); err == nil {
		return Unasked // it was judged when it was read
	}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	all, err := c.cfg.Resolver.LookupNetIP(ctx, "ip", host)
	switch {
	case err != nil:
		return failed(err)
	case slices.ContainsFunc(all, func(a netip.Addr) bool { return !c.may(a) }):
		return Inside
	}
	return Unasked
}

// ask asks for the head of a page, and for the page where the head says that
// there is none: not every server knows how to answer HEAD. So it is given half the time.
func (c *Client) ask(ctx context.Context, u *url.URL) (kind Kind, status int, next string) {
	kind, status, next = c.send(ctx, http.MethodHead, u, c.cfg.Timeout/2)
	if kind == Silent || status >= http.StatusBadRequest {
		return c.send(ctx, http.MethodGet, u, c.cfg.Timeout)
	}
	return kind, status, next
}

func (c *Client) send(ctx context.Context, method string, u *url.URL, within time.Duration) (kind Kind, status int, next string) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var v verdict
	req, err := http.NewRequestWithContext(context.WithValue(ctx, verdictKey{}, &v), method, u.String(), nil)
	if err != nil {
		return NoWeb, 0, ""
	}
	req.Header.Set("User-Agent", c.cfg.Agent)
	req.Header.Set("Accept", "*/*")
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		if v.refused.Load() {
			return Inside, 0, ""
		}
		return failed(err), 0, ""
	}
	_, _ = io.CopyN(io.Discard, resp.Body, c.cfg.Bytes) // that it answers is enough
	_ = resp.Body.Close()
	if to := resp.Header.Get("Location"); to != "" && redirects(resp.StatusCode) {
		at, err := u.Parse(to)
		if err != nil {
			return NoWeb, resp.StatusCode, ""
		}
		return Alive, resp.StatusCode, at.String()
	}
	return kindOf(resp.StatusCode), resp.StatusCode, ""
}

func redirects(status int) bool {
	return slices.Contains([]int{
		http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
	}, status)
}

// kindOf reads a status. Who asks for a sign-in or turns programs away is there; so is
// what answers with a number of its own, as the shields before many sites do (521).
func kindOf(status int) Kind {
	switch {
	case status == http.StatusNotFound || status == http.StatusGone:
		return Gone
	case status >= http.StatusInternalServerError && http.StatusText(status) != "":
		return Broken
	}
	return Alive
}

// failed reads why there was no answer.
func failed(err error) Kind {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return Nameless
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Untrusted
	}
	return Silent
}
