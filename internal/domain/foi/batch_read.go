package foi

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// batchFile has the columns of a table of paper cases, and batchWords what their
// cells say for a kind of applicant and for a channel.
var (
	//go:embed batch.tsv
	batchFile string
	//go:embed batch_words.tsv
	batchWords string
)

// BatchColumns are the columns of the table, in the order of the page about it.
var BatchColumns = sheet.Columns(batchFile)

// batchCodes is the code of a word, by column.
var batchCodes = sheet.Words(batchWords)

const (
	// maxFaults bounds the faults that one dry run tells.
	maxFaults = 200
	// The first regulation came into force on the first day, the present one on the
	// second: until then a reply was due in fifteen working days (2007年条例第二十四条).
	firstLaw   calendar.Day = "2008-05-01"
	presentLaw calendar.Day = "2019-05-15"
)

// A Table is a file of paper cases: XLSX or CSV.
type Table struct {
	Name string
	File []byte
}

// Imported says what an import did, or would do.
type Imported struct {
	Dry   bool        `json:"dry"`
	Batch *Batch      `json:"batch,omitempty"`
	Total int         `json:"total"`
	Years map[int]int `json:"years"` // in which they were received

	Warnings []fault.Row `json:"warnings"` // what is left out
}

// Import takes over cases of earlier years that were handled on paper. Of the
// applicant only the kind is needed; a name is sealed. A dry run keeps nothing.
//
// Errors: Invalid with every row at fault, up to 200; nothing is kept then.
func (s *Service) Import(ctx context.Context, in Table, dry bool) (out Imported, err error) {
	defer fault.Wrap(&err, "foi.Import(%q)", in.Name)
	if len(in.File) == 0 {
		return out, fault.Field("file", "foi.no_file")
	}
	rows, doubts, err := sheet.Records(in.Name, in.File, BatchColumns)
	if err != nil {
		return out, err
	}
	run := s.db.Write
	if dry {
		run = s.db.Read
	}
	err = run(ctx, func(tx *db.Tx) error {
		out = Imported{Dry: dry, Years: map[int]int{}, Warnings: append([]fault.Row{}, doubts...)}
		if !tx.Actor.Can(Import) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		t := &taker{service: s, file: in.Name, seen: map[string]int{}}
		if t.units, err = unit.Names(tx); err != nil {
			return err
		}
		if t.cal, err = s.holidays.In(tx); err != nil {
			return err
		}
		for _, r := range rows {
			if err := t.take(tx, r); err != nil {
				return err
			}
		}
		if err := fault.Rows(t.bad); err != nil {
			return err
		}
		for _, c := range t.cases {
			out.Years[c.Received.Year()]++
		}
		if out.Total = len(t.cases); dry {
			return nil
		}
		out.Batch, err = s.keep(tx, in, t.cases)
		return err
	})
	return out, err
}

// A paperCase is a row that was read.
type paperCase struct {
	Request
	result, name string
	code         string // of the unit
}

// A taker turns rows into cases.
type taker struct {
	service *Service
	file    string
	units   *unit.Resolver
	cal     *calendar.Calendar
	seen    map[string]int // numbers, with their line
	cases   []paperCase
	bad     []fault.Row
}

func (t *taker) fail(r sheet.Record, key, text string, args ...any) {
	if len(t.bad) < maxFaults {
		i := slices.IndexFunc(BatchColumns, func(c sheet.Column) bool { return c.Key == key })
		t.bad = append(t.bad, fault.Row{File: t.file, Line: r.Line, Column: BatchColumns[i].Names[0], Text: fault.T(text, args...)})
	}
}

// take reads one row, or says what is wrong with it.
func (t *taker) take(tx *db.Tx, r sheet.Record) error {
	before := len(t.bad)
	get := func(key string) string { return strings.TrimSpace(r.Cells[key]) }
	c := paperCase{result: t.result(r, get("result")), name: get("name")}
	c.Kind, c.Channel = Kind(t.code(r, "kind", get("kind"))), Channel(t.code(r, "channel", get("channel")))
	m, ok := t.units.Resolve(get("unit"))
	switch {
	case !ok || m.Group != "" || len(m.Units) != 1:
		t.fail(r, "unit", "foi.unknown_unit", get("unit"))
	case !tx.Actor.CanAt(Import, m.Units[0].ID):
		t.fail(r, "unit", "not_allowed")
	default:
		c.UnitID, c.FirstID, c.code = m.Units[0].ID, m.Units[0].ID, m.Units[0].Code
	}
	t.days(tx, r, &c)
	if err := t.numbered(tx, r, &c, get("number")); err != nil {
		return err
	}
	if len([]rune(c.name)) > 100 {
		t.fail(r, "name", "foi.result.too_long", 100)
	}
	if len(t.bad) == before {
		t.cases = append(t.cases, c)
	}
	return nil
}

func (t *taker) code(r sheet.Record, key, word string) string {
	code, ok := batchCodes[key][word]
	if !ok {
		t.fail(r, key, "foi.unknown_word", word)
	}
	return code
}

// result is the code that a cell names by code, by name, or by the row of table 3
// when that row has one result.
func (t *taker) result(r sheet.Record, word string) string {
	var found []string
	for _, x := range law.Results() {
		if x.Code == word || x.Name == word {
			return x.Code
		}
		if x.Row == word {
			found = append(found, x.Code)
		}
	}
	if len(found) != 1 {
		t.fail(r, "result", "foi.unknown_word", word)
		return ""
	}
	return found[0]
}

func (t *taker) day(r sheet.Record, key string) calendar.Day {
	text := strings.TrimSpace(r.Cells[key])
	d, ok := sheet.Day(text)
	if text != "" && !ok {
		t.fail(r, key, "foi.result.bad_day")
	}
	return calendar.Day(d)
}

// days reads the days of a case and finds its last day where the table has none.
func (t *taker) days(tx *db.Tx, r sheet.Record, c *paperCase) {
	c.Received, c.Ended, c.Due = t.day(r, "received"), t.day(r, "ended"), t.day(r, "due")
	c.Submitted, c.Month = c.Received, monthOf(c.Received)
	switch {
	case c.Received == "":
		t.missing(r, "received")
	case c.Received < firstLaw || c.Received > tx.Today:
		t.fail(r, "received", "foi.bad.between", firstLaw, tx.Today)
	case c.Ended == "":
		t.missing(r, "ended")
	case c.Ended < c.Received || c.Ended > tx.Today:
		t.fail(r, "ended", "foi.bad.between", c.Received, tx.Today)
	case c.Due != "" && c.Due < c.Received:
		t.fail(r, "due", "foi.bad.before", c.Received)
	case c.Due == "" && c.Received < presentLaw:
		t.fail(r, "due", "foi.need.due", presentLaw)
	case c.Due == "":
		due, err := deadline.Simple(t.cal, c.Received, termReply)
		c.Due, c.Provisional = due.Day, due.Provisional
		if err != nil {
			t.fail(r, "received", "foi.result.bad_day")
		}
	}
}

// missing says that a required cell is empty, unless what stands in it was no day.
func (t *taker) missing(r sheet.Record, key string) {
	if strings.TrimSpace(r.Cells[key]) == "" {
		t.fail(r, key, "foi.need.day")
	}
}

// numbered gives a case the number of its paper file, marked as such: P2021-czj/12.
func (t *taker) numbered(tx *db.Tx, r sheet.Record, c *paperCase, own string) error {
	switch {
	case own == "" || len([]rune(own)) > 30:
		t.fail(r, "number", "foi.bad.paper_number")
		return nil
	case c.UnitID == 0 || !c.Received.Valid():
		return nil
	}
	c.Year = c.Received.Year()
	c.Number = fmt.Sprintf("P%04d-%s/%s", c.Year, c.code, own)
	if line, twice := t.seen[c.Number]; twice {
		t.fail(r, "number", "foi.number_twice", line)
		return nil
	}
	t.seen[c.Number] = r.Line
	n, err := db.One[int](tx, "SELECT count(*) FROM foi_request WHERE number = ?", c.Number)
	if n > 0 {
		t.fail(r, "number", "foi.number_known")
	}
	return err
}

// keep stores the cases as one batch: closed, each with its one result.
func (s *Service) keep(tx *db.Tx, in Table, cases []paperCase) (*Batch, error) {
	b := &Batch{ID: BatchID(tx.ID()), Rev: 1, UnitID: tx.Actor.Unit, Name: in.Name, Digest: proof.SHA256(string(in.File)), Total: len(cases), ReadBy: tx.Actor.Who(), ReadAt: tx.Now}
	if b.UnitID == 0 { // the program itself, from the command line
		root, err := unit.Root(tx)
		if err != nil {
			return nil, err
		}
		b.UnitID = root.ID
	}
	if err := flow.Do(tx, BatchFlow, b, ActImport, nil); err != nil {
		return nil, err
	}
	if err := db.Insert(tx, batchTable, b); err != nil {
		return nil, err
	}
	for i := range cases {
		if err := s.store(tx, b, &cases[i]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (s *Service) store(tx *db.Tx, b *Batch, c *paperCase) error {
	r := &c.Request
	a := Applicant{Kind: c.Kind, Name: c.name}
	sealed, err := s.box.SealJSON(a, aboutApplicant)
	if err != nil {
		return err
	}
	r.ID, r.Rev, r.Batch, r.Sealed, r.Status, r.Sort, r.Pieces, r.Counts = ID(tx.ID()), 1, b.ID, sealed, Archived, never, 1, true
	r.Want, r.Shown = s.words("foi.paper_case"), s.words("foi.paper_case")
	if c.name != "" {
		r.Shown = shownAs(a)
	}
	r.Token = s.box.Mark(r.Number, "foi.token")
	if res, _ := law.ResultOf(c.result); res.Replied() {
		r.Answered = r.Ended
	}
	if err := db.Insert(tx, table, r); err != nil {
		return err
	}
	return db.Insert(tx, itemTable, Item{ID: ItemID(tx.ID()), Rev: 1, Request: r.ID, Sort: 1, Text: r.Want, Result: c.result})
}
