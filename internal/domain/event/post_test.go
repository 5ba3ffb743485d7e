package event_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"time"
)

// serve speaks as much SMTP as it takes to be sent one mail.
func (p *post) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	say := func(s string) { _, _ = fmt.Fprintf(c, "%s\r\n", s) }
	in := bufio.NewScanner(c)
	say("220 test")
	var mail strings.Builder
	data := false
	for in.Scan() {
		line := in.Text()
		switch {
		case data && line == ".":
			data = false
			p.got <- mail.String()
			mail.Reset()
			say("250 taken")
		case data:
			mail.WriteString(line + "\n")
		case strings.HasPrefix(line, "DATA"):
			data = true
			fallthrough
		case strings.HasPrefix(line, "QUIT"):
			say(map[bool]string{true: "354 go on", false: "221 bye"}[data])
		default:
			say("250 yes")
		}
	}
}

// next is the mail that comes next; "" if none does.
func (p *post) next() string {
	select {
	case m := <-p.got:
		return m
	case <-time.After(2 * time.Second):
		return ""
	}
}

// none is how many mails have come that nobody has looked at.
func (p *post) none() int { return len(p.got) }
