package portal

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// brought stages what the first step of a request brings, locked. Whoever begins a
// draft or sends files is counted: a program does not fill the disk.
func (p *Portal) brought(ctx context.Context, in whoForm) (out foi.Papers, err error) {
	if in.Code == "" || len(in.Identity)+len(in.Authority) > 0 {
		if err := p.Requests.Admit(visitor(ctx), web.ClientAddress(ctx)); err != nil {
			return out, err
		}
	}
	has, err := p.Requests.Brought(visitor(ctx), in.Code)
	if err != nil {
		return out, err
	}
	if has.Missing() && len(in.Identity) == 0 {
		return out, fault.Field("identity", "foi.need.identity")
	}
	if out.Identity, err = p.sealed(ctx, "identity", in.Identity); err != nil {
		return out, err
	}
	out.Authority, err = p.sealed(ctx, "authority", in.Authority)
	return out, err
}

func (p *Portal) sealed(ctx context.Context, field string, all []web.Upload) (out []files.Upload, err error) {
	for _, u := range all {
		staged, err := p.Requests.StageSealed(ctx, u.Name, u.Bytes)
		if e := fault.As(err); err != nil && (e.Kind == fault.Invalid || e.Kind == fault.TooLarge) {
			return nil, fault.Field(field, e.Text.Key, e.Text.Args...)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, staged)
	}
	return out, nil
}

// papersToCheck says what will be sent beside what was typed.
func papersToCheck(has foi.Brought) (out []web.Fact) {
	if has.Identity > 0 {
		out = append(out, web.Fact{Label: "foi.identity", Text: i18n.T("foi.sealed_count", has.Identity)})
	}
	if has.Authority > 0 {
		out = append(out, web.Fact{Label: "foi.authority", Text: i18n.T("foi.sealed_count", has.Authority)})
	}
	return out
}
