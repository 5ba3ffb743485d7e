package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const paperPath = foiPath + "/batch"

// A paperTable is a table of paper cases of earlier years.
type paperTable struct {
	File web.Upload `form:"file" label:"foi.batch_file" hint:"foi.batch_file_hint" accept:".xlsx,.csv" max:"5MB" required:"true"`
}

// Guide says how the columns of the table are read.
func (paperTable) Guide() []batchGuide {
	return guideOf(foi.BatchColumns, func(key string) string { return i18n.T("foi.batch_column." + key) })
}

// A paperTried is a table whose dry run the reader has seen.
type paperTried struct {
	carried
	Found foi.Imported
}

// Years are the years that get cases, with how many.
func (in paperTried) Years() []batchCount {
	out := make([]batchCount, 0, len(in.Found.Years))
	for _, y := range slices.Sorted(maps.Keys(in.Found.Years)) {
		out = append(out, batchCount{strconv.Itoa(y), in.Found.Years[y]})
	}
	return out
}

// Doubts are what the table has and the import leaves out.
func (in paperTried) Doubts() []web.RowError { return rowsAt(in.Found.Warnings) }

func (in paperTried) table() foi.Table { return foi.Table{Name: in.Name, File: in.file()} }

// A paperView is the page of one batch.
type paperView struct {
	Batch   foi.Batch
	State   web.Tag
	Facts   []web.Fact
	Cases   string // the list of its cases
	May     bool   // it can be undone
	History []web.Event
}

// A paperUndo takes a batch back.
type paperUndo struct {
	foi.Because
	Of foi.Batch
}

var (
	paperList = web.ListPage[foi.FindBatch](web.Desk, "foi.batches", batchCols("foi", func(b foi.Batch) batchRow {
		return batchRow{paperTag(b.Status), b.Name, paperURL(&b), b.Total, b.ReadAt}
	})...)
	paperImport    = web.MustPage[web.FormView[paperTable]](pages, web.Desk, "pages/foi/batch-import.html")
	paperConfirmed = web.MustPage[web.FormView[paperTried]](pages, web.Desk, "pages/foi/batch-confirm.html")
	paperShow      = web.MustPage[paperView](pages, web.Desk, "pages/foi/batch.html")
	paperUndoPage  = web.MustPage[web.FormView[paperUndo]](pages, web.Desk, "pages/foi/batch-undo.html")
)

func (d *Desk) paperRoutes() []web.Route {
	confirm := web.POST(paperPath+"/import/confirm", foi.Import, web.Make(paperConfirmed, nil, d.importPaper, paperURL,
		web.Submit("foi.import"), web.Done("foi.done.import"), web.Cancel(paperPath+"/import")).Handle)
	confirm.Body = confirmBody
	return []web.Route{
		web.GET(paperPath, foi.Import, web.List(paperList, d.Requests.Batches, web.Empty("foi.no_batches"),
			web.Create(web.Item{Label: "foi.import", Path: paperPath + "/import", Perm: foi.Import}))),
		web.Form(paperPath+"/import", foi.Import, web.Make(paperImport, nil, d.tryPaper, nil, web.Submit("foi.dry_run"), web.Cancel(paperPath))),
		confirm,
		web.GET(paperPath+"/{id}", foi.Import, web.Show(paperShow, d.paper)),
		web.Form(paperPath+"/{id}/undo", foi.Import, web.Act(paperUndoPage, d.undoForm, func(ctx context.Context, id foi.BatchID, in paperUndo) (*foi.Batch, error) {
			return d.Requests.UndoBatch(ctx, id, in.Because)
		}, paperURL, web.Submit("foi.undo"), web.Done("foi.done.undo"), web.Cancel(paperPath+"/{id}"))),
	}
}

func paperURL(b *foi.Batch) string { return fmt.Sprintf("%s/%d", paperPath, b.ID) }

func paperTag(s foi.BatchStatus) web.Tag {
	kind := map[foi.BatchStatus]string{foi.BatchTaken: "ok"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("foi.batch_status." + string(s))}
}

// tryPaper shows what importing the table would do, with a form that does it.
func (d *Desk) tryPaper(ctx context.Context, in paperTable) (_ web.Reply, err error) {
	c := paperTried{carried: carry(in.File)}
	if c.Found, err = d.Requests.Import(ctx, c.table(), true); err != nil {
		return nil, err
	}
	return web.Fill(paperConfirmed, paperPath+"/import/confirm", c, web.Submit("foi.import"), web.Cancel(paperPath+"/import")), nil
}

func (d *Desk) importPaper(ctx context.Context, in paperTried) (*foi.Batch, error) {
	out, err := d.Requests.Import(ctx, in.table(), false)
	return out.Batch, err
}

func (d *Desk) undoForm(ctx context.Context, id foi.BatchID) (in paperUndo, err error) {
	in.Of, err = d.Requests.Batch(ctx, id)
	in.Rev = in.Of.Rev
	return in, err
}

func (d *Desk) paper(ctx context.Context, id foi.BatchID) (v paperView, err error) {
	if v.Batch, err = d.Requests.Batch(ctx, id); err != nil {
		return v, err
	}
	b := &v.Batch
	v.State, v.May, v.Cases = paperTag(b.Status), b.Status == foi.BatchTaken, fmt.Sprintf("%s?batch=%d", foiPath, b.ID)
	v.Facts = []web.Fact{
		{Label: "foi.batch_file", Text: b.Name},
		{Label: "foi.batch_digest", Text: b.Digest},
		{Label: "foi.batch_total", Text: strconv.Itoa(b.Total)},
		{Label: "foi.batch_read_at", Text: moment(b.ReadAt)},
	}
	if b.Reason != "" {
		v.Facts = append(v.Facts, web.Fact{Label: "foi.reason", Text: b.Reason})
	}
	v.History, err = d.history(ctx, b.Ref(), nil)
	return v, err
}
