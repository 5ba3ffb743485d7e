package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/surface/web"
)

const correctionPath = "/desk/correction"

// A correctionRow is a correction as lists show it.
type correctionRow struct {
	correction.Correction
	Unit string
}

// A correctionView is the page of a correction.
type correctionView struct {
	correction.View
	State   web.Tag
	Facts   []web.Fact
	Person  []web.Fact
	Claim   []web.Fact
	Reads   bool // may read the notice
	Papers  []web.Link
	Buttons []web.Button
	History []web.Event
}

// onCorrection is what the form of an act shows beside its fields.
type onCorrection struct {
	Act correction.Act
	Of  correctionView
	May bool
}

// About says what follows from the act.
func (in onCorrection) About() string { return i18n.T("correction.about." + web.ShortAct(in.Act)) }

type (
	correctionReceipt struct {
		correction.Receipt
		Files []web.Upload `form:"files" label:"correction.files" hint:"correction.files_hint" accept:".pdf,.jpg,.jpeg,.png" max:"5MB"`
	}
	correctionSeen struct {
		correction.Seen
		onCorrection
	}
	correctionWhy struct {
		correction.Because
		onCorrection
	}
	correctionTransfer struct {
		correction.Transfer
		onCorrection
	}
	correctionDecide struct {
		correction.Decide
		onCorrection
	}
	correctionForward struct {
		correction.Forward
		onCorrection
	}
	correctionTell struct {
		correction.Telling
		onCorrection
	}
	// A resultView is the notice of a result.
	resultView struct {
		ID    correction.ID
		Name  string
		Draft bool
		Body  any // template.HTML of the letter
	}
	correctionPerson struct {
		ID    correction.ID
		Facts []web.Fact
	}
)

func correctionPage[In any]() *web.Page[web.FormView[In]] {
	return web.MustPage[web.FormView[In]](pages, web.Desk, "pages/correction/act.html", "pages/correction/parts.html")
}

var (
	correctionList = web.ListPage[correction.Find, correctionRow](web.Desk, "correction.corrections",
		web.Col[correctionRow]{Label: "correction.state", Class: "o1", Cell: func(r correctionRow) web.Cell { return web.Cell{Tag: correctionTag(r.Status)} }},
		web.Col[correctionRow]{Label: "correction.number", Class: "ti", Cell: func(r correctionRow) web.Cell { return web.Cell{Text: r.Number, Href: refURL(r.Ref())} }},
		web.Col[correctionRow]{Label: "correction.applicant", Class: "xs", Cell: func(r correctionRow) web.Cell { return web.Cell{Text: r.Shown} }},
		web.Col[correctionRow]{Label: "correction.unit_of", Cell: func(r correctionRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[correctionRow]{Label: "correction.received", Class: "num xs", Cell: func(r correctionRow) web.Cell { return dayCell(r.Received) }},
		web.Col[correctionRow]{Label: "correction.due", Class: "num o2", Cell: func(r correctionRow) web.Cell { return dayCell(r.Due) }},
	)
	correctionShow         = web.MustPage[correctionView](pages, web.Desk, "pages/correction/show.html", "pages/correction/parts.html")
	correctionReceiptPage  = web.FormPage[correctionReceipt](web.Desk, "correction.receive")
	correctionFiledPage    = web.MustPage[correction.Filed](pages, web.Desk, "pages/correction/filed.html")
	correctionSeenPage     = correctionPage[correctionSeen]()
	correctionWhyPage      = correctionPage[correctionWhy]()
	correctionTransferPage = correctionPage[correctionTransfer]()
	correctionDecidePage   = correctionPage[correctionDecide]()
	correctionForwardPage  = correctionPage[correctionForward]()
	correctionTellPage     = correctionPage[correctionTell]()
	correctionUnmaskPage   = web.MustPage[web.FormView[unmaskForm]](pages, web.Desk, "pages/correction/part.html")
	correctionUnsealPage   = web.MustPage[web.FormView[unsealForm]](pages, web.Desk, "pages/correction/part.html")
	correctionPersonPage   = web.MustPage[correctionPerson](pages, web.Desk, "pages/correction/person.html")
	correctionNoticePage   = web.MustPage[resultView](pages, web.Desk, "pages/correction/notice.html")
)

func (d *Desk) correctionRoutes() []web.Route {
	s, one := d.Corrections, correctionPath+"/{id}"
	return []web.Route{
		web.GET(correctionPath, correction.See, web.List(correctionList, d.findCorrections, web.Options("unit", d.unitChoices), web.Empty("correction.empty"), web.Download(correctionPath+".csv"),
			web.Create(web.Item{Label: "correction.receive", Path: correctionPath + "/new", Perm: correction.Take}))),
		web.GET(correctionPath+".csv", correction.See, web.CSV(correctionList, "correction.corrections", d.findCorrections)),
		web.Form(correctionPath+"/new", correction.Take, web.Make(correctionReceiptPage, d.blankCorrection, d.receiveCorrection, nil,
			web.Options("unit", d.unitsOver(correction.Take)), web.Submit("correction.receive"), web.Cancel(correctionPath))),
		web.GET(one, correction.See, web.Show(correctionShow, d.correction)),
		web.GET(one+"/notice", correction.See, web.Show(correctionNoticePage, d.correctionNotice)),
		web.GET(one+"/notice/{form}", correction.See, d.noticeFile),
		web.Form(correctionPath+"/{of}/proof/{id}", correction.Unmask, web.Act(correctionUnsealPage, d.blankCorrectionProof, d.openCorrectionProof, nil, web.Submit("foi.unseal"), web.Cancel(correctionPath))),
		web.Form(one+"/applicant", correction.Unmask, web.Act(correctionUnmaskPage, d.blankUnmask, d.unmaskCorrection, nil, web.Submit("foi.unmask"), web.Cancel(one))),
		onCorrections(d, correctionSeenPage, correction.ActCheck, func(rev int64, on onCorrection) correctionSeen { return correctionSeen{correction.Seen{Rev: rev}, on} },
			func(in correctionSeen) correction.Seen { return in.Seen }, s.Check),
		onCorrections(d, correctionTransferPage, correction.ActTransfer, func(rev int64, on onCorrection) correctionTransfer {
			return correctionTransfer{correction.Transfer{Rev: rev}, on}
		},
			func(in correctionTransfer) correction.Transfer { return in.Transfer }, s.Transfer),
		onCorrections(d, correctionDecidePage, correction.ActCorrect, blankDecide, decideOf, s.Correct),
		onCorrections(d, correctionDecidePage, correction.ActRefuse, blankDecide, decideOf, s.Refuse),
		onCorrections(d, correctionForwardPage, correction.ActForward, func(rev int64, on onCorrection) correctionForward {
			return correctionForward{correction.Forward{Rev: rev}, on}
		},
			func(in correctionForward) correction.Forward { return in.Forward }, s.Forward),
		onCorrections(d, correctionWhyPage, correction.ActReturn, blankWhy, whyOf, s.Return),
		onCorrections(d, correctionWhyPage, correction.ActWithdraw, blankWhy, whyOf, s.WithdrawOnPaper),
		onCorrections(d, correctionTellPage, correction.ActTell, func(rev int64, on onCorrection) correctionTell {
			return correctionTell{correction.Telling{Rev: rev, Sending: foi.Sending{How: foi.Electronic, Day: d.DB.Today()}}, on}
		}, func(in correctionTell) correction.Telling { return in.Telling }, s.Tell),
	}
}

func blankDecide(rev int64, on onCorrection) correctionDecide {
	return correctionDecide{correction.Decide{Rev: rev}, on}
}

func decideOf(in correctionDecide) correction.Decide { return in.Decide }

func blankWhy(rev int64, on onCorrection) correctionWhy {
	return correctionWhy{correction.Because{Rev: rev}, on}
}

func whyOf(in correctionWhy) correction.Because { return in.Because }

// onCorrections is the form of one act on a correction: blank makes it, told takes out
// what the service asks for. The permission of each is in the table: the service asks
// it over the unit.
func onCorrections[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act correction.Act, blank func(rev int64, on onCorrection) Form, told func(Form) In,
	do func(context.Context, correction.ID, In) (*correction.Correction, error),
) web.Route {
	at := correctionPath + "/{id}"
	next := func(c *correction.Correction) string { return refURL(c.Ref()) }
	if act == correction.ActTransfer { // who has given it away may not see it any more
		next = func(*correction.Correction) string { return correctionPath }
	}
	return web.Form(at+"/"+web.ActPath(act), correction.See, web.Act(page, func(ctx context.Context, id correction.ID) (in Form, err error) {
		v, err := d.correction(ctx, id)
		return blank(v.Correction.Rev, onCorrection{act, v, slices.Contains(v.Acts, act)}), err
	}, func(ctx context.Context, id correction.ID, in Form) (*correction.Correction, error) {
		return do(ctx, id, told(in))
	},
		next, web.Submit(string(act)), web.Done("foi.done"), web.Cancel(at), web.Options("unit", d.unitChoices)))
}

func correctionTag(s correction.Status) web.Tag {
	kind := map[correction.Status]string{
		correction.Received: "warn", correction.Checking: "info", correction.Corrected: "warn", correction.Refused: "warn", correction.Forwarded: "warn", correction.Told: "ok",
	}[s]
	return web.Tag{Kind: kind, Text: i18n.T("correction.state." + string(s))}
}

func (d *Desk) findCorrections(ctx context.Context, q correction.Find, p db.Page) (db.Rows[correctionRow], error) {
	found, err := d.Corrections.Find(ctx, q, p)
	if err != nil {
		return db.Rows[correctionRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(c correction.Correction) correctionRow { return correctionRow{c, names[c.UnitID]} }), err
}

func (d *Desk) blankCorrection(context.Context) (in correctionReceipt, err error) {
	in.Kind, in.Paper, in.Channel, in.Day, in.Token = foi.Citizen, foi.IDCard, foi.Counter, d.DB.Today(), rand.Text()
	return in, nil
}

func (d *Desk) receiveCorrection(ctx context.Context, in correctionReceipt) (web.Reply, error) {
	proofs, err := d.sealed(ctx, "files", in.Files)
	if err != nil {
		return nil, err
	}
	out, err := d.Corrections.Receive(ctx, in.Receipt, proofs)
	if err != nil {
		return nil, err
	}
	return correctionFiledPage.With(out), nil
}

func (d *Desk) correction(ctx context.Context, id correction.ID) (v correctionView, err error) {
	if v.View, err = d.Corrections.View(ctx, id); err != nil {
		return v, err
	}
	c, a := &v.Correction, auth.From(ctx)
	v.State, v.Reads = correctionTag(c.Status), a.CanAt(correction.Handle, c.UnitID) || a.CanAt(correction.Tell, c.UnitID)
	v.Person = applicantFacts(v.Applicant)
	v.Facts = correctionFacts(&v)
	v.Claim = []web.Fact{
		{Label: "correction.record", Text: v.View.Claim.Record},
		{Label: "correction.wrong", Text: v.View.Claim.Wrong},
		{Label: "correction.right", Text: v.View.Claim.Right},
		{Label: "correction.proof", Text: v.View.Claim.Proof},
	}
	for i, f := range v.Proofs {
		v.Papers = append(v.Papers, web.Link{Href: fmt.Sprintf("%s/%d/proof/%d", correctionPath, id, f.ID), Label: i18n.T("correction.proof_file", i+1, i18n.Text(f.Type.Text()))})
	}
	v.Buttons = web.Buttons(v.Acts, refURL(c.Ref()), "correction")
	v.History, err = d.history(ctx, c.Ref(), func(e journal.Entry, out *web.Event) {
		var b correction.Brief
		if e.Decode(&b) == nil {
			out.Text = b.Note
		}
	})
	return v, err
}

func correctionFacts(v *correctionView) []web.Fact {
	c := &v.Correction
	how := ""
	if c.How != "" {
		how = i18n.T("foi.serve_how." + string(c.How))
	}
	return slices.DeleteFunc([]web.Fact{
		{Label: "correction.unit_of", Text: v.Unit},
		{Label: "correction.channel", Text: i18n.T("foi.channel." + string(c.Channel))},
		{Label: "correction.received", Text: string(c.Received)},
		{Label: "correction.due", Text: string(c.Due), Note: i18n.T("correction.due_note")},
		{Label: "correction.outcome", Text: v.Outcome},
		{Label: "correction.letter_no", Text: c.LetterNo},
		{Label: "correction.how", Text: how},
		{Label: "foi.post_no", Text: c.Tracking},
		{Label: "correction.told", Text: string(c.ToldOn)},
	}, func(f web.Fact) bool { return f.Text == "" })
}

func (d *Desk) blankUnmask(ctx context.Context, id correction.ID) (in unmaskForm, err error) {
	v, err := d.correction(ctx, id)
	in.onPart = onPart{Title: i18n.T("foi.unmask"), Back: refURL(correction.RefOf(id)), Lines: v.Person}
	return in, err
}

func (d *Desk) unmaskCorrection(ctx context.Context, id correction.ID, in unmaskForm) (web.Reply, error) {
	a, err := d.Corrections.Unmask(ctx, id, correction.Unseal{Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return correctionPersonPage.With(correctionPerson{id, applicantFacts(a)}), nil
}

func (d *Desk) correctionNotice(ctx context.Context, id correction.ID) (v resultView, err error) {
	of, err := d.Corrections.View(ctx, id)
	if err != nil {
		return v, err
	}
	doc, err := d.Corrections.Notice(ctx, id)
	if err != nil {
		return v, err
	}
	v = resultView{ID: id, Name: of.Title, Draft: of.Correction.Status != correction.Told}
	v.Body, err = letter.Body(doc)
	return v, err
}

// noticeFile is the notice as a file: the last part of the path is docx or pdf.
func (d *Desk) noticeFile(r *web.Req) (web.Reply, error) {
	id, err := web.ID[correction.ID](r)
	if err != nil {
		return nil, err
	}
	doc, err := d.Corrections.Notice(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return d.fileOf(doc, fmt.Sprintf("correction-%d", id), r.PathValue("form"))
}

func (d *Desk) blankCorrectionProof(ctx context.Context, id sealedID) (in unsealForm, err error) {
	of, err := d.Corrections.Of(ctx, int64(id))
	in.onPart = onPart{Title: i18n.T("foi.unseal"), Back: refURL(correction.RefOf(of))}
	return in, err
}

// openCorrectionProof sends a marked copy of a proof to who has said why.
func (d *Desk) openCorrectionProof(ctx context.Context, id sealedID, in unsealForm) (web.Reply, error) {
	return d.marked(ctx, "correction.files", "correction.only_here", func() ([]byte, error) {
		_, content, err := d.Corrections.Open(ctx, int64(id), correction.Unseal{Reason: in.Reason})
		return content, err
	})
}

// correctionTurns are the states in which a correction waits for somebody with the
// rights of a.
func correctionTurns(a auth.Actor) (out []correction.Status) {
	if a.Can(correction.Handle) {
		out = append(out, correction.Received)
	}
	if a.Can(correction.Tell) {
		out = append(out, correction.Corrected, correction.Refused, correction.Forwarded)
	}
	return out
}

// correctionsWait counts what waits for the reader, for the menu.
func (d *Desk) correctionsWait(ctx context.Context) (n int, err error) {
	return tally(correctionTurns(auth.From(ctx)), func(s correction.Status, p db.Page) (int, error) {
		rows, err := d.Corrections.Find(ctx, correction.Find{Status: s}, p)
		return rows.Total, err
	})
}

// correctionBlocks is what waits for the reader on the page of today.
func (d *Desk) correctionBlocks(ctx context.Context) ([]Block, error) {
	return waiting(blockOf("correction.block", correctionPath+"?open=true", "correction.block_all"), correctionTurns(auth.From(ctx)), func(s correction.Status, p db.Page) (db.Rows[correctionRow], error) {
		return d.findCorrections(ctx, correction.Find{Status: s}, p)
	}, correctionRow.line)
}

func (r correctionRow) line() Line {
	return Line{Href: refURL(r.Ref()), Title: r.Number, Note: r.Unit, Tag: correctionTag(r.Status)}
}
