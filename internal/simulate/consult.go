package simulate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/journal"
)

// consultsAYear is how often a district asks the public about a draft in a year, at scale 1.
const consultsAYear = 60

// Habits of those who are asked, as shares of opinions.
const (
	recants = 0.03 // takes it back on the next day
	offTask = 0.05 // says nothing about the draft
)

// An inquiry is a draft that an office asks the public about. It follows from the seed and
// its number.
type inquiry struct {
	n     int
	unit  unit.Unit
	day   calendar.Day // on which it is written
	title string       // tells it from every other
	draft string
	final string
	said  []said
}

// A said is what one person says about a draft.
type said struct {
	n      int // of all opinions of the year
	after  int // days after the beginning, and before the last
	client string
	consult.Sending
	recants, off bool
}

// inquiries are those of the year.
func (w *World) inquiries() []inquiry {
	if w.inquired != nil {
		return w.inquired
	}
	say := words().Consults
	for n := range int(math.Ceil(consultsAYear * w.Scale)) {
		r := w.luck("inquiry", n)
		about := pick(r, say.Subjects)
		q := inquiry{n: n, unit: pick(r, w.asked), day: w.First().Add(r.IntN(300)), title: fill(say.Title, about, strconv.Itoa(n))}
		q.draft, q.final = fill(say.Draft, about), fill(say.Final, about)
		for range 3 + r.IntN(20) {
			x := said{n: 1000*n + len(q.said), after: 1 + r.IntN(say.Days-1)} // the first day begins with the approval
			x.client = fmt.Sprintf("198.19.%d.%d", x.n>>8%256, x.n%256)
			x.Name, x.Phone = words().name(r), fmt.Sprintf("136%08d", 10_000_000+x.n*4253%80_000_000)
			x.Text = pick(r, say.Opinions)
			x.off, x.recants = often(r, offTask), often(r, recants)
			if x.off {
				x.Text = say.Off
			}
			q.said = append(q.said, x)
		}
		w.inquired = append(w.inquired, q)
	}
	return w.inquired
}

// asksPublic has offices ask the public, the public answer, and the offices say what came of it.
func (w *World) asksPublic(ctx context.Context, day calendar.Day) error {
	there, err := w.consulted(ctx)
	if err != nil {
		return err
	}
	for _, q := range w.inquiries() {
		c := there[q.title]
		if q.day > day || c != nil && (c.Status == consult.Told || c.Status == consult.Open) {
			continue
		}
		if err := passing(w.consultStep(ctx, q, c)); err != nil {
			return fmt.Errorf("%s: %w", q.title, err)
		}
	}
	return nil
}

// consulted are the consultations of the district by their titles.
func (w *World) consulted(ctx context.Context) (map[string]*consult.Consult, error) {
	rows, err := all(w.as(ctx, w.Office), w.Consults.Find, consult.Find{})
	out := map[string]*consult.Consult{}
	for i := range rows {
		out[rows[i].Title] = &rows[i]
	}
	return out, err
}

// speaks has the public say on a day what it thinks of the drafts that are open.
func (w *World) speaks(ctx context.Context, day calendar.Day) error {
	there, err := w.consulted(ctx)
	if err != nil {
		return err
	}
	for _, q := range w.inquiries() {
		c := there[q.title]
		if c == nil || !c.Takes(day) {
			continue
		}
		for i := range q.said {
			x := &q.said[i]
			if err := insists(func() error { return w.speak(ctx, c, x, day.Sub(c.Opened)) }); err != nil {
				return fmt.Errorf("opinion %d: %w", x.n, err)
			}
		}
	}
	return nil
}

// speak has one person send an opinion on its day, and perhaps take it back on the next. Who
// has mislaid the code lets it stand.
func (w *World) speak(ctx context.Context, c *consult.Consult, x *said, since int) error {
	switch code := w.spoke[x.n]; {
	case since == x.after:
		return w.states(ctx, c, x)
	case since == x.after+1 && x.recants && code != foi.Access{}:
		err := w.does(ctx, auth.Actor{}, func(ctx context.Context) error {
			_, err := w.Consults.Withdraw(ctx, consult.By{Access: code}, x.client)
			return err
		})
		if fault.Of(err) == fault.Conflict { // taken back before a hitch
			return nil
		}
		return err
	}
	return nil
}

// states has one person send an opinion. Sent again while it stands it is the same one.
func (w *World) states(ctx context.Context, c *consult.Consult, x *said) error {
	return w.submits(ctx, auth.Actor{}, func(ctx context.Context) (Ack, bool, error) {
		out, err := w.Consults.Send(ctx, c.ID, x.Sending, "", x.client)
		if err == nil {
			w.spoke[x.n] = foi.Access{Number: out.Number, Code: out.Code}
		}
		return told(consult.ActSend, out.Number), out.Again, err
	})
}

// consultStep is the next step of the office that asks.
func (w *World) consultStep(ctx context.Context, q inquiry, c *consult.Consult) error {
	say := words().Consults
	step := steps[consult.Act](ctx, w, q.unit.ID, q.title)
	switch {
	case c == nil:
		return step(consult.Write, consult.ActMake, nil, func(ctx context.Context) error {
			_, err := w.Consults.Make(ctx, q.unit.ID, consult.Edit{Title: q.title, Kind: consult.Other, Explain: say.Explain, Draft: q.draft, Days: say.Days, Contact: say.Contact})
			return err
		})
	case c.Status == consult.Draft:
		return step(consult.Write, consult.ActAsk, nil, func(ctx context.Context) error {
			_, err := w.Consults.Ask(ctx, c.ID, consult.Seen{Rev: c.Rev})
			return err
		})
	case c.Status == consult.Asked:
		return step(consult.Approve, consult.ActApprove, []int64{c.By[consult.ActAsk], c.By[consult.ActEdit], c.By[consult.ActMake]}, func(ctx context.Context) error {
			_, err := w.Consults.Approve(ctx, c.ID, consult.Seen{Rev: c.Rev})
			return err
		})
	case c.Status == consult.Found:
		return step(consult.Approve, consult.ActTell, []int64{c.By[consult.ActFind]}, func(ctx context.Context) error {
			_, err := w.Consults.Tell(ctx, c.ID, consult.Seen{Rev: c.Rev})
			return err
		})
	}
	return w.weighs(ctx, q, c, step)
}

// weighs has the office write down what it changes, decide on what it heard, and on another day
// hand in the outcome.
func (w *World) weighs(ctx context.Context, q inquiry, c *consult.Consult, step stepper[consult.Act]) error {
	say := words().Consults
	if c.Final == "" {
		return step(consult.Write, consult.ActRevise, nil, func(ctx context.Context) error {
			_, err := w.Consults.Revise(ctx, c.ID, consult.Revision{Rev: c.Rev, Final: q.final})
			return err
		})
	}
	v, err := w.Consults.View(w.as(ctx, w.Office), c.ID)
	if err != nil {
		return err
	}
	if len(v.Groups) == 0 {
		return step(consult.Write, consult.ActFind, nil, func(ctx context.Context) error {
			_, err := w.Consults.Conclude(ctx, c.ID, consult.Finding{Rev: v.Consult.Rev, Findings: say.Findings})
			return err
		})
	}
	if err := w.asides(ctx, c, step); err != nil {
		return err
	}
	for _, g := range v.Groups {
		if g.Text == say.Off {
			continue
		}
		in := consult.Judgement{Gist: g.Text, Verdict: consult.Reject, Why: say.Why}
		if strings.Contains(g.Text, say.Adopted) {
			in = consult.Judgement{Gist: g.Text, Verdict: consult.Adopt, Clauses: []string{say.Clause}}
		}
		err := step(consult.Write, consult.ActDecide, nil, func(ctx context.Context) error {
			_, err := w.Consults.Decide(ctx, c.ID, consult.Deciding{Group: int64(g.ID), Count: g.N, Judgement: in})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// asides has the office set aside what says nothing about the draft, one after the other: to set one aside
// gives its copies another one to stand for them, so that each is opened anew.
func (w *World) asides(ctx context.Context, c *consult.Consult, step stepper[consult.Act]) error {
	for {
		rows, err := all(w.as(ctx, w.Office), w.Consults.Opinions, consult.OpinionFind{ID: c.ID, Status: consult.Received, Waiting: true})
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(o consult.OpinionRow) bool { return o.Text == words().Consults.Off })
		if i < 0 {
			return nil
		}
		o := &rows[i]
		err = step(consult.Write, consult.ActAside, nil, func(ctx context.Context) error {
			_, err := w.Consults.SetAside(ctx, o.ID, consult.Setting{Rev: o.Rev, Cause: consult.Unrelated, Said: words().Consults.Aside})
			return err
		})
		if err != nil {
			return err
		}
	}
}

// inquired is a consultation, as the journal has it.
type inquired struct {
	life[consult.Status, consult.Act]
	said map[string]*life[consult.Status, consult.Act] // opinions
}

// consultation follows a consultation and its opinions through the journal: nothing is sent
// once it has closed.
func (c *Recount) consultation(e journal.Entry, opinion bool) error {
	var b struct {
		State   consult.Status `json:"state"`
		Consult consult.ID     `json:"consult_id"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	ref := e.Ref
	if opinion {
		ref = consult.RefOf(b.Consult)
	}
	q := c.inquired[ref]
	if q == nil {
		q = &inquired{said: map[string]*life[consult.Status, consult.Act]{}}
		c.inquired[ref] = q
	}
	if !opinion {
		q.follow(c, consult.Flow, e, b.State)
		return nil
	}
	o := q.said[e.Ref]
	if o == nil {
		o = &life[consult.Status, consult.Act]{}
		q.said[e.Ref] = o
	}
	o.follow(c, consult.OpinionFlow, e, b.State)
	if consult.Act(e.Act) == consult.ActSend && q.state != consult.Open {
		c.odd("%s of %s while %s is %s", e.Act, e.Ref, ref, q.state)
	}
	return nil
}

// Consults counts the consultations by where they stand. One that has closed owes its outcome,
// once; one that was told owes nothing.
func (c *Recount) Consults() (n map[consult.Status]int, wrong []string) {
	n = map[consult.Status]int{}
	owes := c.owed(consult.RuleTell)
	for ref, q := range c.inquired {
		n[q.state]++
		want := 0
		if q.state == consult.Closed || q.state == consult.Found {
			want = 1
		}
		if owes[ref] != want {
			wrong = append(wrong, fmt.Sprintf("%s is %s and owes %d outcomes", ref, q.state, owes[ref]))
		}
	}
	slices.Sort(wrong)
	return n, wrong
}

// checkConsults compares the consultations with the lists, and the counts of each with its
// opinions: whatever was said is decided on, taken back or set aside, with a reason.
func (w *World) checkConsults(ctx context.Context, c *Recount, v *Verdict) error {
	n, wrong := c.Consults()
	v.Violations = append(v.Violations, wrong...)
	v.Consults, v.Outcomes = len(c.inquired), n[consult.Told]
	there, err := w.consulted(ctx)
	if err != nil {
		return err
	}
	if len(there) != v.Consults || v.Consults != len(w.inquiries()) {
		v.violated("%d consultations are listed, %d were made, of %d drafts", len(there), v.Consults, len(w.inquiries()))
	}
	for _, x := range w.inquiries() {
		q := there[x.title]
		if q == nil {
			continue // it is missed above
		}
		own := c.inquired[q.Ref()]
		if own == nil || own.state != q.Status {
			v.violated("%s is %s and in the journal something else", q.Ref(), q.Status)
			continue
		}
		if v.Said += len(own.said); len(own.said) != len(x.said) {
			v.violated("%d opinions on %s were sent, %d came", len(x.said), q.Ref(), len(own.said))
		}
		if q.Status != consult.Told {
			continue
		}
		shown, err := w.Consults.Show(ctx, q.ID)
		if err != nil {
			return err
		}
		if !own.came(*shown.Counts) {
			v.violated("%s shows %+v, which its %d opinions in the journal do not come to", q.Ref(), *shown.Counts, len(own.said))
		}
	}
	return nil
}

// came reports whether counts are those of the opinions in the journal.
func (q *inquired) came(k consult.Counts) bool {
	by := map[consult.Status]int{}
	for _, o := range q.said {
		by[o.state]++
	}
	decided := 0
	for _, n := range k.Decided {
		decided += n
	}
	return k.Received == len(q.said) && k.Withdrawn == by[consult.Withdrawn] && k.Aside == by[consult.Aside] && decided == by[consult.Received] && k.Waiting == 0
}
