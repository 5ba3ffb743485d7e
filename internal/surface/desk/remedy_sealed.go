package desk

import (
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A remedyPerson shows once who complains, and what was written.
type remedyPerson struct {
	ID    remedy.ID
	Facts []web.Fact
	Text  string
}

// A remedyLook asks why something that is sealed is opened.
type remedyLook struct {
	remedy.Unseal
	onPart
}

// A remedyBring takes a paper of a case.
type remedyBring struct {
	remedy.Bring
	Files []web.Upload `form:"files" label:"remedy.files" hint:"remedy.files_hint" accept:".pdf,.jpg,.jpeg,.png" max:"20MB" required:"true"`
	onPart
}

// A remedyPaper is a paper as the page of the case shows it.
type remedyPaper struct {
	Kind, Note string
	When       calendar.Day
	Scans      []web.Link
}

var (
	remedyBringPage  = web.MustPage[web.FormView[remedyBring]](pages, web.Desk, "pages/remedy/part.html")
	remedyScanPage   = web.MustPage[web.FormView[remedyLook]](pages, web.Desk, "pages/remedy/part.html")
	remedyUnmaskPage = web.MustPage[web.FormView[remedyLook]](pages, web.Desk, "pages/remedy/part.html")
	remedyPersonPage = web.MustPage[remedyPerson](pages, web.Desk, "pages/remedy/person.html")
)

func (d *Desk) remedySealedRoutes() []web.Route {
	one := remedyPath + "/{id}"
	return []web.Route{
		web.Form(one+"/bring", remedy.See, web.Act(remedyBringPage, d.blankRemedyPaper, d.bringRemedyPaper, func(c *remedy.Case) string { return refURL(c.Ref()) }, web.Submit("remedy.bring"), web.Done("remedy.done"), web.Cancel(one))),
		web.Form(remedyPath+"/{of}/scan/{id}", remedy.See, web.Act(remedyScanPage, d.blankRemedyScan, d.openRemedyScan, nil, web.Submit("remedy.unseal"), web.Cancel(remedyPath))),
		web.Form(one+"/applicant", remedy.Unmask, web.Act(remedyUnmaskPage, d.blankUnmaskRemedy, d.unmaskRemedy, nil, web.Submit("remedy.unmask"), web.Cancel(one))),
	}
}

func complainantFacts(w remedy.Words) []web.Fact {
	return slices.DeleteFunc([]web.Fact{{Label: "remedy.name", Text: w.Name}, {Label: "remedy.contact", Text: w.Contact}}, func(f web.Fact) bool { return f.Text == "" })
}

func (d *Desk) blankUnmaskRemedy(ctx context.Context, id remedy.ID) (in remedyLook, err error) {
	v, err := d.remedy(ctx, id)
	in.onPart = onPart{Title: i18n.T("remedy.unmask"), Back: refURL(remedy.RefOf(id)), Lines: complainantFacts(v.Words)}
	return in, err
}

func (d *Desk) unmaskRemedy(ctx context.Context, id remedy.ID, in remedyLook) (web.Reply, error) {
	w, err := d.Remedies.Unmask(ctx, id, in.Unseal)
	if err != nil {
		return nil, err
	}
	return remedyPersonPage.With(remedyPerson{id, complainantFacts(w), w.Text}), nil
}

// papersOfRemedy are the papers of a case, each scan a link to the form that asks why.
func papersOfRemedy(v *remedy.View) (out []remedyPaper) {
	for _, p := range v.Papers {
		line := remedyPaper{Kind: i18n.T("remedy.paper." + string(p.Kind)), Note: p.Note, When: calendar.DayOf(p.Made)}
		for i, f := range p.Scans {
			line.Scans = append(line.Scans, web.Link{Href: fmt.Sprintf("%s/%d/scan/%d", remedyPath, v.Case.ID, f.ID), Label: i18n.T("remedy.paper_file", i+1)})
		}
		out = append(out, line)
	}
	return out
}

func (d *Desk) blankRemedyPaper(ctx context.Context, id remedy.ID) (in remedyBring, err error) {
	v, err := d.Remedies.View(ctx, id)
	in.Kind = remedy.EvidencePaper
	if v.Case.Kind == remedy.Complaint {
		in.Kind = remedy.ComplaintPaper
	}
	in.onPart = onPart{Title: i18n.T("remedy.bring"), Back: refURL(remedy.RefOf(id)), Lines: []web.Fact{{Label: "remedy.number", Text: v.Case.Number}, {Label: "remedy.kind", Text: kindOfRemedy(v.Case)}}}
	return in, err
}

func (d *Desk) bringRemedyPaper(ctx context.Context, id remedy.ID, in remedyBring) (*remedy.Case, error) {
	scans, err := d.sealed(ctx, "files", in.Files)
	if err != nil {
		return nil, err
	}
	return d.Remedies.Bring(ctx, id, in.Bring, scans)
}

func (d *Desk) blankRemedyScan(ctx context.Context, id sealedID) (in remedyLook, err error) {
	of, err := d.Remedies.Scan(ctx, int64(id))
	in.onPart = onPart{Title: i18n.T("remedy.unseal"), Back: refURL(remedy.RefOf(of))}
	return in, err
}

// openRemedyScan sends a marked copy of a scan to who has said why.
func (d *Desk) openRemedyScan(ctx context.Context, id sealedID, in remedyLook) (web.Reply, error) {
	return d.marked(ctx, "remedy.files", "remedy.only_here", func() ([]byte, error) {
		_, content, err := d.Remedies.Open(ctx, int64(id), in.Unseal)
		return content, err
	})
}
