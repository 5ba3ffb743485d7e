package policy

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Stood is a document as it stood on a day.
type Stood struct {
	Document
	State State
	Organ string
}

// StoodOn lists the documents that were issued by a day and were no longer over on it, in
// the order of their issue, whoever asks: what a clean-up has to judge.
func (s *Service) StoodOn(tx *db.Tx, day calendar.Day) ([]Stood, error) {
	var w db.Where
	w.And("state = ?", Issued)
	all, err := stoodOn(tx, w, day)
	return slices.DeleteFunc(all, func(s Stood) bool { return s.State.Standing.over() }), err
}

// ShownOn lists the documents that everybody reads and that were issued by a day, those that
// were over on it too, in the order of their issue: what the library was on that day.
func (s *Service) ShownOn(tx *db.Tx, day calendar.Day) ([]Stood, error) {
	return stoodOn(tx, public(), day)
}

func stoodOn(tx *db.Tx, w db.Where, day calendar.Day) (out []Stood, err error) {
	w.And("issued_on <= ?", day)
	all, err := db.All[Document](tx, "FROM policy_document"+w.String()+" ORDER BY issued_on, id", w.Args...)
	if err != nil {
		return nil, err
	}
	on, err := effectsOn(tx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		l := life{all[i].Starts, all[i].Until, on[all[i].ID]}
		if err := all[i].join(tx); err != nil {
			return nil, err
		}
		d := all[i]
		d.Ends = l.term(day)
		out = append(out, Stood{d, l.at(day), d.organ})
	}
	return out, nil
}

// effectsOn reads all that was done, by the document that it was done to.
func effectsOn(tx *db.Tx) (map[ID][]Effect, error) {
	effects, err := effectsOf(tx, "live = ?", true)
	on := map[ID][]Effect{}
	for _, e := range effects {
		on[e.Target] = append(on[e.Target], e)
	}
	return on, err
}

// Declare ends a document from a day on by an announcement (公告), with no document of its
// own: repeals it or says that it has lapsed. From that day on it stands so, with nobody
// doing anything. What is over by then stays as it is.
func (s *Service) Declare(tx *db.Tx, notice publish.ID, k Kind, target ID, from calendar.Day) error {
	d, err := db.Get[Document](tx, "FROM policy_document WHERE id = ?", target)
	if err != nil || d.Standing.over() {
		return err
	}
	if err := db.Insert(tx, "policy_effect", Effect{ID: EffectID(tx.ID()), Notice: notice, Target: target, Kind: k, From: from, Live: true}); err != nil {
		return err
	}
	tx.Changed(d.Ref())
	return s.turn(tx, &d)
}

// StandingOf is how a document stands today, whoever asks.
func StandingOf(tx *db.Tx, id ID) (Standing, error) {
	return db.One[Standing](tx, "SELECT standing FROM policy_document WHERE id = ?", id)
}
