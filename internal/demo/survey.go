package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/simulate"
)

//go:embed surveys.json
var surveysFile []byte

// A poll is what an office asks the public in the story.
type poll struct {
	At        string       `json:"unit"`
	Made      calendar.Day `json:"made"`
	Opened    calendar.Day `json:"opened"` // "" waits for approval
	Until     calendar.Day `json:"until"`
	Title     string       `json:"title"`
	About     string       `json:"about"`
	Questions string       `json:"questions"`
	Contact   string       `json:"contact"`
	Assess    bool         `json:"assess"`
	Answers   int          `json:"answers"`
	Words     []string     `json:"words"` // what some write
	Findings  string       `json:"findings"`
	Found     calendar.Day `json:"found"`
	Told      calendar.Day `json:"told"`

	id survey.ID
}

// survey lays the surveys out over the days of the story.
func (s *story) survey() error {
	var all []poll
	if err := json.Unmarshal(surveysFile, &all); err != nil {
		return err
	}
	for i := range all {
		p := &all[i]
		s.on(p.Made, func(ctx context.Context) error { return s.askAll(ctx, p) })
		for day, do := range map[calendar.Day]func(context.Context, *poll) error{p.Opened: s.openPoll, p.Found: s.conclude, p.Told: s.tellAll} {
			if day != "" {
				s.on(day, func(ctx context.Context) error { return do(ctx, p) })
			}
		}
	}
	return nil
}

func (s *story) askAll(ctx context.Context, p *poll) error {
	at := s.press.units[p.At].ID
	clerk, err := s.Holder(at, survey.Write)
	if err != nil {
		return err
	}
	as := auth.With(ctx, clerk)
	x, err := s.Surveys.Make(as, at, survey.Edit{Title: p.Title, About: p.About, Questions: p.Questions, Identity: survey.Anyone, Assess: p.Assess, Until: p.Until, Contact: p.Contact})
	if err == nil {
		p.id = x.ID
		_, err = s.Surveys.Ask(as, x.ID, survey.Seen{Rev: x.Rev})
	}
	return err
}

// onPoll acts as somebody of the unit with a permission who has not acted before.
func (s *story) onPoll(ctx context.Context, p *poll, perm auth.Perm) (context.Context, survey.View, error) {
	at := s.press.units[p.At].ID
	first, err := s.Holder(at, survey.Write)
	if err != nil {
		return nil, survey.View{}, err
	}
	who := first
	if perm == survey.Approve {
		if who, err = s.Holder(at, perm, first.ID); err != nil {
			return nil, survey.View{}, err
		}
	}
	as := auth.With(ctx, who)
	v, err := s.Surveys.View(as, p.id)
	return as, v, err
}

// openPoll opens a survey, and people answer it.
func (s *story) openPoll(ctx context.Context, p *poll) error {
	as, v, err := s.onPoll(ctx, p, survey.Approve)
	if err != nil {
		return err
	}
	if _, err := s.Surveys.Approve(as, p.id, survey.Seen{Rev: v.Survey.Rev}); err != nil {
		return err
	}
	for n := range p.Answers {
		in := survey.Submission{Token: fmt.Sprint("demo", n), Answers: said(v.Survey.Questions, p.Words, simulate.Luck(s.Seed, p.Title, n).IntN)}
		if _, err := s.Surveys.Answer(ctx, p.id, in, fmt.Sprintf("198.51.100.%d", 1+n%200)); err != nil {
			return err
		}
	}
	return nil
}

// said is what somebody answers. Of two draws the larger counts, so that the later
// options, and the higher marks, are chosen more often than not.
func said(qs []survey.Question, words []string, draw func(int) int) survey.Answers {
	out := make(survey.Answers, len(qs))
	for i, q := range qs {
		if q.Kind != survey.Text {
			out[i].Chosen = []int{max(draw(len(q.Options)), draw(len(q.Options)))}
		} else if n := draw(1 + 3*len(words)); n < len(words) && survey.Shown(qs, out)[i] {
			out[i].Text = words[n]
		}
	}
	return out
}

func (s *story) conclude(ctx context.Context, p *poll) error {
	as, v, err := s.onPoll(ctx, p, survey.Write)
	if err == nil {
		_, err = s.Surveys.Conclude(as, p.id, survey.Finding{Rev: v.Survey.Rev, Findings: p.Findings})
	}
	return err
}

func (s *story) tellAll(ctx context.Context, p *poll) error {
	as, v, err := s.onPoll(ctx, p, survey.Approve)
	if err == nil {
		_, err = s.Surveys.Tell(as, p.id, survey.Seen{Rev: v.Survey.Rev})
	}
	return err
}
