package publish

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A View is all that the desk shows of an edition.
type View struct {
	Edition  Edition   `json:"edition"`
	Item     Item      `json:"item"`
	Unit     string    `json:"unit"`
	Editions []Edition `json:"editions"`           // of the item, the newest first
	Opinions []Opinion `json:"opinions"`           // in order
	Before   *Compared `json:"before,omitempty"`   // what a reviewer compares with; nil if nothing was judged before
	Acts     []Act     `json:"acts"`               // what the actor may do now
	Screened bool      `json:"screened"`           // the content as it is was screened
	Follows  bool      `json:"follows"`            // and so was where its links lead; false where the program may ask nobody
	Findings []Finding `json:"findings,omitempty"` // of that screening
}

// View returns an edition for the desk.
func (s *Service) View(ctx context.Context, id EditionID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		e, err := load(tx, id)
		if err != nil {
			return err
		}
		v = View{Edition: *e, Item: *e.item, Unit: e.unit, Acts: e.next(tx.Actor), Follows: s.fetch.On()}
		if v.Opinions, err = opinions(tx, id); err != nil {
			return err
		}
		if v.Editions, err = editionsOf(tx, e.ItemID); err != nil {
			return err
		}
		slices.Reverse(v.Editions)
		if v.Before, err = before(tx, e); fault.Of(err) == fault.NotFound {
			v.Before, err = nil, nil
		}
		if err != nil {
			return err
		}
		found, err := screened(tx, e)
		v.Screened, v.Findings = err == nil, found.Findings
		if fault.Of(err) == fault.NotFound {
			return nil
		}
		return err
	})
	return v, err
}

// next is what a may do to the edition now: what the table has, and what fits.
func (e *Edition) next(a auth.Actor) []Act {
	return slices.DeleteFunc(Flow.Next(a, e), func(act Act) bool {
		return slices.Contains(byItself, act) || act == ActRefer || act == ActAdmit || // by the form of the review, of the batch
			e.fits(act) != nil
	})
}

// FormOf is the form of an edition as it is stored.
func FormOf(e *Edition) Edit {
	in := Edit{
		Rev: e.Rev, Title: e.Title, Body: e.Body, Attribute: e.Attribute, Term: e.Term, Limb: e.Limb, LimbNote: e.LimbNote, Column: e.ColumnID, Row: e.RowID,
		Anchor: e.Anchor, Theme: e.Theme, Genre: e.Genre, Number: e.Number, MadeOn: e.MadeOn, Until: calendar.Day(e.Until), Summary: e.Summary,
		Keywords: e.Keywords, Source: e.Source, Author: e.Author, Big: e.Big, Note: e.Note,
	}
	lines := map[LinkKind][]string{}
	for _, l := range e.Related {
		address := l.URL
		if l.Item != 0 {
			address = RefOf(l.Item)
		}
		lines[l.Kind] = append(lines[l.Kind], strings.TrimSpace(address+" "+l.Title))
	}
	in.Explains, in.Explained = strings.Join(lines[Explains], "\n"), strings.Join(lines[Explained], "\n")
	in.Basis, in.Beside = strings.Join(lines[Basis], "\n"), strings.Join(lines[Beside], "\n")
	for _, a := range e.Attachments {
		in.Keep = append(in.Keep, a.File)
	}
	return in
}

// Attachment returns a file of an edition that the actor may know of.
func (s *Service) Attachment(ctx context.Context, id EditionID, file int64) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		e, err := load(tx, id)
		if err != nil {
			return err
		}
		if !e.names(file) {
			return fault.New(fault.NotFound, "not_found")
		}
		f, err = files.Get(tx, file)
		return err
	})
	return f, err
}
