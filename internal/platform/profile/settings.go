package profile

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// Settings are the few values that differ between districts and are no rows.
// The zero Settings has the default of each. They are found by typed keys, so
// that a number is never asked for as a text.
type Settings struct{ set map[string]Setting }

// A Setting is one row of settings.csv.
type Setting struct {
	Line       int        `json:"-"`
	Key        string     `json:"key"`
	Name       string     `csv:"name" json:"name"`
	Value      string     `csv:"value" json:"value"`
	Confidence Confidence `csv:"confidence" json:"confidence"`
	Note       string     `csv:"note" json:"note,omitempty"`
}

// A TextKey names a setting that holds a text. The names, defaults and limits
// of all settings are in settings.csv of this package.
type TextKey string

// An IntKey names a setting that holds a whole number.
type IntKey string

// An IntsKey names a setting that holds whole numbers.
type IntsKey string

// A WordKey names a setting that holds a word of a set.
type WordKey string

// The settings that hold a text.
const (
	SiteName    TextKey = "site.name"
	SiteOrgan   TextKey = "site.organ"
	SiteAddress TextKey = "site.address"
	SitePhone   TextKey = "site.phone"
	SiteMail    TextKey = "site.mail"
	SiteHours   TextKey = "site.hours"
	SiteFax     TextKey = "site.fax"
	SiteReading TextKey = "site.reading" // where people can read on paper (条例第二十五条)
	SiteICP     TextKey = "site.icp"
	SitePolice  TextKey = "site.police"
	SiteCode    TextKey = "site.code"

	SitePostcode TextKey = "site.postcode" // of the address, for envelopes
	SiteBadge    TextKey = "site.badge"    // address behind the mark of Party and government sites
	SiteMistake  TextKey = "site.mistake"  // address of the national desk for errors in government sites
	SiteOperator TextKey = "site.operator" // who runs the site for the organiser
	SiteSecurity TextKey = "site.security" // where to report a weakness: an address of the web or of mail
	SiteExpires  TextKey = "site.expires"  // until when that holds

	AreaName  TextKey = "area.name"  // in full, with the city above it
	AreaShort TextKey = "area.short" // without the city
	AreaWord  TextKey = "area.word"  // the one word that stands before the names of its units
	AreaCode  TextKey = "area.code"
)

// The settings that hold numbers; all are working days, but the margin.
const (
	DutySoon   IntKey  = "duty.soon"   // a duty is due soon from so many days before its last day
	DutyRemind IntsKey = "duty.remind" // days before the last day on which to remind
	DutyAgain  IntKey  = "duty.again"  // days between two reminders of a late duty
	PlanReport IntKey  = "plan.report" // days after the end of a period to report on it
	PlanReview IntKey  = "plan.review" // days in which the office decides on a report
	PlanReturn IntKey  = "plan.return" // days in which a returned report is handed in again

	PublishMargin  IntKey = "publish.margin"  // minutes: a release is planned no nearer than that
	PublishConfirm IntKey = "publish.confirm" // days in which another person confirms an emergency release

	FOIAmend  IntKey = "foi.amend"  // days in which an applicant makes a request clear: 合理期限, Article 30
	FOIServe  IntKey = "foi.serve"  // days in which a reply that came back is served again
	FOIChase  IntKey = "foi.chase"  // days after which the office asks the post for a letter that nobody signed for
	FOIOrgan  IntKey = "foi.organ"  // days that another organ is given to answer: Article 33(3) has none
	FOIAid    IntKey = "foi.aid"    // days in which another unit or counsel answers
	FOIUphold IntKey = "foi.uphold" // days in which another person looks at a letter that was set aside
	FOIKeep   IntKey = "foi.keep"   // years for which what names people stays in a case that has ended
)

// The settings of 高频转主动 (Article 44). The law says 多个申请人 and 及时, and no number.
const (
	ProposalApplicants IntKey = "proposal.applicants" // so many applicants for the same thing are several
	ProposalGiven      IntKey = "proposal.given"      // a record given out so many times is wanted by more than one
	ProposalWindow     IntKey = "proposal.window"     // months that are looked back over
	ProposalLapse      IntKey = "proposal.lapse"      // months after which a process matter may have ended
	ProposalDecide     IntKey = "proposal.decide"     // days in which the office decides
	ProposalPublish    IntKey = "proposal.publish"    // days in which the unit makes public what was accepted
)

// The settings of normative documents (规范性文件). The rules of the State leave these to
// local ones, and those were not found: each is to be confirmed before use.
const (
	PolicyConsult  IntKey  = "policy.consult"  // days of a consultation that no law has a number for
	PolicyFiling   IntKey  = "policy.filing"   // days after the issue to file a document with the organ above
	PolicyYears    IntKey  = "policy.years"    // the longest term of a document
	PolicyTrial    IntKey  = "policy.trial"    // and of one on trial
	PolicyWarn     IntsKey = "policy.warn"     // days before the end of a term on which its owner is warned
	PolicyEvaluate IntKey  = "policy.evaluate" // and so many days before, the evaluation is owed
	PolicyLook     IntKey  = "policy.look"     // working days to look at what cites a document that is no longer in force
	PolicyReviewer TextKey = "policy.reviewer" // code of the unit that reviews; "" is the office
	PolicyCode     TextKey = "policy.code"     // that unified numbers begin with
)

// The settings of the library of the city that normative documents are handed over to. The circular asks for it;
// no rule was found that has a number of days.
const (
	DepositLibrary TextKey = "deposit.library" // its name; "" is none, and nothing is owed
	DepositDays    IntKey  = "deposit.days"    // working days after a document has changed
	DepositUnit    TextKey = "deposit.unit"    // code of the unit that hands over; "" is the office
	DepositSince   TextKey = "deposit.since"   // what changed before this day is not owed
	DepositLook    IntKey  = "deposit.look"    // working days to look at what differs from its list
)

// The settings of interpretations (政策解读): which documents need one, and what it says
// beside the five elements that the yearly circular asks for.
const (
	InterpretPolicy   WordKey = "interpret.policy"   // normative documents: all, vital or none
	InterpretColumns  TextKey = "interpret.columns"  // codes of the columns whose items need one
	InterpretElements TextKey = "interpret.elements" // further elements, by their codes
)

// CorrectionDays is how many days the district gives itself to tell somebody about the
// correction of one's own record: Article 41 has no number.
const CorrectionDays IntKey = "correction.days"

// The days of letters to the government, in working days: the State has no number for
// most of them.
const (
	MessageSign    IntKey = "message.sign"    // 签收
	MessageForward IntKey = "message.forward" // 转办
	MessageJudge   IntKey = "message.judge"   // somebody looks at what was held
	MessageReport  IntKey = "message.report"  // the answer is reported back
	MessageKeep    IntKey = "message.keep"    // years for which what names people stays
)

// MessageReply is in how many working days a letter of a kind is answered.
func MessageReply(kind string) IntKey { return IntKey("message.reply." + kind) }

// MessageExtend is by how many working days that may be extended.
func MessageExtend(kind string) IntKey { return IntKey("message.extend." + kind) }

// MessageReview is who reviews a reply: unit, or both.
func MessageReview(kind string) WordKey { return WordKey("message.review." + kind) }

// MessageContact is whether a telephone has to be left: may or must.
func MessageContact(kind string) WordKey { return WordKey("message.contact." + kind) }

// The settings of what the public is concerned about (政务舆情). The hours to the answer are
// law; from when they run and how fast it is judged is not, and to be confirmed before use.
const (
	ResponseStart  WordKey = "response.start"  // of the clocks of 特别重大、重大突发事件: when it happened or when it was found
	ResponseJudge  IntKey  = "response.judge"  // hours in which the office says who answers
	ResponseReview IntKey  = "response.review" // working days to look back at what is settled
	ResponseRemind IntsKey = "response.remind" // hours before the end of a term at which who answers is reminded
)

// Unsure reports whether somebody has still to confirm the value of a setting.
func (s Settings) Unsure(key string) bool { return s.set[key].Confidence == Low }

// The settings of consultations. 优化营商环境条例 and 重大行政决策程序暂行条例 have 30 days for two
// kinds; no law has a number for others, nor for when the outcome is told.
const (
	ConsultLeast IntKey = "consult.least" // days of a consultation that no law has a number for
	ConsultTell  IntKey = "consult.tell"  // working days from its close to its outcome
	ConsultKeep  IntKey = "consult.keep"  // years after the outcome for which who sent opinions stays
)

// FinderLook is how long a look at a measure may take whose clause has changed: nothing that
// binds says it; it is the time of a look at what cites a document that has fallen.
const FinderLook IntKey = "finder.look" // working days

// The settings of questions and answers (政策问答). The circular names topics as examples; what
// becomes of an answer in doubt, and how fast it is looked at, nothing that binds says.
const (
	FAQTopics  TextKey = "faq.topics"  // what questions are sorted by
	FAQDoubted WordKey = "faq.doubted" // an answer in doubt: shown with a mark, or held back
	FAQLook    IntKey  = "faq.look"    // working days
)

// The settings of surveys. The guide for government sites has one month for the results;
// how many people a cell of a table has at least is the practice of statistics offices.
const (
	SurveyLeast IntKey = "survey.least" // people
	SurveyTell  IntKey = "survey.tell"  // days
)

// GazettePrint is within how many days of its issue a normative document is in the official gazette; 0 asks
// for none. The practice has at least an issue a month; no rule that is at hand has a number.
const GazettePrint IntKey = "gazette.print"

// HotspotLeast is from how many letters and requests on the public reads how many a theme has. No rule has a number; it keeps
// people from being recognised.
const HotspotLeast IntKey = "hotspot.least"

// The settings of events: no rule of the State has a number for any of them.
const (
	EventTell   IntKey = "event.tell"   // working days from its end to its minutes
	EventRemind IntKey = "event.remind" // days before it on which people are reminded; 0: they are not
	EventKeep   IntKey = "event.keep"   // months after its end for which who enrolled stays
)

// AnnualLength is how many characters section one of the annual report may have: no rule
// of the State says so, but who collects the reports does.
const AnnualLength IntKey = "annual.length"

// RemedyAbove is the organ that complaints about the department in charge are passed
// on to (Article 51: 上一级行政机关). Empty: the one that reviews what the government does.
const RemedyAbove TextKey = "remedy.above"

// RemedyKeep is for how many years after its end what names people stays in a case.
const RemedyKeep IntKey = "remedy.keep"

// RemedySilence is whether a review has to come before a suit where no reply was made
// in time: first, or either. 行政复议法, Article 23(1)(3), says first; 法释〔2025〕8号,
// Article 2(2), leaves both open.
const RemedySilence WordKey = "remedy.silence"

// The settings of columns: how many of them without an update make a site fail
// the inspection (检查指标, 单项否决). How often each kind is updated is asked with
// [Settings.Every].
const (
	ColumnStale   IntKey = "column.stale"   // of news, notices and policy documents
	ColumnOverdue IntKey = "column.overdue" // of all that have a cadence
	ColumnBlank   IntKey = "column.blank"   // with nothing in them
)

// PlanPeriod is how often a task without an end is reported on: month, quarter, half or year.
const PlanPeriod WordKey = "plan.period"

// FOIIdentity is whether a request on the portal has to bring an identity document:
// may or must.
const FOIIdentity WordKey = "foi.identity"

// Stored makes settings of rows that were checked when they were loaded; a row
// that the program no longer knows is left out.
func Stored(rows []Setting) Settings {
	s := Settings{set: map[string]Setting{}}
	for _, row := range rows {
		if d, ok := define(row.Key); ok {
			row.Name = d.Name
			s.set[row.Key] = row
		}
	}
	return s
}

func define(key string) (definition, bool) {
	i := slices.IndexFunc(definitions, func(d definition) bool { return d.Key == key })
	if i < 0 {
		return definition{}, false
	}
	return definitions[i], true
}

// get returns the text of a setting: the one of the profile if it fits, else the default.
func (s Settings) get(key string) string {
	d, ok := define(key)
	if !ok {
		panic("profile: no setting " + key)
	}
	if v := s.set[key].Value; v != "" && d.wrong(v) == nil {
		return v
	}
	return d.Default
}

// Text returns a text; "" if the profile has none.
func (s Settings) Text(k TextKey) string { return s.get(string(k)) }

// Texts returns a text as the list that it is, with whatever sign people put between.
func (s Settings) Texts(k TextKey) []string {
	return strings.FieldsFunc(s.Text(k), func(r rune) bool { return strings.ContainsRune(" ,;\u3001\uff0c\uff1b", r) })
}

// Int returns a whole number.
func (s Settings) Int(k IntKey) int { return ints(s.get(string(k)))[0] }

// Ints returns whole numbers, the largest first.
func (s Settings) Ints(k IntsKey) []int {
	out := ints(s.get(string(k)))
	slices.SortFunc(out, func(a, b int) int { return b - a })
	return slices.Compact(out)
}

// Word returns the value that the word of a setting stands for.
func (s Settings) Word(k WordKey) string {
	d, _ := define(string(k))
	_, set, _ := strings.Cut(d.Type, ":")
	v, _ := value(set, s.get(string(k)))
	return v
}

// List returns every setting of the program in order, with its value here.
func (s Settings) List() []Setting {
	out := make([]Setting, len(definitions))
	for i, d := range definitions {
		row := s.set[d.Key]
		row.Key, row.Name, row.Value = d.Key, d.Name, s.get(d.Key)
		row.Confidence = orHigh(row.Confidence)
		out[i] = row
	}
	return out
}

// Given returns the settings that the profile has a row for, in order.
func (s Settings) Given() []Setting {
	var out []Setting
	for _, d := range definitions {
		if row, ok := s.set[d.Key]; ok {
			out = append(out, row)
		}
	}
	return out
}

func ints(text string) []int {
	var out []int
	for _, item := range split(text, listMarks) {
		n, err := strconv.Atoi(item)
		if err != nil {
			return nil
		}
		out = append(out, n)
	}
	return out
}

// wrong says why v cannot be the value of the setting, or nil.
func (d definition) wrong(v string) *fault.Text {
	kind, set, _ := strings.Cut(d.Type, ":")
	switch kind {
	case "word":
		if _, ok := value(set, v); !ok {
			t := fault.T("profile.not_word", v, allowed(set))
			return &t
		}
	case "url", "contact", "day", "code":
		if key := forms[kind]; !key.fits(v) {
			t := fault.T(key.text, v)
			return &t
		}
	case "int", "ints":
		numbers := ints(v)
		if len(numbers) == 0 || kind == "int" && len(numbers) > 1 {
			t := fault.T("profile.not_number", v)
			return &t
		}
		least, most := ints(d.Min)[0], ints(d.Max)[0]
		if slices.Min(numbers) < least || slices.Max(numbers) > most {
			t := fault.T("profile.out_of_range", v, least, most)
			return &t
		}
	}
	return nil
}

// forms are the texts that have a form of their own.
var forms = map[string]struct {
	fits func(string) bool
	text string
}{
	"url":     {isURL, "profile.not_url"},
	"contact": {func(v string) bool { return isURL(v) || mailForm.MatchString(v) }, "profile.not_contact"},
	"day":     {func(v string) bool { return calendar.Day(v).Valid() }, "profile.not_day"},
	"code":    {siteForm.MatchString, "profile.not_code"},
}

var (
	mailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	siteForm = regexp.MustCompile(`^(?:\d{10}|bm\d{8})$`) // the code of a government site
)

func isURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// Missing lists the settings that the foot of every page should say and that
// have no value: an inspection of government sites takes points for each.
func (s Settings) Missing() []string {
	var out []string
	for _, d := range definitions {
		if d.Required == "foot" && s.get(d.Key) == "" {
			out = append(out, d.Name)
		}
	}
	return out
}

// checkSettings looks at each row by its definition.
func checkSettings(rows []Setting, f *faults) Settings {
	s := Settings{set: map[string]Setting{}}
	for _, row := range rows {
		i := slices.IndexFunc(definitions, func(d definition) bool { return d.Name == row.Name })
		if i < 0 {
			if row.Name != "" {
				f.add(settingsFile, row.Line, heading(settingsFile, "name"), "profile.unknown_setting", row.Name)
			}
			continue
		}
		d := definitions[i]
		if first, twice := s.set[d.Key]; twice {
			f.add(settingsFile, row.Line, heading(settingsFile, "name"), "profile.twice", row.Name, first.Line)
			continue
		}
		if row.Value != "" {
			if t := d.wrong(row.Value); t != nil {
				*f = append(*f, fault.Row{File: settingsFile, Line: row.Line, Column: heading(settingsFile, "value"), Text: *t})
			}
		}
		row.Key, row.Confidence = d.Key, orHigh(row.Confidence)
		s.set[d.Key] = row
	}
	for _, d := range definitions {
		if d.Required == "yes" && s.set[d.Key].Value == "" && rows != nil {
			f.add(settingsFile, s.set[d.Key].Line, heading(settingsFile, "name"), "profile.missing_setting", d.Name)
		}
	}
	return s
}
