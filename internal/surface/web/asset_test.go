package web

import (
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestBudgets holds pages to what a township's line carries: 16 kB of style a
// page, 6 kB of script. The sheet of the views comes on top, only where chosen.
func TestBudgets(t *testing.T) {
	const most = 16 << 10
	for _, page := range [][]string{
		{"base", "portal", "list"},
		{"base", "portal", "home"},
		{"base", "portal", "list", "progress"},
		{"base", "portal", "article", "item"},
		{"base", "portal", "list", "shelf"},
		{"base", "desk", "list"},
		{"base", "desk", "article"},
		{"base", "desk", "list", "board"},
		{"base", "desk", "list", "source"},
	} {
		n := 0
		for _, s := range page {
			n += len(assets[s+".css"].plain)
		}
		if n > most {
			t.Errorf("%v: %d bytes, at most %d", page, n, most)
		}
	}
	if n := len(assets["view.css"].plain); n > 3<<10 {
		t.Errorf("view.css: %d bytes", n)
	}
	if n := len(assets["app.js"].plain); n > 6<<10 {
		t.Errorf("app.js: %d bytes", n)
	}
}

// TestFloor keeps out what Chromium 80 does not know, where it matters.
func TestFloor(t *testing.T) {
	newer := map[string]*regexp.Regexp{
		".css": regexp.MustCompile(`:is\(|:where\(|:has\(|[;{]inset:|aspect-ratio|@layer|@container|color-mix|\ddvh|@import|url\(|&`),
		".js":  regexp.MustCompile(`\?\?=|\|\|=|&&=|replaceAll|structuredClone|\.at\(|eval|innerHTML|https?:`),
	}
	flexGap := regexp.MustCompile(`\{[^}]*display:(inline-)?flex[^}]*[;{]gap:[^}]*\}`)
	for name, a := range assets {
		s := string(a.plain)
		ext := name[strings.LastIndexByte(name, '.'):]
		if m := newer[ext].FindString(s); m != "" {
			t.Errorf("%s has %q", name, m)
		}
		if m := flexGap.FindString(s); m != "" {
			t.Errorf("%s: gap in a flex box: %s", name, m)
		}
		if ext == ".css" && strings.Count(s, "{") != strings.Count(s, "}") {
			t.Errorf("%s: braces do not match", name)
		}
	}
}

func TestSqueeze(t *testing.T) {
	for css, want := range map[string]string{
		"/* a */ .a , .b > c { color : red ; }\n":                 ".a,.b>c{color :red}",
		`.a::after { content: "  ;  " attr(x); }`:                 `.a::after{content:"  ;  " attr(x)}`,
		"@media (min-width: 1rem) { .a { b: calc(1px + 2px); } }": "@media (min-width:1rem){.a{b:calc(1px + 2px)}}",
		".a :focus { x: y }":                                      ".a :focus{x:y}",
		".a { x: y } /* open":                                     ".a{x:y}",
	} {
		if got := squeeze(css); got != want {
			t.Errorf("%q: %q, want %q", css, got, want)
		}
	}
}

func TestAssetsAreServedForEver(t *testing.T) {
	p, err := assetPath("base.css")
	if err != nil || !regexp.MustCompile(`^/static/base\.[0-9a-f]{8}\.css$`).MatchString(p) {
		t.Fatal(p, err)
	}
	if _, err := assetPath("none.css"); err == nil {
		t.Error("a sheet that is not there has a path")
	}
	for _, c := range []struct {
		accept, encoding string
		size             int
	}{{"gzip", "gzip", len(assets["base.css"].small)}, {"", "", len(assets["base.css"].plain)}, {"gzip;q=0", "", len(assets["base.css"].plain)}} {
		r := httptest.NewRequest(http.MethodGet, p, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		if !serveAsset(w, r) || w.Header().Get("Content-Encoding") != c.encoding || w.Body.Len() != c.size ||
			w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
			t.Errorf("%+v: %d %v", c, w.Body.Len(), w.Header())
		}
	}
	if serveAsset(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/static/base.css", nil)) {
		t.Error("a name without its hash is served, and would be kept for ever")
	}
}

// TestContrast computes the contrast of every colour of text on every ground it stands on.
func TestContrast(t *testing.T) {
	colours := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+):(#[0-9a-f]{3,6})`).FindAllStringSubmatch(rootBlock(string(assets["base.css"].plain)), -1) {
		colours[m[1]] = m[2]
	}
	for _, c := range []struct {
		ink, ground string
		least       float64
	}{
		{"ink", "bg", 7},
		{"ink2", "soft", 4.5},
		{"ink3", "bg", 4.5},
		{"ink3", "soft", 4.5},
		{"blue", "bg", 4.5},
		{"blue", "soft", 4.5},
		{"red", "bg", 4.5},
		{"red", "red-s", 4.5},
		{"amber", "amber-s", 4.5},
		{"green", "green-s", 4.5},
		{"on", "blue", 4.5},
		{"on", "navy", 4.5},
		{"line2", "bg", 3},
		{"blue-d", "blue-s", 4.5},
		{"ink2", "amber-s", 4.5},
	} {
		if got := contrast(t, colours[c.ink], colours[c.ground]); got < c.least {
			t.Errorf("%s on %s: %.2f, at least %.1f", c.ink, c.ground, got, c.least)
		}
	}
}

func rootBlock(css string) string { return css[:strings.IndexByte(css, '}')] }

// contrast is the ratio of WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 4 {
		hex = "#" + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:3], 2) + strings.Repeat(hex[3:4], 2)
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(hex, err)
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
