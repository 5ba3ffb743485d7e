package mailbox

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"golang.org/x/text/encoding/htmlindex"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/document"
)

// A Message is a mail as a person reads it: words in UTF-8 without control
// characters, heads on one line.
type Message struct {
	ID      string // Message-ID; "" if it has none that can be told
	Name    string // of the sender, as it says itself; anybody can write anything there
	Address string // of the sender; "" if it is none that an answer could go to
	Subject string
	Date    time.Time // when it says that it was written; zero if it does not say
	Text    string
	Parts   []Part
	Auto    bool // written by a machine or sent to many: it is never answered by a machine (RFC 3834 §2)
	Broken  bool // not all of it could be read
}

// A Part is something attached.
type Part struct {
	Name string // as the sender calls it; "" if it has none
	Type string // as the sender says: text/plain
	Data []byte
}

// What a mail may have; more is left in the mailbox and the message is Broken.
const (
	partsMost  = 100
	depthMost  = 8
	textMost   = 200_000 // characters
	lineMost   = 500     // characters of a subject
	domainMost = 254
)

// Parse takes a mail apart. It never fails.
func Parse(raw []byte) Message {
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil {
		return Message{Text: clean(decode(raw, "")), Broken: true}
	}
	p := &parser{m: Message{Broken: err != nil && !known(err)}}
	p.head(e.Header)
	p.entity(e, 0)
	p.m.Text = strings.TrimSpace(clean(strings.Join(p.texts, "\n\n")))
	if r := []rune(p.m.Text); len(r) > textMost {
		p.m.Text, p.m.Broken = string(r[:textMost]), true
	}
	return p.m
}

// known reports whether err is about a charset or an encoding that the library
// leaves to us; the part can be read.
func known(err error) bool {
	return message.IsUnknownCharset(err) || message.IsUnknownEncoding(err)
}

type parser struct {
	m     Message
	texts []string
	parts int
}

func (p *parser) head(h message.Header) {
	p.m.Subject = line(words(h.Get("Subject")))
	p.m.ID = strings.Trim(strings.Join(strings.Fields(h.Get("Message-Id")), ""), "<>")
	if at, err := mail.ParseDate(h.Get("Date")); err == nil {
		p.m.Date = at
	}
	from := h.Get("From")
	parsed := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charset}}
	if all, err := parsed.ParseList(utf(from)); err == nil && len(all) > 0 {
		p.m.Name, p.m.Address = line(all[0].Name), plainAddress(all[0].Address)
	} else {
		p.m.Name = line(words(from))
	}
	p.m.Auto = automatic(h, p.m.Address)
}

// automatic reports whether a mail was written by a machine or sent to a list:
// RFC 3834 §2, and what senders of bulk mail say besides.
func automatic(h message.Header, from string) bool {
	if a := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted"))); a != "" && a != "no" {
		return true
	}
	if slices.ContainsFunc([]string{"List-Id", "List-Unsubscribe", "List-Post", "X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "X-Loop", "Feedback-Id"}, h.Has) {
		return true
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "bulk", "list", "junk", "auto_reply":
		return true
	}
	if strings.ReplaceAll(h.Get("Return-Path"), " ", "") == "<>" {
		return true
	}
	user, _, _ := strings.Cut(strings.ToLower(from), "@")
	user = strings.NewReplacer("-", "", "_", "", ".", "").Replace(user)
	switch user {
	case "mailerdaemon", "postmaster", "noreply", "donotreply", "bounce", "bounces", "daemon":
		return true
	}
	return false
}

// plainAddress is an address that can stand in the head of a mail; "" for any other.
func plainAddress(s string) string {
	if len(s) > domainMost || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return s
}

// entity goes through one part of a mail.
func (p *parser) entity(e *message.Entity, depth int) {
	if p.parts++; p.parts > partsMost || depth > depthMost {
		p.m.Broken = true
		return
	}
	kind, params, err := e.Header.ContentType()
	if err != nil || kind == "" {
		kind = "text/plain"
	}
	kind = strings.ToLower(kind)
	switch {
	case kind == "multipart/alternative":
		p.alternative(e, depth)
	case strings.HasPrefix(kind, "multipart/"):
		p.each(e, func(part *message.Entity) { p.entity(part, depth+1) })
	case kind == "message/rfc822":
		p.forwarded(e, depth)
	default:
		p.leaf(e, kind, params)
	}
}

// each goes over the parts of a multipart.
func (p *parser) each(e *message.Entity, f func(*message.Entity)) {
	r := e.MultipartReader()
	if r == nil {
		p.leaf(e, "text/plain", nil)
		return
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if part == nil || err != nil && !known(err) || p.parts > partsMost {
			p.m.Broken = true // the rest cannot be told apart
			return
		}
		f(part)
	}
}

// alternative takes the plain one of several forms of one text, and that in HTML
// when there is none or it is empty.
func (p *parser) alternative(e *message.Entity, depth int) {
	before := len(p.texts)
	var plain, rich []string
	p.each(e, func(part *message.Entity) {
		kind, _, err := part.Header.ContentType()
		p.entity(part, depth+1)
		got := p.texts[before:]
		p.texts = p.texts[:before:before]
		if err == nil && strings.EqualFold(kind, "text/plain") {
			plain = append(plain, got...)
		} else {
			rich = append(rich, got...)
		}
	})
	if strings.TrimSpace(strings.Join(plain, "")) == "" {
		plain = rich
	}
	p.texts = append(p.texts, plain...)
}

// forwarded goes into a mail that was sent on as an attachment: what it says and
// what is attached to it is what somebody wanted to send.
func (p *parser) forwarded(e *message.Entity, depth int) {
	inner, err := message.Read(e.Body)
	if inner == nil {
		p.m.Broken = true
		return
	}
	if err != nil && !known(err) {
		p.m.Broken = true
	}
	if s := line(words(inner.Header.Get("Subject"))); s != "" {
		p.texts = append(p.texts, s)
	}
	p.entity(inner, depth+1)
}

// leaf is a text or something attached.
func (p *parser) leaf(e *message.Entity, kind string, params map[string]string) {
	data, err := io.ReadAll(e.Body)
	if err != nil {
		p.m.Broken = true // what came before the fault is kept
	}
	how, more, _ := mime.ParseMediaType(utf(e.Header.Get("Content-Disposition")))
	name := more["filename"]
	if name == "" {
		name = params["name"]
	}
	name = line(words(name))
	if kind == "text/plain" && name == "" && how != "attachment" {
		p.texts = append(p.texts, decode(data, params["charset"]))
		return
	}
	if kind == "text/html" && name == "" && how != "attachment" {
		text, _ := article.FromHTML(decode(data, params["charset"]))
		p.texts = append(p.texts, text)
		return
	}
	if len(data) > 0 || name != "" {
		p.m.Parts = append(p.m.Parts, Part{Name: name, Type: kind, Data: data})
	}
}

// words decodes the encoded words of a head (RFC 2047), and what was written in it
// without any encoding.
func words(s string) string {
	out, err := (&mime.WordDecoder{CharsetReader: charset}).DecodeHeader(utf(s))
	if err != nil {
		return utf(s)
	}
	return out
}

func utf(s string) string { return decode([]byte(s), "") }

// charset decodes a charset for the decoder of encoded words.
func charset(name string, r io.Reader) (io.Reader, error) {
	data, err := io.ReadAll(r)
	return strings.NewReader(decode(data, name)), err
}

// decode is bytes as text. What is UTF-8 is that whatever the mail says; then what
// the mail says counts, then what Chinese bytes usually are. What is left is
// replaced.
func decode(data []byte, charset string) string {
	charset = strings.ToLower(strings.TrimSpace(charset))
	if strings.HasPrefix(charset, "utf-16") || strings.HasPrefix(charset, "iso-2022") {
		return declared(data, charset) // looks like ASCII and is none
	}
	if utf8.Valid(data) {
		return string(data)
	}
	if strings.HasPrefix(charset, "gb") {
		charset = "gb18030" // which has the two older ones in it
	}
	if charset != "" && charset != "us-ascii" && charset != "utf-8" {
		return declared(data, charset)
	}
	if text, _, err := document.Decode(data); err == nil {
		return text
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

func declared(data []byte, charset string) string {
	if enc, err := htmlindex.Get(charset); err == nil {
		if out, err := enc.NewDecoder().Bytes(data); err == nil {
			return string(out)
		}
	}
	if text, _, err := document.Decode(data); err == nil {
		return text
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// line is a head on one line.
func line(s string) string {
	s = strings.Join(strings.Fields(clean(s)), " ")
	if r := []rune(s); len(r) > lineMost {
		s = string(r[:lineMost])
	}
	return s
}

// clean takes out what cannot be seen, the marks that turn the direction of
// writing among it: they make a text read otherwise than it is.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.In(r, unicode.C, unicode.Zl, unicode.Zp):
			return -1
		}
		return r
	}, s)
}
