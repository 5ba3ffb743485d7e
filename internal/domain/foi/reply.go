package foi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Decide is what is decided on one item, with the evidence that comes with it: one
// transaction, so that what is refused leaves no file behind.
func (s *Service) Decide(ctx context.Context, id ID, of ItemID, in Item, brought ...files.Upload) (*Request, error) {
	return s.withNew(ctx, id, func(tx *db.Tx, r *Request) (step, error) {
		it, err := itemOf(tx, r.ID, of)
		if err != nil {
			return step{}, err
		}
		was := it.Given
		it.Rev = in.Rev
		it.Result, it.Facts, it.Reason, it.Parts, it.Given, it.Whole = in.Result, in.Facts, strings.TrimSpace(in.Reason), in.Parts, in.Given, in.Whole
		if _, ok := law.ResultOf(it.Result); !ok {
			return step{}, fault.Field("result", "foi.need.result")
		}
		return step{act: ActWork, key: it.key(), note: it.Result, then: func(tx *db.Tx, _ *Request) error {
			for _, u := range brought {
				u.Noun, u.Ref = itemNoun, int64(of)
				f, err := s.files.Save(tx, u)
				if err != nil {
					return err
				}
				it.Papers = append(it.Papers, f)
			}
			if err := it.settleCopies(tx, was); err != nil {
				return err
			}
			return db.Update(tx, itemTable, &it)
		}}, nil
	})
}

// A Draft is what the reply says beside the decisions on its items.
type Draft struct {
	Rev     int64    `form:"rev" type:"hidden" json:"rev"`
	Remedy  []string `form:"remedy" json:"remedy" label:"foi.remedy" hint:"foi.remedy_hint" type:"checks" options:"R-A,R-B,R-C"`
	Online  string   `form:"online" json:"online" label:"foi.review_online" hint:"foi.review_online_hint" type:"url" max:"300"`
	Contact string   `form:"contact" json:"contact" label:"foi.office_contact" hint:"foi.office_contact_hint" max:"50"`
}

// Check says which fields break a rule.
func (in Draft) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	for _, code := range in.Remedy {
		k, ok := law.LetterOf(code)
		c.That(ok && k.Form == law.RemedyForm, "remedy", "foi.need.remedy")
	}
	return c.Err()
}

// tells asks for a remedy, unless nothing in the reply has one: what was taken back
// or was no request for information was not decided on, and a paragraph would
// promise a review of nothing.
func (in Draft) tells(tx *db.Tx, id ID) error {
	items, err := itemsOf(tx, id)
	if err != nil || len(in.Remedy) > 0 {
		return err
	}
	for i := range items {
		if items[i].Result == "" || items[i].Remedy() != law.NoRemedy {
			return fault.Field("remedy", "foi.need.remedy")
		}
	}
	return nil
}

// replied is what a request keeps of its reply until it is signed, sealed.
type replied struct {
	Remedy  []string `json:"remedy"`
	Online  string   `json:"online,omitempty"`
	Contact string   `json:"contact,omitempty"`
}

// Draft keeps what the reply says beside its items.
func (s *Service) Draft(ctx context.Context, id ID, in Draft) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDraft, rev: in.Rev, change: func(tx *db.Tx, r *Request) (err error) {
		if err := in.tells(tx, r.ID); err != nil {
			return err
		}
		r.Body, err = s.box.SealJSON(replied{in.Remedy, strings.TrimSpace(in.Online), strings.TrimSpace(in.Contact)}, aboutReply)
		return err
	}})
}

// content is the hash of all that an approval signs: the decisions, what is given
// out and kept, and the letter word for word, as it would be written now with neither
// number nor day. Whatever the letter is made of, as the review organ of the unit or a
// template of the district, cannot change behind a signature.
func (s *Service) content(tx *db.Tx, r *Request) (string, error) {
	items, err := itemsOf(tx, r.ID)
	if err != nil {
		return "", err
	}
	var b replied
	if err := s.box.OpenJSON(r.Body, aboutReply, &b); err != nil {
		return "", err
	}
	for i := range items {
		items[i].Rev = 0
	}
	given, err := hashesOf(tx, items)
	if err != nil {
		return "", err
	}
	decided, err := s.against(tx, r)
	if err != nil {
		return "", err
	}
	wording, err := s.wording(tx, r)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(struct {
		Want    string
		Items   []Item
		Given   []string // SHA-256 of each file that is given out
		Reply   replied
		Letter  string
		Against map[ConsultID]Overrule // what is disclosed against an objection
	}{r.Want, items, given, b, wording, decided})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// wording is the text of the reply without its number and its day; "" while it cannot be written.
func (s *Service) wording(tx *db.Tx, r *Request) (string, error) {
	v, err := s.replyValues(tx, r)
	if err != nil {
		return "", err
	}
	set, v, err := s.filling(tx, r, s.words("foi.no_number"), v)
	if err != nil {
		return "", err
	}
	v.Text["date"] = s.Date(r.Received) // the same every day
	d, err := set.Fill(letterReply, v)
	if fault.Of(err) == fault.Invalid {
		return "", nil
	}
	return d.Text(), err
}

// Submit hands the draft to the head. Every item has to be decided with all that
// its result asks for, nobody may still be asked, and the lint may block nothing.
func (s *Service) Submit(ctx context.Context, id ID, in Seen) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActSubmit, rev: in.Rev, change: func(tx *db.Tx, r *Request) (err error) {
		if err := s.noneAsked(tx, r); err != nil {
			return err
		}
		if err := noFeeProposed(tx, r); err != nil {
			return err
		}
		if err := allOut(tx, r); err != nil {
			return err
		}
		if err := s.sound(tx, r); err != nil {
			return err
		}
		r.Hash, err = s.content(tx, r)
		return err
	}})
}

// unchanged refuses what is not what was signed, and what the lint would not let out today.
func (s *Service) unchanged(tx *db.Tx, r *Request) error {
	now, err := s.content(tx, r)
	if err != nil {
		return err
	}
	if now != r.Hash {
		return fault.New(fault.Conflict, "foi.changed")
	}
	return s.sound(tx, r)
}

// sound refuses a reply that the lint blocks.
func (s *Service) sound(tx *db.Tx, r *Request) error {
	found, err := s.lint(tx, r)
	if err != nil {
		return err
	}
	if n := blocks(found); n > 0 {
		return fault.New(fault.Conflict, "foi.lint_blocks", n)
	}
	return nil
}

// Return gives the draft back with a reason. What was signed is void; a reply
// that had its number keeps the letter on file, and the next one has a number of its own.
func (s *Service) Return(ctx context.Context, id ID, in Because) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReturn, rev: in.Rev, note: in.Reason, change: func(_ *db.Tx, r *Request) error {
		r.Hash, r.Reason = "", in.Reason
		return nil
	}})
}

// A Serve says how the reply was served.
type Serve struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
	Sending
}

// Check says which fields break a rule.
func (in Serve) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	in.check(&c)
	return c.Err()
}

// Serve ends the clock: a reply is made on the day on which it was served, or
// handed to the post, and not on the day of its signature (国办公开办函〔2016〕235号).
func (s *Service) Serve(ctx context.Context, id ID, in Serve) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActServe, rev: in.Rev, day: in.Day}
	st.change = func(tx *db.Tx, r *Request) error {
		if err := s.unchanged(tx, r); err != nil {
			return err
		}
		if err := s.allInformed(tx, r, in); err != nil {
			return err
		}
		r.late(ActServe, r.Due, in.Day)
		r.Answered = in.Day
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if err := s.served(tx, r, in.Sending); err != nil {
			return err
		}
		if err := s.noteWhole(tx, r); err != nil {
			return err
		}
		return s.duties.CountOpen(tx, ruleReply, r.Ref(), in.Day)
	}
	return s.do(ctx, id, st)
}

// served notes on the newest reply how it went out.
func (s *Service) served(tx *db.Tx, r *Request, in Sending) error {
	m, err := newestReply(tx, r.ID)
	if err != nil {
		return err
	}
	if err := s.goesOut(tx, r, &m, in); err != nil {
		return err
	}
	if in.Day < m.Back {
		return fault.Field("day", "foi.bad.before", m.Back)
	}
	if err := s.channelTold(r, in); err != nil {
		return err
	}
	m.How, m.Tracking, m.Sent, m.Got, m.Back = in.How, strings.TrimSpace(in.Tracking), in.Day, in.got(), ""
	if err := db.Update(tx, letterTable, &m); err != nil {
		return err
	}
	return s.chase(tx, r, &m)
}

// Bounce notes that the reply came back. It was made in time if it was posted in
// time; but it has to reach the applicant, so the office owes to serve it again.
func (s *Service) Bounce(ctx context.Context, id ID, in On) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActBounce, rev: in.Rev, day: in.Day, note: in.Note}
	st.change = func(_ *db.Tx, r *Request) error {
		if in.Day < r.Answered {
			return fault.Field("day", "foi.bad.before", r.Answered)
		}
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if err := s.cameBack(tx, r, in.Day); err != nil {
			return err
		}
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		_, err = s.duties.Open(tx, duty.Owed{
			UnitID: r.UnitID, Rule: ruleServe, Ref: r.Ref(), Under: "foi", Title: s.words("foi.owe.serve", r.Number), Basis: law.Title(term),
			From: in.Day, Term: law.Term{N: settings.Int(profile.FOIServe), Unit: law.Workday, Basis: term}, Again: r.Rev,
		})
		return err
	}
	return s.do(ctx, id, st)
}

// cameBack notes on the newest reply that it came back: what was proof of its service is none.
func (s *Service) cameBack(tx *db.Tx, r *Request, on calendar.Day) error {
	m, err := newestReply(tx, r.ID)
	if err != nil {
		return err
	}
	if m.How != PostalMail { // what was handed over or sent does not come back
		return fault.New(fault.Conflict, "foi.not_posted")
	}
	m.Back = on
	if err := db.Update(tx, letterTable, &m); err != nil {
		return err
	}
	if err := s.duties.CountOpen(tx, ruleChase, m.Ref(), on); err != nil {
		return err
	}
	return voidProofs(tx, m.ID)
}

// Resend notes that it was served again.
func (s *Service) Resend(ctx context.Context, id ID, in Serve) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActResend, rev: in.Rev, day: in.Day, then: func(tx *db.Tx, r *Request) error {
		if err := s.served(tx, r, in.Sending); err != nil {
			return err
		}
		return s.duties.CountOpen(tx, ruleServe, r.Ref(), in.Day)
	}})
}

// Got notes the day on which a posted letter was signed for. What the applicant
// has to do about it has its last day from then on.
func (s *Service) Got(ctx context.Context, id ID, of int64, in On) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onLetter(ctx, id, of, "foi.got", in, func(tx *db.Tx, r *Request, m *Mailed) error { return s.got(tx, r, m, in.Day) })
}

func (s *Service) got(tx *db.Tx, r *Request, m *Mailed, on calendar.Day) error {
	switch {
	case m.Sent == "" || m.Got != "" || m.Back != "":
		return fault.New(fault.Conflict, "foi.got_already")
	case on < m.Sent || on > tx.Today:
		return fault.Field("day", "foi.bad.got", m.Sent, tx.Today)
	}
	return s.arrived(tx, r, m, on)
}

// awaitsFrom is the last day of the applicant that follows from a letter.
func (s *Service) awaitsFrom(tx *db.Tx, r *Request, kind string, got calendar.Day) (err error) {
	switch {
	case kind == letterClarify && r.Status == Amending:
		return s.awaits(tx, r, got, profile.FOIAmend)
	case kind == letterFee && r.Status == Charging:
		if r.Until, err = r.lastDay(got, termPay); err != nil {
			return err
		}
		return s.onCharge(tx, r.ID, func(c *Charge) { c.Got, c.Until = got, r.Until })
	}
	return nil
}

// Archive puts a case that has ended into the archive (Article 45). A reply that went
// out on paper needs the proof of its service.
func (s *Service) Archive(ctx context.Context, id ID, in Seen) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActArchive, rev: in.Rev, change: func(tx *db.Tx, r *Request) error {
		if r.Archived = tx.Today; r.Status != Answered {
			return nil
		}
		return replyProved(tx, r)
	}})
}

// remedyTerms are the periods that every paragraph about remedies tells.
func (s *Service) remedyTerms() map[string]string {
	return map[string]string{"review_within": s.words("foi.remedy.review"), "sue_within": s.words("foi.remedy.sue"), "sue_after": s.words("foi.remedy.sue_after")}
}

// replyValues is what the reply says, from the records of the case.
func (s *Service) replyValues(tx *db.Tx, r *Request) (v letter.Values, err error) {
	var b replied
	if err := s.box.OpenJSON(r.Body, aboutReply, &b); err != nil {
		return v, err
	}
	items, err := itemsOf(tx, r.ID)
	if err != nil {
		return v, err
	}
	v = letter.Values{Text: s.remedyTerms(), Rows: map[string][]map[string]string{}, Remedies: b.Remedy}
	if len(items) > 1 {
		v.Text["several"] = "1"
	}
	set := func(key, value string) {
		if value != "" {
			v.Text[key] = value
		}
	}
	set("contact", b.Contact)
	set("review_online", b.Online)
	known, err := s.known(tx, r)
	if err != nil {
		return v, err
	}
	for i := range items {
		v.Decisions = append(v.Decisions, s.decision(&items[i], known[items[i].Result]))
	}
	if v.Rows["consults"], err = s.consultRows(tx, r); err != nil {
		return v, err
	}
	s.tellOrder(r, set)
	return v, s.procedure(tx, r, set)
}

// procedure is what happened on the way, which the reply has to tell (§6.2).
func (s *Service) procedure(tx *db.Tx, r *Request, set func(key, value string)) error {
	letters, err := lettersOf(tx, r.ID)
	if err != nil {
		return err
	}
	for _, m := range letters {
		switch m.Kind {
		case letterClarify:
			set("amend_notice", s.Date(m.Sent))
		case letterExtend:
			set("extended", s.Date(m.Sent))
			set("extend_number", m.Number)
		case letterDelay:
			set("delayed", s.Date(m.Sent))
			set("delay_number", m.Number)
		case letterFee:
			set("fee_notice", s.Date(m.Sent))
		}
	}
	for i := 1; i < len(r.Clock.Rounds); i++ {
		key := map[string]string{"amend": "amended", "paid": "paid"}[r.Clock.Rounds[i-1].For]
		set(key, s.Date(r.Clock.Rounds[i].From))
	}
	return nil
}
