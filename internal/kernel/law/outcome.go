package law

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Cell is the column of a block of table 4 of the annual report in which a
// review or a suit counts once it has ended.
type Cell string

// The cells.
const (
	Kept      Cell = "kept"      // 结果维持
	Corrected Cell = "corrected" // 结果纠正
	OtherEnd  Cell = "other"     // 其他结果
	Pending   Cell = "pending"   // 尚未审结: no outcome yet
)

// Cells are the columns of a block in the order of the table.
var Cells = []Cell{Kept, Corrected, OtherEnd, Pending}

// An Outcome is how a review (行政复议), a suit (行政诉讼) or a complaint (投诉) ends.
type Outcome struct {
	Code       string     `json:"code"`
	Kind       string     `json:"kind"`             // review, suit, complaint
	Cell       Cell       `json:"cell,omitempty"`   // of table 4; a complaint counts nowhere
	Orders     bool       `json:"orders,omitempty"` // the organ has to act on it
	Sue        bool       `json:"sue,omitempty"`    // of a review: who is not content with it may sue
	Basis      Ref        `json:"basis"`
	Confidence Confidence `json:"confidence"`
	Name       string     `json:"name"`
}

// Outcomes returns how a kind of remedy may end, in the order of the file.
func Outcomes(kind string) (out []Outcome) {
	for _, o := range book().Outcomes {
		if o.Kind == kind {
			out = append(out, o)
		}
	}
	return out
}

// OutcomeOf returns the outcome of a kind with a code; false if there is none.
func OutcomeOf(kind, code string) (Outcome, bool) {
	all := Outcomes(kind)
	i := slices.IndexFunc(all, func(o Outcome) bool { return o.Code == code })
	if i < 0 {
		return Outcome{}, false
	}
	return all[i], true
}

func (b *Book) outcome(l line) (string, fault.Text) {
	if column, text := need(l, "code", "name"); column != "" {
		return column, text
	}
	cells := []string{string(Kept), string(Corrected), string(OtherEnd)}
	if l["kind"] == "complaint" {
		cells = []string{""}
	}
	for _, c := range []struct {
		name  string
		words []string
	}{
		{"kind", []string{"review", "suit", "complaint"}}, {"cell", cells}, {"orders", []string{"yes", "no"}}, {"sue", []string{"yes", "no"}}, {"confidence", []string{"H", "M", "L"}},
	} {
		if column, text := known(l, c.name, c.words...); column != "" {
			return column, text
		}
	}
	if !nameForm.MatchString(l["code"]) {
		return "code", fault.T("law.bad_form", l["code"])
	}
	o := Outcome{l["code"], l["kind"], Cell(l["cell"]), l["orders"] == "yes", l["sue"] == "yes", Ref(l["basis"]), Confidence(l["confidence"]), l["name"]}
	if !b.stands(l["basis"]) {
		return "basis", fault.T("law.no_article", l["basis"])
	}
	if slices.ContainsFunc(b.Outcomes, func(x Outcome) bool { return x.Kind == o.Kind && x.Code == o.Code }) {
		return "code", fault.T("law.twice", o.Code)
	}
	b.Outcomes = append(b.Outcomes, o)
	return "", fault.Text{}
}
