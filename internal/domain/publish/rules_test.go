package publish

import (
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

func TestVersions(t *testing.T) {
	for _, c := range []struct {
		from  Version
		major bool
		want  string
	}{
		{Version{}, false, "1.0"}, {Version{}, true, "1.0"}, {Version{1, 0}, false, "1.1"}, {Version{1, 9}, false, "1.10"}, {Version{1, 1}, true, "2.0"}, {Version{2, 0}, false, "2.1"},
	} {
		if got := c.from.Next(c.major).String(); got != c.want {
			t.Errorf("%s, major %v: %s, want %s", c.from, c.major, got, c.want)
		}
	}
}

func TestIndexNumber(t *testing.T) {
	// 目录系统实施指引: nine characters, a stroke, the year, a hyphen, five digits.
	if got := indexNumber("000014349", 2026, 4314); got != "000014349/2026-04314" || len(got) != 20 {
		t.Errorf("%q", got)
	}
}

// TestReady: what is missing before a person is asked, field by field.
func TestReady(t *testing.T) {
	good := func() Edition {
		return Edition{Content: Content{
			Facts: Facts{Title: "通告", MadeOn: "2023-10-09", Attribute: Open, Anchor: "foi:20-1", ColumnID: 3}, Body: "正文",
		}}
	}
	for _, c := range []struct {
		name, field string
		change      func(*Edition)
	}{
		{"as it should be", "", func(*Edition) {}},
		{"no attribute", "attribute", func(e *Edition) { e.Attribute = "" }},
		{"no text", "body", func(e *Edition) { e.Body = " \n" }},
		{"a file is a text too", "", func(e *Edition) { e.Body, e.Attachments = "", []Attachment{{Name: "a.pdf"}} }},
		{"no day", "made_on", func(e *Edition) { e.MadeOn = "" }},
		{"made tomorrow", "made_on", func(e *Edition) { e.MadeOn = "2023-10-27" }},
		{"made today", "", func(e *Edition) { e.MadeOn = "2023-10-26" }},
		{"open with a ground against it", "limb", func(e *Edition) { e.Limb = "third" }},
		{"open without an article", "anchor", func(e *Edition) { e.Anchor = "" }},
		{"open without a column", "column", func(e *Edition) { e.ColumnID = 0 }},
		{"open until yesterday", "until", func(e *Edition) { e.Until = "2023-10-25" }},
		{"closed without a ground", "limb", func(e *Edition) { e.Attribute = Closed }},
		{"closed, a third party's", "", func(e *Edition) { e.Attribute, e.Limb = Closed, "third" }},
		{"closed, a law without its name", "limb_note", func(e *Edition) { e.Attribute, e.Limb = Closed, "forbidden" }},
		{"closed, a law with its name", "", func(e *Edition) { e.Attribute, e.Limb, e.LimbNote = Closed, "forbidden", "统计法第十一条" }},
		{"on request, no column needed", "", func(e *Edition) { e.Attribute, e.Anchor, e.ColumnID = Request, "", 0 }},
		{"on request with a ground", "limb", func(e *Edition) { e.Attribute, e.Limb = Request, "internal" }},
		{"an unknown ground", "limb", func(e *Edition) { e.Attribute, e.Limb = Closed, "because" }},
		{"the first edition needs no note", "", func(e *Edition) { e.Big, e.item = true, &Item{} }},
		{"a major change without a note", "note", func(e *Edition) { e.Big, e.item = true, &Item{FirstAt: time.Unix(1, 0)} }},
		{"a minor change without a note", "", func(e *Edition) { e.item = &Item{FirstAt: time.Unix(1, 0)} }},
	} {
		e := good()
		c.change(&e)
		err := e.ready("2023-10-26")
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.field != "" && (err == nil || fault.As(err).Fields[c.field].Key == "" || len(fault.As(err).Fields) != 1):
			t.Errorf("%s: %v, want a fault about %s alone", c.name, err, c.field)
		}
	}
}

func TestPlan(t *testing.T) {
	now := time.Date(2023, 10, 26, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at    time.Duration
		field string
	}{
		{-time.Minute, "clock"}, {0, "clock"}, {9 * time.Minute, "clock"}, {10 * time.Minute, ""}, {300 * 24 * time.Hour, ""}, {366 * 24 * time.Hour, "day"},
	} {
		err := checkPlan(now.Add(c.at), now, 10)
		if (err == nil) != (c.field == "") || err != nil && fault.As(err).Fields[c.field].Key == "" {
			t.Errorf("%v ahead: %v, want %q", c.at, err, c.field)
		}
	}
}

// TestSum: each part of the content changes what an approval signs, and where a
// file lies does not.
func TestSum(t *testing.T) {
	base := Content{Facts: Facts{Title: "t", MadeOn: "2023-01-01"}, Body: "b", Attachments: []Attachment{{File: 1, Name: "a", SHA256: "x", Size: 1}}}
	seen := map[string]string{}
	add := func(name string, c Content) {
		sum, err := c.Sum()
		if err != nil {
			t.Fatal(err)
		}
		if was, twice := seen[sum]; twice {
			t.Errorf("%s signs the same as %s", name, was)
		}
		seen[sum] = name
	}
	add("base", base)
	for name, change := range map[string]func(*Content){
		"title": func(c *Content) { c.Title = "T" }, "body": func(c *Content) { c.Body = "b " }, "number": func(c *Content) { c.Number = "1" },
		"day": func(c *Content) { c.MadeOn = "2023-01-02" }, "attribute": func(c *Content) { c.Attribute = Open }, "column": func(c *Content) { c.ColumnID = 1 },
		"summary": func(c *Content) { c.Summary = "s" }, "term": func(c *Content) { c.Term = "enforce.other" }, "limb": func(c *Content) { c.Limb = "third" }, "limb note": func(c *Content) { c.LimbNote = "n" },
		"anchor": func(c *Content) { c.Anchor = "foi:21" }, "theme": func(c *Content) { c.Theme = "02" }, "genre": func(c *Content) { c.Genre = "08" },
		"row": func(c *Content) { c.RowID = 4 }, "source": func(c *Content) { c.Source = "s" }, "author": func(c *Content) { c.Author = "a" },
		"keywords": func(c *Content) { c.Keywords = "k" }, "until": func(c *Content) { c.Until = "2024-01-01" },
		"link":           func(c *Content) { c.Related = []Link{{Kind: Basis, Title: "l", URL: "https://x.example/a"}} },
		"file":           func(c *Content) { c.Attachments = []Attachment{{File: 1, Name: "a", SHA256: "y", Size: 1}} },
		"name of a file": func(c *Content) { c.Attachments = []Attachment{{File: 1, Name: "b", SHA256: "x", Size: 1}} },
		"what a file replaces": func(c *Content) {
			c.Attachments = []Attachment{{File: 1, Name: "a", SHA256: "x", Size: 1, Replaces: 2}}
		},
		"no file": func(c *Content) { c.Attachments = nil },
	} {
		c := base
		change(&c)
		add(name, c)
	}
	moved := base
	moved.Attachments = []Attachment{{File: 99, Name: "a", SHA256: "x", Size: 1}}
	if sum, _ := moved.Sum(); seen[sum] != "base" {
		t.Error("a file that lies elsewhere is another content")
	}
	if base.Attachments[0].File != 1 {
		t.Error("Sum changes what it sums")
	}
}
