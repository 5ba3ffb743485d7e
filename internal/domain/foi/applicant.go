package foi

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
)

// An Applicant is who asks. It is sealed in the row of the request: whoever has
// the database alone learns nothing of it. What Article 29 does not ask for is
// not asked: no purpose, no income, no work.
type Applicant struct {
	Kind     Kind   `form:"kind" json:"kind" label:"foi.kind" group:"foi.group.who" type:"radio" options:"citizen,business,science,welfare,legal,other" required:"true"`
	Name     string `form:"name" json:"name" label:"foi.name" hint:"foi.name_hint" autocomplete:"name" required:"true" max:"100"`
	Paper    Paper  `form:"paper" json:"paper" label:"foi.paper" options:"id,passport,permit,credit,other" required:"true"`
	PaperNo  string `form:"paper_no" json:"paper_no" label:"foi.paper_no" hint:"foi.paper_no_hint" required:"true" max:"40"`
	Head     string `form:"head" json:"head,omitempty" label:"foi.head" hint:"foi.head_hint" max:"50"`             // 法定代表人
	Contact  string `form:"contact" json:"contact,omitempty" label:"foi.contact" hint:"foi.contact_hint" max:"50"` // 联系人
	Phone    string `form:"phone" json:"phone,omitempty" label:"foi.phone" hint:"foi.phone_hint" group:"foi.group.reach" type:"tel" autocomplete:"tel" max:"30"`
	Mail     string `form:"mail" json:"mail,omitempty" label:"foi.mail" hint:"foi.mail_hint" type:"email" autocomplete:"email" max:"254"`
	Address  string `form:"address" json:"address,omitempty" label:"foi.address" hint:"foi.address_hint" autocomplete:"street-address" max:"200"`
	Postcode string `form:"postcode" json:"postcode,omitempty" label:"foi.postcode" autocomplete:"postal-code" max:"6"`
	Agent    string `form:"agent" json:"agent,omitempty" label:"foi.agent" hint:"foi.agent_hint" group:"foi.group.agent" max:"50"`
	AgentNo  string `form:"agent_no" json:"agent_no,omitempty" label:"foi.agent_no" hint:"foi.agent_no_hint" max:"40"`
	Help     string `form:"help" json:"help,omitempty" label:"foi.help" hint:"foi.help_hint" max:"200"` // Article 43
}

// A Paper is what proves who somebody is.
type Paper string

// The papers.
const (
	IDCard   Paper = "id"       // 居民身份证
	Passport Paper = "passport" // 护照
	Permit   Paper = "permit"   // 港澳台居民居住证、来往内地通行证
	Credit   Paper = "credit"   // 统一社会信用代码
	OtherID  Paper = "other"
)

// Hides leaves out of the form what is of organisations only once a citizen asks.
func (a Applicant) Hides(field string) bool {
	return a.Kind == Citizen && (field == "head" || field == "contact")
}

// Tidied is the applicant with what people type around the words taken away.
func (a Applicant) Tidied() Applicant {
	for _, s := range []*string{&a.Name, &a.Head, &a.Contact, &a.Phone, &a.Mail, &a.Address, &a.Agent, &a.Help} {
		*s = strings.TrimSpace(*s)
	}
	a.Phone, a.Mail = halfWidth(a.Phone), halfWidth(a.Mail)
	for _, s := range []*string{&a.PaperNo, &a.AgentNo, &a.Postcode} {
		*s = strings.ToUpper(halfWidth(strings.Join(strings.Fields(*s), "")))
	}
	return a
}

// halfWidth turns the digits and letters of a Chinese keyboard into plain ones.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

func (a Applicant) check(c *fault.Check) {
	c.That(a.Name != "", "name", "foi.need.name")
	c.That(!strings.ContainsAny(a.Name+a.Contact+a.Head+a.Agent, "\r\n\x00"), "name", "foi.bad.line")
	c.That(slices.Contains(Kinds, a.Kind), "kind", "foi.need.kind")
	citizen := a.Kind == Citizen || a.Kind == "" // who has not said what he is, is asked for that alone
	c.That(citizen || a.Paper == Credit || a.Paper == OtherID, "paper", "foi.bad.paper_of_organ")
	c.That(!citizen || a.Paper != Credit, "paper", "foi.bad.paper_of_person")
	c.That(a.PaperNo != "", "paper_no", "foi.need.paper_no")
	c.That(a.Paper != IDCard || a.PaperNo == "" || screen.Identity(a.PaperNo), "paper_no", "foi.bad.id")
	c.That(a.Paper != Credit || a.PaperNo == "" || screen.Credit(a.PaperNo), "paper_no", "foi.bad.credit")
	c.That(citizen || a.Contact != "", "contact", "foi.need.contact")
	c.That(a.Phone != "" || a.Mail != "" || a.Address != "", "phone", "foi.need.reach")
	c.That(a.Phone == "" || isPhone(a.Phone), "phone", "foi.bad.phone")
	c.That(a.Mail == "" || notify.IsAddress(a.Mail), "mail", "foi.bad.mail")
	c.That(a.Postcode == "" || len(a.Postcode) == 6 && strings.Trim(a.Postcode, "0123456789") == "", "postcode", "foi.bad.postcode")
	c.That((a.Agent == "") == (a.AgentNo == ""), "agent_no", "foi.need.agent")
	c.That(a.AgentNo == "" || isPaperNo(a.AgentNo), "agent_no", "foi.bad.agent_no")
}

// isPaperNo reports whether a number can be that of a document that proves who somebody
// is: six letters and digits at least, and with eighteen that of an identity card.
func isPaperNo(s string) bool {
	const shortest, identity = 6, 18
	for _, r := range s {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return len(s) >= shortest && (len(s) != identity || screen.Identity(s) || screen.Credit(s))
}

func isPhone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-() ", r):
			return false
		}
	}
	return digits >= 7 && digits <= 20
}

// mask is a name as staff and the applicant see it: the first character, and as
// many stars as it takes to say that there is more.
func mask(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return ""
	}
	rest := utf8.RuneCountInString(name) - 1
	return string(first) + strings.Repeat("*", min(max(rest, 1), 3))
}

// Masked is the applicant with what is personal hidden but for what tells two of them apart.
func (a Applicant) Masked() Applicant {
	a.PaperNo, a.AgentNo = maskNumber(a.PaperNo), maskNumber(a.AgentNo)
	a.Phone, a.Postcode = maskNumber(a.Phone), ""
	if a.Kind == Citizen {
		a.Name = mask(a.Name)
	}
	a.Head, a.Contact, a.Agent = mask(a.Head), mask(a.Contact), mask(a.Agent)
	a.Mail = maskMail(a.Mail)
	a.Address = maskAddress(a.Address)
	return a
}

// maskNumber leaves the last two characters of a number.
func maskNumber(n string) string {
	if len(n) <= 4 {
		return strings.Repeat("*", len(n))
	}
	return strings.Repeat("*", len(n)-2) + n[len(n)-2:]
}

// What each sealed value is sealed for: one cannot be put in the place of another.
const (
	aboutApplicant = "foi.applicant"
	aboutReply     = "foi.reply"
	aboutLetter    = "foi.letter"
	aboutThird     = "foi.third"
	aboutDraft     = "foi.draft"
	aboutProof     = "foi.proof"
)

// personMark finds the other requests of the same applicant, and tells nobody
// who that is: by the kind of paper and its number; an agent counts for whom it
// acts.
func personMark(b *secret.Box, a Applicant) string {
	return b.Mark(string(a.Paper)+"/"+a.PaperNo, "foi.person")
}

// shownAs is the name as lists show it: that of a person is masked.
func shownAs(a Applicant) string {
	if a.Kind == Citizen {
		return mask(a.Name)
	}
	return a.Name
}

// reachMark finds the other requests that were made by the same telephone or mail.
func (s *Service) reachMark(address string) string {
	if address == "" {
		return ""
	}
	return s.box.Mark(address, "foi.reach")
}
