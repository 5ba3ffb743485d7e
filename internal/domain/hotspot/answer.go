package hotspot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/search"
)

const (
	asksFor    = 4  // words of a theme that are searched
	hitsOf     = 15 // hits of each that are looked at
	suggests   = 5  // documents that are suggested
	inTitle    = 3  // so many times a word in the title of a document counts as one in its text
	enoughWord = 2  // words of a document without one in its title
)

// suggest looks for the documents in force whose titles, clauses or interpretations have the words of a theme. What a
// person has said of a document stays.
func (s *Service) suggest(tx *db.Tx, x *Spot) error {
	if _, err := tx.Exec("DELETE FROM hotspot_answer WHERE spot_id = ? AND state = ?", x.ID, Suggested); err != nil {
		return err
	}
	if x.Status == Aside || x.Status == Merged || x.N == 0 {
		return nil
	}
	was, err := answersOf(tx, x.ID)
	if err != nil {
		return err
	}
	best, err := s.answering(tx, x.Words)
	if err != nil {
		return err
	}
	n := 0
	for _, b := range best {
		if n == suggests {
			break
		}
		if slices.ContainsFunc(was, func(a Answer) bool { return a.Policy == b.policy }) {
			continue
		}
		n++
		if err := db.Insert(tx, answerTable, &Answer{x.ID, b.policy, b.score, Suggested, tx.Today}); err != nil {
			return err
		}
	}
	return nil
}

// A candidate is a document with what speaks for it.
type candidate struct {
	policy  policy.ID
	score   int
	words   int
	titular bool
}

// answering are the documents that speak of words, the best first.
func (s *Service) answering(tx *db.Tx, words []string) ([]candidate, error) {
	at := map[policy.ID]*candidate{}
	for i, w := range words[:min(len(words), asksFor)] {
		found, err := s.Search.Find(tx, search.Query{Text: w, Nouns: []string{"publish"}, States: []search.State{search.Valid, search.Amended}, Strict: true, Size: hitsOf})
		if err != nil {
			return nil, err
		}
		said := map[policy.ID]bool{}
		for rank, h := range found.Hits {
			d, err := documentOf(tx, publish.ID(h.ID))
			switch {
			case fault.Of(err) == fault.NotFound:
				continue
			case err != nil:
				return nil, err
			case said[d.ID]:
				continue
			}
			said[d.ID] = true
			if at[d.ID] == nil {
				at[d.ID] = &candidate{policy: d.ID}
			}
			at[d.ID].add(thousand/(1+i)/(1+rank/5), strings.Contains(d.Title, w))
		}
	}
	return standing(tx, at)
}

// add counts a word of the theme for a document.
func (c *candidate) add(weight int, titular bool) {
	if titular {
		weight, c.titular = inTitle*weight, true
	}
	c.score, c.words = c.score+weight, c.words+1
}

// standing are the candidates that have enough words and are in force, the best first.
func standing(tx *db.Tx, at map[policy.ID]*candidate) (out []candidate, err error) {
	for _, c := range at {
		if !c.titular && c.words < enoughWord {
			continue
		}
		stands, err := inForce(tx, c.policy)
		if err != nil {
			return nil, err
		}
		if stands {
			out = append(out, *c)
		}
	}
	slices.SortFunc(out, func(a, b candidate) int { return cmp.Or(b.score-a.score, cmp.Compare(a.policy, b.policy)) })
	return out, nil
}

// documentOf is the normative document that an item makes public or explains.
//
// Errors: NotFound if it does neither.
func documentOf(tx *db.Tx, item publish.ID) (*policy.Document, error) {
	about, err := interpret.DocumentOf(tx, item)
	if err != nil {
		return nil, err
	}
	return policy.ByItem(tx, about)
}

// inForce reports whether everybody reads a document, and it is in force today.
func inForce(tx *db.Tx, id policy.ID) (bool, error) {
	r, err := policy.Read(tx, id, tx.Today)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return r.Open && r.Standing.InForce(), err
}

// Confirm says that a document answers a theme: one that was suggested, or any other in force.
//
// Errors: Invalid for one that is not in force.
func (s *Service) Confirm(ctx context.Context, id ID, in Answering) (*Spot, error) {
	return s.answer(ctx, id, ActConfirm, Confirmed, in)
}

// Remove says that a document does not answer a theme: it is not suggested again.
func (s *Service) Remove(ctx context.Context, id ID, in Answering) (*Spot, error) {
	return s.answer(ctx, id, ActRemove, Removed, in)
}

func (s *Service) answer(ctx context.Context, id ID, act Act, say Say, in Answering) (*Spot, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: act, rev: in.Rev, then: func(tx *db.Tx, x *Spot) error {
		stands, err := inForce(tx, in.Policy)
		if err != nil {
			return err
		}
		n, err := db.One[int](tx, "SELECT count(*) FROM hotspot_answer WHERE spot_id = ? AND policy_id = ?", x.ID, in.Policy)
		switch {
		case err != nil:
			return err
		case say == Confirmed && !stands:
			return fault.Field("policy", "hotspot.not_in_force")
		case n > 0:
			_, err = tx.Exec("UPDATE hotspot_answer SET state = ?, set_on = ? WHERE spot_id = ? AND policy_id = ?", say, tx.Today, x.ID, in.Policy)
			return err
		case say == Removed:
			return fault.Field("policy", "hotspot.no_answer")
		}
		return db.Insert(tx, answerTable, &Answer{x.ID, in.Policy, 0, say, tx.Today})
	}})
}

// Watch looks each night whether the documents that answer are in force.
func (s *Service) Watch(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "hotspot.Watch")
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		type one struct {
			ID policy.ID `db:"policy_id"`
		}
		all, err := db.All[one](tx, "FROM hotspot_answer WHERE state IN (?, ?) GROUP BY policy_id ORDER BY policy_id", Suggested, Confirmed)
		for _, d := range all {
			err = errors.Join(err, s.watch(tx, d.ID))
		}
		return err
	})
}

// Affected is told by policy what was done to a document.
func (s *Service) Affected(tx *db.Tx, id policy.ID, _ policy.Kind) error { return s.watch(tx, id) }

// watch takes a document that is no longer in force out of the themes that it answers, and tells who named them.
func (s *Service) watch(tx *db.Tx, id policy.ID) error {
	rows, err := db.All[Answer](tx, "FROM hotspot_answer WHERE policy_id = ? AND state IN (?, ?) ORDER BY spot_id", id, Suggested, Confirmed)
	if err != nil || len(rows) == 0 {
		return err
	}
	text, err := policy.Read(tx, id, tx.Today)
	if err != nil || text.Open && text.Standing.InForce() {
		return err
	}
	for _, a := range rows {
		if a.Say == Suggested {
			if _, err := tx.Exec("DELETE FROM hotspot_answer WHERE spot_id = ? AND policy_id = ?", a.SpotID, id); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec("UPDATE hotspot_answer SET state = ?, set_on = ? WHERE spot_id = ? AND policy_id = ?", Fallen, tx.Today, a.SpotID, id); err != nil {
			return err
		}
		x, err := db.Get[Spot](tx, "FROM hotspot_spot WHERE id = ?", a.SpotID)
		if err != nil {
			return err
		}
		tx.Changed(x.Ref())
		if err := s.tell(tx, &x, text); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tell(tx *db.Tx, x *Spot, text policy.Reading) error {
	people, err := s.Duties.Holders(tx, Name, x.UnitID)
	if err != nil {
		return err
	}
	for _, who := range people {
		n := notify.Notice{Account: who, Key: x.Ref() + " fallen " + policy.RefOf(text.ID), Text: fault.T("hotspot.told.fallen", text.Title, x.Called()), Link: x.Ref()}
		if err := s.Duties.Tell(tx, n); err != nil {
			return err
		}
	}
	return nil
}
