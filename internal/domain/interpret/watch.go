package interpret

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/notify"
)

// Kinds returns the jobs of interpretations: each night, whether document and interpretation
// still lead to each other.
func (s *Service) Kinds() []jobs.Definition {
	return []jobs.Definition{jobs.Define("interpret.watch", func(ctx context.Context, _ jobs.Slot) error { return s.Watch(ctx) }, jobs.Daily("02:50"))}
}

// What can be wrong with the links, as the record keeps it.
const (
	gone    = "gone"     // the page of the interpretation is not there
	noWay   = "document" // that of the document is not
	noLink  = "link"     // the document does not lead to the interpretation
	noReply = "back"     // nor the interpretation to the document
)

// afresh is the day of the week on which every page is read, whatever has happened: what a page
// says hangs on more than what is done to its own thing, such as a column that is closed.
const afresh = time.Sunday

// Watch reads the pages of each document that is interpreted, and of its interpretation, as
// everybody reads them, and notes where one does not lead to the other. Who writes for the
// unit is told once of each thing that is wrong. Where links were whole the last time, and
// nothing was done since to what they are of, they are whole now.
func (s *Service) Watch(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "interpret.Watch")
	if s.Visit == nil {
		return nil
	}
	s.watching.Lock()
	defer s.watching.Unlock()
	var all []Interpretation
	var touched func(x *Interpretation) bool
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = db.All[Interpretation](tx, "FROM interpret WHERE state = ? ORDER BY id", Released)
		if err != nil {
			return err
		}
		touched, err = s.touched(tx)
		return err
	})
	if err != nil {
		return err
	}
	for i := range all {
		if !touched(&all[i]) {
			continue
		}
		found, err := s.look(ctx, &all[i])
		if err == nil && found != all[i].Broken {
			err = s.noteBroken(ctx, all[i].ID, found)
		}
		if err != nil {
			s.followed = follower() // the next look begins anew
			return err
		}
	}
	return nil
}

// follower tells what a whole district does in a day.
func follower() journal.Follower { return journal.Follower{Most: 50_000} }

// touched says of which interpretations the links have to be looked at: of those with which, or
// with whose document, something was done since this node looked; of all, if that cannot be said.
func (s *Service) touched(tx *db.Tx) (func(*Interpretation) bool, error) {
	refs, known, err := s.followed.Next(tx)
	if err != nil {
		return nil, err
	}
	if !known || tx.Today.Weekday() == afresh {
		return func(*Interpretation) bool { return true }, nil
	}
	done := map[string]bool{}
	for _, ref := range refs {
		done[ref] = true
	}
	return func(x *Interpretation) bool {
		return x.Broken != "" || slices.ContainsFunc([]string{x.Ref(), x.DocumentRef(), publish.RefOf(x.Document), publish.RefOf(x.Item)}, func(ref string) bool { return done[ref] })
	}, nil
}

// look says what is wrong with the links of an interpretation; "" if nothing is.
func (s *Service) look(ctx context.Context, x *Interpretation) (string, error) {
	own, document := "/"+x.Ref(), "/"+x.DocumentRef()
	there, links, err := s.Visit(ctx, own)
	switch {
	case err != nil:
		return "", err
	case !there:
		return gone, nil
	case !slices.Contains(links, document):
		return noReply, nil
	}
	// a normative document has two pages: in the library, and that of its item
	for _, at := range slices.Compact([]string{document, "/" + publish.RefOf(x.Document)}) {
		there, links, err := s.Visit(ctx, at)
		switch {
		case err != nil:
			return "", err
		case !there:
			return noWay, nil
		case !slices.Contains(links, own):
			return noLink, nil
		}
	}
	return "", nil
}

// noteBroken keeps what was found, and tells those who write for the unit.
func (s *Service) noteBroken(ctx context.Context, id ID, found string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := db.Get[Interpretation](tx, "FROM interpret WHERE id = ?", id)
		if err != nil || x.Broken == found {
			return err
		}
		x.Broken = found
		if err := db.Update(tx, table, &x); err != nil || found == "" {
			return err
		}
		people, err := s.duties.Holders(tx, Write, x.UnitID)
		for _, account := range people {
			if err == nil {
				err = s.duties.Tell(tx, notify.Notice{
					Account: account, Key: fmt.Sprintf("interpret.told %d %s %s", x.ID, found, tx.Today), Link: x.Ref(), Text: fault.T("interpret.told", x.Title, x.Problem()),
				})
			}
		}
		return err
	})
}
