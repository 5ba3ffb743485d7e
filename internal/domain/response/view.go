package response

import (
	"context"
	"math"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A Lack is what is missing before a concern can be settled.
type Lack string

// What can be missing.
const (
	NoRelease Lack = "release" // nothing was said to the public
	NoPress   Lack = "press"   // no press conference was held
	Pending   Lack = "pending" // an item that answers is not public yet
	NoMeasure Lack = "measure" // nothing was done
)

// lacks lists what is missing before a concern can be settled.
func lacks(tx *db.Tx, c *Concern) (out []Lack, err error) {
	rows, err := releasesOf(tx, c.ID)
	if err != nil {
		return nil, err
	}
	done, err := measuresOf(tx, c.ID)
	for _, l := range []struct {
		key Lack
		on  bool
	}{
		{NoRelease, c.FirstAt.IsZero()},
		{NoPress, c.Urgent() && c.PressAt.IsZero()},
		{Pending, slices.ContainsFunc(rows, func(r Release) bool { return r.CountedAt.IsZero() })},
		{NoMeasure, len(done) == 0},
	} {
		if l.on {
			out = append(out, l.key)
		}
	}
	return out, err
}

// A Lamp is how the instant of the first release stands.
type Lamp string

// The lamps, the worst first.
const (
	LampLate     Lamp = "late"
	LampSoon     Lamp = "soon"
	LampInTime   Lamp = "intime"
	LampDoneLate Lamp = "donelate"
	LampDone     Lamp = "done"
)

// near is how long before its end an answer is due soon: a lamp in hours has no working days.
const near = 5 * time.Hour

// A Clock is one of the clocks of a concern as somebody looks at it.
type Clock struct {
	Due     time.Time `json:"due"`
	Met     time.Time `json:"met,omitzero"`
	Lamp    Lamp      `json:"lamp"`
	Minutes int       `json:"minutes"` // whole minutes until Due, negative since then; of one that is met, from its meeting to Due
}

// clockAt is a clock that ends at due and was met at met, for whoever looks at now.
func clockAt(due, met, now time.Time) *Clock {
	if due.IsZero() {
		return nil
	}
	c := Clock{Due: due, Met: met, Lamp: LampInTime}
	end := now
	if !met.IsZero() {
		end = met
	}
	left := due.Sub(end)
	c.Minutes = int(math.Floor(left.Minutes()))
	switch {
	case !met.IsZero() && left < 0:
		c.Lamp = LampDoneLate
	case !met.IsZero():
		c.Lamp = LampDone
	case left < 0:
		c.Lamp = LampLate
	case left <= near:
		c.Lamp = LampSoon
	}
	return &c
}

// A Row is a concern in a list.
type Row struct {
	Concern
	Unit   string `json:"unit"`
	Answer *Clock `json:"answer,omitempty"` // of the first release; nil before it is judged, and of what is closed
}

func rowOf(tx *db.Tx, c Concern) (Row, error) {
	u, err := unit.Get(tx, c.UnitID)
	r := Row{Concern: c, Unit: u.Short}
	if c.Status != Unfounded {
		r.Answer = clockAt(c.DueAt, c.FirstAt, tx.Now)
	}
	return r, err
}

// A Said is an item that answers, with what it is.
type Said struct {
	Release
	Title  string `json:"title"`
	Public bool   `json:"public"` // everybody can read it now
}

// A Done is a measure with the name of its unit.
type Done struct {
	Measure
	Unit string `json:"unit"`
}

// A View is all that the desk shows of a concern.
type View struct {
	Row
	FoundBy  string `json:"found_by"` // the unit
	Topical  string `json:"topic_title,omitempty"`
	Press    *Clock `json:"press,omitempty"` // of the press conference
	Releases []Said `json:"releases"`
	Measures []Done `json:"measures"`
	Lacks    []Lack `json:"lacks,omitempty"` // before it can be settled
	Acts     []Act  `json:"acts"`
	Unsure   bool   `json:"unsure,omitempty"` // somebody has still to confirm from when the hours run
}

// View returns a concern that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "response.View(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error { v, err = s.view(tx, id); return err })
	return v, err
}

func (s *Service) view(tx *db.Tx, id ID) (v View, err error) {
	c, err := read(tx, id)
	if err != nil {
		return v, err
	}
	if v.Row, err = rowOf(tx, *c); err != nil {
		return v, err
	}
	finder, err := unit.Get(tx, c.FoundUnit)
	if err != nil {
		return v, err
	}
	v.FoundBy = finder.Short
	if c.Status != Unfounded {
		v.Press = clockAt(c.PressDue, c.PressAt, tx.Now)
	}
	if c.Topic != "" {
		t, err := topic.Shown(tx, c.Topic)
		if err != nil && fault.Of(err) != fault.NotFound {
			return v, err
		}
		v.Topical = t.Title
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return v, err
	}
	v.Unsure = c.Urgent() && settings.Unsure(string(profile.ResponseStart))
	if v.Releases, err = said(tx, id); err != nil {
		return v, err
	}
	if v.Measures, err = done(tx, id); err != nil {
		return v, err
	}
	if c.Status == Handling || c.Status == Responded {
		if v.Lacks, err = lacks(tx, c); err != nil {
			return v, err
		}
	}
	idle := map[Act]bool{ActPress: !c.PressAt.IsZero() || !c.Urgent(), ActSettle: len(v.Lacks) > 0, ActUnlink: !slices.Contains(v.Lacks, Pending)}
	v.Acts = slices.DeleteFunc(Flow.Next(tx.Actor, c), func(a Act) bool { return idle[a] || slices.Contains(byItself, a) })
	return v, nil
}

func said(tx *db.Tx, id ID) (out []Said, err error) {
	rows, err := releasesOf(tx, id)
	for _, r := range rows {
		e, err := publish.PeekText(tx, r.Item)
		if err != nil {
			return nil, err
		}
		it, err := publish.Peek(tx, r.Item)
		if err != nil {
			return nil, err
		}
		out = append(out, Said{r, e.Title, it.Status == publish.Live})
	}
	return out, err
}

func done(tx *db.Tx, id ID) (out []Done, err error) {
	rows, err := measuresOf(tx, id)
	for _, m := range rows {
		u, err := unit.Get(tx, m.UnitID)
		if err != nil {
			return nil, err
		}
		out = append(out, Done{m, u.Short})
	}
	return out, err
}
