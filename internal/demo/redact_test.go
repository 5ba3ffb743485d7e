package demo_test

import (
	"io"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/extract"
)

// TestRedacted: one applicant of the story can take out a copy without what was withheld.
func TestRedacted(t *testing.T) {
	d := read(t)
	m, err := d.Requests.Track(t.Context(), d.out.Answered, "203.0.113.9")
	if err != nil || len(m.Files) != 1 || m.Status != foi.Answered {
		t.Fatalf("%+v %v", m.Files, err)
	}
	f, c, err := d.Requests.GivenTo(t.Context(), d.out.Answered, "203.0.113.9", m.Files[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	data, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	e, err := extract.Read(f.Name(), data)
	if err != nil || len(e.Traces) > 0 {
		t.Fatal(e.Traces, err)
	}
	var b strings.Builder
	for _, p := range e.Parts {
		b.WriteString(p.Text)
	}
	if text := b.String(); strings.Contains(text, "刘某") || strings.Contains(text, "13912345678") || !strings.Contains(text, "38万元") {
		t.Errorf("the copy says %s", text)
	}
}
