package foi

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// noticeDays is how long before it is anonymised a case stands in the list, so that
// whoever still needs it can have it kept.
const noticeDays = 30

// A Forgettable is a case whose term is over, or nearly.
type Forgettable struct {
	ID       ID           `db:"id" json:"id"`
	UnitID   int64        `db:"unit_id" json:"unit_id"`
	Number   string       `db:"number" json:"number"`
	Kind     Kind         `db:"kind" json:"kind"`
	Archived calendar.Day `db:"archived" json:"archived"`
	Kept     bool         `db:"kept" json:"kept,omitempty"`
	On       calendar.Day `json:"on"` // the day from which it is anonymised
}

// A Forgetting narrows the list.
type Forgetting struct {
	Due bool `form:"due" json:"due,omitempty" label:"foi.forget_due"` // only those that the next run takes
}

// Forgettable lists the archived cases whose term is over or ends within thirty days,
// with those that are kept all the same: what a run would do, and nothing is done.
func (s *Service) Forgettable(ctx context.Context, q Forgetting, p db.Page) (rows db.Rows[Forgettable], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		years, err := keptYears(tx)
		if err != nil {
			return err
		}
		w := scope(tx)
		w.Units("unit_id", tx.Actor.Over(Purge))
		until := tx.Today
		if !q.Due {
			until = until.Add(noticeDays)
		}
		overBy(&w, until, years)
		if q.Due {
			w.And("kept = 0")
		}
		rows, err = db.List[Forgettable](tx, p, db.Query{From: table, Where: w, Order: []string{"archived", "id"}})
		for i := range rows.Items {
			rows.Items[i].On = over(rows.Items[i].Archived, years)
		}
		return err
	})
	return rows, err
}

func keptYears(tx *db.Tx) (int, error) {
	settings, err := unit.Settings(tx)
	return settings.Int(profile.FOIKeep), err
}

// over is the first day on which the term of a case that was archived on a day is over.
func over(archived calendar.Day, years int) calendar.Day {
	return archived.AddMonths(12 * years).Add(1)
}

// overBy narrows to cases whose term is over on a day.
func overBy(w *db.Where, on calendar.Day, years int) {
	w.And("state = ? AND forgotten = '' AND archived <> '' AND archived < ?", Archived, on.AddMonths(-12*years))
}

// Forget anonymises the cases whose term is over and that nobody has kept, each in a
// transaction of its own, and returns how many. Figures, numbers and the journal stay
// as they are: a case still counts, and nobody can tell any more whose it was.
func (s *Service) Forget(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "foi.Forget")
	type row struct {
		ID ID `db:"id"`
	}
	var due []row
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		years, err := keptYears(tx)
		if err != nil {
			return err
		}
		var w db.Where
		overBy(&w, tx.Today, years)
		w.And("kept = 0")
		due, err = db.All[row](tx, "FROM foi_request"+w.String()+" ORDER BY archived, id", w.Args...)
		return err
	})
	for _, d := range due {
		failed := s.db.Write(ctx, func(tx *db.Tx) error { return s.forgetOne(tx, d.ID) })
		if err = errors.Join(err, failed); failed == nil {
			n++
		}
	}
	return n, err
}

// Hold keeps a request beyond the term, in the transaction of a noun that needs it: a
// complaint, a review or a suit is about it. Whoever may, lets it go again by hand.
func Hold(tx *db.Tx, id ID) error {
	_, err := tx.Exec("UPDATE foi_request SET kept = 1, rev = rev + 1 WHERE id = ? AND kept = 0", id)
	return err
}

func (s *Service) forgetOne(tx *db.Tx, id ID) error {
	if err := tx.Business(); err != nil {
		return err
	}
	r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?"+tx.Lock(), id)
	if err != nil || r.Kept || r.Forgotten != "" {
		return err // kept or forgotten since the list was made
	}
	clean, err := s.scrubber(tx, &r)
	if err != nil {
		return err
	}
	for _, step := range []func(*db.Tx, *Request, func(string) string) error{s.forgetItems, s.forgetAsked, forgetAid, forgetLetters, forgetOverruled, forgetEndorsements, forgetPapers, forgetRecords, s.forgetIncoming} {
		if err := step(tx, &r, clean); err != nil {
			return err
		}
	}
	r.Sealed, r.Person, r.Code, r.Body, r.Tracking = "", "", "", "", ""
	r.Shown, r.Forgotten = s.words("foi.forgotten"), tx.Today
	r.Want, r.Reason, r.How, r.Often.Why = clean(r.Want), clean(r.Reason), clean(r.How), clean(r.Often.Why)
	r.AgreedNote, r.ByPhone, r.ByMail = clean(r.AgreedNote), "", ""
	if err := db.Update(tx, table, &r); err != nil {
		return err
	}
	return journal.Add(tx, "foi.forget", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Day: tx.Today})
}

// scrubber returns what takes out of a text all that names the people of a case, and
// what the screening takes for the data of anybody.
func (s *Service) scrubber(tx *db.Tx, r *Request) (func(string) string, error) {
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return nil, err
	}
	names := []string{a.Name, a.PaperNo, a.Head, a.Contact, a.Phone, a.Mail, a.Address, a.Agent, a.AgentNo, a.Help}
	asked, err := consultsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range asked {
		var p partySealed
		if err := s.box.OpenJSON(q.Party, aboutThird, &p); err != nil {
			return nil, err
		}
		if q.Kind == Third {
			names = append(names, p.Name, p.Address)
		}
	}
	rules, err := s.rules(tx)
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(n string) bool { return len([]rune(n)) < 2 }) // one character stands in every text
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })            // the longest first: a name may be part of an address
	var pairs []string
	for _, n := range names {
		pairs = append(pairs, n, s.words("foi.forgotten"))
	}
	known := strings.NewReplacer(pairs...)
	return func(text string) string {
		text = known.Replace(text)
		return screen.Mask(text, rules.Text("text", text))
	}, nil
}

func (s *Service) forgetItems(tx *db.Tx, r *Request, clean func(string) string) error {
	items, err := db.All[Item](tx, "FROM foi_item WHERE request_id = ?", r.ID)
	for i := range items {
		it := &items[i]
		it.Text, it.Reason = clean(it.Text), clean(it.Reason)
		for key, fact := range it.Facts {
			it.Facts[key] = clean(fact)
		}
		for n := range it.Parts {
			it.Parts[n].What, it.Parts[n].Reason = clean(it.Parts[n].What), clean(it.Parts[n].Reason)
		}
		for n := range it.Given {
			it.Given[n].Title = clean(it.Given[n].Title)
		}
		if err == nil {
			err = db.Update(tx, itemTable, it)
		}
	}
	return err
}

func (s *Service) forgetAsked(tx *db.Tx, r *Request, clean func(string) string) error {
	asked, err := consultsOf(tx, r.ID)
	for i := range asked {
		q := &asked[i]
		q.Party, q.Subject, q.Reason = "", clean(q.Subject), clean(q.Reason)
		if q.Kind == Third {
			q.Shown = s.words("foi.forgotten")
		}
		if err == nil {
			err = db.Update(tx, consultTable, q)
		}
	}
	return err
}

func forgetAid(tx *db.Tx, r *Request, clean func(string) string) error {
	all, err := aidOf(tx, r.ID)
	for i := range all {
		a := &all[i]
		a.Question, a.Answer = clean(a.Question), clean(a.Answer)
		if err == nil {
			err = db.Update(tx, aidTable, a)
		}
	}
	return err
}

// forgetLetters empties the letters: each names whom it is for. Number, hash and days
// stay, so that a letter on paper can still be checked.
func forgetLetters(tx *db.Tx, r *Request, _ func(string) string) error {
	_, err := tx.Exec("UPDATE foi_letter SET text = '', tracking = '', rev = rev + 1 WHERE request_id = ?", r.ID)
	return err
}

// forgetOverruled empties what was decided against objections: it quotes a third party.
func forgetOverruled(tx *db.Tx, r *Request, _ func(string) string) error {
	_, err := tx.Exec("UPDATE foi_overrule SET body = '', rev = rev + 1 WHERE request_id = ?", r.ID)
	return err
}

// forgetPapers takes away what proves who somebody is, and empties the proofs of service.
func forgetPapers(tx *db.Tx, r *Request, _ func(string) string) error {
	proofs, err := db.All[Proof](tx, "FROM foi_proof WHERE request_id = ?", r.ID)
	for _, p := range proofs {
		if err == nil {
			_, err = files.DropLocked(tx, proofNoun, p.ID)
		}
	}
	asked, askedErr := consultsOf(tx, r.ID)
	err = errors.Join(err, askedErr)
	for _, q := range asked {
		if err == nil {
			_, err = files.DropLocked(tx, consultNoun, int64(q.ID))
		}
	}
	for _, noun := range []string{identityNoun, authorityNoun, restoreNoun, partingNoun} {
		if err == nil {
			_, err = files.DropLocked(tx, noun, int64(r.ID))
		}
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE foi_proof SET people = '', shown = '', rev = rev + 1 WHERE request_id = ?", r.ID)
	return err
}

// forgetRecords takes away the records of which copies were given out: their owner has
// them, and what was withheld in them is nobody's business any more. The hashes of
// record and copy stay.
func forgetRecords(tx *db.Tx, r *Request, clean func(string) string) error {
	if _, err := tx.Exec("DELETE FROM foi_passage WHERE request_id = ?", r.ID); err != nil {
		return err
	}
	all, err := redactionsOf(tx, r.ID)
	for i := range all {
		x := &all[i]
		x.Title = clean(x.Title)
		if err == nil {
			err = db.Update(tx, redactionTable, x)
		}
		if err == nil {
			_, err = files.DropLocked(tx, redactionTable, int64(x.ID))
		}
	}
	return err
}

// forgetIncoming empties the letters that the request was made of, with what was attached.
func (s *Service) forgetIncoming(tx *db.Tx, r *Request, clean func(string) string) error {
	all, err := db.All[Incoming](tx, "FROM foi_incoming WHERE request_id = ?", r.ID)
	for i := range all {
		x := &all[i]
		x.Content, x.Sender, x.Shown, x.Reason = "", "", s.words("foi.forgotten"), clean(x.Reason)
		if err == nil {
			err = db.Update(tx, incomingTable, x)
		}
		if err == nil {
			_, err = files.DropLocked(tx, incomingNoun, int64(x.ID))
		}
	}
	return err
}

// A Keep has what names people stay in an archived case beyond its term, or no longer:
// for a review or a suit, an audit, a value for history.
type Keep struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Kept   bool   `form:"kept" json:"kept" label:"foi.kept" hint:"foi.kept_hint"`
	Reason string `form:"reason" json:"reason" label:"foi.reason" hint:"foi.kept_reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Keep) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	checkReason(&c, in.Reason)
	return c.Err()
}

// Keep decides whether a case is anonymised after its term. The reason stays in the journal.
func (s *Service) Keep(ctx context.Context, id ID, in Keep) (r *Request, err error) {
	defer fault.Wrap(&err, "foi.Keep(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		switch {
		case !tx.Actor.CanAt(Purge, r.UnitID):
			return fault.New(fault.Forbidden, "not_allowed")
		case r.Forgotten != "":
			return fault.New(fault.Conflict, "foi.is_forgotten", r.Forgotten)
		}
		r.Rev, r.Kept = in.Rev, in.Kept
		if err := db.Update(tx, table, r); err != nil {
			return err
		}
		key := "kept"
		if !in.Kept {
			key = "not_kept"
		}
		if err := s.impersonal(tx, r, "reason", in.Reason); err != nil {
			return err
		}
		return journal.Add(tx, "foi.keep", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Key: key, Note: in.Reason})
	})
	return r, err
}
