package policy

import (
	"cmp"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// names are what others call the document.
func (row *libraryRow) names() []string {
	out := []string{nameKey(row.doc.Title)}
	if row.doc.Number != "" {
		out = append(out, nameKey(row.doc.Number))
	}
	return out
}

// nameColumn is the column by which a document is told from others.
func (row *libraryRow) nameColumn() string {
	if row.doc.Number != "" {
		return "number"
	}
	return "title"
}

// twice refuses a number that stands in two rows. Two documents may bear one title.
func (t *libraryTaker) twice() {
	for _, row := range t.rows {
		key := nameKey(row.doc.Number)
		if row.doc.Number == "" {
			key = nameKey(row.doc.Title)
		}
		for _, other := range t.byName[key] {
			if other == row {
				break
			}
			if other.doc.Number == row.doc.Number && other.doc.OrganID == row.doc.OrganID {
				row.fail(row.rec, row.nameColumn(), "policy.import.twice", other.sheet, other.line)
			}
		}
	}
}

// inFile is the row that a name means; nil if none does, or several do.
func (t *libraryTaker) inFile(name string) (row *libraryRow, several bool) {
	all := t.byName[nameKey(name)]
	if len(all) == 1 {
		return all[0], false
	}
	return nil, len(all) > 1
}

// event reads a record of the history.
func (t *libraryTaker) event(rec libraryRecord) {
	row, several := t.inFile(rec.get("target"))
	if row == nil {
		lost := &libraryRow{sheet: rec.sheet, line: rec.Line, rec: rec}
		lost.doc.Title = rec.get("target")
		key := "policy.import.no_row"
		if several {
			key = "policy.import.several_rows"
		}
		lost.fail(rec, "target", key, rec.get("target"))
		t.rows = append(t.rows, lost)
		return
	}
	e := libraryEvent{rec: rec, column: "by", Effect: Effect{
		Kind: Kind(row.codeIn(rec, "kind", "kind")), From: row.day(rec, "from"), Until: row.day(rec, "until"), Name: rec.get("by"), Body: t.words(row, rec),
		Clauses: rec.get("clauses"),
	}}
	switch {
	case rec.get("from") == "":
		row.fail(rec, "from", "required")
	case e.From != "" && e.From < row.doc.Starts:
		row.fail(rec, "from", "policy.before_start", row.doc.Starts)
	}
	if e.Kind == Amend && e.Body == "" && t.unread[rec.get("body")].Key == "" {
		row.fail(rec, "body", "policy.no_amended")
	}
	if e.Kind == Prolong && rec.get("until") == "" {
		row.fail(rec, "until", "required")
	}
	if e.Until != "" && e.Until < e.From {
		row.fail(rec, "until", "policy.until_early")
	}
	if e.Name == "" && (e.Kind == Amend || e.Kind == Repeal) {
		row.fail(rec, "by", "required")
	}
	apart := e.Kind == Suspend || e.Kind == Resume || e.Kind == Commence
	switch {
	case e.Clauses != "" && !apart:
		row.fail(rec, "clauses", "policy.only_part")
	case e.Clauses == "" && e.Kind == Commence:
		row.fail(rec, "clauses", "required")
	}
	row.events = append(row.events, e)
	row.digest = digestOf(row.digest, rec.Cells["kind"], rec.Cells["from"], rec.Cells["until"], rec.Cells["by"], e.Body)
	if e.Clauses != "" {
		row.digest = digestOf(row.digest, e.Clauses)
	}
}

// claims makes an event of what the row itself says of its end, where the history has none.
func (row *libraryRow) claims(today calendar.Day) {
	kind, ends := map[Standing]Kind{Repealed: Repeal, Lapsed: Lapse}[row.claimed]
	if !ends || slices.ContainsFunc(row.events, func(e libraryEvent) bool { return e.Kind == kind }) {
		return
	}
	on := row.day(row.rec, "by_on")
	if kind == Lapse && on == "" && row.doc.Until != "" && row.doc.Until < today { // by its own term
		return
	}
	if on == "" {
		row.fail(row.rec, "by_on", "policy.import.no_end")
	}
	if kind == Repeal && row.rec.get("by") == "" {
		row.fail(row.rec, "by", "required")
	}
	row.events = append(row.events, libraryEvent{rec: row.rec, column: "by", Effect: Effect{Kind: kind, From: on, Name: row.rec.get("by")}})
}

// library finds which documents are in the library, and which of the rows are.
func (t *libraryTaker) library() error {
	t.mine = map[string][]libraryEntry{}
	type stored struct {
		libraryEntry
		Digest string `db:"digest"`
		Organ  int64  `db:"organ_id"`
	}
	type key struct {
		name  string
		organ int64
	}
	keyOf := func(number, title string, organ int64) key {
		return key{cmp.Or(nameKey(number), nameKey(title)), organ}
	}
	stands := map[key]stored{}
	all, err := db.All[stored](t.tx, "FROM policy_document WHERE state = ? OR state = ? ORDER BY id", Issued, Held)
	if err != nil {
		return err
	}
	for _, d := range all {
		for _, name := range []string{d.Title, d.Number} {
			if name != "" {
				t.mine[nameKey(name)] = append(t.mine[nameKey(name)], d.libraryEntry)
			}
		}
		stands[keyOf(d.Number, d.Title, d.Organ)] = d
	}
	for _, row := range t.rows {
		d, there := stands[keyOf(row.doc.Number, row.doc.Title, row.doc.OrganID)]
		switch {
		case !there:
		case d.Digest == row.digest: // what it said when it was read in may have changed since
			row.known, row.doc.ID, row.bad, row.doubts = true, d.ID, nil, nil
		default:
			row.fail(row.rec, row.nameColumn(), "policy.import.differs", d.Title)
		}
	}
	return nil
}

// resolve finds what did each event: a row of the file, a document of the library, or a name
// that neither has.
func (t *libraryTaker) resolve() {
	for _, row := range t.rows {
		if row.known {
			continue
		}
		for i := range row.events {
			e := &row.events[i]
			if e.Name == "" {
				continue
			}
			by, several := t.inFile(e.Name)
			mine := t.mine[nameKey(e.Name)]
			switch {
			case by == row:
				row.fail(e.rec, e.column, "policy.import.by_itself")
			case by != nil:
				if e.by = by; e.From != "" && by.doc.Issued != "" && e.From < by.doc.Issued {
					row.fail(e.rec, "from", "policy.import.before_author", by.doc.Issued)
				}
			case several || len(mine) > 1:
				row.fail(e.rec, e.column, "policy.several", e.Name, max(len(mine), 2))
			case len(mine) == 1:
				e.By = mine[0].ID
			default:
				row.doubt(e.rec, e.column, "policy.import.outside", e.Name)
			}
		}
	}
}

// stands asks that a document stands today as the row says, by its days and its history.
func (t *libraryTaker) stands(row *libraryRow) {
	if row.claimed == "" || row.known || len(row.bad) > 0 {
		return
	}
	l := row.life()
	for _, e := range l.effects {
		if was, over := l.ends(e.From.Add(-1)); over && e.From > was.Since {
			row.fail(row.rec, "standing", "policy.import.after_end", e.From, was.Since)
			return
		}
	}
	row.parts()
	if now := l.at(t.tx.Today).Standing; now != row.claimed {
		row.fail(row.rec, "standing", "policy.import.other_standing", fault.T("publish.validity."+string(now)), fault.T("publish.validity."+string(row.claimed)))
	}
}

// parts finds the clauses that an event is on, in the text that stands on its day, and writes
// their names as they are cited.
func (row *libraryRow) parts() {
	texts := []text{{dated{From: row.doc.Starts}, row.doc.Body}}
	for _, e := range row.events {
		if e.Kind == Amend {
			texts = append(texts, text{dated{From: e.From}, e.Body})
		}
	}
	slices.SortStableFunc(texts, func(a, b text) int { return cmp.Compare(a.From, b.From) })
	for i := range row.events {
		e := &row.events[i]
		if e.Clauses == "" {
			continue
		}
		names, bad := clausesIn(clause.Parse(texts[textAt(texts, e.From)].Body), e.Clauses)
		if bad.Key != "" {
			row.fail(e.rec, "clauses", bad.Key, bad.Args...)
			continue
		}
		e.Clauses = strings.Join(names, "\n")
	}
}

func (row *libraryRow) life() *life {
	l := &life{starts: row.doc.Starts, until: row.doc.Until}
	for i, e := range row.events {
		e.ID = EffectID(i) // in the order of the file
		l.effects = append(l.effects, e.Effect)
	}
	inOrder(l.effects)
	return l
}

// replaced asks that what a document replaces is repealed: in the file, or in the library.
func (t *libraryTaker) replaced() {
	for _, row := range t.rows {
		if row.known {
			continue
		}
		for _, name := range row.rec.list("replaces") {
			old, several := t.inFile(name)
			mine := t.mine[nameKey(name)]
			switch {
			case several:
				row.fail(row.rec, "replaces", "policy.import.several_rows", name)
			case old == row:
				row.fail(row.rec, "replaces", "policy.import.by_itself")
			case old != nil && old.claimed != "" && !old.claimed.over():
				row.fail(row.rec, "replaces", "policy.import.not_replaced", name, old.sheet, old.line)
			case old == nil && len(mine) == 1 && !mine[0].Standing.over():
				row.fail(row.rec, "replaces", "policy.import.still_there", name)
			case old == nil && len(mine) == 0:
				row.doubt(row.rec, "replaces", "policy.import.outside", name)
			}
		}
		for _, name := range row.rec.list("basis") {
			if old, _ := t.inFile(name); old != nil && old.claimed.over() && row.claimed.InForce() {
				row.doubt(row.rec, "basis", "policy.import.basis_over", name)
			}
		}
	}
}

// spread leaves out what rests on a row that is left out.
func (t *libraryTaker) spread() {
	for again := true; again; {
		again = false
		for _, row := range t.rows {
			for _, e := range row.events {
				if len(row.bad) == 0 && e.by != nil && len(e.by.bad) > 0 {
					row.fail(e.rec, e.column, "policy.import.rests_on_bad", e.by.sheet, e.by.line)
					again = true
				}
			}
		}
	}
}
