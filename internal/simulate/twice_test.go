package simulate

import (
	"maps"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/journal"
)

// TestDeliveredTwice lives through the first weeks of a year twice: in one of them every job
// is delivered twice, before it could say that it is done and in the evening once more. The
// same was done as often, and everything stands the same.
func TestDeliveredTwice(t *testing.T) {
	dbtest.MaySkipSQLite(t)
	if testing.Short() {
		t.Skip("weeks take a while")
	}
	weeks := func(kinds ...string) (acts map[string]int, digest string, struck int) {
		c, err := config.Load([]string{"GONGKAI_DATA=" + t.TempDir(), "GONGKAI_PROFILE=honggutan"})
		if err != nil {
			t.Fatal(err)
		}
		weather, _ := NewWeather(1, kinds)
		l, clock := Life{Year: 2023, Seed: 7, Scale: 0.004}, &Clock{Wall: time.Now}
		clock.Set(l.First())
		a, err := Open(t.Context(), app.Config{Config: c, Unsafe: true, Doubt: weather.Doubt}, clock)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = a.Close() }()
		w, err := l.Enter(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		w.Weather = weather
		weather.on.Store(true)
		for day := l.First(); day < calendar.Date(l.Year, time.January, 19); day = day.Add(1) {
			if err := w.Day(t.Context(), day); err != nil {
				t.Fatalf("%s: %v", day, err)
			}
		}
		r := NewRecount(nil)
		if err := a.DB.Read(t.Context(), func(tx *db.Tx) error { return journal.Each(tx, r.Put) }); err != nil {
			t.Fatal(err)
		}
		for _, odd := range r.Odd {
			t.Error(odd)
		}
		return r.Acts, r.digest(w), weather.Struck()
	}
	once, stands, _ := weeks()
	twice, stood, struck := weeks("twice")
	if !maps.Equal(once, twice) || stands != stood {
		t.Errorf("once %v %s\ntwice %v %s", once, stands, twice, stood)
	}
	if struck < 200 || once["duty.open"] == 0 || once["publish.release"] == 0 {
		t.Errorf("little was done: %d jobs delivered again, %v", struck, once)
	}
}

// TestTakesOver: a process was killed over a job; its lease runs out before the life goes on.
func TestTakesOver(t *testing.T) {
	dbtest.MaySkipSQLite(t)
	c, err := config.Load([]string{"GONGKAI_DATA=" + t.TempDir(), "GONGKAI_PROFILE=sample"})
	if err != nil {
		t.Fatal(err)
	}
	l, clock := Life{Year: 2023, Seed: 7, Scale: 0.004}, &Clock{Wall: time.Now}
	clock.Set(l.First())
	a, err := Open(t.Context(), app.Config{Config: c, Unsafe: true}, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	w := &World{District: a, Life: l}
	if err := w.jobs(t.Context()); err != nil {
		t.Fatal(err)
	}
	const begun = "UPDATE jobs_job SET state = 'running', attempt = 1, locked_by = 'gone', locked_until = ? WHERE kind = 'files.sweep'"
	err = a.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(begun, tx.Now.Add(time.Minute)); return err })
	if err != nil {
		t.Fatal(err)
	}
	if err := w.takesOver(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = a.DB.Read(t.Context(), func(tx *db.Tx) error {
		n, err := db.One[int64](tx, "SELECT count(*) FROM jobs_job WHERE kind = 'files.sweep' AND state = 'done' AND attempt = 2")
		if n != 1 {
			t.Errorf("%d jobs are done", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
