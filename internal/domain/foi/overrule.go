package foi

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
)

// letterOverrule tells a third party that what it objected to is disclosed all the same (政府信息公开告知书).
const letterOverrule = "D8"

const (
	overruleTable = "foi_overrule"
	aboutOverrule = "foi.overrule"
)

// A Why is on what the decision against an objection rests (Article 32).
type Why string

// The grounds.
const (
	Unfounded Why = "unfounded" // the objection has no reasonable ground
	Grave     Why = "public"    // 不公开可能对公共利益造成重大影响
)

// An Overrule decides to disclose although a third party objected. It is part of
// what the reviewers and the signer of the reply read and sign; the letter to the
// third party is written with the reply, and goes out before it or with it.
type Overrule struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Why     Why    `form:"why" json:"why" label:"foi.overrule_why" type:"radio" options:"unfounded,public" required:"true"`
	Content string `form:"content" json:"content" label:"foi.overrule_content" hint:"foi.overrule_content_hint" type:"textarea" rows:"4" required:"true" max:"1000"`
	Reason  string `form:"reason" json:"reason" label:"foi.overrule_reason" hint:"foi.overrule_reason_hint" type:"textarea" rows:"5" required:"true" max:"2000"`
	Online  string `form:"online" json:"online" label:"foi.review_online" hint:"foi.review_online_hint" type:"url" max:"300"`
}

func (in Overrule) tidied() Overrule {
	in.Content, in.Reason, in.Online = strings.TrimSpace(in.Content), strings.TrimSpace(in.Reason), strings.TrimSpace(in.Online)
	return in
}

// Check says which fields break a rule.
func (in Overrule) Check() error {
	var c fault.Check
	in = in.tidied()
	checkRev(&c, in.Rev)
	c.That(in.Why == Unfounded || in.Why == Grave, "why", "foi.need.overrule_why")
	c.That(in.Content != "", "content", "foi.need.overrule_content")
	c.That(in.Reason != "", "reason", "foi.need.overrule_reason")
	c.That(in.Online == "" || isAddress(in.Online), "online", "foi.result.bad_url")
	return c.Err()
}

// An overruled is the row of a decision against an objection.
type overruled struct {
	ID      int64     `db:"id"`
	Rev     int64     `db:"rev"`
	Request ID        `db:"request_id"`
	Consult ConsultID `db:"consult_id"`
	Body    string    `db:"body"` // the Overrule, sealed
}

// Overrule keeps the decision; once more, it takes the place of the one before.
//
// Errors: Conflict if the third party did not object.
func (s *Service) Overrule(ctx context.Context, id ID, about ConsultID, in Overrule) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.withNew(ctx, id, func(tx *db.Tx, r *Request) (step, error) {
		q, err := consult(tx, r, about)
		if err != nil {
			return step{}, err
		}
		st := step{act: ActOverrule, rev: in.Rev, key: q.Key(), note: s.words("foi.overrule_why." + string(in.Why))}
		st.change = func(*db.Tx, *Request) error {
			if !q.Objects() {
				return fault.New(fault.Conflict, "foi.no_objection")
			}
			return nil
		}
		st.then = func(tx *db.Tx, r *Request) error { return s.keepOverrule(tx, r, q, in) }
		return st, nil
	})
}

func (s *Service) keepOverrule(tx *db.Tx, r *Request, q *Consult, in Overrule) error {
	in = in.tidied()
	in.Rev = 0
	body, err := s.box.SealJSON(in, aboutOverrule)
	if err != nil {
		return err
	}
	row, err := db.Get[overruled](tx, "FROM foi_overrule WHERE consult_id = ?"+tx.Lock(), q.ID)
	switch {
	case fault.Of(err) == fault.NotFound:
		return db.Insert(tx, overruleTable, overruled{ID: tx.ID(), Rev: 1, Request: r.ID, Consult: q.ID, Body: body})
	case err != nil:
		return err
	}
	row.Body = body
	return db.Update(tx, overruleTable, &row)
}

// Objects reports whether a third party is against the disclosure, or against a part of it.
func (c *Consult) Objects() bool {
	return c.Kind == Third && (c.Opinion == Objects || c.Opinion == Partly)
}

// opens reports whether the result of an item discloses something.
func (i *Item) opens() bool { return i.Row() == rowOpen || i.Row() == rowPart }

// The rows of table 3 in which something is disclosed.
const (
	rowOpen = "3.1"
	rowPart = "3.2"
)

func overruledOf(tx *db.Tx, id ID) ([]overruled, error) {
	return db.All[overruled](tx, "FROM foi_overrule WHERE request_id = ? ORDER BY id", id)
}

// Overruled is what was decided against the objection of a third party; false if nothing was.
func (s *Service) Overruled(ctx context.Context, id ID, about ConsultID) (in Overrule, ok bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := read(tx, id); err != nil {
			return err
		}
		row, err := db.Get[overruled](tx, "FROM foi_overrule WHERE request_id = ? AND consult_id = ?", id, about)
		if fault.Of(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		return s.box.OpenJSON(row.Body, aboutOverrule, &in)
	})
	return in, ok, err
}

// against reads what was decided against objections, by the questions that they
// answered. It is empty when nothing is given out: what was planned is off.
func (s *Service) against(tx *db.Tx, r *Request) (map[ConsultID]Overrule, error) {
	items, err := itemsOf(tx, r.ID)
	if err != nil || !slices.ContainsFunc(items, func(it Item) bool { return it.opens() }) {
		return nil, err
	}
	rows, err := overruledOf(tx, r.ID)
	out := map[ConsultID]Overrule{}
	for _, row := range rows {
		var in Overrule
		if err := s.box.OpenJSON(row.Body, aboutOverrule, &in); err != nil {
			return nil, err
		}
		out[row.Consult] = in
	}
	return out, err
}

// writeOverruled writes the letters to the third parties that objected, with the reply.
func (s *Service) writeOverruled(tx *db.Tx, r *Request) error {
	decided, err := s.against(tx, r)
	if err != nil || len(decided) == 0 {
		return err
	}
	asked, err := consultsOf(tx, r.ID)
	if err != nil {
		return err
	}
	for i := range asked {
		q := &asked[i]
		in, ok := decided[q.ID]
		if !ok || !q.Objects() {
			continue
		}
		v, err := s.overruleValues(q, in)
		if err != nil {
			return err
		}
		if _, err := s.issue(tx, r, paper{kind: letterOverrule, about: q.Key(), values: v}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) overruleValues(q *Consult, in Overrule) (letter.Values, error) {
	v := letter.Values{Text: s.remedyTerms(), Remedies: []string{law.FreeChoice.Paragraph()}}
	var p partySealed
	if err := s.box.OpenJSON(q.Party, aboutThird, &p); err != nil {
		return v, err
	}
	v.Text["third"], v.Text["consulted"], v.Text["objected"] = p.Name, s.Date(q.Sent), s.Date(q.Heard)
	v.Text["opinion"] = s.words("foi.opinion_because", s.words("foi.opinion."+string(q.Opinion)), q.Reason)
	v.Text["disclosed"], v.Text["public_reason"] = in.Content, in.Reason
	if in.Why == Grave {
		v.Text["grave"] = "1"
	}
	if in.Online != "" {
		v.Text["review_online"] = in.Online
	}
	return v, nil
}

// mayTell refuses to send the letter of a decision that is not signed any more, and to
// send it through the internet if it does not say where on the internet a review is
// asked for (行政复议法第二十二条第二款).
func (s *Service) mayTell(tx *db.Tx, r *Request, m *Mailed, how How) error {
	if slices.Contains([]Status{Handling, Reviewing, Clearing, Signing}, r.Status) {
		return fault.New(fault.Conflict, "foi.letter_void", m.Number)
	}
	if how != Electronic {
		return nil
	}
	decided, err := s.against(tx, r)
	if err != nil {
		return err
	}
	for about, in := range decided {
		if (&Consult{ID: about}).Key() == m.About && in.Online == "" {
			return fault.Field("how", "foi.need.review_online")
		}
	}
	return nil
}

// overruleLetter is the newest letter to a third party that objected.
func overruleLetter(tx *db.Tx, q *Consult) (m Mailed, ok bool, err error) {
	m, err = db.Get[Mailed](tx, "FROM foi_letter WHERE request_id = ? AND kind = ? AND about = ? ORDER BY id DESC LIMIT 1", q.Request, letterOverrule, q.Key())
	if fault.Of(err) == fault.NotFound {
		return m, false, nil
	}
	return m, err == nil, err
}

// allInformed refuses to serve a reply that discloses what a third party objected to
// before that third party was told (Article 32: 书面告知第三方).
func (s *Service) allInformed(tx *db.Tx, r *Request, in Serve) error {
	decided, err := s.against(tx, r)
	if err != nil || len(decided) == 0 {
		return err
	}
	asked, err := consultsOf(tx, r.ID)
	if err != nil {
		return err
	}
	for i := range asked {
		if _, ok := decided[asked[i].ID]; !ok || !asked[i].Objects() {
			continue
		}
		m, ok, err := overruleLetter(tx, &asked[i])
		switch {
		case err != nil:
			return err
		case !ok || m.Sent == "" || m.Back != "":
			return fault.New(fault.Conflict, "foi.not_informed", m.Number)
		case m.Sent > in.Day:
			return fault.Field("day", "foi.bad.before", m.Sent)
		}
	}
	return nil
}
