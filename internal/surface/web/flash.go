package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
)

const flashCookie = "flash"

var messageKey = regexp.MustCompile(`^[a-z0-9_.]{1,80}$`)

// setFlash leaves a sentence for the next page. The cookie holds a message key
// and its arguments, so that nobody can plant a sentence of their own.
func setFlash(w http.ResponseWriter, r *Req, t fault.Text) {
	if t.Key == "" {
		return
	}
	args := make([]any, len(t.Args))
	for i, a := range t.Args {
		args[i] = fmt.Sprint(a) // a number must not come back as 1e+06
	}
	b, err := json.Marshal(fault.T(t.Key, args...))
	if err != nil {
		return
	}
	http.SetCookie(w, r.kit.cookie(flashCookie, base64.RawURLEncoding.EncodeToString(b), 60))
}

// cookie makes a cookie of the whole site; one of -1 seconds is taken back.
func (k *Kit) cookie(name, value string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure is for a site on HTTPS; an intranet may have none
		Name: name, Value: value, Path: "/", MaxAge: seconds,
		Secure: k.HTTPS, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// flashOf returns the sentence that the last page left, or "".
func flashOf(r *http.Request) string {
	c, err := r.Cookie(flashCookie)
	if err != nil || len(c.Value) > 2000 {
		return ""
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	var t fault.Text
	if json.Unmarshal(b, &t) != nil || !messageKey.MatchString(t.Key) {
		return ""
	}
	return i18n.Text(t)
}
