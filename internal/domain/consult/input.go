package consult

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Limits, in characters.
const (
	maxText   = 3000 // of an opinion
	leastText = 2
	maxGist   = 300
)

// MaxDays is the longest that the public is asked at once.
const MaxDays = 180

// An Edit is a consultation as its drafter writes it.
type Edit struct {
	Rev      int64  `form:"rev" type:"hidden" json:"rev"`
	Title    string `form:"title" json:"title" label:"consult.title" hint:"consult.title_hint" required:"true" max:"100"`
	Kind     Kind   `form:"kind" json:"kind" label:"consult.kind" hint:"consult.kind_hint" type:"radio" options:"major,business,norm,other" required:"true"`
	Explain  string `form:"explain" json:"explain" label:"consult.explain" hint:"consult.explain_hint" type:"textarea" rows:"6" required:"true" max:"10000"`
	Draft    string `form:"draft" json:"draft" label:"consult.draft" hint:"consult.draft_hint" type:"textarea" rows:"16" required:"true" max:"100000"`
	Days     int    `form:"days" json:"days" label:"consult.days" hint:"consult.days_hint" required:"true"`
	Short    string `form:"short" json:"short,omitempty" label:"consult.short" hint:"consult.short_hint" type:"textarea" rows:"2" max:"500"`
	Post     string `form:"post" json:"post,omitempty" label:"consult.post" hint:"consult.post_hint" max:"200"`
	Counter  string `form:"counter" json:"counter,omitempty" label:"consult.counter" hint:"consult.counter_hint" max:"200"`
	Contact  string `form:"contact" json:"contact" label:"consult.contact" hint:"consult.contact_hint" required:"true" max:"100"`
	Document int64  `form:"document" json:"document,omitempty" label:"consult.document" hint:"consult.document_hint" type:"select"`
}

// Check says which fields break a rule.
func (in Edit) Check() error {
	var c fault.Check
	for _, f := range []struct{ name, text string }{{"title", in.Title}, {"explain", in.Explain}, {"draft", in.Draft}, {"contact", in.Contact}} {
		c.That(strings.TrimSpace(f.text) != "", f.name, "required")
	}
	c.That(slices.Contains(Kinds, in.Kind), "kind", "required")
	c.That(in.Days >= 1 && in.Days <= MaxDays, "days", "consult.bad.days", MaxDays)
	return c.Err()
}

// facts is what was typed, once it is checked.
func (in Edit) facts() Facts {
	return Facts{
		Title: tidied(in.Title), Kind: in.Kind, Explain: tidied(in.Explain), Draft: tidied(in.Draft), Days: in.Days, Short: tidied(in.Short),
		Post: tidied(in.Post), Counter: tidied(in.Counter), Contact: tidied(in.Contact), Document: in.Document,
	}
}

// tidied is a text without blanks around it, with line ends of one kind.
func tidied(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Seen is the input of an act that only needs to know what the person has seen.
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
	Reason string `form:"reason" json:"reason" label:"consult.reason" hint:"consult.reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for both.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

// An Extend gives a consultation more days.
type Extend struct {
	Because
	Days int `form:"days" json:"days" label:"consult.more_days" hint:"consult.more_days_hint" required:"true"`
}

// Check says which fields break a rule.
func (in Extend) Check() error {
	var c fault.Check
	c.That(in.Days >= 1 && in.Days <= MaxDays, "days", "consult.bad.days", MaxDays)
	if err := c.Err(); err != nil {
		return err
	}
	return in.Because.Check()
}

// A Revision is the text after the consultation.
type Revision struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Final string `form:"final" json:"final" label:"consult.final" hint:"consult.final_hint" type:"textarea" rows:"22" required:"true" max:"100000"`
}

// Check says which fields break a rule.
func (in Revision) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Final) != "", "final", "required")
	return c.Err()
}

// A Verdict is what becomes of opinions.
type Verdict string

// The verdicts.
const (
	Adopt  Verdict = "adopt"  // 采纳
	Part   Verdict = "part"   // 部分采纳
	Reject Verdict = "reject" // 不采纳
)

// Verdicts lists them.
var Verdicts = []Verdict{Adopt, Part, Reject}

// A Judgement is what becomes of opinions that say the same, in words for the public.
type Judgement struct {
	Gist    string   `form:"gist" json:"gist" label:"consult.gist" hint:"consult.gist_hint" type:"textarea" rows:"4" required:"true" max:"300"`
	Verdict Verdict  `form:"verdict" json:"verdict" label:"consult.verdict" type:"radio" options:"adopt,part,reject" required:"true"`
	Clauses []string `form:"clauses" json:"clauses,omitempty" label:"consult.clauses" hint:"consult.clauses_hint" type:"checks"`
	Already bool     `form:"already" json:"already,omitempty" label:"consult.already" hint:"consult.already_hint"`
	Why     string   `form:"why" json:"why,omitempty" label:"consult.why" hint:"consult.why_hint" type:"textarea" rows:"4" max:"1000"`
}

func (in Judgement) check(c *fault.Check) {
	c.That(strings.TrimSpace(in.Gist) != "", "gist", "required")
	c.That(utf8.RuneCountInString(strings.TrimSpace(in.Gist)) <= maxGist, "gist", "message.too_long", maxGist)
	c.That(slices.Contains(Verdicts, in.Verdict), "verdict", "required")
	c.That(in.Verdict == Adopt || in.Verdict == "" || strings.TrimSpace(in.Why) != "", "why", "consult.need.why")
	c.That(in.Verdict == Reject || in.Verdict == "" || len(in.Clauses) > 0 || in.Already, "clauses", "consult.need.clauses")
	c.That(in.Verdict != Reject || len(in.Clauses) == 0 && !in.Already, "clauses", "consult.bad.rejected")
}

// A Deciding decides on the opinions of a group that wait for it. Count is how many the
// person has seen: another one may have come in by post since.
type Deciding struct {
	Group int64 `form:"group" type:"hidden" json:"group"`
	Count int   `form:"count" type:"hidden" json:"count"`
	Judgement
}

// Check says which fields break a rule.
func (in Deciding) Check() error {
	var c fault.Check
	c.That(in.Group != 0 && in.Count > 0, "", "consult.no_group")
	in.check(&c)
	return c.Err()
}

// A Changing changes a decision.
type Changing struct {
	Decision int64 `form:"decision" type:"hidden" json:"decision"`
	Judgement
}

// Check says which fields break a rule.
func (in Changing) Check() error {
	var c fault.Check
	in.check(&c)
	return c.Err()
}

// An Undoing takes a decision back.
type Undoing struct {
	Decision int64  `form:"decision" type:"hidden" json:"decision"`
	Reason   string `form:"reason" json:"reason" label:"consult.reason" hint:"consult.reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check asks for the reason.
func (in Undoing) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

// A Finding is the outcome in a few words.
type Finding struct {
	Rev      int64  `form:"rev" type:"hidden" json:"rev"`
	Findings string `form:"findings" json:"findings" label:"consult.findings" hint:"consult.findings_hint" type:"textarea" rows:"8" required:"true" max:"5000"`
}

// Check says which fields break a rule.
func (in Finding) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Findings) != "", "findings", "required")
	return c.Err()
}

// A Sender is who sends an opinion, as far as told.
type Sender struct {
	Name  string `form:"name" json:"name,omitempty" label:"consult.name" hint:"consult.name_hint" group:"consult.group.who" autocomplete:"name" max:"30"`
	Phone string `form:"phone" json:"phone,omitempty" label:"consult.phone" hint:"consult.phone_hint" type:"tel" autocomplete:"tel" max:"20"`
}

// A Sending is an opinion as its sender writes it. Clause counts the clauses of the draft
// from 1; 0 is the whole text.
type Sending struct {
	Clause int    `form:"clause" json:"clause,omitempty" label:"consult.clause" hint:"consult.clause_hint" type:"select"`
	Text   string `form:"text" json:"text" label:"consult.text" hint:"consult.text_hint" type:"textarea" rows:"8" required:"true" max:"3000"`
	Sender
}

// Check says which fields break a rule.
func (in Sending) Check() error {
	var c fault.Check
	in.check(&c)
	return c.Err()
}

func (in Sending) check(c *fault.Check) {
	n := utf8.RuneCountInString(tidied(in.Text))
	c.That(n > 0, "text", "consult.need.text")
	c.That(n == 0 || n >= leastText, "text", "message.bad.short")
	c.That(n <= maxText, "text", "message.too_long", maxText)
	c.That(!strings.ContainsRune(in.Text+in.Name+in.Phone, 0), "text", "foi.bad.line")
}

// A Channel is the way by which an opinion came.
type Channel string

// The channels.
const (
	Web       Channel = "web"
	Letter    Channel = "letter"
	AtCounter Channel = "counter"
	AtHearing Channel = "hearing"
)

// Channels lists them.
var Channels = []Channel{Web, Letter, AtCounter, AtHearing}

// A Receipt is an opinion that staff type in as it came.
type Receipt struct {
	Channel Channel      `form:"channel" json:"channel" label:"consult.channel" options:"letter,counter,hearing" required:"true"`
	Day     calendar.Day `form:"day" json:"day" label:"consult.received" hint:"consult.received_hint" type:"date" required:"true"`
	Sending
	Token string `form:"token" json:"token,omitempty" type:"hidden" max:"100"` // of the form: sent twice, it makes one; two alike letters are two
}

// Check says which fields break a rule.
func (in Receipt) Check() error {
	var c fault.Check
	c.That(slices.Contains([]Channel{Letter, AtCounter, AtHearing}, in.Channel), "channel", "required")
	c.That(in.Day.Valid(), "day", "foi.need.day")
	in.check(&c)
	return c.Err()
}

// A Cause is why what was sent is no opinion to decide on.
type Cause string

// The causes.
const (
	Advert    Cause = "advert"    // 广告
	Abuse     Cause = "abuse"     // 辱骂、攻击他人
	Blank     Cause = "blank"     // 没有具体内容
	Unrelated Cause = "unrelated" // 与征求意见的事项无关
	Twice     Cause = "twice"     // 同一人重复提交
)

// Causes lists them.
var Causes = []Cause{Advert, Abuse, Blank, Unrelated, Twice}

// A Setting sets an opinion aside. Its sender reads both.
type Setting struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Cause Cause  `form:"cause" json:"cause" label:"consult.cause" type:"radio" options:"advert,abuse,blank,unrelated,twice" required:"true"`
	Said  string `form:"said" json:"said" label:"consult.said" hint:"consult.said_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Setting) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(slices.Contains(Causes, in.Cause), "cause", "required")
	c.That(strings.TrimSpace(in.Said) != "", "said", "required")
	return c.Err()
}

// An Unseal says why a contact is opened.
type Unseal struct {
	Reason string `form:"reason" json:"reason" label:"foi.reason" hint:"foi.unmask_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for the reason.
func (in Unseal) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "foi.need.reason")
	return c.Err()
}

// By is how somebody shows that a receipt is theirs: number and code, or the pass of the page
// that they have just opened with them.
type By struct {
	foi.Access
	Pass string `form:"pass" json:"pass,omitempty" type:"hidden"`
}

// Check asks for one of them.
func (in By) Check() error {
	if in.Pass != "" {
		return nil
	}
	return in.Access.Check()
}

// A Find narrows a list of consultations.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"consult.state" options:"draft,asked,open,closed,found,told"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"consult.unit" type:"select"`

	Document int64 `form:"document" json:"document,omitempty" type:"hidden"` // those about it
}

// An OpinionFind narrows the list of the opinions of a consultation.
type OpinionFind struct {
	ID       ID      `form:"id" json:"-" type:"hidden"`
	Status   Status  `form:"state" json:"state,omitempty" label:"consult.opinion_state" options:"received,aside,withdrawn"`
	Channel  Channel `form:"channel" json:"channel,omitempty" label:"consult.channel" options:"web,letter,counter,hearing"`
	Verdict  Verdict `form:"verdict" json:"verdict,omitempty" label:"consult.verdict" options:"adopt,part,reject"`
	Waiting  bool    `form:"waiting" json:"waiting,omitempty" label:"consult.waiting"`
	Group    int64   `form:"group" json:"group,omitempty" type:"hidden"`
	Decision int64   `form:"decision" json:"decision,omitempty" type:"hidden"`
}
