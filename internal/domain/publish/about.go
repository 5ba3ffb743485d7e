package publish

import (
	"strings"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// The catalogue says of each record what it is about (条例第十二条: 索引、名称、
// 内容概述、生成日期等). Where nobody wrote it, that is how the text begins: it is read
// off what was screened and signed, and changes when that does.
const (
	aboutMost   = 200  // characters of a beginning: local rules ask for 100 to 300
	aboutWithin = 2000 // characters of the text in which it is looked for: a list reads no more
)

// About is 内容概述 as the catalogue has it: what the clerk wrote, or else how the text
// begins; "" for a text without a sentence.
func (c Content) About() string { return about(c.Summary, c.Number, c.Body) }

func about(summary, number, body string) string {
	if summary != "" {
		return summary
	}
	body = unnumbered(body, number)
	n := 0
	for i := range body {
		if n++; n > aboutWithin {
			body = body[:i]
			break
		}
	}
	return article.Parse(body).Lead(aboutMost)
}

// unnumbered is a text without the line before its first sentence that only bears the
// document number: that has a place of its own in the catalogue.
func unnumbered(body, number string) string {
	want := bare(number)
	for at := 0; want != ""; {
		line, _, more := strings.Cut(body[at:], "\n")
		switch {
		case bare(line) == want:
			return body[:at] + body[at+len(line):]
		case !more || strings.ContainsAny(line, "。；"):
			return body
		}
		at += len(line) + 1
	}
	return body
}

// bare is the letters and digits of a text: a number is the same in any brackets.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// described asks for 内容概述 where the text gives none: of a table or of attachments
// alone somebody has to say what they are about.
func (e *Edition) described() error {
	if e.Attribute == Open && e.About() == "" {
		return fault.Field("summary", "publish.no_summary")
	}
	return nil
}

// describe gives what is listed its 内容概述, from the editions that stand.
func describe(tx *db.Tx, items []Listed) error {
	if len(items) == 0 {
		return nil
	}
	type row struct {
		Item    ID     `db:"item_id"`
		Summary string `db:"summary"`
		Number  string `db:"number"`
		Opening string `db:"substr(body, 1, 2000)"` // aboutWithin
	}
	at, ids := make(map[ID]*Listed, len(items)), make([]any, len(items))
	for i := range items {
		at[items[i].ID], ids[i] = &items[i], items[i].ID
	}
	var w db.Where
	w.In("id", ids...)
	return db.Each(tx, func(r row) error {
		at[r.Item].Summary = about(r.Summary, r.Number, r.Opening)
		return nil
	}, "FROM publish_edition WHERE id IN (SELECT standing_id FROM publish_item"+w.String()+")", w.Args...)
}
