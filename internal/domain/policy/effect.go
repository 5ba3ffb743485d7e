package policy

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// Affect says what a draft will do to a document of the library.
type Affect struct {
	Rev     int64        `form:"rev" type:"hidden" json:"rev"`
	Kind    Kind         `form:"kind" json:"kind" label:"policy.kind" options:"amend,repeal,suspend,resume,prolong" type:"radio" required:"true"`
	Target  string       `form:"target" json:"target" label:"policy.target" hint:"policy.target_hint" required:"true" max:"200"`
	From    calendar.Day `form:"from" json:"from" label:"policy.effect_from" hint:"policy.effect_from_hint" type:"date"`
	Until   calendar.Day `form:"until" json:"until" label:"policy.effect_until" hint:"policy.effect_until_hint" type:"date"`
	Clauses string       `form:"clauses" json:"clauses" label:"policy.effect_clauses" hint:"policy.effect_clauses_hint" type:"textarea" rows:"2" max:"2000"`
	Words   string       `form:"words" json:"words" label:"policy.effect_words" hint:"policy.effect_words_hint" type:"textarea" rows:"6" max:"100000"`
	Body    string       `form:"body" json:"body" label:"policy.effect_body" hint:"policy.effect_body_hint" type:"textarea" rows:"16" max:"300000"`
}

// Check asks for what each kind needs.
func (in Affect) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(slices.Contains(Kinds, in.Kind), "kind", "required")
	f.That(strings.TrimSpace(in.Target) != "", "target", "required")
	f.That(in.From == "" || in.From.Valid(), "from", "publish.bad_day")
	f.That(in.Until == "" || in.Until.Valid() && in.Until >= in.From, "until", "publish.bad_day")
	f.That(in.Kind != Prolong || in.Until != "", "until", "required")
	f.That(in.Kind != Amend || strings.TrimSpace(in.Words) != "", "words", "policy.no_words")
	f.That(in.Kind != Amend || strings.TrimSpace(in.Body) != "", "body", "policy.no_amended")
	f.That(strings.TrimSpace(in.Clauses) == "" || in.Kind == Suspend || in.Kind == Resume, "clauses", "policy.only_part")
	long(&f, "clauses", in.Clauses, maxLines)
	long(&f, "words", in.Words, maxBody)
	long(&f, "body", in.Body, maxBody)
	return f.Err()
}

// Unaffect takes one of these back.
type Unaffect struct {
	Rev    int64    `form:"rev" type:"hidden" json:"rev"`
	Effect EffectID `form:"effect" json:"effect" label:"policy.effect" type:"select" required:"true"`
}

// Check asks for the effect.
func (in Unaffect) Check() error {
	var f fault.Check
	f.That(in.Rev > 0, "rev", "db.no_rev")
	f.That(in.Effect > 0, "effect", "required")
	return f.Err()
}

func effectsOf(tx *db.Tx, cond string, args ...any) ([]Effect, error) {
	all, err := db.All[Effect](tx, "FROM policy_effect WHERE "+cond, args...)
	inOrder(all)
	return all, err
}

// lifeOf reads all that was done to a document.
func lifeOf(tx *db.Tx, d *Document) (*life, error) {
	effects, err := effectsOf(tx, "target_id = ? AND live = ?", d.ID, true)
	return &life{d.Starts, d.Until, effects}, err
}

// named finds the document that a person means: by its address, its number or its name.
// Two of one name are told apart by the number.
func named(tx *db.Tx, name string) (*Document, error) {
	name = unquoted(name)
	var ids []ID
	if i := strings.LastIndex(name, noun+"/"); i >= 0 {
		id, _ := strconv.ParseInt(name[i+len(noun)+1:], 10, 64)
		ids = append(ids, ID(id))
	} else {
		lib, err := libraryOf(tx)
		if err != nil {
			return nil, err
		}
		key := nameKey(name)
		for i := range lib.all {
			if e := &lib.all[i]; e.Status == Issued && (nameKey(e.Title) == key || nameKey(e.Number) == key) {
				ids = append(ids, e.ID)
			}
		}
	}
	if len(ids) > 1 {
		return nil, fault.Field("target", "policy.several", name, len(ids))
	}
	for _, id := range ids {
		d, err := db.Get[Document](tx, "FROM policy_document WHERE id = ? AND state = ?", id, Issued)
		if err == nil {
			return &d, d.join(tx)
		}
		if fault.Of(err) != fault.NotFound {
			return nil, err
		}
	}
	return nil, fault.Field("target", "policy.no_document", name)
}

// A Done is an effect with the document that it is on.
type Done struct {
	Effect
	Title  string `json:"title"`
	Number string `json:"number"`
}

// done lists what a document does to others, issued or not.
func done(tx *db.Tx, id ID) (out []Done, err error) {
	effects, err := effectsOf(tx, "by_id = ?", id)
	for _, e := range effects {
		target, err := db.Get[Document](tx, "FROM policy_document WHERE id = ?", e.Target)
		if err != nil {
			return nil, err
		}
		out = append(out, Done{e, target.Title, target.Number})
	}
	return out, err
}

// Affect adds what a draft does to a document in force: amends, repeals, suspends or
// prolongs it. Who made a document changes it, or the government of the district.
//
// Errors: Invalid about the field.
func (s *Service) Affect(ctx context.Context, id ID, in Affect) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAffect, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		target, err := named(tx, in.Target)
		if err != nil {
			return err
		}
		if err := mayChange(tx, d, target); err != nil {
			return err
		}
		e := Effect{ID: EffectID(tx.ID()), By: d.ID, Target: target.ID, Kind: in.Kind, From: in.From, Until: in.Until, Clauses: strings.TrimSpace(in.Clauses)}
		if e.Kind == Amend {
			e.Words, e.Body = textOf(in.Words), textOf(in.Body)
		}
		if err := applies(tx, &e, d, target); err != nil {
			return err
		}
		return db.Insert(tx, "policy_effect", e)
	}})
}

// mayChange asks that a document is changed by the organ that issued it, or by the government.
func mayChange(tx *db.Tx, d, target *Document) error {
	if d.OrganID == target.OrganID {
		return nil
	}
	organ, err := unit.Get(tx, d.OrganID)
	if err == nil && organ.Kind != unit.Government {
		err = fault.Field("target", "policy.not_own", target.organ)
	}
	return err
}

// applies asks that an effect of a document can be on its target as that stands today.
func applies(tx *db.Tx, e *Effect, d, target *Document) error {
	l, err := lifeOf(tx, target)
	if err != nil {
		return err
	}
	texts, err := textsOf(tx, target.ID)
	if err != nil {
		return err
	}
	if err := e.fits(target, l.at(tx.Today), texts); err != nil {
		return err
	}
	if e.Clauses != "" {
		return e.on(tx, d, target, texts)
	}
	if e.Kind != Amend {
		return nil
	}
	return e.amends(d.Body, texts[len(texts)-1].Body)
}

// amends asks that the words of the decision make the new text out of the old one: the
// program carries them out itself, and takes no text that differs from what it finds.
//
// Errors: Invalid about the words that do not stand in the decision or cannot be carried
// out, with a row each; about the new text, with the first clause that differs.
func (e *Effect) amends(decision, old string) error {
	if !strings.Contains(bare(decision), bare(e.Words)) {
		return fault.Field("words", "policy.not_in_decision")
	}
	made, err := clause.Apply(clause.Parse(old), e.Words)
	if fault.Of(err) == fault.Invalid {
		return &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"words": fault.T("policy.not_carried_out")}, Rows: fault.As(err).Rows, Err: err}
	}
	if err != nil {
		return err
	}
	given := clause.Parse(e.Body)
	different, same := clause.Equal(made.Text, given)
	if same {
		return nil
	}
	first := different[0]
	if first.Old.First < len(made.Text.Clauses) {
		return fault.Field("body", "policy.differs", made.Text.Name(first.Old.First), len(different))
	}
	return fault.Field("body", "policy.differs", given.Name(first.New.First), len(different))
}

// bare is a text without blanks and line ends.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

// Unaffect takes back what a draft would do.
func (s *Service) Unaffect(ctx context.Context, id ID, in Unaffect) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActUnaffect, rev: in.Rev, change: func(tx *db.Tx, d *Document) error {
		n, err := tx.Exec("DELETE FROM policy_effect WHERE id = ? AND by_id = ? AND live = ?", in.Effect, d.ID, false)
		if err == nil && n == 0 {
			err = fault.Field("effect", "policy.no_effect")
		}
		return err
	}})
}

// stillApply asks once more, before a document is issued, that its effects can be.
func stillApply(tx *db.Tx, d *Document) error {
	effects, err := effectsOf(tx, "by_id = ? AND live = ?", d.ID, false)
	for i := range effects {
		target, bad := db.Get[Document](tx, "FROM policy_document WHERE id = ?", effects[i].Target)
		if bad == nil {
			bad = applies(tx, &effects[i], d, &target)
		}
		if fault.Of(bad) == fault.Invalid { // the form of the release has no such fields
			for _, text := range fault.As(bad).Fields {
				bad = fault.New(fault.Conflict, "policy.effect_fails", target.Title, text)
			}
		}
		err = errors.Join(err, bad)
	}
	return err
}

// takeEffect does what an issued document does to others. Nothing begins before the issue.
func (s *Service) takeEffect(tx *db.Tx, d *Document) error {
	effects, err := effectsOf(tx, "by_id = ? AND live = ?", d.ID, false)
	if err != nil {
		return err
	}
	for _, e := range effects {
		from := max(e.From, d.Starts)
		target, err := db.Get[Document](tx, "FROM policy_document WHERE id = ?", e.Target)
		if err != nil {
			return err
		}
		if target.Status == Held { // it says so itself when it comes
			continue
		}
		if err := liven(tx, e, from); err != nil {
			return err
		}
		if err := s.turn(tx, &target); err != nil {
			return err
		}
		if err := s.fallApart(tx, &target); err != nil {
			return err
		}
		if err := s.affected(tx, target.ID, e.Kind); err != nil {
			return err
		}
		tx.Changed(target.Ref())
	}
	return nil
}

// deeds are what a document is about to do to others, for the log.
func deeds(tx *db.Tx, d *Document) (out []deed, err error) {
	effects, err := effectsOf(tx, "by_id = ? AND live = ?", d.ID, false)
	if err != nil {
		return nil, err
	}
	for _, e := range effects {
		x := deed{e.Kind, RefOf(e.Target), max(e.From, d.Starts), e.Until, strings.Fields(e.Clauses), ""}
		if e.Kind == Amend {
			x.Text = proof.SHA256(e.Body)
			if x.Clauses, err = e.changes(tx); err != nil {
				return nil, err
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// changes names the clauses that an amendment changes, as they were called before.
func (e *Effect) changes(tx *db.Tx) (names []string, err error) {
	texts, err := textsOf(tx, e.Target)
	if err != nil || len(texts) == 0 { // held: it is not on line itself
		return nil, err
	}
	made, err := clause.Apply(clause.Parse(texts[len(texts)-1].Body), e.Words)
	for _, o := range made.Outcomes {
		if o.OldName != "" && !slices.Contains(names, o.OldName) {
			names = append(names, o.OldName)
		}
	}
	return names, err
}

// liven has an effect hold from a day on, with the text that it makes.
func liven(tx *db.Tx, e Effect, from calendar.Day) error {
	texts, err := datesOf(tx, e.Target)
	if err != nil {
		return err
	}
	if e.Clauses != "" {
		e.Text = texts[textAt(texts, from)].ID
	}
	if _, err := tx.Exec("UPDATE policy_effect SET live = ?, from_day = ?, text_id = ? WHERE id = ?", true, from, e.Text, e.ID); err != nil {
		return err
	}
	if e.Kind == Amend {
		if err := db.Insert(tx, "policy_text", text{dated{tx.ID(), e.Target, from, e.By}, e.Body}); err != nil {
			return err
		}
	}
	return rechain(tx, e.Target)
}

// affected tells who asked to know what was done to a document.
func (s *Service) affected(tx *db.Tx, id ID, k Kind) error {
	if s.Affected == nil {
		return nil
	}
	return s.Affected(tx, id, k)
}
