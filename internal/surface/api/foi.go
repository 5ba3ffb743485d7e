package api

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/surface/web"
)

// requestEndpoints are about requests for information. The applicant is masked; who
// it is, is an act with a reason, as at the desk. A return is asked of the one whose
// turn it is, so its permission is what all of them have.
func (a *API) requestEndpoints() []Endpoint {
	s := a.Requests
	return []Endpoint{
		list("/requests", "foi.list", foi.See, s.Find),
		create("/requests", "foi.receive", foi.Take, a.receive),
		look("/requests/board", "foi.board", foi.See, func(ctx context.Context, _ struct{}) (foi.Board, error) { return s.Board(ctx) }),
		look("/requests/figures", "foi.figures", foi.See, s.Figures),
		list("/requests/pieces", "foi.pieces", foi.See, s.Pieces),
		list("/requests/fees", "foi.fees", foi.See, s.Ledger),
		list("/requests/forgettable", "foi.forgettable", foi.Purge, s.Forgettable),
		exported("/requests/export", "foi.export", s.Export),
		exported("/requests/figures/export", "foi.figures_export", s.ExportFigures),
		exported("/requests/pieces/export", "foi.pieces_export", s.ExportPieces),
		exported("/requests/fees/export", "foi.fees_export", s.ExportLedger),
		list("/request-batches", "foi.batches", foi.Import, s.Batches),
		run("/request-batches", "foi.import", foi.Import, func(ctx context.Context, in batchInput) (foi.Imported, error) {
			return s.Import(ctx, foi.Table{Name: in.File.Name, File: in.File.Bytes}, in.Dry)
		}),
		get("/request-batches/{id}", "foi.batch", foi.Import, s.Batch),
		act("/request-batches/{id}/undo", "foi.undo", foi.Import, s.UndoBatch),
		get("/requests/{id}", "foi.get", foi.See, s.View),
		act("/requests/{id}/keep", "foi.keep", foi.Purge, s.Keep),
		act("/requests/{id}/applicant", "foi.unmask", foi.Unmask, s.Unmask),
		act("/requests/{id}/code", "foi.recode", foi.Take, s.Recode),
		act("/requests/{id}/bring", "foi.bring", foi.Take, a.bring),
		act("/requests/{id}/confirm", "foi.confirm", foi.Take, s.Confirm),
		act("/requests/{id}/propose_close", "foi.propose_close", foi.Take, s.ProposeClose),
		act("/requests/{id}/close", "foi.close", foi.See, s.Close),
		act("/requests/{id}/assign", "foi.assign", foi.Assign, s.Assign),
		act("/requests/{id}/transfer", "foi.transfer", foi.Assign, s.Transfer),
		act("/requests/{id}/split", "foi.split", foi.Handle, a.split),
		act("/requests/{id}/clarify", "foi.clarify", foi.Handle, s.Clarify),
		act("/requests/{id}/amend", "foi.amend", foi.Take, s.Amend),
		act("/requests/{id}/wonder", "foi.wonder", foi.Handle, s.Wonder),
		act("/requests/{id}/weigh", "foi.weigh", foi.Handle, s.Weigh),
		act("/requests/{id}/delay", "foi.delay", foi.Extend, s.Delay),
		act("/requests/{id}/ask", "foi.ask", foi.Handle, s.Ask),
		act("/requests/{id}/propose", "foi.propose", foi.Handle, s.Propose),
		act("/requests/{id}/extend", "foi.extend", foi.Extend, s.Extend),
		act("/requests/{id}/propose_fee", "foi.propose_fee", foi.Handle, s.ProposeFee),
		act("/requests/{id}/decline_fee", "foi.decline_fee", foi.Extend, s.DeclineFee),
		act("/requests/{id}/charge", "foi.charge", foi.Extend, s.Charge),
		act("/requests/{id}/pay", "foi.pay", foi.Handle, s.Pay),
		act("/requests/{id}/seek", "foi.seek", foi.Handle, s.Seek),
		act("/requests/{id}/draft", "foi.draft", foi.Handle, s.Draft),
		act("/requests/{id}/submit", "foi.submit", foi.Handle, s.Submit),
		act("/requests/{id}/review", "foi.review", foi.Review, a.endorse(foi.ActReview)),
		act("/requests/{id}/clear", "foi.clear", foi.Clear, a.endorse(foi.ActClear)),
		act("/requests/{id}/sign", "foi.sign", foi.Sign, a.endorse(foi.ActSign)),
		act("/requests/{id}/return", "foi.return", foi.See, s.Return),
		act("/requests/{id}/serve", "foi.serve", foi.Handle, s.Serve),
		act("/requests/{id}/bounce", "foi.bounce", foi.Handle, s.Bounce),
		act("/requests/{id}/resend", "foi.resend", foi.Handle, s.Resend),
		act("/requests/{id}/dismiss", "foi.dismiss", foi.Handle, s.Dismiss),
		act("/requests/{id}/withdraw", "foi.withdraw", foi.Take, s.WithdrawOnPaper),
		act("/requests/{id}/restore", "foi.restore", foi.Handle, a.restore),
		act("/requests/{id}/restore_fee", "foi.restore_fee", foi.Handle, a.restoreFee),
		act("/requests/{id}/redo", "foi.redo", foi.Handle, s.Redo),
		act("/requests/{id}/archive", "foi.archive", foi.Handle, s.Archive),
	}
}

// requestPartEndpoints are about what a request has several of, and letters by mail.
func (a *API) requestPartEndpoints() []Endpoint {
	s := a.Requests
	return []Endpoint{
		act("/request-items/{id}/decide", "foi.decide", foi.Handle, a.decideItem),
		act("/request-items/{id}/give", "foi.give", foi.Handle, a.giveCopy),
		save("/request-papers/{id}", "foi.paper", foi.See, anyFile, a.itemPaper),
		act("/request-papers/{id}/take-out", "foi.take_out", foi.Handle, func(ctx context.Context, id paperID, in foi.Seen) (*foi.Request, error) {
			return s.TakeOut(ctx, int64(id), in)
		}),
		act("/consultations/{id}/reach", "foi.reach", foi.Handle, a.reachAsked),
		act("/consultations/{id}/hear", "foi.hear", foi.Handle, a.hearAsked),
		act("/consultations/{id}/overrule", "foi.overrule", foi.Handle, a.overruleAsked),
		act("/letters/{id}/got", "foi.got", foi.Handle, a.gotLetter),
		act("/letters/{id}/dispatch", "foi.dispatch", foi.Handle, a.dispatch),
		act("/letters/{id}/back", "foi.back", foi.Handle, a.back),
		act("/consultations/{id}/unreach", "foi.unreach", foi.Handle, a.unreach),
		act("/letters/{id}/prove", "foi.prove", foi.Handle, a.proveLetter),
		act("/sealed-files/{id}/unseal", "foi.unseal", foi.Unmask, a.unseal),
		act("/fees/{id}/refund", "foi.refund", foi.Extend, a.refundFee),
		act("/notices/{id}/settle", "foi.settle", foi.Handle, a.settleNotice),
		list("/incoming", "foi.list_incoming", foi.Take, s.FindIncoming),
		get("/incoming/{id}", "foi.get_incoming", foi.Take, s.Incoming),
		act("/incoming/{id}/open", "foi.open_incoming", foi.Take, s.OpenIncoming),
		act("/incoming/{id}/register", "foi.register", foi.Take, s.Register),
		act("/incoming/{id}/set-aside", "foi.set_aside", foi.Take, s.SetAside),
		act("/incoming/{id}/uphold", "foi.uphold", foi.Take, s.Uphold),
		act("/incoming/{id}/take-back", "foi.take_back", foi.Take, s.TakeBack),
		list("/aid", "foi.find_aid", foi.Help, s.FindAid),
		get("/aid/{id}", "foi.sought", foi.Help, s.Sought),
		act("/aid/{id}/opine", "foi.opine", foi.Help, s.Opine),
	}
}

// endorse is one of the three signatures.
func (a *API) endorse(of foi.Act) func(context.Context, foi.ID, foi.Endorse) (*foi.Request, error) {
	return func(ctx context.Context, id foi.ID, in foi.Endorse) (*foi.Request, error) {
		return a.Requests.Endorse(ctx, id, of, in)
	}
}

// exported sends what a question finds as XLSX.
func exported[Q any](path, name string, export func(context.Context, Q) ([]byte, error)) Endpoint {
	return file(path, name, foi.Export, files.XLSX.MIME(), func(r *http.Request, q Q) (web.Bytes, error) {
		data, err := export(r.Context(), q)
		return web.Bytes{Name: name + ".xlsx", Type: files.XLSX.MIME(), Data: data}, err
	})
}

// A decision is what is decided on one item: the facts that its result asks for, a
// key and a value each, and the lists as they are typed at the desk.
type decision struct {
	Rev    int64    `form:"rev" label:"foi.rev"`
	Result string   `form:"result" label:"foi.result" required:"true"`
	Facts  []string `form:"facts" label:"foi.facts" hint:"foi.facts_hint"`
	Reason string   `form:"reason" label:"foi.item_reason" max:"5000"`
	Whole  bool     `form:"whole" label:"foi.whole"`
	Given  string   `form:"given" label:"foi.given" hint:"foi.given_hint" max:"4000"`
	Parts  string   `form:"parts" label:"foi.parts" hint:"foi.parts_hint" max:"8000"`
	evidence
}

func (a *API) decideItem(ctx context.Context, id foi.ItemID, in decision) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartItem, int64(id))
	if err != nil {
		return nil, err
	}
	v, err := a.Requests.View(ctx, of)
	if err != nil {
		return nil, err
	}
	for _, it := range v.Items {
		if it.ID == id {
			return a.decide(ctx, of, it, in)
		}
	}
	return nil, fault.New(fault.NotFound, "not_found")
}

func (a *API) decide(ctx context.Context, of foi.ID, it foi.Item, in decision) (_ *foi.Request, err error) {
	it.Rev, it.Result, it.Reason, it.Whole, it.Facts = in.Rev, in.Result, in.Reason, in.Whole, map[string]string{}
	for _, f := range in.Facts {
		key, value, ok := strings.Cut(f, "=")
		if !ok {
			return nil, fault.Field("facts", "foi.bad.facts", f)
		}
		it.Facts[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	if it.Given, err = foi.ReadGiven(in.Given, it.Given); err != nil {
		return nil, err
	}
	if it.Parts, err = foi.ReadParts(in.Parts); err != nil {
		return nil, err
	}
	if err := checkWith(it, in.Files); err != nil {
		return nil, err
	}
	var brought []files.Upload
	for _, u := range in.Files {
		staged, err := a.Files.Stage(ctx, bytes.NewReader(u.Bytes))
		if err != nil {
			return nil, err
		}
		brought = append(brought, files.Upload{Staged: staged, Name: u.Name})
	}
	return a.Requests.Decide(ctx, of, it.ID, it, brought...)
}

// checkWith asks whether a decision is complete once files have come with it.
func checkWith(it foi.Item, brought []web.Upload) error {
	it.Papers = slices.Clone(it.Papers)
	for i, u := range brought {
		it.Papers = append(it.Papers, files.File{ID: int64(-1 - i), Name: u.Name}) // which has no id yet
	}
	return it.CheckSaid()
}

func (a *API) reachAsked(ctx context.Context, id foi.ConsultID, in foi.On) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartConsult, int64(id))
	if err != nil {
		return nil, err
	}
	return a.Requests.Reach(ctx, of, id, in)
}

func (a *API) overruleAsked(ctx context.Context, id foi.ConsultID, in foi.Overrule) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartConsult, int64(id))
	if err != nil {
		return nil, err
	}
	return a.Requests.Overrule(ctx, of, id, in)
}

// A letterID names a letter of a case.
type letterID int64

func (a *API) gotLetter(ctx context.Context, id letterID, in foi.On) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartLetter, int64(id))
	if err != nil {
		return nil, err
	}
	return a.Requests.Got(ctx, of, int64(id), in)
}

// A noticeID names a notice to an applicant.
type noticeID int64

func (a *API) settleNotice(ctx context.Context, id noticeID, in foi.Because) (*foi.Request, error) {
	return a.Requests.Settle(ctx, int64(id), in)
}

// papers are what proves who applies, and who may for another.
type papers struct {
	Identity  []web.Upload `form:"identity" label:"foi.identity" hint:"foi.identity_hint" max:"5MB"`
	Authority []web.Upload `form:"authority" label:"foi.authority" hint:"foi.authority_hint" max:"5MB"`
}

type receiving struct {
	foi.Receipt
	papers
}

func (a *API) receive(ctx context.Context, in receiving) (out foi.Filed, err error) {
	p, err := a.papersOf(ctx, in.papers)
	if err != nil {
		return out, err
	}
	return a.Requests.Receive(ctx, in.Receipt, p)
}

func (a *API) bring(ctx context.Context, id foi.ID, in papers) (*foi.Request, error) {
	p, err := a.papersOf(ctx, in)
	if err != nil {
		return nil, err
	}
	return a.Requests.Bring(ctx, id, p)
}

func (a *API) papersOf(ctx context.Context, in papers) (p foi.Papers, err error) {
	if p.Identity, err = a.sealed(ctx, in.Identity); err != nil {
		return p, err
	}
	p.Authority, err = a.sealed(ctx, in.Authority)
	return p, err
}

func (a *API) sealed(ctx context.Context, all []web.Upload) (out []files.Upload, err error) {
	for _, u := range all {
		staged, err := a.Requests.StageSealed(ctx, u.Name, u.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, staged)
	}
	return out, nil
}

// A proving is a proof of service with its scans.
type proving struct {
	foi.Prove
	evidence
}

func (a *API) proveLetter(ctx context.Context, id letterID, in proving) (*foi.Request, error) {
	of, err := a.Requests.Of(ctx, foi.PartLetter, int64(id))
	if err != nil {
		return nil, err
	}
	scans, err := a.sealed(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return a.Requests.Prove(ctx, of, int64(id), in.Prove, scans...)
}

// A sealedID names a locked file of a case.
type sealedID int64

// An unsealed file is what a locked one has, once it was said why.
type unsealed struct {
	files.File
	Content []byte `json:"content"`
}

func (a *API) unseal(ctx context.Context, id sealedID, in foi.Because) (unsealed, error) {
	f, content, err := a.Requests.Open(ctx, int64(id), in)
	return unsealed{f, content}, err
}

func (a *API) refundFee(ctx context.Context, id foi.ChargeID, in foi.Refunding) (foi.Charge, error) {
	of, err := a.Requests.Of(ctx, foi.PartFee, int64(id))
	if err != nil {
		return foi.Charge{}, err
	}
	return a.Requests.Refund(ctx, of, id, in)
}
