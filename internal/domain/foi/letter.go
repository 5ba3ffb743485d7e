package foi

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// The kinds of letter: law/letters.tsv has what each must say.
const (
	letterClarify = "D3"
	letterWonder  = "D4"
	letterExtend  = "D5"
	letterDelay   = "D15"
	letterAsk     = "D6"
	letterAsking  = "D7"
	letterMaker   = "D9"
	letterHelp    = "D10"
	letterFee     = "D11"
	letterReply   = "reply"
)

// How a letter is served. Only the post may carry it, never
// another courier (国办公开办函〔2016〕235号).
type How string

// The ways of service.
const (
	InHand     How = "hand"       // signed for on the spot
	PostalMail How = "post"       // 邮政 EMS or 挂号: counts from the day it was handed to the post
	Electronic How = "electronic" // as the applicant chose
)

// A Sending says how and when a letter was served.
type Sending struct {
	How      How          `form:"how" json:"how" label:"foi.serve_how" group:"foi.group.serve" options:"electronic,post,hand" type:"radio" required:"true"`
	Day      calendar.Day `form:"day" json:"day" label:"foi.sent" hint:"foi.sent_hint" type:"date" required:"true"`
	Tracking string       `form:"tracking" json:"tracking" label:"foi.post_no" hint:"foi.post_no_hint" max:"40"`
}

// Check says which fields break a rule.
func (in Sending) Check() error {
	var c fault.Check
	in.check(&c)
	return c.Err()
}

func (in Sending) check(c *fault.Check) {
	c.That(in.How == InHand || in.How == PostalMail || in.How == Electronic, "how", "foi.need.serve_how")
	c.That(in.Day.Valid(), "day", "foi.need.day")
	c.That(in.How != PostalMail || strings.TrimSpace(in.Tracking) != "", "tracking", "foi.need.post_no")
	c.That(in.Tracking == "" || isTracking(in.Tracking), "tracking", "foi.bad.post_no")
}

// postal is the form of the numbers that the post gives: UPU S10, two letters, nine
// digits and the country, or the thirteen digits of EMS. Those of other couriers, who
// may not carry these letters, have another.
var postal = regexp.MustCompile(`^([A-Z]{2}[0-9]{9}CN|[0-9]{13})$`)

// isTracking reports whether s looks like the number of a postal item.
func isTracking(s string) bool { return postal.MatchString(strings.ToUpper(strings.TrimSpace(s))) }

// got is the day on which the letter came, as far as the way of service says it.
func (in Sending) got() calendar.Day {
	if in.How == PostalMail {
		return ""
	}
	return in.Day
}

// A Mailed is one letter of a case.
type Mailed struct {
	ID       int64        `db:"id" json:"id"`
	Rev      int64        `db:"rev" json:"-"`
	Request  ID           `db:"request_id" json:"request_id"`
	Kind     string       `db:"kind" json:"kind"`
	Number   string       `db:"number" json:"number,omitempty"` // 文号
	About    string       `db:"about" json:"about,omitempty"`
	Text     string       `db:"text" json:"-"` // sealed
	SHA      string       `db:"sha" json:"sha"`
	Mark     string       `db:"mark" json:"-"` // keyed hash of what its QR code leads by
	How      How          `db:"way" json:"how,omitempty"`
	Tracking string       `db:"tracking" json:"tracking,omitempty"`
	Sent     calendar.Day `db:"sent" json:"sent,omitempty"`
	Got      calendar.Day `db:"got" json:"got,omitempty"`
	Back     calendar.Day `db:"back" json:"back,omitempty"`
	Made     time.Time    `db:"made_at" json:"made_at"`
}

const letterTable = "foi_letter"

// A paper is a letter to be written.
type paper struct {
	kind   string
	about  string // consult/3, fee/4
	values letter.Values
	send   Sending
}

// issue writes a letter of the case, numbers it, seals it, and commits the public
// log to its hash: whoever holds it can have it checked, and nobody else learns
// that it exists.
func (s *Service) issue(tx *db.Tx, r *Request, p paper) (*Mailed, error) {
	m := &Mailed{
		ID: tx.ID(), Rev: 1, Request: r.ID, Kind: p.kind, About: p.about, How: p.send.How, Tracking: strings.TrimSpace(p.send.Tracking),
		Sent: p.send.Day, Got: p.send.got(), Made: tx.Now,
	}
	if m.Sent != "" {
		if err := s.goesOut(tx, r, m, p.send); err != nil {
			return nil, err
		}
	}
	var err error
	if m.Number, err = s.LetterNumber(tx, r.UnitID, p.kind); err != nil {
		return nil, err
	}
	d, err := s.marked(tx, r, p, m)
	if err != nil {
		return nil, err
	}
	if m.Text, err = s.box.SealJSON(d, aboutLetter); err != nil {
		return nil, err
	}
	err = journal.Sealed(tx, "foi.letter", m.Ref(), sealedLetter{p.kind, m.Number, m.SHA, m.Sent})
	if err != nil {
		return nil, err
	}
	if err := db.Insert(tx, letterTable, m); err != nil {
		return nil, err
	}
	return m, s.chase(tx, r, m)
}

// CheckPath is the folder of the public pages that say whether a letter is ours.
const CheckPath = "/foi/letter/"

// sumShown is how many digits of the hash of a letter stand in its code.
const sumShown = 16

// marked writes a letter with its code: an address by a mark that nobody can guess
// and the beginning of the hash of all that stands above the code.
func (s *Service) marked(tx *db.Tx, r *Request, p paper, m *Mailed) (d letter.Document, err error) {
	set, v, err := s.filling(tx, r, m.Number, p.values)
	if err != nil {
		return d, err
	}
	mark := rand.Text()
	m.Mark = s.box.Mark(mark, "foi.letter")
	v.Text["verify"] = s.site + CheckPath + mark
	if d, err = set.Fill(p.kind, v); err != nil {
		return d, err
	}
	m.SHA = sumOf(d)
	v.Text["verify"] += "/" + m.SHA[:sumShown]
	return set.Fill(p.kind, v)
}

// sumOf is the hash of a letter without its code, which has a part of the hash in it.
func sumOf(d letter.Document) string {
	d.Code = letter.Code{}
	sum := sha256.Sum256([]byte(d.Text()))
	return hex.EncodeToString(sum[:])
}

// sealedLetter is what the public log commits to, without anybody's name.
type sealedLetter struct {
	Kind   string       `json:"kind"`
	Number string       `json:"number"`
	SHA    string       `json:"sha256"`
	Sent   calendar.Day `json:"sent,omitempty"`
}

// LetterNumber is the next 文号 of the unit for a kind of letter: its word, the
// word of the series, the year and the serial, with no padded zeros (GB/T 9704).
func (s *Service) LetterNumber(tx *db.Tx, unitID int64, kind string) (string, error) {
	u, err := unit.Get(tx, unitID)
	if err != nil {
		return "", err
	}
	word := u.Short
	if len(u.Letters) > 0 {
		word = u.Letters[0]
	}
	k, ok := law.LetterOf(kind)
	if !ok || !k.Numbered {
		return "", nil
	}
	year := tx.Now.In(calendar.Zone).Year()
	n, err := serial(tx, unitID, "letter."+k.Counter(), year)
	return s.words("foi.letter_number", word, k.Series, year, n), err
}

// document fills the template of a kind with what the case says, and what is said beside.
func (s *Service) document(tx *db.Tx, r *Request, kind, number string, v letter.Values) (d letter.Document, err error) {
	set, v, err := s.filling(tx, r, number, v)
	if err != nil {
		return d, err
	}
	return set.Fill(kind, v)
}

// filling is the templates of the district with all that a letter may say. What a
// template does not ask for is not used.
func (s *Service) filling(tx *db.Tx, r *Request, number string, v letter.Values) (letter.Set, letter.Values, error) {
	set, err := s.letters(tx)
	if err != nil {
		return set, v, err
	}
	all, err := s.values(tx, r)
	if err != nil {
		return set, v, err
	}
	all["number"] = number
	maps.Copy(all, v.Text)
	v.Text = all
	return set, v, nil
}

// values is what every letter of the case may say.
func (s *Service) values(tx *db.Tx, r *Request) (map[string]string, error) {
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return nil, err
	}
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return nil, err
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return nil, err
	}
	reach, err := contactOf(tx, u, settings)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"applicant": a.Name, "case": r.Number, "content": r.Want, "issuer": u.Name, "date": s.Date(tx.Today),
		"received": s.Date(cmp.Or(r.Ordered.Asked, r.Received)), "submitted": s.Date(r.Submitted), "channel": s.words("foi.channel." + string(r.Channel)),
		"deadline": s.Date(r.Due), "address": reach.Address, "phone": reach.Phone, "postcode": settings.Text(profile.SitePostcode),
		"review_organ": strings.Join(u.Review, s.words("foi.or")), "court": u.Court,
	}, nil
}

// contactOf is where a unit is reached about a request, as its guide says it.
func contactOf(tx *db.Tx, u unit.Unit, settings profile.Settings) (profile.Contact, error) {
	tree, err := unit.Tree(tx)
	if err != nil {
		return profile.Contact{}, err
	}
	if of := unit.Reach(tree, u.ID); of != nil && of.Phone != "" {
		return of.Contact, nil
	}
	return profile.Contact{Address: settings.Text(profile.SiteAddress), Phone: settings.Text(profile.SitePhone)}, nil
}

// Contact is where a unit is reached about a request, for the letters of a noun that
// rests on this one.
func (s *Service) Contact(tx *db.Tx, u unit.Unit) (profile.Contact, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return profile.Contact{}, err
	}
	return contactOf(tx, u, settings)
}

// Date writes a day as a letter does: 2026年10月1日.
func (s *Service) Date(d calendar.Day) string {
	if !d.Valid() {
		return ""
	}
	t := d.Time()
	return s.words("foi.date", t.Year(), int(t.Month()), t.Day())
}

func lettersOf(tx *db.Tx, id ID) ([]Mailed, error) {
	return partsBy[Mailed](tx, id, "foi_letter")
}
