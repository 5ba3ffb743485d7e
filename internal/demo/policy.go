package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

//go:embed policies.json
var policiesFile []byte

// A rule is a normative document of the story, and how far it comes.
type rule struct {
	Code    string       `json:"code"`
	Unit    string       `json:"unit"`
	Organ   string       `json:"organ"`
	Word    string       `json:"word"`
	Title   string       `json:"title"`
	Theme   string       `json:"theme"`
	Vital   bool         `json:"vital"`
	Trial   bool         `json:"trial"`
	Until   calendar.Day `json:"until"`
	Later   string       `json:"later"` // clauses that begin later than the rest
	Body    []string     `json:"body"`
	Asked   calendar.Day `json:"asked"` // the legal review
	Judged  calendar.Day `json:"judged"`
	Issued  calendar.Day `json:"issued"`
	Filed   string       `json:"filed"`
	FiledOn calendar.Day `json:"filed_on"`
	Affects string       `json:"affects"` // code of the document that it does something to
	Kind    policy.Kind  `json:"kind"`
	Find    string       `json:"find"` // of an amendment: what it changes
	Put     string       `json:"put"`
	Explain explained    `json:"explain"` // its interpretation
	Gives   []gift       `json:"gives"`   // to whom it gives what

	doc *policy.Document
}

// legislate lays the normative documents out over the days of the story: one is amended,
// one repealed, one about to lapse, one under review.
func (s *story) legislate() error {
	var all []rule
	if err := json.Unmarshal(policiesFile, &all); err != nil {
		return err
	}
	s.rules = map[string]*rule{}
	for i := range all {
		r := &all[i]
		s.rules[r.Code] = r
		s.give(r)
		for _, step := range []struct {
			day calendar.Day
			do  func(context.Context, *rule) error
		}{
			{r.Asked, func(ctx context.Context, r *rule) error { return s.draftRule(ctx, r, s.rules[r.Affects]) }},
			{r.Judged, s.judgeRule},
			{r.Issued, s.issueRule},
			{r.FiledOn, s.fileRule},
			{r.Explain.Follow, s.followRule},
		} {
			if step.day == "" {
				continue
			}
			s.on(step.day, func(ctx context.Context) error {
				if err := step.do(ctx, r); err != nil {
					return fmt.Errorf("%s: %w", r.Code, err)
				}
				return nil
			})
		}
	}
	if err := s.inform(); err != nil {
		return err
	}
	s.print()
	if err := s.handOver(); err != nil {
		return err
	}
	return s.sweep()
}

//go:embed library.csv
var libraryFile []byte

// takeLibrary takes over the documents that were issued before the library was kept here.
func (s *story) takeLibrary(ctx context.Context) error {
	out, err := s.Documents.Import(s.officer(ctx), policy.Archive{Name: "library.csv", File: libraryFile}, policy.How{})
	if err != nil {
		return err
	}
	v, err := s.Items.Batch(s.officer(ctx), out.Import.Batch)
	if err != nil {
		return err
	}
	return s.admit(ctx, &v.Batch)
}

// ruleClerk is who drafts for the unit.
func (s *story) ruleClerk(ctx context.Context, r *rule) (context.Context, auth.Actor, error) {
	clerk, err := s.Holder(s.press.units[r.Unit].ID, policy.Write)
	return auth.With(ctx, clerk), clerk, err
}

func (s *story) evidence(ctx context.Context, r *rule) (policy.Evidence, error) {
	return s.Documents.Attach(ctx, r.Code+".txt", strings.NewReader(r.Title))
}

// draftRule drafts a document, assesses it and hands it to the legal review.
func (s *story) draftRule(ctx context.Context, r, target *rule) (err error) {
	as, _, err := s.ruleClerk(ctx, r)
	if err != nil {
		return err
	}
	body := strings.Join(r.Body, "\n")
	r.doc, err = s.Documents.Make(as, s.press.units[r.Unit].ID, policy.Edit{
		Organ: s.press.units[r.Organ].ID, Title: r.Title, Genre: "08", Theme: r.Theme, Column: s.press.columns["zcwj-gfxwj"], Trial: r.Trial, Vital: r.Vital, Until: r.Until, Later: r.Later, Body: body,
	})
	if err == nil && target != nil {
		in := policy.Affect{Rev: r.doc.Rev, Kind: r.Kind, Target: target.doc.Number}
		if r.Kind == policy.Amend {
			in.Words, in.Body = body, strings.Replace(target.doc.Body, r.Find, r.Put, 1)
		}
		r.doc, err = s.Documents.Affect(as, r.doc.ID, in)
	}
	if err != nil {
		return err
	}
	if err := s.explain(ctx, as, r); err != nil {
		return err
	}
	paper, err := s.evidence(ctx, r)
	if err != nil {
		return err
	}
	if r.doc, err = s.Documents.Assess(as, r.doc.ID, policy.Taken{Rev: r.doc.Rev, Result: "pass", On: s.DB.Today(), Note: s.texts.Agree}, paper); err != nil {
		return err
	}
	r.doc, err = s.Documents.Ask(as, r.doc.ID, policy.Seen{Rev: r.doc.Rev})
	return err
}

// judgeRule is the legal review, which another person makes.
func (s *story) judgeRule(ctx context.Context, r *rule) error {
	counsel, err := s.Holder(s.press.units[r.Unit].ID, policy.Judge)
	if err != nil {
		return err
	}
	paper, err := s.evidence(ctx, r)
	if err == nil {
		r.doc, err = s.Documents.Judge(auth.With(ctx, counsel), r.doc.ID, policy.Taken{Rev: r.doc.Rev, Result: "legal", Number: r.Code}, paper)
	}
	return err
}

// issueRule notes the meeting, registers the document and brings its item on line.
func (s *story) issueRule(ctx context.Context, r *rule) error {
	as, clerk, err := s.ruleClerk(ctx, r)
	if err != nil {
		return err
	}
	paper, err := s.evidence(ctx, r)
	if err != nil {
		return err
	}
	r.doc, err = s.Documents.Deliberate(as, r.doc.ID, policy.Deliberation{Taken: policy.Taken{Rev: r.doc.Rev, Result: "pass", Number: r.Code, On: s.DB.Today()}}, paper)
	if err != nil {
		return err
	}
	if r.doc, err = s.Documents.Register(s.officer(ctx), r.doc.ID, policy.Registration{Rev: r.doc.Rev, Word: r.Word}); err != nil {
		return err
	}
	it, _, err := s.Items.Item(s.officer(ctx), r.doc.Item)
	if err != nil {
		return err
	}
	e, err := s.Items.Get(s.officer(ctx), it.Working)
	if err != nil {
		return err
	}
	return s.bring(ctx, clerk, e, "")
}

// fileRule notes that the organ above has the document.
func (s *story) fileRule(ctx context.Context, r *rule) error {
	as, _, err := s.ruleClerk(ctx, r)
	if err != nil {
		return err
	}
	v, err := s.Documents.View(as, r.doc.ID)
	if err == nil {
		_, err = s.Documents.File(as, r.doc.ID, policy.Filing{Rev: v.Document.Rev, On: s.DB.Today(), Number: r.Filed})
	}
	return err
}
