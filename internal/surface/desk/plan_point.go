package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A pointView is a point with the source that it was read from.
type pointView struct {
	plan.Review
	Pieces  []web.Piece
	Whole   string // the place of the point in the whole circular; "" if it has none
	Doubts  []doubtLine
	Found   []foundName // names that are not simply the name of one unit
	Plain   int         // how many are
	Roles   []roleNames
	Tasks   []taskLine
	Groups  []groupRow
	Words   string       // the short names of all units
	Decide  []web.Button // what to do with a point that is gone from the circular
	Prev    string
	Next    string
	Stands  []standing
	History []web.Event
}

// A foundName is a name of the circular and the units that it stands for.
type foundName struct {
	Role, Raw, Units string
	Count            int
}

// A standing is how one unit stands with a point.
type standing struct {
	Unit, Role string
	Lights     []web.Light
	Href       string // to its duties; "" for a reader who may not see them
}

type (
	pointForm struct {
		plan.EditPoint
		Do string `form:"do"`
		pointView
	}
	splitForm struct {
		plan.Split
		pointView
	}
)

var (
	pointEdit  = web.MustPage[web.FormView[pointForm]](pages, web.Desk, "pages/plan/point.html")
	pointShow  = web.MustPage[pointView](pages, web.Desk, "pages/plan/point-show.html")
	pointSplit = web.MustPage[web.FormView[splitForm]](pages, web.Desk, "pages/plan/split.html")
)

func (d *Desk) pointRoutes() []web.Route {
	drop := web.Do(d.Plans.DropPoint, planURL, web.Done("plan.done.drop"))
	keep := web.Do(d.Plans.KeepPoint, planURL, web.Done("plan.done.keep"))
	return []web.Route{
		{Method: "GET POST", Path: pointPath + "/{id}", Perm: plan.See, Handler: d.point},
		web.Form(pointPath+"/{id}/split", plan.Edit, web.Act(pointSplit, d.splitForm, d.split, pointURL, web.Submit("plan.split"), web.Cancel(pointPath+"/{id}"))),
		web.POST(pointPath+"/{id}/drop", plan.Edit, drop),
		web.POST(pointPath+"/{id}/keep", plan.Edit, keep),
	}
}

func pointURL(p *plan.Point) string { return refURL(p.Ref()) }

func pointIDURL(id plan.PointID) string {
	if id == 0 {
		return ""
	}
	return pointURL(&plan.Point{ID: id})
}

// point draws the form for a point of a draft, and the page of any other.
func (d *Desk) point(r *web.Req) (web.Reply, error) {
	id, err := web.ID[plan.PointID](r)
	if err != nil {
		return nil, err
	}
	v, err := d.Plans.Review(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodPost || v.Plan.Status == plan.Draft {
		return web.Act(pointEdit, d.pointForm, d.editPoint, nil, web.Submit("plan.save_next"), web.Also("stay", "web.save"), web.Cancel(planPath+"/"+strconv.FormatInt(int64(v.Plan.ID), 10))).Handle(r)
	}
	return web.Show(pointShow, d.pointView)(r)
}

func (d *Desk) pointForm(ctx context.Context, id plan.PointID) (in pointForm, err error) {
	if in.pointView, err = d.pointView(ctx, id); err != nil {
		return in, err
	}
	if in.Words, in.Groups, err = d.directory(ctx); err != nil {
		return in, err
	}
	in.EditPoint, err = d.Plans.PointForm(ctx, id)
	return in, err
}

func (d *Desk) splitForm(ctx context.Context, id plan.PointID) (in splitForm, err error) {
	if in.pointView, err = d.pointView(ctx, id); err != nil {
		return in, err
	}
	in.Split, err = d.Plans.SplitForm(ctx, id)
	return in, err
}

// Options offers each sentence but the first, which begins the first task anyway.
func (in splitForm) Options(string) []web.Option {
	var out []web.Option
	for i, s := range in.Point.Proposal.Sentences {
		if i > 0 {
			out = append(out, web.Option{Value: strconv.Itoa(i), Label: s.Text})
		}
	}
	return out
}

// First is the sentence that begins the first task.
func (in splitForm) First() string {
	if ss := in.Point.Proposal.Sentences; len(ss) > 0 {
		return ss[0].Text
	}
	return ""
}

func (d *Desk) editPoint(ctx context.Context, id plan.PointID, in pointForm) (web.Reply, error) {
	pt, err := d.Plans.EditPoint(ctx, id, in.EditPoint)
	if err != nil {
		return nil, err
	}
	to := pointURL(pt)
	if in.Do == "" {
		v, err := d.Plans.Review(ctx, id)
		if err != nil {
			return nil, err
		}
		if to = pointIDURL(v.Next); to == "" {
			to = planURL(&v.Plan)
		}
	}
	return web.Saved{To: to, Text: fault.T("plan.done.point", pt.Number)}, nil
}

func (d *Desk) split(ctx context.Context, id plan.PointID, in splitForm) (*plan.Point, error) {
	return d.Plans.Split(ctx, id, in.Split)
}

// context is how many bytes of the circular stand around a point: some eighty characters.
const contextBytes = 240

func (d *Desk) pointView(ctx context.Context, id plan.PointID) (v pointView, err error) {
	if v.Review, err = d.Plans.Review(ctx, id); err != nil {
		return v, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return v, err
	}
	v.Prev, v.Next = pointIDURL(v.Previous), pointIDURL(v.Review.Next)
	v.Roles = roles(v.Point.Parties)
	for i := range v.Review.Tasks {
		v.Tasks = append(v.Tasks, taskRow(&v.Review.Tasks[i]))
	}
	for _, p := range v.Point.Parties {
		if f := found(p, names); f.Count == 1 && f.Units == f.Raw {
			v.Plain++
		} else {
			v.Found = append(v.Found, f)
		}
	}
	v.Decide = decideGone(auth.From(ctx), &v.Review)
	v.Stands = stands(auth.From(ctx), &v.Review)
	v.mark()
	v.History, err = d.planHistory(ctx, v.Point.Ref())
	return v, err
}

// mark cuts the source around the point into pieces.
func (v *pointView) mark() {
	if !v.Point.Placed() {
		if v.Point.Body != "" {
			v.Pieces = []web.Piece{{Text: v.Point.Body}}
		}
		return
	}
	p := &v.Point.Proposal
	v.Whole = fmt.Sprintf("%s#%s", planStep("source", v.Plan.ID), anchor(p.Span.Start))
	from, to := around(v.Source, p.Span, contextBytes)
	marks := marksOf(p)
	for _, u := range p.Units {
		if slices.Contains(v.Open, u.Raw) {
			marks = append(marks, mark{span: u.Span, kind: markWarn})
		}
	}
	for _, w := range v.Warnings {
		marks = append(marks, mark{span: w.Span, kind: markWarn, anchor: true})
		line := doubtLine{Text: w.Text}
		if at := max(w.Span.Start, from); at < to {
			line.Href = "#" + anchor(at)
		}
		v.Doubts = append(v.Doubts, line)
	}
	v.Pieces = pieces(v.Source, from, to, marks)
}

func found(p plan.Party, names map[int64]string) foundName {
	f := foundName{Role: i18n.T("plan.role." + string(p.Role)), Raw: p.Raw, Count: len(p.Units)}
	all := make([]string, len(p.Units))
	for i, id := range p.Units {
		all[i] = names[id]
	}
	f.Units = joined(all)
	return f
}

// decideGone offers to drop or to keep a point of a draft that the circular has no longer.
func decideGone(a auth.Actor, v *plan.Review) []web.Button {
	if !v.Point.Gone || v.Plan.Status != plan.Draft || !a.Can(plan.Edit) {
		return nil
	}
	at := pointURL(&v.Point)
	return []web.Button{
		{Href: at + "/drop", Label: i18n.T("plan.point_drop"), Post: true},
		{Href: at + "/keep", Label: i18n.T("plan.point_keep"), Post: true, Secondary: true},
	}
}

// stands is how the units of an issued point stand.
func stands(a auth.Actor, v *plan.Review) []standing {
	var out []standing
	for _, u := range v.Standing {
		out = append(out, standing{
			Unit: u.Short, Role: i18n.T("plan.role." + string(u.Role)), Lights: lightsOf(u.Tally),
			Href: cellURL(a, v.Point.Ref(), u.ID),
		})
	}
	return out
}

// directory is the names that a person may write: of units, and of groups.
func (d *Desk) directory(ctx context.Context) (names string, groups []groupRow, err error) {
	tree, err := d.Units.Tree(ctx)
	if err != nil {
		return "", nil, err
	}
	short := make([]string, len(tree))
	for i, u := range tree {
		short[i] = u.Short
	}
	groups, err = d.groups(ctx, struct{}{})
	return joined(short), groups, err
}
