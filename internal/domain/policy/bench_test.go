package policy

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/profile"
)

const (
	benchDocuments  = 5000
	benchAmendments = 20
)

// articles is a text of so many articles.
func articles(n, version int) string {
	var b strings.Builder
	b.WriteString("办法\n")
	for i := range n {
		fmt.Fprintf(&b, "第%s条 %d号事项由主管部门在%d日内办理，结果向社会公开。\n", clause.Words(i+1), i, version+i%7)
	}
	return b.String()
}

// BenchmarkPage has 10 ms for the text of any of 5,000 documents with 20 amendments on any
// day, with all that its page says; every hundredth has 300 articles.
func BenchmarkPage(b *testing.B) {
	d := dbtest.SQLite(b, dbtest.At("2026-06-01"))
	ctx := dbtest.As(b, auth.Machine("test"))
	p, err := profile.Open("honggutan")
	if err == nil {
		_, err = unit.New(d).Load(ctx, p, false)
	}
	if err != nil {
		b.Fatal(err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		organ, err := unit.ByCode(tx, "czj")
		if err != nil {
			return err
		}
		for i := range benchDocuments {
			if err := benched(tx, ID(i+1), organ.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	s := New(Needs{DB: d})
	n := 0
	for b.Loop() {
		n++
		id := ID(n*100%benchDocuments + 1)
		on := calendar.Day("2020-01-01").Add(n * 97 % 2300)
		page, err := s.Page(ctx, id, on)
		if err != nil || page.Body == "" || len(page.Texts) != benchAmendments+1 {
			b.Fatalf("%d on %s: %v", id, on, err)
		}
	}
}

// benched stores a document with its amendments, each by the document before it.
func benched(tx *db.Tx, id ID, organ int64) error {
	size := 10
	if id%100 == 1 {
		size = 300
	}
	item := publish.ID(id)
	if _, err := tx.Exec("INSERT INTO publish_item (id, rev, unit_id, index_no, title, state, made_at) VALUES (?, 1, ?, ?, '', ?, 0)", item, organ, fmt.Sprint(id), publish.Live); err != nil {
		return err
	}
	doc := Document{ID: id, Rev: 1, UnitID: organ, OrganID: organ, Facts: Facts{Title: fmt.Sprintf("%d号办法", id), Starts: "2020-01-01"}, Status: Issued, Issued: "2020-01-01", Item: item, Standing: Amended, Number: fmt.Sprint(id)}
	if err := db.Insert(tx, table, doc); err != nil {
		return err
	}
	for v := range benchAmendments + 1 {
		from, by := calendar.Day("2020-01-01").Add(v*100), ID(0)
		if v > 0 {
			by = max(id-1, 1)
			if err := db.Insert(tx, "policy_effect", Effect{ID: EffectID(tx.ID()), By: by, Target: id, Kind: Amend, From: from, Body: articles(size, v), Live: true}); err != nil {
				return err
			}
		}
		if err := db.Insert(tx, "policy_text", text{dated{tx.ID(), id, from, by}, articles(size, v)}); err != nil {
			return err
		}
	}
	return nil
}
