package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// eventsOf is how many entries of one thing a history shows.
const eventsOf = 100

// planHistory is what was done to some things of a plan, newest first, with
// what each act changed.
func (d *Desk) planHistory(ctx context.Context, refs ...string) ([]web.Event, error) {
	entries, err := read(ctx, d, func(tx *db.Tx) ([]journal.Entry, error) {
		var out []journal.Entry
		for _, ref := range refs {
			rows, err := journal.For(tx, ref, db.Page{Size: eventsOf})
			if err != nil {
				return nil, err
			}
			out = append(out, rows.Items...)
		}
		return out, nil
	})
	slices.SortStableFunc(entries, func(a, b journal.Entry) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	out := make([]web.Event, len(entries))
	newer := map[string]int{} // by thing and act: the next entry after the one looked at
	bodies := make([]map[string]any, len(entries))
	for i, e := range entries {
		out[i] = web.Event{Title: i18n.T(e.Act), When: moment(e.At), Who: who(e)}
		if e.Erased() || e.Decode(&bodies[i]) != nil {
			continue
		}
		out[i].Text = wordsOf(bodies[i], e.Act)
		key := e.Ref + " " + e.Act
		if n, ok := newer[key]; ok {
			out[n].Diff = changesOf(bodies[i], bodies[n], e.Act)
		}
		newer[key] = i
	}
	for key, n := range newer {
		if key == entries[n].Ref+" "+entries[n].Act {
			out[n].Diff = changesOf(nil, bodies[n], entries[n].Act)
		}
	}
	return out, err
}

// edited is the fields of the acts that change something, with their labels.
var edited = map[string][]string{
	"plan.heading": {"title", "number", "issuer", "attribute", "year"},
	"plan.point":   {"title", "lead", "responsible", "implement", "cooperate", "checked"},
	"plan.task":    {"title", "cadence", "due", "need", "target", "kind", "lead", "responsible", "implement", "cooperate"},
}

// changesOf lists what an edit made different from the one before.
func changesOf(old, now map[string]any, act string) []web.Change {
	var out []web.Change
	for _, f := range edited[act] {
		was, is := fieldWords(f, old[f]), fieldWords(f, now[f])
		if was != is {
			out = append(out, web.Change{Label: i18n.T(fieldLabel(f, act)), Old: was, New: is})
		}
	}
	return out
}

func fieldLabel(field, act string) string {
	switch {
	case slices.Contains(plan.Roles, plan.Role(field)):
		return "plan.role." + field
	case field == "title" && act != "plan.heading":
		return act + "_title"
	}
	return "plan." + field
}

// fieldWords is a value of a body as people read it.
func fieldWords(field string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return i18n.T("web.tick." + fmt.Sprint(v))
	case string:
		if v != "" && (field == "cadence" || field == "kind") {
			return i18n.T("plan." + field + "." + v)
		}
		return v
	}
	if s := fmt.Sprint(v); s != "0" {
		return s
	}
	return ""
}

// wordsOf is what an act says beside its fields: the reason of a decision, the words of a report.
func wordsOf(body map[string]any, act string) string {
	field := map[string]string{
		string(plan.ActReport): "progress", string(plan.ActRevise): "progress",
		string(plan.ActReturn): "reason", string(plan.ActWithdraw): "reason", string(plan.ActCancel): "note",
	}[act]
	s, _ := body[field].(string)
	return s
}
