package gazette

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// anchor is why an issue is public: 法律、法规规定应当主动公开的其他政府信息.
const anchor law.Ref = "foi:20-15"

// words name an issue by its year and its number, in one of two ways: with the number over all years, if
// it has one.
func (s *Service) words(g *Gazette, key, total string) string {
	if g.Total > 0 {
		key = total
	}
	return s.Words(key, g.Year, g.No, g.Total)
}

// Name is what an issue is called.
func (s *Service) Name(g *Gazette) string { return s.words(g, "gazette.name", "gazette.name_total") }

// Compile gives an issue its number, lays it out, and begins the item of publish that makes it public
// by its four signatures.
//
// Errors: Conflict for an issue without texts, and when a text that it has is public no longer.
func (s *Service) Compile(ctx context.Context, id ID, in Seen) (g *Gazette, err error) {
	defer fault.Wrap(&err, "gazette.Compile(%d)", id)
	if err := in.Check(); err != nil {
		return nil, err
	}
	v, err := s.View(ctx, id)
	if err != nil {
		return nil, err
	}
	st := step{act: ActCompile, rev: in.Rev}
	if !slices.Contains(v.Acts, ActCompile) || v.Gazette.Rev != in.Rev {
		return s.do(ctx, id, st) // the step says why; nothing has begun
	}
	x, err := s.gather(ctx, &v)
	if err != nil {
		return nil, err
	}
	attached, err := s.print(ctx, x)
	if err != nil {
		return nil, err
	}
	st.change = func(tx *db.Tx, g *Gazette) error {
		if err := x.stands(tx); err != nil {
			return err
		}
		g.Year, g.No, g.Compiled, g.Reason = x.of.Year, x.of.No, tx.Today, ""
		if err := put(tx, g.ID, x.entries); err != nil {
			return err
		}
		e, err := s.Items.DraftIn(tx, g.UnitID, publish.Edit{
			Title: x.title, Body: s.body(g, x.entries), Attribute: publish.Open, Anchor: anchor, Column: g.Column, MadeOn: tx.Today,
		}, attached)
		if err == nil {
			g.Item, g.Files = e.ItemID, sums(&e.Content)
		}
		return err
	}
	return s.do(ctx, id, st)
}

// gather reads the texts of an issue as everybody reads them now.
func (s *Service) gather(ctx context.Context, v *View) (x *sheet, err error) {
	if len(v.Entries) == 0 {
		return nil, fault.New(fault.Conflict, "gazette.empty_issue")
	}
	x = &sheet{of: &v.Gazette}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		x.entries, x.texts = nil, nil
		root, err := unit.Root(tx)
		if err != nil {
			return err
		}
		x.organ = root.Name
		if _, err := x.of.number(tx); err != nil {
			return err
		}
		var items []publish.ID
		for _, e := range v.Entries {
			items = append(items, e.Item)
		}
		if x.entries, err = s.entries(tx, x.of, items); err != nil {
			return err
		}
		for i := range x.entries {
			e := &x.entries[i]
			text, err := publish.PeekShown(tx, e.Item)
			if err != nil {
				return err
			}
			e.Seq, e.Edition, e.Hash = i+1, text.ID, text.Hash
			x.texts = append(x.texts, text)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	x.title = s.Name(x.of)
	return x, nil
}

// stands asks that everybody reads each text as it is laid out.
func (x *sheet) stands(tx *db.Tx) error { return stand(tx, x.entries) }

func stand(tx *db.Tx, entries []Entry) error {
	for _, e := range entries {
		it, err := publish.Peek(tx, e.Item)
		if err != nil {
			return err
		}
		if it.Standing != e.Edition || !slices.Contains(publish.Shown, it.Status) {
			return fault.New(fault.Conflict, "gazette.changed", e.Title)
		}
	}
	return nil
}

// sums names what the files of an item hold, in their order.
func sums(c *publish.Content) string {
	var out []string
	for _, a := range c.Attachments {
		out = append(out, a.SHA256)
	}
	return strings.Join(out, " ")
}

// body is the text of the item: the contents of the issue.
func (s *Service) body(g *Gazette, entries []Entry) string {
	var b strings.Builder
	say := func(text string) { b.WriteString(text + "\n\n") }
	say(s.Words("gazette.intro", len(entries)))
	if g.Note != "" {
		say(g.Note)
	}
	n := 0
	eachPart(entries, func(part Part, all []Entry) {
		n++
		say(s.Words("gazette.ordinal."+strconv.Itoa(n)) + s.Words("gazette.part."+string(part)))
		var rows [][]string
		for _, e := range all {
			rows = append(rows, []string{strconv.Itoa(e.Seq), e.Title, e.Number, e.Organ, e.page()})
		}
		b.WriteString(article.Tabulate([]string{s.Words("gazette.seq"), s.Words("gazette.title"), s.Words("gazette.number"), s.Words("gazette.organ"), s.Words("gazette.page")}, rows))
	})
	return strings.TrimSpace(b.String())
}

// Ready is asked by publish before an item comes on line: an issue is released as it was laid out, with
// texts that everybody still reads so.
//
// Errors: Conflict when its contents or its files were changed by hand, or when a text has changed since.
func (s *Service) Ready(tx *db.Tx, item publish.ID, content *publish.Content) error {
	g, err := byItem(tx, item)
	if fault.Of(err) == fault.NotFound || err == nil && g.Status != Compiled {
		return nil
	}
	if err != nil {
		return err
	}
	entries, err := entriesOf(tx, g.ID)
	if err != nil {
		return err
	}
	switch {
	case content.Attribute != publish.Open:
		return fault.New(fault.Conflict, "gazette.not_open")
	case strings.TrimSpace(content.Body) != s.body(g, entries):
		return fault.New(fault.Conflict, "gazette.other_text")
	case sums(content) != g.Files:
		return fault.New(fault.Conflict, "gazette.other_files")
	}
	return stand(tx, entries)
}

// Carries reports whether an item carries an issue: it prints documents as they were issued, whether they
// are in force or not.
func Carries(tx *db.Tx, item publish.ID) (bool, error) {
	_, err := byItem(tx, item)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// Released is told of each item that has come on line: with its own, an issue is issued.
func (s *Service) Released(tx *db.Tx, item publish.ID) error {
	g, err := byItem(tx, item)
	switch {
	case fault.Of(err) == fault.NotFound:
		return nil
	case err != nil || g.Status != Compiled:
		return err
	}
	return s.move(tx, g, step{act: ActIssue, change: func(tx *db.Tx, g *Gazette) (err error) {
		g.Issued = tx.Today
		g.entries, err = entriesOf(tx, g.ID)
		return err
	}, then: func(tx *db.Tx, g *Gazette) error {
		for _, e := range g.entries {
			if e.Document == 0 {
				continue
			}
			if err := s.Duties.CountOpen(tx, RulePrint, policy.RefOf(e.Document), tx.Today); err != nil {
				return err
			}
			tx.Changed(policy.RefOf(e.Document))
		}
		return nil
	}})
}

// Moved is told of each act on a normative document: where the district asks for it, one that is issued
// is owed to the next issue.
func (s *Service) Moved(tx *db.Tx, d *policy.Document, act policy.Act) error {
	if act != policy.ActIssue {
		return nil
	}
	settings, err := unit.Settings(tx)
	if err != nil || settings.Int(profile.GazettePrint) == 0 {
		return err
	}
	office, err := unit.InCharge(tx)
	if err != nil {
		return err
	}
	_, err = s.Duties.Open(tx, duty.Owed{
		UnitID: office.ID, Rule: RulePrint, Ref: d.Ref(), Under: Noun, Title: s.Words("gazette.owe", d.Title), Basis: s.Words("gazette.basis"),
		Term: law.Term{N: settings.Int(profile.GazettePrint), Unit: law.CalDay},
	})
	return err
}

// A Page is an issue for everybody.
type Page struct {
	ID ID `json:"id"`
	Facts
	Name    string       `json:"name"`
	Issued  calendar.Day `json:"issued_on"`
	Item    publish.ID   `json:"item"` // that carries it, with its files
	Entries []Entry      `json:"entries"`
}

// Page returns an issue for everybody.
func (s *Service) Page(ctx context.Context, id ID) (p *Page, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		g, err := db.Get[Gazette](tx, "FROM gazette_issue WHERE id = ? AND state = ?", id, Issued)
		if err != nil {
			return err
		}
		p = &Page{ID: g.ID, Facts: g.Facts, Name: s.Name(&g), Issued: g.Issued, Item: g.Item}
		p.Entries, err = entriesOf(tx, id)
		return err
	})
	return p, err
}

// Shown lists the issues for everybody, the newest first.
func (s *Service) Shown(ctx context.Context, q Browse, p db.Page) (rows db.Rows[Listed], err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.And("state = ?", Issued)
		rows, err = s.list(tx, w, q.Year, p)
		return err
	})
	return rows, err
}

// A Place is where a document is printed.
type Place struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
	Page int    `json:"page,omitempty"`
}

// Of says in which issues a document is printed, the first first.
func (s *Service) Of(ctx context.Context, id policy.ID) (out []Place, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := ofDocument(tx, id)
		for _, e := range all {
			g, err := db.Get[Gazette](tx, "FROM gazette_issue WHERE id = ?", e.Gazette)
			if err != nil {
				return err
			}
			out = append(out, Place{g.ID, s.Name(&g), e.Page})
		}
		return err
	})
	return out, err
}
