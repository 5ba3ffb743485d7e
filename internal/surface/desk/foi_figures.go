package desk

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	figuresPath = foiPath + "/figures"
	piecesPath  = foiPath + "/pieces"
	feesPath    = foiPath + "/fees"
	boardPath   = foiPath + "/board"
)

func (d *Desk) foiFigureRoutes() []web.Route {
	units, results := web.Options("unit", d.unitChoices), web.Options("result", resultChoices)
	return []web.Route{
		web.GET(boardPath, foi.See, web.Look(requestBoard, d.requestBoard)),
		web.GET(foiPath+"/export", foi.Export, exportOf("foi.requests", d.Requests.Export)),
		web.GET(figuresPath, foi.See, web.Look(figuresPage, d.figures)),
		web.GET(figuresPath+"/export", foi.Export, exportOf("foi.figures", d.Requests.ExportFigures)),
		web.GET(piecesPath, foi.See, web.List(pieceList, d.findPieces, units, results, web.Export(web.Item{Path: piecesPath + "/export", Perm: foi.Export}))),
		web.GET(piecesPath+"/export", foi.Export, exportOf("foi.pieces_of_figure", d.Requests.ExportPieces)),
		web.GET(feesPath, foi.See, web.List(feeList, d.findFees, units, web.Empty("foi.no_fees"), web.Export(web.Item{Path: feesPath + "/export", Perm: foi.Export}))),
		web.GET(feesPath+"/export", foi.Export, exportOf("foi.fees", d.Requests.ExportLedger)),
	}
}

// exportOf sends what a question finds as XLSX; name is the i18n key of the file's name.
func exportOf[Q any](name string, export func(context.Context, Q) ([]byte, error)) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		q, err := web.Bind[Q](r)
		if err != nil {
			return nil, err
		}
		data, err := export(r.Context(), q)
		return web.Bytes{Name: i18n.T(name) + " " + string(r.Today) + ".xlsx", Type: files.XLSX.MIME(), Data: data}, err
	}
}

func resultChoices(context.Context) (out []web.Option, _ error) {
	for _, r := range law.Results() {
		out = append(out, web.Option{Value: r.Code, Label: r.Name})
	}
	return out, nil
}

// A pieceRow is one 件 behind a number.
type pieceRow struct {
	foi.Piece
	Unit string
}

// A feeRow is a fee in the ledger.
type feeRow struct {
	foi.LedgerRow
	Unit string
}

var (
	pieceList = web.ListPage[foi.Count, pieceRow](web.Desk, "foi.pieces_of_figure",
		web.Col[pieceRow]{Label: "foi.number", Class: "ti", Cell: func(r pieceRow) web.Cell {
			return web.Cell{Text: i18n.T("foi.piece_of", r.Number, r.Sort), Href: caseURL(r.Request)}
		}},
		web.Col[pieceRow]{Label: "foi.state", Class: "o1", Cell: func(r pieceRow) web.Cell { return web.Cell{Tag: caseTag(r.Status)} }},
		web.Col[pieceRow]{Label: "foi.unit", Cell: func(r pieceRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[pieceRow]{Label: "foi.kind", Class: "xs", Cell: func(r pieceRow) web.Cell { return web.Cell{Text: i18n.T("foi.kind." + string(r.Kind))} }},
		web.Col[pieceRow]{Label: "foi.result", Cell: func(r pieceRow) web.Cell { return web.Cell{Text: resultName(r.Result)} }},
		web.Col[pieceRow]{Label: "foi.received", Class: "num", Cell: func(r pieceRow) web.Cell { return dayCell(r.Received) }},
		web.Col[pieceRow]{Label: "foi.last_day", Class: "num xs", Cell: func(r pieceRow) web.Cell { return dayCell(r.Due) }},
		web.Col[pieceRow]{Label: "foi.ended_on", Class: "num", Cell: func(r pieceRow) web.Cell { return dayCell(r.Ended) }},
	)
	feeList = web.ListPage[foi.Dues, feeRow](web.Desk, "foi.fees",
		web.Col[feeRow]{Label: "foi.notice", Class: "ti", Cell: func(r feeRow) web.Cell {
			return web.Cell{Text: r.Notice, Href: caseURL(r.Request), Sub: r.Number}
		}},
		web.Col[feeRow]{Label: "foi.paid_state", Class: "o1", Cell: func(r feeRow) web.Cell { return web.Cell{Text: i18n.T("foi.paid_state." + string(r.State))} }},
		web.Col[feeRow]{Label: "foi.unit", Cell: func(r feeRow) web.Cell { return web.Cell{Text: r.Unit} }},
		web.Col[feeRow]{Label: "foi.applicant", Class: "xs", Cell: func(r feeRow) web.Cell { return web.Cell{Text: r.Shown} }},
		web.Col[feeRow]{Label: "foi.standard", Class: "xs", Cell: func(r feeRow) web.Cell { return web.Cell{Text: i18n.T("foi.standard." + string(r.Standard))} }},
		web.Col[feeRow]{Label: "foi.fee_sum", Class: "num o2", Cell: func(r feeRow) web.Cell { return web.Cell{Text: i18n.T("foi.yuan", foi.Yuan(r.Fen))} }},
		web.Col[feeRow]{Label: "foi.sent", Class: "num", Cell: func(r feeRow) web.Cell { return dayCell(r.Sent) }},
		web.Col[feeRow]{Label: "foi.paid_on", Class: "num", Cell: func(r feeRow) web.Cell { return dayCell(r.Paid) }},
		web.Col[feeRow]{Label: "foi.approver", Class: "xs", Cell: func(r feeRow) web.Cell {
			return web.Cell{Text: r.Approver, Sub: i18n.T("foi.fee_proposer", r.Proposer)}
		}},
		web.Col[feeRow]{Label: "foi.receipt", Class: "xs", Cell: func(r feeRow) web.Cell { return web.Cell{Text: r.Receipt} }},
	)
)

func resultName(code string) string {
	if r, ok := law.ResultOf(code); ok {
		return r.Name
	}
	return web.Nothing
}

func (d *Desk) findPieces(ctx context.Context, q foi.Count, p db.Page) (db.Rows[pieceRow], error) {
	found, err := d.Requests.Pieces(ctx, q, p)
	if err != nil {
		return db.Rows[pieceRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(r foi.Piece) pieceRow { return pieceRow{r, names[r.UnitID]} }), err
}

func (d *Desk) findFees(ctx context.Context, q foi.Dues, p db.Page) (db.Rows[feeRow], error) {
	found, err := d.Requests.Ledger(ctx, q, p)
	if err != nil {
		return db.Rows[feeRow]{}, err
	}
	names, err := d.Units.Shorts(ctx)
	return db.Map(found, func(r foi.LedgerRow) feeRow { return feeRow{r, names[r.UnitID]} }), err
}

// A numberCell is a number that leads to what it counts.
type numberCell struct {
	N    int
	Href string // "" of none
}

func linked(n int, href string) numberCell {
	if n == 0 {
		href = ""
	}
	return numberCell{n, href}
}

// A figuresView is the figures, every number with its list.
type figuresView struct {
	Span    foi.Span
	Filters *web.FormDraw
	Chosen  []web.Chosen
	Export  string
	Kinds   []string
	Grid    []gridLine
	Speeds  []speedTable

	Asked, Paid         numberCell
	AskedYuan, PaidYuan string
}

// A gridLine is a line of table 3.
type gridLine struct {
	Name, Row string
	Sum       bool // of a whole line of the table
	Cells     []numberCell
}

// A speedTable is how fast replies came, by one property.
type speedTable struct {
	ID, Title string
	Label     string // of the first column
	Open      bool   // it says what is open too
	Units     bool   // it says what units have passed on
	Rows      []speedLine
}

type speedLine struct {
	Name                         string
	Answered, InTime, Open, Late numberCell
	Passed                       numberCell
	Share, Days, Most            string
}

var figuresPage = web.MustPage[figuresView](pages, web.Desk, "pages/foi/figures.html")

func (d *Desk) figures(ctx context.Context, q foi.Span) (v figuresView, err error) {
	f, err := d.Requests.Figures(ctx, q)
	if err != nil {
		return v, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return v, err
	}
	v.Span = f.Span
	if v.Filters, err = web.Filters(ctx, figuresPath, f.Span, web.Options("unit", d.unitChoices)); err != nil {
		return v, err
	}
	at := asking{f.Span}
	v.Export = at.url(figuresPath + "/export")
	for _, k := range foi.Kinds {
		v.Kinds = append(v.Kinds, i18n.T("foi.kind."+string(k)))
	}
	for _, g := range f.Grid() {
		v.Grid = append(v.Grid, at.line(g))
	}
	v.Speeds = []speedTable{
		at.speeds("unit", f.Units, func(s foi.Speed) (name, value string) { return names[s.UnitID], fmt.Sprint(s.UnitID) }),
		at.speeds("kind", f.Kinds, func(s foi.Speed) (name, value string) { return i18n.T("foi.kind." + string(s.Kind)), string(s.Kind) }),
		at.speeds("channel", f.Channels, func(s foi.Speed) (name, value string) {
			return i18n.T("foi.channel." + string(s.Channel)), string(s.Channel)
		}),
		at.results(f.Results),
	}
	v.Speeds[0].passed(at, f.Units, auth.From(ctx).Over(foi.See).All)
	v.Asked, v.AskedYuan = linked(f.Fees.Notices, at.url(feesPath)), foi.Yuan(f.Fees.Asked)
	v.Paid, v.PaidYuan = linked(f.Fees.Payers, at.url(feesPath, "state", string(foi.Settled))), foi.Yuan(f.Fees.Paid)
	return v, nil
}

// asking makes the addresses of the lists behind the figures of a span.
type asking struct{ foi.Span }

// url asks path for the span and more, which are pairs of name and value.
func (a asking) url(path string, more ...string) string {
	return a.now(path, append([]string{"from", string(a.From), "to", string(a.To)}, more...)...)
}

// now asks path for what is so today, whatever the span.
func (a asking) now(path string, more ...string) string {
	q := url.Values{}
	if a.Unit != 0 {
		q.Set("unit", fmt.Sprint(a.Unit))
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return path + "?" + q.Encode()
}

func (a asking) line(g foi.GridRow) gridLine {
	line := gridLine{Name: i18n.T("foi.line." + string(g.Line)), Sum: g.Result == "", Row: g.Row}
	of := []string{"row", string(g.Line)}
	if !line.Sum {
		line.Name, of = resultName(g.Result), append(of, "result", g.Result)
	}
	for i, n := range g.N {
		line.Cells = append(line.Cells, linked(n, a.url(piecesPath, append(slices.Clip(of), "kind", string(foi.Kinds[i]))...)))
	}
	line.Cells = append(line.Cells, linked(g.Sum(), a.url(piecesPath, of...)))
	return line
}

// speeds draws speeds by a property of requests; their numbers lead to lists of requests.
func (a asking) speeds(by string, all []foi.Speed, name func(foi.Speed) (name, value string)) speedTable {
	out := speedTable{ID: by, Title: i18n.T("foi.by_" + by), Label: i18n.T("foi." + by), Open: true}
	for _, s := range all {
		text, value := name(s)
		line := speedLineOf(s, text)
		line.Answered, line.InTime = linked(s.Answered, a.url(foiPath, by, value)), linked(s.InTime, a.url(foiPath, by, value, "lamp", string(foi.MadeIn)))
		line.Open, line.Late = linked(s.Open, a.now(foiPath, by, value, "open", "true")), linked(s.Late, a.now(foiPath, by, value, "lamp", string(foi.Overdue)))
		out.Rows = append(out.Rows, line)
	}
	return out
}

// passed adds what units have passed on. Another unit has those requests now, so the numbers
// lead to them for who sees all units.
func (t *speedTable) passed(a asking, all []foi.Speed, leads bool) {
	t.Units, a.Unit = true, 0
	for i, s := range all {
		if t.Rows[i].Passed.N = s.Passed; leads {
			t.Rows[i].Passed = linked(s.Passed, a.url(foiPath, "passed", fmt.Sprint(s.UnitID)))
		}
	}
}

// results draws speeds by result: a result is that of a 件, so their numbers lead to those.
func (a asking) results(all []foi.Speed) speedTable {
	out := speedTable{ID: "result", Title: i18n.T("foi.by_result"), Label: i18n.T("foi.result")}
	for _, s := range all {
		of := []string{"row", string(foi.Concluded), "result", s.Result}
		line := speedLineOf(s, resultName(s.Result))
		line.Answered, line.InTime = linked(s.Answered, a.url(piecesPath, of...)), linked(s.InTime, a.url(piecesPath, append(of, "timely", "true")...))
		out.Rows = append(out.Rows, line)
	}
	return out
}

// speedLineOf says nothing of how fast where nothing was made.
func speedLineOf(s foi.Speed, name string) speedLine {
	line := speedLine{Name: name, Share: web.Nothing, Days: web.Nothing, Most: web.Nothing}
	if s.Answered > 0 {
		line.Share = strconv.FormatFloat(s.Share(), 'f', 1, 64) + "%"
	}
	if s.Answered+s.Passed > 0 {
		line.Days, line.Most = strconv.FormatFloat(s.Days, 'f', 1, 64), strconv.Itoa(s.Most)
	}
	return line
}
