package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
)

//go:embed remedies.json
var remediesFile []byte

// A dispute is a complaint, a review or a suit of the story.
type dispute struct {
	Kind     remedy.Kind  `json:"kind"`
	Unit     string       `json:"unit"`
	Request  *int         `json:"request"` // of the story's requests, by its place
	Way      remedy.Way   `json:"way"`
	Received calendar.Day `json:"received"`
	Organ    string       `json:"organ"`
	FileNo   string       `json:"file_no"`
	Simple   bool         `json:"simple"`
	After    bool         `json:"after"`
	Text     string       `json:"text"`
	Contact  string       `json:"contact"`
	Steps    []struct {
		Day     calendar.Day `json:"day"`
		Do      string       `json:"do"`
		Outcome string       `json:"outcome"`
		Days    int          `json:"days"`
		Text    string       `json:"text"`
	} `json:"steps"`

	id remedy.ID
}

// dispute lays the cases out over the days of the story.
func (s *story) dispute(requests []request) error {
	var all []dispute
	if err := json.Unmarshal(remediesFile, &all); err != nil {
		return err
	}
	for i := range all {
		d := &all[i]
		s.on(d.Received, func(ctx context.Context) error { return s.contest(ctx, d, requests) })
		for n := range d.Steps {
			s.on(d.Steps[n].Day, func(ctx context.Context) error {
				if err := s.settle(ctx, d, n); err != nil {
					return fmt.Errorf("%s %s %s: %w", d.Unit, d.Kind, d.Steps[n].Do, err)
				}
				return nil
			})
		}
	}
	return nil
}

// contest registers a case.
func (s *story) contest(ctx context.Context, d *dispute, requests []request) error {
	u := s.press.units[d.Unit].ID
	in := remedy.Entry{
		Kind: d.Kind, Unit: u, Way: d.Way, Received: d.Received, Organ: d.Organ, FileNo: d.FileNo, Simple: d.Simple, After: d.After, Text: d.Text, Contact: d.Contact,
	}
	clerk, err := s.Holder(u, remedy.Take)
	if err != nil {
		return err
	}
	as := auth.With(ctx, clerk)
	if d.Request != nil {
		v, err := s.Requests.View(as, requests[*d.Request].id)
		if err != nil {
			return err
		}
		in.Request, in.Party = v.Request.Number, remedy.Applicant
	}
	c, err := s.Remedies.Register(as, in)
	if err == nil {
		d.id = c.ID
	}
	return err
}

// settle makes one step of a case as the person whose step it is.
func (s *story) settle(ctx context.Context, d *dispute, n int) error {
	step := d.Steps[n]
	who, err := s.Holder(s.press.units[d.Unit].ID, remedy.Handle)
	if step.Do == "judge" {
		who = s.Office
	}
	if err != nil {
		return err
	}
	as := auth.With(ctx, who)
	v, err := s.Remedies.View(as, d.id)
	if err != nil {
		return err
	}
	rev := v.Case.Rev
	on := remedy.On{Rev: rev, Day: step.Day, Note: step.Text}
	within := remedy.Within{Days: step.Days, Unit: law.Workday}
	switch step.Do {
	case "answer":
		_, err = s.Remedies.AnswerBy(as, d.id, on)
	case "decide":
		_, err = s.Remedies.Decide(as, d.id, remedy.Decision{Rev: rev, Outcome: step.Outcome, Day: step.Day, Within: within, Note: step.Text})
	case "judge":
		_, err = s.Remedies.Judge(as, d.id, remedy.Judgement{Rev: rev, Outcome: step.Outcome, Answer: step.Text, Within: within})
	case "fulfil":
		_, err = s.Remedies.Fulfil(as, d.id, on)
	default:
		err = fmt.Errorf("no step %q", step.Do)
	}
	return err
}
