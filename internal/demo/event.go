package demo

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"gongkai.example/gongkai/internal/domain/event"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

//go:embed events.json
var eventsFile []byte

// An invited is an event of the story, who enrolled, and what came of it.
type invited struct {
	Unit    string            `json:"unit"`
	Opened  calendar.Day      `json:"opened"`
	Event   event.Edit        `json:"event"`
	People  []event.Enrolling `json:"people"`
	Came    int               `json:"came"` // enrolments
	Noted   calendar.Day      `json:"noted"`
	Told    calendar.Day      `json:"told"`
	Minutes event.Record      `json:"minutes"`
	Alt     string            `json:"alt"`

	id event.ID
}

// invite lays the events out over the days of the story: one with its minutes, one to come.
func (s *story) invite() error {
	var all []invited
	if err := json.Unmarshal(eventsFile, &all); err != nil {
		return err
	}
	for i := range all {
		x := &all[i]
		steps := map[calendar.Day]func(context.Context, *invited) error{x.Opened: s.announce, x.Noted: s.noteEvent, x.Told: s.tellEvent}
		if x.Came > 0 {
			steps[x.Event.Begins] = s.checkIn
		}
		for day, do := range steps {
			if day == "" {
				continue
			}
			s.on(day, func(ctx context.Context) error {
				if err := do(ctx, x); err != nil {
					return fmt.Errorf("%s: %w", x.Event.Title, err)
				}
				return nil
			})
		}
	}
	return nil
}

// onEvent acts as somebody of the unit with a permission.
func (s *story) onEvent(ctx context.Context, x *invited, p auth.Perm) (context.Context, event.Seen, error) {
	who, err := s.Holder(s.press.units[x.Unit].ID, p)
	if err != nil {
		return nil, event.Seen{}, err
	}
	as := auth.With(ctx, who)
	if x.id == 0 {
		return as, event.Seen{}, nil
	}
	v, err := s.Events.View(as, x.id)
	return as, event.Seen{Rev: v.Event.Rev}, err
}

// announce makes an event, has it approved, and people enrol.
func (s *story) announce(ctx context.Context, x *invited) error {
	clerk, _, err := s.onEvent(ctx, x, event.Write)
	if err != nil {
		return err
	}
	head, _, err := s.onEvent(ctx, x, event.Approve)
	if err != nil {
		return err
	}
	e, err := s.Events.Make(clerk, s.press.units[x.Unit].ID, x.Event)
	if err == nil {
		e, err = s.Events.Ask(clerk, e.ID, event.Seen{Rev: e.Rev})
	}
	if err == nil {
		e, err = s.Events.Approve(head, e.ID, event.Seen{Rev: e.Rev})
	}
	if err != nil {
		return err
	}
	x.id = e.ID
	for i, in := range x.People {
		if _, err := s.Events.Enrol(ctx, x.id, in, "", fmt.Sprintf("198.51.100.%d", i+1)); err != nil {
			return err
		}
	}
	return nil
}

// checkIn notes that the first so many of those with a place have come.
func (s *story) checkIn(ctx context.Context, x *invited) error {
	clerk, _, err := s.onEvent(ctx, x, event.Write)
	if err != nil {
		return err
	}
	all, err := s.Events.Enrolments(clerk, x.id)
	if err != nil {
		return err
	}
	var came []string
	for _, n := range all[:min(x.Came, len(all))] {
		came = append(came, n.Number)
	}
	_, err = s.Events.CheckIn(clerk, x.id, event.Coming{Came: came})
	return err
}

// noteEvent hands the minutes in, with a picture.
func (s *story) noteEvent(ctx context.Context, x *invited) error {
	if err := s.Events.Tick(auth.With(ctx, auth.Machine("event.tick"))); err != nil {
		return err
	}
	clerk, seen, err := s.onEvent(ctx, x, event.Write)
	if err != nil {
		return err
	}
	p, err := s.Events.Attach(clerk, "open-day.png", hall())
	if err != nil {
		return err
	}
	e, err := s.Events.Add(clerk, x.id, event.Adding{Seen: seen, Alt: x.Alt}, p)
	if err != nil {
		return err
	}
	in := x.Minutes
	in.Rev = e.Rev
	_, err = s.Events.Note(clerk, x.id, in)
	return err
}

func (s *story) tellEvent(ctx context.Context, x *invited) error {
	head, seen, err := s.onEvent(ctx, x, event.Approve)
	if err == nil {
		_, err = s.Events.Tell(head, x.id, seen)
	}
	return err
}

// hall is a drawing in the place of a photograph: the story has none, and says so.
func hall() *bytes.Buffer {
	const wide, high = 480, 270
	m := image.NewRGBA(image.Rect(0, 0, wide, high))
	for _, part := range []struct {
		in image.Rectangle
		of color.Gray
	}{{m.Bounds(), color.Gray{Y: 235}}, {image.Rect(40, 70, 440, 150), color.Gray{Y: 190}}, {image.Rect(40, 180, 440, 200), color.Gray{Y: 120}}} {
		draw.Draw(m, part.in, image.NewUniform(part.of), image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	_ = png.Encode(&out, m) // into memory, of a picture that is whole
	return &out
}
