package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/platform/fetch"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// SMS is the gateway through which short messages go out; docs/sms.md says what it
// is sent. The zero value sends none.
type SMS struct {
	URL       string
	Key       string            // names us to the gateway
	Secret    string            // signs each request
	Templates map[string]string // kind of message to the number of its template, as the operator has approved it; a kind without one is not sent
	Roots     *x509.CertPool    // who may vouch for the gateway; nil is whom the system trusts
}

// On reports whether short messages of a kind go out.
func (c SMS) On(kind string) bool { return c.URL != "" && c.Templates[kind] != "" }

// Reach asks the gateway whether it is there. It sends nothing.
func (c SMS) Reach(ctx context.Context) error { return c.gateway().Reach(ctx) }

func (c SMS) gateway() fetch.Gateway {
	return fetch.Gateway{URL: c.URL, Timeout: sendWithin, Roots: c.Roots}
}

// A Short is one short message. Its words are those of the template.
type Short struct {
	Kind   string
	To     string   // number of a mobile telephone, as Mobile takes it
	Name   string   // sent again, the message has the same: the gateway sends it once
	Values []string // what stands in the places of the template, in their order
}

// order is what the gateway is sent, as JSON.
type order struct {
	ID       string   `json:"id"`
	Phone    string   `json:"phone"`
	Template string   `json:"template"`
	Params   []string `json:"params"`
}

// Short reports whether short messages of a kind go out.
func (s *Service) Short(kind string) bool { return s.cfg.SMS.On(kind) }

// SendShort hands a short message to the gateway, once by its name. Errors tell no number; what the
// gateway refuses for good is a fatal error of the job that sends it.
func (s *Service) SendShort(ctx context.Context, m Short) error {
	c := s.cfg.SMS
	phone := Mobile(m.To)
	if phone == "" || !c.On(m.Kind) {
		return jobs.Fatal(errShort)
	}
	body, err := json.Marshal(order{m.Name, phone, c.Templates[m.Kind], m.Values})
	if err != nil {
		return jobs.Fatal(err)
	}
	return s.once(ctx, m.Name, func() error { return s.order(ctx, body) })
}

// order has the gateway take a message.
func (s *Service) order(ctx context.Context, body []byte) error {
	c := s.cfg.SMS
	at := strconv.FormatInt(s.db.Now().Unix(), 10)
	status, err := c.gateway().Post(ctx, map[string]string{
		"Content-Type": "application/json; charset=utf-8", "X-Gongkai-Key": c.Key, "X-Gongkai-Time": at, "X-Gongkai-Signature": c.sign(at, body),
	}, body)
	switch {
	case err != nil:
		return errShort // the cause has the address of the gateway in it, with what stands in its query
	case fetch.Taken(status):
		return nil
	case fetch.Refused(status):
		return jobs.Fatal(fmt.Errorf("%w: the gateway answered %d", errShort, status))
	}
	return fmt.Errorf("%w: the gateway answered %d", errShort, status)
}

// sign is HMAC-SHA256 under the secret over the moment, a newline and the body, in
// hexadecimal: who listens can neither change a message nor send it another day.
func (c SMS) sign(at string, body []byte) string {
	h := hmac.New(sha256.New, []byte(c.Secret))
	_, _ = fmt.Fprintf(h, "%s\n%s", at, body)
	return hex.EncodeToString(h.Sum(nil))
}

var (
	errShort = errors.New("notify: the short message could not be sent")

	mobile = regexp.MustCompile(`^(?:\+?86)?(1[3-9][0-9]{9})$`)
)

// Mobile is the eleven digits of a mobile telephone of the mainland, however they
// were typed; "" for anything else: only such a number gets short messages.
func Mobile(s string) string {
	found := mobile.FindStringSubmatch(strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(s))
	if found == nil {
		return ""
	}
	return found[1]
}
