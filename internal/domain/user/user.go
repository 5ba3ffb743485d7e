package user

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
)

// State says whether an account may be used.
type State string

// The states.
const (
	Active   State = "active"
	Disabled State = "disabled"
)

// Label is the state for a reader.
func (s State) Label() fault.Text { return fault.T("user.state." + string(s)) }

// What staff may do with accounts.
const (
	See  auth.Perm = "user.see"
	Edit auth.Perm = "user.edit"
)

// Policy says who may.
var Policy = auth.Policy{
	See:  {auth.Admin, auth.Office, auth.Head},
	Edit: {auth.Admin},
}

// A Person is an account without its secrets.
type Person struct {
	ID         int64     `db:"id" json:"id"`
	Rev        int64     `db:"rev" json:"rev"`
	Unit       int64     `db:"unit_id" json:"unit"` // the office that the person works for
	Login      string    `db:"login" json:"login"`
	Name       string    `db:"name" json:"name"`
	Phone      string    `db:"phone" json:"phone,omitempty"`
	Mail       string    `db:"mail" json:"mail,omitempty"` // notices go to it; "" is none
	State      State     `db:"state" json:"state"`
	MustChange bool      `db:"must_change" json:"must_change"` // the password was given out by somebody else
	Factor     bool      `db:"factor" json:"factor"`           // signs in with a one-time code as well
	Made       time.Time `db:"made_at" json:"made"`
	Posts      []Post    `json:"posts"`
}

// Ref names the person in the journal and in links.
func (p Person) Ref() string { return fmt.Sprintf("user/%d", p.ID) }

// A Post is what a person is in a unit, from a first to a last day.
type Post struct {
	ID      int64        `db:"id" json:"id"`
	Account int64        `db:"account_id" json:"-"`
	Unit    int64        `db:"unit_id" json:"unit"`
	Role    auth.Role    `db:"role" json:"role"`
	Starts  calendar.Day `db:"starts" json:"starts"`
	Ends    calendar.Day `db:"ends" json:"ends,omitempty"`     // "" is open
	Ended   time.Time    `db:"ended_at" json:"ended,omitzero"` // taken away before that
}

// Label is the role for a reader.
func (p Post) Label() fault.Text { return fault.T("role." + string(p.Role)) }

// Holds reports whether the post is held on day.
func (p Post) Holds(day calendar.Day) bool { return p.Starts <= day && !p.Over(day) }

// Over reports whether the post is held neither on day nor later.
func (p Post) Over(day calendar.Day) bool {
	return !p.Ended.IsZero() || p.Ends != "" && p.Ends < day
}

// Create is a new account, perhaps with a first post in the same unit.
type Create struct {
	Login string    `form:"login" json:"login" label:"user.login" hint:"user.login_hint" required:"true" max:"32" autocomplete:"off"`
	Name  string    `form:"name" json:"name" label:"user.name" required:"true" max:"50" autocomplete:"off"`
	Phone string    `form:"phone" json:"phone,omitempty" label:"user.phone" type:"tel" max:"20" autocomplete:"off"`
	Mail  string    `form:"mail" json:"mail,omitempty" label:"user.mail" hint:"user.mail_hint" type:"email" max:"100" autocomplete:"off"`
	Unit  int64     `form:"unit" json:"unit" label:"user.unit" type:"select" required:"true"`
	Role  auth.Role `form:"role" json:"role,omitempty" label:"user.role" hint:"user.role_hint" type:"select"`
}

// Check says which fields break a rule.
func (in Create) Check() error {
	var c fault.Check
	c.That(loginForm.MatchString(normal(in.Login)), "login", "user.bad_login")
	c.That(strings.TrimSpace(in.Name) != "", "name", "required")
	c.That(phoneForm.MatchString(in.Phone), "phone", "user.bad_phone")
	c.That(mailFits(in.Mail), "mail", "user.bad_mail")
	c.That(in.Unit > 0, "unit", "required")
	c.That(in.Role == "" || slices.Contains(auth.Roles, in.Role), "role", "user.bad_role")
	return c.Err()
}

// Details change what is known of a person.
type Details struct {
	Rev   int64  `form:"rev" json:"rev" type:"hidden"`
	Name  string `form:"name" json:"name" label:"user.name" required:"true" max:"50" autocomplete:"off"`
	Phone string `form:"phone" json:"phone,omitempty" label:"user.phone" type:"tel" max:"20" autocomplete:"off"`
	Mail  string `form:"mail" json:"mail,omitempty" label:"user.mail" hint:"user.mail_hint" type:"email" max:"100" autocomplete:"off"`
	Unit  int64  `form:"unit" json:"unit" label:"user.unit" type:"select" required:"true"`
}

// Check says which fields break a rule.
func (in Details) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Name) != "", "name", "required")
	c.That(phoneForm.MatchString(in.Phone), "phone", "user.bad_phone")
	c.That(mailFits(in.Mail), "mail", "user.bad_mail")
	c.That(in.Unit > 0, "unit", "required")
	return c.Err()
}

// Assign gives a person a post.
type Assign struct {
	Unit   int64        `form:"unit" json:"unit" label:"user.unit" type:"select" required:"true"`
	Role   auth.Role    `form:"role" json:"role" label:"user.role" type:"select" required:"true"`
	Starts calendar.Day `form:"starts" json:"starts,omitempty" label:"user.starts" hint:"user.starts_hint"`
	Ends   calendar.Day `form:"ends" json:"ends,omitempty" label:"user.ends" hint:"user.ends_hint"`
}

// Check says which fields break a rule.
func (in Assign) Check() error {
	var c fault.Check
	c.That(in.Unit > 0, "unit", "required")
	c.That(slices.Contains(auth.Roles, in.Role), "role", "user.bad_role")
	c.That(in.Starts == "" || in.Starts.Valid(), "starts", "user.bad_day")
	c.That(in.Ends == "" || in.Ends.Valid(), "ends", "user.bad_day")
	c.That(in.Ends == "" || in.Ends >= in.Starts, "ends", "user.ends_early")
	return c.Err()
}

// Find is what a list of people may be narrowed by.
type Find struct {
	Text  string `form:"text" json:"text,omitempty" label:"user.find_text" max:"50"`
	Unit  int64  `form:"unit" json:"unit,omitempty" label:"user.unit" type:"select"`
	State State  `form:"state" json:"state,omitempty" label:"user.state" type:"select" options:"active,disabled"`
}

// Created is a new account, or one with a new password, and the one-time
// password, which is shown to whoever made it and kept nowhere.
type Created struct {
	Person   Person `json:"person"`
	Password string `json:"password"`
}

// maxMail is the most characters of a mail address.
const maxMail = 100

var (
	loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)
	phoneForm = regexp.MustCompile(`^(\+?[0-9][0-9 -]{4,18})?$`)
)

// mailFits reports whether a is a mail address and nothing more, or "". Only
// ASCII: few servers of offices take addresses in other letters.
func mailFits(a string) bool {
	if a == "" {
		return true
	}
	p, err := mail.ParseAddress(a)
	return err == nil && p.Address == a && len(a) <= maxMail && !strings.ContainsFunc(a, func(r rune) bool { return r > unicode.MaxASCII })
}

// normal is a login as it is stored and compared.
func normal(login string) string { return strings.ToLower(strings.TrimSpace(login)) }
