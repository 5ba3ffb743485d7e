package user_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/user"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/session"
)

// What every request of the desk pays before it does anything: the session, the person, two posts with their units.
func BenchmarkResume(b *testing.B) {
	clock := dbtest.At("2026-03-02")
	d := open(b, dbtest.SQLite(b, clock), clock)
	id := d.hire("wang", bureau, auth.Clerk)
	_, err := d.Assign(d.machine(), id, user.Assign{Unit: town, Role: auth.Head})
	must(b, err)
	s, err := d.signIn("wang", phrase, "")
	must(b, err)
	b.ReportAllocs()
	for b.Loop() {
		c, err := d.Sessions.Resume(b.Context(), s.Token)
		if err != nil || c.Session.Stage != session.Full {
			b.Fatal(c, err)
		}
	}
}
