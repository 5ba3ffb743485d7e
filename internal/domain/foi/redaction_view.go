package foi

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/redact"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A Spot is a place of a record that a rule of screening names, or a mark.
type Spot struct {
	Code  string `json:"code"` // what takes it up in a form
	Rule  string `json:"rule,omitempty"`
	Limb  string `json:"limb,omitempty"`
	Part  string `json:"part"`
	Place string `json:"place"`
	Text  string `json:"text"`
	Sure  bool   `json:"sure,omitempty"` // hardly ever anything else
}

// A Run is a stretch of a text that stays, goes, or is proposed to go.
type Run struct {
	Text  string `json:"text"`
	Limb  string `json:"limb,omitempty"`  // it goes, by this
	Label string `json:"label,omitempty"` // what stands there instead
	Found bool   `json:"found,omitempty"` // a rule names it
}

// A Sheet is one part of a record with what goes.
type Sheet struct {
	Name    string       `json:"name"`
	Picture bool         `json:"picture"`
	Gone    bool         `json:"gone"`  // a picture that goes
	Areas   int          `json:"areas"` // of a page
	Lines   []RecordLine `json:"lines"`
}

// A RecordLine is a line, a paragraph or a cell.
type RecordLine struct {
	Place string `json:"place"`
	Runs  []Run  `json:"runs"`
}

// A Record is a redaction as its handler sees it.
type Record struct {
	Redaction
	Number string   `json:"number"`
	Text   string   `json:"text"` // of the item
	Name   string   `json:"name"` // of the file
	PDF    bool     `json:"pdf"`
	Scan   bool     `json:"scan"` // it has pages without text
	Edit   bool     `json:"edit"`
	Shut   bool     `json:"shut,omitempty"` // its words are not shown: who only reviews asks for them with a reason
	Sheets []Sheet  `json:"sheets"`
	Found  []Spot   `json:"found"`
	Marked []Spot   `json:"marked"`
	Places []string `json:"places"` // the names of the parts
}

// Record returns a redaction: with the text of the record for who handles the request, and
// with the list of what goes, and none of the words, for who reviews, clears or signs it.
func (s *Service) Record(ctx context.Context, id ID, of RedactionID) (v Record, err error) {
	defer fault.Wrap(&err, "foi.Record(%d)", of)
	if v, err = s.whole(ctx, id, of); err == nil && v.Shut {
		v.Sheets, v.Found = nil, nil
		for i := range v.Marked {
			v.Marked[i].Text = ""
		}
	}
	return v, err
}

// Inspect is Record with the words for who reviews, clears or signs: nobody judges what was
// taken out without having seen it. Who looked, and why, stays in the journal.
func (s *Service) Inspect(ctx context.Context, id ID, of RedactionID, in Because) (v Record, err error) {
	defer fault.Wrap(&err, "foi.Inspect(%d)", of)
	var c fault.Check
	checkReason(&c, in.Reason)
	if err := c.Err(); err != nil {
		return v, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		if !decides(tx, r) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		if err := s.impersonal(tx, r, "reason", in.Reason); err != nil {
			return err
		}
		x := Redaction{ID: of}
		return journal.Add(tx, "foi.inspect", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Note: in.Reason, Key: x.key()})
	})
	if err != nil {
		return v, err
	}
	v, err = s.whole(ctx, id, of)
	v.Shut = false
	return v, err
}

func (s *Service) whole(ctx context.Context, id ID, of RedactionID) (v Record, err error) {
	x, d, err := s.original(ctx, id, of)
	if err != nil {
		return v, err
	}
	var rules *screen.Rules
	v = Record{Redaction: x, Name: d.Name, PDF: d.Type == "pdf", Scan: d.Scan}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		v.Shut = !tx.Actor.CanAt(Handle, r.UnitID)
		v.Number, v.Edit = r.Number, slices.Contains(s.acts(tx, r), ActWork)
		if v.Text, err = db.One[string](tx, "SELECT text FROM foi_item WHERE id = ?", x.Item); err != nil {
			return err
		}
		rules, err = s.rules(tx)
		return err
	})
	if err != nil {
		return v, err
	}
	for i := range d.Parts {
		v.Places = append(v.Places, d.Parts[i].Name)
		s.show(&v, &d.Parts[i], i, rules.Text(d.Parts[i].Name, d.Parts[i].Text))
	}
	return v, nil
}

// show adds a part to what is shown.
func (s *Service) show(v *Record, p *redact.Part, n int, found []screen.Finding) {
	runes := []rune(p.Text)
	sh := Sheet{Name: p.Name, Picture: p.Picture}
	limbs, named := make([]string, len(runes)), make([]bool, len(runes))
	v.marked(p, &sh, runes, limbs)
	v.proposed(p, n, found, runes, limbs, named)
	for _, pl := range p.Places {
		line := RecordLine{Place: pl.Name}
		for at := pl.Start; at < pl.End; {
			end := at + 1
			for end < pl.End && limbs[end] == limbs[at] && named[end] == named[at] {
				end++
			}
			run := Run{Text: string(runes[at:end]), Limb: limbs[at], Found: named[at]}
			if run.Limb != "" {
				run.Label = s.redactLabel(run.Limb)
			}
			line.Runs = append(line.Runs, run)
			at = end
		}
		sh.Lines = append(sh.Lines, line)
	}
	v.Sheets = append(v.Sheets, sh)
}

// placeAt names the place of a part where a rune stands.
func placeAt(p *redact.Part, rune int) string {
	for _, pl := range p.Places {
		if rune < pl.End || rune == pl.Start {
			return pl.Name
		}
	}
	return ""
}

// marked adds the marks of a part, and writes over its runes by what they go.
func (v *Record) marked(p *redact.Part, sh *Sheet, runes []rune, limbs []string) {
	for i, m := range v.Marks {
		if m.Part != p.Name {
			continue
		}
		spot := Spot{Code: strconv.Itoa(i), Limb: m.Limb, Part: p.Name}
		switch {
		case p.Picture:
			sh.Gone = true
		case !m.Box.Empty():
			sh.Areas++
		default:
			spot.Text, spot.Place = string(runes[m.Start:m.End]), placeAt(p, m.Start)
			for k := m.Start; k < m.End; k++ {
				limbs[k] = m.Limb
			}
		}
		v.Marked = append(v.Marked, spot)
	}
}

// proposed adds what rules of screening name in a part and no mark has.
func (v *Record) proposed(p *redact.Part, n int, found []screen.Finding, runes []rune, limbs []string, named []bool) {
	for _, f := range found {
		if f.Start >= f.End || limbs[f.Start] != "" {
			continue
		}
		v.Found = append(v.Found, Spot{
			Code: fmt.Sprintf("%d.%d.%d", n, f.Start, f.End), Rule: f.Rule, Part: p.Name, Place: placeAt(p, f.Start), Text: string(runes[f.Start:f.End]), Sure: f.Severity == screen.Block,
		})
		for k := f.Start; k < f.End; k++ {
			named[k] = true
		}
	}
}
