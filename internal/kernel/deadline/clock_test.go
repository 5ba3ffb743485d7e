package deadline_test

import (
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/i18n"
)

func TestTry(t *testing.T) {
	ev, err := deadline.ParseEvents("receive 2026-01-28; ask A 2026-02-03; ask B 2026-02-10; heard A 2026-03-02; heard B 2026-03-06; extend 2026-03-20")
	if err != nil {
		t.Fatal(err)
	}
	d, err := deadline.Run(law.Calendar(), "foi.reply", ev)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(d.Day, d.Risks)
	for _, s := range d.Steps {
		t.Log(s.From, s.To, i18n.Text(s.Text))
		for _, n := range s.Notes {
			t.Log("    ", i18n.Text(n))
		}
	}
	_ = calendar.Day("")
}
