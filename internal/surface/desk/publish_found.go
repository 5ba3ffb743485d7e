package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A foundView is what the screening found in an edition.
type foundView struct {
	Screened bool
	Follows  bool // and so was where the links lead
	Lines    []foundLine
	Buttons  []web.Button
}

// A foundLine is one finding: what it is, where, and what becomes of it.
type foundLine struct {
	publish.Finding
	Place string
	What  string
	State web.Tag
	Links []web.Link // what the reader may say to it
}

// Why says why it matters.
func (l foundLine) Why() string { return i18n.T("screen." + l.Rule + ".why") }

// Do says what to do about it.
func (l foundLine) Do() string { return i18n.T("screen." + l.Rule + ".do") }

// foundIn draws the findings of an edition, what blocks first.
func foundIn(a auth.Actor, v *publish.View) foundView {
	e, at := &v.Edition, editionURL(v.Edition.ID)
	out := foundView{Screened: v.Screened, Follows: v.Follows}
	repairs := false
	mayReply := a.CanAt(publish.Passing, e.UnitID) && a.Who() != e.EditBy && a.Who() != e.SubmitBy
	for _, f := range v.Findings {
		l := foundLine{Finding: f, Place: placeOf(e, f), What: whatOf(f), State: foundTag(f)}
		repairs = repairs || f.Repairable()
		if mayReply && f.Open() && f.Severity == screen.Hold && f.Print != "" {
			l.Links = []web.Link{
				{Href: at + "/answer/" + f.Print, Label: i18n.T("publish.answer")},
				{Href: at + "/propose/" + f.Print, Label: i18n.T("publish.propose_pass")},
			}
		}
		out.Lines = append(out.Lines, l)
	}
	slices.SortStableFunc(out.Lines, func(x, y foundLine) int { return rankOf(x.Finding) - rankOf(y.Finding) })
	if slices.Contains(v.Acts, publish.ActEdit) {
		if repairs {
			out.Buttons = append(out.Buttons, web.Button{Href: at + "/repair", Label: i18n.T("publish.repair")})
		}
		if !v.Screened {
			out.Buttons = append(out.Buttons, web.Button{Href: at + "/screen", Label: i18n.T("publish.screen"), Post: true})
		}
	}
	return out
}

// rankOf is the order of findings: what stands in the way, by how much.
func rankOf(f publish.Finding) int {
	n := slices.Index([]screen.Severity{screen.Block, screen.Hold, screen.Advise}, f.Severity)
	if !f.Open() && f.Severity != screen.Advise {
		n += 10
	}
	return n
}

func foundTag(f publish.Finding) web.Tag {
	switch {
	case f.Passed:
		return web.Tag{Text: i18n.T("publish.pass_status.accepted")}
	case f.Answer != nil:
		return web.Tag{Kind: "ok", Text: i18n.T("publish.answered")}
	}
	kind := map[screen.Severity]string{screen.Block: "bad", screen.Hold: "warn"}[f.Severity]
	return web.Tag{Kind: kind, Text: i18n.T("screen.severity." + string(f.Severity))}
}

// whatOf is what was found, with what only this place has.
func whatOf(f publish.Finding) string {
	if f.Why.Key != "" {
		return i18n.Text(f.Why)
	}
	return i18n.T("screen." + f.Rule)
}

// placeOf says where a finding is: the field with its line, or the attachment with its part.
func placeOf(e *publish.Edition, f publish.Finding) string {
	text, typed := e.Typed(f.Where)
	if key := publish.FieldLabel(f.Where); !typed && key != "" {
		return i18n.T(key)
	}
	if !typed && f.Part != "" {
		return f.Where + "\u3000" + i18n.Text(f.Place())
	}
	if !typed {
		return f.Where
	}
	place := i18n.T("publish." + f.Where)
	runes := []rune(text)
	if lines := strings.Count(text, "\n"); lines > 0 && f.Start <= len(runes) {
		place += "\u3000" + i18n.T("publish.line", strings.Count(string(runes[:f.Start]), "\n")+1)
	}
	return place
}

// onFound is what the forms about findings show beside their fields.
type onFound struct {
	Act   string // key of its name
	Of    editionView
	Lines []foundLine
}

type (
	foundReply struct {
		publish.Reply
		onFound
	}
	foundRepair struct {
		publish.Agree
		onFound
	}
)

// Hides the words of a repair: the new text says it.
func (foundRepair) Hides(field string) bool { return field == "words" }

const foundFile = "pages/publish/found-act.html"

var (
	foundReplyPage  = web.MustPage[web.FormView[foundReply]](pages, web.Desk, foundFile, editionParts)
	foundRepairPage = web.MustPage[web.FormView[foundRepair]](pages, web.Desk, foundFile, editionParts)
)

func (d *Desk) foundRoutes() []web.Route {
	one := editionPath + "/{id}"
	return []web.Route{
		web.POST(one+"/screen", publish.Draft, web.Do(d.screenEdition, editionURL, web.Done("publish.done.screen"))),
		web.Form(one+"/repair", publish.Draft, web.Act(foundRepairPage, d.repairable, func(ctx context.Context, id publish.EditionID, in foundRepair) (*publish.Edition, error) {
			return d.Items.Repair(ctx, id, in.Agree)
		}, editionPage, web.Submit("publish.repair"), web.Done("publish.done.repair"), web.Cancel(one))),
		d.replies("answer", "publish.answer", func(ctx context.Context, id publish.EditionID, in publish.Reply) error {
			_, err := d.Items.Answer(ctx, id, in)
			return err
		}),
		d.replies("propose", "publish.propose_pass", func(ctx context.Context, id publish.EditionID, in publish.Reply) error {
			_, err := d.Items.Propose(ctx, id, in)
			return err
		}),
	}
}

func (d *Desk) screenEdition(ctx context.Context, id publish.EditionID, _ struct{}) (publish.EditionID, error) {
	_, err := d.Items.Screen(ctx, id)
	return id, err
}

// repairable is what a repair would put into the text.
func (d *Desk) repairable(ctx context.Context, id publish.EditionID) (in foundRepair, err error) {
	v, err := d.edition(ctx, id)
	lines := slices.DeleteFunc(slices.Clone(v.Found.Lines), func(l foundLine) bool {
		_, typed := v.Edition.Typed(l.Where)
		return !typed || !l.Repairable()
	})
	return foundRepair{publish.Agree{Rev: v.Edition.Rev}, onFound{"publish.repair", v, lines}}, err
}

// replies is the form of what a person says to one finding, which the path names by its print.
func (d *Desk) replies(name, act string, do func(context.Context, publish.EditionID, publish.Reply) error) web.Route {
	handler := func(r *web.Req) (web.Reply, error) {
		print := r.PathValue("print")
		load := func(ctx context.Context, id publish.EditionID) (in foundReply, err error) {
			v, err := d.edition(ctx, id)
			if err != nil {
				return in, err
			}
			i := slices.IndexFunc(v.Found.Lines, func(l foundLine) bool { return l.Print == print })
			if i < 0 {
				return in, fault.New(fault.NotFound, "not_found")
			}
			return foundReply{publish.Reply{Print: print}, onFound{act, v, v.Found.Lines[i : i+1]}}, nil
		}
		reply := func(ctx context.Context, id publish.EditionID, in foundReply) (publish.EditionID, error) {
			return id, do(ctx, id, in.Reply)
		}
		return web.Act(foundReplyPage, load, reply, editionURL, web.Submit(act), web.Done(act+"_done"), web.Cancel(editionPath+"/{id}")).Handle(r)
	}
	return web.Route{Method: "GET POST", Path: fmt.Sprintf("%s/{id}/%s/{print}", editionPath, name), Perm: publish.Passing, Handler: handler}
}
