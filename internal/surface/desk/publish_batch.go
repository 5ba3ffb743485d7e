package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	batchPath       = publishPath + "/batch"
	batchImportPath = batchPath + "/import"
)

// batchFile is a file with items of an earlier site.
type batchFile struct {
	File web.Upload `form:"file" label:"publish.batch_file" hint:"publish.batch_file_hint" accept:".jsonl,.xlsx,.csv" max:"5MB" required:"true"`
}

// Guide says how the fields of the file are read.
func (batchFile) Guide() []batchGuide {
	return guideOf(publish.BatchColumns, func(key string) string { return i18n.T("publish.batch_column." + key) })
}

// guideOf is what a page says about the columns of a table.
func guideOf(columns []sheet.Column, about func(key string) string) []batchGuide {
	out := make([]batchGuide, len(columns))
	for i, c := range columns {
		out[i] = batchGuide{c.Key, joined(c.Names), c.Required, about(c.Key)}
	}
	return out
}

// A batchGuide is one field of the file.
type batchGuide struct {
	Key, Names string
	Required   bool
	About      string
}

// batchTried is a file whose dry run the reader has seen. It goes with the form,
// so that nothing is kept in between.
type batchTried struct {
	carried
	Found publish.Imported
}

// A carried file goes with a form.
type carried struct {
	Name string `form:"name" type:"hidden"`
	Data string `form:"data" type:"hidden" max:"7MB"` // base64
}

func carry(f web.Upload) carried {
	return carried{Name: f.Name, Data: base64.StdEncoding.EncodeToString(f.Bytes)}
}

// file is what was carried; a form that was tampered with has none.
func (c carried) file() []byte {
	data, err := base64.StdEncoding.DecodeString(c.Data)
	if err != nil {
		return nil
	}
	return data
}

// Columns are the columns that get items, with how many.
func (in batchTried) Columns() []batchCount {
	out := make([]batchCount, 0, len(in.Found.Columns))
	for _, path := range slices.Sorted(maps.Keys(in.Found.Columns)) {
		out = append(out, batchCount{path, in.Found.Columns[path]})
	}
	return out
}

// Doubts are the rows that want a look.
func (in batchTried) Doubts() []web.RowError { return rowsAt(in.Found.Warnings) }

func rowsAt(rows []fault.Row) []web.RowError {
	out := make([]web.RowError, len(rows))
	for i, w := range rows {
		out[i] = web.RowError{File: w.File, Line: w.Line, Column: w.Column, Text: i18n.Text(w.Text)}
	}
	return out
}

// A batchCount is a number of items under one name.
type batchCount struct {
	Name string
	N    int
}

// A batchView is the page of one batch.
type batchView struct {
	publish.BatchView
	State   web.Tag
	Facts   []web.Fact
	Counts  []batchCount
	Moving  bool // a job is at it
	Buttons []web.Button
	History []web.Event
}

// onBatch is what the form of an act shows beside its fields.
type onBatch struct {
	Act publish.BatchAct
	Of  batchView
}

type (
	batchAdmit struct {
		publish.Agree
		onBatch
	}
	batchUndo struct {
		publish.Because
		onBatch
	}
)

var (
	batchList = web.ListPage[publish.FindBatch](web.Desk, "publish.batches", batchCols("publish", func(b publish.Batch) batchRow {
		return batchRow{batchTag(b.Status), b.Name, batchURL(&b), b.Total, b.ReadAt}
	})...)
	batchImport    = web.MustPage[web.FormView[batchFile]](pages, web.Desk, "pages/publish/batch-import.html")
	batchConfirmed = web.MustPage[web.FormView[batchTried]](pages, web.Desk, "pages/publish/batch-confirm.html")
	batchShow      = web.MustPage[batchView](pages, web.Desk, "pages/publish/batch.html")
	batchItems     = web.MustPage[batchItemsView](pages, web.Desk, "pages/publish/batch-items.html")
	batchAdmitPage = web.MustPage[web.FormView[batchAdmit]](pages, web.Desk, "pages/publish/batch-act.html")
	batchUndoPage  = web.MustPage[web.FormView[batchUndo]](pages, web.Desk, "pages/publish/batch-act.html")
)

// A batchRow is something that was taken over from a file, as lists show it.
type batchRow struct {
	state      web.Tag
	name, href string
	total      int
	readAt     time.Time
}

// batchCols are the columns of a list of batches, named by the keys of a noun.
func batchCols[B any](noun string, row func(B) batchRow) []web.Col[B] {
	return []web.Col[B]{
		{Label: noun + ".batch_status", Class: "o1", Cell: func(b B) web.Cell { return web.Cell{Tag: row(b).state} }},
		{Label: noun + ".batch_file", Class: "ti", Cell: func(b B) web.Cell { return web.Cell{Text: row(b).name, Href: row(b).href} }},
		{Label: noun + ".batch_total", Class: "num", Cell: func(b B) web.Cell { return web.Cell{Text: strconv.Itoa(row(b).total)} }},
		{Label: noun + ".batch_read_at", Class: "num o2", Cell: func(b B) web.Cell { return web.Cell{Text: moment(row(b).readAt)} }},
	}
}

func (d *Desk) batchRoutes() []web.Route {
	confirm := web.POST(batchImportPath+"/confirm", publish.Import, web.Make(batchConfirmed, nil, d.importBatch, batchURL,
		web.Submit("publish.import"), web.Done("publish.done.import"), web.Cancel(batchImportPath)).Handle)
	confirm.Body = confirmBody
	one := batchPath + "/{id}"
	return []web.Route{
		web.GET(batchPath, publish.See, web.List(batchList, d.Items.Batches, web.Empty("publish.no_batches"),
			web.Create(web.Item{Label: "publish.import", Path: batchImportPath, Perm: publish.Import}))),
		web.Form(batchImportPath, publish.Import, web.Make(batchImport, nil, d.tryBatch, nil, web.Submit("publish.dry_run"), web.Cancel(batchPath))),
		confirm,
		web.GET(one, publish.See, web.Show(batchShow, d.batch)),
		web.GET(one+"/items", publish.See, d.itemsOfBatch),
		onBatches(d, batchAdmitPage, publish.ActAdmits, func(on onBatch) batchAdmit {
			return batchAdmit{publish.Agree{Rev: on.Of.Batch.Rev}, on}
		}, func(in batchAdmit) publish.Agree { return in.Agree }, d.Items.Admit),
		onBatches(d, batchUndoPage, publish.ActUndo, func(on onBatch) batchUndo {
			return batchUndo{publish.Because{Rev: on.Of.Batch.Rev}, on}
		}, func(in batchUndo) publish.Because { return in.Because }, d.Items.Undo),
	}
}

// onBatches is the form of one act: blank makes it for a batch, told takes out what the service asks for.
func onBatches[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act publish.BatchAct, blank func(onBatch) Form, told func(Form) In,
	do func(context.Context, publish.BatchID, In) (*publish.Batch, error),
) web.Route {
	load := func(ctx context.Context, id publish.BatchID) (in Form, err error) {
		v, err := d.batch(ctx, id)
		if err != nil {
			return in, err
		}
		return blank(onBatch{act, v}), nil
	}
	return web.Form(batchPath+"/{id}/"+web.ActPath(act), batchPerm(act), web.Act(page, load, func(ctx context.Context, id publish.BatchID, in Form) (*publish.Batch, error) {
		return do(ctx, id, told(in))
	}, batchURL, web.Submit(string(act)), web.Done("publish.done."+web.ShortAct(act)), web.Cancel(batchPath+"/{id}")))
}

// batchPerm is the permission that the table asks for an act.
func batchPerm(a publish.BatchAct) auth.Perm {
	i := slices.IndexFunc(publish.BatchFlow, func(st flow.Step[publish.BatchStatus, publish.BatchAct]) bool { return st.Act == a })
	return publish.BatchFlow[i].Perm
}

func batchURL(b *publish.Batch) string { return refURL(b.Ref()) }

func batchTag(s publish.BatchStatus) web.Tag {
	kind := map[publish.BatchStatus]string{publish.BatchRead: "warn", publish.BatchReleasing: "info", publish.BatchLive: "ok", publish.BatchUndoing: "info"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("publish.batch_status." + string(s))}
}

// tryBatch shows what importing the file would do, with a form that does it.
func (d *Desk) tryBatch(ctx context.Context, in batchFile) (web.Reply, error) {
	c := batchTried{carried: carry(in.File)}
	var err error
	if c.Found, err = d.Items.Import(ctx, c.source(), true); err != nil {
		return nil, err
	}
	return web.Fill(batchConfirmed, batchImportPath+"/confirm", c, web.Submit("publish.import"), web.Cancel(batchImportPath)), nil
}

func (in batchTried) source() publish.Source { return publish.Source{Name: in.Name, File: in.file()} }

func (d *Desk) importBatch(ctx context.Context, in batchTried) (*publish.Batch, error) {
	out, err := d.Items.Import(ctx, in.source(), false)
	return out.Batch, err
}

func (d *Desk) batch(ctx context.Context, id publish.BatchID) (v batchView, err error) {
	if v.BatchView, err = d.Items.Batch(ctx, id); err != nil {
		return v, err
	}
	b := &v.Batch
	v.State, v.Moving = batchTag(b.Status), b.Status == publish.BatchReleasing || b.Status == publish.BatchUndoing
	v.Facts = []web.Fact{
		{Label: "publish.batch_file", Text: b.Name},
		{Label: "publish.batch_digest", Text: b.Digest},
		{Label: "publish.batch_total", Text: strconv.Itoa(b.Total)},
		{Label: "publish.batch_read_at", Text: moment(b.ReadAt)},
	}
	if b.Reason != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "publish.reason", Text: b.Reason})
	}
	for _, s := range slices.Sorted(maps.Keys(v.Items)) {
		v.Counts = append(v.Counts, batchCount{i18n.T("publish.status." + string(s)), v.Items[s]})
	}
	v.Buttons = web.Buttons(v.Acts, batchURL(b), "publish")
	v.History, err = d.history(ctx, b.Ref(), itemEvent)
	return v, err
}

// A batchItemsView is the items of a batch, a page at a time: who puts them on line reads them first.
type batchItemsView struct {
	Batch publish.Batch
	Rows  []itemRow
	Lines web.Lines // its pager
}

func (d *Desk) itemsOfBatch(r *web.Req) (web.Reply, error) {
	id, err := web.ID[publish.BatchID](r)
	if err != nil {
		return nil, err
	}
	b, err := d.Items.Batch(r.Context(), id)
	if err != nil {
		return nil, err
	}
	found, err := d.Items.BatchItems(r.Context(), id, db.Page{After: r.URL.Query().Get("after")})
	rows, err := d.itemRows(r.Context(), found, err)
	if err != nil {
		return nil, err
	}
	lines := web.Lines{Total: rows.Total, More: rows.More}.Paged(r, rows.Next)
	return batchItems.With(batchItemsView{b.Batch, rows.Items, lines}), nil
}

// batchBlocks is the batches that the reader may put on line, on the page of today.
func (d *Desk) batchBlocks(ctx context.Context) ([]Block, error) {
	if !auth.From(ctx).Can(publish.Admit) {
		return nil, nil
	}
	rows, err := d.Items.Batches(ctx, publish.FindBatch{Status: publish.BatchRead}, db.Page{Size: blockLines})
	b := Block{Title: i18n.T("publish.block.batch"), All: web.Link{Href: batchPath + "?state=" + string(publish.BatchRead), Label: i18n.T("publish.block_all", rows.Total)}}
	for i := range rows.Items {
		it := &rows.Items[i]
		b.Lines = append(b.Lines, Line{Href: batchURL(it), Title: it.Name, Note: fmt.Sprintf("%s\u3000%s", i18n.T("publish.batch_of", it.Total), moment(it.ReadAt))})
	}
	return []Block{b}, err
}
