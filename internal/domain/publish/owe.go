package publish

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// The duty to make public runs from the day on which the information was formed or
// changed, and not from the day on which somebody hands it in (条例第二十六条: 自该政府信息
// 形成或者变更之日起20个工作日内及时公开；法律、法规对期限另有规定的，从其规定). So it opens as soon
// as a draft has that day and is to be open, and follows what is changed in the draft.

// owe brings the duty to make an edition public up to date with it: it opens, moves to
// another day or term, or lapses with the reason.
func (s *Service) owe(tx *db.Tx, e *Edition) error {
	owed, err := s.duties.Owing(tx, RuleRelease, e.Ref(), e.UnitID)
	if err != nil {
		return err
	}
	why, err := s.owesNothing(tx, e)
	switch {
	case err != nil:
		return err
	case why == "" && len(owed) == 0:
		o, err := s.owed(tx, e, calendar.DayOf(e.EditAt))
		if err == nil {
			_, err = s.duties.Open(tx, o)
		}
		return err
	case why == "":
		o, err := s.owed(tx, e, owed[0].Opened)
		if err == nil {
			err = s.duties.Restart(tx, &owed[0], o)
		}
		return err
	}
	return s.duties.Lapse(tx, RuleRelease, e.Ref(), e.UnitID, s.Words("publish.owes_nothing."+why))
}

// owesNothing says why an edition is not owed to the public, or not by this duty; "" if it is.
func (s *Service) owesNothing(tx *db.Tx, e *Edition) (why string, err error) {
	switch {
	case e.Attribute != Open:
		return "attribute", nil
	case e.MadeOn == "":
		return "day", nil
	case e.item.Batch != 0 && e.item.FirstAt.IsZero():
		return "batch", nil
	}
	if e.RowID != 0 { // what is owed under the row of a catalogue is not asked for twice
		owed, err := s.duties.Owing(tx, catalogue.RulePublish, catalogue.RefOf(catalogue.RowID(e.RowID)), e.UnitID)
		if err != nil || len(owed) > 0 {
			return "row", err
		}
	}
	if e.changes() {
		if same, err := e.repeats(tx); err != nil || same {
			return "same", err
		}
	}
	return "", nil
}

// repeats reports whether an edition says what the one that stands says.
func (e *Edition) repeats(tx *db.Tx) (bool, error) {
	was, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", e.item.Standing)
	if err != nil {
		return false, err
	}
	old, err := was.again().Sum()
	if err != nil {
		return false, err
	}
	now, err := e.Sum()
	return old == now, err
}

// differs returns a fault about an edition that changes nothing of what is public: it
// would be news, and an update of its column, and is neither.
func differs(tx *db.Tx, e *Edition) error {
	if e.item.Standing == 0 || e.item.Status != Live {
		return nil
	}
	same, err := e.repeats(tx)
	if err == nil && same {
		err = fault.Field("body", "publish.nothing_changed")
	}
	return err
}

// changes reports whether an edition changes what was public in time: it is owed from
// the day of the change, not from that of the document.
func (e *Edition) changes() bool {
	return !e.item.FirstAt.IsZero() && e.item.Standing != 0 && e.MadeOn <= calendar.DayOf(e.item.FirstAt)
}

// owed is the duty to make an edition public; changed is the day on which a later
// edition was begun to be changed.
func (s *Service) owed(tx *db.Tx, e *Edition, changed calendar.Day) (duty.Owed, error) {
	term, err := e.limit(tx)
	o := duty.Owed{
		UnitID: e.UnitID, Rule: RuleRelease, Ref: e.Ref(), Under: Noun, Title: e.Title, Basis: law.Title(term.Basis),
		From: e.MadeOn, Starts: max(tx.Today, e.MadeOn), Term: term, Again: tx.ID(),
	}
	if e.changes() {
		o.From = changed
	}
	return o, err
}

// limit is the time in which an edition has to be public: that which its writer says the
// law sets for it, that of the row of the catalogue if it has a number, or that of its anchor.
func (e *Edition) limit(tx *db.Tx) (law.Term, error) {
	if e.changes() { // the other terms run from a decision or an approval
		return law.MustTerm(law.General), nil
	}
	if e.RowID != 0 && e.Term == "" {
		r, err := catalogue.Get(tx, catalogue.RowID(e.RowID))
		if err != nil && fault.Of(err) != fault.NotFound {
			return law.Term{}, err
		}
		if err == nil && r.Term.Kind == catalogue.Within {
			term := r.Term.Law(r.Domain)
			term.Basis = released
			return term, nil
		}
	}
	return law.MustTerm(e.TermKey()), nil
}

// TermKey names the term in the register of the law that an item with this content has
// to be public in.
func (c Content) TermKey() string {
	if c.Term != "" {
		return c.Term
	}
	return law.Releases(c.Anchor)[0].Term
}

// mayTerm reports whether the law has a term for an anchor; before there is an anchor, for any.
func mayTerm(key string, anchor law.Ref) bool {
	if anchor == "" {
		return slices.ContainsFunc(law.ReleaseTerms(), func(l law.Limit) bool { return l.Key == key })
	}
	return slices.ContainsFunc(law.Releases(anchor), func(r law.Release) bool { return r.Term == key })
}
