package catalogue_test

import (
	"reflect"
	"testing"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/profiles"
)

// names resolves the units of the reference district, whose ids are their places in its file.
func names(t testing.TB) *unit.Resolver {
	t.Helper()
	p, err := profile.Open("honggutan")
	if err != nil {
		t.Fatal(err)
	}
	var units []unit.Unit
	for i, u := range p.Units {
		units = append(units, unit.Unit{ID: int64(i + 1), Code: u.Code, Name: u.Name, Short: u.Short, Kind: unit.Kind(u.Kind), Aliases: u.Aliases})
	}
	var groups []unit.Group
	for _, g := range p.Groups {
		groups = append(groups, unit.Group{Name: g.Name, Aliases: g.Aliases, Rule: g.Rule})
	}
	return unit.NewResolver(units, groups, unit.AreaOf(p.Settings))
}

// file is a catalogue of the reference district.
func file(t testing.TB, domain string) []byte {
	t.Helper()
	b, err := profiles.Files.ReadFile("honggutan/catalogues/" + domain + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t testing.TB, domain, name string, data []byte) catalogue.Reading {
	t.Helper()
	d, ok := catalogue.DomainOf(domain)
	if !ok {
		t.Fatalf("no domain %s", domain)
	}
	r, err := catalogue.Read(name, data, d, names(t))
	if err != nil {
		for _, row := range fault.As(err).Rows {
			t.Errorf("%d %s %s", row.Line, row.Column, i18n.Text(row.Text))
		}
		t.Fatal(err)
	}
	return r
}

func TestFilesOfTheProgram(t *testing.T) {
	for domain, want := range map[string]struct{ rows, notes, periodic, units int }{
		"assistance": {21, 1, 3, 163}, "education": {26, 0, 4, 29}, "budget": {24, 1, 2, 172},
	} {
		r := read(t, domain, domain+".csv", file(t, domain))
		periodic, units := 0, 0
		for _, row := range r.Rows {
			if row.Term.Periodic() {
				periodic++
			}
			units += len(row.Units)
			if row.Level1 == "" || row.Level2 == "" || row.Content == "" || row.Basis == "" || row.Subject == "" ||
				len(row.Channels) == 0 || len(row.Audience) != 1 || len(row.Modes) != 1 || len(row.Tiers) == 0 {
				t.Errorf("%s line %d is not whole: %+v", domain, row.Source, row)
			}
		}
		if len(r.Rows) != want.rows || len(r.Notes) != want.notes || periodic != want.periodic || units != want.units {
			t.Errorf("%s: %d rows, notes %q, %d by the calendar, %d units", domain, len(r.Rows), r.Notes, periodic, units)
		}
		for _, w := range r.Warnings {
			t.Errorf("%s line %d: %s", domain, w.Line, i18n.Text(w.Text))
		}
	}
}

func TestReadLine(t *testing.T) {
	r := read(t, "assistance", "a.csv", file(t, "assistance"))
	want := catalogue.Line{
		Number: "8", Level1: "最低生活保障", Level2: "审核信息", Content: "初步审核意见中的保障对象名单和相关信息",
		Basis:    "《社会救助暂行办法》（国务院令第649号）；《最低生活保障审核确认办法》（民发〔2021〕57号）",
		TermText: "制定或者获取信息之日起10个工作日内，公示7个工作日", Term: catalogue.Term{Kind: catalogue.Within, N: 10, Unit: "workday"},
		Subject: "各乡镇、街道", Channels: []string{"社区/企事业单位/村公示栏（电子屏）"}, Audience: []string{"特定群体"}, Modes: []string{"主动"}, Tiers: []string{"乡级"},
	}
	if got := r.Rows[7].Line; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if r.Rows[9].Owed() || !r.Rows[7].Owed() { // on request only
		t.Error("what is owed")
	}
}
