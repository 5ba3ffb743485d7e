package hotspot

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Public is a theme as everybody sees it: what was approved, the documents in force that answer, and letters that are
// public themselves.
type Public struct {
	ID      ID               `json:"id"`
	Said    Said             `json:"said"`
	Open    calendar.Day     `json:"shown"`
	Unit    string           `json:"unit"` // the office that shows it
	Answers []Reply          `json:"answers"`
	Letters []message.Public `json:"letters"`
}

// PublicList lists the themes that are public, the latest first.
func (s *Service) PublicList(ctx context.Context, _ struct{}, p db.Page) (rows db.Rows[Public], err error) {
	defer fault.Wrap(&err, "hotspot.PublicList")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.And("state = ?", Shown)
		found, err := db.List[Spot](tx, p, db.Query{From: table, Where: w, Order: []string{"shown_on", "id"}, Desc: true})
		if err != nil {
			return err
		}
		rows, err = db.TryMap(found, func(x Spot) (Public, error) { return s.public(tx, &x) })
		return err
	})
	return rows, err
}

// PublicOne is one theme that is public.
func (s *Service) PublicOne(ctx context.Context, id ID) (x Public, err error) {
	defer fault.Wrap(&err, "hotspot.PublicOne(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		spot, err := db.Get[Spot](tx, "FROM hotspot_spot WHERE id = ? AND state = ?", id, Shown)
		if err == nil {
			x, err = s.public(tx, &spot)
		}
		return err
	})
	return x, err
}

// publicMost is how many public letters of a theme are shown.
const publicMost = 20

func (s *Service) public(tx *db.Tx, x *Spot) (p Public, err error) {
	office, err := unit.InCharge(tx)
	if err != nil {
		return p, err
	}
	p = Public{ID: x.ID, Said: x.Said, Open: x.Open, Unit: office.Short}
	if p.Answers, err = repliesOf(tx, x.ID); err != nil {
		return p, err
	}
	p.Answers = slices.DeleteFunc(p.Answers, func(r Reply) bool { return r.Say != Confirmed || !r.Standing.InForce() })
	all, err := membersOf(tx, x.ID)
	if err != nil {
		return p, err
	}
	var ids []message.ID
	for _, m := range all {
		if m.Kind == Letter {
			ids = append(ids, message.ID(m.Of))
		}
	}
	for some := range slices.Chunk(ids, atOnce) {
		open, err := message.PublicOf(tx, some)
		if err != nil {
			return p, err
		}
		p.Letters = append(p.Letters, open...)
	}
	p.Letters = p.Letters[:min(len(p.Letters), publicMost)]
	return p, nil
}
