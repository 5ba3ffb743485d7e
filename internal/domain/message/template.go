package message

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// A TemplateID names a template of replies.
type TemplateID int64

// A TemplateStatus is where a template stands.
type TemplateStatus string

// The states of a template.
const (
	TemplateUsed  TemplateStatus = "used"  // 使用中
	TemplateEnded TemplateStatus = "ended" // 已停用
)

// A TemplateAct is what is done to a template.
type TemplateAct string

// The acts on a template.
const (
	ActTemplate       TemplateAct = "message.template"
	ActTemplateEdit   TemplateAct = "message.template_edit"
	ActTemplateEnd    TemplateAct = "message.template_end"
	ActTemplateResume TemplateAct = "message.template_resume"
)

// TemplateFlow is the life of a template: the office keeps them for all units.
var TemplateFlow = flow.Table[TemplateStatus, TemplateAct]{
	{Act: ActTemplate, To: TemplateUsed, Perm: Release},
	{From: []TemplateStatus{TemplateUsed}, Act: ActTemplateEdit, To: TemplateUsed, Perm: Release},
	{From: []TemplateStatus{TemplateUsed}, Act: ActTemplateEnd, To: TemplateEnded, Perm: Release},
	{From: []TemplateStatus{TemplateEnded}, Act: ActTemplateResume, To: TemplateUsed, Perm: Release},
}

// Words of a template and where somebody fills something in: 【日期】. A reply in which
// one is left is not handed in.
const (
	blankOpens  = "\u3010"
	blankCloses = "\u3011"
)

// A Wording is what an office writes of a template.
type Wording struct {
	Rev     int64  `form:"rev" type:"hidden" json:"rev,omitempty"`
	Name    string `form:"name" json:"name" db:"name" label:"message.template_name" required:"true" max:"40"`
	Kind    Kind   `form:"kind" json:"kind,omitempty" db:"kind" label:"message.kind" hint:"message.template_kind_hint" options:"consult,suggest,complain,help,business,mistake,state"`
	Opening string `form:"opening" json:"opening,omitempty" db:"opening" label:"message.opening" hint:"message.opening_hint" type:"textarea" rows:"3" max:"500"`
	Text    string `form:"text" json:"text" db:"text" label:"message.template_text" hint:"message.template_text_hint" type:"textarea" rows:"8" required:"true" max:"2000"`
}

// Check says which fields break a rule. A text of phrases alone would make replies that
// say nothing.
func (in Wording) Check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Name) != "", "name", "required")
	c.That(in.Kind == "" || slices.Contains(Kinds, in.Kind), "kind", "message.need.kind")
	c.That(strings.TrimSpace(in.Text) != "", "text", "required")
	c.That(strings.TrimSpace(in.Text) == "" || !saysNothing(in.Text), "text", "message.bad.empty")
	for name, f := range map[string]struct {
		text string
		most int
	}{"name": {in.Name, 40}, "opening": {in.Opening, 500}, "text": {in.Text, maxAnswer}} {
		c.That(utf8.RuneCountInString(f.text) <= f.most, name, "message.too_long", f.most)
	}
	return c.Err()
}

// A Template is the beginning of a reply that clerks complete.
type Template struct {
	ID      TemplateID              `db:"id" json:"id"`
	Rev     int64                   `db:"rev" json:"rev"`
	UnitID  int64                   `db:"unit_id" json:"unit_id"` // the office that keeps it
	Name    string                  `db:"name" json:"name"`
	Kind    Kind                    `db:"kind" json:"kind,omitempty"` // "" is for all
	Opening string                  `db:"opening" json:"opening,omitempty"`
	Text    string                  `db:"text" json:"text"`
	Status  TemplateStatus          `db:"state" json:"state"`
	By      flow.Hands[TemplateAct] `db:"by_whom,json" json:"-"`
}

// Ref names the template in the journal.
func (t *Template) Ref() string { return fmt.Sprintf("message/template/%d", t.ID) }

// Owner is the office that keeps it.
func (t *Template) Owner() int64 { return t.UnitID }

// State is where the template stands in TemplateFlow.
func (t *Template) State() TemplateStatus { return t.Status }

// Move sets where the template stands; only flow.Do calls it.
func (t *Template) Move(to TemplateStatus) { t.Status = to }

// DoneBy is who did an act last.
func (t *Template) DoneBy(act TemplateAct) int64 { return t.By[act] }

// Entry is what the journal keeps: the words themselves, so that it is known who was
// told to write what.
func (t *Template) Entry() any {
	return struct {
		Name    string         `json:"name"`
		Kind    Kind           `json:"kind,omitempty"`
		Opening string         `json:"opening,omitempty"`
		Text    string         `json:"text"`
		State   TemplateStatus `json:"state"`
	}{t.Name, t.Kind, t.Opening, t.Text, t.Status}
}

// A FindTemplate narrows the list of templates.
type FindTemplate struct {
	Status TemplateStatus `form:"state" json:"state,omitempty" label:"message.template_state" options:"used,ended"`
	Kind   Kind           `form:"kind" json:"kind,omitempty" label:"message.kind" options:"consult,suggest,complain,help,business,mistake,state"` // and those for all
}

const templateTable = "message_template"

// Templates lists templates by name: every unit may use those of the office.
func (s *Service) Templates(ctx context.Context, q FindTemplate, p db.Page) (rows db.Rows[Template], err error) {
	defer fault.Wrap(&err, "message.Templates")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Can(See) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		var w db.Where
		if q.Status != "" {
			w.And("state = ?", q.Status)
		}
		if q.Kind != "" {
			w.In("kind", q.Kind, "")
		}
		rows, err = db.List[Template](tx, p, db.Query{From: templateTable, Where: w, Order: []string{"name", "id"}})
		return err
	})
	return rows, err
}

// Template returns one.
func (s *Service) Template(ctx context.Context, id TemplateID) (t Template, err error) {
	defer fault.Wrap(&err, "message.Template(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Can(See) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		t, err = db.Get[Template](tx, "FROM message_template WHERE id = ?", id)
		return err
	})
	return t, err
}

// MakeTemplate begins a template.
//
// Errors: Invalid with the fields at fault.
func (s *Service) MakeTemplate(ctx context.Context, in Wording) (t *Template, err error) {
	defer fault.Wrap(&err, "message.MakeTemplate")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		office, err := unit.InCharge(tx)
		if err != nil {
			return err
		}
		t = &Template{ID: TemplateID(tx.ID()), Rev: 1, UnitID: office.ID}
		if err := flow.Do(tx, TemplateFlow, t, ActTemplate, func() error { return s.word(tx, t, ActTemplate, in) }); err != nil {
			return err
		}
		return db.Insert(tx, templateTable, t)
	})
	return t, err
}

// word puts what was written into a template. It is screened as what becomes public.
func (s *Service) word(tx *db.Tx, t *Template, act TemplateAct, in Wording) error {
	tidy := func(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }
	t.Name, t.Kind, t.Opening, t.Text = tidy(in.Name), in.Kind, tidy(in.Opening), tidy(in.Text)
	t.By.Did(act, tx.Actor.Who())
	return s.shown(tx, map[string]string{"name": t.Name, "opening": t.Opening, "text": t.Text})
}

// EditTemplate writes a template anew; replies that were begun with it stay.
func (s *Service) EditTemplate(ctx context.Context, id TemplateID, in Wording) (*Template, error) {
	if err := (Seen{in.Rev}).Check(); err != nil {
		return nil, err
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onTemplate(ctx, id, ActTemplateEdit, in.Rev, func(tx *db.Tx, t *Template) error { return s.word(tx, t, ActTemplateEdit, in) })
}

// EndTemplate offers a template no more.
func (s *Service) EndTemplate(ctx context.Context, id TemplateID, in Seen) (*Template, error) {
	return s.turnTemplate(ctx, id, ActTemplateEnd, in)
}

// ResumeTemplate offers it again.
func (s *Service) ResumeTemplate(ctx context.Context, id TemplateID, in Seen) (*Template, error) {
	return s.turnTemplate(ctx, id, ActTemplateResume, in)
}

func (s *Service) turnTemplate(ctx context.Context, id TemplateID, act TemplateAct, in Seen) (*Template, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onTemplate(ctx, id, act, in.Rev, func(tx *db.Tx, t *Template) error { t.By.Did(act, tx.Actor.Who()); return nil })
}

func (s *Service) onTemplate(ctx context.Context, id TemplateID, act TemplateAct, rev int64, change func(*db.Tx, *Template) error) (t *Template, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := db.Get[Template](tx, "FROM message_template WHERE id = ?"+tx.Lock(), id)
		if err != nil {
			return err
		}
		t = &old
		t.Rev = rev // a stale one is refused by the update
		if err := flow.Do(tx, TemplateFlow, t, act, func() error { return change(tx, t) }); err != nil {
			return err
		}
		return db.Update(tx, templateTable, t)
	})
	return t, err
}

// Begin puts the words of a template into what of a draft is still empty: its opening,
// and the answer to each of so many questions.
func (t *Template) Begin(d Draft, questions int) Draft {
	if strings.TrimSpace(d.Opening) == "" {
		d.Opening = t.Opening
	}
	for i := range min(questions, len(d.Answers)) {
		if strings.TrimSpace(d.Answers[i].Text) == "" {
			d.Answers[i].Text = t.Text
		}
	}
	return d
}

// leftOpen is the first place of a template that nobody has filled in; "" if there is none.
func leftOpen(text string) string {
	_, rest, ok := strings.Cut(text, blankOpens)
	name, _, closed := strings.Cut(rest, blankCloses)
	if !ok || !closed {
		return ""
	}
	return blankOpens + name + blankCloses
}
