package correction

import (
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Limits, in characters and files.
const (
	maxText   = 1000
	maxProofs = 5
)

// A Claim is which record is wrong, in what, and how that is proved.
type Claim struct {
	Unit   int64  `form:"unit" json:"unit" label:"correction.unit" hint:"correction.unit_hint" group:"correction.group.record" type:"select" required:"true"`
	Record string `form:"record" json:"record" label:"correction.record" hint:"correction.record_hint" type:"textarea" rows:"2" required:"true" max:"1000"`
	Wrong  string `form:"wrong" json:"wrong" label:"correction.wrong" hint:"correction.wrong_hint" type:"textarea" rows:"3" required:"true" max:"1000"`
	Right  string `form:"right" json:"right" label:"correction.right" type:"textarea" rows:"3" required:"true" max:"1000"`
	Proof  string `form:"proof" json:"proof" label:"correction.proof" hint:"correction.proof_hint" type:"textarea" rows:"3" required:"true" max:"1000"`
}

func (in Claim) tidied() Claim {
	for _, s := range []*string{&in.Record, &in.Wrong, &in.Right, &in.Proof} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	return in
}

func (in Claim) check(c *fault.Check) {
	in = in.tidied()
	c.That(in.Unit != 0, "unit", "foi.need.unit")
	for _, f := range []struct{ name, text string }{{"record", in.Record}, {"wrong", in.Wrong}, {"right", in.Right}, {"proof", in.Proof}} {
		c.That(f.text != "", f.name, "required")
		c.That(len([]rune(f.text)) <= maxText, f.name, "correction.too_long", maxText)
		c.That(!strings.ContainsRune(f.text, 0), f.name, "foi.bad.line")
	}
}

// A Filing is a whole request as its applicant writes it.
type Filing struct {
	foi.Applicant
	Claim
	Token string `form:"token" json:"token" type:"hidden"` // of the form: sent twice, it makes one
}

// Check says which fields break a rule.
func (in Filing) Check() error {
	if err := in.Applicant.Check(); err != nil {
		return err
	}
	var c fault.Check
	in.check(&c)
	return c.Err()
}

// A Receipt is a request that staff type in as it came.
type Receipt struct {
	Filing
	Channel foi.Channel  `form:"channel" json:"channel" label:"foi.channel" group:"correction.group.came" options:"counter,letter" required:"true"`
	Day     calendar.Day `form:"day" json:"day" label:"correction.received" type:"date" required:"true"`
}

// Check says which fields break a rule.
func (in Receipt) Check() error {
	if err := in.Filing.Check(); err != nil {
		return err
	}
	var c fault.Check
	c.That(in.Channel == foi.Counter || in.Channel == foi.Letter, "channel", "foi.bad.channel")
	c.That(in.Day.Valid(), "day", "foi.need.day")
	return c.Err()
}

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
	Reason string `form:"reason" json:"reason" label:"correction.reason" hint:"correction.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for both.
func (in Because) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "required")
	return c.Err()
}

// A Transfer gives a correction to another unit of the district that has the power.
type Transfer struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Unit   int64  `form:"unit" json:"unit" label:"correction.transfer_to" type:"select" required:"true"`
	Reason string `form:"reason" json:"reason" label:"correction.reason" hint:"correction.reason_hint" type:"textarea" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Transfer) Check() error {
	var c fault.Check
	c.That(in.Unit > 0, "unit", "foi.need.unit")
	if err := c.Err(); err != nil {
		return err
	}
	return Because{in.Rev, in.Reason}.Check()
}

// A Decide is what was found, in the words that the applicant is told.
type Decide struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev"`
	Outcome string `form:"outcome" json:"outcome" label:"correction.outcome" hint:"correction.outcome_hint" type:"textarea" rows:"5" required:"true" max:"1000"`
}

// Check says which fields break a rule.
func (in Decide) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Outcome) != "", "outcome", "required")
	c.That(len([]rune(in.Outcome)) <= maxText, "outcome", "correction.too_long", maxText)
	return c.Err()
}

// A Forward says that another organ has the power: it was passed on to it, or the
// applicant has to turn to it.
type Forward struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Organ string `form:"organ" json:"organ" label:"correction.organ" hint:"correction.organ_hint" required:"true" max:"100"`
	Reach string `form:"reach" json:"reach" label:"correction.reach" required:"true" max:"200"`
	Sent  bool   `form:"sent" json:"sent" label:"correction.sent" hint:"correction.sent_hint"`
}

// Check says which fields break a rule.
func (in Forward) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	c.That(strings.TrimSpace(in.Organ) != "", "organ", "required")
	c.That(strings.TrimSpace(in.Reach) != "", "reach", "required")
	return c.Err()
}

// A Telling is the notice of the result, and how it is served.
type Telling struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
	foi.Sending
	Online string `form:"online" json:"online" label:"foi.review_online" hint:"correction.online_hint" type:"url" max:"300"` // 行政复议法第二十二条第二款
}

// Check says which fields break a rule.
func (in Telling) Check() error {
	if err := in.Sending.Check(); err != nil {
		return err
	}
	return Seen{in.Rev}.Check()
}

// A Find narrows a list of corrections.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"correction.state" options:"received,checking,corrected,refused,forwarded,told,withdrawn"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"correction.unit" type:"select"`
	Open   bool   `form:"open" json:"open,omitempty" label:"correction.open"` // the applicant still has to be told
}

// An Unseal says why a proof is opened.
type Unseal struct {
	Reason string `form:"reason" json:"reason" label:"foi.reason" hint:"foi.unmask_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for the reason.
func (in Unseal) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Reason) != "", "reason", "foi.need.reason")
	return c.Err()
}
