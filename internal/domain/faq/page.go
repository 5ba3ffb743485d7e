package faq

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/platform/session"
)

// A ShownQuote is a quote with the document that it is of.
type ShownQuote struct {
	Quote
	Subject  string          `json:"subject"` // title of the document
	Number   string          `json:"number,omitempty"`
	Standing policy.Standing `json:"standing"` // of the document today
	Item     publish.ID      `json:"item"`     // that made it public
}

// A Shown is what everybody may know of an entry. What is held back is not in it.
type Shown struct {
	ID          ID           `json:"id"`
	Question    string       `json:"question"`
	Others      []string     `json:"others,omitempty"`
	Topic       string       `json:"topic"`
	Audience    string       `json:"audience"`
	Explanation string       `json:"explanation,omitempty"`
	Quotes      []ShownQuote `json:"quotes,omitempty"`
	Links       []Link       `json:"links,omitempty"`
	Contact     string       `json:"contact"`
	UnitID      int64        `json:"unit_id"`
	Opened      calendar.Day `json:"opened"`
	Looked      calendar.Day `json:"looked"`
	Until       calendar.Day `json:"until,omitempty"`
	Status      Status       `json:"state"`
	Doubts      []Doubt      `json:"doubts,omitempty"`
	Held        bool         `json:"held,omitempty"` // the answer is held back while it is in doubt
}

func quotesShown(texts *policy.Readings, e *Entry) (out []ShownQuote, err error) {
	for _, q := range e.Quotes {
		text, err := texts.Of(q.Document)
		if err != nil {
			return nil, err
		}
		out = append(out, ShownQuote{q, text.Title, text.Number, text.Standing, text.Item})
	}
	return out, nil
}

// shown is an entry as it stands today, before any job has run: a term that is over has ended
// it, and a clause that has changed since the night has it in doubt.
func shown(tx *db.Tx, texts *policy.Readings, e *Entry) (out Shown, err error) {
	quotes, err := quotesShown(texts, e)
	if err != nil {
		return out, err
	}
	out = Shown{
		e.ID, e.Question, lines(e.Others), e.Topic, e.Audience, e.Explanation, quotes, e.Links, e.Contact, e.UnitID, e.Opened, e.Looked, e.Until, e.Status, e.Doubts, false,
	}
	switch {
	case e.Status == Ended:
	case e.past(tx.Today):
		out.Status = Ended
	case e.Status == Open:
		if out.Doubts, err = doubtsOf(texts, e); err == nil && len(out.Doubts) > 0 {
			out.Status = Doubted
		}
	}
	if err != nil || out.Status != Doubted {
		return out, err
	}
	settings, err := unit.Settings(tx)
	if err == nil && settings.Word(profile.FAQDoubted) == "held" {
		out.Held, out.Explanation, out.Quotes = true, "", nil
	}
	return out, err
}

// answers are the entries that answer today, in the order in which they were made.
func answers(tx *db.Tx, and func(*db.Where)) (out []Shown, err error) {
	all, err := in(tx, offered, and)
	if err != nil {
		return nil, err
	}
	texts := policy.NewReadings(tx)
	for i := range all {
		one, err := shown(tx, texts, &all[i])
		if err != nil {
			return nil, err
		}
		if one.Status != Ended {
			out = append(out, one)
		}
	}
	return out, nil
}

// Show returns what everybody may know of an entry: also of one that has ended.
func (s *Service) Show(ctx context.Context, id ID) (out Shown, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := in(tx, Public, func(w *db.Where) { w.And("id = ?", id) })
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		out, err = shown(tx, policy.NewReadings(tx), &all[0])
		return err
	})
	return out, err
}

// Of lists the entries that quote a document.
func (s *Service) Of(ctx context.Context, document policy.ID) (out []Shown, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { out, err = answers(tx, of(document)); return err })
	return out, err
}

// mostFound is how many entries a question in plain words finds.
const mostFound = 20

// Browse lists what answers a question in plain words, the best first; without one, all
// entries of a topic, or all.
func (s *Service) Browse(ctx context.Context, q Browse) (out []Shown, err error) {
	defer fault.Wrap(&err, "faq.Browse")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if strings.TrimSpace(q.Q) != "" {
			out, err = s.seek(tx, q, mostFound)
			return err
		}
		out, err = answers(tx, func(w *db.Where) {
			if q.Topic != "" {
				w.And("topic = ?", q.Topic)
			}
		})
		return err
	})
	return out, err
}

// mostSuggested is how many entries are suggested for a letter.
const mostSuggested = 5

// Suggest lists the entries that may answer a letter, the best first; none that is in doubt.
func (s *Service) Suggest(ctx context.Context, text string) (out []Shown, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { out, err = s.seek(tx, Browse{Q: text}, mostSuggested); return err })
	return slices.DeleteFunc(out, func(e Shown) bool { return e.Status != Open }), err
}

// seek asks the index of search.
func (s *Service) seek(tx *db.Tx, q Browse, most int) (out []Shown, err error) {
	query := search.Query{Text: q.Q, Nouns: []string{Noun}, Size: most}
	if q.Topic != "" {
		query.Kinds = []string{q.Topic}
	}
	found, err := s.found.Find(tx, query)
	if err != nil || len(found.Hits) == 0 {
		return nil, err
	}
	ids := make([]any, len(found.Hits))
	for i, h := range found.Hits {
		ids[i] = h.ID
	}
	all, err := answers(tx, func(w *db.Where) { w.In("id", ids...) })
	for _, h := range found.Hits {
		if i := slices.IndexFunc(all, func(e Shown) bool { return int64(e.ID) == h.ID }); i >= 0 {
			out = append(out, all[i])
		}
	}
	return out, err
}

// mostVotes is how many votes on one entry count in an hour: a bound for machines that needs to
// know nothing of whoever votes.
const mostVotes = 300

// Vote counts whether an answer was of use. No trace of whoever says it is kept.
//
// Errors: NotFound for an entry that does not answer; TooMany for more votes than people give.
func (s *Service) Vote(ctx context.Context, id ID, useful bool) (err error) {
	defer fault.Wrap(&err, "faq.Vote(%d)", id)
	v := Votes{Useless: 1}
	if useful {
		v = Votes{Useful: 1}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		all, err := in(tx, offered, func(w *db.Where) { w.And("id = ?", id) })
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		if err := session.Few(tx, []string{RefOf(id)}, mostVotes); err != nil {
			return err
		}
		if err := session.NoteTry(tx, RefOf(id)); err != nil {
			return err
		}
		return vote(tx, id, v)
	})
}

// Texts are the documents that an edit names and that may be quoted, for whoever writes it.
func (s *Service) Texts(ctx context.Context, in Edit) (out []policy.Reading, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		texts := policy.NewReadings(tx)
		for _, q := range in.Quotes {
			if strings.TrimSpace(q.Document) == "" {
				continue
			}
			text, bad, err := documentOf(tx, texts, q.Document)
			if err != nil {
				return err
			}
			if bad.Key == "" && !slices.ContainsFunc(out, func(r policy.Reading) bool { return r.ID == text.ID }) {
				out = append(out, text)
			}
		}
		return nil
	})
	return out, err
}
