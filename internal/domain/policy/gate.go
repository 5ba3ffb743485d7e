package policy

import (
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// A StepKind is one step of the procedure by which a document is made.
type StepKind string

// The steps, in their order (国办发〔2018〕37号: 评估论证、公开征求意见、合法性审核、集体审议决定).
const (
	Assess     StepKind = "assess"     // 评估论证
	Consult    StepKind = "consult"    // 征求意见
	Fair       StepKind = "fair"       // 公平竞争审查
	Legal      StepKind = "legal"      // 合法性审核
	Deliberate StepKind = "deliberate" // 集体审议
)

// StepKinds lists the steps in their order.
var StepKinds = []StepKind{Assess, Consult, Fair, Legal, Deliberate}

// A Step is one step that was taken, with its evidence.
type Step struct {
	ID       StepID       `db:"id" json:"id"`
	Document ID           `db:"document_id" json:"-"`
	Kind     StepKind     `db:"kind" json:"kind"`
	Result   string       `db:"result" json:"result"`
	Number   string       `db:"number" json:"number,omitempty"` // of the paper or the meeting
	From     calendar.Day `db:"from_day" json:"from,omitempty"`
	On       calendar.Day `db:"on_day" json:"on"`
	Note     string       `db:"note" json:"note,omitempty"`
	Reason   string       `db:"reason" json:"reason,omitempty"` // why it took less time than it should
	File     int64        `db:"file_id" json:"file,omitempty"`
	Consult  int64        `db:"consult_id" json:"consult,omitempty"` // a consultation whose public outcome stands for the file
	ByID     int64        `db:"by_id" json:"-"`
	ByName   string       `db:"by_name" json:"by"`
	At       time.Time    `db:"at" json:"at"`
	Hash     string       `db:"hash" json:"hash"` // SHA-256 of the text that it was about
	Void     bool         `db:"void" json:"void,omitempty"`
}

// results are what a step can come to; with those of passes a document goes on.
var (
	results = map[StepKind][]string{
		Assess:     {"pass", "fail"},
		Consult:    {"done"},
		Fair:       {"pass", "exception", "fail"},
		Legal:      {"legal", "amend", "illegal"},
		Deliberate: {"pass", "revised", "fail"},
	}
	passes = []string{"pass", "done", "exception", "legal", "revised"}
)

// Results lists what a step can come to, in the order of menus.
func Results(k StepKind) []string { return slices.Clone(results[k]) }

// Passes reports whether a document goes on after the step.
func (s *Step) Passes() bool { return slices.Contains(passes, s.Result) }

// Needs reports whether a document needs a step. Whether it touches market entities or
// the public decides about two of them: 优化营商环境条例, Article 62(2), and 公平竞争审查条例.
func (d *Document) Needs(k StepKind) bool {
	switch k {
	case Consult:
		return d.Business || d.Vital
	case Fair:
		return d.Business
	case Assess, Legal, Deliberate:
	}
	return true
}

// terms are the lengths of time that the gate measures by.
type terms struct {
	cal     *calendar.Calendar
	consult int // days of a consultation that no law has a number for
	years   int // of the term of a document
	trial   int // of one that is on trial
}

// end is the last day of a term that begins after a day.
func (t terms) end(from calendar.Day, of law.Term) calendar.Day {
	return deadline.Clock{Rounds: []deadline.Round{{From: from, Term: of}}}.Due(t.cal).Day
}

// consultation is how long a document has to be open for opinions.
func (t terms) consultation(d *Document) law.Term {
	if d.Business {
		return law.MustTerm("norm.consult")
	}
	return law.Term{N: t.consult, Unit: law.CalDay}
}

// latest is the last step of a kind that holds; nil if there is none.
func latest(steps []Step, k StepKind) *Step {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Kind == k && !steps[i].Void {
			return &steps[i]
		}
	}
	return nil
}

// lack says what is wrong with a step that a document needs; "" if nothing is.
func (t terms) lack(d *Document, steps []Step, k StepKind) fault.Text {
	if !d.Needs(k) {
		return fault.Text{}
	}
	s := latest(steps, k)
	switch {
	case s == nil:
		return fault.T("policy.lack.none", stepName(k))
	case !s.Passes():
		return fault.T("policy.lack.failed", stepName(k), fault.T("policy.result."+string(k)+"."+s.Result))
	case k == Consult && s.Reason == "" && s.On < t.end(s.From, t.consultation(d)):
		return fault.T("policy.lack.short", t.consultation(d).N)
	case k == Deliberate && s.Hash != d.hash():
		return fault.T("policy.lack.text")
	}
	return fault.Text{}
}

// missing lists what is wrong with the steps of some kinds.
func (t terms) missing(d *Document, steps []Step, kinds ...StepKind) (out []fault.Text) {
	for _, k := range kinds {
		if text := t.lack(d, steps, k); text.Key != "" {
			out = append(out, text)
		}
	}
	return out
}

// gate returns a fault that names each step which a document needs and does not have.
// It is asked before every step that rests on those before it, and once more at the release.
func (t terms) gate(d *Document, steps []Step, kinds ...StepKind) error {
	if out := t.missing(d, steps, kinds...); len(out) > 0 {
		return fault.New(fault.Conflict, "policy.lacks", out)
	}
	return nil
}

func stepName(k StepKind) fault.Text { return fault.T("policy.step." + string(k)) }

// ready says what a document lacks before others are asked to judge it.
func (t terms) ready(d *Document, today calendar.Day) error {
	var f fault.Check
	f.That(strings.TrimSpace(d.Body) != "", "body", "policy.no_body")
	f.That(d.Column != 0, "column", "policy.no_column")
	f.That(d.Genre != "", "genre", "required")
	f.That(d.Until != "", "until", "policy.no_until")
	years := t.years
	if d.Trial {
		years = t.trial
	}
	from := d.Starts
	if from == "" {
		from = today
	}
	f.That(d.Until <= t.end(from, law.Term{N: 12 * years, Unit: law.Month}), "until", "policy.until_far", years)
	return f.Err()
}
