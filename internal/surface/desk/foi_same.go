package desk

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/surface/web"
)

const samePart = "pages/foi/same.html"

// A sameLine is another request of the same applicant for the same thing.
type sameLine struct {
	foi.Same
	Unit string
	Href string // "" for who may not open it
}

func sameLines(all []foi.Same, units map[int64]string) (out []sameLine) {
	for _, o := range all {
		line := sameLine{Same: o, Unit: units[o.UnitID]}
		if o.ID != 0 {
			line.Href = caseURL(o.ID)
		}
		out = append(out, line)
	}
	return out
}

// filed is the page of a request that was just registered: the receipt, and for who
// registers what the same applicant asked for before.
func (d *Desk) filed(ctx context.Context, out foi.Filed) (web.Reply, error) {
	v := filedView{Filed: out}
	var err error
	if v.Body, err = d.receiptOf(ctx, out.ID); err != nil {
		return nil, err
	}
	same, err := d.Requests.SameAs(ctx, out.ID)
	if err != nil {
		return nil, err
	}
	names, err := d.Units.Shorts(ctx)
	v.Same = sameLines(same, names)
	return codePageOf.With(v), err
}
