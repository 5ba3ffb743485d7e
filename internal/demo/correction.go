package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

//go:embed corrections.json
var correctionsFile []byte

// A mistake is what somebody asks to be corrected in the story, and what came of it.
type mistake struct {
	Unit    string       `json:"unit"`
	Filed   calendar.Day `json:"filed"`
	Name    string       `json:"name"`
	PaperNo string       `json:"paper_no"`
	Phone   string       `json:"phone"`
	Record  string       `json:"record"`
	Wrong   string       `json:"wrong"`
	Right   string       `json:"right"`
	Proof   string       `json:"proof"`
	Checked calendar.Day `json:"checked"`
	Result  string       `json:"result"`
	Decided calendar.Day `json:"decided"`
	Outcome string       `json:"outcome"` // or the organ that it is passed on to
	Told    calendar.Day `json:"told"`

	id correction.ID
}

// correct lays the corrections out over the days of the story.
func (s *story) correct() error {
	var all []mistake
	if err := json.Unmarshal(correctionsFile, &all); err != nil {
		return err
	}
	for i := range all {
		m := &all[i]
		s.on(m.Filed, func(ctx context.Context) error {
			out, err := s.Corrections.File(ctx, correction.Filing{
				Applicant: foi.Applicant{Kind: foi.Citizen, Name: m.Name, Paper: foi.IDCard, PaperNo: m.PaperNo, Phone: m.Phone},
				Claim:     correction.Claim{Unit: s.press.units[m.Unit].ID, Record: m.Record, Wrong: m.Wrong, Right: m.Right, Proof: m.Proof},
			}, nil, "203.0.113.7")
			m.id = out.ID
			return err
		})
		for day, do := range map[calendar.Day]func(context.Context, *mistake) error{m.Checked: s.check, m.Decided: s.decideOn, m.Told: s.tellOf} {
			if day != "" {
				s.on(day, func(ctx context.Context) error { return do(ctx, m) })
			}
		}
	}
	return nil
}

// onMistake acts as somebody of the unit with a permission.
func (s *story) onMistake(ctx context.Context, m *mistake, p auth.Perm) (context.Context, int64, error) {
	who, err := s.Holder(s.press.units[m.Unit].ID, p)
	if err != nil {
		return nil, 0, err
	}
	as := auth.With(ctx, who)
	v, err := s.Corrections.View(as, m.id)
	return as, v.Correction.Rev, err
}

func (s *story) check(ctx context.Context, m *mistake) error {
	as, rev, err := s.onMistake(ctx, m, correction.Handle)
	if err == nil {
		_, err = s.Corrections.Check(as, m.id, correction.Seen{Rev: rev})
	}
	return err
}

func (s *story) decideOn(ctx context.Context, m *mistake) error {
	as, rev, err := s.onMistake(ctx, m, correction.Handle)
	if err != nil {
		return err
	}
	switch m.Result {
	case "correct":
		_, err = s.Corrections.Correct(as, m.id, correction.Decide{Rev: rev, Outcome: m.Outcome})
	case "forward":
		_, err = s.Corrections.Forward(as, m.id, correction.Forward{Rev: rev, Organ: m.Outcome, Reach: "0791-12345", Sent: true})
	default:
		err = fmt.Errorf("no result %q", m.Result)
	}
	return err
}

func (s *story) tellOf(ctx context.Context, m *mistake) error {
	as, rev, err := s.onMistake(ctx, m, correction.Tell)
	if err == nil {
		_, err = s.Corrections.Tell(as, m.id, correction.Telling{Rev: rev, Sending: foi.Sending{How: foi.InHand, Day: m.Told}})
	}
	return err
}
