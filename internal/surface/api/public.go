package api

import (
	"context"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// publicEndpoints answer anybody. They answer with the public views of plans
// alone, which have no people in them.
func (a *API) publicEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/plans", "public.plans", auth.Public, a.publicPlans),
		file("/public/plans.csv", "public.plans_table", auth.Public, "text/csv", a.plansTable),
		look("/public/units", "public.units", auth.Public, a.publicUnits),
		file("/public/units.csv", "public.units_table", auth.Public, "text/csv", a.unitsTable),
		get("/public/plans/{id}", "public.plan", auth.Public, a.Plans.Page),
		get("/public/reports/{id}", "public.report", auth.Public, a.publicReport),
		look("/public/checkpoint", "public.checkpoint", auth.Public, a.checkpoint),
		look("/public/proof", "public.proof", auth.Public, a.proof),
	}
}

// A PublicPlan is a plan that was issued, and how far it is.
type PublicPlan struct {
	plan.PagePlan
	Total duty.Tally `json:"total"`
}

// publicFind narrows the list of plans.
type publicFind struct {
	Year int `form:"year" label:"plan.year"`
}

func (a *API) publicPlans(ctx context.Context, q publicFind, p db.Page) (out db.Rows[PublicPlan], err error) {
	rows, err := a.Plans.Rows(auth.With(ctx, auth.Actor{}), plan.Find{Year: q.Year}, p)
	out.Next, out.Total, out.More = rows.Next, rows.Total, rows.More
	for _, r := range rows.Items {
		shown := plan.PagePlan{ID: r.ID, Year: r.Year, Title: r.Title, Number: r.Number, Issuer: r.Issuer, Status: r.Status, IssuedOn: r.IssuedOn}
		out.Items = append(out.Items, PublicPlan{shown, r.Tally})
	}
	return out, err
}

// A PublicUnit is an office as the public knows it: its names and how to reach who works
// on disclosure in it. One that is no more stays, since what it published stays.
type PublicUnit struct {
	ID       int64     `json:"id"`
	Code     string    `json:"code"`
	Name     string    `json:"name"`
	Short    string    `json:"short"`
	Kind     unit.Kind `json:"kind"`
	ParentID int64     `json:"parent_id,omitempty"`
	Path     string    `json:"path"`
	Closed   string    `json:"closed,omitempty"`
	profile.Contact
}

// PublicUnits is all of them, from top to bottom, those that are no more at the end.
type PublicUnits struct {
	Units []PublicUnit `json:"units"`
}

func (a *API) publicUnits(ctx context.Context, _ struct{}) (out PublicUnits, err error) {
	all, err := read(ctx, a, unit.All)
	out.Units = make([]PublicUnit, len(all))
	for i, u := range all {
		out.Units[i] = PublicUnit{u.ID, u.Code, u.Name, u.Short, u.Kind, u.ParentID, u.Path, u.Closed, u.Contact}
	}
	return out, err
}

// A PublicReport is a report that was accepted, with the plan that it is about.
type PublicReport struct {
	Plan   plan.PagePlan `json:"plan"`
	Report plan.PageTold `json:"report"`
}

func (a *API) publicReport(ctx context.Context, id plan.ReportID) (out PublicReport, err error) {
	out.Report, out.Plan, err = a.Plans.Told(ctx, id)
	return out, err
}

// A Checkpoint is the newest signed head of the public log, and the key that it is verified with.
type Checkpoint struct {
	Origin      string `json:"origin"`
	Key         string `json:"key"`
	Fingerprint string `json:"fingerprint"`
	Size        int64  `json:"size"`
	Root        string `json:"root"` // base64
	Checkpoint  string `json:"checkpoint"`
}

func (a *API) checkpoint(ctx context.Context, _ struct{}) (out Checkpoint, err error) {
	key := a.Journal.Key()
	out = Checkpoint{Origin: key.Origin(), Key: key.String(), Fingerprint: key.Fingerprint()}
	if out.Checkpoint, err = a.Journal.Checkpoint(ctx); err != nil {
		return out, err
	}
	c, err := key.Open(out.Checkpoint)
	out.Size, out.Root = c.Size, c.Root.String()
	return out, err
}

// proofInput names what is to be proved.
type proofInput struct {
	Ref string `form:"ref" label:"api.ref" hint:"api.ref_hint" required:"true" max:"100"`
}

func (a *API) proof(ctx context.Context, in proofInput) (proof.Bundle, error) {
	return a.Journal.Proof(ctx, in.Ref)
}
