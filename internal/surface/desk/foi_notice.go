package desk

import (
	"context"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const tellPath = foiPath + "/notice"

// A noticeLine is one notice to the applicant.
type noticeLine struct {
	foi.Notice
	Name, Way, When string
	State           web.Tag
	Settle          bool // somebody has to tell the applicant otherwise
}

func noticeLineOf(n foi.Notice, handles bool) noticeLine {
	kind := map[foi.Delivered]string{foi.NoticeSent: "ok", foi.NoticeAgain: "warn", foi.NoticeFailed: "bad"}[n.Status]
	line := noticeLine{
		Notice: n, Name: i18n.T("foi.tidings." + string(n.Kind)), Way: i18n.T("foi.notice_carrier." + string(n.By)), When: moment(n.At),
		State: web.Tag{Kind: kind, Text: i18n.T("foi.notice_state." + string(n.Status))}, Settle: handles && n.Status == foi.NoticeFailed,
	}
	if !n.Sent.IsZero() {
		line.When = moment(n.Sent)
	}
	return line
}

type settleForm struct {
	Rev    int64  `form:"rev" type:"hidden"`
	Reason string `form:"reason" label:"foi.settle_how" hint:"foi.settle_hint" type:"textarea" required:"true" max:"500"`
	onPart
}

var settlePage = web.MustPage[web.FormView[settleForm]](pages, web.Desk, partFile)

// settleRoute is the form for a notice that did not reach its applicant.
func (d *Desk) settleRoute() web.Route {
	return web.Form(tellPath+"/{id}", foi.Handle, web.Act(settlePage, d.blankSettle, func(ctx context.Context, id int64id, in settleForm) (*foi.Request, error) {
		return d.Requests.Settle(ctx, int64(id), foi.Because{Rev: in.Rev, Reason: in.Reason})
	}, casePage, web.Submit("foi.settle"), web.Done("foi.done"), web.Cancel(foiPath)))
}

func (d *Desk) blankSettle(ctx context.Context, id int64id) (in settleForm, err error) {
	v, err := d.partOf(ctx, foi.PartNotice, int64(id))
	if err != nil {
		return in, err
	}
	for _, n := range v.Notices {
		if n.ID == int64(id) {
			line := noticeLineOf(n, true)
			in.Rev = n.Rev
			in.onPart = onPart{Title: i18n.T("foi.settle"), Back: caseURL(v.Request.ID), Lines: []web.Fact{
				{Label: "foi.number", Text: v.Request.Number}, {Label: "foi.notice_kind", Text: line.Name}, {Label: "foi.notice_to", Text: line.Way + " " + n.Shown}, {Label: "foi.notice_at", Text: line.When},
			}}
			return in, nil
		}
	}
	return in, fault.New(fault.NotFound, "not_found")
}

// noticesBlock is the notices that did not reach their applicants, for the page of today.
func (d *Desk) noticesBlock(ctx context.Context) (b Block, err error) {
	if !auth.From(ctx).Can(foi.Handle) {
		return b, nil
	}
	all, err := d.Requests.Undelivered(ctx, blockLines)
	b = Block{Title: i18n.T("foi.notice_block"), All: web.Link{Href: foiPath, Label: i18n.T("foi.requests")}}
	for _, n := range all {
		line := noticeLineOf(n.Notice, true)
		b.Lines = append(b.Lines, Line{Href: fmt.Sprintf("%s/%d", tellPath, n.ID), Title: n.Number, Note: line.Name + "\u3000" + line.Way + " " + n.Shown})
	}
	return b, err
}
