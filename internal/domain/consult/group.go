package consult

import (
	"cmp"
	"context"
	"slices"

	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/similar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/secret"
)

// A Group is opinions that say the same about the same clause: exact and near copies.
type Group struct {
	ID    OpinionID `json:"id"` // the first of its members
	N     int       `json:"n"`
	About string    `json:"about"` // the clause by its name; "" is the whole text
	Text  string    `json:"text"`  // of the first member that waits
	First OpinionID `json:"first"` // that member
}

// Regroup groups the opinions of a consultation that wait for a decision, once it has closed.
// The groups follow from the opinions alone (similar.Group); one that a person took out stays
// out. A group has the name of its first member, so that it keeps it when another one comes in.
func (s *Service) Regroup(ctx context.Context, id ID) (err error) {
	defer fault.Wrap(&err, "consult.Regroup(%d)", id)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Business(); err != nil {
			return err
		}
		all, err := opinionsOf(tx, id, waiting)
		if err != nil {
			return err
		}
		to, err := grouped(s.Box, all)
		if err != nil {
			return err
		}
		for i, o := range all {
			if o.Group == to[i] {
				continue
			}
			if _, err := tx.Exec("UPDATE consult_opinion SET group_id = ?, rev = rev + 1 WHERE id = ?", to[i], o.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// grouped is the group of each opinion. Copies about different clauses are no copies: the same
// "同意" says something else of each.
func grouped(box *secret.Box, all []Opinion) ([]OpinionID, error) {
	out := make([]OpinionID, len(all))
	about := map[int][]int{} // opinions by their clause
	for i, o := range all {
		out[i] = o.ID
		if !o.Alone {
			about[o.Clause] = append(about[o.Clause], i)
		}
	}
	for _, at := range about {
		texts := make([]string, len(at))
		for n, i := range at {
			if err := box.OpenJSON(all[i].Body, aboutText, &texts[n]); err != nil {
				return nil, err
			}
		}
		for _, members := range similar.Group(texts) {
			for _, n := range members {
				out[at[n]] = all[at[members[0]]].ID
			}
		}
	}
	return out, nil
}

// groups lists the groups that wait for a decision, the largest first.
func (s *Service) groups(tx *db.Tx, c *Consult) ([]Group, error) {
	all, err := opinionsOf(tx, c.ID, waiting)
	if err != nil {
		return nil, err
	}
	text := clause.Parse(c.Draft)
	at := map[OpinionID]int{}
	var out []Group
	for _, o := range all {
		i, known := at[o.Group]
		if !known {
			i = len(out)
			at[o.Group] = i
			g := Group{ID: o.Group, About: nameOf(text, o.Clause), First: o.ID}
			if err := s.Box.OpenJSON(o.Body, aboutText, &g.Text); err != nil {
				return nil, err
			}
			out = append(out, g)
		}
		out[i].N++
	}
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Or(b.N-a.N, cmp.Compare(a.First, b.First)) })
	return out, nil
}
