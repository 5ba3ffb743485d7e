package hotspot

import (
	"context"
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Find narrows a list of themes.
type Find struct {
	Status Status `form:"state" json:"state,omitempty" label:"hotspot.state" options:"found,named,shown,aside,merged"`
	Trend  Trend  `form:"trend" json:"trend,omitempty" label:"hotspot.trend" options:"rises,stays,falls"`
	Text   string `form:"text" json:"text,omitempty" label:"hotspot.text" max:"40"`
	All    bool   `form:"all" json:"all,omitempty" label:"hotspot.all"` // those too of which the last look has found none
}

func (q Find) narrow(w *db.Where) {
	const sure = int(Sure * thousand)
	switch {
	case q.Status != "":
		w.And("state = ?", q.Status)
	default:
		w.In("state", Found, Named, Shown)
	}
	if !q.All && q.Status == "" {
		w.And("n + searches > 0")
	}
	switch q.Trend {
	case Rises:
		w.And("rise >= ?", sure)
	case Falls:
		w.And("rise <= ?", -sure)
	case Stays:
		w.And("rise < ? AND rise > ?", sure, -sure)
	}
	if q.Text != "" {
		var name, words db.Where
		name.Like("name", q.Text)
		words.Like("proposed", q.Text)
		w.Or(name, words)
	}
}

// Find lists themes that the actor may know of: those that rise most surely first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Spot], err error) {
	defer fault.Wrap(&err, "hotspot.Find")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		q.narrow(&w)
		rows, err = db.List[Spot](tx, p, db.Query{From: table, Where: w, Order: []string{"rise", "id"}, Desc: true})
		return err
	})
	return rows, err
}

// Newest is the last look that is made; one without id for none.
func (s *Service) Newest(ctx context.Context) (r Run, err error) {
	defer fault.Wrap(&err, "hotspot.Newest")
	err = s.DB.Read(ctx, func(tx *db.Tx) error { r, err = newest(tx); return err })
	return r, err
}

// Runs lists the looks, the newest first.
func (s *Service) Runs(ctx context.Context, _ struct{}, p db.Page) (rows db.Rows[Run], err error) {
	defer fault.Wrap(&err, "hotspot.Runs")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List[Run](tx, p, db.Query{From: runTable, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// A Material is what a theme is made of, as far as the actor may know of it.
type Material struct {
	Letters  []message.Written `json:"letters"`
	Requests []foi.Worded      `json:"requests"`
	Searches []Asking          `json:"searches"`
}

// An Asking is words that were searched.
type Asking struct {
	Of    int64  `json:"of"`
	Words string `json:"words"`
	N     int    `json:"n"`
}

// A Reply is a document that may answer, with what it is.
type Reply struct {
	Answer
	Title    string          `json:"title"`
	Number   string          `json:"number,omitempty"`
	Standing policy.Standing `json:"standing"`
}

// A Past is what one look has counted of a theme.
type Past struct {
	Run   RunID        `db:"id" json:"run"`
	Span  Span         `db:"span" json:"span"`
	First calendar.Day `db:"first_day" json:"first"`
	Last  calendar.Day `db:"last_day" json:"last"`
	Counts
}

// A View is a theme as the desk shows it.
type View struct {
	Spot     Spot         `json:"spot"`
	Run      Run          `json:"run"`
	Trend    Trend        `json:"trend"`
	By       []MonthCount `json:"by_month"` // every month of both periods
	Material Material     `json:"material"`
	Hidden   int          `json:"hidden"` // letters and requests that the actor may not know of, or that are forgotten
	Replies  []Reply      `json:"answers"`
	Past     []Past       `json:"past"`
	Into     string       `json:"into,omitempty"` // what it was merged into
	Acts     []Act        `json:"acts"`
}

// View returns a theme that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	defer fault.Wrap(&err, "hotspot.View(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error { v, err = s.view(tx, id); return err })
	return v, err
}

func (s *Service) view(tx *db.Tx, id ID) (v View, err error) {
	x, err := read(tx, id)
	if err != nil {
		return v, err
	}
	v = View{Spot: *x, Trend: x.Trend(), Acts: Flow.Next(tx.Actor, x)}
	if v.Run, err = db.Get[Run](tx, "FROM hotspot_run WHERE id = ?", x.RunID); err != nil {
		return v, err
	}
	for _, m := range monthsBetween(v.Run.From, v.Run.Last) {
		c := MonthCount{Month: m}
		if i := slices.IndexFunc(x.Months, func(c MonthCount) bool { return c.Month == m }); i >= 0 {
			c = x.Months[i]
		}
		v.By = append(v.By, c)
	}
	all, err := membersOf(tx, id)
	if err != nil {
		return v, err
	}
	if v.Material, err = s.materialOf(tx, all); err != nil {
		return v, err
	}
	v.Hidden = x.N - len(v.Material.Letters) - len(v.Material.Requests)
	if v.Replies, err = repliesOf(tx, id); err != nil {
		return v, err
	}
	if !slices.ContainsFunc(v.Replies, func(r Reply) bool { return r.Say == Suggested || r.Say == Confirmed }) {
		v.Acts = slices.DeleteFunc(v.Acts, func(a Act) bool { return a == ActRemove })
	}
	if x.Into != 0 {
		to, err := db.Get[Spot](tx, "FROM hotspot_spot WHERE id = ?", x.Into)
		if err != nil {
			return v, err
		}
		v.Into = to.Called()
	}
	v.Past, err = db.All[Past](tx, `FROM (SELECT r.id, r.span, r.first_day, r.last_day, c.n, c.before, c.searches, c.rise FROM hotspot_count c JOIN hotspot_run r ON r.id = c.run_id WHERE c.spot_id = ?) p ORDER BY id DESC`, id)
	return v, err
}

// materialOf reads members that the actor may know of. What was forgotten since has no text, and is not among them.
func (s *Service) materialOf(tx *db.Tx, all []Member) (m Material, err error) {
	var letters []message.ID
	var requests []foi.ID
	for _, x := range all {
		switch x.Kind {
		case Letter:
			letters = append(letters, message.ID(x.Of))
		case Request:
			requests = append(requests, foi.ID(x.Of))
		case Search:
			words, err := db.One[string](tx, "SELECT words FROM hotspot_search WHERE id = ?", x.Of)
			if err != nil && fault.Of(err) != fault.NotFound {
				return m, err
			}
			m.Searches = append(m.Searches, Asking{x.Of, words, x.N})
		}
	}
	for ids := range slices.Chunk(letters, atOnce) {
		some, err := message.WrittenOf(tx, s.Box, ids)
		if err != nil {
			return m, err
		}
		m.Letters = append(m.Letters, some...)
	}
	for ids := range slices.Chunk(requests, atOnce) {
		some, err := foi.WordedOf(tx, ids)
		if err != nil {
			return m, err
		}
		m.Requests = append(m.Requests, some...)
	}
	m.Letters = slices.DeleteFunc(m.Letters, func(w message.Written) bool { return w.Title == "" })
	m.Requests = slices.DeleteFunc(m.Requests, func(a foi.Worded) bool { return a.Text == "" })
	return m, nil
}

// atOnce is how many ids one question has: both engines bound it.
const atOnce = 500

func repliesOf(tx *db.Tx, id ID) (out []Reply, err error) {
	rows, err := answersOf(tx, id)
	for _, a := range rows {
		r, err := policy.Read(tx, a.Policy, tx.Today)
		if err != nil {
			return nil, err
		}
		out = append(out, Reply{a, r.Title, r.Number, r.Standing})
	}
	return out, err
}
