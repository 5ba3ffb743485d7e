package portal

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const apartPath = foiPath + "/apart"

// An apartForm offers to file several things apart: a part of the second step, for a
// description that holds several.
type apartForm struct {
	Code  string   `form:"draft" type:"hidden"`
	Do    string   `form:"do" type:"hidden"`
	Apart string   `form:"apart" label:"foi.apart" type:"radio" options:"yes,no" required:"later"`
	Parts partRows `form:"parts" each:"foi.part_label"`
	Mark  string   // what was written to tell the information apart
	All   bool     // every row is drawn
}

// partRows are the things, each in a field of its own.
type partRows [10]struct {
	Text string `form:"text" label:"foi.apart_part" hint:"foi.apart_parts_hint" type:"textarea" rows:"2" required:"later" max:"500"`
}

// spareRows are drawn empty behind what is there.
const spareRows = 2

// put writes the parts into the rows.
func (rows *partRows) put(parts []string) {
	for i, part := range foi.InRows(parts, len(rows)) {
		rows[i].Text = strings.ReplaceAll(part, "\n", "\uff0c")
	}
}

// text is one thing a line.
func (rows *partRows) text() string {
	var lines []string
	for _, r := range rows {
		lines = append(lines, strings.Join(strings.Fields(r.Text), " "))
	}
	return strings.Join(lines, "\n")
}

// Hides leaves out the rows that nobody has asked for.
func (in apartForm) Hides(field string) bool {
	return !in.All && web.Spare(field, "parts", max(web.Used(in.Parts[:]), 1)+spareRows)
}

var apartPage = web.MustPage[web.FormView[apartForm]](pages, web.Portal, "pages/foi/apart.html").In(foiColumn)

func (p *Portal) apartOpts() []web.Opt {
	more := func(ctx context.Context, in apartForm) (apartForm, error) {
		in.All = true
		return p.apartAgain(ctx, in)
	}
	return []web.Opt{web.Submit("foi.next"), web.Aside("more", "foi.more_rows", more), web.Also("want", "foi.back_want")}
}

// stepApart offers the parts that were chosen before, or those that the description shows.
func (p *Portal) stepApart(code string, f foi.Filing) web.Reply {
	in := apartForm{Code: code, Mark: f.Mark}
	if in.Parts.put(f.Parts); len(f.Parts) > 0 {
		in.Apart = "yes"
	} else {
		in.Parts.put(foi.Parts(f.Want))
	}
	return web.Fill(apartPage, apartPath, in, p.apartOpts()...)
}

func (p *Portal) apartAgain(ctx context.Context, in apartForm) (apartForm, error) {
	f, err := p.saved(ctx, in.Code)
	in.Mark = f.Mark
	return in, err
}

// foiApart keeps what the applicant agreed to; who does not goes on with one request.
func (p *Portal) foiApart(ctx context.Context, in apartForm) (web.Reply, error) {
	f, err := p.saved(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	if in.Do == "want" {
		return p.stepWant(in.Code, f), nil
	}
	f.Parts = nil
	switch in.Apart {
	case "yes":
		if f.Parts, err = foi.PartsOf(in.Parts.text()); err != nil {
			return nil, err
		}
	case "no":
	default:
		return nil, fault.Field("apart", "web.required_choice", i18n.T("foi.apart"))
	}
	if _, err := p.Requests.Save(ctx, in.Code, f, foi.Papers{}); err != nil {
		return nil, err
	}
	return p.stepHow(ctx, in.Code, f)
}

// partsToCheck are the requests that will be filed, one by one.
func partsToCheck(f foi.Filing) (out []web.Fact) {
	if len(f.Parts) == 0 {
		return []web.Fact{{Label: "foi.want", Text: f.Want}}
	}
	var text strings.Builder
	for i, part := range f.Parts {
		text.WriteString(i18n.T("foi.part_no", i+1, part) + "\n")
	}
	return []web.Fact{{Label: "foi.apart_parts", Text: strings.TrimSpace(text.String()), Note: i18n.T("foi.apart_sure", len(f.Parts))}}
}
