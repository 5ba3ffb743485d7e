package desk

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A Block is a list on the page of today that another noun puts there, such as
// the reports that wait for a decision. One without lines is not drawn.
type Block struct {
	Title string // in words
	Lines []Line
	All   web.Link // to the whole list; "" draws none
}

// A Provider gives the blocks of a noun.
type Provider func(context.Context) ([]Block, error)

// blockOf is a block without lines yet; title and all are keys.
func blockOf(title, href, all string) Block {
	return Block{Title: i18n.T(title), All: web.Link{Href: href, Label: i18n.T(all)}}
}

// waiting fills b with what waits in each of states, as far as the page of today shows it.
func waiting[S, R any](b Block, states []S, find func(S, db.Page) (db.Rows[R], error), line func(R) Line) ([]Block, error) {
	for _, s := range states {
		rows, err := find(s, db.Page{Size: blockLines})
		if err != nil {
			return nil, err
		}
		for _, r := range rows.Items {
			b.Lines = append(b.Lines, line(r))
		}
	}
	return []Block{b}, nil
}

// tally counts what waits in all of states, for the menu.
func tally[S any](states []S, count func(S, db.Page) (int, error)) (n int, err error) {
	for _, s := range states {
		more, err := count(s, db.Page{Size: db.CountOnly})
		if err != nil {
			return 0, err
		}
		n += more
	}
	return n, nil
}

// A Line is one thing in a Block.
type Line struct {
	Href, Title string
	Note        string // smaller, below
	Tag         web.Tag
}

// today is what the page of today draws.
type today struct {
	Reach  string // whose duties these are
	Day    calendar.Status
	Soon   calendar.Day // the last one that counts as due soon
	Lights []lamp
	First  []dutyRow
	Owed   int
	Blocks []Block
}

// A lamp is one of the four counts, with the list behind it.
type lamp struct {
	Light web.Light
	Count int
	Href  string
	Note  string
}

var todayPage = web.MustPage[today](pages, web.Desk, "pages/today/today.html")

func (d *Desk) todayRoutes() []web.Route {
	return []web.Route{web.GET(home, auth.Public, web.Look(todayPage, d.today))}
}

func (d *Desk) today(ctx context.Context, _ struct{}) (today, error) {
	todo, err := d.Duties.Today(ctx)
	if err != nil {
		return today{}, err
	}
	out := today{Reach: reach(auth.From(ctx)), Soon: todo.Soon, Lights: lamps(todo.Tally), Owed: todo.Tally.Owed()}
	if out.First, err = d.dutyRows(ctx, todo.First); err != nil {
		return out, err
	}
	cal, err := d.Holidays.Current(ctx)
	if err != nil {
		return out, err
	}
	out.Day = cal.Status(todo.Today)
	out.Blocks, err = d.blocks(ctx)
	return out, err
}

// blocks are those that have something to show to the reader.
func (d *Desk) blocks(ctx context.Context) (out []Block, err error) {
	for _, more := range slices.Concat([]Provider{d.noticeBlock, d.responseBlocks, d.foiBlocks, d.correctionBlocks, d.messageBlocks, d.proposalBlocks, d.remedyBlocks, d.policyBlocks, d.consultBlocks, d.eventBlocks, d.cleanupBlocks, d.depositBlocks, d.finderBlocks, d.faqBlocks, d.surveyBlocks, d.publishBlocks, d.batchBlocks, d.passBlocks, d.planBlocks}, d.Blocks) {
		all, err := more(ctx)
		if err != nil {
			return nil, err
		}
		for _, b := range all {
			if len(b.Lines) > 0 {
				out = append(out, b)
			}
		}
	}
	return out, nil
}

// reach says in words over which units the actor looks.
func reach(a auth.Actor) string {
	switch u := a.Over(duty.See); {
	case u.All:
		return i18n.T("desk.reach.all")
	case len(u.IDs) == 1:
		return i18n.T("desk.reach.unit")
	case u.Empty():
		return i18n.T("desk.reach.none")
	}
	return i18n.T("desk.reach.units")
}

func lamps(t duty.Tally) []lamp {
	one := func(l duty.Light, n int, note string) lamp {
		return lamp{web.Light{Kind: string(l), Text: lightName(l)}, n, dutyPath + "?light=" + string(l), note}
	}
	inTime := i18n.T("desk.lamp.intime")
	if t.Claimed > 0 {
		inTime = i18n.T("desk.lamp.claimed", t.Claimed)
	}
	return []lamp{
		one(duty.Late, t.Late, i18n.T("desk.lamp.late")),
		one(duty.Soon, t.Soon, i18n.T("desk.lamp.soon")),
		one(duty.InTime, t.InTime, inTime),
		one(duty.Paused, t.Paused, i18n.T("desk.lamp.paused")),
	}
}

// pressing counts the duties that are late or due soon, for the menu.
func (d *Desk) pressing(ctx context.Context) (int, error) {
	n := 0
	for _, l := range []duty.Light{duty.Late, duty.Soon} {
		rows, err := d.Duties.Find(ctx, duty.Find{Light: l}, db.Page{Size: db.CountOnly})
		if err != nil {
			return 0, err
		}
		n += rows.Total
	}
	return n, nil
}

// ifCan are the states in which something waits for who has a permission.
func ifCan[S any](a auth.Actor, p auth.Perm, states ...S) []S {
	if !a.Can(p) {
		return nil
	}
	return states
}
