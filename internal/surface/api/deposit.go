package api

import (
	"bytes"
	"context"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/surface/web"
)

// depositEndpoints are about the handing-over of the library to the city, and the differences between the two.
func (a *API) depositEndpoints() []Endpoint {
	s := a.Deposits
	return []Endpoint{
		list("/deposits", "deposit.list", deposit.See, s.Find),
		create("/deposits", "deposit.make", deposit.Write, func(ctx context.Context, _ struct{}) (*deposit.Deposit, error) { return s.Make(ctx) }),
		get("/deposits/{id}", "deposit.get", deposit.See, s.View),
		act("/deposits/{id}/hand-over", "deposit.hand_over", deposit.Hand, s.HandOver),
		act("/deposits/{id}/receive", "deposit.receive", deposit.Write, a.receiveDeposit),
		act("/deposits/{id}/return", "deposit.return", deposit.Write, s.Return),
		act("/deposits/{id}/void", "deposit.void", deposit.Write, s.Void),
		list("/deposit-documents", "deposit.documents", deposit.See, s.Documents),
		list("/differences", "deposit.differences", deposit.See, s.Differences),
		create("/differences", "deposit.compare", deposit.Write, func(ctx context.Context, in differenceInput) (*deposit.Difference, error) {
			return s.Compare(ctx, in.Comparison, deposit.List{Name: in.File.Name, File: in.File.Bytes})
		}),
		get("/differences/{id}", "deposit.difference", deposit.See, s.Difference),
		list("/difference-lines", "deposit.lines", deposit.See, s.Lines),
		get("/difference-lines/{id}", "deposit.line", deposit.See, s.Line),
		act("/difference-lines/{id}/explain", "deposit.explain", deposit.Write, s.Explain),
	}
}

type (
	// receiptInput is the receipt of the city with its scan.
	receiptInput struct {
		deposit.Receipt
		File web.Upload `form:"file" label:"deposit.scan" hint:"deposit.scan_hint" max:"20MB" required:"true"`
	}
	// differenceInput is the list of the city with what it is compared with.
	differenceInput struct {
		deposit.Comparison
		File web.Upload `form:"file" label:"deposit.list" hint:"deposit.list_hint" max:"20MB" required:"true"`
	}
)

func (a *API) receiveDeposit(ctx context.Context, id deposit.ID, in receiptInput) (*deposit.Deposit, error) {
	scan, err := a.Deposits.Attach(ctx, in.File.Name, bytes.NewReader(in.File.Bytes))
	if err != nil {
		return nil, err
	}
	return a.Deposits.Receive(ctx, id, in.Receipt, scan)
}
