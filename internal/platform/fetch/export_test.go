package fetch

import (
	"crypto/tls"
	"crypto/x509"
)

// Public is public.
var Public = public

// Trust has the client trust the certificates of a test.
func (c *Client) Trust(pool *x509.CertPool) { c.transport.TLSClientConfig = &tls.Config{RootCAs: pool} }

// Asks returns the address that c would ask, and the kind by its words.
func (c *Client) Asks(address string) (string, Kind) {
	u, kind := c.read(address)
	if u == nil {
		return "", kind
	}
	return u.String(), kind
}
