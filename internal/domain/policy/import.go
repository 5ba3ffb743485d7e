package policy

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// ImportID names an import.
type ImportID int64

// An Archive is a library that was kept elsewhere: a table (XLSX, CSV), or a ZIP archive of
// one table and the files that its cells name.
type Archive struct {
	Name string
	File []byte
}

// An Import is a library that was taken over, as it is kept: what became of each row.
type Import struct {
	ID     ImportID        `db:"id" json:"id"`
	Batch  publish.BatchID `db:"batch_id" json:"batch"` // makes the documents public
	UnitID int64           `db:"unit_id" json:"unit_id"`
	Name   string          `db:"name" json:"name"`
	Digest string          `db:"digest" json:"sha256"`
	Lines  []ImportLine    `db:"lines,json" json:"lines"`
	ReadBy int64           `db:"read_by" json:"-"`
	ReadAt time.Time       `db:"read_at" json:"read_at"`
}

// Ref names the import in links.
func (i *Import) Ref() string { return fmt.Sprintf("policy/library/import/%d", i.ID) }

// Count is how many rows came to an outcome.
func (i *Import) Count(o Outcome) int { return count(i.Lines, o) }

// An Outcome is what became of a row.
type Outcome string

// The outcomes.
const (
	Added Outcome = "added"
	Known Outcome = "known" // the same row was taken over before
	Left  Outcome = "left"  // something is wrong with it
)

// Outcomes lists the outcomes in the order of reports.
var Outcomes = []Outcome{Added, Known, Left}

// An ImportLine is a document of the table with what became of it.
type ImportLine struct {
	Sheet    string      `json:"sheet"`
	Line     int         `json:"line"`
	Title    string      `json:"title"`
	Number   string      `json:"number,omitempty"`
	Outcome  Outcome     `json:"outcome"`
	Standing Standing    `json:"standing,omitempty"`
	Document ID          `json:"document,omitempty"`
	Says     []fault.Row `json:"says,omitempty"` // what is wrong, or wants a look
}

// Imported says what an import did, or would do.
type Imported struct {
	Dry      bool         `json:"dry"`
	Import   *Import      `json:"import,omitempty"` // nil after a dry run, and where every row is known
	Total    int          `json:"total"`            // documents that are added
	Known    int          `json:"known"`
	Lines    []ImportLine `json:"lines"`
	Bad      []fault.Row  `json:"bad"` // the rows that are left out, with each fault
	Warnings []fault.Row  `json:"warnings"`
}

func count(lines []ImportLine, o Outcome) (n int) {
	for _, l := range lines {
		if l.Outcome == o {
			n++
		}
	}
	return n
}

// How says how an import is made.
type How struct {
	Dry     bool // keep nothing
	Partial bool // take over the good rows and leave the others out
}

// Import takes over documents that were issued before the library was kept here. Each is kept
// under its own numbers, with its texts, its states and what did them. They come before the
// public as one batch of publish, by the signature of somebody else. The same file read again
// changes nothing.
//
// Errors: Invalid with every row at fault, up to 200, unless they may be left out; nothing is
// kept then. A dry run tells them in its answer as long as one row is good.
func (s *Service) Import(ctx context.Context, in Archive, how How) (out Imported, err error) {
	defer fault.Wrap(&err, "policy.Import(%q)", in.Name)
	if len(bytes.TrimSpace(in.File)) == 0 {
		return out, fault.Field("file", "policy.import.no_file")
	}
	r, err := s.openLibrary(ctx, in)
	if err != nil {
		return out, err
	}
	run := s.db.Write
	if how.Dry {
		run = s.db.Read
	}
	err = run(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Can(Register) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		rows, err := r.read(tx)
		if err != nil {
			return err
		}
		out = told(rows, r.doubts)
		out.Dry = how.Dry
		good := out.Total+out.Known > 0
		if len(out.Bad) > 0 && (!good || !how.Dry && !how.Partial) {
			return fault.Rows(out.Bad)
		}
		if how.Dry || out.Total == 0 {
			return nil
		}
		if out.Import, err = s.takeOver(tx, in, rows); err == nil {
			out.Lines = out.Import.Lines
		}
		return err
	})
	return out, err
}

// maxTold bounds the faults that one answer tells.
const maxTold = 200

// told sums up the rows of a library.
func told(rows []*libraryRow, doubts []fault.Row) Imported {
	out := Imported{Lines: []ImportLine{}, Bad: []fault.Row{}, Warnings: append([]fault.Row{}, doubts...)}
	for _, r := range rows {
		l := r.said()
		switch l.Outcome {
		case Added:
			out.Total++
		case Known:
			out.Known++
		case Left:
			out.Bad = append(out.Bad, r.bad...)
		}
		if l.Outcome != Left {
			out.Warnings = append(out.Warnings, r.doubts...)
		}
		out.Lines = append(out.Lines, l)
	}
	out.Bad, out.Warnings = out.Bad[:min(len(out.Bad), maxTold)], out.Warnings[:min(len(out.Warnings), maxTold)]
	return out
}

// said is the row with what becomes of it.
func (row *libraryRow) said() ImportLine {
	l := ImportLine{Sheet: row.sheet, Line: row.line, Title: row.doc.Title, Number: row.doc.Number, Outcome: Added, Standing: row.claimed, Document: row.doc.ID, Says: row.doubts}
	switch {
	case len(row.bad) > 0:
		l.Outcome, l.Says, l.Document = Left, row.bad, 0
	case row.known:
		l.Outcome = Known
	}
	return l
}

const importTable = "policy_import"

func imports(tx *db.Tx) (w db.Where) {
	w.Units("unit_id", tx.Actor.Over(Register))
	return w
}

// Imports lists the libraries that were taken over, the newest first.
func (s *Service) Imports(ctx context.Context, _ struct{}, p db.Page) (rows db.Rows[Import], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = db.List[Import](tx, p, db.Query{From: importTable, Where: imports(tx), Order: []string{"read_at", "id"}, Desc: true})
		return err
	})
	return rows, err
}

// ImportOf returns one import with what became of each row.
func (s *Service) ImportOf(ctx context.Context, id ImportID) (out Import, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w := imports(tx)
		w.And("id = ?", id)
		out, err = db.Get[Import](tx, "FROM policy_import"+w.String(), w.Args...)
		return err
	})
	return out, err
}

// digestOf is of the cells and files that a document was read from.
func digestOf(parts ...any) string { return proof.SHA256(fmt.Sprintf("%q", parts)) }
