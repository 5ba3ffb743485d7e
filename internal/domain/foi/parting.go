package foi

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// An Agreement is how an applicant agreed to have several things taken apart.
type Agreement string

// The ways to agree.
const (
	ByForm   Agreement = "form"  // on the form of the portal, that showed the parts
	Written  Agreement = "paper" // a paper that the applicant signed
	ByCall   Agreement = "call"
	InPerson Agreement = "visit"
	ByLetter Agreement = "mail" // 电子邮件
)

// A Parting is the consent of an applicant to have several things filed or handled
// apart (一事一申请): each is decided on and counts by itself.
type Parting struct {
	AgreedOn   calendar.Day `db:"agreed_on" json:"agreed_on,omitempty"`
	AgreedHow  Agreement    `db:"agreed_how" json:"agreed_how,omitempty"`
	AgreedNote string       `db:"agreed_note" json:"agreed_note,omitempty"`
}

// partingNoun is whose the papers are on which an applicant agreed.
const partingNoun = "foi_parting"

// mostParts is how many requests one form of the portal makes; more than that is for a
// talk with the office.
const mostParts = 10

// textLines are the lines of a text that say something.
func textLines(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// PartsOf reads the parts that an applicant agrees to, one a line.
//
// Errors: Invalid about the field parts.
func PartsOf(text string) ([]string, error) {
	out := textLines(text)
	return out, checkParts(out)
}

func checkParts(parts []string) error {
	var c fault.Check
	c.That(len(parts) >= 2, "parts", "foi.bad.one_item")
	c.That(len(parts) <= mostParts, "parts", "foi.bad.items", mostParts)
	for _, p := range parts {
		c.That(utf8.RuneCountInString(p) >= leastWant, "parts", "foi.bad.short_part", p)
	}
	return c.Err()
}

// withMark is a part with what was written to tell the whole apart, unless a part has it.
func (f Filing) withMark(part string) Filing {
	has := slices.ContainsFunc(f.Parts, func(p string) bool { return strings.Contains(p, f.Mark) })
	if f.Want, f.Parts = part, nil; has {
		f.Mark = ""
	}
	return f
}

// take makes the request of a form, or one for each of the things that its applicant
// agreed to ask for apart. They have numbers and clocks of their own, and one code: who
// sent one form has one slip to keep, and whoever holds it may see them all.
func (s *Service) take(tx *db.Tx, in Filing, f Facts, act Act) (out Filed, err error) {
	if len(in.Parts) == 0 {
		code, token := s.codeOf(in.Token)
		return s.takeOne(tx, in, code, token, taking{Facts: f, act: act})
	}
	if in.Token == "" {
		in.Token = rand.Text()
	}
	code, token := s.codeOf(in.Token)
	how := taking{Facts: f, act: act, Parting: Parting{AgreedOn: tx.Today, AgreedHow: ByForm}, parts: len(in.Parts)}
	for i, part := range in.Parts {
		if i > 0 {
			_, token = s.codeOf(in.Token + "/" + itoa(int64(i)))
		}
		one, err := s.takeOne(tx, in.withMark(part), code, token, how)
		if err != nil {
			return out, err
		}
		if one.Again {
			return s.filedBy(tx, in.Token)
		}
		if i == 0 {
			out = one
		} else {
			out.Others = append(out.Others, one.Number)
			out.ids = append(out.ids, one.ID)
		}
	}
	return out, nil
}

// A taking is how a request comes.
type taking struct {
	Facts
	Parting
	act   Act
	parts int // of the form that it is one of; 0 alone
}

// note is what the journal keeps of it.
func (t taking) note(s *Service) string {
	channel := s.words("foi.channel." + string(t.Channel))
	if t.parts == 0 {
		return channel
	}
	return s.words("foi.apart_note", channel, t.parts)
}

// together are the other requests of the same applicant that the same code opens: those
// of one form, and those that answer one another anew.
func together(tx *db.Tx, r *Request) ([]Row, error) {
	if r.Person == "" || r.Code == "" { // anonymised
		return nil, nil
	}
	return db.All[Row](tx, "FROM foi_request WHERE person = ? AND code = ? AND id <> ? ORDER BY id", r.Person, r.Code, r.ID)
}

// A MyOther is another request of the same applicant, as their page names it.
type MyOther struct {
	Number string `json:"number"`
	Status Status `json:"state"`
	Again  bool   `json:"again,omitempty"`  // it answers this one anew
	Before bool   `json:"before,omitempty"` // this one answers it anew
	Done   bool   `json:"done,omitempty"`   // it has its reply
	Why    *Order `json:"why,omitempty"`    // of what answers this one anew
}

func myOthers(tx *db.Tx, r *Request) (out []MyOther, err error) {
	all, err := together(tx, r)
	for _, o := range all {
		m := MyOther{Number: o.Number, Status: o.Status, Again: o.RedoOf == r.ID, Before: o.ID == r.RedoOf, Done: o.Answered != ""}
		if m.Again && err == nil {
			var anew Request
			anew, err = db.Get[Request](tx, "FROM foi_request WHERE id = ?", o.ID)
			m.Why = &anew.Ordered.Order
		}
		out = append(out, m)
	}
	return out, err
}

// apart are the requests that were filed with one and the same form as r.
func apart(tx *db.Tx, r *Request) ([]Row, error) {
	if r.AgreedHow != ByForm {
		return nil, nil
	}
	all, err := together(tx, r)
	return slices.DeleteFunc(all, func(o Row) bool { return o.RedoOf != 0 }), err
}

// A Split parts a request into the things that it asks for, one a line, each of
// which is decided on and counts by itself (一事一申请).
type Split struct {
	Rev        int64        `form:"rev" type:"hidden" json:"rev"`
	Items      string       `form:"items" json:"items" label:"foi.items" hint:"foi.items_hint" type:"textarea" rows:"6" required:"true" max:"4000"`
	Reason     string       `form:"reason" json:"reason" label:"foi.split_reason" hint:"foi.split_hint" type:"textarea" rows:"3" required:"true" max:"500"`
	AgreedHow  Agreement    `form:"agreed_how" json:"agreed_how" label:"foi.agreed_how" hint:"foi.agreed_how_hint" group:"foi.group.agreed" type:"radio" options:"paper,call,visit,mail" required:"true"`
	AgreedOn   calendar.Day `form:"agreed_on" json:"agreed_on" label:"foi.agreed_on" type:"date" required:"true"`
	AgreedNote string       `form:"agreed_note" json:"agreed_note" label:"foi.agreed_note" hint:"foi.agreed_note_hint" type:"textarea" rows:"3" required:"true" max:"300"`
}

// mostItems is how many things one request may be parted into.
const mostItems = 50

// Lines are the items that were typed.
func (in Split) Lines() []string { return textLines(in.Items) }

// Check says which fields break a rule.
func (in Split) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	checkReason(&c, in.Reason)
	n := len(in.Lines())
	c.That(n >= 2, "items", "foi.bad.one_item")
	c.That(n <= mostItems, "items", "foi.bad.items", mostItems)
	c.That(slices.Contains([]Agreement{Written, ByCall, InPerson, ByLetter}, in.AgreedHow), "agreed_how", "foi.need.agreed")
	c.That(in.AgreedOn.Valid(), "agreed_on", "foi.need.day")
	c.That(strings.TrimSpace(in.AgreedNote) != "", "agreed_note", "foi.need.agreed_note")
	return c.Err()
}

// Split parts a request into the things that it asks for. Each is decided on and
// counts by itself, so the applicant has to agree: on which day and how stays with the
// case, and the paper if it was on paper.
//
// Errors: Invalid without the paper of a written consent, and for a day on which nobody
// can have agreed; Conflict once something was decided or charged.
func (s *Service) Split(ctx context.Context, id ID, in Split, papers ...files.Upload) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if in.AgreedHow == Written && len(papers) == 0 {
		return nil, fault.Field("scans", "foi.need.agreed_paper")
	}
	parts := in.Lines()
	var came []calendar.Day
	st := step{act: ActSplit, rev: in.Rev, note: in.Reason}
	st.change = func(tx *db.Tx, r *Request) (err error) {
		if came, err = s.splittable(tx, r, in); err != nil {
			return err
		}
		r.Pieces = len(parts)
		r.Parting = Parting{in.AgreedOn, in.AgreedHow, strings.TrimSpace(in.AgreedNote)}
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if _, err := tx.Exec("DELETE FROM foi_item WHERE request_id = ?", r.ID); err != nil {
			return err
		}
		for i, text := range parts {
			it := Item{ID: ItemID(tx.ID()), Rev: 1, Request: r.ID, Sort: i + 1, Text: text, Came: came[i]}
			if err := db.Insert(tx, itemTable, it); err != nil {
				return err
			}
		}
		return s.saveSealed(tx, partingNoun, int64(r.ID), papers)
	}
	return s.do(ctx, id, st)
}

// splittable says why a request cannot be parted now, or not with this consent; else
// from which day each part counts.
func (s *Service) splittable(tx *db.Tx, r *Request, in Split) ([]calendar.Day, error) {
	switch {
	case r.cleared(deadline.ForPayment): // the fee was computed for the 件 that there are
		return nil, fault.New(fault.Conflict, "foi.charged_already")
	case in.AgreedOn > tx.Today:
		return nil, fault.Field("agreed_on", "foi.bad.future", tx.Today)
	case in.AgreedOn < r.Submitted:
		return nil, fault.Field("agreed_on", "foi.bad.before", r.Submitted)
	}
	items, err := itemsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(items, func(it Item) bool { return it.Result != "" }) {
		return nil, fault.New(fault.Conflict, "foi.decided_already")
	}
	came, err := cames(r, items, len(in.Lines()), tx.Today)
	if err != nil {
		return nil, err
	}
	return came, s.impersonal(tx, r, "agreed_note", in.AgreedNote)
}

// cames says from which day each of n 件 counts into which a request is parted. What
// a year that is over has counted stays as it is: what is gained counts from today.
//
// Errors: Conflict if fewer would be left than a year that is over has counted.
func cames(r *Request, items []Item, n int, today calendar.Day) ([]calendar.Day, error) {
	out, counted := make([]calendar.Day, n), 0
	for i, it := range items {
		if day := cmp.Or(it.Came, r.Received); r.Counts && day != "" && day.Year() < today.Year() {
			if counted++; i < n {
				out[i] = it.Came
			}
		}
	}
	if n < counted {
		return nil, fault.New(fault.Conflict, "foi.counted_already", counted)
	}
	for i := counted; counted > 0 && i < n; i++ {
		out[i] = today
	}
	return out, nil
}
