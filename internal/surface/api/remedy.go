package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/remedy"
)

// remedyEndpoints are about complaints, reviews and suits. Who complains is masked; to
// open it is an act with a reason, as at the desk.
func (a *API) remedyEndpoints() []Endpoint {
	s := a.Remedies
	return []Endpoint{
		list("/remedies", "remedy.list", remedy.See, s.Find),
		create("/remedies", "remedy.register", remedy.Take, s.Register),
		look("/remedies/figures", "remedy.figures", remedy.See, s.Table),
		get("/remedies/{id}", "remedy.get", remedy.See, s.View),
		act("/remedies/{id}/bring", "remedy.bring", remedy.See, a.bringPaper),
		act("/remedy-scans/{id}/unseal", "remedy.unseal", remedy.See, a.unsealScan),
		act("/remedies/{id}/complainant", "remedy.unmask", remedy.Unmask, s.Unmask),
		act("/remedies/{id}/answer", "remedy.answer", remedy.Handle, s.AnswerBy),
		act("/remedies/{id}/decide", "remedy.decide", remedy.Handle, s.Decide),
		act("/remedies/{id}/judge", "remedy.judge", remedy.Judge, s.Judge),
		act("/remedies/{id}/redo", "remedy.redo", remedy.Handle, s.Redo),
		act("/remedies/{id}/fulfil", "remedy.fulfil", remedy.Handle, s.Fulfil),
		act("/remedies/{id}/pass", "remedy.pass", remedy.Judge, s.Pass),
		act("/remedies/{id}/amend", "remedy.amend", remedy.Handle, s.Amend),
		act("/remedies/{id}/withdraw", "remedy.withdraw", remedy.Judge, s.WithdrawOnPaper),
		act("/remedies/{id}/void", "remedy.void", remedy.Judge, s.Void),
	}
}

// A paper is one of a case, with its scans.
type paper struct {
	remedy.Bring
	evidence
}

func (a *API) bringPaper(ctx context.Context, id remedy.ID, in paper) (*remedy.Case, error) {
	scans, err := a.sealed(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return a.Remedies.Bring(ctx, id, in.Bring, scans)
}

func (a *API) unsealScan(ctx context.Context, id sealedID, in remedy.Unseal) (unsealed, error) {
	f, content, err := a.Remedies.Open(ctx, int64(id), in)
	return unsealed{f, content}, err
}
