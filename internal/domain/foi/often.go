package foi

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A Wanted is one thing that was asked for, and what came of it: what is looked at
// to find out what should be made public without being asked for (Article 44).
type Wanted struct {
	Item     ItemID
	Request  ID
	UnitID   int64
	Number   string
	Text     string // as the applicant put it: for those who may see the request
	Person   string // mark of the applicant, to tell several from one; "" once anonymised
	Received calendar.Day
	Answered calendar.Day // "" while the reply is owed
	Result   string       // "" while it is open
	Pending  bool         // withheld as a process matter on which nothing was decided yet (Article 16(2))
	Given    []Copy
	Parts    []Withheld
}

// A Copy is a record that was given out: the finished copy, never the original.
type Copy struct {
	Title  string
	File   int64
	SHA256 string
}

// Gives reports whether something was given out: it is information that may be open.
func (w Wanted) Gives() bool { return w.Answered != "" && len(w.Given) > 0 }

// IsPublic reports whether the reply was that it is public already.
func (w Wanted) IsPublic() bool { return w.Answered != "" && w.Result == alreadyPublic }

// IsPublic reports whether what was decided is that the item is public already.
func (i *Item) IsPublic() bool { return i.Result == alreadyPublic }

// alreadyPublic is the result of an item that was public when it was asked for (Article 36(1)).
const alreadyPublic = "A1"

// wantedRow is an item beside its request.
type wantedRow struct {
	Item
	UnitID   int64        `db:"unit_id"`
	Number   string       `db:"number"`
	Person   string       `db:"person"`
	Received calendar.Day `db:"received"`
	Answered calendar.Day `db:"answered"`
}

const wantedFrom = `FROM (SELECT i.id, i.rev, i.request_id, i.sort, i.came, i.text, i.result, i.facts, i.reason, i.withheld, i.given, i.inseparable,
	r.unit_id, r.number, r.person, r.received, r.answered, r.state FROM foi_item i JOIN foi_request r ON r.id = i.request_id) w`

// WantedSince lists what was asked for since a day, the earliest first. What was no
// request, was given up or was taken back is not among it. It looks past the scope of
// the actor: it is for a job.
func WantedSince(tx *db.Tx, since calendar.Day) ([]Wanted, error) {
	return wanted(tx, ` WHERE received >= ? AND result NOT IN ('O1', 'O2', 'O3') AND state <> ? AND NOT (state = ? AND answered = '') ORDER BY received, id`, since, Closed, Archived)
}

// WantedOf returns items by their ids. It looks past the scope of the actor: the noun
// that asks has looked at its own.
func WantedOf(tx *db.Tx, ids []ItemID) ([]Wanted, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var w db.Where
	w.In("id", anyItems(ids)...)
	return wanted(tx, w.String()+" ORDER BY received, id", w.Args...)
}

// WantedIn returns the items of a request.
func WantedIn(tx *db.Tx, id ID) ([]Wanted, error) {
	return wanted(tx, " WHERE request_id = ? ORDER BY sort, id", id)
}

func wanted(tx *db.Tx, where string, args ...any) (out []Wanted, err error) {
	rows, err := db.All[wantedRow](tx, wantedFrom+where, args...)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		w := Wanted{
			Item: r.ID, Request: r.Request, UnitID: r.UnitID, Number: r.Number, Text: r.Text, Person: r.Person, Received: r.Received, Answered: r.Answered,
			Result: r.Result, Parts: r.Parts, Pending: r.Facts["pending"] == "yes" && r.Facts["process"] != "",
		}
		for _, g := range r.Given {
			c := Copy{Title: strings.TrimSpace(g.Title), File: g.File}
			if g.File != 0 {
				f, err := files.Get(tx, g.File)
				if err != nil {
					return nil, err
				}
				c.SHA256 = f.SHA256
			}
			w.Given = append(w.Given, c)
		}
		out = append(out, w)
	}
	return out, nil
}

func anyItems(ids []ItemID) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}
