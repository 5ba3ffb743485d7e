package message

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A View is a letter as the desk shows it.
type View struct {
	Message   Message  `json:"message"`
	Unit      string   `json:"unit"`
	Letter    Letter   `json:"letter"`
	Sender    Sender   `json:"sender"` // masked
	Questions []string `json:"questions"`
	Draft     Draft    `json:"draft"`
	Reply     string   `json:"reply,omitempty"`
	Repeats   []int    `json:"repeats,omitempty"` // parts of the reply, from 1, that say the same as one before
	Cites     []Cite   `json:"cites,omitempty"`
	Appeal    string   `json:"appeal,omitempty"`
	Unsolved  string   `json:"unsolved,omitempty"`
	Left      int      `json:"left"` // working days until the last day
	Lamp      Lamp     `json:"light,omitempty"`
	Unsure    bool     `json:"unsure,omitempty"` // somebody has still to confirm the days of the kind
	Acts      []Act    `json:"acts"`
}

// A Row is a letter as lists show it.
type Row struct {
	Message
	Subject string `json:"title,omitempty"`
	Left    int    `json:"left"`
	Lamp    Lamp   `json:"light,omitempty"`
}

// Find lists letters that the actor may know of, the earliest last day first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Row], err error) {
	defer fault.Wrap(&err, "message.Find")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		soon, err := s.Duties.SoonDay(tx)
		if err != nil {
			return err
		}
		found, err := db.List[Message](tx, p, db.Query{From: table, Where: q.where(tx, scope(tx), soon), Order: []string{"received", "id"}, Desc: true})
		if err != nil {
			return err
		}
		cal, err := s.Holidays.In(tx)
		if err != nil {
			return err
		}
		rows, err = db.TryMap(found, func(m Message) (Row, error) {
			r := Row{Message: m, Left: cal.WorkBetween(tx.Today, m.Due), Lamp: m.Lamp(tx.Today, soon)}
			if m.Gone != "" {
				return r, nil
			}
			is, err := opened(s.Box, &m)
			if err != nil {
				return Row{}, err
			}
			r.Subject = is.Letter.Title
			return r, nil
		})
		return err
	})
	return rows, err
}

// View returns a letter that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "message.View(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error { v, err = s.view(tx, id); return err })
	return v, err
}

func (s *Service) view(tx *db.Tx, id ID) (v View, err error) {
	m, err := read(tx, id)
	if err != nil {
		return v, err
	}
	u, err := unit.Get(tx, m.UnitID)
	if err != nil {
		return v, err
	}
	settings, err := unit.Settings(tx)
	if err != nil {
		return v, err
	}
	cal, err := s.Holidays.In(tx)
	if err != nil {
		return v, err
	}
	v = View{Message: *m, Unit: u.Short, Unsure: settings.Unsure(string(profile.MessageReply(string(m.Kind))))}
	soon, err := s.Duties.SoonDay(tx)
	if err != nil {
		return v, err
	}
	v.Left, v.Lamp = cal.WorkBetween(tx.Today, m.Due), m.Lamp(tx.Today, soon)
	if v.Acts, err = s.next(tx, m); err != nil || m.Gone != "" {
		return v, err
	}
	is, err := opened(s.Box, m)
	if err != nil {
		return v, err
	}
	v.Letter, v.Sender, v.Draft, v.Questions = is.Letter, is.Sender.Masked(), is.Draft, Questions(is.Letter.Title, is.Letter.Text)
	v.Draft.Rev = m.Rev
	if m.Reply != "" {
		v.Reply, v.Repeats = s.said(is.Letter, is.Draft), is.Draft.repeats(len(v.Questions))
	}
	if v.Cites, err = s.cited(tx, is.Draft.Cites); err != nil && fault.Of(err) != fault.Invalid {
		return v, err
	}
	if err := s.Box.OpenJSON(m.Appeal, aboutAppeal, &v.Appeal); err != nil {
		return v, err
	}
	return v, s.Box.OpenJSON(m.Unsolved, aboutUnsolved, &v.Unsolved)
}

// Masked is what would become public of a letter, with what the screening finds taken out
// of it: a person looks at it before it goes.
func (s *Service) Masked(ctx context.Context, id ID) (out Publication, err error) {
	defer fault.Wrap(&err, "message.Masked(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		v, err := s.view(tx, id)
		if err != nil {
			return err
		}
		rules, err := s.Rules(tx)
		if err != nil {
			return err
		}
		is, err := opened(s.Box, &v.Message)
		if err != nil {
			return err
		}
		masked := func(text string) string {
			text = screen.Mask(text, rules.Text("", text))
			if name := strings.TrimSpace(is.Sender.Name); name != "" { // the sender's own name is known
				text = strings.ReplaceAll(text, name, v.Sender.Name)
			}
			return text
		}
		out = Publication{Rev: v.Message.Rev, Title: masked(v.Letter.Title), Text: masked(v.Letter.Text), Answer: masked(v.Reply)}
		return nil
	})
	return out, err
}

// Unmask opens how the sender is reached. That it was looked at, by whom and why, stays
// in the journal.
func (s *Service) Unmask(ctx context.Context, id ID, in Unseal) (who Sender, err error) {
	defer fault.Wrap(&err, "message.Unmask(%d)", id)
	if err := in.Check(); err != nil {
		return who, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		m, err := read(tx, id)
		switch {
		case err != nil:
			return err
		case !tx.Actor.CanAt(Unmask, m.UnitID):
			return fault.New(fault.Forbidden, "not_allowed")
		case m.Gone != "":
			return fault.New(fault.Conflict, "foi.is_forgotten", m.Gone)
		}
		is, err := opened(s.Box, m)
		if err != nil {
			return err
		}
		who = is.Sender
		return journal.Add(tx, "message.unmask", m.Ref(), Brief{m.Status, m.UnitID, m.Due, m.Rating, in.Reason})
	})
	return who, err
}

// A Public is a letter as anybody sees it.
type Public struct {
	ID       ID           `db:"id" json:"id"`
	Number   string       `db:"number" json:"number"`
	Kind     Kind         `db:"kind" json:"kind"`
	Title    string       `db:"title" json:"title"`
	Text     string       `db:"text" json:"text"`
	Answer   string       `db:"answer" json:"answer"`
	Received calendar.Day `db:"received" json:"received"`
	Replied  calendar.Day `db:"replied" json:"replied"`
	Days     int          `db:"days" json:"days"` // working days from receipt to reply
	Rating   Rating       `db:"rating" json:"rating,omitempty"`
	Open     calendar.Day `db:"published" json:"published"`
	UnitID   int64        `db:"unit_id" json:"unit_id"`
	Unit     string       `json:"unit"`
}

// A PublicFind narrows the list of public letters.
type PublicFind struct {
	Kind  Kind   `form:"kind" json:"kind,omitempty" label:"message.kind" options:"consult,suggest,complain,help,business,mistake,state"`
	Unit  int64  `form:"unit" json:"unit,omitempty" label:"message.unit_of" type:"select"`
	Month string `form:"month" json:"month,omitempty" label:"message.month" max:"7"` // of the publication: 2026-03
}

// Check asks for a month that is one.
func (q PublicFind) Check() error { return checkMonth(q.Month) }

// PublicList lists public letters, the newest first.
func (s *Service) PublicList(ctx context.Context, q PublicFind, p db.Page) (rows db.Rows[Public], err error) {
	defer fault.Wrap(&err, "message.PublicList")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.And("published <> ''")
		if q.Kind != "" {
			w.And("kind = ?", q.Kind)
		}
		if q.Unit != 0 {
			w.And("unit_id = ?", q.Unit)
		}
		if q.Month != "" {
			within(&w, "published", q.Month)
		}
		if rows, err = db.List[Public](tx, p, db.Query{From: table, Where: w, Order: []string{"published", "id"}, Desc: true}); err != nil {
			return err
		}
		for i := range rows.Items {
			u, err := unit.Get(tx, rows.Items[i].UnitID)
			if err != nil {
				return err
			}
			rows.Items[i].Unit = u.Short
		}
		return nil
	})
	return rows, err
}

// PublicOne is one public letter; NotFound for one that is not.
func (s *Service) PublicOne(ctx context.Context, id ID) (m Public, err error) {
	defer fault.Wrap(&err, "message.PublicOne(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if m, err = db.Get[Public](tx, "FROM message_message WHERE id = ? AND published <> ''", id); err != nil {
			return err
		}
		u, err := unit.Get(tx, m.UnitID)
		m.Unit = u.Short
		return err
	})
	return m, err
}
