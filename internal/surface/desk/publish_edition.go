package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// An editionView is the page of one edition, and what the forms about it show.
type editionView struct {
	publish.View
	State    web.Tag
	Standing []web.Fact // where it is
	Facts    []web.Fact // the attributes of the catalogue
	Text     web.Article
	Files    []fileLine
	Links    []linkGroup
	Found    foundView
	Change   *changeView // since it was judged last; nil if it never was
	Said     []saidLine
	Others   []editionLine
	Buttons  []web.Button
	History  []web.Event
	Joint    *jointView // the interpretation that goes with it; nil for none
}

// TextTitle is what the text is called: only what is in public is seen by the public.
func (v editionView) TextTitle() string {
	e := &v.Edition
	switch {
	case e.Status == publish.Removed || v.Item.Status == publish.Removed && e.Released():
		return i18n.T("publish.text.gone")
	case e.Released():
		return i18n.T("publish.text.seen")
	case e.Status == publish.Discarded:
		return i18n.T("publish.text.dropped")
	}
	return i18n.T(textKey("publish.text.", e.Attribute))
}

// textKey is the key of the name of a text that is not public yet, or will never be.
func textKey(stem string, a publish.Attribute) string {
	if a == publish.Request || a == publish.Closed {
		return stem + string(a)
	}
	return stem + "open"
}

// A fileLine is an attachment.
type fileLine struct {
	publish.Attachment
	Href string
	Old  string // name of the one that it replaces once it is public; "" for none
}

// A linkGroup is the links of one kind.
type linkGroup struct {
	Label string
	Lines []linkLine
}

// A linkLine is a link to another item, or away.
type linkLine struct {
	Title, Href string
	Away        bool
}

// A saidLine is what one person said of the edition.
type saidLine struct {
	publish.Opinion
	Act  string // in words
	Void bool
}

// An editionLine is one edition of the item.
type editionLine struct {
	Name    string // version, or the word for one that has none
	State   web.Tag
	When    string
	Note    string
	Href    string
	Compare string // with the one of the page
	Here    bool
}

const editionParts = "pages/publish/edition-parts.html"

var (
	editionShow   = web.MustPage[editionView](pages, web.Desk, "pages/publish/edition.html", editionParts)
	editionRecord = web.MustPage[editionView](pages, web.Desk, "pages/publish/record.html", editionParts)
)

func (d *Desk) edition(ctx context.Context, id publish.EditionID) (v editionView, err error) {
	if v.View, err = d.Items.View(ctx, id); err != nil {
		return v, err
	}
	e := &v.Edition
	v.State = itemTag(e.Status)
	v.Standing = standingFacts(&v.View)
	if v.Facts, err = d.catalogueFacts(ctx, e.Content); err != nil {
		return v, err
	}
	if e.Note != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "publish.note", Text: e.Note})
	}
	v.Text = articleOf(e.Body, fileURLs(e))
	for _, a := range e.Attachments {
		v.Files = append(v.Files, fileLine{a, fileURL(e.ID, a.File), replacedName(v.Editions, a)})
	}
	v.Links = linkGroups(e.Related)
	if v.Before != nil {
		if v.Change, err = d.changedSince(ctx, *v.Before, e); err != nil {
			return v, err
		}
	}
	for _, o := range v.Opinions {
		v.Said = append(v.Said, saidLine{o, i18n.T(string(o.Act)), o.Void})
	}
	for i := range v.Editions {
		v.Others = append(v.Others, otherEdition(&v.Editions[i], e.ID))
	}
	if v.Joint, err = d.joint(ctx, e); err != nil {
		return v, err
	}
	v.Found = foundIn(auth.From(ctx), &v.View)
	v.Buttons = itemButtons(auth.From(ctx), &v.View)
	v.History, err = d.history(ctx, e.Ref(), itemEvent)
	return v, err
}

// itemEvent adds to an entry why it was done, or what was changed.
func itemEvent(e journal.Entry, out *web.Event) {
	var body struct {
		Reason string `json:"reason"`
		Note   string `json:"change_note"`
	}
	if e.Decode(&body) == nil {
		out.Text = body.Reason
		if out.Text == "" {
			out.Text = body.Note
		}
	}
}

// articleOf is a text as the public will see it, below the heading of a page of the desk.
func articleOf(body string, files map[string]string) web.Article {
	return web.Article{Doc: article.Parse(body), Files: files}
}

// replacedName is the name of what an attachment replaces.
func replacedName(editions []publish.Edition, a publish.Attachment) string {
	for i := range editions {
		for _, old := range editions[i].Attachments {
			if a.Replaces != 0 && old.File == a.Replaces {
				return old.Name
			}
		}
	}
	return ""
}

// fileURL is the address of an attachment at the desk.
func fileURL(e publish.EditionID, file int64) string {
	return fmt.Sprintf("%s/file/%d", editionURL(e), file)
}

func fileURLs(e *publish.Edition) map[string]string {
	out := map[string]string{}
	for _, a := range e.Attachments {
		out[a.Name] = fileURL(e.ID, a.File)
	}
	return out
}

func linkGroups(in []publish.Link) []linkGroup {
	var out []linkGroup
	for _, kind := range publish.LinkKinds {
		g := linkGroup{Label: i18n.T("publish.link." + string(kind))}
		for _, l := range in {
			line := linkLine{Title: l.Title, Href: l.URL, Away: l.Item == 0}
			if l.Item != 0 {
				line.Href = refURL(publish.RefOf(l.Item))
			}
			if line.Title == "" {
				line.Title = l.URL
			}
			if l.Kind == kind {
				g.Lines = append(g.Lines, line)
			}
		}
		if len(g.Lines) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// standingFacts say where an edition is and what happened to it.
func standingFacts(v *publish.View) []web.Fact {
	e := &v.Edition
	out := []web.Fact{
		{Label: "publish.unit", Text: v.Unit},
		{Label: "publish.index_no", Text: v.Item.Index},
		{Label: "publish.version", Text: versionName(e)},
	}
	add := func(label, text string) {
		if text != "" {
			out = append(out, web.Fact{Label: label, Text: text})
		}
	}
	if slices.Contains(publish.Shown, v.Item.Status) {
		at := "/" + v.Item.Ref()
		out = append(out, web.Fact{Label: "publish.public_page", Text: at, Href: at})
	}
	if !e.Planned.IsZero() {
		add("publish.planned", moment(e.Planned))
	}
	if !e.At.IsZero() {
		add("publish.released", moment(e.At))
	}
	if e.Emergency {
		out = append(out, web.Fact{Label: "publish.hurried", Text: i18n.T("publish.hurried." + strconv.FormatBool(e.ConfirmBy != 0))})
	}
	if !e.Ended.IsZero() {
		add("publish.ended", moment(e.Ended))
	}
	add("publish.reason", e.Reason)
	if e.ID == v.Item.Standing && v.Item.Validity != "" {
		f := web.Fact{Label: "publish.validity", Text: i18n.T("publish.validity." + string(v.Item.Validity)), Note: strings.TrimSpace(v.Item.ValidOn + "\u3000" + v.Item.ValidBy)}
		out = append(out, f)
	}
	add("publish.hash", e.Hash)
	return out
}

func versionName(e *publish.Edition) string {
	if !e.Released() {
		return i18n.T("publish.no_version")
	}
	return e.String()
}

// catalogueFacts are the attributes of a content as people read them. What is not filled in is not there.
func (d *Desk) catalogueFacts(ctx context.Context, c publish.Content) ([]web.Fact, error) {
	path, err := d.columnPath(ctx, c.ColumnID)
	if err != nil {
		return nil, err
	}
	row, err := d.rowName(ctx, c.RowID)
	if err != nil {
		return nil, err
	}
	limb, _ := law.LimbOf(c.Limb)
	all := []web.Fact{
		{Label: "publish.attribute", Text: attributeName(c.Attribute)},
		{Label: "publish.anchor", Text: anchorName(c.Anchor)},
		{Label: "publish.term", Text: termOf(c)},
		{Label: "publish.limb", Text: limb.Name},
		{Label: "publish.limb_note", Text: c.LimbNote},
		{Label: "publish.until", Text: c.Until},
		{Label: "publish.column", Text: path},
		{Label: "publish.row", Text: row},
		{Label: "publish.number", Text: c.Number},
		{Label: "publish.made_on", Text: string(c.MadeOn)},
		{Label: "publish.theme", Text: className(law.Theme, c.Theme)},
		{Label: "publish.genre", Text: className(law.Genre, c.Genre)},
		{Label: "publish.summary", Text: c.About()},
		{Label: "publish.keywords", Text: c.Keywords},
		{Label: "publish.source", Text: c.Source},
		{Label: "publish.author", Text: c.Author},
	}
	return slices.DeleteFunc(all, func(f web.Fact) bool { return f.Text == "" }), nil
}

func anchorName(r law.Ref) string {
	if r == "" {
		return ""
	}
	_, a, _ := law.Lookup(r)
	return law.Title(r) + "\u3000" + a.Gist
}

// termName is a term with its length and the day that it runs from.
func termName(l law.Limit) string { return i18n.T("publish.term_of", l.Name, l.Text(), l.Trigger) }

// termOf is the term in which something open is to be public; "" for what is not.
func termOf(c publish.Content) string {
	l, err := law.Find(c.TermKey())
	if err != nil || c.Attribute != publish.Open || c.Anchor == "" {
		return ""
	}
	return termName(l)
}

func className(s law.Scheme, code string) string {
	c, _ := law.ClassOf(s, code)
	return c.Name
}

// columnPath is the place of a column in the tree; "" for none, and for one that was never there.
func (d *Desk) columnPath(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	c, err := d.Columns.Row(ctx, column.ID(id))
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return c.Path, err
}

// rowName is the name of a row of a standard catalogue; "" for none.
func (d *Desk) rowName(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	r, err := d.Catalogues.Row(ctx, catalogue.RowID(id))
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return r.Name(), err
}

func otherEdition(e *publish.Edition, here publish.EditionID) editionLine {
	l := editionLine{Name: versionName(e), State: itemTag(e.Status), When: moment(e.EditAt), Note: e.Note, Href: editionURL(e.ID), Here: e.ID == here}
	if !e.At.IsZero() {
		l.When = moment(e.At)
	}
	if !l.Here {
		l.Compare = fmt.Sprintf("%s/compare/%d?with=%d", publishPath, here, e.ID)
	}
	return l
}

// itemButtons are the acts: what the edition waits for first, what changes it
// next, what ends it last.
func itemButtons(a auth.Actor, v *publish.View) []web.Button {
	acts := slices.Clone(v.Acts)
	rank := func(act publish.Act) int {
		return slices.Index(buttonOrder, act)
	}
	slices.SortStableFunc(acts, func(x, y publish.Act) int { return rank(x) - rank(y) })
	out := web.Buttons(acts, editionURL(v.Edition.ID), "publish")
	if v.Edition.ID == v.Item.Standing && v.Item.Working == 0 && slices.Contains(publish.Shown, v.Edition.Status) && a.CanAt(publish.Draft, v.Edition.UnitID) {
		out = append(out, web.Button{Href: fmt.Sprintf("%s/revise/%d", publishPath, v.Item.ID), Label: i18n.T("publish.revise"), Post: true, Secondary: len(out) > 0})
	}
	return out
}

// buttonOrder is the order of buttons; the first that is offered is the main one.
var buttonOrder = []publish.Act{
	publish.ActSubmit, publish.ActReview, publish.ActClear, publish.ActSign, publish.ActKeep, publish.ActOppose, publish.ActRelease, publish.ActConfirm, publish.ActSchedule,
	publish.ActUnschedule, publish.ActReassess, publish.ActReopen, publish.ActReturn, publish.ActEdit, publish.ActMark, publish.ActWithdraw, publish.ActArchive,
	publish.ActRemove, publish.ActEmergency, publish.ActDiscard,
}
