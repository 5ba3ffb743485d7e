package notify_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
)

// TestShort: what the gateway is sent is what docs/sms.md says, signed.
func TestShort(t *testing.T) {
	var body, sum string
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
		h := hmac.New(sha256.New, []byte("geheim"))
		h.Write([]byte(r.Header.Get("X-Gongkai-Time") + "\n" + body))
		sum = ""
		if r.Header.Get("X-Gongkai-Signature") == hex.EncodeToString(h.Sum(nil)) && r.Header.Get("X-Gongkai-Key") == "gongkai" {
			sum = r.Header.Get("X-Gongkai-Time")
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	d := dbtest.SQLite(t, dbtest.At("2023-10-09"))
	s := open(t, d, notify.Config{SMS: notify.SMS{URL: server.URL, Key: "gongkai", Secret: "geheim", Templates: map[string]string{"answered": "SMS_7"}}})
	m := notify.Short{Kind: "answered", To: "+86 138-0000-0000", Name: "notice.7", Values: []string{"2023-001-00001"}}
	must(t, s.SendShort(t.Context(), m))
	if want := `{"id":"notice.7","phone":"13800000000","template":"SMS_7","params":["2023-001-00001"]}`; body != want || sum != "1696813200" {
		t.Errorf("sent %s, signed at %q", body, sum)
	}
	body = ""
	if must(t, s.SendShort(t.Context(), m)); body != "" {
		t.Errorf("sent a second time: %s", body)
	}
	for code, fatal := range map[int]bool{400: true, 422: true, 401: false, 403: false, 429: false, 500: false, 302: false} {
		status, m.Name = code, fmt.Sprintf("notice.%d", code)
		err := s.SendShort(t.Context(), m)
		if err == nil || jobs.IsFatal(err) != fatal || strings.Contains(err.Error(), "138") || strings.Contains(err.Error(), server.URL) {
			t.Errorf("%d: %v", code, err)
		}
	}
	status, body = http.StatusOK, ""
	for name, bad := range map[string]notify.Short{
		"no template": {Kind: "fee", To: "13800000000"}, "a fixed line": {Kind: "answered", To: "0791-83950000"}, "two numbers": {Kind: "answered", To: "13800000000,13900000000"}, "a line": {Kind: "answered", To: "13800000000\r\nx"},
	} {
		if err := s.SendShort(t.Context(), bad); !jobs.IsFatal(err) || body != "" {
			t.Errorf("%s: %v, sent %q", name, err, body)
		}
	}
	server.Close()
	if err := s.SendShort(t.Context(), m); err == nil || jobs.IsFatal(err) || strings.Contains(err.Error(), server.URL) {
		t.Errorf("no gateway: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.SendShort(ctx, m); err == nil {
		t.Error("sent after the end")
	}
}

func TestMobile(t *testing.T) {
	for in, want := range map[string]string{
		"13800000000": "13800000000", "+8613800000000": "13800000000", "86 138 0000 0000": "13800000000", "12800000000": "", "1380000000": "", "138000000000": "", "0791-83950000": "", "": "",
	} {
		if got := notify.Mobile(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
