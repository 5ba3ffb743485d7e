package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A Page is what everybody may read of an item at one of its addresses. A
// removed item has no text: only why, and where to go instead.
type Page struct {
	ID        ID         `json:"id"`
	Index     string     `json:"index"`
	UnitID    int64      `json:"unit_id"`
	Unit      string     `json:"unit"`
	Status    Status     `json:"state"` // of the edition that is shown
	Version   string     `json:"version"`
	Newest    string     `json:"newest"` // version that stands
	Content   *Content   `json:"content,omitempty"`
	Summary   string     `json:"summary,omitempty"` // as the catalogue has it: Content.About
	Files     []PageFile `json:"files,omitempty"`   // the attachments, each at its address for good
	Released  time.Time  `json:"released_at,omitzero"`
	FirstAt   time.Time  `json:"first_released_at"`
	Planned   time.Time  `json:"planned_at,omitzero"`
	Ended     time.Time  `json:"ended_at,omitzero"`
	Reason    string     `json:"reason,omitempty"`
	Validity  Validity   `json:"validity,omitempty"`
	ValidOn   string     `json:"validity_on,omitempty"`
	ValidBy   string     `json:"validity_by,omitempty"`
	Successor ID         `json:"successor,omitempty"`
	History   []Past     `json:"history,omitempty"` // the newest first
	Backlinks []Backlink `json:"backlinks,omitempty"`
}

// A PageFile is an attachment where everybody finds it.
type PageFile struct {
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
	Address string `json:"address"`
}

// A Past is one edition in the history of a page.
type Past struct {
	Version   string    `json:"version"`
	Status    Status    `json:"state"`
	Released  time.Time `json:"released_at"`
	Planned   time.Time `json:"planned_at,omitzero"` // if another moment was meant
	Note      string    `json:"change_note,omitempty"`
	Emergency bool      `json:"emergency,omitempty"` // released before its review
	Confirmed bool      `json:"confirmed,omitempty"`
	Ended     time.Time `json:"ended_at,omitzero"`
	Reason    string    `json:"reason,omitempty"`
	Address   string    `json:"address"` // of this edition, for good
}

// A Backlink is an item that names this one.
type Backlink struct {
	Kind  LinkKind `json:"kind"` // what that one said of this one
	ID    ID       `json:"id"`
	Title string   `json:"title"`
}

// Address is the path of an edition for good: its day and its version.
func (e *Edition) Address() string {
	return fmt.Sprintf("%s/%s-v%s", RefOf(e.ItemID), calendar.DayOf(e.At), e.Version)
}

// Page returns an item as it stands in public.
//
// Errors: NotFound for what was never public.
func (s *Service) Page(ctx context.Context, id ID) (p *Page, err error) { return s.page(ctx, id, "") }

// PageAt returns one edition of an item by the end of its address: 2023-10-26-v1.0.
func (s *Service) PageAt(ctx context.Context, id ID, name string) (p *Page, err error) {
	return s.page(ctx, id, name)
}

func (s *Service) page(ctx context.Context, id ID, name string) (p *Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		it, all, err := publicEditions(tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(e Edition) bool {
			return name == "" && e.ID == it.Standing || name != "" && e.Address() == RefOf(id)+"/"+name
		})
		if i < 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		p, err = pageOf(tx, it, all, &all[i])
		return err
	})
	return p, err
}

// publicEditions returns an item that is or was public with its released editions, the newest first.
func publicEditions(tx *db.Tx, id ID) (*Item, []Edition, error) {
	it, err := db.Get[Item](tx, "FROM publish_item WHERE id = ?", id)
	if err == nil && it.FirstAt.IsZero() {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return nil, nil, err
	}
	all, err := editionsOf(tx, id)
	all = slices.DeleteFunc(all, func(e Edition) bool { return e.Major == 0 })
	slices.Reverse(all)
	return &it, all, err
}

func pageOf(tx *db.Tx, it *Item, all []Edition, e *Edition) (*Page, error) {
	u, err := unit.Get(tx, it.UnitID)
	if err != nil {
		return nil, err
	}
	p := &Page{
		ID: it.ID, Index: it.Index, UnitID: it.UnitID, Unit: u.Name, Status: e.Status, Version: e.String(), Newest: all[0].String(),
		Released: e.At, FirstAt: it.FirstAt, Ended: e.Ended, Successor: it.Successor,
		Validity: it.Validity, ValidOn: it.ValidOn, ValidBy: it.ValidBy,
	}
	if e.Emergency || e.Status != Live {
		p.Reason = e.Reason
	}
	if !e.Planned.IsZero() && !e.Planned.Equal(e.At) {
		p.Planned = e.Planned
	}
	if it.Status == Removed || e.Status == Removed {
		return p, nil
	}
	p.Content, p.Summary = &e.Content, e.About()
	for _, a := range e.Attachments {
		p.Files = append(p.Files, PageFile{a.Name, a.Size, a.SHA256, fmt.Sprintf("%s/file/%d", e.Address(), a.File)})
	}
	for i := range all {
		p.History = append(p.History, past(&all[i]))
	}
	p.Backlinks, err = backlinks(tx, it.ID)
	return p, err
}

func past(e *Edition) Past {
	h := Past{
		Version: e.String(), Status: e.Status, Released: e.At, Note: e.Note, Emergency: e.Emergency, Confirmed: e.ConfirmBy != 0,
		Ended: e.Ended, Address: e.Address(),
	}
	if e.Status == Removed {
		h.Note = "" // it may say what the text said
	}
	if !e.Planned.IsZero() && !e.Planned.Equal(e.At) {
		h.Planned = e.Planned
	}
	if e.Status != Live && e.Status != Superseded {
		h.Reason = e.Reason
	}
	return h
}

// backlinks lists the items in public whose standing edition names an item.
func backlinks(tx *db.Tx, id ID) ([]Backlink, error) {
	type row struct {
		Kind  LinkKind `db:"l.kind"`
		ID    ID       `db:"i.id"`
		Title string   `db:"i.title"`
	}
	rows, err := db.All[row](tx, `FROM publish_link l JOIN publish_item i ON i.id = l.item_id
		WHERE l.to_id = ? AND i.state = ? ORDER BY i.released_at DESC, i.id DESC`, id, Live)
	var out []Backlink
	for _, r := range rows {
		out = append(out, Backlink(r))
	}
	return out, err
}

// Listed is a public item as lists show it.
type Listed struct {
	ID     ID     `db:"id" json:"id"`
	UnitID int64  `db:"unit_id" json:"unit_id"`
	Index  string `db:"index_no" json:"index"`
	Facts
	FirstAt  time.Time `db:"first_at" json:"first_released_at"`
	Released time.Time `db:"released_at" json:"released_at"`
	Validity Validity  `db:"validity" json:"validity"`
	Summary  string    `json:"summary,omitempty"` // Content.About
}

// A Look narrows the public list of items; an empty field does not.
type Look struct {
	Columns []int64      `json:"columns,omitempty"` // those that are meant, each by itself
	Units   []int64      `json:"units,omitempty"`
	Row     int64        `json:"row,omitempty"` // of a standard catalogue
	Rows    []int64      `json:"-"`             // one of these
	Listed  bool         `json:"-"`             // of any standard catalogue
	Theme   string       `json:"theme,omitempty"`
	Genre   string       `json:"genre,omitempty"`
	Anchor  law.Ref      `json:"anchor,omitempty"`
	Words   []string     `json:"words,omitempty"`   // one of them stands in the title
	From    calendar.Day `json:"from,omitempty"`    // first day of release
	To      calendar.Day `json:"to,omitempty"`      // last day
	ByMade  bool         `json:"by_made,omitempty"` // by the day of the document, not of the release
	Since   time.Time    `json:"-"`                 // what is news since then
	But     []ID         `json:"-"`                 // none of these
	Only    []ID         `json:"-"`                 // no others than these
}

// Latest lists what is public now, the newest first.
func (s *Service) Latest(ctx context.Context, q Look, p db.Page) (rows db.Rows[Listed], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = Latest(tx, q, p); return err })
	return rows, err
}

// Latest lists what is public now, for a noun that stands above.
func Latest(tx *db.Tx, q Look, p db.Page) (db.Rows[Listed], error) {
	order := []string{"released_at", "id"}
	if q.ByMade {
		order[0] = "made_on"
	}
	rows, err := db.List[Listed](tx, p, db.Query{From: itemTable, Where: q.where(), Order: order, Desc: true})
	if err != nil {
		return rows, err
	}
	return rows, describe(tx, rows.Items)
}

func (q Look) where() db.Where {
	var w db.Where
	w.And("state = ?", Live)
	for _, c := range []struct {
		col string
		ids []int64
	}{{"column_id", q.Columns}, {"unit_id", q.Units}, {"row_id", q.Rows}} {
		if len(c.ids) > 0 {
			ids := make([]any, len(c.ids))
			for i, id := range c.ids {
				ids[i] = id
			}
			w.In(c.col, ids...)
		}
	}
	for _, id := range q.But {
		w.And("id <> ?", id)
	}
	if len(q.Only) > 0 {
		w.In("id", db.Anys(q.Only)...)
	}
	if q.Row != 0 {
		w.And("row_id = ?", q.Row)
	}
	if q.Listed {
		w.And("row_id <> 0")
	}
	for _, c := range []struct{ col, is string }{{"theme", q.Theme}, {"genre", q.Genre}} {
		if c.is != "" {
			w.And(c.col+" = ?", c.is)
		}
	}
	switch {
	case strings.HasPrefix(string(q.Anchor), "foi:21-"): // records of before have the article alone
		w.In("anchor", q.Anchor, law.Ref("foi:21"))
	case q.Anchor != "":
		w.And("anchor = ?", q.Anchor)
	}
	if len(q.Words) > 0 {
		w.LikeAny("title", q.Words...)
	}
	if q.From != "" {
		w.And("released_at >= ?", q.From.Start())
	}
	if q.To != "" {
		w.And("released_at < ?", q.To.Add(1).Start())
	}
	if !q.Since.IsZero() {
		news(&w, q.Since)
	}
	return w
}

// news asks for what was released after a moment. What a batch brought from an
// earlier site was public there before: only its later editions are news.
func news(w *db.Where, since time.Time) {
	w.And("released_at > ?", since)
	w.And("(batch_id = 0 OR released_at > first_at)")
}

// ListedOf returns items that are public now, in the order in which they are
// asked for; those that are not any more are left out.
func ListedOf(tx *db.Tx, ids []ID) ([]Listed, error) { return NewsOf(tx, ids, time.Time{}) }

// NewsOf is ListedOf for those that are news since a moment.
func NewsOf(tx *db.Tx, ids []ID, since time.Time) ([]Listed, error) {
	w := Look{Since: since}.where()
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	w.In("id", all...)
	found, err := db.All[Listed](tx, "FROM publish_item"+w.String(), w.Args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b Listed) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return found, describe(tx, found)
}

// CountOf counts the items that are public now among those that are asked for.
func CountOf(tx *db.Tx, ids []ID) (n int, err error) {
	for some := range slices.Chunk(ids, atOnce) {
		w := Look{}.where()
		all := make([]any, len(some))
		for i, id := range some {
			all[i] = id
		}
		w.In("id", all...)
		public, err := db.One[int](tx, "SELECT count(*) FROM publish_item"+w.String(), w.Args...)
		if err != nil {
			return 0, err
		}
		n += public
	}
	return n, nil
}

// Changed is the last time at which what everybody sees of the items of a unit changed:
// by a release, a mark or an end. The zero time if nothing was ever public.
func (s *Service) Changed(ctx context.Context, of int64) (at time.Time, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		at, err = db.One[time.Time](tx, "SELECT coalesce(max(changed_at), 0) FROM publish_item WHERE unit_id = ?", of)
		return err
	})
	return at, err
}

// Moved finds the item that stood at an address of an earlier site: of a batch that was
// undone and read in once more, the one that is there now.
func (s *Service) Moved(ctx context.Context, oldURL string) (id ID, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		id, err = db.One[ID](tx, `SELECT id FROM publish_item WHERE old_url = ? AND old_url <> '' AND first_at > 0
			ORDER BY CASE WHEN state = ? THEN 1 ELSE 0 END, id DESC LIMIT 1`, oldURL, Removed)
		return err
	})
	return id, err
}

// File returns what an address of an attachment leads to: the file, or another
// one that has replaced it in an edition since. It is of an edition that was
// released, of an item that is not removed.
func (s *Service) File(ctx context.Context, id ID, file int64) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		now, err := files.Moved(tx, file)
		if err == nil {
			f, err = fileOf(tx, id, "", now.ID)
		}
		if fault.Of(err) == fault.NotFound { // not replaced, or not by anything that can be read
			f, err = fileOf(tx, id, "", file)
		}
		return err
	})
	return f, err
}

// FileAt returns an attachment of one edition, by the end of its address: that
// edition keeps it, whatever has replaced it since.
func (s *Service) FileAt(ctx context.Context, id ID, name string, file int64) (f files.File, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { f, err = fileOf(tx, id, name, file); return err })
	return f, err
}

// fileOf is a file of the edition with a name; of any that was released for no name.
func fileOf(tx *db.Tx, id ID, name string, file int64) (files.File, error) {
	it, all, err := publicEditions(tx, id)
	if err != nil {
		return files.File{}, err
	}
	named := slices.ContainsFunc(all, func(e Edition) bool {
		return e.names(file) && e.Status != Removed && (name == "" || e.Address() == RefOf(id)+"/"+name)
	})
	if !named || it.Status == Removed {
		return files.File{}, fault.New(fault.NotFound, "not_found")
	}
	return files.Get(tx, file)
}
