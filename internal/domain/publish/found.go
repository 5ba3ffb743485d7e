package publish

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/search"
)

// Found is the noun as the index of search knows it: one document an item, as
// its standing edition has it. Nothing of a draft, of an earlier edition or of a
// removed item is ever in it.
func (s *Service) Found() search.Source {
	return search.InTable(Noun, "publish_item", func(w *db.Where) { w.In("state", db.Anys(Shown)...) }, loadFound)
}

func loadFound(tx *db.Tx, w db.Where) ([]search.Doc, error) {
	items, err := db.All[Item](tx, "FROM publish_item"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	byID := map[EditionID]*Item{}
	var standing []any
	for i := range items {
		byID[items[i].Standing] = &items[i]
		standing = append(standing, items[i].Standing)
	}
	if len(standing) == 0 {
		return nil, nil
	}
	var e db.Where
	e.In("id", standing...)
	var standingEditions []Edition
	err = db.Each(tx, func(e Edition) error {
		standingEditions = append(standingEditions, e)
		return nil
	}, "FROM publish_edition"+e.String(), e.Args...)
	if err != nil {
		return nil, err
	}
	out := make([]search.Doc, len(standingEditions))
	for i := range standingEditions {
		if out[i], _, err = docOf(tx, byID[standingEditions[i].ID], &standingEditions[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// docOf is an item as it is found, with what its attachments say. whole is false
// while one of them was not read yet.
func docOf(tx *db.Tx, it *Item, e *Edition) (d search.Doc, whole bool, err error) {
	d = search.Doc{
		ID: int64(it.ID), Noun: Noun, Kind: e.Genre, Title: e.Title, Number: e.Number, Text: e.Summary + "\n" + article.Parse(e.Body).Plain() + "\n" + e.Keywords,
		Unit: it.UnitID, Column: e.ColumnID, On: calendar.DayOf(e.At), Year: e.MadeOn.Year(), State: search.State(it.Validity),
	}
	if e.Status == Withdrawn {
		d.State = search.Withdrawn
	}
	whole = true
	for _, a := range e.Attachments {
		c, err := files.ContentOf(tx, a.SHA256)
		switch {
		case fault.Of(err) == fault.NotFound:
			whole = false
		case err != nil:
			return d, false, err
		}
		d.Parts = append(d.Parts, search.Part{Name: a.Name, Text: c.Shown})
	}
	return d, whole, nil
}

// index brings what is found up to date with an item that has changed.
func (s *Service) index(tx *db.Tx, it *Item, e *Edition) error {
	switch {
	case slices.Contains(Shown, it.Status):
		d, whole, err := docOf(tx, it, e)
		if err != nil {
			return err
		}
		if !whole { // an attachment is being read: look again in a while
			if err := jobs.Put(tx, s.kinds.index, it.ID, jobs.Opts{At: tx.Now.Add(readLater)}); err != nil {
				return err
			}
		}
		return s.search.Put(tx, d)
	case !it.FirstAt.IsZero():
		return s.search.Drop(tx, int64(it.ID))
	}
	return nil
}

// readLater is how long after a release its attachments are asked for again.
const readLater = time.Minute

// indexAgain is the job that does.
func (s *Service) indexAgain(ctx context.Context, id ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", id)
		if err != nil || !slices.Contains(Shown, it.Status) {
			return err
		}
		e, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", it.Standing)
		if err != nil {
			return err
		}
		d, whole, err := docOf(tx, &it, &e)
		if err == nil && !whole {
			err = fault.New(fault.Busy, "publish.not_read")
		}
		if err != nil {
			return err
		}
		return s.search.Put(tx, d)
	})
}

// TitleAt is the title of the public item at a path of the site, such as /publish/17.
//
// Errors: NotFound where no item stands, or none any more.
func TitleAt(tx *db.Tx, path string) (string, error) {
	id, ok := strings.CutPrefix(path, "/publish/")
	n, err := strconv.ParseInt(id, 10, 64)
	if !ok || err != nil {
		return "", fault.New(fault.NotFound, "not_found")
	}
	var w db.Where
	w.And("id = ?", n)
	w.In("state", db.Anys(Shown)...)
	it, err := db.Get[Item](tx, "FROM publish_item"+w.String(), w.Args...)
	if err != nil {
		return "", err
	}
	e, err := db.Get[Edition](tx, "FROM publish_edition WHERE id = ?", it.Standing)
	return e.Title, err
}
