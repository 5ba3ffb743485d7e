package desk

import (
	"context"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/surface/web"
)

const noticePath = "/desk/notice"

// A noticeView is the page of one notice.
type noticeView struct {
	notify.Notice
	To string // page of what it is about; "" if there is none
}

var (
	noticeList = web.MustPage[web.ListView[notify.Find, notify.Notice]](pages, web.Desk, "pages/notice/list.html")
	noticeShow = web.MustPage[noticeView](pages, web.Desk, "pages/notice/show.html")
)

// Notices need no permission: everybody has their own.
func (d *Desk) noticeRoutes() []web.Route {
	return []web.Route{
		web.GET(noticePath, auth.Public, web.List(noticeList, d.Notices.List, web.Empty("notify.none"))),
		web.GET(noticePath+"/{id}", auth.Public, web.Show(noticeShow, d.notice)),
		web.POST(noticePath+"/read-all", auth.Public, d.readAll),
	}
}

// notice shows a notice, which is read from then on.
func (d *Desk) notice(ctx context.Context, id int64) (noticeView, error) {
	n, err := d.Notices.MarkRead(ctx, id)
	v := noticeView{Notice: n}
	if n.Link != "" {
		v.To = refURL(n.Link)
	}
	return v, err
}

func (d *Desk) readAll(r *web.Req) (web.Reply, error) {
	return web.Saved{To: noticePath, Text: fault.T("notify.all_read")}, d.Notices.MarkAllRead(r.Context())
}

// noticeBlock is what the reader was told and has not read, for the page of today.
func (d *Desk) noticeBlock(ctx context.Context) ([]Block, error) {
	rows, err := d.Notices.List(ctx, notify.Find{Unread: true}, db.Page{Size: blockLines})
	b := Block{Title: i18n.T("notify.title"), All: web.Link{Href: noticePath, Label: i18n.T("notify.all")}}
	for _, n := range rows.Items {
		b.Lines = append(b.Lines, Line{Href: noticePath + "/" + strconv.FormatInt(n.ID, 10), Title: i18n.Text(n.Text), Note: moment(n.At)})
	}
	return []Block{b}, err
}
