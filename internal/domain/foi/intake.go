package foi

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
)

// A Filed request is what its applicant keeps: number and code together open the
// page of the request. The code is told this once and stored nowhere.
type Filed struct {
	ID     ID     `json:"id"`
	Number string `json:"number"`
	Code   string `json:"code"`
	Again  bool   `json:"again,omitempty"` // the form was sent before: the same request

	Others []string `json:"others,omitempty"` // numbers of what the form asked for beside, apart; the same code opens them
	ids    []ID
}

// Numbers are all numbers that the form was given.
func (f Filed) Numbers() []string { return append([]string{f.Number}, f.Others...) }

// Groups parts the code into fours, so that it can be read out and copied.
func (f Filed) Groups() []string {
	return secret.Groups(f.Code)
}

// File takes a request from the portal. Nobody has to sign in. Sent twice, the
// same form makes one request; its code is derived from the form, so that the
// second answer is the first one again.
//
// Errors: Invalid with the fields at fault.
func (s *Service) File(ctx context.Context, in Filing) (out Filed, err error) {
	defer fault.Wrap(&err, "foi.File")
	in = in.tidied()
	if err := in.Check(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out, err = s.take(tx, in, Facts{Channel: Portal, Submitted: tx.Today}, ActFile)
		return err
	})
	return out, err
}

// Receive takes a request that staff type in as it came, with the papers that were
// brought. What was handed over,
// or signed for, counts as received on that day; the rest waits to be confirmed.
//
// Errors: Invalid with the fields at fault, a day that is to come among them.
func (s *Service) Receive(ctx context.Context, in Receipt, p Papers) (out Filed, err error) {
	defer fault.Wrap(&err, "foi.Receive")
	if err := in.Check(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if out, err = s.receive(tx, in); err != nil || out.Again {
			return err
		}
		return s.bring(tx, out.ID, p)
	})
	return out, err
}

func (s *Service) receive(tx *db.Tx, in Receipt) (Filed, error) {
	f := Facts{Channel: in.Channel, Oral: in.Oral, Submitted: in.Submitted, Delivered: in.Delivered, Tracking: strings.TrimSpace(in.Tracking)}
	act := ActReceive
	if in.Channel.Confirmed() {
		act = ActFile
	}
	var c fault.Check
	c.That(in.Submitted <= tx.Today, "submitted", "foi.bad.future", tx.Today)
	c.That(in.Delivered <= tx.Today, "delivered", "foi.bad.future", tx.Today)
	c.That(tx.Actor.CanAt(Take, in.Unit), "unit", "not_allowed")
	if err := c.Err(); err != nil {
		return Filed{}, err
	}
	return s.take(tx, in.tidied(), f, act)
}

// takeOne makes one request.
func (s *Service) takeOne(tx *db.Tx, in Filing, code, token string, how taking) (Filed, error) {
	if err := tx.Business(); err != nil { // before the row of the series, as in load
		return Filed{}, err
	}
	old, err := db.Get[Request](tx, "FROM foi_request WHERE token = ?", token)
	if err == nil {
		return Filed{ID: old.ID, Number: old.Number, Code: code, Again: true}, nil
	}
	if fault.Of(err) != fault.NotFound {
		return Filed{}, err
	}
	r, err := s.begin(tx, in, how.Facts)
	if err != nil {
		return Filed{}, err
	}
	r.Code, r.Token, r.Parting = s.box.Mark(code, "foi.code"), token, how.Parting
	st := step{act: how.act, note: how.note(s)}
	if how.act == ActReceive {
		st.day = how.receivedOn()
		st.change = func(*db.Tx, *Request) error { r.start(); return nil }
		st.move.Term = termReply
	}
	if err := s.enter(tx, r, st); err != nil {
		return Filed{}, err
	}
	r.settle()
	if err := db.Insert(tx, table, r); err != nil {
		return Filed{}, err
	}
	item := Item{ID: ItemID(tx.ID()), Rev: 1, Request: r.ID, Sort: 1, Text: r.Want}
	if err := db.Insert(tx, itemTable, item); err != nil {
		return Filed{}, err
	}
	if err := s.tell(tx, r, how.act); err != nil {
		return Filed{}, err
	}
	return Filed{ID: r.ID, Number: r.Number, Code: code}, s.owe(tx, r)
}

// begin is a new request with its number.
func (s *Service) begin(tx *db.Tx, in Filing, f Facts) (*Request, error) {
	u, err := unit.Get(tx, in.Unit)
	if fault.Of(err) == fault.NotFound || err == nil && (u.Closed != "" || !u.Kind.Organ()) {
		return nil, fault.Field("unit", "foi.bad.unit")
	}
	if err != nil {
		return nil, err
	}
	series, err := seriesOf(tx, u.ID)
	if err != nil {
		return nil, err
	}
	year := tx.Now.In(calendar.Zone).Year()
	n, err := serial(tx, u.ID, "request", year)
	if err != nil {
		return nil, err
	}
	sealed, err := s.box.SealJSON(in.Applicant, aboutApplicant)
	if err != nil {
		return nil, err
	}
	return &Request{
		ID: ID(tx.ID()), Rev: 1, UnitID: u.ID, FirstID: u.ID, Number: number(year, series, n), Year: year,
		Kind: in.Kind, Person: personMark(s.box, in.Applicant), ByPhone: s.reachMark(notify.Mobile(in.Phone)), ByMail: s.reachMark(strings.ToLower(in.Mail)), Sealed: sealed, Shown: shownAs(in.Applicant), Want: in.text(),
		Form: in.Form, Way: in.Way, Consent: in.Consent, Facts: f, Pieces: 1, Counts: true,
	}, nil
}

// start notes the day of receipt and the month that the request counts in.
func (r *Request) start() {
	r.Received = r.receivedOn()
	r.Month = monthOf(r.Received)
}

// settle brings up to date what follows from the facts.
func (r *Request) settle() {
	r.refresh()
	r.Sort, r.Ended = r.sortDay(), r.Clock.Stopped
}

// owe opens what the request owes now: to be confirmed, or to be answered.
func (s *Service) owe(tx *db.Tx, r *Request) error {
	o := duty.Owed{UnitID: r.UnitID, Ref: r.Ref(), Under: "foi", Again: r.Rev}
	if r.Status == Waiting {
		o.Rule, o.Basis, o.Term, o.From = ruleConfirm, law.Title(receipt), termConfirm, r.confirmBy()
		o.Title = s.words("foi.owe.confirm", r.Number)
		_, err := s.duties.Open(tx, o)
		return err
	}
	o.Rule, o.Basis, o.Term, o.From = ruleReply, law.Title(term), termReply, r.Received
	o.Title = s.words("foi.owe.reply", r.Number)
	if _, err := s.duties.Open(tx, o); err != nil {
		return err
	}
	return s.duties.Follow(tx, ruleReply, r.Ref(), r.Clock)
}

// codeOf is the code of a request and the mark of its form. Without the token of a
// form each request has a token of its own.
func (s *Service) codeOf(token string) (code, mark string) {
	if token == "" {
		token = rand.Text()
	}
	return s.box.Code(token, "foi.code_of"), s.box.Mark(token, "foi.token")
}

// Confirm notes that both sides have confirmed the receipt; the clock runs from
// that day. A confirmation that came after the day of arrival is noted as late.
func (s *Service) Confirm(ctx context.Context, id ID, in Confirm) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActConfirm, rev: in.Rev, day: in.Day, note: in.How}
	st.move.Term = termReply
	st.change = func(tx *db.Tx, r *Request) error {
		if in.Day < r.arrivedOn() {
			return fault.Field("day", "foi.bad.before", r.arrivedOn())
		}
		r.Confirmed, r.How, r.Who = in.Day, strings.TrimSpace(in.How), tx.Actor.Who()
		r.start()
		r.late(ActConfirm, r.confirmBy(), in.Day)
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if err := s.duties.CountOpen(tx, ruleConfirm, r.Ref(), in.Day); err != nil {
			return err
		}
		return s.owe(tx, r)
	}
	return s.do(ctx, id, st)
}

func (s *Service) ending(act Act, in Because) step {
	return step{
		act: act, rev: in.Rev, note: in.Reason,
		change: func(tx *db.Tx, r *Request) error {
			r.Reason = in.Reason
			r.Counts = r.Counts && (act != ActClose || r.counted(tx.Today))
			if act == ActWithdraw { // of a lapse it is the day that was missed
				r.Until = ""
			}
			return nil
		},
		then: func(tx *db.Tx, r *Request) error {
			if err := s.voidAsking(tx, r); err != nil {
				return err
			}
			if err := dropProposal(tx, r); err != nil {
				return err
			}
			if act == ActWithdraw {
				if err := dropCharge(tx, r); err != nil {
					return err
				}
			}
			if act == ActWithdraw || r.Counts {
				if _, err := tx.Exec("UPDATE foi_item SET result = 'O3', rev = rev + 1 WHERE request_id = ?", r.ID); err != nil {
					return err
				}
			}
			return s.waive(tx, r)
		},
	}
}

// waive ends what is owed for a request that has ended otherwise than by a reply, and for
// its letters.
func (s *Service) waive(tx *db.Tx, r *Request) error {
	letters, err := lettersOf(tx, r.ID)
	if err != nil {
		return err
	}
	refs := []string{r.Ref()}
	for i := range letters {
		refs = append(refs, letters[i].Ref())
	}
	for _, ref := range refs {
		if err := s.duties.WaiveAll(tx, ref, s.words("foi.ended."+string(r.Status))); err != nil {
			return err
		}
	}
	return nil
}

// Assign gives a request to a person of the unit, again if need be.
func (s *Service) Assign(ctx context.Context, id ID, in To) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAssign, rev: in.Rev, key: "user/" + itoa(in.Person), change: func(tx *db.Tx, r *Request) error {
		able, err := s.duties.Holders(tx, Handle, r.UnitID)
		if err != nil {
			return err
		}
		if !slices.Contains(able, in.Person) {
			return fault.Field("person", "foi.bad.person")
		}
		r.Handler = in.Person
		return nil
	}})
}

// Transfer gives a request to another unit of the district. The day of receipt
// stays, and with it the last day: passing it on inside moves no date.
func (s *Service) Transfer(ctx context.Context, id ID, in Transfer) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	var from int64
	st := step{act: ActTransfer, rev: in.Rev, note: in.Reason, key: "unit/" + itoa(in.Unit)}
	st.change = func(tx *db.Tx, r *Request) error {
		u, err := unit.Get(tx, in.Unit)
		if err != nil || u.Closed != "" || u.ID == r.UnitID || !u.Kind.Organ() { // only an organ replies (Article 27)
			return fault.Field("unit", "foi.bad.unit")
		}
		if err := s.noneAsked(tx, r); err != nil {
			return err
		}
		from = r.UnitID
		r.UnitID, r.Handler, r.Reason = u.ID, 0, in.Reason
		delete(r.By, ActProposeClose)
		r.Often = Often{} // what one organ thinks of the reasons binds no other
		if err := db.Insert(tx, "foi_transfer", passed{tx.ID(), r.ID, tx.Today, from}); err != nil {
			return err
		}
		return dropProposal(tx, r)
	}
	st.then = func(tx *db.Tx, r *Request) error {
		for _, rule := range []string{ruleConfirm, ruleReply} {
			if err := s.duties.Lapse(tx, rule, r.Ref(), from, in.Reason); err != nil {
				return err
			}
		}
		return s.owe(tx, r)
	}
	return s.do(ctx, id, st)
}

// counted reports whether a year that is over has counted the request as received.
func (r *Request) counted(today calendar.Day) bool {
	return r.Received != "" && r.Received.Year() < today.Year()
}

// Unmask opens who the applicant is. That it was looked at, by whom and why,
// stays in the journal.
func (s *Service) Unmask(ctx context.Context, id ID, in Because) (a Applicant, err error) {
	defer fault.Wrap(&err, "foi.Unmask(%d)", id)
	var c fault.Check
	checkReason(&c, in.Reason)
	if err := c.Err(); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Unmask, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if r.Forgotten != "" {
			return fault.New(fault.Conflict, "foi.is_forgotten", r.Forgotten)
		}
		if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
			return err
		}
		if err := s.impersonal(tx, r, "reason", in.Reason); err != nil {
			return err
		}
		return journal.Add(tx, "foi.unmask", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Note: in.Reason})
	})
	return a, err
}
