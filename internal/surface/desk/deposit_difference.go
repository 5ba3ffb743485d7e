package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	differencePath = depositPath + "/difference"
	linePath       = depositPath + "/line"
	lineFile       = depositPath + "/file"
)

type (
	// A differenceNew is the list of the city with what it is compared with.
	differenceNew struct {
		File web.Upload `form:"file" label:"deposit.list" hint:"deposit.list_hint" accept:".xlsx,.csv" max:"20MB" required:"true"`
		deposit.Comparison
	}
	// A comparedView is the page of a difference.
	comparedView struct {
		deposit.Difference
		Name   string
		State  web.Tag
		Facts  []web.Fact
		Sums   []string
		Counts []countCell
		Bad    []web.RowError
		CSV    string
		XLSX   string
	}
	// A lineView is the page of one line, with both sides.
	lineView struct {
		deposit.LineView
		Back    string
		Name    string
		Kind    web.Tag
		Stage   web.Tag
		Facts   []web.Fact
		Sides   []lineSide
		Among   []web.Link
		Buttons []web.Button
		History []web.Event
	}
	// A lineSide is a field as both sides have it.
	lineSide struct {
		Name, Ours, Theirs string
		Tag                web.Tag
	}
	lineExplain struct {
		deposit.Saying
		onDeposit
	}
)

// Guide says how the columns of the list are read.
func (differenceNew) Guide() []batchGuide {
	return guideOf(deposit.ListColumns, func(key string) string { return i18n.T("deposit.list_column." + key) })
}

var (
	differenceList = web.ListPage[deposit.FindDifference, deposit.Difference](web.Desk, "deposit.differences",
		web.Col[deposit.Difference]{Label: "deposit.progress", Class: "o1", Cell: func(x deposit.Difference) web.Cell { return web.Cell{Tag: progressTag(x.Progress)} }},
		web.Col[deposit.Difference]{Label: "deposit.list_name", Class: "ti", Cell: func(x deposit.Difference) web.Cell { return web.Cell{Text: x.Name, Href: refURL(x.Ref())} }},
		web.Col[deposit.Difference]{Label: "deposit.list_on", Class: "num", Cell: func(x deposit.Difference) web.Cell { return dayCell(x.On) }},
		web.Col[deposit.Difference]{Label: "deposit.theirs_count", Class: "num", Cell: func(x deposit.Difference) web.Cell { return web.Cell{Text: strconv.Itoa(x.Theirs)} }},
		web.Col[deposit.Difference]{Label: "deposit.ours_count", Class: "num", Cell: func(x deposit.Difference) web.Cell { return web.Cell{Text: strconv.Itoa(x.Ours)} }},
		web.Col[deposit.Difference]{Label: "deposit.left", Class: "num o2", Cell: func(x deposit.Difference) web.Cell { return web.Cell{Text: i18n.T("deposit.block_left", x.Left)} }},
	)
	comparedLines = web.ListPage[deposit.FindLine, deposit.Line](web.Desk, "deposit.lines",
		web.Col[deposit.Line]{Label: "deposit.kind", Class: "o1", Cell: func(l deposit.Line) web.Cell { return web.Cell{Tag: kindTag(l.Kind), Text: sideText(&l)} }},
		web.Col[deposit.Line]{Label: "policy.title", Class: "ti", Cell: func(l deposit.Line) web.Cell {
			return web.Cell{Text: orBlank(l.Title), Href: refURL(l.Ref()), Sub: numbersText(&l)}
		}},
		web.Col[deposit.Line]{Label: "deposit.differs", Cell: func(l deposit.Line) web.Cell { return web.Cell{Text: differsText(&l)} }},
		web.Col[deposit.Line]{Label: "deposit.where", Class: "xs", Cell: func(l deposit.Line) web.Cell { return web.Cell{Text: whereText(l.Theirs)} }},
		web.Col[deposit.Line]{Label: "deposit.stage", Class: "o2", Cell: func(l deposit.Line) web.Cell { return web.Cell{Tag: lineTag(l.Stage), Sub: l.Note} }},
	)
	differenceNewPage = web.MustPage[web.FormView[differenceNew]](pages, web.Desk, "pages/deposit/compare.html")
	comparedShow      = web.MustPage[comparedView](pages, web.Desk, "pages/deposit/difference.html")
	lineShow          = web.MustPage[lineView](pages, web.Desk, "pages/deposit/line.html")
	lineExplainPage   = actPage[lineExplain]("deposit")
)

func (d *Desk) differenceRoutes() []web.Route {
	s := d.Deposits
	return []web.Route{
		web.GET(differencePath, deposit.See, web.List(differenceList, s.Differences, web.Empty("deposit.empty_differences"),
			web.Along(web.Item{Label: "deposit.deposits", Path: depositPath, Perm: deposit.See}), web.Create(web.Item{Label: "deposit.compare", Path: differencePath + "/new", Perm: deposit.Write}))),
		web.Form(differencePath+"/new", deposit.Write, web.Make(differenceNewPage, nil, func(ctx context.Context, in differenceNew) (*deposit.Difference, error) {
			return s.Compare(ctx, in.Comparison, deposit.List{Name: in.File.Name, File: in.File.Bytes})
		}, func(x *deposit.Difference) string { return refURL(x.Ref()) }, web.Options("deposit", d.depositChoices), web.Beside(d.blankDifference), web.Submit("deposit.compare"), web.Done("deposit.compare_done"), web.Cancel(differencePath))),
		web.GET(differencePath+"/{id}", deposit.See, web.Show(comparedShow, d.compared)),
		web.GET(lineFile+"/{id}/{form}", deposit.See, d.differenceFile),
		web.GET(linePath, deposit.See, web.List(comparedLines, s.Lines, web.Empty("deposit.empty_lines"), web.Along(web.Item{Label: "deposit.differences", Path: differencePath, Perm: deposit.See}), web.Download(linePath+".csv"))),
		web.GET(linePath+".csv", deposit.See, web.CSV(comparedLines, "deposit.lines", s.Lines)),
		web.GET(linePath+"/{id}", deposit.See, web.Show(lineShow, d.line)),
		web.Form(linePath+"/{id}/explain", deposit.See, web.Act(lineExplainPage, func(ctx context.Context, id deposit.LineID) (in lineExplain, err error) {
			v, err := d.line(ctx, id)
			l := &v.Line
			return lineExplain{deposit.Saying{Seen: deposit.Seen{Rev: l.Rev}, Note: l.Note}, onDeposit{deposit.ActNote, v.Name, refURL(l.Ref()), v.Stage, v.Facts, slices.Contains(v.Acts, deposit.ActNote)}}, err
		}, func(ctx context.Context, id deposit.LineID, in lineExplain) (*deposit.Line, error) {
			return s.Explain(ctx, id, in.Saying)
		}, func(l *deposit.Line) string { return refURL(l.Ref()) }, web.Submit("deposit.explain"), web.Done("deposit.explained"), web.Cancel(linePath+"/{id}"))),
	}
}

// blankDifference is the form as it is first drawn: of the deposit that its address names, for today.
func (d *Desk) blankDifference(_ context.Context, in differenceNew) (differenceNew, error) {
	if in.On == "" && in.Scope == "" {
		in.On, in.Scope = d.DB.Today(), deposit.All
	}
	return in, nil
}

func progressTag(p deposit.Progress) web.Tag {
	kind := map[deposit.Progress]string{deposit.Waiting: "warn", deposit.Settled: "ok"}[p]
	return web.Tag{Kind: kind, Text: i18n.T("deposit.progress." + string(p))}
}

func kindTag(k deposit.Kind) web.Tag {
	kind := map[deposit.Kind]string{deposit.Alike: "ok", deposit.Differing: "warn", deposit.OnlyOurs: "info", deposit.OnlyTheirs: "info", deposit.Ambiguous: "bad"}[k]
	return web.Tag{Kind: kind, Text: i18n.T("deposit.kind." + string(k))}
}

func lineTag(s deposit.Stage) web.Tag {
	if s == "" {
		return web.Tag{}
	}
	kind := map[deposit.Stage]string{deposit.Open: "warn", deposit.Noted: "ok", deposit.Cleared: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("deposit.stage." + string(s))}
}

// sideText is whose row an ambiguous line is.
func sideText(l *deposit.Line) string {
	if l.Kind != deposit.Ambiguous {
		return ""
	}
	return i18n.T("deposit.side." + string(l.Side))
}

func differsText(l *deposit.Line) string {
	out := make([]string, len(l.Fields))
	for i, f := range l.Fields {
		out[i] = i18n.T("deposit.field." + f)
	}
	return strings.Join(out, "\u3001")
}

// whereText is where a row stands in the list.
func whereText(r deposit.Record) string {
	if r.Row == 0 {
		return ""
	}
	return i18n.T("deposit.row_at", r.Sheet, r.Row)
}

func orBlank(s string) string {
	if s == "" {
		return i18n.T("deposit.blank")
	}
	return s
}

// oursText is a value of ours in words.
func oursText(r deposit.Record, field string) string {
	if v := r.Of(field); field == "standing" && v != "" {
		return i18n.T("publish.validity." + v)
	}
	return r.Of(field)
}

func differenceName(x *deposit.Difference) string {
	return i18n.T("deposit.difference_name", x.On, x.Name)
}

func (d *Desk) compared(ctx context.Context, id deposit.DifferenceID) (v comparedView, err error) {
	if v.Difference, err = d.Deposits.Difference(ctx, id); err != nil {
		return v, err
	}
	x := &v.Difference
	v.Name, v.State, v.Bad = differenceName(x), progressTag(x.Progress), rowsAt(x.Bad)
	v.CSV, v.XLSX = fmt.Sprintf("%s/%d/csv", lineFile, id), fmt.Sprintf("%s/%d/xlsx", lineFile, id)
	of := web.Fact{}
	if x.Deposit != 0 {
		of = web.Fact{Label: "deposit.after", Text: i18n.T("deposit.after_text"), Href: refURL(deposit.RefOf(x.Deposit))}
	}
	v.Facts = factsThere(
		web.Fact{Label: "deposit.list_name", Text: x.Name}, web.Fact{Label: "deposit.list_on", Text: string(x.On)},
		web.Fact{Label: "deposit.scope", Text: i18n.T("deposit.scope." + string(x.Scope))}, of, web.Fact{Label: "deposit.compared_at", Text: moment(x.MadeAt)},
		web.Fact{Label: "deposit.left", Text: strconv.Itoa(x.Left)},
	)
	v.Sums = []string{
		i18n.T("deposit.sum.theirs", x.Theirs, x.Same, x.Differing, x.OnlyTheirs, x.AmbiguousTheirs),
		i18n.T("deposit.sum.ours", x.Ours, x.Same, x.Differing, x.OnlyOurs, x.AmbiguousOurs),
	}
	for _, c := range []struct {
		label string
		n     int
		q     deposit.FindLine
	}{
		{"deposit.kind.differing", x.Differing, deposit.FindLine{Kind: deposit.Differing}},
		{"deposit.kind.ours", x.OnlyOurs, deposit.FindLine{Kind: deposit.OnlyOurs}},
		{"deposit.kind.theirs", x.OnlyTheirs, deposit.FindLine{Kind: deposit.OnlyTheirs}},
		{"deposit.ambiguous_theirs", x.AmbiguousTheirs, deposit.FindLine{Kind: deposit.Ambiguous, Side: deposit.Theirs}},
		{"deposit.ambiguous_ours", x.AmbiguousOurs, deposit.FindLine{Kind: deposit.Ambiguous, Side: deposit.Ours}},
		{"deposit.kind.same", x.Same, deposit.FindLine{Kind: deposit.Alike}},
		{"deposit.left", x.Left, deposit.FindLine{Stage: deposit.Open}},
	} {
		c.q.Difference = id
		v.Counts = append(v.Counts, countCell{i18n.T(c.label), c.n, c.q.At(linePath)})
	}
	return v, nil
}

func (d *Desk) line(ctx context.Context, id deposit.LineID) (v lineView, err error) {
	if v.LineView, err = d.Deposits.Line(ctx, id); err != nil {
		return v, err
	}
	l := &v.Line
	v.Name, v.Kind, v.Stage, v.Back = orBlank(l.Title), kindTag(l.Kind), lineTag(l.Stage), refURL(v.Difference.Ref())
	document := web.Fact{}
	if l.Document != 0 {
		document = web.Fact{Label: "deposit.document", Text: l.Ours.Title, Href: refURL(policy.RefOf(l.Document))}
	}
	v.Facts = factsThere(
		document, web.Fact{Label: "deposit.where", Text: whereText(l.Theirs)}, web.Fact{Label: "deposit.differs", Text: differsText(l)},
		web.Fact{Label: "deposit.first_seen", Text: string(l.Since)}, web.Fact{Label: "deposit.why", Text: l.Note},
	)
	for _, f := range deposit.Fields {
		v.Sides = append(v.Sides, sidesOf(l, f, slices.Contains(v.Difference.Fields, f)))
	}
	for i := range v.LineView.Among {
		a := &v.LineView.Among[i]
		v.Among = append(v.Among, web.Link{Href: refURL(a.Ref()), Label: strings.TrimSpace(orBlank(a.Title) + "\u3000" + numbersText(a))})
	}
	v.Buttons = web.Buttons(v.Acts, refURL(l.Ref()), "deposit")
	v.History, err = d.history(ctx, l.Ref(), reasonOf)
	return v, err
}

// sidesOf is a field as both sides have it; listed says whether the list has such a column.
func sidesOf(l *deposit.Line, field string, listed bool) lineSide {
	s := lineSide{Name: i18n.T("deposit.field." + field), Ours: i18n.T("deposit.none"), Theirs: i18n.T("deposit.none")}
	if l.Side != deposit.Theirs {
		s.Ours = orBlank(oursText(l.Ours, field))
	}
	switch {
	case l.Side == deposit.Ours:
	case !listed:
		s.Theirs = i18n.T("deposit.no_column")
	default:
		s.Theirs = orBlank(l.Theirs.Of(field))
	}
	switch {
	case slices.Contains(l.Fields, field):
		s.Tag = web.Tag{Kind: "warn", Text: i18n.T("deposit.unlike")}
	case l.Side == "" && listed:
		s.Tag = web.Tag{Kind: "ok", Text: i18n.T("deposit.kind.same")}
	}
	return s
}

// numbersText is the number of a line, of both sides where they differ.
func numbersText(l *deposit.Line) string {
	if slices.Contains(l.Fields, "number") {
		return i18n.T("deposit.two", orBlank(l.Ours.Number), orBlank(l.Theirs.Number))
	}
	return cmp.Or(l.Ours.Number, l.Theirs.Number)
}

// differenceFile is a difference as a table: every line with both sides.
func (d *Desk) differenceFile(r *web.Req) (web.Reply, error) {
	id, err := web.ID[deposit.DifferenceID](r)
	if err != nil {
		return nil, err
	}
	form := r.PathValue("form")
	if form != "csv" && form != "xlsx" {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	x, lines, err := d.Deposits.AllLines(r.Context(), id)
	if err != nil {
		return nil, err
	}
	rows := [][]string{lineHeads()}
	for i := range lines {
		rows = append(rows, lineTexts(&lines[i]))
	}
	name := differenceName(&x)
	if form == "csv" {
		return web.CSVOf(name, rows)
	}
	sheetRows := make([]sheet.Row, len(rows))
	for i, row := range rows {
		sheetRows[i] = sheet.Texts(i+1, row...)
	}
	data, err := sheet.Write(sheet.Book{Sheets: []sheet.Sheet{{Name: i18n.T("deposit.lines"), Rows: sheetRows}}})
	return web.Bytes{Name: name + ".xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: data}, err
}

func lineHeads() (out []string) {
	for _, key := range []string{"deposit.kind", "deposit.differs"} {
		out = append(out, i18n.T(key))
	}
	for _, side := range []string{"deposit.ours", "deposit.theirs"} {
		for _, f := range deposit.Fields {
			out = append(out, i18n.T("deposit.head", i18n.T(side), i18n.T("deposit.field."+f)))
		}
	}
	for _, key := range []string{"deposit.where", "deposit.first_seen", "deposit.stage", "deposit.why"} {
		out = append(out, i18n.T(key))
	}
	return out
}

func lineTexts(l *deposit.Line) []string {
	out := []string{strings.TrimSpace(i18n.T("deposit.kind."+string(l.Kind)) + " " + sideText(l)), differsText(l)}
	for _, f := range deposit.Fields {
		out = append(out, oursText(l.Ours, f))
	}
	for _, f := range deposit.Fields {
		out = append(out, l.Theirs.Of(f))
	}
	return append(out, whereText(l.Theirs), string(l.Since), lineTag(l.Stage).Text, l.Note)
}
