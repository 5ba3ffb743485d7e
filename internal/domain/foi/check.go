package foi

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// lint reads the case as it stands now, with the reply as it would be written.
func (s *Service) lint(tx *db.Tx, r *Request) ([]Finding, error) {
	c := Case{Today: tx.Today, Received: r.Received, Due: r.Due, Want: r.Want, Fair: r.Often.View == Fair}
	for _, fill := range []func(*db.Tx, *Request, *Case) error{s.lintItems, s.lintRecords, s.lintCopies, s.lintOrgan, s.lintWay, s.lintAid, s.lintApplicant, s.lintReply} {
		if err := fill(tx, r, &c); err != nil {
			return nil, err
		}
	}
	var err error
	if c.Screen, err = s.rules(tx); err != nil {
		return nil, err
	}
	if s.cites != nil && c.Body != "" {
		if c.Void, err = s.cites(tx, c.Body, c.named()); err != nil {
			return nil, err
		}
	}
	return Lint(c), nil
}

// blocks counts the findings that stop a reply.
func blocks(found []Finding) (n int) {
	for _, f := range found {
		if f.Severity == Blocks {
			n++
		}
	}
	return n
}

func (s *Service) lintItems(tx *db.Tx, r *Request, c *Case) (err error) {
	c.Items, err = itemsOf(tx, r.ID)
	return err
}

func (s *Service) lintOrgan(tx *db.Tx, r *Request, c *Case) error {
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return err
	}
	c.Organ = u.Name
	if u.Desk != "" && u.Desk != u.Name {
		c.Inner = []string{u.Desk}
	}
	c.Remedies = CaseRemedies{Organs: u.Review, Court: u.Court, Text: map[law.Remedy]string{}}
	c.Online = r.Way == ByMail || r.Way == ByCode
	return nil
}

// lintWay is what happened on the way to the reply.
func (s *Service) lintWay(tx *db.Tx, r *Request, c *Case) error {
	letters, err := lettersOf(tx, r.ID)
	if err != nil {
		return err
	}
	proofs, err := proofsOf(tx, r.ID)
	if err != nil {
		return err
	}
	for _, m := range letters {
		c.Letters = append(c.Letters, caseLetter(&m, proofs))
		switch m.Kind {
		case letterClarify:
			by, err := r.lastDay(r.Clock.Rounds[0].From, termClarify)
			if err != nil {
				return err
			}
			x := CaseClarify{On: m.Sent, By: by, Amended: roundAfter(r, "amend")}
			if err := s.clarifyAsks(tx, r, &m, &x); err != nil {
				return err
			}
			c.Clarified = append(c.Clarified, x)
		case letterExtend:
			c.Extension = r.extension(&m)
		}
	}
	asked, err := consultsOf(tx, r.ID)
	if err != nil {
		return err
	}
	decided, err := s.against(tx, r)
	if err != nil {
		return err
	}
	for _, q := range asked {
		_, over := decided[q.ID]
		c.Asked = append(c.Asked, CaseConsult{
			Item: q.Item, Overruled: over, Kind: string(q.Kind), Unreached: q.Answer == Unreached,
			Sent: q.Sent, Got: q.Got, Until: q.Until, Heard: q.Heard, Opinion: string(q.Opinion),
		})
		var p partySealed
		if err := s.box.OpenJSON(q.Party, aboutThird, &p); err != nil {
			return err
		}
		if q.Kind == Third {
			c.Third = append(c.Third, p.Name, p.Address)
		}
	}
	fees, err := chargesOf(tx, r.ID)
	for _, f := range fees {
		c.Fee = CaseFee{Noticed: f.Sent, Until: f.Until, Paid: f.Paid}
	}
	return err
}

// extension is the extension that a letter told of, without a delay after it.
func (r *Request) extension(m *Mailed) CaseExtension {
	before := r.Clock
	before.Rounds = slices.Clone(before.Rounds)
	last := &before.Rounds[len(before.Rounds)-1]
	last.Delayed, last.Delay = "", law.Term{}
	out := CaseExtension{To: before.Due(r.cal).Day, Told: m.Sent}
	last.Extended, last.Extension = "", law.Term{}
	out.First = before.Due(r.cal).Day
	if m.Back != "" {
		out.Told = ""
	}
	return out
}

// clarifyAsks is what a notice that asked for a correction says, and until when the
// applicant has time, once it is known when it came.
func (s *Service) clarifyAsks(tx *db.Tx, r *Request, m *Mailed, x *CaseClarify) (err error) {
	if r.Forgotten == "" {
		var d letter.Document
		if err := s.box.OpenJSON(m.Text, aboutLetter, &d); err != nil {
			return err
		}
		x.Unclear = d.Text()
	}
	if m.Got == "" {
		return nil
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return err
	}
	x.Until, err = r.lastDay(m.Got, law.Term{N: settings.Int(profile.FOIAmend), Unit: law.Workday, Basis: unclear})
	return err
}

func caseLetter(m *Mailed, proofs map[int64]Proof) CaseLetter {
	k, _ := law.LetterOf(m.Kind) // each that was written is in the table
	return CaseLetter{Kind: m.Kind, Title: k.Name, Number: m.Number, Unproved: unproved(m, proofs)}
}

// lintServed looks at a case that was answered: what is there to prove it.
func lintServed(v *View) []Finding {
	l := &lint{}
	for i := range v.Letters {
		l.Letters = append(l.Letters, caseLetter(&v.Letters[i], v.Proofs))
	}
	l.served()
	return l.found
}

// roundAfter is the day on which what was waited for came; "" if it did not.
func roundAfter(r *Request, what string) calendar.Day {
	for i := 1; i < len(r.Clock.Rounds); i++ {
		if r.Clock.Rounds[i-1].For == what {
			return r.Clock.Rounds[i].From
		}
	}
	return ""
}

// lintApplicant is what must not stand in the reply: all that identifies the
// applicant but the name that it is addressed to.
func (s *Service) lintApplicant(_ *db.Tx, r *Request, c *Case) error {
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return err
	}
	for _, v := range []string{a.PaperNo, a.Phone, a.AgentNo, a.Address} {
		if v != "" {
			c.Applicant = append(c.Applicant, v)
		}
	}
	return nil
}

// lintReply is the text itself. A draft that is not complete yet has none: the
// items say what is missing.
func (s *Service) lintReply(tx *db.Tx, r *Request, c *Case) error {
	if r.Body == "" || slices.ContainsFunc(c.Items, func(it Item) bool { return it.Check() != nil }) {
		return nil
	}
	v, err := s.replyValues(tx, r)
	if err != nil {
		return err
	}
	c.Remedies.Online = v.Text["review_online"]
	set, v, err := s.filling(tx, r, s.words("foi.no_number"), v)
	if err != nil {
		return err
	}
	told := set.Remedies(v)
	for _, r := range []law.Remedy{law.ReviewFirst, law.FreeChoice, law.NoEffect} {
		c.Remedies.Text[r] = told[r.Paragraph()]
	}
	d, err := set.Fill(letterReply, v)
	if fault.Of(err) == fault.Invalid {
		c.Missing = fault.As(err).Fields
		return nil
	}
	c.Body = d.Text()
	return err
}
