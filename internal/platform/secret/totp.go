package secret

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238 with SHA-1 is what every authenticator app speaks
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// TOTP is the secret behind the six digits of an authenticator app (RFC 6238:
// HMAC-SHA-1, steps of 30 seconds).
type TOTP []byte

const (
	totpBytes = 20
	totpStep  = 30 // seconds
	totpDrift = 1  // steps that a clock may be off, either way
)

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewTOTP returns a new secret.
func NewTOTP() TOTP {
	k := make(TOTP, totpBytes)
	_, _ = rand.Read(k)
	return k
}

// Text is the secret in groups of four, for typing into an app.
func (k TOTP) Text() string {
	var groups []string
	for t := b32.EncodeToString(k); t != ""; {
		n := min(4, len(t))
		groups, t = append(groups, t[:n]), t[n:]
	}
	return strings.Join(groups, " ")
}

// URL is the otpauth address that an app reads from a QR code.
func (k TOTP) URL(issuer, account string) string {
	q := url.Values{"secret": {b32.EncodeToString(k)}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	// apps show a plus sign as it stands, so spaces are written out
	query := strings.ReplaceAll(q.Encode(), "+", "%20")
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: query}).String()
}

// Match looks for the step whose code this is, among those about now that come
// after the step last used. A code that was used once never fits again.
func (k TOTP) Match(code string, now time.Time, used int64) (step int64, ok bool) {
	code = norm.NFKC.String(strings.Join(strings.Fields(code), ""))
	at := now.Unix() / totpStep
	for s := at - totpDrift; s <= at+totpDrift; s++ {
		same := subtle.ConstantTimeCompare([]byte(k.code(s)), []byte(code)) == 1
		if same && s > used {
			step, ok = s, true
		}
	}
	return step, ok
}

// code is the truncation of RFC 4226, section 5.3.
func (k TOTP) code(step int64) string {
	m := hmac.New(sha1.New, k)
	m.Write(binary.BigEndian.AppendUint64(nil, uint64(step))) //nolint:gosec // a step is never negative
	sum := m.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}
