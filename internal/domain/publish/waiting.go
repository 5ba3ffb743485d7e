package publish

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// A turn is a step that an edition waits for: a row of Flow, narrowed by what
// the table cannot say. Who may make it, and who may not because of what they
// did before, is read from the row.
type turn struct {
	from Status
	act  Act
	only string // a condition on publish_edition; a ? in it is the person
}

// turns lists them on the way of an edition. A draft waits for whoever wrote it
// last; what is planned waits for its hour and for nobody; what a duty asks for,
// to confirm and to look again, is among the duties.
var turns = []turn{
	{Drafted, ActSubmit, "edit_by = ?"},
	{Returned, ActEdit, "edit_by = ?"},
	{Submitted, ActReview, ""},
	{Reviewed, ActClear, ""},
	{Cleared, ActSign, "attribute = 'open'"},
	{Cleared, ActKeep, "attribute <> 'open'"},
	{Approved, ActRelease, ""},
}

// doers are the columns with who did an act last, as DoneBy has them.
var doers = map[Act]string{ActEdit: "edit_by", ActSubmit: "submit_by", ActReview: "review_by", ActClear: "clear_by", ActSign: "sign_by"}

// where is the condition for the editions of which it is the turn of a; false if there can be none.
func (t turn) where(a auth.Actor) (w db.Where, some bool) {
	st, err := Flow.Find(t.from, t.act)
	if err != nil || a.Over(st.Perm).Empty() {
		return w, false
	}
	w.And("state = ?", t.from)
	w.Units("unit_id", a.Over(st.Perm))
	for _, act := range st.NotBy {
		w.And(doers[act]+" <> ?", a.Who())
	}
	if t.only != "" {
		args := []any{a.Who()}
		w.And(t.only, args[:strings.Count(t.only, "?")]...)
	}
	return w, true
}

// Wait narrows the list of what waits for the reader.
type Wait struct {
	Status Status `form:"state" json:"state,omitempty" label:"publish.status" options:"draft,returned,submitted,reviewed,cleared,approved"`
}

// Waiting lists the editions of which it is the actor's turn, the oldest first.
func (s *Service) Waiting(ctx context.Context, q Wait, p db.Page) (rows db.Rows[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		states, ways, args := []any{}, []string{}, []any{}
		for _, t := range turns {
			way, some := t.where(tx.Actor)
			if !some || q.Status != "" && q.Status != t.from {
				continue
			}
			if !slices.Contains(states, any(t.from)) {
				states = append(states, t.from)
			}
			ways = append(ways, "("+strings.TrimPrefix(way.String(), " WHERE ")+")")
			args = append(args, way.Args...)
		}
		if w.In("state", states...); len(ways) > 0 { // the index of states; no states fit nothing
			w.And("("+strings.Join(ways, " OR ")+")", args...)
		}
		rows, err = db.List[Row](tx, p, db.Query{From: editionTable, Where: w, Order: []string{"id"}})
		return err
	})
	return rows, err
}

// TurnsOf lists the states in which an edition can wait for a, in the order of the way.
func TurnsOf(a auth.Actor) []Status {
	var out []Status
	for _, t := range turns {
		if _, some := t.where(a); some && !slices.Contains(out, t.from) {
			out = append(out, t.from)
		}
	}
	return out
}
