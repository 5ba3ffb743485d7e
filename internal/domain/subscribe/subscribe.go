package subscribe

import (
	"context"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/notify"
)

// A Subject is what a subscription is about: a noun and what of it, "plan/17".
type Subject string

// Noun is the part of the subject that says who knows the news of it.
func (s Subject) Noun() string { noun, _, _ := strings.Cut(string(s), "/"); return noun }

// Of is the rest of the subject.
func (s Subject) Of() string { _, of, _ := strings.Cut(string(s), "/"); return of }

// A Source knows the subjects of one noun. It shows what everybody may see.
type Source struct {
	// Title is the subject in words; a NotFound fault if there is none.
	Title func(ctx context.Context, of string) (string, error)
	// News is what became public after since.
	News func(ctx context.Context, of string, since time.Time) (News, error)
}

// News is what is new on one subject: the newest items first, NewsMost of them
// at least if there are as many.
type News struct {
	Items []Item
	Total int
	More  bool // there are more than Total
}

// An Item is one piece of news.
type Item struct {
	Title string
	Path  string // on this site
}

// Ask is what a visitor types to subscribe.
type Ask struct {
	Address string `form:"address" label:"subscribe.address" hint:"subscribe.address_hint" type:"email" autocomplete:"email" required:"true" max:"254"`
}

// Check reports an address that no mail can go to.
func (a Ask) Check() error {
	var c fault.Check
	c.That(a.Address == "" || notify.IsAddress(a.Address), "address", "subscribe.bad_address")
	return c.Err()
}

// same is an address as it is recognised: how it is capitalised makes no other person.
func same(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// Confirm is the button in the page that the first mail leads to. Opening the
// page confirms nothing: programs that check mails open every link.
type Confirm struct {
	Token string `form:"token" type:"hidden"`
}

// Stop is the button in the page that each further mail leads to, and what a
// mail program sends by itself (RFC 8058).
type Stop struct {
	ID  int64  `form:"id" type:"hidden"`
	All bool   `form:"all" type:"hidden"` // every subject of the address
	Key string `form:"key" type:"hidden"`
}

type subscription struct {
	ID        int64     `db:"id"`
	Subject   Subject   `db:"subject"`
	Mark      string    `db:"mark"`
	Address   string    `db:"address"`
	Token     string    `db:"token_digest"`
	Asked     time.Time `db:"asked_at"`
	Confirmed time.Time `db:"confirmed_at"`
	Told      time.Time `db:"told_at"`
}

// Limits.
const (
	confirmWithin = 24 * time.Hour
	perAddress    = 3    // mails that ask to confirm, to one address in a day
	perClient     = 20   // requests of one network address in an hour
	subjectsMost  = 50   // of one address
	subjectBytes  = 2000 // of the name of a subject: what an index of PostgreSQL takes

	// NewsMost is how many items of one subject a mail names.
	NewsMost = 30
)
