package foi

import (
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
)

// deciders are the acts that ask another person to decide, and who may.
var deciders = map[Act]auth.Perm{ActPropose: Extend, ActProposeFee: Extend, ActProposeClose: Assign}

// tellDeciders tells those who may decide on it what a step has proposed, but for whoever proposed it.
func (s *Service) tellDeciders(tx *db.Tx, r *Request, act Act) error {
	perm, asks := deciders[act]
	if !asks {
		return nil
	}
	who, err := s.duties.Holders(tx, perm, r.UnitID)
	for _, account := range who {
		if err == nil && account != tx.Actor.Who() {
			err = s.duties.Tell(tx, notify.Notice{Account: account, Key: string(act) + " " + r.Ref() + " " + itoa(r.Rev), Link: r.Ref(), Text: fault.T("foi.told."+strings.TrimPrefix(string(act), "foi."), r.Number)})
		}
	}
	return err
}

// tellAsked tells who may answer a question that it is asked.
func (s *Service) tellAsked(tx *db.Tx, r *Request, a *Aid) error {
	from, err := unit.Get(tx, r.UnitID)
	if err != nil {
		return err
	}
	who, err := s.duties.Holders(tx, a.Kind.answers(), a.UnitID)
	for _, account := range who {
		if err == nil {
			err = s.duties.Tell(tx, notify.Notice{Account: account, Key: "foi.seek " + a.Ref(), Link: a.Ref(), Text: fault.T("foi.told.seek", from.Short, r.Number, a.Due)})
		}
	}
	return err
}

// tellOpined tells who handles a request that a question was answered.
func (s *Service) tellOpined(tx *db.Tx, a *Aid) error {
	r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", a.Request)
	if err != nil || r.Handler == 0 {
		return err
	}
	return s.duties.Tell(tx, notify.Notice{Account: r.Handler, Key: "foi.opine " + a.Ref(), Link: r.Ref(), Text: fault.T("foi.told.opine", r.Number)})
}
