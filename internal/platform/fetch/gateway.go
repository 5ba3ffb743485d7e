package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"time"
)

// A Gateway is a server of the settings to which something is handed over, such as
// that of an operator of telephones. The operator of this program has written its
// address, so it may lie inside; nobody else can. It gets no cookies, is asked
// through no proxy, and is not followed to wherever it points.
type Gateway struct {
	URL     string
	Timeout time.Duration
	Roots   *x509.CertPool // who may vouch for it; nil is whom the system trusts
}

// Post hands over body, and returns the status of the answer.
func (g Gateway) Post(ctx context.Context, head map[string]string, body []byte) (status int, err error) {
	return g.send(ctx, http.MethodPost, head, body)
}

// Taken reports whether a gateway that answers with a status has taken what it was handed.
func Taken(status int) bool { return status >= 200 && status < 300 }

// Refused reports whether it never will.
func Refused(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// Reach asks whether a server answers there, whatever it says.
func (g Gateway) Reach(ctx context.Context) error {
	_, err := g.send(ctx, http.MethodHead, nil, nil)
	return err
}

func (g Gateway) send(ctx context.Context, method string, head map[string]string, body []byte) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, g.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, g.URL, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	for name, value := range head {
		req.Header.Set(name, value)
	}
	transport := &http.Transport{
		DialContext: (&net.Dialer{Timeout: g.Timeout}).DialContext, TLSHandshakeTimeout: g.Timeout, ResponseHeaderTimeout: g.Timeout,
		DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: headMost,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: g.Roots},
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return 0, err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, answerMost)
	return resp.StatusCode, resp.Body.Close()
}

// answerMost bounds what is read of an answer, in bytes.
const answerMost = 64 << 10
