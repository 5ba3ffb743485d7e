package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/response"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

//go:embed responses.json
var responsesFile []byte

// A worry is what the public is concerned about in the story, and what was said and done.
type worry struct {
	Unit    string          `json:"unit"` // answers; "" waits to be judged
	By      string          `json:"by"`   // the unit that found it
	Found   calendar.Day    `json:"found"`
	Title   string          `json:"title"`
	Place   string          `json:"place"`
	Source  response.Source `json:"source"`
	Theme   response.Theme  `json:"theme"`
	About   string          `json:"about"`
	Why     response.Why    `json:"why"`
	Level   response.Level  `json:"level"`
	Opinion string          `json:"opinion"`
	Answers []stated        `json:"answers"`
	Press   calendar.Day    `json:"press"`
	PressOf string          `json:"press_of"`
	Doings  []deed          `json:"measures"`
	Settled calendar.Day    `json:"settled"`
	Review  calendar.Day    `json:"reviewed"`
	Lessons string          `json:"lessons"`
	Untrue  calendar.Day    `json:"untrue"`
	Because string          `json:"because"`

	id response.ID
}

// A stated is an item that answers, and a deed what was done beside it.
type (
	stated struct {
		Day   calendar.Day `json:"day"`
		Title string       `json:"title"`
		Body  string       `json:"body"`
	}
	deed struct {
		Day  calendar.Day `json:"day"`
		Text string       `json:"text"`
	}
)

// concern lays what the public is concerned about out over the days of the story.
func (s *story) concern() error {
	var all []worry
	if err := json.Unmarshal(responsesFile, &all); err != nil {
		return err
	}
	for i := range all {
		x := &all[i]
		s.on(x.Found, func(ctx context.Context) error { return s.find(ctx, x) })
		for _, a := range x.Answers {
			s.on(a.Day, func(ctx context.Context) error { return s.sayOn(ctx, x, a) })
		}
		s.acts(x)
	}
	return nil
}

// acts lays out what is done about a concern after it is judged.
func (s *story) acts(x *worry) {
	on := func(day calendar.Day, do func(ctx context.Context, rev int64) error) {
		if day == "" {
			return
		}
		s.on(day, func(ctx context.Context) error {
			v, err := s.Concerns.View(s.officer(ctx), x.id)
			if err == nil {
				err = do(ctx, v.Rev)
			}
			if err != nil {
				err = fmt.Errorf("%s: %w", x.Title, err)
			}
			return err
		})
	}
	on(x.Press, func(ctx context.Context, rev int64) error {
		day, clock := s.now()
		_, err := s.Concerns.Press(s.handles(ctx, x), x.id, response.Press{Rev: rev, Day: day, Clock: clock, Room: x.PressOf})
		return err
	})
	for _, d := range x.Doings {
		on(d.Day, func(ctx context.Context, rev int64) error {
			_, err := s.Concerns.Measure(s.handles(ctx, x), x.id, response.Doing{Rev: rev, Unit: s.press.units[x.Unit].ID, On: d.Day, Text: d.Text})
			return err
		})
	}
	on(x.Settled, func(ctx context.Context, rev int64) error {
		_, err := s.Concerns.Settle(s.handles(ctx, x), x.id, response.Seen{Rev: rev})
		return err
	})
	on(x.Review, func(ctx context.Context, rev int64) error {
		_, err := s.Concerns.Review(s.officer(ctx), x.id, response.Lesson{Rev: rev, Lessons: x.Lessons})
		return err
	})
	on(x.Untrue, func(ctx context.Context, rev int64) error {
		c, err := s.Concerns.Doubt(s.handles(ctx, x), x.id, response.Doubt{Because: response.Because{Rev: rev, Reason: x.Because}, Ground: "untrue"})
		if err == nil {
			_, err = s.Concerns.Dismiss(s.officer(ctx), x.id, response.Seen{Rev: c.Rev})
		}
		return err
	})
}

// now is the moment of the story as a form has it.
func (s *story) now() (calendar.Day, string) {
	now := s.Clock.Now().In(calendar.Zone)
	return calendar.DayOf(now), now.Format("15:04")
}

// handles is a clerk of the unit that answers; nobody where there is none, which the service refuses.
func (s *story) handles(ctx context.Context, x *worry) context.Context {
	who, err := s.Holder(s.press.units[x.Unit].ID, response.Handle)
	if err != nil {
		return ctx
	}
	return auth.With(ctx, who)
}

// find records a concern, and has the office judge it if the story does.
func (s *story) find(ctx context.Context, x *worry) error {
	by := s.press.units[x.By].ID
	who, err := s.Holder(by, response.Note)
	if err != nil {
		return err
	}
	day, clock := s.now()
	c, err := s.Concerns.Note(auth.With(ctx, who), by, response.Edit{
		Title: x.Title, FoundOn: day, FoundTime: clock, Place: x.Place, Source: x.Source, Theme: x.Theme, About: x.About,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", x.Title, err)
	}
	if x.id = c.ID; x.Unit == "" {
		return nil
	}
	_, err = s.Concerns.Judge(s.officer(ctx), c.ID, response.Judging{Rev: c.Rev, Why: x.Why, Level: x.Level, Unit: s.press.units[x.Unit].ID, Opinion: x.Opinion})
	return err
}

// sayOn drafts an item that answers, and takes it on line.
func (s *story) sayOn(ctx context.Context, x *worry, a stated) error {
	unitID := s.press.units[x.Unit].ID
	clerk, err := s.Holder(unitID, publish.Draft)
	if err != nil {
		return err
	}
	as := auth.With(ctx, clerk)
	v, err := s.Concerns.View(as, x.id)
	if err != nil {
		return err
	}
	if _, err = s.Concerns.Draft(as, x.id, response.Draft{Rev: v.Rev, Title: a.Title, Column: s.press.columns["zcwj-hygq"], Body: a.Body}); err != nil {
		return fmt.Errorf("%s: %w", a.Title, err)
	}
	if v, err = s.Concerns.View(as, x.id); err != nil {
		return err
	}
	it, _, err := s.Items.Item(as, v.Releases[len(v.Releases)-1].Item)
	if err != nil {
		return err
	}
	e, err := s.Items.Get(as, it.Working)
	if err != nil {
		return err
	}
	return s.bring(ctx, clerk, e, "")
}
