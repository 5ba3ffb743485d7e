package cleanup

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
)

// anchor is why the announcement is public: other rules of the state ask for it (国办发〔2018〕37号).
// It is no normative document itself, and table 2 of the annual report does not count it as one.
const anchor law.Ref = "foi:20-15"

func dateTerm(day calendar.Day) law.Term { return law.Term{Unit: law.Date, Date: string(day)} }

// Compile writes the announcement with the complete list, and begins the item of publish
// that makes it public by its four signatures.
//
// Errors: Conflict while a verdict is missing. Where the clean-up says that what is not on
// the list is void, documents without a verdict are not on it: then who compiles has to say
// that this is meant.
func (s *Service) Compile(ctx context.Context, id ID, in Compile) (*Cleanup, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActCompile, rev: in.Rev, change: func(tx *db.Tx, c *Cleanup) error {
		c.Compiled = tx.Today
		return c.complete(tx, in.Sure)
	}, then: func(tx *db.Tx, c *Cleanup) error {
		body, err := s.announcement(tx, c)
		if err != nil {
			return err
		}
		e, err := s.items.DraftIn(tx, c.UnitID, publish.Edit{
			Title: s.words("cleanup.announcement", c.Title), Body: body, Attribute: publish.Open, Anchor: anchor, Column: c.Column, MadeOn: tx.Today,
		}, nil)
		if err == nil {
			c.Item = e.ItemID
		}
		return err
	}})
}

// complete asks that nothing is missing before the announcement is written.
func (c *Cleanup) complete(tx *db.Tx, sure bool) error {
	missing, err := db.One[int](tx, "SELECT count(*) FROM policy_verdict WHERE cleanup_id = ? AND state <> ?", c.ID, Approved)
	switch {
	case err != nil:
		return err
	case missing > 0 && !c.Strict:
		return fault.New(fault.Conflict, "cleanup.missing", missing)
	case missing > 0 && !sure:
		return fault.Field("sure", "cleanup.missing_strict", missing)
	case c.Strict && c.VoidOn != "" && c.VoidOn < tx.Today:
		return fault.New(fault.Conflict, "cleanup.void_past", c.VoidOn)
	}
	return nil
}

// Reopen gives an announcement up that was not released, so that verdicts can be changed.
func (s *Service) Reopen(ctx context.Context, id ID, in Because) (*Cleanup, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActReopen, rev: in.Rev, change: func(tx *db.Tx, c *Cleanup) error {
		item := c.Item
		c.Reason, c.Item, c.Compiled = strings.TrimSpace(in.Reason), 0, ""
		return s.items.DiscardIn(tx, item, in.Reason)
	}})
}

// A list is a part of the announcement.
type list struct {
	key  string // of its heading
	args []any
	rows []line
}

// A line is a document in a list.
type line struct {
	title, number, organ string
	issued, ends         calendar.Day
	done                 calendar.Day // amended or repealed before the announcement was compiled
}

// announcement writes what is announced as things are today. It says when it was compiled,
// so that the same verdicts on the same documents give the same words.
func (s *Service) announcement(tx *db.Tx, c *Cleanup) (string, error) {
	all, err := verdictsOf(tx, c.ID)
	if err != nil {
		return "", err
	}
	stood, err := s.documents.StoodOn(tx, tx.Today)
	if err != nil {
		return "", err
	}
	leads, err := unit.Get(tx, c.UnitID)
	if err != nil {
		return "", err
	}
	lists, in := s.lists(c, all, stood)
	var b strings.Builder
	say := func(key string, args ...any) { b.WriteString(s.words("cleanup.text."+key, args...) + "\n\n") }
	say("intro", c.Basis, c.AsOf, len(all))
	if c.About != "" {
		b.WriteString(c.About + "\n\n")
	}
	for _, l := range lists {
		say(l.key, l.args...)
		if len(l.rows) > 0 {
			say(l.key+"_say", l.args...)
		}
		if n := l.done(); n > 0 {
			say("done", n)
		}
		if l.key != "keep" || len(l.rows) == 0 {
			s.table(&b, l.rows)
		}
	}
	if c.Strict {
		say("strict", c.AsOf, s.fromDay(c))
	}
	b.WriteString(leads.Name + "\n\n" + s.words("cleanup.text.day", c.Compiled.Year(), int(c.Compiled.Start().Month()), c.Compiled.Start().Day()) + "\n\n")
	say("annex")
	say("annex_title", c.Compiled)
	s.table(&b, in)
	return strings.TrimSpace(b.String()), nil
}

// fromDay is since when what the announcement ends is no more, in words.
func (s *Service) fromDay(c *Cleanup) string {
	if c.VoidOn == "" {
		return s.words("cleanup.text.from_issue")
	}
	return string(c.VoidOn)
}

// lists parts the documents by their verdicts, and makes the list of what is in force:
// whatever was issued after the day of the clean-up is on it too.
func (s *Service) lists(c *Cleanup, all []Verdict, stood []policy.Stood) (lists []list, in []line) {
	by := map[Judgement][]line{}
	var none []line
	gone := map[policy.ID]bool{}
	for i := range all {
		v := &all[i]
		l := line{title: v.Title, number: v.Number, organ: v.Organ, issued: v.Issued}
		if v.Settled <= c.Compiled { // what was done since is not in the words that were signed
			l.done = v.Settled
		}
		if v.Stage != Approved {
			none = append(none, l)
		} else {
			by[v.Judgement] = append(by[v.Judgement], l)
		}
		gone[v.Document] = ends(c, v) != ""
	}
	for _, d := range stood {
		if gone[d.ID] {
			continue
		}
		in = append(in, line{title: d.Title, number: d.Number, organ: d.Organ, issued: d.Issued, ends: d.Ends})
	}
	repeal := "repeal"
	if c.Strict {
		repeal = "repeal_strict"
	}
	lists = []list{
		{"keep", []any{len(by[Keep])}, by[Keep]},
		{"amend", []any{len(by[Amend]), c.Settle}, by[Amend]},
		{repeal, []any{len(by[Repeal]), c.Settle, s.fromDay(c)}, by[Repeal]},
		{"lapse", []any{len(by[Lapse]), s.fromDay(c)}, by[Lapse]},
	}
	if len(none) > 0 {
		lists = append(lists, list{"none", []any{len(none), s.fromDay(c)}, none})
	}
	return lists, in
}

// ends is what the announcement does to a document: "" for one that stays as it is.
func ends(c *Cleanup, v *Verdict) policy.Kind {
	switch {
	case v.Stage == Approved && v.Judgement == Lapse, v.Stage != Approved && c.Strict:
		return policy.Lapse
	case v.Stage == Approved && v.Judgement == Repeal && c.Strict:
		return policy.Repeal
	}
	return ""
}

// done counts the documents with which nothing is left to do.
func (l list) done() (n int) {
	for i := range l.rows {
		if l.rows[i].done != "" {
			n++
		}
	}
	return n
}

// columns are what a table says of each document; a column that is empty is left out.
var columns = []struct {
	key string
	of  func(line) string
}{
	{"policy.title", func(l line) string { return l.title }},
	{"policy.number", func(l line) string { return l.number }},
	{"policy.organ", func(l line) string { return l.organ }},
	{"policy.issued", func(l line) string { return string(l.issued) }},
	{"policy.until", func(l line) string { return string(l.ends) }},
	{"cleanup.settled", func(l line) string { return string(l.done) }},
}

// table writes documents as a table.
func (s *Service) table(b *strings.Builder, rows []line) {
	if len(rows) == 0 {
		b.WriteString(s.words("cleanup.text.nothing") + "\n\n")
		return
	}
	head, all := []string{s.words("cleanup.text.no")}, make([][]string, len(rows))
	for i := range rows {
		all[i] = []string{strconv.Itoa(i + 1)}
	}
	for _, c := range columns {
		if !slices.ContainsFunc(rows, func(l line) bool { return c.of(l) != "" }) {
			continue
		}
		head = append(head, s.words(c.key))
		for i, l := range rows {
			all[i] = append(all[i], c.of(l))
		}
	}
	b.WriteString(article.Tabulate(head, all))
}

// Ready is asked by publish before an item comes on line: an announcement says what the
// verdicts are, about documents as they stand at this moment.
//
// Errors: Conflict when it was changed by hand, when a document has changed since it was
// compiled, or when the day on which things end has passed.
func (s *Service) Ready(tx *db.Tx, item publish.ID, content *publish.Content) error {
	c, err := byItem(tx, item)
	if fault.Of(err) == fault.NotFound || err == nil && c.Status != Compiled {
		return nil
	}
	if err != nil {
		return err
	}
	body, err := s.announcement(tx, c)
	switch {
	case err != nil:
		return err
	case content.Attribute != publish.Open:
		return fault.New(fault.Conflict, "cleanup.not_open")
	case strings.TrimSpace(content.Body) != body:
		return fault.New(fault.Conflict, "cleanup.other_text")
	case c.VoidOn != "" && c.VoidOn < tx.Today:
		return fault.New(fault.Conflict, "cleanup.void_past", c.VoidOn)
	}
	return nil
}

// Announces reports whether an item is the announcement of a clean-up.
func Announces(tx *db.Tx, item publish.ID) (bool, error) {
	_, err := byItem(tx, item)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// Released is told of each item that has come on line: with its own, a clean-up is
// announced, and what follows from it begins.
func (s *Service) Released(tx *db.Tx, item publish.ID) error {
	c, err := byItem(tx, item)
	if fault.Of(err) == fault.NotFound || err == nil && c.Status != Compiled {
		return nil
	}
	if err != nil {
		return err
	}
	return s.move(tx, c, step{act: ActAnnounce, change: func(tx *db.Tx, c *Cleanup) error {
		c.Announced = tx.Today
		return c.counted(tx)
	}, then: s.follow})
}

// follow does what an announcement says, and opens what is owed.
func (s *Service) follow(tx *db.Tx, c *Cleanup) error {
	if err := s.duties.WaiveAll(tx, c.Ref(), s.words("cleanup.waived")); err != nil {
		return err
	}
	all, err := verdictsOf(tx, c.ID)
	if err != nil {
		return err
	}
	for i := range all {
		v := &all[i]
		kind := ends(c, v)
		if kind != "" {
			if err := s.documents.Declare(tx, c.Item, kind, v.Document, c.from(tx.Today)); err != nil {
				return err
			}
		}
		if !v.owes() || v.Settled != "" {
			continue
		}
		standing, err := policy.StandingOf(tx, v.Document)
		if err != nil {
			return err
		}
		if kind != "" || standing == policy.Lapsed || standing == policy.Repealed {
			err = s.settle(tx, v)
		} else {
			err = s.oweSettling(tx, c, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Affected is told by policy what was done to a document: a verdict that asked for it is
// settled, be it that its clean-up has not been announced yet.
func (s *Service) Affected(tx *db.Tx, id policy.ID, k policy.Kind) error {
	owing, err := owingOn(tx, id)
	if err != nil {
		return err
	}
	for i := range owing {
		v := &owing[i]
		if k != policy.Repeal && k != policy.Lapse && (k != policy.Amend || v.Judgement != Amend) {
			continue
		}
		if err := s.settle(tx, v); err != nil {
			return err
		}
		if err := s.duties.CountOpen(tx, RuleSettle, v.Ref(), tx.Today); err != nil {
			return err
		}
		tx.Changed(RefOf(v.CleanupID))
	}
	return nil
}
