package foi

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/similar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
)

// A View is a request as the desk shows it: one page with everything.
type View struct {
	Request   Request                    `json:"request"`
	Want      string                     `json:"want"`
	Applicant Applicant                  `json:"applicant"` // masked
	Identity  []files.File               `json:"identity,omitempty"`
	Authority []files.File               `json:"authority,omitempty"`
	Restored  []files.File               `json:"restored,omitempty"` // what proves that it did not lapse
	Agreed    []files.File               `json:"agreed,omitempty"`   // the papers on which the applicant agreed to have it parted
	Apart     []Row                      `json:"apart,omitempty"`    // what the same form asked for apart
	Unit      string                     `json:"unit"`
	First     string                     `json:"first_unit,omitempty"` // whom it was addressed to, if that is another
	Items     []Item                     `json:"items"`
	Records   []Redaction                `json:"redactions,omitempty"`
	Asked     []Consult                  `json:"consultations,omitempty"`
	Evidence  map[ConsultID][]files.File `json:"evidence,omitempty"` // of who was asked: of a late opinion, of letters that came back
	Aid       []Aid                      `json:"aid,omitempty"`
	Letters   []Mailed                   `json:"letters,omitempty"`
	Proofs    map[int64]Proof            `json:"proofs,omitempty"` // of the letters, by their ids
	Charges   []Charge                   `json:"fees,omitempty"`
	Notices   []Notice                   `json:"notices,omitempty"`
	Incoming  []IncomingPart             `json:"incoming,omitempty"` // the letters that it was made of
	Deadline  deadline.Derivation        `json:"deadline"`
	Cautious  calendar.Day               `json:"cautious,omitempty"`   // the last day on the strictest reading
	Clarify   calendar.Day               `json:"clarify_by,omitempty"` // last day to ask for a correction
	Left      int                        `json:"left"`                 // working days until the last day
	Before    int                        `json:"pieces_before"`        // 件 of the same applicant in the month
	RedoOf    *Row                       `json:"redo_of,omitempty"`    // the request that this one answers anew
	Redone    []Row                      `json:"redone,omitempty"`     // those that answer it anew
	Same      []Same                     `json:"same,omitempty"`       // of the same applicant, for the same thing
	Alike     []Row                      `json:"alike,omitempty"`      // other requests that look the same
	Draft     Draft                      `json:"draft"`
	Found     []Finding                  `json:"lint,omitempty"`
	Acts      []Act                      `json:"acts"`
	Next      []Next                     `json:"next,omitempty"` // what is to be done now, by whom, by when
	History   []journal.Entry            `json:"history"`
}

// View returns a request that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "foi.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		v = View{Request: *r, Want: r.Want, Acts: s.acts(tx, r)}
		if err := s.viewParts(tx, r, &v); err != nil {
			return err
		}
		if err := s.viewClock(tx, r, &v); err != nil {
			return err
		}
		return s.next(tx, r, &v)
	})
	return v, err
}

// acts is what the actor may do now. What the applicant does, a clerk notes; what
// the law allows once is not offered twice.
func (s *Service) acts(tx *db.Tx, r *Request) []Act {
	return slices.DeleteFunc(Flow.Next(tx.Actor, r), func(a Act) bool {
		return a == ActLapse || r.barred(a) ||
			a == ActRestore && !r.lapsedFor(deadline.ForAmendment) || a == ActRestoreFee && !r.lapsedFor(deadline.ForPayment) ||
			(a == ActAmend || a == ActWithdraw) && !tx.Actor.CanAt(Take, r.UnitID) ||
			a == ActClarify && r.cleared(deadline.ForAmendment) || !mayCharge(tx, r, a) || a == ActClose && r.Status == Waiting && r.By[ActProposeClose] == 0 ||
			(a == ActPropose || a == ActExtend) && (r.extended() || r.delayed() != "") || !r.mayOften(a) || a == ActExtend && r.By[ActPropose] == 0 || a == ActDismiss && r.By[ActDismiss] != 0
	})
}

// cleared reports whether the clock was set aside for something before.
func (r *Request) cleared(what string) bool {
	return slices.ContainsFunc(r.Clock.Rounds, func(x deadline.Round) bool { return x.For == what })
}

func (r *Request) extended() bool {
	return slices.ContainsFunc(r.Clock.Rounds, func(x deadline.Round) bool { return x.Extended != "" })
}

func (s *Service) viewParts(tx *db.Tx, r *Request, v *View) (err error) {
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return err
	}
	v.Applicant = a.Masked()
	if r.Forgotten != "" {
		v.Applicant = Applicant{Kind: r.Kind, Name: r.Shown}
	}
	var b replied
	if err := s.box.OpenJSON(r.Body, aboutReply, &b); err != nil {
		return err
	}
	v.Draft = Draft{Rev: r.Rev, Remedy: b.Remedy, Online: b.Online, Contact: b.Contact}
	if v.Unit, err = unitName(tx, r.UnitID); err != nil {
		return err
	}
	if r.FirstID != r.UnitID {
		if v.First, err = unitName(tx, r.FirstID); err != nil {
			return err
		}
	}
	for _, read := range []func() error{
		func() error { v.Items, err = itemsOf(tx, r.ID); return err },
		func() error { v.Records, err = redactionsOf(tx, r.ID); return err },
		func() error { v.Asked, err = consultsOf(tx, r.ID); return err },
		func() error { return evidenceOf(tx, v) },
		func() error { v.Aid, err = aidOf(tx, r.ID); return err },
		func() error { v.Letters, err = lettersOf(tx, r.ID); return err },
		func() error { v.Proofs, err = proofsOf(tx, r.ID); return err },
		func() error { return lockedOf(tx, v) },
		func() error { v.Apart, err = apart(tx, r); return err },
		func() error { v.Charges, err = feesOf(tx, r.ID); return err },
		func() error { v.Notices, err = noticesOf(tx, r.ID); return err },
		func() error { v.Incoming, err = incomingOf(tx, r.ID); return err },
		func() error { v.Alike, err = s.alike(tx, r); return err },
		func() error { v.Same, err = s.same(tx, r); return err },
		func() error { return r.related(tx, v) },
		func() error {
			rows, err := journal.For(tx, r.Ref(), db.Page{Size: 200})
			v.History = rows.Items
			return err
		},
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// lockedOf adds the locked papers of a request, by what they prove.
func lockedOf(tx *db.Tx, v *View) error {
	all, err := files.LockedOf(tx, int64(v.Request.ID), identityNoun, authorityNoun, restoreNoun, partingNoun)
	v.Identity, v.Authority, v.Restored, v.Agreed = all[identityNoun], all[authorityNoun], all[restoreNoun], all[partingNoun]
	return err
}

func (s *Service) viewClock(tx *db.Tx, r *Request, v *View) (err error) {
	if r.cal, err = s.holidays.In(tx); err != nil {
		return err
	}
	v.Deadline, v.Cautious = r.Clock.Explain(r.cal), r.Cautious(r.cal)
	if r.Due != "" {
		v.Left = r.cal.WorkBetween(tx.Today, r.Due)
	}
	if r.Received != "" {
		if v.Before, err = piecesBefore(tx, r); err != nil {
			return err
		}
	}
	switch r.Status { //nolint:exhaustive // the others are looked at below, or not at all
	case Answered:
		v.Found = lintServed(v)
	case Lapsed:
		v.Found = lintLapsed(v)
	}
	if !slices.Contains([]Status{Handling, Reviewing, Clearing, Signing, Serving}, r.Status) {
		return nil
	}
	if r.Status == Handling && len(r.Clock.Rounds) == 1 {
		if v.Clarify, err = r.lastDay(r.Received, termClarify); err != nil {
			return err
		}
	}
	v.Found, err = s.lint(tx, r)
	return err
}

// alike lists the newest other requests of the reader's units that ask for nearly
// the same in the same words, whoever asks: a repeat, a double, or what several want.
func (s *Service) alike(tx *db.Tx, r *Request) ([]Row, error) {
	w := scope(tx)
	w.And("id <> ? AND id <> ? AND counts = 1 AND batch_id = 0", r.ID, r.RedoOf)
	type row struct { // of hundreds, no more than tells which are alike
		ID   ID     `db:"id"`
		Want string `db:"want"`
	}
	var found []ID
	mine := similar.PairsOf(r.Want)
	err := db.Each(tx, func(o row) error {
		if len(found) < alikeMost && similar.Likeness(mine, similar.PairsOf(o.Want)) >= similar.Alike {
			found = append(found, o.ID)
		}
		return nil
	}, "FROM foi_request"+w.String()+" ORDER BY id DESC LIMIT 500", w.Args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var these db.Where
	these.In("id", db.Anys(found)...)
	return db.All[Row](tx, "FROM foi_request"+these.String()+" ORDER BY id DESC", these.Args...)
}

// alikeMost is how many requests that look the same are shown.
const alikeMost = 5

// Letter is a letter of a case for who may see the case, with the name of the
// applicant masked.
func (s *Service) Letter(ctx context.Context, id ID, of int64) (m Mailed, d letter.Document, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := read(tx, id); err != nil {
			return err
		}
		if m, err = db.Get[Mailed](tx, "FROM foi_letter WHERE id = ? AND request_id = ?", of, id); err != nil {
			return err
		}
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if err := s.box.OpenJSON(m.Text, aboutLetter, &d); err != nil {
			return err
		}
		d, err = s.maskedIn(tx, r, d)
		return err
	})
	return m, d, err
}

// Issue is a letter as it goes out, for who handles the case: that it was taken
// out stays in the journal.
func (s *Service) Issue(ctx context.Context, id ID, of int64) (m Mailed, d letter.Document, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Handle, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if r.Forgotten != "" {
			return fault.New(fault.Conflict, "foi.is_forgotten", r.Forgotten)
		}
		if m, err = db.Get[Mailed](tx, "FROM foi_letter WHERE id = ? AND request_id = ?", of, id); err != nil {
			return err
		}
		if err := s.box.OpenJSON(m.Text, aboutLetter, &d); err != nil {
			return err
		}
		return journal.Add(tx, "foi.issue", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Key: "letter/" + itoa(of), Note: m.Number})
	})
	return m, d, err
}

// maskedIn is a document with the names of the applicant and of third parties masked: who
// reads a case has no need of them.
func (s *Service) maskedIn(tx *db.Tx, r *Request, d letter.Document) (out letter.Document, err error) {
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil || a.Name == "" {
		return d, err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return d, err
	}
	name, err := json.Marshal(a.Name)
	if err != nil {
		return d, err
	}
	hidden, err := s.thirdParties(tx, r)
	if err != nil {
		return d, err
	}
	hidden = append(hidden, strings.Trim(string(name), `"`), a.Masked().Name)
	err = json.Unmarshal([]byte(strings.NewReplacer(hidden...).Replace(string(text))), &out)
	return out, err
}

// thirdParties are the names of third parties who are asked, each before what lists show of it.
func (s *Service) thirdParties(tx *db.Tx, r *Request) (out []string, err error) {
	asked, err := consultsOf(tx, r.ID)
	for _, q := range asked {
		if err != nil || q.Kind != Third || q.Party == "" {
			continue
		}
		var p partySealed
		if err = s.box.OpenJSON(q.Party, aboutThird, &p); err != nil {
			return nil, err
		}
		for _, full := range []struct{ text, shown string }{{p.Name, q.Shown}, {p.Address, s.words("foi.masked")}} {
			quoted, err := json.Marshal(full.text)
			if err != nil {
				return nil, err
			}
			if full.text != "" {
				out = append(out, strings.Trim(string(quoted), `"`), full.shown)
			}
		}
	}
	return out, err
}

// Preview is the reply as it would be written now.
//
// Errors: Invalid with what is still missing.
func (s *Service) Preview(ctx context.Context, id ID) (d letter.Document, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		v, err := s.replyValues(tx, r)
		if err != nil {
			return err
		}
		if d, err = s.document(tx, r, letterReply, s.words("foi.no_number"), v); err != nil {
			return err
		}
		d, err = s.maskedIn(tx, r, d)
		return err
	})
	return d, err
}

// Handlers are the accounts that may handle a request.
func (s *Service) Handlers(ctx context.Context, id ID) (out []int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err == nil {
			out, err = s.duties.Holders(tx, Handle, r.UnitID)
		}
		return err
	})
	return out, err
}
