package api

import (
	"context"
	"io"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/surface/web"
)

// publicRequestEndpoints are what an applicant does through a program: to ask, to
// follow, to make clear and to take back. Nobody needs a token; number and code
// stand in the body, so that no log has them.
func (a *API) publicRequestEndpoints() []Endpoint {
	return []Endpoint{
		look("/public/requests/units", "public.request_units", auth.Public, a.requestUnits),
		create("/public/requests", "public.request", auth.Public, a.fileOnce),
		run("/public/requests/track", "public.track", auth.Public, a.track),
		take("/public/requests/file", "public.request_file", auth.Public, a.givenFile),
		run("/public/requests/amend", "public.amend", auth.Public, a.amendMine),
		run("/public/requests/withdraw", "public.withdraw", auth.Public, a.withdrawMine),
	}
}

// A RequestUnit is a unit that requests may be sent to.
type RequestUnit struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// RequestUnits is all of them.
type RequestUnits struct {
	Units []RequestUnit `json:"units"`
}

func (a *API) requestUnits(ctx context.Context, _ struct{}) (out RequestUnits, err error) {
	units, err := a.Units.Tree(ctx)
	for _, u := range units {
		if u.Kind.Organ() {
			out.Units = append(out.Units, RequestUnit{u.ID, u.Name})
		}
	}
	return out, err
}

// An asking is a request with what proves who asks, and who may for another.
type asking struct {
	foi.Filing
	Parts []string `form:"parts" label:"foi.apart_parts" hint:"foi.apart_parts_api"`
	papers
}

func (a *API) fileOnce(ctx context.Context, in asking) (out foi.Filed, err error) {
	in.Filing.Parts = in.Parts
	return a.Requests.FileOnce(applicant(ctx), in.Filing, web.ClientAddress(ctx), func() (foi.Papers, error) { return a.papersOf(ctx, in.papers) })
}

func (a *API) track(ctx context.Context, in foi.Access) (foi.Mine, error) {
	return a.Requests.Track(applicant(ctx), in, web.ClientAddress(ctx))
}

// A fileOf names a copy that was given out with the reply.
type fileOf struct {
	foi.Access
	File int64 `form:"file" json:"file" label:"foi.given_file" hint:"foi.given_file_hint" required:"true"`
}

func (a *API) givenFile(ctx context.Context, in fileOf) (out web.Bytes, err error) {
	f, content, err := a.Requests.GivenTo(applicant(ctx), in.Access, web.ClientAddress(ctx), in.File)
	if err != nil {
		return out, err
	}
	defer func() { _ = content.Close() }()
	out = web.Bytes{Name: f.Name(), Type: f.MIME()}
	out.Data, err = io.ReadAll(content)
	return out, err
}

// An amending is what the applicant wrote to make the request clear.
type amending struct {
	foi.Access
	Want string `form:"want" json:"want" label:"foi.amended" hint:"foi.my_amend_hint" type:"textarea" required:"true" max:"2000"`
}

func (a *API) amendMine(ctx context.Context, in amending) (m foi.Mine, err error) {
	if err := a.Requests.AmendBy(applicant(ctx), in.Access, in.Want, web.ClientAddress(ctx)); err != nil {
		return m, err
	}
	return a.track(ctx, in.Access)
}

func (a *API) withdrawMine(ctx context.Context, in foi.Access) (m foi.Mine, err error) {
	if err := a.Requests.Withdraw(applicant(ctx), in, web.ClientAddress(ctx)); err != nil {
		return m, err
	}
	return a.track(ctx, in)
}

// applicant takes away who else asks: number and code stand for the applicant, and
// the file of the case names no account of staff.
func applicant(ctx context.Context) context.Context { return auth.With(ctx, auth.Actor{}) }
