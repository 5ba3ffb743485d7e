package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A changeView is what became of one content in another: the text, the
// attributes, the links and the attachments, in words as well as in colour.
type changeView struct {
	Text   web.Comparison
	Fields []web.Change
}

// Differs reports whether the text changed.
func (c *changeView) Differs() bool {
	n := c.Text.Counts
	return n.Changed+n.Added+n.Removed+n.Moved > 0
}

// None reports whether nothing changed.
func (c *changeView) None() bool { return !c.Differs() && len(c.Fields) == 0 }

// A compareView is two editions of an item.
type compareView struct {
	publish.View
	Old, New         string // their names
	OldHref, NewHref string
	Change           *changeView
}

// A compareForm names two editions of an item.
type compareForm struct {
	ID   publish.EditionID `form:"id"`
	With publish.EditionID `form:"with"`
}

var editionCompare = web.MustPage[compareView](pages, web.Desk, "pages/publish/compare.html", editionParts)

// compareEditions compares an edition with another of its item: the older one first.
func (d *Desk) compareEditions(ctx context.Context, q compareForm) (v compareView, err error) {
	if v.View, err = d.Items.View(ctx, q.ID); err != nil {
		return v, err
	}
	i := slices.IndexFunc(v.Editions, func(e publish.Edition) bool { return e.ID == q.With })
	if i < 0 {
		return v, fault.New(fault.NotFound, "not_found")
	}
	old, now := &v.Editions[i], &v.Edition
	if old.ID > now.ID {
		old, now = now, old
	}
	v.Old, v.New = versionName(old), versionName(now)
	v.OldHref, v.NewHref = editionURL(old.ID), editionURL(now.ID)
	v.Change, err = d.changed(ctx, old.Content, now.Content)
	return v, err
}

// changedSince compares an edition with what was judged before: the content, and what the
// public will be told of the change, which the approvals sign too.
func (d *Desk) changedSince(ctx context.Context, old publish.Compared, e *publish.Edition) (*changeView, error) {
	out, err := d.changed(ctx, old.Content, e.Content)
	if err != nil {
		return nil, err
	}
	if old.Note != e.Note {
		out.Fields = append(out.Fields, web.Change{Label: i18n.T("publish.note"), Old: old.Note, New: e.Note})
	}
	if old.Big != e.Big {
		out.Fields = append(out.Fields, web.Change{Label: i18n.T("publish.version"), Old: changeKind(old.Big), New: changeKind(e.Big)})
	}
	return out, nil
}

func changeKind(big bool) string { return i18n.T("publish.change_kind." + strconv.FormatBool(big)) }

// changed compares two contents.
func (d *Desk) changed(ctx context.Context, old, now publish.Content) (*changeView, error) {
	out := &changeView{Text: web.Compared(article.Compare(old.Body, now.Body))}
	if old.Title != now.Title {
		out.Fields = append(out.Fields, web.Change{Label: i18n.T("publish.title"), Old: old.Title, New: now.Title})
	}
	was, err := d.catalogueFacts(ctx, old)
	if err != nil {
		return nil, err
	}
	is, err := d.catalogueFacts(ctx, now)
	if err != nil {
		return nil, err
	}
	out.Fields = append(out.Fields, changedFacts(was, is)...)
	for _, kind := range publish.LinkKinds {
		if a, b := linkWords(old.Related, kind), linkWords(now.Related, kind); a != b {
			out.Fields = append(out.Fields, web.Change{Label: i18n.T("publish.link." + string(kind)), Old: a, New: b})
		}
	}
	out.Fields = append(out.Fields, changedFiles(old.Attachments, now.Attachments)...)
	return out, nil
}

// changedFacts are the facts that differ, in the order of the new ones and then of those that are gone.
func changedFacts(was, is []web.Fact) []web.Change {
	text := func(in []web.Fact, label string) string {
		i := slices.IndexFunc(in, func(f web.Fact) bool { return f.Label == label })
		if i < 0 {
			return ""
		}
		return in[i].Text
	}
	var out []web.Change
	for _, f := range is {
		if old := text(was, f.Label); old != f.Text {
			out = append(out, web.Change{Label: i18n.T(f.Label), Old: old, New: f.Text})
		}
	}
	for _, f := range was {
		if text(is, f.Label) == "" {
			out = append(out, web.Change{Label: i18n.T(f.Label), Old: f.Text})
		}
	}
	return out
}

// linkWords are the links of a kind with where they lead: another address under the same words is a change.
func linkWords(in []publish.Link, kind publish.LinkKind) string {
	var out []string
	for _, l := range in {
		if l.Kind == kind {
			address := l.URL
			if l.Item != 0 {
				address = publish.RefOf(l.Item)
			}
			out = append(out, strings.TrimSpace(l.Title+" "+address))
		}
	}
	return strings.Join(out, "\n")
}

// changedFiles are the attachments that came, went, took the place of another or
// hold something else under the same name.
func changedFiles(old, now []publish.Attachment) []web.Change {
	label := i18n.T("publish.attachment")
	var out []web.Change
	for _, a := range now {
		i := slices.IndexFunc(old, func(was publish.Attachment) bool { return was.Name == a.Name })
		if i < 0 {
			i = slices.IndexFunc(old, func(was publish.Attachment) bool { return was.File == a.Replaces })
		}
		switch {
		case i < 0:
			out = append(out, web.Change{Label: label, New: a.Name})
		case old[i].SHA256 != a.SHA256 || old[i].Name != a.Name:
			out = append(out, web.Change{Label: label, Old: old[i].Name, New: i18n.T("publish.replaced", a.Name)})
		}
	}
	for _, was := range old {
		if !slices.ContainsFunc(now, func(a publish.Attachment) bool { return a.Name == was.Name || a.Replaces == was.File }) {
			out = append(out, web.Change{Label: label, Old: was.Name})
		}
	}
	return out
}
