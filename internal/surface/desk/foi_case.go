package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// besides adds what else there is about the request: those that look the same, and
// what came of its reply.
func (d *Desk) besides(ctx context.Context, v *caseView) (err error) {
	v.Same = sameLines(v.View.Same, v.Units)
	for _, o := range v.View.Alike {
		v.Alike = append(v.Alike, requestRow{Row: o, Unit: v.Units[o.UnitID]})
	}
	if v.Cases, err = d.remediesOf(ctx, v.Request.Number); err != nil {
		return err
	}
	v.Can, err = d.canBeDone(ctx, v.Request.ID)
	return err
}

func caseFacts(a auth.Actor, v *caseView) []web.Fact {
	r := &v.Request
	out := []web.Fact{{Label: "foi.unit", Text: v.Unit}}
	add := func(label, text string) {
		if text != "" {
			out = append(out, web.Fact{Label: label, Text: text})
		}
	}
	if r.Batch != 0 {
		batch := web.Fact{Label: "foi.batch", Text: i18n.T("foi.paper_case")}
		if a.Can(foi.Import) {
			batch.Href = fmt.Sprintf("%s/%d", paperPath, r.Batch)
		}
		out = append(out, batch)
	}
	add("foi.first_unit", v.First)
	if v.RedoOf != nil {
		out = append(out, web.Fact{Label: "foi.redo_of", Text: v.RedoOf.Number, Href: caseURL(v.RedoOf.ID)})
	}
	for _, again := range v.Redone {
		out = append(out, web.Fact{Label: "foi.redone_by", Text: again.Number, Href: caseURL(again.ID)})
	}
	out = append(out, partingFacts(v)...)
	add("foi.channel", i18n.T("foi.channel."+string(r.Channel)))
	add("foi.submitted", string(r.Submitted))
	add("foi.delivered", string(r.Delivered))
	add("foi.confirmed", string(r.Confirmed))
	add("foi.received", string(r.Received))
	out = append(out, web.Fact{Label: "foi.last_day", Text: string(r.Due), Light: v.Lamp})
	if v.Cautious != "" {
		out = append(out, web.Fact{Label: "foi.cautious", Text: string(v.Cautious), Note: i18n.T("foi.cautious_note")})
	}
	add("foi.clarify_by", string(v.Clarify))
	add("foi.often", oftenText(r.Often))
	add("foi.until_applicant", string(r.Until))
	add("foi.answered", string(r.Answered))
	add("foi.archived_on", string(r.Archived))
	add("foi.forgotten_on", string(r.Forgotten))
	if r.Batch == 0 { // of a paper case nobody knows
		add("foi.form", i18n.T("foi.form."+string(r.Form)))
		add("foi.way", i18n.T("foi.way."+string(r.Way)))
	}
	if r.Month != "" {
		out = append(out, web.Fact{Label: "foi.pieces", Text: i18n.T("foi.pieces_of", r.Pieces, r.Month, v.Before)})
	}
	for _, b := range r.Late {
		out = append(out, web.Fact{Label: "foi.breach", Light: web.Light{Kind: "late", Text: i18n.T("foi.breach_of", i18n.T(string(b.Act)), b.Due, b.On)}})
	}
	return out
}

// oftenText says where the reasons for asking so much stand (Article 35).
func oftenText(o foi.Often) string {
	switch {
	case o.Asked == "":
		return ""
	case o.View == "":
		return i18n.T("foi.often_asked", o.Asked)
	}
	return i18n.T("foi.often_"+string(o.View), o.Judged)
}

// applicantFacts are what is shown of the applicant: what is sealed stays masked.
func applicantFacts(a foi.Applicant) []web.Fact {
	out := []web.Fact{{Label: "foi.kind", Text: i18n.T("foi.kind." + string(a.Kind))}, {Label: "foi.name", Text: a.Name}}
	for _, f := range []struct{ label, text string }{
		{"foi.paper_no", a.PaperNo},
		{"foi.head", a.Head},
		{"foi.contact", a.Contact},
		{"foi.phone", a.Phone},
		{"foi.mail", a.Mail},
		{"foi.address", a.Address},
		{"foi.postcode", a.Postcode},
		{"foi.agent", a.Agent},
		{"foi.agent_no", a.AgentNo},
		{"foi.help", a.Help},
	} {
		if f.text != "" {
			out = append(out, web.Fact{Label: f.label, Text: f.text})
		}
	}
	return out
}

// A nextLine is something that has to be done before the case goes on.
type nextLine struct {
	Text, Who, Href string
	By              calendar.Day
	Notes           []string
}

// nextLines say what is next: who has to do what by when, what it lacks, and where the
// reader can do it.
func nextLines(v *foi.View) (out []nextLine) {
	for _, n := range v.Next {
		line := nextLine{Text: i18n.Text(n.Text), By: n.By}
		var roles []string
		for _, r := range n.Roles {
			roles = append(roles, i18n.T("role."+string(r)))
		}
		if line.Who = i18n.T("foi.next.who", strings.Join(roles, i18n.T("foi.or"))); n.Outside != "" {
			line.Who = i18n.T("foi.next.outside." + n.Outside)
		}
		if n.Barred {
			line.Notes = append(line.Notes, i18n.T("foi.next.another"))
		}
		for _, m := range n.Missing {
			line.Notes = append(line.Notes, i18n.T("foi.next.missing", i18n.Text(m)))
		}
		if n.Mine {
			line.Href = nextURL(v.Request.ID, n.Act)
		}
		out = append(out, line)
	}
	return out
}

// nextURL is where a step is done: a form of its own, or the place on the page of the case.
func nextURL(id foi.ID, act foi.Act) string {
	switch {
	case act == "":
		return "#letters"
	case !slices.Contains(formActs, act):
		return "#items"
	}
	return caseURL(id) + "/" + web.ActPath(act)
}
