// Package visitor reads a site as somebody does who has a browser: it asks for an address
// without a sign-in and finds the links of what comes back. It asks the handler itself, so
// no server and no network is needed. What is exported, and what is searched for secrets,
// is read through it.
package visitor

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A Visitor asks one site.
type Visitor struct {
	Handler http.Handler
	URL     string // where readers find the site, with no slash at the end; "" is this machine
}

// Base is the address of the site as its pages write it.
func (v Visitor) Base() string {
	if v.URL != "" {
		return v.URL
	}
	return "http://localhost"
}

// An Answer is what the site says.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Get asks for an address of the site, which begins with a slash.
func (v Visitor) Get(ctx context.Context, address string) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.Base()+address, http.NoBody)
	if err != nil {
		return Answer{}, err
	}
	r.RequestURI, r.RemoteAddr = address, "127.0.0.1:1"
	w := &writer{header: http.Header{}}
	v.Handler.ServeHTTP(w, r)
	w.WriteHeader(http.StatusOK) // of an answer that says nothing
	return Answer{w.status, w.header, w.body.Bytes()}, nil
}

// writer keeps what a handler writes.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Type is the media type of the answer, such as text/html; "" if it has none.
func (a Answer) Type() string {
	t, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return t
}

// Links are the addresses that a page, a feed or a site map names, as they are written there.
func (a Answer) Links() (out []string) {
	switch t := a.Type(); {
	case t == "text/html":
		_ = EachTag(a.Body, func(t *html.Token) bool {
			if posts(t) {
				return false
			}
			for _, x := range t.Attr {
				if IsLink(t.Data, x.Key) {
					out = append(out, x.Val)
				}
			}
			return false
		}, io.Discard)
	case strings.HasSuffix(t, "xml"):
		for _, tag := range []string{"loc", "link"} {
			for part := range bytes.SplitSeq(a.Body, []byte("<"+tag+">")) {
				if at, _, ok := bytes.Cut(part, []byte("</"+tag+">")); ok {
					out = append(out, html.UnescapeString(string(at)))
				}
			}
		}
	}
	return out
}

// posts reports whether a tag is a form that sends something: nobody comes to where it goes by asking.
func posts(t *html.Token) bool {
	return t.Data == "form" && slices.ContainsFunc(t.Attr, func(x html.Attribute) bool { return x.Key == "method" && strings.EqualFold(x.Val, http.MethodPost) })
}

// IsLink reports whether an attribute of a tag names an address that is followed.
func IsLink(tag, key string) bool {
	switch tag {
	case "a", "link", "area":
		return key == "href"
	case "script", "img", "source", "video", "track":
		return key == "src"
	case "form":
		return key == "action"
	}
	return false
}

// EachTag copies a page to w. What f changes of a tag is written anew; all else stays as
// it is, byte for byte.
func EachTag(page []byte, f func(*html.Token) (changed bool), w io.Writer) error {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if errors.Is(z.Err(), io.EOF) {
				return nil
			}
			return z.Err()
		}
		raw := bytes.Clone(z.Raw())
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			if t := z.Token(); f(&t) {
				raw = []byte(t.String())
			}
		}
		if _, err := w.Write(raw); err != nil {
			return err
		}
	}
}
