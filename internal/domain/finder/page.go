package finder

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A Line is a condition as a page shows it, or the head of a group.
type Line struct {
	Number string        `json:"number"` // 2.1
	Depth  int           `json:"depth"`  // 0 at the top
	Group  bool          `json:"group,omitempty"`
	Words  string        `json:"words"`
	Result Result        `json:"result,omitempty"` // on the answers
	Clause policy.Clause `json:"clause,omitzero"`
}

// lines are conditions from the top down, judged on the answers; nil judges nothing.
func (n *Node) lines(at Attributes, a Answers, number string) (out []Line) {
	for i := range n.Nodes {
		c := &n.Nodes[i]
		l := Line{Number: number + strconv.Itoa(i+1), Depth: strings.Count(number, "."), Group: c.group(), Words: strings.TrimSpace(c.says(at)), Clause: c.Clause}
		if a != nil {
			l.Result = c.Judge(at, a)
		}
		out = append(append(out, l), c.lines(at, a, l.Number+".")...)
	}
	return out
}

// A Shown is what everybody may know of a measure.
type Shown struct {
	ID       ID              `json:"id"`
	Title    string          `json:"title"`
	Who      Who             `json:"who"`
	UnitID   int64           `json:"unit_id"`
	Gives    string          `json:"gives"`
	By       policy.Clause   `json:"gives_by"`
	Apply    string          `json:"apply"`
	Until    calendar.Day    `json:"until,omitempty"`
	Contact  string          `json:"contact"`
	Status   Status          `json:"state"`
	Opened   calendar.Day    `json:"opened"`
	Looked   calendar.Day    `json:"looked"`
	Doubts   []policy.Doubt  `json:"doubts,omitempty"`
	Since    calendar.Day    `json:"doubted,omitempty"`
	Document policy.ID       `json:"document"`
	Subject  string          `json:"subject"` // title of the document
	Number   string          `json:"number"`
	Standing policy.Standing `json:"standing"` // of the document today
	Takes    bool            `json:"takes"`    // one can apply today
	Lines    []Line          `json:"lines"`

	conditions Node
}

func shownOf(m *Measure, text policy.Reading, at Attributes, today calendar.Day) Shown {
	return Shown{
		m.ID, m.Title, m.Who, m.UnitID, m.Gives, m.By, m.Apply, m.Until, m.Contact, m.Status, m.Opened, m.Looked, m.Doubts, m.Since, m.Document, text.Title, text.Number, text.Standing,
		(m.Status == Open || m.Status == Doubted) && text.Standing.InForce() && m.Takes(today), m.Conditions.lines(at, nil, ""), m.Conditions,
	}
}

// offers are the measures of documents that are in force today and public, in the order in
// which they were made.
func (s *Service) offers(tx *db.Tx, at Attributes, and func(*db.Where)) (out []Shown, err error) {
	all, err := in(tx, offered, and)
	if err != nil {
		return nil, err
	}
	texts := policy.NewReadings(tx)
	for i := range all {
		m := &all[i]
		text, err := texts.Of(m.Document)
		if err != nil {
			return nil, err
		}
		if text.Open && text.Standing.InForce() {
			out = append(out, shownOf(m, text, at, tx.Today))
		}
	}
	return out, nil
}

// Offers lists the measures that are offered today; of a document, if one is named.
func (s *Service) Offers(ctx context.Context, document policy.ID) (out []Shown, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := s.asks(tx)
		if err != nil {
			return err
		}
		var and func(*db.Where)
		if document != 0 {
			and = of(document)
		}
		out, err = s.offers(tx, byCode(rows), and)
		return err
	})
	return out, err
}

// Show returns what everybody may know of a measure: also of one that has ended.
func (s *Service) Show(ctx context.Context, id ID) (out Shown, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := in(tx, Public, func(w *db.Where) { w.And("id = ?", id) })
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		text, err := policy.Read(tx, all[0].Document, tx.Today)
		if err != nil {
			return err
		}
		if !text.Open {
			return fault.New(fault.NotFound, "not_found")
		}
		rows, err := s.asks(tx)
		out = shownOf(&all[0], text, byCode(rows), tx.Today)
		return err
	})
	return out, err
}

// A Judged is a measure with what it comes to for somebody.
type Judged struct {
	Shown
	Result  Result   `json:"result"`
	Missing []string `json:"missing,omitempty"` // names of what may still decide it
}

// An Outcome is what answers come to.
type Outcome struct {
	Who       Who                 `json:"who"`
	Asks      []profile.Attribute `json:"-"`         // all that may be asked
	Said      []Said              `json:"said"`      // what was answered, in the order of the profile
	Questions []profile.Attribute `json:"questions"` // that still matter, the one first that decides most
	Fits      []Judged            `json:"fits"`
	Unknown   []Judged            `json:"unknown"`
	Not       []Judged            `json:"not"`
}

// A Said is one answer in words.
type Said struct {
	Attribute profile.Attribute `json:"attribute"`
	Value     string            `json:"value"` // Unsure, a number or an option
}

// Unsure is the answer of somebody who does not know (不清楚): he is not asked again.
const Unsure = "?"

// Try judges all measures that one can apply for today on answers, by the code of the
// attribute. Nothing of it is kept.
//
// Errors: Invalid about the fields q.<code>.
func (s *Service) Try(ctx context.Context, who Who, said map[string]string) (out Outcome, err error) {
	if who != Person && who != Company {
		return out, fault.New(fault.NotFound, "not_found")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := s.asks(tx)
		if err != nil {
			return err
		}
		rows = rowsFor(rows, who)
		out = Outcome{Who: who, Asks: rows, Said: []Said{}, Questions: []profile.Attribute{}, Fits: []Judged{}, Unknown: []Judged{}, Not: []Judged{}}
		answers, err := out.read(rows, said)
		if err != nil {
			return err
		}
		at := byCode(rows)
		all, err := s.offers(tx, at, func(w *db.Where) { w.And("who = ?", who) })
		if err != nil {
			return err
		}
		open := out.judge(at, answers, all)
		for _, q := range Order(rows, open, answers) {
			if said[q.Code] == "" {
				out.Questions = append(out.Questions, q)
			}
		}
		return nil
	})
	return out, err
}

// read takes the answers that are known out of what was said.
func (out *Outcome) read(rows []profile.Attribute, said map[string]string) (Answers, error) {
	answers := Answers{}
	var c fault.Check
	for _, r := range rows {
		v := strings.TrimSpace(said[r.Code])
		if v == "" {
			continue
		}
		out.Said = append(out.Said, Said{r, v})
		switch {
		case v == Unsure:
		case r.Kind == profile.Choice:
			c.That(slices.Contains(r.Options, v), "q."+r.Code, "finder.no_option")
			answers[r.Code] = Value{Option: v}
		default:
			n, err := strconv.Atoi(width.Fold.String(v))
			c.That(err == nil && n >= r.Min && n <= r.Max, "q."+r.Code, "finder.bad_number", r.Min, r.Max, r.Unit)
			answers[r.Code] = Value{N: n}
		}
	}
	return answers, c.Err()
}

// judge parts the measures by what they come to, and returns the conditions that are open.
func (out *Outcome) judge(at Attributes, a Answers, all []Shown) (open []Node) {
	for i := range all {
		m := Judged{Shown: all[i]}
		if !m.Takes {
			continue
		}
		m.Result, m.Lines = m.conditions.Judge(at, a), m.conditions.lines(at, a, "")
		switch m.Result {
		case Fits:
			out.Fits = append(out.Fits, m)
		case Not:
			out.Not = append(out.Not, m)
		case Unknown:
			if m.conditions.asked(at) { // else no question can settle it
				for _, code := range m.conditions.Matters(at, a) {
					m.Missing = append(m.Missing, at[code].Name)
				}
				open = append(open, m.conditions)
			}
			out.Unknown = append(out.Unknown, m)
		}
	}
	return open
}

// Attributes are what may be asked, for whoever writes conditions.
func (s *Service) Attributes(ctx context.Context) (rows []profile.Attribute, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = s.asks(tx)
		return err
	})
	return rows, err
}
