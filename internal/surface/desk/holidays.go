package desk

import (
	"context"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const holidaysPath = "/desk/holidays"

// ofYear asks for the notice of a year; 0 is the present one.
type ofYear struct {
	Year int `form:"year"`
}

// A yearView is the page of the holidays of a year.
type yearView struct {
	Year    int
	Covered bool // there is a notice
	Years   []web.Link
	Next    string // first day without a notice
	Days    []calendar.Exception
	Notices string
	Buttons []web.Button
	History []web.Event
}

// notice is the file of a notice.
type notice struct {
	File web.Upload `form:"file" label:"holidays.file" hint:"holidays.file_hint" accept:".csv" max:"200kB" required:"true"`
}

// confirmed is a notice whose dry run the reader has seen. Its text goes with
// the form, so that nothing is kept in between.
type confirmed struct {
	Text    string `form:"text" type:"hidden"`
	Outcome holidays.Outcome
}

var (
	yearPage   = web.MustPage[yearView](pages, web.Desk, "pages/holidays/year.html")
	importPage = web.MustPage[web.FormView[notice]](pages, web.Desk, "pages/holidays/import.html")
	dryPage    = web.MustPage[web.FormView[confirmed]](pages, web.Desk, "pages/holidays/confirm.html")
)

func (d *Desk) holidaysRoutes() []web.Route {
	confirm := web.Make(dryPage, nil, d.importHolidays, nil)
	return []web.Route{
		web.GET(holidaysPath, holidays.See, web.Look(yearPage, d.year)),
		web.GET(holidaysPath+"/{year}", holidays.See, web.Look(yearPage, d.year)),
		web.Form(holidaysPath+"/import", holidays.Edit, web.Make(importPage, nil, d.dryRun, nil, web.Submit("desk.dry_run"), web.Cancel(holidaysPath))),
		web.POST(holidaysPath+"/import/confirm", holidays.Edit, confirm.Handle),
	}
}

func yearURL(year int) string { return holidaysPath + "/" + strconv.Itoa(year) }

func (d *Desk) year(ctx context.Context, q ofYear) (v yearView, err error) {
	cal, err := d.Holidays.Current(ctx)
	if err != nil {
		return v, err
	}
	if v.Year = q.Year; v.Year == 0 {
		v.Year = d.DB.Today().Year()
	}
	years := cal.Years()
	v.Covered = slices.Contains(years, v.Year)
	for _, y := range slices.Backward(years) {
		v.Years = append(v.Years, web.Link{Href: yearURL(y), Label: strconv.Itoa(y)})
	}
	if _, last := cal.Covered(); last != "" {
		v.Next = string(last.Add(1))
	}
	var notices []string
	for _, e := range cal.Exceptions() {
		if e.Day.Year() != v.Year {
			continue
		}
		v.Days = append(v.Days, e)
		if !slices.Contains(notices, e.Notice) {
			notices = append(notices, e.Notice)
		}
	}
	v.Notices = joined(notices)
	if auth.From(ctx).Can(holidays.Edit) {
		v.Buttons = []web.Button{{Href: holidaysPath + "/import", Label: i18n.T("holidays.import")}}
	}
	v.History, err = d.history(ctx, "holidays/"+strconv.Itoa(v.Year), nil)
	return v, err
}

// dryRun shows what importing the file would do, with a form that does it.
func (d *Desk) dryRun(ctx context.Context, in notice) (web.Reply, error) {
	out, err := d.Holidays.Import(ctx, in.File.Bytes, true)
	if err != nil {
		return nil, err
	}
	text := string(in.File.Bytes)
	form := &web.FormDraw{Action: holidaysPath + "/import/confirm", Cancel: holidaysPath, Fields: []web.Field{{Name: "text", Type: "hidden", Value: text}}}
	if len(out.Changes) > 0 {
		form.Buttons = []web.SubmitButton{{Label: i18n.T("holidays.import")}}
	}
	return dryPage.With(web.FormView[confirmed]{In: confirmed{text, out}, Form: form}), nil
}

func (d *Desk) importHolidays(ctx context.Context, in confirmed) (web.Reply, error) {
	out, err := d.Holidays.Import(ctx, []byte(in.Text), false)
	if err != nil {
		return nil, err
	}
	to := holidaysPath
	if n := len(out.Changes); n > 0 {
		to = yearURL(out.Changes[n-1].Day.Year())
	}
	return web.Saved{To: to, Text: fault.T("desk.holidays_imported", len(out.Changes), out.Moved)}, nil
}
