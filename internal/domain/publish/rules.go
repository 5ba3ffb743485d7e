package publish

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// Limits in characters.
const (
	maxTitle    = 200
	maxBody     = 300_000 // a plan of two hundred pages
	maxSummary  = 300     // 目录: 内容概述 of 100 to 300 characters
	maxKeywords = 100
	maxNote     = 500
	maxLinks    = 50
)

// check says what can be no content at all, however unfinished.
func (c Content) check(f *fault.Check) {
	f.That(strings.TrimSpace(c.Title) != "", "title", "required")
	for _, l := range []struct {
		field, text string
		most        int
	}{
		{"title", c.Title, maxTitle},
		{"body", c.Body, maxBody},
		{"summary", c.Summary, maxSummary},
		{"number", c.Number, maxKeywords},
		{"keywords", c.Keywords, maxKeywords},
		{"source", c.Source, maxTitle},
		{"author", c.Author, maxKeywords},
		{"limb_note", c.LimbNote, maxNote},
	} {
		f.That(len([]rune(l.text)) <= l.most, l.field, "publish.too_long", l.most)
	}
	f.That(c.Attribute == "" || slices.Contains(Attributes, c.Attribute), "attribute", "publish.bad_attribute")
	f.That(c.MadeOn == "" || c.MadeOn.Valid(), "made_on", "publish.bad_day")
	f.That(c.Until == "" || calendar.Day(c.Until).Valid(), "until", "publish.bad_day")
	f.That(c.Until == "" || c.MadeOn == "" || c.Until >= string(c.MadeOn), "until", "publish.until_past")
	f.That(c.Theme == "" || has(law.Theme, c.Theme), "theme", "publish.bad_class")
	f.That(c.Genre == "" || has(law.Genre, c.Genre), "genre", "publish.bad_class")
	f.That(c.Anchor == "" || isAnchor(c.Anchor), "anchor", "publish.bad_anchor")
	f.That(c.Term == "" || mayTerm(c.Term, c.Anchor), "term", "publish.bad_term")
	if c.Limb != "" {
		_, known := law.LimbOf(c.Limb)
		f.That(known, "limb", "publish.bad_limb")
	}
	if c.Limb == secretLimb { // 保守国家秘密法第三十一条: it may not be kept here; only that it exists
		f.That(strings.TrimSpace(c.Body) == "", "body", "publish.no_secret")
		f.That(len(c.Attachments) == 0, "files", "publish.no_secret")
	}
	f.That(len(c.Related) <= maxLinks, string(Beside), "publish.too_many", maxLinks)
}

func has(s law.Scheme, code string) bool {
	_, ok := law.ClassOf(s, code)
	return ok
}

func isAnchor(r law.Ref) bool {
	return slices.ContainsFunc(law.Anchors(), func(a law.Article) bool { return a.Ref == r })
}

func wellFormed(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// ready says what is missing before a person is asked to review: a draft
// without an attribute cannot move on (源头认定), one that is not open names its
// ground, one that is open has what the catalogue must show (条例第十二条).
func (e *Edition) ready(today calendar.Day) error {
	var f fault.Check
	e.check(&f)
	f.That(e.Attribute != "", "attribute", "publish.no_attribute")
	f.That(strings.TrimSpace(e.Body) != "" || len(e.Attachments) > 0 || e.Limb == secretLimb, "body", "publish.no_body")
	f.That(e.MadeOn != "", "made_on", "publish.no_day")
	f.That(e.MadeOn <= today, "made_on", "publish.future_day", today)
	switch e.Attribute {
	case Open:
		f.That(e.Limb == "", "limb", "publish.limb_useless")
		f.That(e.Anchor != "", "anchor", "publish.no_anchor")
		f.That(e.ColumnID != 0, "column", "publish.no_column")
		f.That(e.Until == "" || e.Until >= string(today), "until", "publish.until_past")
	case Request:
		f.That(e.Limb == "", "limb", "publish.limb_useless")
	case Closed:
		f.That(e.Limb != "", "limb", "publish.no_limb")
		f.That(!namesLaw(e.Limb) || e.LimbNote != "", "limb_note", "publish.no_limb_note")
	}
	f.That(!e.Big || e.item == nil || e.item.FirstAt.IsZero() || strings.TrimSpace(e.Note) != "", "note", "publish.no_note")
	return f.Err()
}

// namesLaw reports whether a ground rests on something that has to be named: the
// law that forbids it, or the level, term and organ of a secret (法释〔2025〕8号第六条).
func namesLaw(limb string) bool {
	l, _ := law.LimbOf(limb)
	return l.Code == secretLimb || l.Code == "forbidden"
}

// secretLimb is the ground of what is a state secret.
const secretLimb = "secret"

// fits says whether a step of the table makes sense for the attribute: what is
// open is signed, what is not is judged by the office and kept.
func (e *Edition) fits(act Act) error {
	switch {
	case act == ActSign && e.Attribute != Open:
		return fault.New(fault.Conflict, "publish.not_open")
	case (act == ActKeep || act == ActOppose) && e.Attribute == Open:
		return fault.New(fault.Conflict, "publish.is_open")
	case act == ActEmergency && e.Attribute != Open:
		return fault.New(fault.Conflict, "publish.not_open")
	case act == ActAdmit && (e.item == nil || e.item.Batch == 0):
		return fault.New(fault.Conflict, "publish.no_batch")
	case act == ActReassess && e.Attribute != Closed:
		return fault.New(fault.Conflict, "publish.not_closed")
	case act == ActConfirm && (!e.Emergency || e.ConfirmBy != 0):
		return fault.New(fault.Conflict, "publish.no_emergency")
	}
	return nil
}

// lasts returns a fault if a day is past the last one of publication: nothing comes on
// line for a period that is over.
func (e *Edition) lasts(day calendar.Day) error {
	if e.Until != "" && e.Until < string(day) {
		return fault.New(fault.Conflict, "publish.is_over", e.Until)
	}
	return nil
}

// plan says whether a release may be planned for a moment: not in the past, not
// nearer than the margin, in which a mistake can still be stopped, and within a year.
func checkPlan(at, now time.Time, margin int) error {
	var f fault.Check
	f.That(at.After(now), "clock", "publish.plan_past")
	f.That(!at.Before(now.Add(time.Duration(margin)*time.Minute)), "clock", "publish.plan_near", margin)
	f.That(at.Before(now.AddDate(1, 0, 0)), "day", "publish.plan_far")
	return f.Err()
}

// An index number (索引号) is the organ's code, a stroke, the year, a hyphen and
// a serial number of five digits: 20 characters (政府信息公开目录系统实施指引).
func indexNumber(prefix string, year, serial int) string {
	return fmt.Sprintf("%s/%04d-%05d", prefix, year, serial)
}

// serials is how many index numbers a series has in a year.
const serials = 99_999
