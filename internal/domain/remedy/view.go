package remedy

import (
	"context"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A View is a case as the desk shows it.
type View struct {
	Case    Case            `json:"case"`
	Unit    string          `json:"unit"`
	Judge   string          `json:"judge,omitempty"`
	Words   Words           `json:"words"` // masked
	Unmasks bool            `json:"-"`     // may open them
	Answer  string          `json:"answer,omitempty"`
	Sue     *Means          `json:"sue,omitempty"` // of a review that has ended: the suit that is open then
	Papers  []Paper         `json:"papers,omitempty"`
	Opens   bool            `json:"-"` // may keep and open papers
	Acts    []Act           `json:"acts"`
	History []journal.Entry `json:"history"`
}

// View returns a case that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "remedy.View(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := read(tx, id)
		if err != nil {
			return err
		}
		own, err := c.concerned(tx)
		if err != nil {
			return err
		}
		v = View{Case: *c, Acts: c.acts(tx.Actor, own)}
		if v.Unmasks, err = c.unmasks(tx); err != nil {
			return err
		}
		if v.Words, err = s.shown(tx, c); err != nil {
			return err
		}
		if err := s.box.OpenJSON(c.Answer, aboutAnswer, &v.Answer); err != nil {
			return err
		}
		if v.Opens, err = c.opens(tx); err != nil {
			return err
		}
		if v.Papers, err = c.papersOf(tx); err != nil {
			return err
		}
		if v.Sue, err = s.sue(tx, c); err != nil {
			return err
		}
		names, err := unitNames(tx, c.UnitID, c.JudgeID)
		if err != nil {
			return err
		}
		v.Unit, v.Judge = names[0], names[1]
		rows, err := journal.For(tx, c.Ref(), db.Page{Size: 200})
		v.History = rows.Items
		return err
	})
	return v, err
}

func unitNames(tx *db.Tx, ids ...int64) ([]string, error) {
	out := make([]string, len(ids))
	for i, id := range ids {
		if id == 0 {
			continue
		}
		u, err := unit.Get(tx, id)
		if err != nil {
			return nil, err
		}
		out[i] = u.Short
	}
	return out, nil
}

// Mine is what an applicant sees of a case about the own request: no name of staff.
type Mine struct {
	Number   string       `json:"number"`
	Kind     Kind         `json:"kind"`
	Status   Status       `json:"state"`
	Received calendar.Day `json:"received"`
	Due      calendar.Day `json:"due,omitempty"` // of an open complaint
	Decided  calendar.Day `json:"decided,omitempty"`
	Outcome  string       `json:"outcome,omitempty"` // its name
	Text     string       `json:"text,omitempty"`    // of a complaint
	Answer   string       `json:"answer,omitempty"`
	Organ    string       `json:"organ,omitempty"`  // that a complaint was passed on to
	Passes   bool         `json:"passes,omitempty"` // a complaint that is only passed on: Due is the day of that
}

// A Standing is what the applicant of a request can do, and has done.
type Standing struct {
	Means []Means `json:"means"`
	Cases []Mine  `json:"cases,omitempty"`
	Open  bool    `json:"open,omitempty"` // a complaint is being looked into: another cannot be sent
}

// Standing tells the applicant of a request, whom the caller has let in by its
// number and code (foi.Service.Track), what can be done against the reply.
func (s *Service) Standing(ctx context.Context, id foi.ID) (out Standing, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := foi.DisputedOf(tx, id)
		if err != nil {
			return err
		}
		all, err := ofRequest(tx, id)
		if err != nil {
			return err
		}
		if out.Means, err = s.means(tx, d, all); err != nil {
			return err
		}
		for i := range all {
			if all[i].Kind == Complaint && !all[i].ByApplicant {
				continue // somebody else's
			}
			m, err := s.mine(&all[i])
			if err != nil {
				return err
			}
			out.Cases = append(out.Cases, m)
			out.Open = out.Open || all[i].Kind == Complaint && all[i].Status == Open
		}
		return nil
	})
	return out, err
}

func (s *Service) mine(c *Case) (m Mine, err error) {
	m = Mine{Number: c.Number, Kind: c.Kind, Status: c.Status, Received: c.Received, Decided: c.Decided}
	if o, ok := c.Ended(); ok {
		m.Outcome = o.Name
	}
	if c.Kind != Complaint {
		return m, nil
	}
	switch c.Status {
	case Open:
		m.Due, m.Passes = c.Due, c.elsewhere()
	case Passed:
		m.Decided, m.Organ = c.Answered, c.Organ
	case Withdrawn:
		m.Decided = c.Answered
	case Pending, Decided, Fulfilled, Void: // it has what there is
	}
	var w Words
	if err := s.box.OpenJSON(c.Words, aboutWords, &w); err != nil {
		return m, err
	}
	m.Text = w.Text
	return m, s.box.OpenJSON(c.Answer, aboutAnswer, &m.Answer)
}
