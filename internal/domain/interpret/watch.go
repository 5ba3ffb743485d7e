package interpret

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
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

// Watch reads the pages of each document that is interpreted, and of its interpretation, as
// everybody reads them, and notes where one does not lead to the other. Who writes for the
// unit is told once of each thing that is wrong.
func (s *Service) Watch(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "interpret.Watch")
	if s.Visit == nil {
		return nil
	}
	var all []Interpretation
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = db.All[Interpretation](tx, "FROM interpret WHERE state = ? ORDER BY id", Released)
		return err
	})
	if err != nil {
		return err
	}
	for i := range all {
		found, err := s.look(ctx, &all[i])
		if err != nil {
			return err
		}
		if found == all[i].Broken {
			continue
		}
		if err := s.noteBroken(ctx, all[i].ID, found); err != nil {
			return err
		}
	}
	return nil
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
