package desk

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

type (
	// scansForm takes the evidence of what is noted late.
	scansForm struct {
		Scans []web.Upload `form:"scans" label:"foi.evidence" hint:"foi.evidence_hint" accept:".jpg,.jpeg,.png,.pdf" max:"5MB"`
	}
	restoreForm struct {
		foi.Restore
		scansForm
		onCase
	}
	restoreFeeForm struct {
		foi.RestoreFee
		scansForm
		onCase
	}
	hearForm struct {
		foi.Hear
		scansForm
		onPart
		Open bool // nobody has noted silence
	}
)

var (
	restorePage    = stepPage[restoreForm]()
	restoreFeePage = stepPage[restoreFeeForm]()
	hearPage       = web.MustPage[web.FormView[hearForm]](pages, web.Desk, partFile)
)

// Hides leaves out what is asked only of an opinion that is noted late.
func (in hearForm) Hides(field string) bool {
	return in.Open && (field == "late" || field == "scans")
}

func (d *Desk) foiRestoreRoutes() []web.Route {
	s := d.Requests
	as := func(in restoreForm) restoreForm { return in }
	asFee := func(in restoreFeeForm) restoreFeeForm { return in }
	return []web.Route{
		onRequests(d, restorePage, foi.ActRestore, func(on onCase) restoreForm {
			on.Remark = i18n.T("foi.missed", on.Of.Request.Until)
			return restoreForm{Restore: foi.Restore{Rev: on.rev(), Ground: foi.CameInTime, Day: on.Of.Request.Until}, onCase: on}
		}, as, func(ctx context.Context, id foi.ID, in restoreForm) (*foi.Request, error) {
			scans, err := d.sealed(ctx, "scans", in.Scans)
			if err != nil {
				return nil, err
			}
			return s.Restore(ctx, id, in.Restore, scans...)
		}),
		onRequests(d, restoreFeePage, foi.ActRestoreFee, func(on onCase) restoreFeeForm {
			on.Remark = i18n.T("foi.missed", on.Of.Request.Until)
			return restoreFeeForm{RestoreFee: foi.RestoreFee{Payment: foi.Payment{Rev: on.rev(), Day: on.Of.Request.Until}}, onCase: on}
		}, asFee, func(ctx context.Context, id foi.ID, in restoreFeeForm) (*foi.Request, error) {
			scans, err := d.sealed(ctx, "scans", in.Scans)
			if err != nil {
				return nil, err
			}
			return s.RestoreFee(ctx, id, in.RestoreFee, scans...)
		}),
		onConsults(d, hearPage, foi.ActHear, func(v foi.View, id foi.ConsultID, on onPart) hearForm {
			silent := slices.ContainsFunc(v.Asked, func(q foi.Consult) bool { return q.ID == id && q.Answer == foi.Silent })
			return hearForm{Hear: foi.Hear{Rev: v.Request.Rev, Day: d.DB.Today()}, onPart: on, Open: !silent}
		}, func(ctx context.Context, of foi.ID, id foi.ConsultID, in hearForm) (*foi.Request, error) {
			scans, err := d.sealed(ctx, "scans", in.Scans)
			if err != nil {
				return nil, err
			}
			return s.Hear(ctx, of, id, in.Hear, scans...)
		}),
	}
}
