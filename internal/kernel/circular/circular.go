package circular

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/document"
)

// A Span is a range of bytes of the source text, which is document.Document.Text.
type Span = document.Span

func between(start, end int) Span { return Span{Start: start, End: end} }

// A Warning says what was not understood, and where.
type Warning = document.Warning

// A Circular is what was read from the text of a circular. Its JSON form is stable.
type Circular struct {
	Document Heading   `json:"document"`
	Preamble Passage   `json:"preamble"`
	Sections []Section `json:"sections"`
	Points   []Point   `json:"points"`
	Marks    []Mark    `json:"marks"`
	Warnings []Warning `json:"warnings"`
}

// A Heading is what a circular says of itself. What it does not say is "".
type Heading struct {
	Title     string       `json:"title"`
	Notice    string       `json:"notice,omitempty"` // title of the notice that the circular is attached to
	Number    string       `json:"number"`           // 发文字号
	Year      int          `json:"year"`             // 0 if unknown
	Attribute string       `json:"attribute"`        // 公开属性
	Issuer    string       `json:"issuer"`
	Addressee string       `json:"addressee"`
	Date      calendar.Day `json:"date,omitempty"` // 成文日期
}

// A Passage is a text and its place.
type Passage struct {
	Text string `json:"text"`
	Span Span   `json:"span"`
}

// A Section groups points. Level counts from 1; Parent is the place in
// Circular.Sections, from 1, of the section it lies in, 0 for none.
type Section struct {
	Number    int    `json:"number"` // 0 if it has none
	Label     string `json:"label"`  // the number as printed: 一、
	Title     string `json:"title"`
	Level     int    `json:"level"`
	Parent    int    `json:"parent"`
	Text      string `json:"text"` // what stands before its first point
	Span      Span   `json:"span"` // of the heading and Text
	LabelSpan Span   `json:"label_span"`
}

// A Point is one item of the circular.
type Point struct {
	Number    int        `json:"number"`  // as printed; 0 if it has none
	Label     string     `json:"label"`   // the number as printed: （一）
	Section   int        `json:"section"` // place in Circular.Sections, from 1; 0 for none
	Title     string     `json:"title"`
	Text      string     `json:"text"` // without the title and the unit clauses; paragraphs separated by newlines
	Units     []Unit     `json:"units"`
	Deadlines []Deadline `json:"deadlines"`
	Sentences []Sentence `json:"sentences"` // offered when the point is split into tasks
	Parts     []Part     `json:"parts"`     // only if several unit clauses divide the point
	Warnings  []Warning  `json:"warnings"`
	Span      Span       `json:"span"`
	LabelSpan Span       `json:"label_span"`
	TitleSpan Span       `json:"title_span"`
	UnitSpans []Span     `json:"unit_spans"` // whole clauses of units and time limits, with their brackets
}

// A Role is what a unit does for a point.
type Role string

// The roles.
const (
	Lead        Role = "lead"        // 牵头
	Responsible Role = "responsible" // 责任、负责
	Cooperate   Role = "cooperate"   // 配合
	Implement   Role = "implement"   // 落实
)

// A Unit is one name in a unit clause.
type Unit struct {
	Raw        string   `json:"raw"`  // as printed, without spaces
	Name       string   `json:"name"` // Raw with folded width and without the alias
	Role       Role     `json:"role"`
	Resolved   []string `json:"resolved"` // what the Dictionary gave
	Group      bool     `json:"group"`    // names many units: 各乡镇、街道
	Alias      string   `json:"alias,omitempty"`
	Open       bool     `json:"open"`    // its list ends with 等
	ByDuty     bool     `json:"by_duty"` // 按职责分工
	Each       bool     `json:"each"`    // 分别
	Clause     string   `json:"clause"`  // the words that give the role
	Part       int      `json:"part"`    // place in Point.Parts, from 1; 0 for the whole point
	Span       Span     `json:"span"`
	Confidence float64  `json:"confidence"` // 0 to 1
}

// A Kind is a kind of deadline.
type Kind string

// The kinds of deadlines.
const (
	Absolute    Kind = "absolute"    // a day: Due
	Times       Kind = "count"       // Count times until Due
	Recurring   Kind = "recurring"   // Count times in every Period
	Relative    Kind = "relative"    // Count of Period after Trigger
	Continuous  Kind = "continuous"  // 及时、常态化: no day; a period of review has to be agreed
	Unspecified Kind = "unspecified" // the circular says nothing; the unit has to
)

// A Period is a unit of time.
type Period string

// The periods.
const (
	Year     Period = "year"
	HalfYear Period = "half_year"
	Quarter  Period = "quarter"
	Month    Period = "month"
	TenDays  Period = "ten_days" // 旬
	Week     Period = "week"
	Day      Period = "day"
	Workday  Period = "workday"
	Hour     Period = "hour"
)

// A Deadline is one statement of time.
type Deadline struct {
	Raw        string       `json:"raw"`
	Kind       Kind         `json:"kind"`
	Due        calendar.Day `json:"due"`
	Count      int          `json:"count"`
	Period     Period       `json:"period"`
	Every      int          `json:"every,omitempty"`   // of a Recurring: every so many periods, if more than one
	Trigger    string       `json:"trigger,omitempty"` // of a Relative: what it counts from; "" if not said
	Part       int          `json:"part"`              // place in Point.Parts, from 1; 0 for the whole point
	Span       Span         `json:"span"`
	Confidence float64      `json:"confidence"`
}

// A Sentence of a point's text.
type Sentence struct {
	Text string `json:"text"`
	Part int    `json:"part"`
	Span Span   `json:"span"`
}

// A Part of a point has its own unit clause, or stands after the last one.
type Part struct {
	Text string `json:"text"`
	Span Span   `json:"span"`
}

// A Mark is what is understood beside the outline. Its kind is one of issuer,
// number, addressee, body, title, attribute, date, annex, table_head,
// page, footer, rule, meta, secret, edition, copy, printed, and layout: the break
// that divides a sentence, or the quotation mark of a pasted cell.
type Mark struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	Span Span   `json:"span"`
}

// A Match is what a Dictionary knows of a name.
type Match struct {
	Known    bool
	Resolved []string // the units meant, in the form that the caller uses
	Group    bool
}

// A Dictionary tells whether a name is a unit, an alias or a group of the
// district. The name has folded width and no spaces. A nil Dictionary knows nothing, and names are told by
// their endings.
type Dictionary func(name string) Match

// look is d(name) with a nil d answering that it does not know.
func (d Dictionary) look(name string) Match {
	if d == nil || name == "" {
		return Match{}
	}
	return d(name)
}
