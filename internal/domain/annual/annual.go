package annual

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/flow"
)

// An ID names a report.
type ID int64

// A Source says where the numbers of a report come from.
type Source string

// The sources.
const (
	Records Source = "records" // the cases of the unit
	Paper   Source = "paper"   // a report that there is: a year on paper, a unit that works elsewhere
)

// A Text is what a report says in words. {名称} stands for a figure: see Figures.
type Text struct {
	Intro   string `json:"intro"`   // before the first section
	One     string `json:"one"`     // 一、总体情况
	Five    string `json:"five"`    // 五、存在的主要问题及改进情况
	Six     string `json:"six"`     // 六、其他需要报告的事项
	Explain string `json:"explain"` // why a number does not follow from that of last year; stands in section six
}

// An Entered is a number of table 2 that no record holds, and who says so.
type Entered struct {
	Number account.Number `json:"number"`
	From   string         `json:"from"` // the organ or register that it was taken from
}

// A Report is one edition of the report of a unit on a year.
type Report struct {
	ID       ID                        `db:"id" json:"id"`
	Rev      int64                     `db:"rev" json:"rev"`
	UnitID   int64                     `db:"unit_id" json:"unit_id"`
	Year     int                       `db:"year" json:"year"`
	Edition  int                       `db:"edition" json:"edition"` // from 1
	Version  string                    `db:"form" json:"format_version"`
	Source   Source                    `db:"source" json:"source"`
	Merged   bool                      `db:"merged" json:"merged,omitempty"` // adds up the units of the district
	Status   Status                    `db:"state" json:"state"`
	Text     Text                      `db:"text,json" json:"text"`
	Entered  map[account.Place]Entered `db:"entered,json" json:"-"`
	Cells    account.Cells             `db:"cells,json" json:"-"`                 // fixed, or read from a file
	Figures  map[string]string         `db:"figures,json" json:"-"`               // what {名称} stood for when they were fixed
	Parts    []ID                      `db:"parts,json" json:"parts,omitempty"`   // reports of units that were added
	FrozenAt time.Time                 `db:"frozen_at" json:"frozen_at,omitzero"` // zero: the numbers follow the records
	Hash     string                    `db:"hash" json:"hash,omitempty"`          // of what was submitted
	Reason   string                    `db:"reason" json:"reason,omitempty"`      // of the last act that needed one
	Item     publish.ID                `db:"item_id" json:"item_id,omitempty"`
	By       flow.Hands[Act]           `db:"by_whom,json" json:"-"`

	compiler int64 // who draws it up for a unit that is no more; 0: the unit itself
}

// Ref names the report in the journal and in duties.
func (r *Report) Ref() string { return fmt.Sprintf("annual/%d", r.ID) }

// Owner is the unit that draws the report up: the one that reports, while it is there.
func (r *Report) Owner() int64 {
	if r.compiler != 0 {
		return r.compiler
	}
	return r.UnitID
}

// State is where the report stands in Flow.
func (r *Report) State() Status { return r.Status }

// Move sets where the report stands; only flow.Do calls it.
func (r *Report) Move(to Status) { r.Status = to }

// DoneBy is who did an act last.
func (r *Report) DoneBy(act Act) int64 { return r.By[act] }

// Form is the form that the report follows.
func (r *Report) Form() *account.Form { return account.FormOf(r.Version) }

// fixed reports whether the numbers do not follow the records any more.
func (r *Report) fixed() bool { return !r.FrozenAt.IsZero() || r.Source == Paper }

func (r *Report) first() calendar.Day { first, _ := days(r.Year); return first }
func (r *Report) last() calendar.Day  { _, last := days(r.Year); return last }

// sum is the hash of what is signed: the numbers, what the text says, and what was added.
func (r *Report) sum() string {
	b, err := json.Marshal(struct {
		Unit    int64
		Year    int
		Form    string
		Cells   account.Cells
		Text    Text
		Figures map[string]string
		Parts   []ID
	}{r.UnitID, r.Year, r.Version, r.Cells, r.Text, r.Figures, r.Parts})
	if err != nil {
		panic(err) // it has nothing that cannot be written
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// A Brief is what the journal keeps of a step.
type Brief struct {
	Status  Status `json:"state"`
	Unit    int64  `json:"unit_id"`
	Year    int    `json:"year"`
	Edition int    `json:"edition"`
	Hash    string `json:"hash,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Entry is what the journal keeps of the step just made.
func (r *Report) Entry() any {
	return Brief{r.Status, r.UnitID, r.Year, r.Edition, r.Hash, r.Reason}
}

// Begin asks for a report that the job did not begin: of a year on paper, or early.
type Begin struct {
	Unit   int64  `form:"unit" json:"unit" label:"annual.unit" type:"select" required:"true"`
	Year   int    `form:"year" json:"year" label:"annual.year" hint:"annual.year_hint" required:"true"`
	Source Source `form:"source" json:"source" label:"annual.source" hint:"annual.source_hint" options:"records,paper" type:"radio" required:"true"`
}

// The years that a report may be about: the 条例 is in force since 2008.
const (
	firstYear = 2008
	lastYear  = 2999
)

// Check says which fields break a rule.
func (in Begin) Check() error {
	var c fault.Check
	c.That(in.Unit > 0, "unit", "required")
	c.That(in.Year >= firstYear && in.Year <= lastYear, "year", "annual.bad.year", firstYear)
	c.That(in.Source == Records || in.Source == Paper, "source", "required")
	return c.Err()
}

// A Written is the text of a report as its form gives it.
type Written struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Intro   string `form:"intro" json:"intro" label:"annual.intro" hint:"annual.text_hint" type:"textarea" rows:"3" max:"2000"`
	One     string `form:"one" json:"one" label:"annual.one" hint:"annual.one_hint" type:"textarea" rows:"14" max:"8000"`
	Five    string `form:"five" json:"five" label:"annual.five" hint:"annual.five_hint" type:"textarea" rows:"8" max:"8000"`
	Six     string `form:"six" json:"six" label:"annual.six" hint:"annual.six_hint" type:"textarea" rows:"8" max:"8000"`
	Explain string `form:"explain" json:"explain" label:"annual.explain" hint:"annual.explain_hint" type:"textarea" rows:"3" max:"1000"`
}

// Check asks that each name in braces is that of a figure.
func (in Written) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	for _, f := range []struct {
		name, text string
		most       int // characters
	}{{"intro", in.Intro, 2000}, {"one", in.One, 8000}, {"five", in.Five, 8000}, {"six", in.Six, 8000}, {"explain", in.Explain, 1000}} {
		c.That(utf8.RuneCountInString(f.text) <= f.most, f.name, "annual.bad.long", f.most)
		bad := unknown(f.text)
		c.That(bad == "", f.name, "annual.bad.figure", bad)
	}
	return c.Err()
}

func (in Written) text() Text {
	return Text{clean(in.Intro), clean(in.One), clean(in.Five), clean(in.Six), clean(in.Explain)}
}

// clean takes the blanks at the ends and the returns of forms out of a text.
func clean(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// An Enter is what table 2 asks for and no record holds, each number with its source.
type Enter struct {
	Rev         int64  `form:"rev" type:"hidden" json:"rev"`
	Licence     string `form:"licence" json:"licence" label:"annual.licence" hint:"annual.decided_hint" group:"annual.group.5" required:"true" max:"20"`
	LicenceFrom string `form:"licence_from" json:"licence_from" label:"annual.from" hint:"annual.from_hint" required:"true" max:"100"`
	Penalty     string `form:"penalty" json:"penalty" label:"annual.penalty" group:"annual.group.6" required:"true" max:"20"`
	Coercion    string `form:"coercion" json:"coercion" label:"annual.coercion" required:"true" max:"20"`
	PenaltyFrom string `form:"penalty_from" json:"penalty_from" label:"annual.from" hint:"annual.from_hint" required:"true" max:"100"`
	Charge      string `form:"charge" json:"charge" label:"annual.charge" hint:"annual.charge_hint" group:"annual.group.8" required:"true" max:"20"`
	ChargeFrom  string `form:"charge_from" json:"charge_from" label:"annual.from" hint:"annual.from_hint" required:"true" max:"100"`
}

// A slot ties a field of Enter to its place in the form of 2021.
type slot struct {
	field, number, from string
	place               account.Place
}

func (in Enter) slots() []slot {
	at := func(row, column string) account.Place {
		return account.Place{Table: account.Disclosed, Row: row, Column: column}
	}
	return []slot{
		{"licence", in.Licence, in.LicenceFrom, at("licence", "decided")},
		{"penalty", in.Penalty, in.PenaltyFrom, at("penalty", "decided")},
		{"coercion", in.Coercion, in.PenaltyFrom, at("coercion", "decided")},
		{"charge", in.Charge, in.ChargeFrom, at("charge", "amount")},
	}
}

// Check asks for numbers, and for where each was taken from.
func (in Enter) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	for _, s := range in.slots() {
		n, ok := account.ParseNumber(s.number)
		c.That(strings.TrimSpace(s.number) != "", s.field, "required")
		c.That(ok && n >= 0, s.field, "annual.bad.number")
		c.That(!ok || s.place.Money() || n.IsWhole(), s.field, "annual.bad.whole")
	}
	for field, from := range map[string]string{"licence_from": in.LicenceFrom, "penalty_from": in.PenaltyFrom, "charge_from": in.ChargeFrom} {
		c.That(strings.TrimSpace(from) != "", field, "required")
		c.That(utf8.RuneCountInString(from) <= 100, field, "annual.bad.long", 100)
	}
	return c.Err()
}

// EnterOf is the form as it is stored.
func EnterOf(r *Report) Enter {
	in := Enter{Rev: r.Rev}
	get := func(row, column string) (string, string) {
		e, ok := r.Entered[account.Place{Table: account.Disclosed, Row: row, Column: column}]
		if !ok {
			return "", ""
		}
		return e.Number.String(), e.From
	}
	in.Licence, in.LicenceFrom = get("licence", "decided")
	in.Penalty, in.PenaltyFrom = get("penalty", "decided")
	in.Coercion, _ = get("coercion", "decided")
	in.Charge, in.ChargeFrom = get("charge", "amount")
	return in
}

// A Seen is the input of a step that needs nothing but that the report was seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	return c.Err()
}

// A Because is the input of an act that needs a reason.
type Because struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Reason string `form:"reason" json:"reason" label:"annual.reason" type:"textarea" required:"true" max:"500"`
}

// Check asks for a reason, and for the rev.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	c.That(utf8.RuneCountInString(in.Reason) <= 500, "reason", "annual.bad.long", 500)
	return c.Err()
}

// A Find narrows a list of reports.
type Find struct {
	Year   int    `form:"year" json:"year,omitempty" label:"annual.year"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"annual.unit" type:"select"`
	Status Status `form:"state" json:"state,omitempty" label:"annual.state" options:"draft,frozen,submitted,returned,approved,accepted,published,restated"`
}

// counted reports whether the numbers of a report add up in that of the government.
func (r *Report) counted() bool { return slices.Contains(counts, r.Status) }
