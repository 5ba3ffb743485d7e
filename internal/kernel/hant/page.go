package hant

import (
	"bytes"
	"slices"
	"strings"
)

// language is what the attribute lang says of a converted page.
const language = "zh-Hant"

// readable are the attributes that people see or hear.
var readable = []string{"alt", "title", "aria-label", "aria-description", "placeholder", "content", "label"}

// raw are the elements whose content is no text of ours: code, and what a person typed.
var raw = []string{"script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"}

// Convert returns the page in traditional characters.
func Convert(html []byte) []byte {
	p := &page{tables: tables(), in: html, out: make([]byte, 0, len(html)+64)}
	for p.at < len(p.in) {
		p.step()
	}
	return p.out
}

// A page is read once, from its beginning to its end.
type page struct {
	tables *table
	in     []byte
	at     int
	out    []byte
}

// copy writes the source up to a place as it is.
func (p *page) copy(to int) {
	p.out = append(p.out, p.in[p.at:to]...)
	p.at = to
}

// convert writes the source up to a place in traditional characters.
func (p *page) convert(to int) {
	n := len(p.out)
	p.copy(to)
	p.tables.text(p.out[n:])
}

// until returns the place behind the next mark, or the end.
func (p *page) until(mark string) int {
	if i := bytes.Index(p.in[p.at:], []byte(mark)); i >= 0 {
		return p.at + i + len(mark)
	}
	return len(p.in)
}

// step takes a stretch of text, or one tag or comment.
func (p *page) step() {
	rest := p.in[p.at:]
	switch {
	case rest[0] != '<':
		end := len(p.in)
		if i := bytes.IndexByte(rest, '<'); i >= 0 {
			end = p.at + i
		}
		p.convert(end)
	case bytes.HasPrefix(rest, []byte("<!--")):
		p.copy(p.until("-->"))
	case len(rest) > 1 && (rest[1] == '!' || rest[1] == '?' || rest[1] == '/'):
		p.copy(p.until(">"))
	case len(rest) > 1 && letter(rest[1]):
		p.tag()
	default: // a sign in the text
		p.copy(p.at + 1)
	}
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// tag takes a start tag, and the content of an element that is not ours.
func (p *page) tag() {
	end := p.at + 1
	for end < len(p.in) && !space(p.in[end]) && p.in[end] != '>' && p.in[end] != '/' {
		end++
	}
	name := strings.ToLower(string(p.in[p.at+1 : end]))
	p.copy(end)
	for p.at < len(p.in) && p.in[p.at] != '>' {
		if c := p.in[p.at]; space(c) || c == '/' {
			p.copy(p.at + 1)
			continue
		}
		p.attribute()
	}
	if p.at < len(p.in) {
		p.copy(p.at + 1)
	}
	if slices.Contains(raw, name) {
		p.copy(p.closing(name))
	}
}

// closing returns the place of the end tag of a raw element, or the end of the page.
func (p *page) closing(name string) int {
	for at := p.at; ; at += 2 {
		i := bytes.Index(p.in[at:], []byte("</"))
		if i < 0 {
			return len(p.in)
		}
		at += i
		if tail := p.in[at+2:]; len(tail) >= len(name) && strings.EqualFold(string(tail[:len(name)]), name) {
			return at
		}
	}
}

// attribute takes one attribute with its value.
func (p *page) attribute() {
	end := p.at + 1 // a name may begin with any sign, "=" included
	for end < len(p.in) && !space(p.in[end]) && p.in[end] != '=' && p.in[end] != '>' && p.in[end] != '/' {
		end++
	}
	name := strings.ToLower(string(p.in[p.at:end]))
	p.copy(end)
	next := p.at
	for next < len(p.in) && space(p.in[next]) {
		next++
	}
	if next == len(p.in) || p.in[next] != '=' {
		return
	}
	next++
	for next < len(p.in) && space(p.in[next]) {
		next++
	}
	p.copy(next)
	if next == len(p.in) {
		return
	}
	switch q := p.in[next]; q {
	case '"', '\'':
		p.copy(next + 1)
		i := bytes.IndexByte(p.in[p.at:], q)
		if i < 0 {
			i = len(p.in) - p.at
		}
		p.value(name, p.at+i)
		p.copy(min(p.at+1, len(p.in)))
	default:
		for next < len(p.in) && !space(p.in[next]) && p.in[next] != '>' {
			next++
		}
		p.value(name, next)
	}
}

// value takes the value of an attribute up to a place.
func (p *page) value(name string, to int) {
	v := p.in[p.at:to]
	switch {
	case name == "lang" && len(v) >= 2 && strings.EqualFold(string(v[:2]), "zh"):
		p.out = append(p.out, language...)
		p.at = to
	case slices.Contains(readable, name) && !addressed(v):
		p.convert(to)
	default:
		p.copy(to)
	}
}

// addressed reports whether the value of an attribute that may be read is an address.
func addressed(v []byte) bool {
	return bytes.HasPrefix(v, []byte("/")) || bytes.Contains(v, []byte("://")) || bytes.Contains(bytes.ToLower(v), []byte("url="))
}
