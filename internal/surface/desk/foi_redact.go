package desk

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A record that is redacted stands under foi/redaction; the forms of what is done
// with it are named after it.
const redactionPath = foiPath + "/redaction"

type redactionID int64

func redactionURL(id foi.RedactionID) string { return fmt.Sprintf("%s/%d", redactionPath, id) }

func recordPage(x foi.Redaction) string { return redactionURL(x.ID) }

// maxLines is how many lines of a record its page shows: words and places beyond
// them can be marked all the same.
const maxLines = 3000

// A recordView is the page of a record.
type recordView struct {
	foi.Record
	State   web.Tag
	Facts   []web.Fact
	Buttons []web.Button
	Sheets  []sheetView
	More    int // lines that are not shown

	Removals []web.Fact // where something goes, and by which ground, for who does not see the words
}

type sheetView struct {
	foi.Sheet
	Title string
}

// A recordForm takes a record in.
type recordForm struct {
	Title string     `form:"title" label:"foi.redact.title" hint:"foi.redact.title_hint" required:"true" max:"200"`
	File  web.Upload `form:"file" label:"foi.redact.file" hint:"foi.redact.file_hint" accept:".docx,.xlsx,.pdf,.txt,.csv" max:"20MB" required:"true"`
	Text  string     // of the item
	Back  string
}

// onRecord is what the form of an act on a record shows beside its fields.
type onRecord struct {
	Act string
	Of  recordView
}

// Title is the act in words.
func (in onRecord) Title() string { return i18n.T("foi.redact.act." + in.Act) }

// About says what follows from the act.
func (in onRecord) About() string { return i18n.T("foi.redact.about." + in.Act) }

// URL is the page of the record.
func (in onRecord) URL() string { return redactionURL(in.Of.ID) }

// Options gives the choices of the forms: grounds, parts, findings and marks.
func (in onRecord) Options(field string) (out []web.Option) {
	switch field {
	case "limb":
		for _, l := range foi.RedactLimbs() {
			out = append(out, web.Option{Value: l.Code, Label: law.Title(l.Basis) + "\u3000" + l.Name})
		}
	case "part":
		for _, p := range in.Of.Places {
			out = append(out, web.Option{Value: p, Label: partTitle(p)})
		}
	case "places":
		for _, f := range in.Of.Found {
			out = append(out, web.Option{Value: f.Code, Label: spotTitle(i18n.T("screen."+f.Rule)+"\u3000"+f.Text, f, "")})
		}
	case "marks":
		for _, m := range in.Of.Marked {
			text := m.Text
			if text == "" {
				text = i18n.T("foi.redact.area")
			}
			l, _ := law.LimbOf(m.Limb)
			out = append(out, web.Option{Value: m.Code, Label: spotTitle(text, m, l.Name)})
		}
	default:
		return nil
	}
	return out
}

// Hides leaves the sides of an area out where a record has no pages.
func (in onRecord) Hides(field string) bool {
	return !in.Of.PDF && slices.Contains([]string{"left", "top", "right", "bottom"}, field)
}

func spotTitle(text string, s foi.Spot, ground string) string {
	return i18n.T("foi.redact.spot", text, ground, partTitle(s.Part), s.Place)
}

// storyPart is a part of a Word file beside its text.
var storyPart = regexp.MustCompile(`^word/(header|footer|footnotes|endnotes)([0-9]*)\.xml$`)

// partTitle is the name of a part for people.
func partTitle(part string) string {
	if of, alt := strings.CutSuffix(part, "#alt"); alt {
		return i18n.T("foi.redact.alt", partTitle(of))
	}
	if m := storyPart.FindStringSubmatch(part); m != nil {
		return i18n.T("foi.redact.story."+m[1], m[2])
	}
	kind, name, named := strings.Cut(part, ":")
	switch {
	case named && kind == "page":
		return i18n.T("foi.redact.page", name)
	case named && kind == "sheet":
		return i18n.T("foi.redact.sheet", name)
	case part == "text", part == "word/document.xml":
		return i18n.T("foi.redact.part_text")
	case strings.Contains(part, "/media/"):
		return i18n.T("foi.redact.picture") + "\u3000" + part[strings.LastIndexByte(part, '/')+1:]
	}
	return part
}

type (
	wordsForm struct {
		foi.Words
		onRecord
	}
	proposedForm struct {
		foi.Proposed
		onRecord
	}
	atForm struct {
		foi.At
		onRecord
	}
	unmarkForm struct {
		foi.Unmark
		onRecord
	}
	copyForm struct {
		foi.Seen
		onRecord
	}
)

const recordFile = "pages/foi/record-act.html"

var (
	recordShow   = web.MustPage[recordView](pages, web.Desk, "pages/foi/record.html")
	addPage      = web.MustPage[web.FormView[recordForm]](pages, web.Desk, "pages/foi/record-add.html")
	wordsPage    = web.MustPage[web.FormView[wordsForm]](pages, web.Desk, recordFile)
	proposedPage = web.MustPage[web.FormView[proposedForm]](pages, web.Desk, recordFile)
	atPage       = web.MustPage[web.FormView[atForm]](pages, web.Desk, recordFile)
	unmarkPage   = web.MustPage[web.FormView[unmarkForm]](pages, web.Desk, recordFile)
	copyPage     = web.MustPage[web.FormView[copyForm]](pages, web.Desk, recordFile)
)

func (d *Desk) foiRedactRoutes() []web.Route {
	s := d.Requests
	return []web.Route{
		web.Form(foiPath+"/item/{id}/redact", foi.Handle, web.Act(addPage, d.blankKeep, d.keep, recordPage,
			web.Submit("foi.redact.keep"), web.Done("foi.done"), web.Cancel(foiPath))),
		web.GET(redactionPath+"/{id}", foi.See, web.Show(recordShow, d.record)),
		web.GET(redactionPath+"/{id}/copy/file", foi.See, d.copyFile),
		d.inspectRoute(),
		onRecords(d, wordsPage, "words", func(rev int64, on onRecord) wordsForm { return wordsForm{foi.Words{Rev: rev}, on} },
			func(ctx context.Context, of foi.ID, id foi.RedactionID, in wordsForm) (foi.Redaction, error) {
				return s.MarkWords(ctx, of, id, in.Words)
			}),
		onRecords(d, proposedPage, "found", func(rev int64, on onRecord) proposedForm {
			in := proposedForm{foi.Proposed{Rev: rev}, on}
			for _, f := range on.Of.Found {
				if f.Sure {
					in.Places = append(in.Places, f.Code)
				}
			}
			return in
		}, func(ctx context.Context, of foi.ID, id foi.RedactionID, in proposedForm) (foi.Redaction, error) {
			return s.MarkProposed(ctx, of, id, in.Proposed)
		}),
		onRecords(d, atPage, "place", func(rev int64, on onRecord) atForm { return atForm{foi.At{Rev: rev}, on} },
			func(ctx context.Context, of foi.ID, id foi.RedactionID, in atForm) (foi.Redaction, error) {
				return s.MarkAt(ctx, of, id, in.At)
			}),
		onRecords(d, unmarkPage, "unmark", func(rev int64, on onRecord) unmarkForm { return unmarkForm{foi.Unmark{Rev: rev}, on} },
			func(ctx context.Context, of foi.ID, id foi.RedactionID, in unmarkForm) (foi.Redaction, error) {
				return s.Unmark(ctx, of, id, in.Unmark)
			}),
		onRecords(d, copyPage, "copy", func(rev int64, on onRecord) copyForm { return copyForm{foi.Seen{Rev: rev}, on} },
			func(ctx context.Context, of foi.ID, id foi.RedactionID, in copyForm) (foi.Redaction, error) {
				return s.Copy(ctx, of, id, in.Seen)
			}),
		web.Form(redactionPath+"/{id}/discard", foi.Handle, web.Act(copyPage, func(ctx context.Context, id redactionID) (in copyForm, err error) {
			v, err := d.record(ctx, id)
			return copyForm{foi.Seen{Rev: v.Rev}, onRecord{"discard", v}}, err
		}, func(ctx context.Context, id redactionID, in copyForm) (*foi.Request, error) {
			of, err := s.Of(ctx, foi.PartRecord, int64(id))
			if err != nil {
				return nil, err
			}
			return s.Discard(ctx, of, foi.RedactionID(id), in.Seen)
		}, casePage, web.Submit("foi.redact.act.discard"), web.Done("foi.done"), web.Cancel(redactionPath+"/{id}"))),
	}
}

// onRecords is the form of an act on a record, whose page follows.
func onRecords[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act string, blank func(rev int64, on onRecord) Form,
	do func(context.Context, foi.ID, foi.RedactionID, Form) (foi.Redaction, error),
) web.Route {
	return web.Form(redactionPath+"/{id}/"+act, foi.Handle, web.Act(page, func(ctx context.Context, id redactionID) (in Form, err error) {
		v, err := d.record(ctx, id)
		return blank(v.Rev, onRecord{act, v}), err
	}, func(ctx context.Context, id redactionID, in Form) (x foi.Redaction, err error) {
		of, err := d.Requests.Of(ctx, foi.PartRecord, int64(id))
		if err != nil {
			return x, err
		}
		return do(ctx, of, foi.RedactionID(id), in)
	}, recordPage, web.Submit("foi.redact.act."+act), web.Done("foi.done"), web.Cancel(redactionPath+"/{id}")))
}

func (d *Desk) blankKeep(ctx context.Context, id itemID) (in recordForm, err error) {
	v, it, err := d.itemOf(ctx, id)
	return recordForm{Text: it.Text, Back: caseURL(v.Request.ID)}, err
}

func (d *Desk) keep(ctx context.Context, id itemID, in recordForm) (x foi.Redaction, err error) {
	of, err := d.Requests.Of(ctx, foi.PartItem, int64(id))
	if err != nil {
		return x, err
	}
	x, err = d.Requests.AddRecord(ctx, of, foi.ItemID(id), strings.TrimSpace(in.Title), in.File.Name, in.File.Bytes)
	return x, ofField("file", err)
}

func (d *Desk) record(ctx context.Context, id redactionID) (v recordView, err error) {
	of, err := d.Requests.Of(ctx, foi.PartRecord, int64(id))
	if err != nil {
		return v, err
	}
	r, err := d.Requests.Record(ctx, of, foi.RedactionID(id))
	if err != nil {
		return v, err
	}
	return recordViewOf(r), nil
}

func recordViewOf(r foi.Record) (v recordView) {
	v.Record = r
	v.State = recordTag(v.Record.State)
	v.Facts = []web.Fact{{Label: "foi.redact.item", Text: v.Text}, {Label: "foi.redact.name", Text: v.Name}}
	for _, limb := range slices.Sorted(maps.Keys(v.Removed)) {
		l, _ := law.LimbOf(limb)
		v.Facts = append(v.Facts, web.Fact{Label: "foi.redact.removed", Text: i18n.T("foi.redact.count", l.Name, v.Removed[limb])})
	}
	if v.Hash != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "foi.redact.hash", Text: v.Hash})
	}
	v.Buttons = recordButtons(&v.Record)
	left := maxLines
	for _, sh := range v.Record.Sheets {
		n := min(left, len(sh.Lines))
		v.More += len(sh.Lines) - n
		sh.Lines, left = sh.Lines[:n], left-n
		v.Sheets = append(v.Sheets, sheetView{sh, partTitle(sh.Name)})
	}
	if v.Shut {
		v.Removals = removals(v.Marked)
	}
	return v
}

// recordButtons are the acts that are open: the copy comes first once something is marked.
func recordButtons(v *foi.Record) []web.Button {
	if v.Shut {
		return []web.Button{{Href: redactionURL(v.ID) + "/inspect", Label: i18n.T("foi.redact.inspect"), Secondary: true}}
	}
	if !v.Edit {
		return nil
	}
	var acts []string
	if len(v.Marks) > 0 && v.State == foi.Marking {
		acts = append(acts, "copy")
	}
	if len(v.Found) > 0 {
		acts = append(acts, "found")
	}
	acts = append(acts, "words", "place")
	if len(v.Marks) > 0 {
		acts = append(acts, "unmark")
	}
	return web.Buttons(append(acts, "discard"), redactionURL(v.ID), "foi.redact.act")
}

// copyFile is the finished copy, as it goes out.
func (d *Desk) copyFile(r *web.Req) (web.Reply, error) {
	id, err := web.ID[redactionID](r)
	if err != nil {
		return nil, err
	}
	v, err := d.record(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return d.itemFile(r.Context(), v.Copy)
}

func recordTag(s foi.RedactionState) web.Tag {
	kind := map[foi.RedactionState]string{foi.Marking: "warn", foi.Made: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("foi.redact.state." + string(s))}
}

// recordLines are the records that are redacted for an item.
func recordLines(all []foi.Redaction, of foi.ItemID) (out []recordLine) {
	for _, x := range all {
		if x.Item == of {
			out = append(out, recordLine{x.ID, x.Title, recordTag(x.State)})
		}
	}
	return out
}
