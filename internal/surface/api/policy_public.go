package api

import (
	"context"
	"net/http"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// publicPolicyEndpoints are the library of normative documents, for everybody.
func (a *API) publicPolicyEndpoints() []Endpoint {
	return []Endpoint{
		list("/public/policies", "public.policies", auth.Public, a.Documents.Library),
		look("/public/policy", "public.policy", auth.Public, a.publicPolicy),
		file("/public/policies.csv", "public.policies_table", auth.Public, "text/csv", a.policiesTable),
	}
}

// policyOn names a document and a day.
type policyOn struct {
	ID policy.ID    `form:"id" label:"policy.documents" required:"true"`
	On calendar.Day `form:"on" label:"portal.policy.on"`
}

func (a *API) publicPolicy(ctx context.Context, in policyOn) (*policy.Page, error) {
	return a.Documents.Page(ctx, in.ID, in.On)
}

// policiesTable is the whole library, as it stands today.
func (a *API) policiesTable(r *http.Request, q policy.Browse) (web.Bytes, error) {
	names, err := a.names(r.Context())
	if err != nil {
		return web.Bytes{}, err
	}
	site := base(a, r)
	rows, err := pageAll(r.Context(), headed("policy.title", "policy.number", "policy.code", "policy.organ", "publish.validity", "portal.policy.since", "portal.policy.basis", "policy.issued", "policy.starts", "policy.until", "api.address"),
		func(ctx context.Context, p db.Page) (db.Rows[policy.Listed], error) {
			return a.Documents.Library(ctx, q, p)
		},
		func(l policy.Listed) []string {
			return []string{
				l.Title, l.Number, l.Code, names.units[l.OrganID], i18n.T("publish.validity." + string(l.Standing)), string(l.StandingOn), l.StandingBy,
				string(l.Issued), string(l.Starts), string(l.Ends), site + "/" + policy.RefOf(l.ID),
			}
		})
	if err != nil {
		return web.Bytes{}, err
	}
	return web.CSVOf(i18n.T("portal.policy"), rows)
}
