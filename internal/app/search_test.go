package app_test

import (
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

// TestSearchMended: an index that differs from what is public is made again in the night.
func TestSearchMended(t *testing.T) {
	c := settings(t)
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	c.Clock = func() time.Time { return now }
	a := start(t, c)
	night := func() {
		now = now.Add(24 * time.Hour)
		if _, err := a.Jobs.RunDue(t.Context()); err != nil {
			t.Error(err)
		}
	}
	night()
	must(t, a.DB.Write(t.Context(), func(tx *db.Tx) error {
		return a.Search.Put(tx, search.Doc{ID: 1, Noun: plan.Noun, Title: "不在了", On: "2026-06-01", State: search.Valid})
	}))
	if found, there, err := a.Search.Compare(t.Context()); err != nil || found != 1 || there != 0 {
		t.Fatalf("%d found, %d there (%v)", found, there, err)
	}
	night()
	if found, there, err := a.Search.Compare(t.Context()); err != nil || found != 0 || there != 0 {
		t.Errorf("%d found, %d there (%v)", found, there, err)
	}
}
