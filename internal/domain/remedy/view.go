package remedy

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
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
		if err := s.unseal(c.Answer, aboutAnswer, &v.Answer); err != nil {
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

// A Means is one thing that can be done against a reply, and until when.
type Means struct {
	Kind  Kind         `json:"kind"`
	Where string       `json:"where"`           // the organ, the court
	Last  calendar.Day `json:"last,omitempty"`  // last day; "" has none, or one that only a later event sets
	First bool         `json:"first,omitempty"` // a review has to come before a suit
	After bool         `json:"after,omitempty"` // a suit only after the review
	// Passed is of a complaint about the department in charge: it is passed on.
	Passed bool `json:"passed,omitempty"`
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
		if out.Means, err = s.means(tx, d); err != nil {
			return err
		}
		all, err := ofRequest(tx, id)
		if err != nil {
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
	if err := s.unseal(c.Words, aboutWords, &w); err != nil {
		return m, err
	}
	m.Text = w.Text
	return m, s.unseal(c.Answer, aboutAnswer, &m.Answer)
}

// The terms of who is not content with a reply.
var (
	termApply = law.MustTerm("review.apply")
	termSue   = law.MustTerm("suit.direct")
)

// means are what can be done about a request.
func (s *Service) means(tx *db.Tx, d foi.Disputed) (out []Means, err error) {
	office, above, err := s.judged(tx, d.UnitID)
	if err != nil {
		return nil, err
	}
	if d.Answered != "" && len(d.Remedies) > 0 {
		if out, err = s.against(tx, d); err != nil {
			return nil, err
		}
	}
	if above != "" {
		return append(out, Means{Kind: Complaint, Where: above, Passed: true}), nil
	}
	return append(out, Means{Kind: Complaint, Where: office.Name}), nil
}

// against is what the paragraph of the reply says, with the last days: 行政复议法,
// Articles 20 and 23; 行政诉讼法, Article 46.
func (s *Service) against(tx *db.Tx, d foi.Disputed) ([]Means, error) {
	u, err := unit.Get(tx, d.UnitID)
	if err != nil {
		return nil, err
	}
	first := slices.Contains(d.Remedies, law.ReviewFirst)
	review := Means{Kind: Review, Where: strings.Join(u.Review, s.words("foi.or")), First: first}
	if review.Last, err = s.lastDay(tx, d.Answered, termApply); err != nil {
		return nil, err
	}
	suit := Means{Kind: Suit, Where: u.Court, After: first}
	if !first {
		suit.Last, err = s.lastDay(tx, d.Answered, termSue)
	}
	return []Means{review, suit}, err
}
