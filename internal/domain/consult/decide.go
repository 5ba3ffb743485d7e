package consult

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
)

// A DecisionID names a decision.
type DecisionID int64

// A Decision is what became of opinions that say the same.
type Decision struct {
	ID      DecisionID `db:"id" json:"id"`
	Consult ID         `db:"consult_id" json:"-"`
	No      int        `db:"no" json:"no"`
	Verdict Verdict    `db:"verdict" json:"verdict"`
	Gist    string     `db:"gist" json:"gist"`
	Why     string     `db:"why" json:"why,omitempty"`
	Clauses []string   `db:"clauses,json" json:"clauses,omitempty"`
	Already bool       `db:"already" json:"already,omitempty"`
	ByID    int64      `db:"by_id" json:"-"`
}

// A Judged is a decision with how many opinions it is about, and the clauses by their names.
type Judged struct {
	Decision
	N     int      `json:"n"`
	Edits []Edited `json:"edits,omitempty"`
}

// An Edited is a clause that differs between the draft and the text after.
type Edited struct {
	Key      string            `json:"key"` // new/ or old/ and its name
	Name     string            `json:"name"`
	Verdict  clause.Verdict    `json:"verdict"`
	Segments []article.Segment `json:"segments"` // its words, with what was added and removed
}

// Text is the clause by its name, with whether it is new or gone.
func (e Edited) Text() fault.Text {
	if e.Verdict == clause.Added {
		return fault.T("consult.added_clause", e.Name)
	}
	if e.Verdict == clause.Removed {
		return fault.T("consult.removed_clause", e.Name)
	}
	return fault.T("consult.named_clause", e.Name)
}

// edits lists the clauses that the text after has changed, in its order. A clause that only
// has another number has not.
func edits(c *Consult) (out []Edited) {
	if c.Final == "" {
		return nil
	}
	old, text := clause.Parse(c.Draft), clause.Parse(c.Final)
	for _, ch := range clause.Compare(old, text) {
		switch {
		case ch.Verdict == clause.Same || ch.Verdict == clause.Renumbered:
		case ch.New.End > ch.New.First:
			name := calledOf(text, ch.New.First)
			out = append(out, Edited{"new/" + name, name, ch.Verdict, ch.Segments})
		default:
			name := calledOf(old, ch.Old.First)
			out = append(out, Edited{"old/" + name, name, ch.Verdict, ch.Segments})
		}
	}
	return slices.CompactFunc(out, func(a, b Edited) bool { return a.Key == b.Key })
}

// calledOf is a clause as documents cite it; one without an address by how it begins.
func calledOf(text clause.Text, i int) string {
	const begins = 12
	if name := text.Name(i); name != "" {
		return name
	}
	words := []rune(text.Clauses[i].Text)
	return string(words[:min(len(words), begins)])
}

// judged is the decisions on a consultation, each with how many opinions it is about.
func judged(tx *db.Tx, c *Consult) ([]Judged, error) {
	all, err := decisionsOf(tx, c.ID)
	if err != nil {
		return nil, err
	}
	type tally struct {
		Decision DecisionID `db:"decision_id"`
		N        int        `db:"n"`
	}
	n := map[DecisionID]int{}
	err = db.Each(tx, func(t tally) error { n[t.Decision] = t.N; return nil },
		"FROM (SELECT decision_id, count(*) AS n FROM consult_opinion WHERE consult_id = ? AND decision_id <> 0 GROUP BY decision_id) AS q", c.ID)
	out, changed := make([]Judged, len(all)), edits(c)
	for i, d := range all {
		out[i] = Judged{Decision: d, N: n[d.ID]}
		for _, e := range changed {
			if slices.Contains(d.Clauses, e.Key) {
				out[i].Edits = append(out[i].Edits, e)
			}
		}
	}
	return out, err
}

// Revise keeps the text after the consultation. It may be the draft as it was. Decisions that
// name a clause which it does not change any more are found when the outcome is handed in.
func (s *Service) Revise(ctx context.Context, id ID, in Revision) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActRevise, rev: in.Rev, change: func(tx *db.Tx, c *Consult) error {
		c.Final = tidied(in.Final)
		return s.screened(tx, c)
	}})
}

// fits looks at a decision beside the texts: the clauses that it names were changed.
func (c *Consult) fits(in Judgement) error {
	if in.Verdict == Reject {
		return nil
	}
	if c.Final == "" && !in.Already {
		return fault.Field("clauses", "consult.need.final")
	}
	changed := edits(c)
	for _, key := range in.Clauses {
		if !slices.ContainsFunc(changed, func(e Edited) bool { return e.Key == key }) {
			_, name, _ := strings.Cut(key, "/")
			return fault.Field("clauses", "consult.bad.unchanged", name)
		}
	}
	return nil
}

// judging looks at what becomes public of a decision.
func (s *Service) judging(tx *db.Tx, c *Consult, in Judgement) error {
	if err := c.fits(in); err != nil {
		return err
	}
	return s.mayShow(tx, map[string]string{"gist": in.Gist, "why": in.Why})
}

func (d *Decision) apply(in Judgement, who int64) {
	d.Verdict, d.Gist, d.Why, d.Clauses, d.Already, d.ByID = in.Verdict, tidied(in.Gist), tidied(in.Why), in.Clauses, in.Already, who
}

func (d *Decision) judgement() Judgement {
	return Judgement{Gist: d.Gist, Verdict: d.Verdict, Clauses: d.Clauses, Already: d.Already, Why: d.Why}
}

// Decide decides on all opinions of a group at once.
//
// Errors: Conflict if the group is not as it was seen; Invalid about a clause that was not
// changed, or words that cannot be public.
func (s *Service) Decide(ctx context.Context, id ID, in Deciding) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDecide, change: func(tx *db.Tx, c *Consult) error {
		if err := s.judging(tx, c, in.Judgement); err != nil {
			return err
		}
		last, err := db.One[int](tx, "SELECT coalesce(max(no), 0) FROM consult_decision WHERE consult_id = ?", c.ID)
		if err != nil {
			return err
		}
		d := Decision{ID: DecisionID(tx.ID()), Consult: c.ID, No: last + 1}
		d.apply(in.Judgement, tx.Actor.Who())
		n, err := tx.Exec("UPDATE consult_opinion SET decision_id = ?, rev = rev + 1 WHERE consult_id = ? AND group_id = ? AND "+waiting, d.ID, c.ID, in.Group)
		if err != nil {
			return err
		}
		if int(n) != in.Count {
			return fault.New(fault.Conflict, "consult.group_moved", n)
		}
		c.Reason = ""
		return db.Insert(tx, decisionTable, d)
	}})
}

// Change changes a decision.
func (s *Service) Change(ctx context.Context, id ID, in Changing) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActChange, change: func(tx *db.Tx, c *Consult) error {
		if err := s.judging(tx, c, in.Judgement); err != nil {
			return err
		}
		d, err := decision(tx, c.ID, DecisionID(in.Decision))
		if err != nil {
			return err
		}
		d.apply(in.Judgement, tx.Actor.Who())
		clauses, err := json.Marshal(d.Clauses)
		if err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE consult_decision SET verdict = ?, gist = ?, why = ?, clauses = ?, already = ?, by_id = ? WHERE id = ?", d.Verdict, d.Gist, d.Why, string(clauses), d.Already, d.ByID, d.ID)
		return err
	}})
}

// Undo takes a decision back: its opinions wait for another one.
func (s *Service) Undo(ctx context.Context, id ID, in Undoing) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	c, err := s.do(ctx, id, step{act: ActUndo, change: func(tx *db.Tx, c *Consult) error {
		d, err := decision(tx, c.ID, DecisionID(in.Decision))
		if err != nil {
			return err
		}
		c.Reason = strings.TrimSpace(in.Reason)
		if _, err := tx.Exec("UPDATE consult_opinion SET decision_id = 0, rev = rev + 1 WHERE decision_id = ?", d.ID); err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM consult_decision WHERE id = ?", d.ID)
		return err
	}})
	if err == nil {
		err = s.Regroup(ctx, id)
	}
	return c, err
}

// A Beginning is what the desk needs to decide on a group, or once more on a decision.
type Beginning struct {
	View      View
	Judgement Judgement
	Count     int
	Members   []OpinionRow // the first of them
}

// membersShown is how many members of a group stand beside its form; the others are a list.
const membersShown = 50

// Begun is a decision on a group as it begins: the gist is what the first member says, with
// what the screening finds taken out of it, and its sender's name. A person looks at it.
func (s *Service) Begun(ctx context.Context, group OpinionID) (in Beginning, err error) {
	defer fault.Wrap(&err, "consult.Begun(%d)", group)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		o, err := readOpinion(tx, group, "")
		if err != nil {
			return err
		}
		if in, err = s.beginning(tx, o.Consult, waiting+" AND group_id = ?", group); err != nil {
			return err
		}
		if in.Count == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		in.Judgement.Gist, err = s.publicText(tx, &in.Members[0].Opinion)
		return err
	})
	return in, err
}

// Judged is a decision as it stands, with its opinions, to be changed or taken back.
func (s *Service) Judged(ctx context.Context, id DecisionID) (in Beginning, err error) {
	defer fault.Wrap(&err, "consult.Judged(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		d, err := db.Get[Decision](tx, "FROM consult_decision WHERE id = ?", id)
		if err != nil {
			return err
		}
		in, err = s.beginning(tx, d.Consult, "decision_id = ?", id)
		in.Judgement = d.judgement()
		return err
	})
	return in, err
}

func (s *Service) beginning(tx *db.Tx, id ID, cond string, args ...any) (in Beginning, err error) {
	c, err := read(tx, id, "")
	if err != nil {
		return in, err
	}
	if in.View, err = s.view(tx, c); err != nil {
		return in, err
	}
	members, err := opinionsOf(tx, c.ID, cond, args...)
	if err != nil {
		return in, err
	}
	in.Count = len(members)
	text := clause.Parse(c.Draft)
	for i := range members[:min(len(members), membersShown)] {
		r, err := s.row(&members[i], text, nil)
		if err != nil {
			return in, err
		}
		in.Members = append(in.Members, r)
	}
	return in, nil
}

// publicText is an opinion without what is personal, as far as a program finds it.
func (s *Service) publicText(tx *db.Tx, o *Opinion) (string, error) {
	var text string
	if err := s.Box.OpenJSON(o.Body, aboutText, &text); err != nil {
		return "", err
	}
	who, err := s.sender(o)
	if err != nil {
		return "", err
	}
	rules, err := s.Rules(tx)
	if err != nil {
		return "", err
	}
	text = screen.Mask(text, rules.Text("", text))
	if who.Name != "" {
		text = strings.ReplaceAll(text, who.Name, masked(who).Name)
	}
	if r := []rune(text); len(r) > maxGist {
		text = string(r[:maxGist])
	}
	return text, nil
}

// ready says what an outcome lacks: an opinion that nobody has decided on, a text after, a
// clause that a decision names and the text has not changed, a hearing that was not held.
func (s *Service) ready(tx *db.Tx, c *Consult) error {
	n, err := count(tx, c.ID)
	if err != nil {
		return err
	}
	if n.Waiting > 0 {
		return fault.New(fault.Conflict, "consult.waits", n.Waiting)
	}
	if c.Final == "" {
		return fault.New(fault.Conflict, "consult.no_final")
	}
	of, err := decisionsOf(tx, c.ID)
	if err != nil {
		return err
	}
	for _, d := range of {
		if err := s.judging(tx, c, d.judgement()); err != nil {
			return fault.Caused(err, fault.Conflict, "consult.unfit", d.No, fault.As(err).Fields[firstField(err)])
		}
	}
	open, err := db.One[int](tx, "SELECT count(*) FROM consult_hearing WHERE consult_id = ? AND state NOT IN ('held', 'cancelled')", c.ID)
	if err == nil && open > 0 {
		err = fault.New(fault.Conflict, "consult.hearing_open")
	}
	return err
}

// firstField is a field that a fault is about.
func firstField(err error) string {
	for name := range fault.As(err).Fields {
		return name
	}
	return ""
}

// Conclude hands the outcome in. Nothing may wait.
//
// Errors: Conflict with how many opinions wait, or which decision names a clause that was
// not changed.
func (s *Service) Conclude(ctx context.Context, id ID, in Finding) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActFind, rev: in.Rev, change: func(tx *db.Tx, c *Consult) error {
		c.Findings, c.Reason = tidied(in.Findings), ""
		if err := s.screened(tx, c); err != nil {
			return err
		}
		return s.ready(tx, c)
	}})
}

// Tell publishes the outcome: it is what was owed, and the evidence of the document that the
// consultation is about.
func (s *Service) Tell(ctx context.Context, id ID, in Seen) (*Consult, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActTell, rev: in.Rev, change: func(tx *db.Tx, c *Consult) error {
		if err := s.screened(tx, c); err != nil {
			return err
		}
		if err := s.ready(tx, c); err != nil {
			return err
		}
		of, err := judged(tx, c)
		if err != nil {
			return err
		}
		b, err := json.Marshal(of)
		c.ToldOn, c.Sum = tx.Today, proof.SHA256(string(b))
		return err
	}, then: func(tx *db.Tx, c *Consult) error {
		if err := s.Duties.CountOpen(tx, RuleTell, c.Ref(), tx.Today); err != nil {
			return err
		}
		if err := s.found(tx, c); err != nil || c.Document == 0 {
			return err
		}
		n, err := count(tx, c.ID)
		if err != nil {
			return err
		}
		return s.Documents.Consulted(tx, policy.ID(c.Document), policy.Consultation{
			ID: int64(c.ID), From: c.Opened, On: c.Ended, Number: c.Title, Reason: c.Short, Note: s.Words("consult.evidence", n.Received, n.Decided[Adopt], n.Decided[Part], n.Decided[Reject]),
		})
	}})
}
