package policy

import (
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
)

// An Apart is clauses of a document that stand otherwise than the whole on a day: they begin
// later than the rest (分别施行), or are suspended for themselves (部分条款暂停施行).
type Apart struct {
	Clauses  []string     `json:"clauses"`         // as documents cite them
	Standing Standing     `json:"standing"`        // Pending or Suspended
	From     calendar.Day `json:"from"`            // begins, or is suspended since
	Until    calendar.Day `json:"until,omitempty"` // last day of it, as far as is known
	By       *Author      `json:"by,omitempty"`    // what suspended them; nil is the document itself
	Heads    []int        `json:"-"`               // the widest of them, by their index in the text of the day
	by       EffectID
	lines    []int // with all that stands below them
}

// A later is one line of what a drafter says of clauses that begin later than the rest.
type later struct {
	clauses string
	from    calendar.Day
}

// signs part the clauses of a list.
const signs = "\u3001\uFF0C\uFF1B,;\n "

// latersOf reads the lines: clauses, a blank, and the day on which they begin.
func latersOf(said string) (out []later, bad fault.Text) {
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		at := strings.LastIndexAny(line, " \u3000\t")
		day, ok := sheet.Day(line[max(at, 0):])
		if at < 0 || !ok {
			return nil, fault.T("policy.bad_later", line)
		}
		out = append(out, later{line[:at], calendar.Day(day)})
	}
	return out, fault.Text{}
}

// begins says what is wrong with the clauses of a document that begin later; starts is the
// day of the rest and until its last one, "" for one that is not known yet.
func begins(said, body string, starts, until calendar.Day) fault.Text {
	all, bad := latersOf(said)
	if bad.Key != "" {
		return bad
	}
	text := clause.Parse(body)
	for _, l := range all {
		if _, bad := clausesIn(text, l.clauses); bad.Key != "" {
			return bad
		}
		if l.from <= starts {
			return fault.T("policy.later_early", l.from, starts)
		}
		if until != "" && l.from > until {
			return fault.T("policy.later_late", l.from, until)
		}
	}
	return fault.Text{}
}

// clausesIn finds the clauses that a list names in a text: their names as documents cite them.
func clausesIn(text clause.Text, said string) (names []string, bad fault.Text) {
	for _, name := range strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(signs, r) }) {
		at := -1
		if a, ok := clause.ParseAddress(name); ok {
			at = text.Find(a)
		}
		if at < 0 {
			return nil, fault.T("policy.no_clause", name)
		}
		if name := text.Name(at); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, fault.Text{}
}

// on asks that an effect that is on clauses names some of the text that stands when it
// begins, which are suspended if it resumes them, and writes their names as they are cited.
func (e *Effect) on(tx *db.Tx, d, target *Document, texts []text) error {
	from := max(e.From, d.Starts, target.Starts, tx.Today)
	at := textAt(texts, from)
	names, bad := clausesIn(clause.Parse(texts[at].Body), e.Clauses)
	if bad.Key != "" {
		return &fault.Error{Kind: fault.Invalid, Text: fault.T("invalid"), Fields: map[string]fault.Text{"clauses": bad}}
	}
	all, err := apartOf(tx, target.ID, from, texts[at].Body)
	if err != nil {
		return err
	}
	for _, name := range names {
		idle := slices.ContainsFunc(all, func(a Apart) bool { return a.Standing == Suspended && slices.Contains(a.Clauses, name) })
		if e.Kind == Resume && !idle {
			return fault.Field("clauses", "policy.clause_runs", name)
		}
		if e.Kind == Suspend && idle {
			return fault.Field("clauses", "policy.clause_idle", name)
		}
	}
	e.Clauses, e.Text = strings.Join(names, "\n"), texts[at].ID
	return nil
}

// commence has the clauses of a document begin later that it says so of itself.
func (d *Document) commence(tx *db.Tx, body int64) error {
	all, _ := latersOf(d.Later)
	text := clause.Parse(d.Body)
	for _, l := range all {
		names, _ := clausesIn(text, l.clauses)
		e := Effect{ID: EffectID(tx.ID()), By: d.ID, Target: d.ID, Kind: Commence, From: l.from, Clauses: strings.Join(names, "\n"), Text: body, Live: true}
		if err := db.Insert(tx, "policy_effect", e); err != nil {
			return err
		}
	}
	return rechain(tx, d.ID)
}

// whats are the events of a chain by what an effect is.
var whats = map[Kind]clause.What{Commence: clause.Commence, Suspend: clause.Suspend, Resume: clause.Resume}

// rechain writes anew how the clauses of a document went through its texts, if some of them
// stand apart. The others have no need of it.
func rechain(tx *db.Tx, id ID) error {
	if _, err := tx.Exec("DELETE FROM policy_chain WHERE document_id = ?", id); err != nil {
		return err
	}
	effects, err := effectsOf(tx, "target_id = ? AND live = ? AND clauses <> ''", id, true)
	if err != nil || len(effects) == 0 {
		return err
	}
	texts, err := textsOf(tx, id)
	if err != nil {
		return err
	}
	parsed := make([]clause.Text, len(texts))
	parsed[0] = clause.Parse(texts[0].Body)
	chain := clause.NewChain(parsed[0], texts[0].From, "")
	for i := 1; i < len(texts); i++ {
		parsed[i] = clause.Parse(texts[i].Body)
		if err := chain.Amend(parsed[i-1], parsed[i], texts[i].From, ""); err != nil {
			return err
		}
	}
	for i := range effects {
		if err := chain.Add(effects[i].event(texts, parsed)); err != nil {
			return err
		}
	}
	return db.Insert(tx, "policy_chain", chained{id, chain})
}

type chained struct {
	Document ID           `db:"document_id"`
	Chain    clause.Chain `db:"chain,json"`
}

// event is what an effect does to the clauses of the text that it names.
func (e *Effect) event(texts []text, parsed []clause.Text) clause.Event {
	at := max(slices.IndexFunc(texts, func(t text) bool { return t.ID == e.Text }), 0)
	out := clause.Event{What: whats[e.Kind], Day: e.From, By: strconv.FormatInt(int64(e.ID), 10), Version: at}
	if e.Until != "" {
		out.Until = e.Until.Add(1)
	}
	for name := range strings.SplitSeq(e.Clauses, "\n") {
		a, _ := clause.ParseAddress(name)
		if i := parsed[at].Find(a); i >= 0 {
			for k := i; k < parsed[at].Clauses[i].End; k++ {
				out.Lines = append(out.Lines, k)
			}
		}
	}
	return out
}

// apartOf are the clauses of a document that stand apart on a day, whose text has that body.
func apartOf(tx *db.Tx, id ID, on calendar.Day, body string) (out []Apart, err error) {
	found, err := db.All[chained](tx, "FROM policy_chain WHERE document_id = ?", id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	text := clause.Parse(body)
	for i, f := range found[0].Chain.On(on).Clauses {
		s, apart := map[clause.Status]Standing{clause.Coming: Pending, clause.Suspended: Suspended}[f.Status]
		by, _ := strconv.ParseInt(f.By, 10, 64)
		if !apart || by == 0 {
			continue
		}
		k := slices.IndexFunc(out, func(a Apart) bool { return a.by == EffectID(by) && a.From == f.From && a.Until == f.Until })
		if k < 0 {
			k, out = len(out), append(out, Apart{Standing: s, From: f.From, Until: f.Until, by: EffectID(by)})
		}
		a := &out[k]
		if up := text.Clauses[i].Parent; !slices.Contains(a.lines, up) {
			a.Heads, a.Clauses = append(a.Heads, i), append(a.Clauses, text.Name(i))
		}
		a.lines = append(a.lines, i)
	}
	return out, nil
}

// whose names what suspended clauses.
func whose(tx *db.Tx, all []Apart, l *life) (err error) {
	for i := range all {
		k := slices.IndexFunc(l.effects, func(e Effect) bool { return e.ID == all[i].by })
		if k < 0 || l.effects[k].By == l.effects[k].Target {
			continue
		}
		if all[i].By, err = l.effects[k].author(tx); err != nil {
			return err
		}
	}
	return nil
}

// idle is what the clause at an index is a part of that stands apart; nil if it is in force.
func idle(all []Apart, at int) *Apart {
	for i := range all {
		if slices.Contains(all[i].lines, at) {
			return &all[i]
		}
	}
	return nil
}
