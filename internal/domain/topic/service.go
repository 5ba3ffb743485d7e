package topic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// Service is what the surfaces do with topics.
type Service struct {
	db    *db.DB
	rules func(tx *db.Tx) (*screen.Rules, error)
}

// New returns the service. The rules are those of the screening as the district has them now.
func New(d *db.DB, rules func(tx *db.Tx) (*screen.Rules, error)) *Service {
	return &Service{db: d, rules: rules}
}

const table = "topic_topic"

// load reads a topic of the units that the actor may see.
func load(tx *db.Tx, id ID) (*Topic, error) {
	w := scope(tx)
	w.And("id = ?", id)
	t, err := db.Get[Topic](tx, "FROM topic_topic"+w.String(), w.Args...)
	return &t, err
}

// scope: a draft is for those who edit; the others, every person of the district may see.
func scope(tx *db.Tx) db.Where {
	var w db.Where
	if !tx.Actor.Can(Edit) {
		w.In("state", Live, Closed, Removed)
	}
	return w
}

// A View is a topic as the desk shows it, with what it shows.
type View struct {
	Topic  Topic                   `json:"topic"`
	Acts   []Act                   `json:"acts"` // what the actor may do now
	Pinned []publish.Listed        `json:"pinned,omitempty"`
	Found  db.Rows[publish.Listed] `json:"found"`
	Gone   int                     `json:"gone,omitempty"` // of a closed one: withdrawn or removed since, and not among Found
}

// View returns a topic that the actor may know of, with what it shows now: what
// its rule finds, or what it showed when it was closed.
func (s *Service) View(ctx context.Context, id ID, p db.Page) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, err := load(tx, id)
		if err != nil {
			return err
		}
		v = View{Topic: *t, Acts: Flow.Next(tx.Actor, t)}
		if t.Status == Removed {
			return nil
		}
		if t.Status == Closed {
			v.Found, v.Gone, err = t.kept(tx, p)
			return err
		}
		v.Pinned, v.Found, err = t.Rule.shows(tx, p)
		return err
	})
	return v, err
}

// Preview is what a topic would show now if it were as in says.
func (s *Service) Preview(ctx context.Context, in Change, p db.Page) (pinned []publish.Listed, found db.Rows[publish.Listed], err error) {
	if err := in.Check(); err != nil {
		return nil, found, err
	}
	rule, _ := in.rule()
	err = s.db.Read(ctx, func(tx *db.Tx) error { pinned, found, err = rule.shows(tx, p); return err })
	return pinned, found, err
}

// Find lists topics that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Topic], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		if q.Status != "" {
			w.And("state = ?", q.Status)
		} else {
			w.And("state <> ?", Discarded)
		}
		rows, err = db.List[Topic](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// Make begins a topic of the office of the actor.
func (s *Service) Make(ctx context.Context, in Change) (t *Topic, err error) {
	defer fault.Wrap(&err, "topic.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		home, err := unit.Root(tx)
		if err != nil {
			return err
		}
		t = &Topic{ID: ID(tx.ID()), Rev: 1, UnitID: home.ID}
		if err := flow.Do(tx, Flow, t, ActMake, func() error { return s.fill(tx, t, in) }); err != nil {
			return err
		}
		return db.Insert(tx, table, t)
	})
	return t, err
}

// fill puts what was typed into the topic.
func (s *Service) fill(tx *db.Tx, t *Topic, in Change) error {
	if err := s.fits(tx, t, in); err != nil {
		return err
	}
	t.apply(in)
	t.EditBy = tx.Actor.Who()
	return nil
}

// fits returns a fault if the topic cannot be as in says: its words are public as
// soon as it is open, and no edition's review looks at them.
func (s *Service) fits(tx *db.Tx, t *Topic, in Change) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	return errors.Join(rules.MayShow(map[string]string{"title": in.Title, "intro": in.Intro, "words": in.Words}), t.free(tx, in.Code), t.holds(tx, in))
}

// holds returns a fault about pins that nobody can read, and about anything but the words
// of a topic that is closed: what it showed is frozen, and its address leads there.
func (t *Topic) holds(tx *db.Tx, in Change) error {
	rule, _ := in.rule()
	if t.Status == Closed {
		was, err := json.Marshal(t.Rule)
		if err != nil {
			return err
		}
		now, err := json.Marshal(rule)
		if err == nil && (in.Code != t.Code || !bytes.Equal(was, now)) {
			err = fault.New(fault.Invalid, "topic.only_words")
		}
		return err
	}
	found, err := publish.ListedOf(tx, rule.Pins)
	if err != nil {
		return err
	}
	for _, id := range rule.Pins {
		if !slices.ContainsFunc(found, func(it publish.Listed) bool { return it.ID == id }) {
			return fault.Field("pins", "publish.no_item", publish.RefOf(id))
		}
	}
	return nil
}

// screened returns a fault if the words that are public from this step on cannot
// be, by the rules of today: those of the day when they were written may differ.
func (s *Service) screened(tx *db.Tx, t *Topic) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	words := append([]string{t.Title, t.Intro}, t.Rule.Words...)
	if barred := rules.Barred(strings.Join(words, "\n")); len(barred) > 0 {
		return fault.New(fault.Invalid, "topic.red", barred)
	}
	return nil
}

// free returns a fault if another topic has the code.
func (t *Topic) free(tx *db.Tx, code string) error {
	n, err := db.One[int](tx, "SELECT count(*) FROM topic_topic WHERE code = ? AND id <> ? AND state <> ?", code, t.ID, Discarded)
	if err == nil && n > 0 {
		err = fault.Field("code", "topic.code_taken")
	}
	return err
}

func (t *Topic) apply(in Change) {
	t.Title, t.Code, t.Intro = in.Title, in.Code, in.Intro
	t.Rule, _ = in.rule()
}

// Edit changes a topic. What is changed of a live one, or of the words of a closed one,
// waits for another person to open it; until then its page stays as it is.
func (s *Service) Edit(ctx context.Context, id ID, in Change) (*Topic, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActEdit, func(tx *db.Tx, t *Topic) error {
		if t.Status == Draft {
			return s.fill(tx, t, in)
		}
		t.Next, t.EditBy = &in, tx.Actor.Who()
		return s.fits(tx, t, in)
	})
}

// Seen is the input of an act that only needs to know what the person has seen.
type Seen struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev.
func (in Seen) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	return c.Err()
}

// Open puts a topic on line, or what was changed of one.
func (s *Service) Open(ctx context.Context, id ID, in Seen) (*Topic, error) {
	return s.step(ctx, id, in.Rev, ActOpen, func(tx *db.Tx, t *Topic) error {
		switch {
		case t.Status == Draft:
			t.OpenedAt = tx.Now
		case t.Next == nil:
			return fault.New(fault.Conflict, "topic.nothing_waits")
		default:
			if err := errors.Join(t.free(tx, t.Next.Code), t.holds(tx, *t.Next)); err != nil {
				return err
			}
			t.apply(*t.Next)
			t.Next = nil
		}
		return s.screened(tx, t)
	})
}

// Discard ends a draft.
func (s *Service) Discard(ctx context.Context, id ID, in Seen) (*Topic, error) {
	return s.step(ctx, id, in.Rev, ActDiscard, nil)
}

// Remove takes a topic down: at its address stands that it is gone, since when and why.
// Its items have pages of their own and stay. The words are in nothing public any more,
// but in the entries of the log by which it was opened.
func (s *Service) Remove(ctx context.Context, id ID, in Remove) (*Topic, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.step(ctx, id, in.Rev, ActRemove, func(tx *db.Tx, t *Topic) error {
		rules, err := s.rules(tx)
		if err != nil {
			return err
		}
		t.Reason, t.RemovedAt, t.Next = strings.TrimSpace(in.Reason), tx.Now, nil
		return rules.MayShow(map[string]string{"reason": t.Reason})
	})
}

// Close freezes what the topic shows today; its page stays, marked as archived.
func (s *Service) Close(ctx context.Context, id ID, in Seen) (*Topic, error) {
	return s.step(ctx, id, in.Rev, ActClose, func(tx *db.Tx, t *Topic) error {
		if err := s.screened(tx, t); err != nil {
			return err
		}
		for p := (db.Page{Size: atOnce}); ; {
			rows, err := publish.Latest(tx, t.Rule.others(), p)
			if err != nil {
				return err
			}
			for _, it := range rows.Items {
				t.frozen = append(t.frozen, it.ID)
			}
			if p.After = rows.Next; p.After == "" {
				break
			}
		}
		t.frozen = slices.Concat(t.Rule.Pins, t.frozen)
		t.ClosedAt = tx.Now
		for i, id := range t.frozen {
			if _, err := tx.Exec("INSERT INTO topic_item (topic_id, sort, item_id) VALUES (?, ?, ?)", t.ID, i, id); err != nil {
				return err
			}
		}
		return nil
	})
}

const atOnce = 200

func (s *Service) step(ctx context.Context, id ID, rev int64, act Act, change func(*db.Tx, *Topic) error) (t *Topic, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if t, err = load(tx, id); err != nil {
			return err
		}
		if rev != 0 {
			t.Rev = rev
		}
		err := flow.Do(tx, Flow, t, act, func() error {
			if change == nil {
				return nil
			}
			return change(tx, t)
		})
		if err != nil {
			return err
		}
		return db.Update(tx, table, t)
	})
	return t, err
}

// A Page is what everybody may see of a topic.
type Page struct {
	Code     string                  `json:"code"`
	Title    string                  `json:"title"`
	Intro    string                  `json:"intro,omitempty"`
	Closed   bool                    `json:"closed"`
	OpenedAt time.Time               `json:"opened_at"`
	ClosedAt time.Time               `json:"closed_at,omitzero"`
	Pinned   []publish.Listed        `json:"pinned,omitempty"` // on the first page
	Items    db.Rows[publish.Listed] `json:"items"`
	Gone     int                     `json:"gone,omitempty"` // of a closed one: withdrawn or removed since, and not among Items

	RemovedAt time.Time `json:"removed_at,omitzero"` // then there is nothing else
	Reason    string    `json:"reason,omitempty"`
}

// Shown reads a topic that has a page, by its code.
func Shown(tx *db.Tx, code string) (Topic, error) {
	return db.Get[Topic](tx, "FROM topic_topic WHERE code = ? AND state IN (?, ?)", code, Live, Closed)
}

// Public lists the topics that have a page, the live ones first.
func (s *Service) Public(ctx context.Context) (all []Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := db.All[Topic](tx, "FROM topic_topic WHERE state IN (?, ?) ORDER BY state DESC, opened_at DESC, id DESC", Live, Closed)
		for i := range found {
			all = append(all, found[i].page())
		}
		return err
	})
	return all, err
}

// Page returns a topic by its code with a page of its items.
//
// Errors: NotFound for one that was never on line.
func (s *Service) Page(ctx context.Context, code string, p db.Page) (out Page, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, err := db.Get[Topic](tx, "FROM topic_topic WHERE code = ? AND state IN (?, ?, ?)", code, Live, Closed, Removed)
		if err != nil {
			return err
		}
		if t.Status == Removed {
			out = Page{Code: t.Code, RemovedAt: t.RemovedAt, Reason: t.Reason}
			return nil
		}
		out = t.page()
		if t.Status == Closed {
			out.Items, out.Gone, err = t.kept(tx, p)
			return err
		}
		out.Pinned, out.Items, err = t.Rule.shows(tx, p)
		return err
	})
	return out, err
}

func (t *Topic) page() Page {
	return Page{Code: t.Code, Title: t.Title, Intro: t.Intro, Closed: t.Status == Closed, OpenedAt: t.OpenedAt, ClosedAt: t.ClosedAt}
}

// shows is what the rule finds today; what is pinned stands on the first page.
func (r Rule) shows(tx *db.Tx, p db.Page) (pinned []publish.Listed, found db.Rows[publish.Listed], err error) {
	if p.After == "" && len(r.Pins) > 0 {
		if pinned, err = publish.ListedOf(tx, r.Pins); err != nil {
			return nil, found, err
		}
	}
	found, err = publish.Latest(tx, r.others(), p)
	return pinned, found, err
}

// others are what the rule finds besides what is pinned: a thing stands in a topic once.
func (r Rule) others() publish.Look {
	look := r.Look
	look.But = r.Pins
	return look
}

// kept is what the topic showed when it was closed, without what was taken down
// since, and how much that is.
func (t *Topic) kept(tx *db.Tx, p db.Page) (out db.Rows[publish.Listed], gone int, err error) {
	type row struct {
		Sort int        `db:"sort"`
		Item publish.ID `db:"item_id"`
	}
	ids := func(rows []row) []publish.ID {
		out := make([]publish.ID, len(rows))
		for i, r := range rows {
			out[i] = r.Item
		}
		return out
	}
	all, err := db.All[row](tx, "FROM topic_item WHERE topic_id = ?", t.ID)
	if err != nil {
		return out, 0, err
	}
	public, err := publish.CountOf(tx, ids(all))
	if err != nil {
		return out, 0, err
	}
	var w db.Where
	w.And("topic_id = ?", t.ID)
	rows, err := db.List[row](tx, p, db.Query{From: "topic_item", Where: w, Order: []string{"sort"}})
	if err != nil {
		return out, 0, err
	}
	out.Next, out.Total = rows.Next, public
	out.Items, err = publish.ListedOf(tx, ids(rows.Items))
	return out, len(all) - public, err
}
