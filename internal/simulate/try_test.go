package simulate

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/config"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/secret"
)

func TestTry(t *testing.T) {
	env := []string{"GONGKAI_DATA=" + t.TempDir(), "GONGKAI_PROFILE=honggutan"}
	if d := os.Getenv("TRY_DSN"); d != "" {
		env = append(env, "GONGKAI_DSN="+d)
	}
	c, err := config.Load(env)
	if err != nil {
		t.Fatal(err)
	}
	clock := &Clock{Wall: time.Now}
	clock.Set("2023-01-03")
	a, err := app.New(t.Context(), app.Config{Config: c, Clock: clock.Now, Unsafe: true, Hash: secret.Params{Memory: 64, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	p, _ := profile.Open("honggutan")
	d := District{Users: a.Users, Units: a.Units, Plans: a.Plans, Duties: a.Duties, Profile: p, Clock: clock,
		Columns: a.Columns, Catalogues: a.Catalogues, Items: a.Items, Topics: a.Topics, Requests: a.Requests, Proposals: a.Proposals, Corrections: a.Corrections, Reports: a.Reports, Remedies: a.Remedies, Files: a.Files, Holidays: a.Holidays, Journal: a.Journal,
		RunDue: func(ctx context.Context) error { _, err := a.Jobs.RunDue(ctx); return err }}
	w, err := Life{Year: 2023, Seed: 1, Scale: 0.05}.Enter(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}

	start := time.Now()
	_ = strings.Contains
	evenings := map[calendar.Day]Evening{}
	w.Noted = func(e Evening) error { evenings[e.Day] = e; return nil }
	err = w.Live(t.Context(), a.DB, func(p Progress) {
		if p.Done%30 == 0 {
			fmt.Println(p.Day, time.Since(start), p.Tally, evenings[p.Day].Tally)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := w.requests(t.Context(), foi.Find{})
	n := map[string]int{}
	for _, r := range rows {
		n[string(r.Status)]++
		if r.Missed != "" {
			n["missed"]++
		}
	}
	fmt.Println(n)
	fmt.Println(time.Since(start), w.tally)
}
