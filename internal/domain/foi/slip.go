package foi

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
)

// What goes with a letter. It is made from the records each time it is asked for,
// and is no letter itself.
const (
	SlipEnvelope = "envelope" // 信封
	SlipProof    = "D13"      // 送达回证, to be signed
)

// A recipient is whom a letter is for.
type recipient struct{ name, address, postcode, mail string }

// maskAddress leaves the beginning of an address: the city.
func maskAddress(address string) string {
	if address == "" {
		return ""
	}
	return string([]rune(address)[:min(6, utf8.RuneCountInString(address))]) + "***"
}

// recipientOf is whom a letter is for: who is asked, or the applicant; masked with
// what is personal hidden.
func (s *Service) recipientOf(tx *db.Tx, r *Request, m *Mailed, masked bool) (to recipient, err error) {
	if m.Kind == letterAsk || m.Kind == letterMaker || m.Kind == letterOverrule {
		return s.askedOf(tx, r, m, masked && m.Kind != letterMaker)
	}
	if m.Kind == letterHelp {
		a, err := db.Get[Aid](tx, "FROM foi_aid WHERE request_id = ? AND id = ?", r.ID, strings.TrimPrefix(m.About, "aid/"))
		if err != nil {
			return to, err
		}
		u, err := unit.Get(tx, a.UnitID)
		return recipient{name: u.Name}, err
	}
	var a Applicant
	err = s.box.OpenJSON(r.Sealed, aboutApplicant, &a)
	if masked {
		a = a.Masked()
	}
	return recipient{a.Name, a.Address, a.Postcode, a.Mail}, err
}

func (s *Service) askedOf(tx *db.Tx, r *Request, m *Mailed, masked bool) (to recipient, err error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(m.About, "consult/"), 10, 64)
	if err != nil {
		return to, fmt.Errorf("foi_letter %d: about %q: %w", m.ID, m.About, err)
	}
	q, err := db.Get[Consult](tx, "FROM foi_consult WHERE request_id = ? AND id = ?", r.ID, id)
	if err != nil {
		return to, err
	}
	var p partySealed
	if err := s.box.OpenJSON(q.Party, aboutThird, &p); err != nil {
		return to, err
	}
	if masked {
		p = partySealed{q.Shown, maskAddress(p.Address)}
	}
	return recipient{name: p.Name, address: p.Address}, nil
}

// Slip is what goes with a letter for who may see the case, with names and addresses masked.
//
// Errors: Conflict for an envelope to somebody who has left no address.
func (s *Service) Slip(ctx context.Context, id ID, of int64, kind string) (d letter.Document, err error) {
	defer fault.Wrap(&err, "foi.Slip(%d, %s)", of, kind)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		d, err = s.slip(tx, r, of, kind, true)
		return err
	})
	return d, err
}

// IssueSlip is what goes with a letter as it goes out; that it was taken out stays in the journal.
func (s *Service) IssueSlip(ctx context.Context, id ID, of int64, kind string) (d letter.Document, err error) {
	defer fault.Wrap(&err, "foi.IssueSlip(%d, %s)", of, kind)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.CanAt(Handle, r.UnitID) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if d, err = s.slip(tx, r, of, kind, false); err != nil {
			return err
		}
		name, _ := law.LetterOf(kind)
		return journal.Add(tx, "foi.issue", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Key: "letter/" + itoa(of), Note: name.Name})
	})
	return d, err
}

func (s *Service) slip(tx *db.Tx, r *Request, of int64, kind string, masked bool) (d letter.Document, err error) {
	if kind != SlipEnvelope && kind != SlipProof {
		return d, fault.New(fault.NotFound, "not_found")
	}
	m, err := db.Get[Mailed](tx, "FROM foi_letter WHERE id = ? AND request_id = ?", of, r.ID)
	if err != nil {
		return d, err
	}
	if r.Forgotten != "" {
		return d, fault.New(fault.Conflict, "foi.is_forgotten", r.Forgotten)
	}
	to, err := s.recipientOf(tx, r, &m, masked)
	if err != nil {
		return d, err
	}
	if kind == SlipEnvelope && to.address == "" {
		return d, fault.New(fault.Conflict, "foi.no_address")
	}
	how, place := m.How, to.address
	if how == "" {
		how = r.Way.How()
	}
	if how == Electronic {
		place = to.mail
	}
	k, _ := law.LetterOf(m.Kind)
	v := letter.Values{Text: map[string]string{
		"served_what": k.Name, "served_number": m.Number, "recipient": to.name, "serve_how": s.words("foi.serve_how." + string(how)), "serve_place": place,
		"recipient_address": to.address, "recipient_postcode": to.postcode, "tracking": m.Tracking,
	}}
	if how == PostalMail {
		v.Text["posted"] = s.Date(m.Sent)
	}
	v.Text["served_on"] = s.Date(servedOn(&m))
	return s.document(tx, r, kind, m.Number, v)
}

// servedOn is the day on which somebody got a letter, as far as it is known.
func servedOn(m *Mailed) calendar.Day {
	if m.Back != "" {
		return ""
	}
	return m.Got
}

// How is how letters go to an applicant who wants the information in a way.
func (w Way) How() How {
	switch w {
	case ByPost:
		return PostalMail
	case ByHand, ByReads:
		return InHand
	case ByMail, ByCode:
	}
	return Electronic
}
