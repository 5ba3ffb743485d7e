package faq

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// fill puts what was typed into the entry, with the clauses as they are today.
func (s *Service) fill(tx *db.Tx, e *Entry, in Edit) error {
	topics, err := Topics(tx)
	if err != nil {
		return err
	}
	if !slices.Contains(topics, in.Topic) {
		return fault.Field("topic", "faq.no_topic")
	}
	quotes, err := quotesOf(tx, in.Quotes[:])
	if err != nil {
		return err
	}
	links, err := linksOf(in.Links[:])
	if err != nil {
		return err
	}
	e.Acted.Did(ActEdit, tx.Actor.Who())
	e.Facts = Facts{
		Question: strings.TrimSpace(in.Question), Others: strings.Join(lines(in.Others), "\n"), Topic: in.Topic, Audience: strings.TrimSpace(in.Audience),
		Explanation: tidy(in.Explanation), Quotes: quotes, Links: links, Contact: strings.TrimSpace(in.Contact), Until: in.Until,
	}
	e.Figures, e.Sure = missing(e.Explanation, e.Quotes), false
	return errors.Join(s.screened(tx, e), s.rests(tx, e))
}

func tidy(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// Topics are what the district sorts questions by.
func Topics(tx *db.Tx) ([]string, error) {
	settings, err := unit.Settings(tx)
	if err != nil {
		return nil, err
	}
	return settings.Texts(profile.FAQTopics), nil
}

// quotesOf finds what is quoted: the document, the clause in its text of today, and the words in
// the clause, sign by sign. Without words the whole clause is quoted.
//
// Errors: Invalid about quotes.N.document, clause or words.
func quotesOf(tx *db.Tx, rows []Quoted) (out []Quote, err error) {
	texts := policy.NewReadings(tx)
	for i, r := range rows {
		if r == (Quoted{}) {
			continue
		}
		at := func(field string) string { return fmt.Sprintf("quotes.%d.%s", i+1, field) }
		text, bad, err := documentOf(tx, texts, r.Document)
		if err != nil {
			return nil, err
		}
		if bad.Key != "" {
			return nil, fault.Field(at("document"), bad.Key, bad.Args...)
		}
		c, ok := text.Clauses()(r.Clause)
		if !ok {
			return nil, fault.Field(at("clause"), "faq.no_clause", text.Title, strings.TrimSpace(r.Clause))
		}
		q := Quote{text.ID, c, tidy(r.Words)}
		if q.Words == "" {
			q.Words = c.Text
		}
		if !q.holds() {
			return nil, fault.Field(at("words"), "faq.not_verbatim", c.Name, c.Text)
		}
		out = append(out, q)
	}
	return out, nil
}

// holds reports whether the words stand in the clause.
func (q Quote) holds() bool { return q.Words != "" && strings.Contains(q.Text, q.Words) }

// documentOf finds a document by its number or its title, and says why nothing may rest on it.
func documentOf(tx *db.Tx, texts *policy.Readings, name string) (text policy.Reading, bad fault.Text, err error) {
	name = strings.TrimSpace(name)
	found, err := policy.Mentions(tx, name)
	if err == nil && len(found) == 0 {
		found, err = policy.Mentions(tx, "\u300a"+name+"\u300b")
	}
	switch {
	case err != nil:
		return text, bad, err
	case len(found) != 1:
		return text, fault.T("faq.no_document", name), nil
	case found[0].Bad.Key != "":
		return text, found[0].Bad, nil
	}
	text, err = texts.Of(found[0].ID)
	return text, bad, err
}

// linksOf are the links that were typed: each to a page of this site, or by https.
func linksOf(rows []Linked) (out []Link, err error) {
	var c fault.Check
	for i, r := range rows {
		label, href := strings.TrimSpace(r.Label), strings.TrimSpace(r.Href)
		if label == "" && href == "" {
			continue
		}
		c.That(label != "", fmt.Sprintf("links.%d.label", i+1), "required")
		u, err := url.Parse(href)
		own := err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(href, "/")
		c.That(own || err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http"), fmt.Sprintf("links.%d.href", i+1), "faq.bad_link")
		out = append(out, Link{label, href})
	}
	return out, c.Err()
}

// screened returns a fault if the words of an entry cannot be public by the rules of today.
func (s *Service) screened(tx *db.Tx, e *Entry) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(map[string]string{"question": e.Question, "others": e.Others, "audience": e.Audience, "explanation": e.Explanation, "contact": e.Contact})
}

// rests asks that the explanation speaks of no document that is not in force.
func (s *Service) rests(tx *db.Tx, e *Entry) error {
	void, err := policy.Cites(tx, e.Explanation, "")
	if err == nil && len(void) > 0 {
		err = fault.Field("explanation", void[0].Key, void[0].Args...)
	}
	return err
}

// written is an entry as one writes it.
func (e *Entry) written(texts *policy.Readings) (in Edit, err error) {
	in = Edit{
		Rev: e.Rev, Question: e.Question, Others: e.Others, Topic: e.Topic, Audience: e.Audience, Explanation: e.Explanation, Contact: e.Contact, Until: e.Until,
	}
	for i, q := range e.Quotes {
		text, err := texts.Of(q.Document)
		if err != nil {
			return in, err
		}
		name := text.Number
		if name == "" {
			name = "\u300a" + text.Title + "\u300b"
		}
		in.Quotes[i] = Quoted{name, q.Name, q.Words}
	}
	for i, l := range e.Links {
		in.Links[i] = Linked(l)
	}
	return in, nil
}
