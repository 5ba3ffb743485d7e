package api

import (
	"context"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// An Answer is a last day and how it comes about. Its fields are stable.
type Answer struct {
	Due         calendar.Day   `json:"due"`         // "" while nobody can know
	Provisional bool           `json:"provisional"` // a notice of holidays is not out yet
	State       deadline.State `json:"state"`
	For         []string       `json:"for,omitempty"` // who or what the clock waits for
	Term        deadline.Term  `json:"term"`
	Extension   deadline.Term  `json:"extension,omitzero"`
	Delay       deadline.Term  `json:"delay,omitzero"`
	Basis       string         `json:"basis,omitempty"`      // the article
	Unverified  bool           `json:"unverified,omitempty"` // the length of the term is a setting
	Risks       []AnswerRisk   `json:"risks,omitempty"`      // stricter readings that give an earlier day
	Steps       []AnswerStep   `json:"steps"`
}

// An AnswerRisk is a stricter reading, and the day that it gives.
type AnswerRisk struct {
	Day  calendar.Day `json:"day"`
	Text string       `json:"text"`
}

// An AnswerStep is some days that count or do not.
type AnswerStep struct {
	From        calendar.Day  `json:"from"`
	To          calendar.Day  `json:"to,omitempty"` // "": nobody knows until when
	Sort        deadline.Sort `json:"sort"`
	First       int           `json:"first,omitempty"` // the days are the first to the last of the term
	Last        int           `json:"last,omitempty"`
	Who         []string      `json:"who,omitempty"`
	Name        string        `json:"name,omitempty"`   // of the festival
	Notice      string        `json:"notice,omitempty"` // that makes the day off or worked
	Provisional bool          `json:"provisional,omitempty"`
	Text        string        `json:"text"`
	Notes       []string      `json:"notes,omitempty"`
}

// AnswerOf is a derivation in words.
func AnswerOf(d deadline.Derivation) Answer {
	out := Answer{
		Due: d.Day, Provisional: d.Provisional, State: d.State, For: d.For, Term: d.Term, Extension: d.Extension, Delay: d.Delay,
		Unverified: d.Unverified, Steps: make([]AnswerStep, len(d.Steps)),
	}
	if d.Term.Basis != "" {
		out.Basis = law.Title(d.Term.Basis)
	}
	for _, r := range d.Risks {
		out.Risks = append(out.Risks, AnswerRisk{r.Day, i18n.Text(r.Text)})
	}
	for i, s := range d.Steps {
		out.Steps[i] = AnswerStep{
			From: s.From, To: s.To, Sort: s.Sort, First: s.First, Last: s.Last, Who: s.Who, Name: s.Name, Notice: s.Notice,
			Provisional: s.Provisional, Text: i18n.Text(s.Text),
		}
		for _, n := range s.Notes {
			out.Steps[i].Notes = append(out.Steps[i].Notes, i18n.Text(n))
		}
	}
	return out
}

// simpleInput asks for one of four terms from a day on.
type simpleInput struct {
	From     calendar.Day `form:"from" label:"api.from" hint:"api.from_hint" required:"true"`
	Workdays int          `form:"workdays" label:"api.workdays" hint:"api.one_of"`
	Days     int          `form:"days" label:"api.days" hint:"api.one_of"`
	Months   int          `form:"months" label:"api.months" hint:"api.one_of"`
	Term     string       `form:"term" label:"api.term" hint:"api.one_of" max:"60"`
	Fixed    bool         `form:"fixed" label:"api.fixed" hint:"api.fixed_hint"`
}

// Check asks for exactly one term.
func (in simpleInput) Check() error {
	given := 0
	for _, is := range []bool{in.Workdays != 0, in.Days != 0, in.Months != 0, in.Term != ""} {
		if is {
			given++
		}
	}
	var c fault.Check
	c.That(given == 1, "term", "api.one_term")
	return c.Err()
}

// length is the term that is asked for.
func (in simpleInput) length() (law.Limit, error) {
	switch {
	case in.Term != "":
		return law.Find(in.Term)
	case in.Workdays != 0:
		return law.Limit{Term: law.Term{N: in.Workdays, Unit: law.Workday}}, nil
	case in.Days != 0:
		return law.Limit{Term: law.Term{N: in.Days, Unit: law.CalDay, Roll: !in.Fixed}}, nil
	}
	return law.Limit{Term: law.Term{N: in.Months, Unit: law.Month, Roll: !in.Fixed}}, nil
}

// eventsInput asks for a term of the law with what happened in it.
type eventsInput struct {
	Term   string `form:"term" label:"api.term" required:"true" max:"60"`
	Events string `form:"events" label:"api.events" hint:"api.events_hint" type:"textarea" required:"true" max:"2000"`
}

// A Term is a term that the law sets.
type Term struct {
	law.Limit
	Length     string `json:"text"`  // in words
	Title      string `json:"title"` // of the article
	Unverified bool   `json:"unverified,omitempty"`
}

func (a *API) dueEndpoints() []Endpoint {
	return []Endpoint{
		look("/due", "due.simple", auth.Public, a.dueSimple),
		look("/due/events", "due.events", auth.Public, a.dueEvents),
		look("/due/terms", "due.terms", auth.Public, a.terms),
	}
}

func (a *API) dueSimple(ctx context.Context, in simpleInput) (Answer, error) {
	limit, err := in.length()
	if err != nil {
		return Answer{}, err
	}
	cal, err := a.Holidays.Current(ctx)
	if err != nil {
		return Answer{}, err
	}
	d, err := deadline.Simple(cal, in.From, limit.Term)
	d.Unverified = limit.Unverified()
	return AnswerOf(d), err
}

func (a *API) dueEvents(ctx context.Context, in eventsInput) (Answer, error) {
	events, err := deadline.ParseEvents(in.Events)
	if err != nil {
		return Answer{}, err
	}
	cal, err := a.Holidays.Current(ctx)
	if err != nil {
		return Answer{}, err
	}
	d, err := deadline.Run(cal, in.Term, events)
	return AnswerOf(d), err
}

// Terms is what the law sets.
type Terms struct {
	Terms []Term `json:"terms"`
}

func (a *API) terms(context.Context, struct{}) (out Terms, err error) {
	for _, l := range law.Limits() {
		out.Terms = append(out.Terms, Term{l, i18n.Text(l.Text()), law.Title(l.Basis), l.Unverified()})
	}
	return out, nil
}
