package desk

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// itemFilePath is where a paper or a copy of an item is sent from.
const itemFilePath = foiPath + "/file"

type fileID int64

// A giveForm puts the copy of one document with an item; of a partial release that was
// made elsewhere it asks why, and for the original to compare.
type giveForm struct {
	foi.Give
	File     web.Upload `form:"file" label:"foi.give_file" hint:"foi.give_file_hint" accept:".pdf,.docx,.xlsx,.txt,.csv,.jpg,.png" max:"20MB" required:"true"`
	Original web.Upload `form:"original" label:"foi.give_original" hint:"foi.give_original_hint" required:"later" max:"20MB"`
	Item     foi.Item
	onPart
}

// Options gives the documents of the list.
func (in giveForm) Options(field string) (out []web.Option) {
	if field != "document" {
		return nil
	}
	for _, g := range in.Item.Given {
		out = append(out, web.Option{Value: g.Title, Label: g.Title})
	}
	return out
}

// Hides asks about a copy that was made elsewhere for a partial release alone.
func (in giveForm) Hides(field string) bool {
	return !in.Item.Parted() && (field == "elsewhere" || field == "original")
}

type takeOutForm struct {
	foi.Seen
	onPart
}

var (
	givePage    = web.MustPage[web.FormView[giveForm]](pages, web.Desk, partFile)
	takeOutPage = web.MustPage[web.FormView[takeOutForm]](pages, web.Desk, partFile)
)

func (d *Desk) foiCopyRoutes() []web.Route {
	return []web.Route{
		web.Form(foiPath+"/item/{id}/give", foi.Handle, web.Act(givePage, d.blankGive, d.give, casePage, web.Submit("foi.give"), web.Done("foi.done"), web.Cancel(foiPath))),
		web.GET(itemFilePath+"/{id}", foi.See, func(r *web.Req) (web.Reply, error) {
			id, err := web.ID[fileID](r)
			if err != nil {
				return nil, err
			}
			return d.itemFile(r.Context(), int64(id))
		}),
		web.Form(itemFilePath+"/{id}/take-out", foi.Handle, web.Act(takeOutPage, d.blankTakeOut, func(ctx context.Context, id fileID, in takeOutForm) (*foi.Request, error) {
			return d.Requests.TakeOut(ctx, int64(id), in.Seen)
		}, casePage, web.Submit("foi.take_out"), web.Done("foi.done"), web.Cancel(foiPath))),
	}
}

// itemFile sends a paper or a copy of an item to who has a part in the decision.
func (d *Desk) itemFile(ctx context.Context, id int64) (web.Reply, error) {
	f, err := d.Requests.Paper(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := d.Files.Open(ctx, f)
	return web.File{Name: f.Name, Type: f.Type.MIME(), Modified: f.MadeAt, Private: true, Content: c}, err
}

func (d *Desk) blankGive(ctx context.Context, id itemID) (in giveForm, err error) {
	v, it, err := d.itemOf(ctx, id)
	in.Rev, in.Item = it.Rev, it
	if len(it.Given) > 0 {
		in.Document = it.Given[0].Title
	}
	in.onPart = onPart{Title: i18n.T("foi.give"), Back: caseURL(v.Request.ID), Lines: []web.Fact{{Label: "foi.item", Text: it.Text}, {Label: "foi.result", Text: itemLineOf(it, false).Name}}}
	return in, err
}

func (d *Desk) give(ctx context.Context, id itemID, in giveForm) (*foi.Request, error) {
	of, err := d.Requests.Of(ctx, foi.PartItem, int64(id))
	if err != nil {
		return nil, err
	}
	r, err := d.Requests.Give(ctx, of, foi.ItemID(id), in.Give, foi.Sheaf{Name: in.File.Name, Data: in.File.Bytes}, foi.Sheaf{Name: in.Original.Name, Data: in.Original.Bytes})
	return r, ofField("file", err)
}

func (d *Desk) blankTakeOut(ctx context.Context, id fileID) (in takeOutForm, err error) {
	f, err := d.Requests.Paper(ctx, int64(id))
	if err != nil {
		return in, err
	}
	v, it, err := d.itemOf(ctx, itemID(f.Ref))
	in.Rev = it.Rev
	in.onPart = onPart{Title: i18n.T("foi.take_out"), Back: caseURL(v.Request.ID), Lines: []web.Fact{{Label: "foi.item", Text: it.Text}, {Label: "foi.redact.name", Text: f.Name}}}
	return in, err
}

// A heldLine is a file of an item.
type heldLine struct {
	ID      int64
	Name    string // as it lies on file
	Title   string // of the document that it is the copy of
	Note    string
	TakeOut bool
}

// URL sends the file.
func (l heldLine) URL() string { return fmt.Sprintf("%s/%d", itemFilePath, l.ID) }

// givenLines are the documents that go to the applicant, each with its copy.
func givenLines(it *foi.Item, records []foi.Redaction, edit bool) (out []heldLine) {
	for _, g := range it.Given {
		l := heldLine{ID: g.File, Title: g.Title, Note: i18n.T("foi.copy_open"), TakeOut: edit && g.File != 0}
		if at := slices.IndexFunc(it.Copies, func(f files.File) bool { return f.ID == g.File }); at >= 0 {
			l.Name, l.Note = it.Copies[at].Name, ""
		}
		if g.Elsewhere != "" {
			l.Note = i18n.T("foi.copy_elsewhere", g.Elsewhere)
		}
		if slices.ContainsFunc(records, func(x foi.Redaction) bool { return x.Copy != 0 && x.Copy == g.File }) {
			l.Note, l.TakeOut = i18n.T("foi.copy_of_redaction"), false
		}
		out = append(out, l)
	}
	return out
}

// heldLines are the papers that stay on file.
func heldLines(it *foi.Item, edit bool) (out []heldLine) {
	for _, f := range it.Papers {
		out = append(out, heldLine{ID: f.ID, Name: f.Name, TakeOut: edit})
	}
	return out
}

// An inspectForm asks why somebody who decides wants to see the words that were taken out.
type inspectForm struct {
	Reason string `form:"reason" label:"foi.reason" hint:"foi.redact.inspect_hint" type:"textarea" required:"true" max:"500"`
	onPart
}

var inspectPage = web.MustPage[web.FormView[inspectForm]](pages, web.Desk, partFile)

func (d *Desk) inspectRoute() web.Route {
	return web.Form(redactionPath+"/{id}/inspect", foi.See, web.Act(inspectPage, func(ctx context.Context, id redactionID) (in inspectForm, err error) {
		v, err := d.record(ctx, id)
		in.onPart = onPart{Title: i18n.T("foi.redact.inspect"), Back: redactionURL(v.ID), Lines: []web.Fact{{Label: "foi.redact.title", Text: v.Title}, {Label: "foi.redact.name", Text: v.Name}}}
		return in, err
	}, func(ctx context.Context, id redactionID, in inspectForm) (web.Reply, error) {
		of, err := d.Requests.Of(ctx, foi.PartRecord, int64(id))
		if err != nil {
			return nil, err
		}
		r, err := d.Requests.Inspect(ctx, of, foi.RedactionID(id), foi.Because{Reason: in.Reason})
		return recordShow.With(recordViewOf(r)), err
	}, nil, web.Submit("foi.redact.inspect"), web.Cancel(redactionPath+"/{id}")))
}

// removals are the places that go, each with its ground.
func removals(all []foi.Spot) (out []web.Fact) {
	for i, m := range all {
		l, _ := law.LimbOf(m.Limb)
		out = append(out, web.Fact{Label: "foi.redact.removal", Text: i18n.T("foi.redact.removal_of", i+1, partTitle(m.Part), m.Place, law.Title(l.Basis), l.Name)})
	}
	return out
}

// saidOf is what a decision rests on: its facts, its reason and what is withheld, for whoever decides after.
func saidOf(it *foi.Item) (out []web.Fact) {
	for _, f := range foi.FactsOf(it.Result, it.Parts) {
		value := it.Facts[f.Key]
		if value == "" {
			continue
		}
		if f.Sort == foi.FactChoice {
			value = i18n.T("foi.fact." + f.Key + "." + value)
		}
		out = append(out, web.Fact{Label: f.Title().Key, Text: value})
	}
	if it.Reason != "" {
		out = append(out, web.Fact{Label: "foi.item_reason", Text: it.Reason})
	}
	for _, p := range it.Parts {
		l, _ := law.LimbOf(p.Limb)
		out = append(out, web.Fact{Label: "foi.withheld", Text: i18n.T("foi.withheld_of", p.What, law.Title(l.Basis), p.Reason, p.How)})
	}
	return out
}
