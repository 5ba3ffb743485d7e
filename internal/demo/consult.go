package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

//go:embed consults.json
var consultsFile []byte

// An asked is a consultation of the story, what people said, and what became of it.
type asked struct {
	Unit     string       `json:"unit"`
	Title    string       `json:"title"`
	Kind     consult.Kind `json:"kind"`
	Explain  string       `json:"explain"`
	Draft    []string     `json:"draft"`
	Final    []string     `json:"final"`
	Days     int          `json:"days"`
	Post     string       `json:"post"`
	Counter  string       `json:"counter"`
	Contact  string       `json:"contact"`
	Opened   calendar.Day `json:"opened"`
	Revised  calendar.Day `json:"revised"`
	Found    calendar.Day `json:"found"`
	Told     calendar.Day `json:"told"`
	Findings string       `json:"findings"`
	Opinions []saying     `json:"opinions"`
	Hearing  *hearing     `json:"hearing"`
	// In the order of the groups, the largest first.
	Decisions []consult.Judgement `json:"decisions"`

	id consult.ID
}

// A saying is what so many people say in nearly the same words.
type saying struct {
	Clause int           `json:"clause"`
	N      int           `json:"n"`
	Text   string        `json:"text"`
	Letter bool          `json:"letter"`
	Aside  consult.Cause `json:"aside"`
	Said   string        `json:"said"`
}

// A hearing is called in the story, and people enrol.
type hearing struct {
	Called calendar.Day        `json:"called"`
	Day    calendar.Day        `json:"day"`
	Time   string              `json:"time"`
	Place  string              `json:"place"`
	Seats  int                 `json:"seats"`
	Until  calendar.Day        `json:"until"`
	Source string              `json:"source"`
	People []consult.Enrolling `json:"people"`
}

// consult lays the consultations out over the days of the story: one with an outcome, one open.
func (s *story) consult() error {
	var all []asked
	if err := json.Unmarshal(consultsFile, &all); err != nil {
		return err
	}
	for i := range all {
		c := &all[i]
		steps := map[calendar.Day]func(context.Context, *asked) error{c.Opened: s.openConsult, c.Revised: s.decideConsult, c.Found: s.findConsult, c.Told: s.tellConsult}
		if c.Hearing != nil {
			steps[c.Hearing.Called] = s.callHearing
		}
		for day, do := range steps {
			if day == "" {
				continue
			}
			s.on(day, func(ctx context.Context) error {
				if err := do(ctx, c); err != nil {
					return fmt.Errorf("%s: %w", c.Title, err)
				}
				return nil
			})
		}
		s.sayings(c)
	}
	return nil
}

// sayings spreads the opinions over the days on which they are taken.
func (s *story) sayings(c *asked) {
	n := 0
	for _, o := range c.Opinions {
		for i := range o.N {
			n++
			who := n
			s.on(c.Opened.Add(1+who*7%(c.Days/2)), func(ctx context.Context) error { return s.say(ctx, c, &o, who, i) })
		}
	}
}

func (s *story) say(ctx context.Context, c *asked, o *saying, who, copied int) error {
	in := consult.Sending{Clause: o.Clause, Text: o.Text + strings.Repeat("！", copied%3), Sender: consult.Sender{Phone: fmt.Sprintf("138000%05d", 10000*len(c.Opinions)+who)}}
	clerk, _, err := s.onConsult(ctx, c, consult.Write)
	if err != nil {
		return err
	}
	if o.Letter {
		_, err = s.Consults.Take(clerk, c.id, consult.Receipt{Channel: consult.Letter, Day: s.DB.Today(), Sending: in})
		return err
	}
	filed, err := s.Consults.Send(ctx, c.id, in, "", fmt.Sprintf("198.51.100.%d", who))
	if err == nil && o.Aside != "" {
		_, err = s.Consults.SetAside(clerk, filed.ID, consult.Setting{Rev: 1, Cause: o.Aside, Said: o.Said})
	}
	return err
}

// onConsult acts as somebody of the unit with a permission.
func (s *story) onConsult(ctx context.Context, c *asked, p auth.Perm) (context.Context, consult.View, error) {
	who, err := s.Holder(s.press.units[c.Unit].ID, p)
	if err != nil {
		return nil, consult.View{}, err
	}
	as := auth.With(ctx, who)
	if c.id == 0 {
		return as, consult.View{}, nil
	}
	v, err := s.Consults.View(as, c.id)
	return as, v, err
}

func (s *story) openConsult(ctx context.Context, c *asked) error {
	clerk, _, err := s.onConsult(ctx, c, consult.Write)
	if err != nil {
		return err
	}
	head, _, err := s.onConsult(ctx, c, consult.Approve)
	if err != nil {
		return err
	}
	x, err := s.Consults.Make(clerk, s.press.units[c.Unit].ID, consult.Edit{
		Title: c.Title, Kind: c.Kind, Explain: c.Explain, Draft: strings.Join(c.Draft, "\n"), Days: c.Days, Post: c.Post, Counter: c.Counter, Contact: c.Contact,
	})
	if err == nil {
		x, err = s.Consults.Ask(clerk, x.ID, consult.Seen{Rev: x.Rev})
	}
	if err == nil {
		x, err = s.Consults.Approve(head, x.ID, consult.Seen{Rev: x.Rev})
	}
	if err == nil {
		c.id = x.ID
	}
	return err
}

// decideConsult changes the text and decides on the groups, the largest first.
func (s *story) decideConsult(ctx context.Context, c *asked) error {
	clerk, v, err := s.onConsult(ctx, c, consult.Write)
	if err != nil {
		return err
	}
	if _, err := s.Consults.Revise(clerk, c.id, consult.Revision{Rev: v.Consult.Rev, Final: strings.Join(c.Final, "\n")}); err != nil {
		return err
	}
	if len(v.Groups) != len(c.Decisions) {
		return fmt.Errorf("%d groups, %d decisions", len(v.Groups), len(c.Decisions))
	}
	for i, g := range v.Groups {
		j := c.decisionOn(g.Text, i)
		if _, err := s.Consults.Decide(clerk, c.id, consult.Deciding{Group: int64(g.ID), Count: g.N, Judgement: j}); err != nil {
			return fmt.Errorf("%s: %w", j.Gist, err)
		}
	}
	return nil
}

// decisionOn is the decision on the group that says something: decisions stand in the order of
// the opinions, without those that were set aside.
func (c *asked) decisionOn(text string, or int) consult.Judgement {
	n := 0
	for _, o := range c.Opinions {
		if strings.HasPrefix(text, o.Text) {
			return c.Decisions[n]
		}
		if o.Aside == "" {
			n++
		}
	}
	return c.Decisions[or]
}

func (s *story) findConsult(ctx context.Context, c *asked) error {
	clerk, v, err := s.onConsult(ctx, c, consult.Write)
	if err == nil {
		_, err = s.Consults.Conclude(clerk, c.id, consult.Finding{Rev: v.Consult.Rev, Findings: c.Findings})
	}
	return err
}

func (s *story) tellConsult(ctx context.Context, c *asked) error {
	head, v, err := s.onConsult(ctx, c, consult.Approve)
	if err == nil {
		_, err = s.Consults.Tell(head, c.id, consult.Seen{Rev: v.Consult.Rev})
	}
	return err
}

func (s *story) callHearing(ctx context.Context, c *asked) error {
	head, _, err := s.onConsult(ctx, c, consult.Approve)
	if err != nil {
		return err
	}
	h, err := s.Consults.Call(head, c.id, consult.Calling{Day: c.Hearing.Day, Time: c.Hearing.Time, Place: c.Hearing.Place, Seats: c.Hearing.Seats, Until: c.Hearing.Until, Source: c.Hearing.Source})
	for i, who := range c.Hearing.People {
		if err != nil {
			return err
		}
		_, err = s.Consults.Enrol(ctx, h.ID, who, "", fmt.Sprintf("198.51.100.%d", i+1))
	}
	return err
}
