package desk

import (
	"context"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// onEdition is what the form of an act shows beside its fields: who judges sees
// the text and what changed in it.
type onEdition struct {
	Act publish.Act
	Of  editionView
	May bool // the act is the reader's now
}

// earlier reports whether the edition is one before that which stands.
func (in onEdition) earlier() bool { return in.Of.Edition.Status == publish.Superseded }

// About says what follows from the act.
func (in onEdition) About() string {
	if in.Act == publish.ActRemove && in.earlier() {
		return i18n.T("publish.about.remove_earlier")
	}
	return i18n.T("publish.about." + web.ShortAct(in.Act))
}

// Returns reports whether the reader may send the edition back instead.
func (in onEdition) Returns() bool {
	return in.Act != publish.ActReturn && slices.Contains(in.Of.Acts, publish.ActReturn)
}

// Opposes reports whether the reader may find that it can be open instead.
func (in onEdition) Opposes() bool {
	return in.Act != publish.ActOppose && slices.Contains(in.Of.Acts, publish.ActOppose)
}

// pressed is the text of the button that does an act: its name, or more where the name would not say what is decided.
func pressed(act publish.Act) string {
	if act == publish.ActReview {
		return "publish.review_passes"
	}
	return string(act)
}

type (
	itemAgree struct {
		publish.Agree
		onEdition
	}
	itemBecause struct {
		publish.Because
		onEdition
	}
	itemSubmit struct {
		publish.SelfCheck
		onEdition
	}
	itemClear struct {
		publish.Clearance
		onEdition
	}
	itemPlan struct {
		publish.Plan
		onEdition
	}
	itemMark struct {
		publish.Mark
		onEdition
	}
	itemRemove struct {
		publish.Remove
		onEdition
	}
)

// Hides leaves out what replaces an item where one of its editions is taken away.
func (in itemRemove) Hides(field string) bool { return field == "successor" && in.earlier() }

const actFile = "pages/publish/act.html"

var (
	itemAgreePage   = web.MustPage[web.FormView[itemAgree]](pages, web.Desk, actFile, editionParts)
	itemBecausePage = web.MustPage[web.FormView[itemBecause]](pages, web.Desk, actFile, editionParts)
	itemSubmitPage  = web.MustPage[web.FormView[itemSubmit]](pages, web.Desk, actFile, editionParts)
	itemClearPage   = web.MustPage[web.FormView[itemClear]](pages, web.Desk, actFile, editionParts)
	itemPlanPage    = web.MustPage[web.FormView[itemPlan]](pages, web.Desk, actFile, editionParts)
	itemMarkPage    = web.MustPage[web.FormView[itemMark]](pages, web.Desk, actFile, editionParts)
	itemRemovePage  = web.MustPage[web.FormView[itemRemove]](pages, web.Desk, actFile, editionParts)
)

// editionRoutes is the acts on editions.
func (d *Desk) editionRoutes() []web.Route {
	s := d.Items
	agree := func(act publish.Act, do doing[publish.Agree]) web.Route {
		return onEditions(d, itemAgreePage, act, func(on onEdition) itemAgree {
			return itemAgree{publish.Agree{Rev: on.Of.Edition.Rev}, on}
		}, func(in itemAgree) publish.Agree { return in.Agree }, do)
	}
	because := func(act publish.Act, do doing[publish.Because]) web.Route {
		return onEditions(d, itemBecausePage, act, func(on onEdition) itemBecause {
			return itemBecause{publish.Because{Rev: on.Of.Edition.Rev}, on}
		}, func(in itemBecause) publish.Because { return in.Because }, do)
	}
	return []web.Route{
		onEditions(d, itemSubmitPage, publish.ActSubmit, func(on onEdition) itemSubmit {
			return itemSubmit{selfCheck(&on.Of.Edition), on}
		}, func(in itemSubmit) publish.SelfCheck { return in.SelfCheck }, s.Submit),
		agree(publish.ActReview, s.Review),
		onEditions(d, itemClearPage, publish.ActClear, func(on onEdition) itemClear {
			return itemClear{publish.Clearance{Rev: on.Of.Edition.Rev}, on}
		}, func(in itemClear) publish.Clearance { return in.Clearance }, s.Clear),
		agree(publish.ActSign, s.Sign),
		because(publish.ActReturn, s.Return),
		because(publish.ActKeep, s.Keep),
		because(publish.ActOppose, s.Oppose),
		because(publish.ActReassess, s.Reassess),
		because(publish.ActReopen, s.Reopen),
		onEditions(d, itemPlanPage, publish.ActSchedule, func(on onEdition) itemPlan {
			return itemPlan{publish.Plan{Rev: on.Of.Edition.Rev}, on}
		}, func(in itemPlan) publish.Plan { return in.Plan }, s.Schedule),
		agree(publish.ActUnschedule, s.Unschedule),
		agree(publish.ActRelease, s.Release),
		because(publish.ActEmergency, s.Emergency),
		agree(publish.ActConfirm, s.Confirm),
		because(publish.ActWithdraw, s.Withdraw),
		because(publish.ActArchive, s.Archive),
		onEditions(d, itemRemovePage, publish.ActRemove, func(on onEdition) itemRemove {
			return itemRemove{publish.Remove{Because: publish.Because{Rev: on.Of.Edition.Rev}}, on}
		}, func(in itemRemove) publish.Remove { return in.Remove }, s.Remove),
		onEditions(d, itemMarkPage, publish.ActMark, func(on onEdition) itemMark {
			return itemMark{publish.Mark{Rev: on.Of.Edition.Rev}, on}
		}, func(in itemMark) publish.Mark { return in.Mark }, s.Mark),
		because(publish.ActDiscard, s.Discard),
		web.POST(publishPath+"/revise/{id}", publish.Draft, web.Do(d.revise, editionEdit, web.Done("publish.done.revise"))),
	}
}

// doing is a method of the service that acts on an edition.
type doing[In any] func(context.Context, publish.EditionID, In) (*publish.Edition, error)

// onEditions is the form of one act: blank makes it for an edition, told takes out what the service asks for.
func onEditions[Form, In any](
	d *Desk, page *web.Page[web.FormView[Form]], act publish.Act, blank func(onEdition) Form, told func(Form) In, do doing[In],
) web.Route {
	load := func(ctx context.Context, id publish.EditionID) (in Form, err error) {
		v, err := d.edition(ctx, id)
		if err != nil {
			return in, err
		}
		return blank(onEdition{act, v, slices.Contains(v.Acts, act)}), nil
	}
	return web.Form(editionPath+"/{id}/"+web.ActPath(act), permOf(act), web.Act(page, load, func(ctx context.Context, id publish.EditionID, in Form) (*publish.Edition, error) {
		return do(ctx, id, told(in))
	}, editionPage, web.Submit(pressed(act)), web.Done("publish.done."+web.ShortAct(act)), web.Cancel(editionPath+"/{id}")))
}

// permOf is the permission of an act in the table. A return is asked of the one
// whose turn it is: its route needs what all of them have, and the service asks the rest.
func permOf(act publish.Act) auth.Perm {
	perm := auth.Public
	for _, st := range publish.Flow {
		switch {
		case st.Act != act:
		case perm == auth.Public:
			perm = st.Perm
		case perm != st.Perm:
			return publish.See
		}
	}
	return perm
}

// selfCheck is the form of the clerk, with what was said when the edition was handed in before.
func selfCheck(e *publish.Edition) publish.SelfCheck {
	r := e.Record
	return publish.SelfCheck{Rev: e.Rev, Carrier: r.Carrier, Channels: r.Channels, Touches: r.Touches, Handled: r.Handled, Others: r.Others}
}

func (d *Desk) revise(ctx context.Context, id publish.ID, _ struct{}) (*publish.Edition, error) {
	return d.Items.Revise(ctx, id)
}

func editionEdit(e *publish.Edition) string { return editionURL(e.ID) + "/edit" }

// Checks is the self-check of the clerk, item by item.
func (v editionView) Checks() []web.Fact {
	var out []web.Fact
	for _, c := range publish.Concerns {
		out = append(out, web.Fact{Label: "publish.touches." + c, Text: i18n.T("publish.touched." + strconv.FormatBool(slices.Contains(v.Edition.Record.Touches, c)))})
	}
	return out
}

// ChannelNames are the channels of the record in words.
func (v editionView) ChannelNames() string { return channelNames(v.Edition.Record.Channels) }

func channelNames(in []string) string {
	out := make([]string, len(in))
	for i, c := range in {
		out[i] = i18n.T("publish.channels." + c)
	}
	return joined(out)
}

// SaidOf is what holds of one act: the signature in its place of the record; nil if there is none.
func (v editionView) SaidOf(act publish.Act) *saidLine {
	for i := range slices.Backward(v.Said) {
		if s := &v.Said[i]; s.Opinion.Act == act && !s.Void {
			return s
		}
	}
	return nil
}

// A signPlace is the place of one signature in the record form.
type signPlace struct {
	Name string
	Said *saidLine
}

// Place is where one act is signed for, under its name in the form.
func (v editionView) Place(act publish.Act, name string) signPlace {
	return signPlace{name, v.SaidOf(act)}
}
