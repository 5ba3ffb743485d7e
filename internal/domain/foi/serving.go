package foi

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// goesOut says why a letter cannot go out as it is said to. A letter that the step
// itself makes goes out today: nobody sends what is not written, and no decision is
// older than the day on which it is made. One that is there may be noted as sent on an
// earlier day, but on none before it was made. The applicant gets letters by the way
// that the applicant chose, or on paper: electronic service needs that choice.
func (s *Service) goesOut(tx *db.Tx, r *Request, m *Mailed, in Sending) error {
	made := calendar.DayOf(m.Made)
	if in.Day < made || in.Day > tx.Today {
		if made == tx.Today {
			return fault.Field("day", "foi.bad.letter_day", tx.Today)
		}
		return fault.Field("day", "foi.bad.sent_day", made, tx.Today)
	}
	if !m.ToApplicant() {
		return nil
	}
	var a Applicant
	if err := s.box.OpenJSON(r.Sealed, aboutApplicant, &a); err != nil {
		return err
	}
	var c fault.Check
	c.That(in.How != Electronic || r.Way.How() == Electronic && (r.Way != ByMail || a.Mail != ""), "how", "foi.bad.not_chosen")
	c.That(in.How != PostalMail || a.Address != "", "how", "foi.bad.no_address")
	return c.Err()
}

// channelTold refuses to serve a reply through the internet that does not say where on
// the internet a review is asked for (行政复议法第二十二条第二款). The lint asks the same
// by the way that the applicant chose; here it is the way that the letter really goes.
func (s *Service) channelTold(r *Request, in Sending) error {
	var b replied
	if err := s.box.OpenJSON(r.Body, aboutReply, &b); err != nil {
		return err
	}
	if in.How == Electronic && b.Online == "" && slices.ContainsFunc(b.Remedy, func(code string) bool { return code != noRemedy }) {
		return fault.Field("how", "foi.bad.no_channel")
	}
	return nil
}

// noRemedy is the paragraph of a reply that neither gives nor withholds anything.
const noRemedy = "R-C"
