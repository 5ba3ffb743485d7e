package demo

import (
	"context"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// An explained is what the interpretation of a normative document says.
type explained struct {
	Title      string        `json:"title"`
	Person     string        `json:"person"`
	Post       string        `json:"post"`
	Contact    string        `json:"contact"`
	Background string        `json:"background"`
	Purpose    string        `json:"purpose"`
	Main       string        `json:"main"`
	Scope      string        `json:"scope"`
	Process    string        `json:"process"`
	Changes    string        `json:"changes"`
	QA         string        `json:"qa"`
	Roadshow   interpret.Add `json:"roadshow"`
	Excepted   string        `json:"excepted"` // why the document goes first
	Decider    string        `json:"decider"`
	Follow     calendar.Day  `json:"follow"` // and when the interpretation comes

	record *interpret.Interpretation
}

// explain drafts the interpretation with its document: whoever drafts interprets.
func (s *story) explain(ctx, as context.Context, r *rule) (err error) {
	e := &r.Explain
	if e.record, err = s.Interprets.Make(as, interpret.Subject{Policy: r.doc.ID}); err != nil {
		return err
	}
	if e.Excepted == "" {
		return s.fillInterpretation(as, e)
	}
	plan := e.edit()
	plan.Purpose, plan.Main, plan.Scope, plan.Process, plan.Changes = "", "", "", "", ""
	if e.record, err = s.Interprets.Edit(as, e.record.ID, plan); err != nil {
		return err
	}
	e.record, err = s.Interprets.Except(s.officer(ctx), e.record.ID, interpret.Exception{Rev: e.record.Rev, Decider: e.Decider, Reason: e.Excepted})
	return err
}

// edit is the plan and the elements.
func (e *explained) edit() interpret.Edit {
	in := interpret.Edit{
		Rev: e.record.Rev, Title: e.Title, Outline: e.Purpose, Forms: []string{string(interpret.Text)}, Channels: []string{"site", "wechat"}, On: calendar.DayOf(e.record.MadeAt),
		Person: e.Person, Post: e.Post, Contact: e.Contact, Background: e.Background, Purpose: e.Purpose, Main: e.Main, Scope: e.Scope, Process: e.Process, Changes: e.Changes,
	}
	if e.QA != "" {
		in.Forms = append(in.Forms, string(interpret.QA))
	}
	return in
}

// fillInterpretation writes the elements and the pieces.
func (s *story) fillInterpretation(as context.Context, e *explained) (err error) {
	if e.record, err = s.Interprets.Edit(as, e.record.ID, e.edit()); err != nil {
		return err
	}
	pieces := []interpret.Add{{Form: interpret.QA, Title: e.Title, Text: e.QA}, e.Roadshow}
	pieces[1].Form = interpret.Roadshow
	for i, in := range pieces {
		if i == 0 && e.QA == "" || i == 1 && e.Roadshow.Title == "" {
			continue
		}
		in.Rev = e.record.Rev
		if e.record, err = s.Interprets.Add(as, e.record.ID, in, interpret.File{}, interpret.File{}); err != nil {
			return err
		}
	}
	return nil
}

// followRule brings out an interpretation after its document.
func (s *story) followRule(ctx context.Context, r *rule) error {
	as, clerk, err := s.ruleClerk(ctx, r)
	if err != nil {
		return err
	}
	v, err := s.Interprets.View(as, r.Explain.record.ID)
	if err != nil {
		return err
	}
	r.Explain.record = &v.Interpretation
	if err := s.fillInterpretation(as, &r.Explain); err != nil {
		return err
	}
	e, err := s.Items.Get(auth.With(ctx, clerk), v.Edition)
	if err != nil {
		return err
	}
	return s.bring(ctx, clerk, e, "")
}
