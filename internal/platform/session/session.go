package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/platform/auth"
)

// Stage says what a session is good for.
type Stage string

// The stages.
const (
	Factor Stage = "factor" // the password was right, the one-time code is owed: nobody acts yet
	Change Stage = "change" // the person must choose a password, and may do nothing else
	Full   Stage = "full"
)

// A Session is one browser in which a person is signed in.
type Session struct {
	ID      int64     `db:"id" json:"id"`
	Account int64     `db:"account_id" json:"-"`
	Digest  string    `db:"digest" json:"-"`
	Stage   Stage     `db:"stage" json:"stage"`
	Device  string    `db:"device" json:"device"`
	Address string    `db:"address" json:"address"`
	Started time.Time `db:"started_at" json:"started"`
	Seen    time.Time `db:"seen_at" json:"seen"` // to the minute
}

// MustChange reports whether only the page for a new password is open.
func (s Session) MustChange() bool { return s.Stage == Change }

// OwesCode reports whether only the page for the one-time code is open.
func (s Session) OwesCode() bool { return s.Stage == Factor }

// Ref names the session in the journal.
func (s Session) Ref() string { return fmt.Sprintf("session/%d", s.ID) }

// A Client is where a request comes from.
type Client struct {
	Address   string // of the peer, without a port; "" is this machine
	UserAgent string
}

// Started is a session with its token, which is shown to the browser and kept nowhere.
type Started struct {
	Token   string
	Session Session
}

// Current is the session of a request and who acts in it: nobody while the code is owed.
type Current struct {
	Session Session
	Actor   auth.Actor
}

type key struct{}

// In returns a context in which the person acts through the session.
func (c Current) In(ctx context.Context) context.Context {
	return context.WithValue(auth.With(ctx, c.Actor), key{}, c.Session)
}

// From returns the session of ctx; a program and the command line have none.
func From(ctx context.Context) (Session, bool) {
	s, ok := ctx.Value(key{}).(Session)
	return s, ok
}

const tokenBytes = 32

// NewToken returns a random secret of 256 bits and the digest to store of it.
func NewToken() (token, digest string) {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails: it stops the program instead
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, Digest(token)
}

// Digest is what is stored of a token. A plain hash does, for nobody can try 2^256 tokens.
func Digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
