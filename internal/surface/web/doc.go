// Package web is what every screen is made of: handlers that return instead of
// writing, one binder, one form, one list, one error page, two layouts.
//
// A surface is a table of routes, one line a screen:
//
//	var (
//		taskList = web.ListPage[plan.Find, plan.Row](web.Desk, "plan.tasks", taskCols...)
//		taskShow = web.MustPage[*plan.Task](pages, web.Desk, "pages/plan/show.html")
//		taskEdit = web.FormPage[plan.Edit](web.Desk, "plan.edit")
//	)
//
//	func (d *Desk) planRoutes() []web.Route {
//		return []web.Route{
//			web.GET("/desk/plan", plan.See, web.List(taskList, d.Plan.Find, web.Options("unit", d.units))),
//			web.GET("/desk/plan.csv", plan.See, web.CSV(taskList, "plan.tasks", d.Plan.Find)),
//			web.GET("/desk/plan/{id}", plan.See, web.Show(taskShow, d.Plan.Get)),
//			web.Form("/desk/plan/new", plan.Draft, web.Make(taskEdit, nil, d.Plan.Add, taskURL)),
//			web.Form("/desk/plan/{id}/edit", plan.Draft, web.Act(taskEdit, d.Plan.Edited, d.Plan.Save, taskURL)),
//			web.POST("/desk/plan/{id}/issue", plan.Issue, web.Do(d.Plan.Issue, taskURL, web.Done("plan.issued"))),
//		}
//	}
//
// An input describes its own form. A field without a label is bound and not drawn:
//
//	type Edit struct {
//		Rev   int64        `form:"rev" type:"hidden"`
//		Title string       `form:"title" label:"plan.title" hint:"plan.title_hint" required:"true" max:"200"`
//		Text  string       `form:"text" label:"plan.text" type:"textarea" rows:"8"`
//		Every Freq         `form:"freq" label:"plan.freq" options:"once,month,quarter"` // texts plan.freq.once …
//		Units []int64      `form:"units" label:"plan.units"`                            // choices by web.Options
//		Due   calendar.Day `form:"due" label:"plan.due"`
//		Proof []web.Upload `form:"proof" label:"plan.proof" accept:".pdf,.docx" max:"20MB"`
//	}
//
// Types: text, textarea, date, select, radio, checks, checkbox, file, hidden,
// number, password, email, tel, search, and trap, which programs fill in and nobody sees; the usual one follows from the Go type. A map of
// texts is answered in tables (grid), which its input lays out: see Gridder.
// group:"key" puts a heading above the field. required:"later" is an answer that
// may still be missing, but that a later step asks for.
//
// A template file defines blocks, each with a *[Screen] as its dot: "main", and
// if wanted "title", "crumb", "band" (above main, full width) and, for a list
// without columns, "head-row" and "row" (whose dot is the row):
//
//	{{define "title"}}{{.V.Title}}{{end}}
//	{{define "crumb"}}{{template "crumbs" (links "Home" "/desk" "Tasks" "/desk/plan" .V.Title)}}{{end}}
//	{{define "main"}}{{with .V}}
//	<h1>{{.Title}}</h1>{{light .Light .LightText}}
//	{{template "facts" .Facts}}{{template "buttons" .Buttons}}{{template "history" .History}}
//	{{if $.Can "plan.issue"}}…{{end}}
//	{{end}}{{end}}
//
// Parts: form, list, filters, pager, crumbs, facts, history, changes, buttons,
// steps, source, legend, grid. Functions: t, text, day, longday, weekday, when, num, size, icon, light,
// lightof, tag, bar, links, url, asset.
//
// When somebody else saved first (fault "db.rev"), Act loads what is stored now and
// draws the form with everything that was typed, each differing field beside its
// stored value, and the newer rev: to send it again is to save knowingly on top.
//
// Style sheets: base and the one of the layout are on every page, and list beside
// them (tables, filters). A page that wants others names them all:
//
//	{{define "sheets"}}{{sheet "list" "board"}}{{end}}
//
// home: hero, find, hot, nums, tiles, dir, areas. board: board, wide (not on a
// phone), whole. source: pair with src and prop, mark (clause, point, unit, due,
// warn). list: legend, grp. progress: steps, and the strip of
// working days (stat, big, days, key). Table cells on a phone: "o1" first, "o2"
// beside it, "ti" below, "xs" left out; elder mode leaves out "xe" and "xs".
//
// The policy of pages forbids style attributes and inline handlers; bars are
// <progress> elements (bar), drawings are SVG.
package web
