package secret

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// The table of RFC 6238, appendix B, SHA-1; its last six digits.
func TestTOTPVectors(t *testing.T) {
	k := TOTP("12345678901234567890")
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		step, ok := k.Match(code, time.Unix(at, 0), 0)
		if !ok || step != at/30 {
			t.Errorf("at %d: %v at step %d", at, ok, step)
		}
	}
}

// Another implementation makes the same codes and reads the same address.
func TestTOTPAgainstPeer(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for i := range 200 {
		k := NewTOTP()
		key, err := otp.NewKeyFromURL(k.URL("红谷滩 政务公开", "zhang.san"))
		if err != nil {
			t.Fatal(err)
		}
		if key.Issuer() != "红谷滩 政务公开" || key.AccountName() != "zhang.san" || key.Secret() != strings.ReplaceAll(k.Text(), " ", "") {
			t.Fatalf("read as %s %s %s", key.Issuer(), key.AccountName(), key.Secret())
		}
		now := at.Add(time.Duration(i) * 7919 * time.Second)
		code, err := totp.GenerateCode(key.Secret(), now)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := k.Match(code, now, 0); !ok {
			t.Fatalf("%s at %v is refused", code, now)
		}
	}
}

func TestTOTPOnce(t *testing.T) {
	k := TOTP("12345678901234567890")
	now := time.Unix(3_000_000_015, 0)
	at := now.Unix() / 30
	for _, c := range []struct {
		code string
		used int64
		ok   bool
	}{
		{k.code(at), 0, true},
		{k.code(at - 1), 0, true},
		{k.code(at + 1), 0, true},
		{k.code(at - 2), 0, false},
		{k.code(at + 2), 0, false},
		{k.code(at), at, false},
		{k.code(at - 1), at, false},
		{k.code(at + 1), at, true},
		{k.code(at)[:3] + " " + k.code(at)[3:], 0, true},
		{"", 0, false},
		{k.code(at) + "0", 0, false},
	} {
		if _, ok := k.Match(c.code, now, c.used); ok != c.ok {
			t.Errorf("code %q after step %d-%d: %v", c.code, at, at-c.used, ok)
		}
	}
}
