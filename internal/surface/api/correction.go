package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/correction"
)

// correctionEndpoints are about the correction of one's own record. The applicant is
// masked; who it is, and what a proof says, is an act with a reason, as at the desk.
func (a *API) correctionEndpoints() []Endpoint {
	s := a.Corrections
	return []Endpoint{
		list("/corrections", "correction.list", correction.See, s.Find),
		create("/corrections", "correction.receive", correction.Take, a.receiveCorrection),
		get("/corrections/{id}", "correction.get", correction.See, s.View),
		act("/corrections/{id}/applicant", "correction.unmask", correction.Unmask, s.Unmask),
		act("/correction-proofs/{id}/unseal", "correction.unseal", correction.Unmask, a.unsealProof),
		act("/corrections/{id}/check", "correction.check", correction.Handle, s.Check),
		act("/corrections/{id}/transfer", "correction.transfer", correction.Assign, s.Transfer),
		act("/corrections/{id}/correct", "correction.correct", correction.Handle, s.Correct),
		act("/corrections/{id}/refuse", "correction.refuse", correction.Handle, s.Refuse),
		act("/corrections/{id}/forward", "correction.forward", correction.Handle, s.Forward),
		act("/corrections/{id}/return", "correction.return", correction.Tell, s.Return),
		act("/corrections/{id}/tell", "correction.tell", correction.Tell, s.Tell),
		act("/corrections/{id}/withdraw", "correction.withdraw", correction.Take, s.WithdrawOnPaper),
	}
}

// A claim is a correction as staff type it in, with its proofs.
type claim struct {
	correction.Receipt
	evidence
}

func (a *API) receiveCorrection(ctx context.Context, in claim) (correction.Filed, error) {
	proofs, err := a.sealed(ctx, in.Files)
	if err != nil {
		return correction.Filed{}, err
	}
	return a.Corrections.Receive(ctx, in.Receipt, proofs)
}

func (a *API) unsealProof(ctx context.Context, id sealedID, in correction.Unseal) (unsealed, error) {
	f, content, err := a.Corrections.Open(ctx, int64(id), in)
	return unsealed{f, content}, err
}
