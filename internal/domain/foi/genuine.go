package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/internal/platform/session"
)

// A Standing says what a letter is worth today.
type Standing string

// The standings.
const (
	InForce  Standing = "force"
	Unserved Standing = "unserved" // signed, and not gone out yet
	Replaced Standing = "replaced" // a later reply of the same case stands in its place
	CameBack Standing = "back"     // 退回: the post could not deliver it
	Recalled Standing = "recalled" // signed, and taken back before it went out
)

// A Genuine is what anybody who holds a letter may learn of it: that it is ours, and
// where it stands. It has nothing of the applicant and no word of the letter.
type Genuine struct {
	Name     string       // of the kind of letter
	Number   string       // 文号
	Unit     string       // by its full name
	Made     calendar.Day // written and numbered
	Sent     calendar.Day
	Standing Standing
	Same     bool  // the code is of the text that the public log has committed to
	Entry    int64 // of the journal
}

// Genuine says whether a letter stands in the journal, by the mark of its code and
// the beginning of the hash of its text. A mark that is none is counted as a try.
//
// Errors: NotFound for a mark that no letter has; TooMany.
func (s *Service) Genuine(ctx context.Context, mark, sum, client string) (g Genuine, err error) {
	defer fault.Wrap(&err, "foi.Genuine")
	who := s.box.Mark(session.Network(client), "foi.client")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := session.Few(tx, []string{who}, triesOfClient); err != nil {
			return err
		}
		m, err := db.Get[Mailed](tx, "FROM foi_letter WHERE mark = ?", s.box.Mark(mark, "foi.letter"))
		if err == nil {
			g, err = s.genuine(tx, &m, sum)
		}
		return err
	})
	if fault.Of(err) != fault.NotFound {
		return g, err
	}
	noted := s.db.Write(ctx, func(tx *db.Tx) error { return session.NoteTry(tx, who) })
	if noted != nil {
		return g, noted
	}
	return g, fault.New(fault.NotFound, "foi.no_letter")
}

func (s *Service) genuine(tx *db.Tx, m *Mailed, sum string) (g Genuine, err error) {
	r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", m.Request)
	if err != nil {
		return g, err
	}
	u, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return g, err
	}
	k, _ := law.LetterOf(m.Kind) // each that was written is in the table
	g = Genuine{Name: k.Name, Number: m.Number, Unit: u.Name, Made: calendar.DayOf(m.Made), Sent: m.Sent}
	if g.Standing, err = standing(tx, &r, m); err != nil {
		return g, err
	}
	var d letter.Document
	if err := s.box.OpenJSON(m.Text, aboutLetter, &d); err != nil {
		return g, err
	}
	if len(d.Signature.Issuers) > 0 { // the case may have gone to another unit since
		g.Unit = d.Signature.Issuers[0]
	}
	if len(sum) != sumShown || !strings.HasPrefix(m.SHA, strings.ToLower(sum)) {
		return g, nil
	}
	g.Entry, g.Same, err = committed(tx, m)
	g.Same = g.Same && (m.Text == "" || sumOf(d) == m.SHA) // a text that was destroyed after its term is compared no more
	return g, err
}

// standing is where a letter stands among those of its case.
func standing(tx *db.Tx, r *Request, m *Mailed) (Standing, error) {
	later := 0
	if m.Kind == letterReply {
		var err error
		if later, err = db.One[int](tx, `SELECT count(*) FROM foi_letter WHERE kind = ? AND (request_id = ? AND id > ?
			OR sent <> '' AND request_id IN (SELECT id FROM foi_request WHERE redo_of = ?))`, m.Kind, m.Request, m.ID, m.Request); err != nil {
			return "", err
		}
	}
	switch {
	case later > 0:
		return Replaced, nil
	case m.Back != "":
		return CameBack, nil
	case m.Sent == "" && r.Status != Serving:
		return Recalled, nil
	case m.Sent == "":
		return Unserved, nil
	}
	return InForce, nil
}

// committed compares the number and the hash of a letter with what the journal has
// committed to.
func committed(tx *db.Tx, m *Mailed) (entry int64, same bool, err error) {
	rows, err := journal.For(tx, m.Ref(), db.Page{Size: 1})
	if err != nil || len(rows.Items) == 0 {
		return 0, false, err
	}
	var was sealedLetter
	err = rows.Items[0].Decode(&was)
	return rows.Items[0].ID, was.Number == m.Number && was.SHA == m.SHA, err
}
