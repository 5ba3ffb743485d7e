package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
)

// hantPrefix is where every public page stands once more in traditional
// characters, so that search engines find both and a link keeps the script.
const hantPrefix = "/hant"

// inHant reports whether a path of this site is there in traditional characters: the same page, not one
// whose address only looks like it, as /thing/{id} does to /thing/new.
func (k *Kit) inHant(path string) bool {
	in := k.patternOf(hantPrefix + path)
	return strings.HasPrefix(in, hantPrefix+"/") && in == hantPrefix+k.patternOf(path)
}

// patternOf is the route that answers who asks for a path.
func (k *Kit) patternOf(path string) string {
	_, pattern := k.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}})
	_, of, _ := strings.Cut(pattern, " ")
	return of
}

// traditional converts an answer, and leads its links to pages in the same script.
func (h *held) traditional(k *Kit) {
	if to := h.head.Get("Location"); to != "" && k.inHant(pathOf(to)) {
		h.head.Set("Location", hantPrefix+to)
	}
	if !strings.HasPrefix(h.head.Get("Content-Type"), "text/html") {
		return
	}
	page := k.Hant(h.body.Bytes())
	var out bytes.Buffer
	for {
		i := nextLink(page)
		if i < 0 {
			break
		}
		out.Write(page[:i])
		page = page[i:]
		if end := bytes.IndexByte(page, '"'); end > 0 && k.inHant(pathOf(string(page[:end]))) {
			out.WriteString(hantPrefix)
		}
		out.WriteByte('/')
		page = page[1:]
	}
	out.Write(page)
	h.body = out
}

// nextLink is where the next path of this site begins that a page links or sends
// to; -1 if there is none. Templates write all attributes in this form.
func nextLink(page []byte) int {
	first := -1
	for _, attr := range []string{` href="/`, ` action="/`} {
		if i := bytes.Index(page, []byte(attr)); i >= 0 && (first < 0 || i+len(attr)-1 < first) {
			first = i + len(attr) - 1
		}
	}
	return first
}

// pathOf is the path of an address as a page writes it.
func pathOf(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address = address[:i]
	}
	if p, err := url.PathUnescape(address); err == nil {
		return p
	}
	return address
}

// Script says that the page is there in both scripts, and where.
type Script struct {
	Hans, Hant string // whole addresses
	Now        string // zh-Hans or zh-Hant
}

func scriptOf(r *Req) *Script {
	if !r.public || r.kit.Hant == nil {
		return nil
	}
	s := &Script{Hans: r.Base() + r.Here(), Now: "zh-Hans"}
	if r.traditional {
		s.Hans, s.Now = r.Base()+strings.TrimPrefix(r.Here(), hantPrefix), "zh-Hant"
	}
	s.Hant = r.Base() + hantPrefix + strings.TrimPrefix(s.Hans, r.Base())
	return s
}
