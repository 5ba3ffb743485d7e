package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"strings"

	"gongkai.example/gongkai/internal/domain/faq"
	"gongkai.example/gongkai/internal/kernel/calendar"
)

//go:embed faqs.json
var faqsFile []byte

// A common is a question of the story that many ask, with its answer by a document.
type common struct {
	Rule        string       `json:"rule"` // code of the document
	Made        calendar.Day `json:"made"`
	Approved    calendar.Day `json:"approved"` // "" waits for it
	Question    string       `json:"question"`
	Others      []string     `json:"others"`
	Topic       string       `json:"topic"`
	Audience    string       `json:"audience"`
	Explanation string       `json:"explanation"`
	Clause      string       `json:"clause"`
	Words       string       `json:"words"`
	Contact     string       `json:"contact"`
	Until       calendar.Day `json:"until"`

	entry *faq.Entry
}

// inform lays the questions and answers out over the days of the story. A clause of one is
// amended later, and it is in doubt from then on.
func (s *story) inform() error {
	var all []common
	if err := json.Unmarshal(faqsFile, &all); err != nil {
		return err
	}
	for i := range all {
		a := &all[i]
		r := s.rules[a.Rule]
		s.on(a.Made, func(ctx context.Context) error { return s.writeAnswer(ctx, r, a) })
		if a.Approved != "" {
			s.on(a.Approved, func(ctx context.Context) error { return s.approveAnswer(ctx, r, a) })
		}
	}
	return nil
}

// writeAnswer writes an answer and hands it to a second person.
func (s *story) writeAnswer(ctx context.Context, r *rule, a *common) error {
	as, _, err := s.ruleClerk(ctx, r)
	if err != nil {
		return err
	}
	in := faq.Begin{Unit: s.press.units[r.Unit].ID, Edit: faq.Edit{
		Question: a.Question, Others: strings.Join(a.Others, "\n"), Topic: a.Topic, Audience: a.Audience, Explanation: a.Explanation, Contact: a.Contact, Until: a.Until,
	}}
	in.Quotes[0] = faq.Quoted{Document: r.doc.Number, Clause: a.Clause, Words: a.Words}
	if a.entry, err = s.FAQs.Make(as, in); err == nil {
		a.entry, err = s.FAQs.Ask(as, a.entry.ID, faq.Asking{Rev: a.entry.Rev})
	}
	return err
}

func (s *story) approveAnswer(ctx context.Context, r *rule, a *common) error {
	head, err := s.approver(ctx, r, faq.Approve)
	if err != nil {
		return err
	}
	_, err = s.FAQs.Approve(head, a.entry.ID, faq.Seen{Rev: a.entry.Rev})
	return err
}
