package policy

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// An Event has changed a document for whoever keeps a copy of the library: its issue, what was
// done to it, the end of its term.
type Event struct {
	Mark int64        `json:"mark"` // tells the events of one document apart, and stays
	On   calendar.Day `json:"on"`
	Kind Kind         `json:"kind,omitempty"` // "" is the issue
}

// termEnded is the mark of the end of a term, which no effect bears.
const termEnded = 1

// events are those of a document that have come by a day. What befell one that was taken over
// from another library before it came here is no event of this one.
func (d *Document) events(l *life, today calendar.Day) (out []Event) {
	since := calendar.Day("")
	if d.Admitted {
		since = calendar.DayOf(d.MadeAt)
	} else if d.Issued <= today {
		out = append(out, Event{On: d.Issued})
	}
	add := func(mark int64, on calendar.Day, k Kind) {
		if on > since && on <= today {
			out = append(out, Event{mark, on, k})
		}
	}
	for i := range l.effects {
		e := &l.effects[i]
		if e.Kind == Commence { // was known with the issue
			continue
		}
		add(int64(e.ID), e.From, e.Kind)
		if e.Kind == Suspend && e.Clauses == "" && e.Until != "" && l.at(e.Until).Standing == Suspended && l.at(e.Until.Add(1)).Standing != Suspended {
			add(-int64(e.ID), e.Until.Add(1), Resume)
		}
	}
	if s, over := l.ends(today); over && s.By == 0 && s.Notice == 0 && s.Name == "" {
		add(termEnded, s.Since, Lapse)
	}
	return out
}

// An Eventful document is one that everybody reads, with the events that have come by today.
type Eventful struct {
	ID     ID
	Title  string
	Events []Event
}

// Events reads what has changed the documents that everybody reads, in the order of their
// issue; of some of them, or of all.
func Events(tx *db.Tx, only ...ID) (out []Eventful, err error) {
	w := public()
	if len(only) > 0 {
		w.In("id", db.Anys(only)...)
	}
	all, err := db.All[Document](tx, "FROM policy_document"+w.String()+" ORDER BY issued_on, id", w.Args...)
	if err != nil {
		return nil, err
	}
	on, err := effectsOn(tx)
	for i := range all {
		d := &all[i]
		out = append(out, Eventful{d.ID, d.Title, d.events(&life{d.Starts, d.Until, on[d.ID]}, tx.Today)})
	}
	return out, err
}

// Hidden lists the documents that were issued and that nobody reads any more.
func Hidden(tx *db.Tx) (out []ID, err error) {
	type row struct {
		ID ID `db:"id"`
	}
	w := public()
	err = db.Each(tx, func(r row) error { out = append(out, r.ID); return nil },
		"FROM policy_document WHERE state = ? AND id NOT IN (SELECT id FROM policy_document"+w.String()+") ORDER BY id", append([]any{Issued}, w.Args...)...)
	return out, err
}
