package foi

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// personalRules are the rules of screening that name the numbers of a person. A word that
// only may be a name is not among them: staff have to be able to write.
var personalRules = []string{
	"id_card", "id_doubt", "minor_id", "bank_card", "mobile", "landline_home", "email", "passport", "hkmo_permit", "taiwan_permit", "residence_permit", "officer_card",
}

// impersonal refuses a text of staff that names the applicant or holds the number of a
// person: notes, reasons and questions stay in the journal for ever, and no anonymisation
// reaches them.
//
// Errors: Invalid about the field, without the words themselves.
func (s *Service) impersonal(tx *db.Tx, r *Request, field, text string) error {
	if strings.TrimSpace(text) == "" || tx.Actor.Kind != auth.Person {
		return nil
	}
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return err
	}
	plain := folded(text)
	for _, own := range []string{a.Name, a.PaperNo, a.Phone, a.Mail, a.Address, a.Contact, a.Agent, a.AgentNo} {
		if len([]rune(own)) > 1 && strings.Contains(plain, folded(own)) {
			return fault.Field(field, "foi.bad.names_applicant")
		}
	}
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	for _, f := range rules.Text(field, text) {
		if slices.Contains(personalRules, f.Rule) {
			return fault.Field(field, "foi.bad.personal", fault.T("screen."+f.Rule))
		}
	}
	return nil
}

// noteFields are the fields in which the notes of acts are typed; the others are reasons.
var noteFields = map[Act]string{ActConfirm: "how", ActBounce: "note"}

func noteField(act Act) string {
	if f, ok := noteFields[act]; ok {
		return f
	}
	return "reason"
}
