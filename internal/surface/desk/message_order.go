package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	orderPath   = messagePath + "/order"
	orderImport = orderPath + "/import"
)

// An orderTable is a table of work orders of the hotline.
type orderTable struct {
	File web.Upload `form:"file" label:"message.order_file" hint:"message.order_file_hint" accept:".xlsx,.csv" max:"5MB" required:"true"`
}

// Guide says how the columns of the table are read.
func (orderTable) Guide() []batchGuide {
	out := make([]batchGuide, len(message.OrderColumns))
	for i, c := range message.OrderColumns {
		out[i] = batchGuide{c.Key, joined(c.Names), c.Required, i18n.T("message.order_column." + c.Key)}
	}
	return out
}

// An orderTried is a table whose dry run the reader has seen.
type orderTried struct {
	carried
	Found message.Imported
}

// Doubts are what the table has and the import leaves out.
func (in orderTried) Doubts() []web.RowError { return rowsAt(in.Found.Warnings) }

func (in orderTried) table() message.Table { return message.Table{Name: in.Name, File: in.file()} }

var (
	orderList = web.ListPage[message.FindOrder, message.Order](web.Desk, "message.orders",
		web.Col[message.Order]{Label: "message.order_number", Class: "ti", Cell: func(o message.Order) web.Cell {
			return web.Cell{Text: o.Number, Href: refURL(message.RefOf(o.ID))}
		}},
		web.Col[message.Order]{Label: "message.state", Class: "o1", Cell: func(o message.Order) web.Cell { return web.Cell{Tag: messageTag(o.Status)} }},
		web.Col[message.Order]{Label: "message.order_kind", Cell: func(o message.Order) web.Cell { return web.Cell{Text: i18n.T("message.kind." + string(o.Kind))} }},
		web.Col[message.Order]{Label: "message.title", Cell: func(o message.Order) web.Cell { return web.Cell{Text: o.Title} }},
		web.Col[message.Order]{Label: "message.order_unit", Cell: func(o message.Order) web.Cell { return web.Cell{Text: o.Unit} }},
		web.Col[message.Order]{Label: "message.received", Class: "num xs", Cell: func(o message.Order) web.Cell { return dayCell(o.Received) }},
		web.Col[message.Order]{Label: "message.due", Class: "num", Cell: func(o message.Order) web.Cell { return dayCell(o.Due) }},
		web.Col[message.Order]{Label: "message.order_ended", Class: "num o2", Cell: func(o message.Order) web.Cell { return dayCell(o.Ended) }},
		web.Col[message.Order]{Label: "message.reply_text", Cell: func(o message.Order) web.Cell { return web.Cell{Text: o.Reply} }},
		web.Col[message.Order]{Label: "message.rating_of", Cell: func(o message.Order) web.Cell { return web.Cell{Text: ratingWord(o.Rating)} }},
		web.Col[message.Order]{Label: "message.solved", Cell: func(o message.Order) web.Cell { return web.Cell{Text: solvedWord(o.Solved)} }},
		web.Col[message.Order]{Label: "message.reported", Class: "num xs", Cell: func(o message.Order) web.Cell { return dayCell(o.Reported) }},
	)
	orderImportPage = web.MustPage[web.FormView[orderTable]](pages, web.Desk, "pages/message/order-import.html")
	orderConfirmed  = web.MustPage[web.FormView[orderTried]](pages, web.Desk, "pages/message/order-confirm.html")
)

// ratingWord is how content the sender is, in words; nothing before it was said.
func ratingWord(r message.Rating) string {
	if r == "" {
		return ""
	}
	return i18n.T("message.rating." + string(r))
}

// solvedWord is whether the matter is solved, in words; nothing before it was said.
func solvedWord(s message.Solved) string {
	if s == "" {
		return ""
	}
	return i18n.T("message.solved." + string(s))
}

func (d *Desk) orderRoutes() []web.Route {
	confirm := web.POST(orderImport+"/confirm", message.Take, web.Make(orderConfirmed, nil, d.importOrders, nil,
		web.Submit("message.import"), web.Cancel(orderImport)).Handle)
	confirm.Body = confirmBody
	return []web.Route{
		web.GET(orderPath, message.See, web.List(orderList, d.Messages.Orders, web.Empty("message.no_orders"), web.Download(orderPath+".csv"),
			web.Create(web.Item{Label: "message.import", Path: orderImport, Perm: message.Take}))),
		web.GET(orderPath+".csv", message.See, web.CSV(orderList, "message.orders", d.Messages.Orders)),
		web.Form(orderImport, message.Take, web.Make(orderImportPage, nil, d.tryOrders, nil, web.Submit("message.dry_run"), web.Cancel(orderPath))),
		confirm,
	}
}

// tryOrders shows what importing the table would do, with a form that does it.
func (d *Desk) tryOrders(ctx context.Context, in orderTable) (_ web.Reply, err error) {
	c := orderTried{carried: carry(in.File)}
	if c.Found, err = d.Messages.Import(ctx, c.table(), true); err != nil {
		return nil, err
	}
	return web.Fill(orderConfirmed, orderImport+"/confirm", c, web.Submit("message.import"), web.Cancel(orderImport)), nil
}

func (d *Desk) importOrders(ctx context.Context, in orderTried) (web.Reply, error) {
	out, err := d.Messages.Import(ctx, in.table(), false)
	if err != nil {
		return nil, err
	}
	told := fault.T("message.done.import", out.New)
	if out.New == 0 {
		told = fault.T("message.done.import_none")
	}
	return web.Saved{To: orderPath, Text: told}, nil
}
