package plan

import (
	"encoding/json"

	"gongkai.example/gongkai/internal/kernel/circular"
	"gongkai.example/gongkai/internal/platform/db"
)

// scope narrows plans: a draft is for those who edit; what is issued, every
// person of the district may see.
func scope(tx *db.Tx, w *db.Where) {
	if !tx.Actor.Can(Edit) {
		w.In("state", db.Anys(public)...)
	}
}

func load(tx *db.Tx, id ID) (*Plan, error) {
	var w db.Where
	w.And("id = ?", id)
	scope(tx, &w)
	p, err := db.Get[Plan](tx, "FROM plan_plan"+w.String(), w.Args...)
	return &p, err
}

func find(tx *db.Tx, q Find, pg db.Page) (db.Rows[Plan], error) {
	var w db.Where
	scope(tx, &w)
	if q.Status == "" {
		w.And("state <> ?", Discarded)
	} else {
		w.And("state = ?", q.Status)
	}
	if q.Year != 0 {
		w.And("year = ?", q.Year)
	}
	return db.List[Plan](tx, pg, db.Query{From: "plan_plan", Where: w, Order: []string{"year", "id"}, Desc: true})
}

// A stored plan is a plan with its source.
type stored struct {
	Plan
	Text     string            `db:"source"`
	Circular circular.Circular `db:"circular,json"`
}

func loadSource(tx *db.Tx, id ID) (*stored, error) {
	s, err := db.Get[stored](tx, "FROM plan_plan WHERE id = ?", id)
	return &s, err
}

func points(tx *db.Tx, id ID) ([]Point, error) {
	return db.All[Point](tx, "FROM plan_point WHERE plan_id = ? ORDER BY sort, id", id)
}

func loadPoint(tx *db.Tx, id PointID) (*Point, *Plan, error) {
	pt, err := db.Get[Point](tx, "FROM plan_point WHERE id = ?", id)
	if err != nil {
		return nil, nil, err
	}
	p, err := load(tx, pt.PlanID)
	return &pt, p, err
}

func tasks(tx *db.Tx, id ID) ([]Task, error) {
	return db.All[Task](tx, "FROM plan_task WHERE plan_id = ? ORDER BY sort, id", id)
}

func tasksOf(tx *db.Tx, id PointID) ([]Task, error) {
	return db.All[Task](tx, "FROM plan_task WHERE point_id = ? ORDER BY sort, id", id)
}

func loadTask(tx *db.Tx, id TaskID) (*Task, *Plan, error) {
	t, err := db.Get[Task](tx, "FROM plan_task WHERE id = ?", id)
	if err != nil {
		return nil, nil, err
	}
	p, err := load(tx, t.PlanID)
	return &t, p, err
}

// reportScope narrows reports to the units whose reports the actor may see:
// one's own, and those one decides on.
func reportScope(tx *db.Tx, w *db.Where) { w.Units("unit_id", tx.Actor.Over(See)) }

func loadReport(tx *db.Tx, id ReportID) (*Report, error) {
	var w db.Where
	w.And("id = ?", id)
	reportScope(tx, &w)
	r, err := db.Get[Report](tx, "FROM plan_report"+w.String(), w.Args...)
	return &r, err
}

func reportsOf(tx *db.Tx, id TaskID) ([]Report, error) {
	var w db.Where
	w.And("task_id = ?", id)
	reportScope(tx, &w)
	return db.All[Report](tx, "FROM plan_report"+w.String()+" ORDER BY id DESC", w.Args...)
}

func findReports(tx *db.Tx, q FindReport, pg db.Page) (db.Rows[Report], error) {
	var w db.Where
	reportScope(tx, &w)
	if q.Status != "" {
		w.And("state = ?", q.Status)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.Plan != 0 {
		w.And("plan_id = ?", q.Plan)
	}
	return db.List[Report](tx, pg, db.Query{From: "plan_report", Where: w, Order: []string{"id"}, Desc: true})
}

// reportsIn lists the reports of a plan that the actor may see, in no order.
func reportsIn(tx *db.Tx, id ID) ([]Report, error) {
	var w db.Where
	w.And("plan_id = ?", id)
	reportScope(tx, &w)
	return db.All[Report](tx, "FROM plan_report"+w.String(), w.Args...)
}

// titles is the titles of the tasks that the reports of one page are about.
func titles(tx *db.Tx, rs []Report) (map[TaskID]string, error) {
	out := map[TaskID]string{}
	var ids []any
	for _, r := range rs {
		if _, has := out[r.TaskID]; !has {
			out[r.TaskID], ids = "", append(ids, r.TaskID)
		}
	}
	type row struct {
		ID    TaskID `db:"id"`
		Title string `db:"title"`
	}
	var w db.Where
	w.In("id", ids...)
	err := db.Each(tx, func(r row) error { out[r.ID] = r.Title; return nil }, "FROM plan_task"+w.String(), w.Args...)
	return out, err
}

// shown lists the reports of a plan that the public sees.
func shown(tx *db.Tx, id ID) ([]Report, error) {
	return db.All[Report](tx, "FROM plan_report WHERE plan_id = ? AND state = ? AND open_public = ? ORDER BY id DESC", id, Accepted, true)
}

// saveSource keeps the text of a second reading. The rev of the plan is raised with it.
func saveSource(tx *db.Tx, id ID, text string, c *circular.Circular) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE plan_plan SET source = ?, circular = ? WHERE id = ?", text, string(b), id)
	return err
}
