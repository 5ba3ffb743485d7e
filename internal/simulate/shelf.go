package simulate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/profiles"
)

// formedAYear is how often in a year, at scale 1, an office has something new that a row of
// a catalogue speaks of.
const formedAYear = 400

// keeps is the share of what is owed by the catalogues that is published at all; heeds
// within how many days of the time in which it can be.
const (
	keeps = 0.15
	heeds = 30
)

// shelves has the office keep the standard catalogues of the profile, and the units publish
// what they ask for.
func (w *World) shelves(ctx context.Context, day calendar.Day) error {
	if err := w.enforces(ctx, day); err != nil {
		return err
	}
	if day.Start().Weekday() == time.Wednesday {
		if err := w.forms(ctx, day); err != nil {
			return err
		}
	}
	return w.fills(ctx, day)
}

// enforces puts the catalogues of the profile in force in January, and the next version of
// one of them in July: it has a row less.
func (w *World) enforces(ctx context.Context, day calendar.Day) error {
	if day < calendar.Date(w.Year, time.January, 4) || w.settled {
		return nil
	}
	dir := w.Profile.Name + "/catalogues"
	files, err := fs.ReadDir(profiles.Files, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	july := day >= calendar.Date(w.Year, time.July, 3)
	w.settled = july || len(files) == 0 // if nothing goes wrong below
	for i, f := range files {
		data, err := profiles.Files.ReadFile(path.Join(dir, f.Name()))
		if err != nil {
			return err
		}
		number := 1
		if july && i == len(files)-1 {
			number, data = 2, shorter(data)
		}
		up := catalogue.Upload{Name: f.Name(), File: data, Domain: strings.TrimSuffix(f.Name(), path.Ext(f.Name()))}
		if err := w.enforce(ctx, number, up); err != nil {
			w.settled = false
			if err = passing(err); err != nil {
				return err
			}
		}
	}
	return nil
}

// shorter is a table without its last row.
func shorter(csv []byte) []byte {
	csv = bytes.TrimRight(csv, "\r\n")
	return csv[:bytes.LastIndexByte(csv, '\n')+1]
}

// enforce imports a version of a catalogue, or takes up the draft that there is, and puts it
// in force, unless it is.
func (w *World) enforce(ctx context.Context, number int, up catalogue.Upload) error {
	there, err := w.Catalogues.Find(w.as(ctx, w.Office), catalogue.Find{Domain: up.Domain}, db.Page{Size: 200})
	if err != nil {
		return err
	}
	var draft *catalogue.Version
	for i := range there.Items {
		switch v := &there.Items[i]; {
		case v.Status == catalogue.Draft:
			draft = v
		case v.Status == catalogue.InForce && v.Number >= number:
			return nil
		}
	}
	if draft == nil {
		if err := w.act(ctx, w.Office, told(catalogue.ActImport, up.Domain), func(ctx context.Context) error {
			out, err := w.Catalogues.Import(ctx, up, false)
			draft = out.Version
			return err
		}); err != nil {
			return err
		}
	}
	return w.act(ctx, w.Office, told(catalogue.ActEnforce, up.Domain), func(ctx context.Context) error {
		_, err := w.Catalogues.Enforce(ctx, draft.ID, catalogue.Confirm{Rev: draft.Rev})
		return err
	})
}

// forms has offices say that they have something new under a row.
func (w *World) forms(ctx context.Context, day calendar.Day) error {
	rows, err := w.Catalogues.Coverage(w.as(ctx, w.Office), catalogue.Question{})
	if err != nil || len(rows) == 0 {
		return err
	}
	share := math.Ceil(formedAYear*w.Scale) / float64(52*len(rows))
	for i := range rows {
		c := &rows[i]
		if c.Term.Periodic() || !often(w.luck("formed", day, c.Domain, c.Number, w.codeOf(c.Unit)), share) {
			continue
		}
		clerk, has := w.Clerk(c.Unit)
		if !has {
			continue
		}
		in := catalogue.FormInput{Unit: c.Unit, Title: fill(words().Asks.Formed, c.Level1, string(day)), Day: day}
		said, err := w.Catalogues.Records(w.as(ctx, clerk), c.ID, db.Page{Size: 200})
		if err != nil {
			return err
		}
		if slices.ContainsFunc(said.Items, func(f catalogue.Formed) bool { return f.UnitID == c.Unit && f.Title == in.Title }) {
			continue
		}
		err = w.does(ctx, clerk, func(ctx context.Context) error {
			_, err := w.Catalogues.Formed(ctx, c.ID, in)
			return err
		})
		if err := passing(err); err != nil {
			return err
		}
	}
	return nil
}

// fills has offices write what they owe under the rows.
func (w *World) fills(ctx context.Context, day calendar.Day) error {
	owed, err := w.owed(ctx, catalogue.RulePublish, day.Add(2*heeds))
	if err != nil {
		return err
	}
	for _, d := range owed {
		r := w.luck("shelf", w.codeOf(d.UnitID), d.Title, d.Period)
		from := max(d.Starts, d.Opened)
		if on := from.Add(r.IntN(heeds)); d.Period != "" && !often(r, keeps) || day < on {
			continue
		}
		if err := passing(w.fillsIn(ctx, day, d)); err != nil {
			return err
		}
	}
	return nil
}

// fillsIn writes an item under the row of a duty, unless it is under way.
func (w *World) fillsIn(ctx context.Context, day calendar.Day, d duty.Seen) error {
	u, err := w.unitOf(d.UnitID)
	if err != nil {
		return err
	}
	row, err := strconv.ParseInt(d.Under[strings.LastIndexByte(d.Under, '/')+1:], 10, 64)
	if err != nil {
		return err
	}
	s := slipOf(u, d.Opened, fmt.Sprintf("%06d", w.luck("shelf number", u.Code, d.Title, d.Period).IntN(1_000_000)))
	there, err := w.Items.Find(w.as(ctx, w.Office), publish.Find{Unit: u.ID, Text: s.issue}, db.Page{Size: 1})
	if err != nil || len(there.Items) > 0 {
		return err
	}
	if s.row = row; d.Period != "" {
		s.made = day
	}
	return w.write(ctx, day, u, s)
}

// shelved is a version of a catalogue, as the journal has it.
type shelved struct {
	state  catalogue.Status
	domain string
	rows   []int64
}

// shelf follows a version of a catalogue through the journal. What is said of one of its
// rows is of no version.
func (c *Recount) shelf(e journal.Entry) error {
	act := catalogue.Act(e.Act)
	x := c.versions[e.Ref]
	if x == nil {
		x = &shelved{}
	}
	known := false
	for _, s := range catalogue.Flow {
		if s.Act != act {
			continue
		}
		known = true
		if len(s.From) == 0 && x.state == "" || slices.Contains(s.From, x.state) {
			x.state = s.To
			c.versions[e.Ref] = x
			return x.holds(e, act)
		}
	}
	if known {
		c.odd("%s of %s from %q", e.Act, e.Ref, x.state)
	}
	return nil
}

// holds reads what a version says that is put in force.
func (x *shelved) holds(e journal.Entry, act catalogue.Act) error {
	if act != catalogue.ActEnforce {
		return nil
	}
	var b struct {
		Domain string `json:"domain"`
		Rows   []struct {
			ID int64 `json:"id"`
		} `json:"rows"`
	}
	err := e.Decode(&b)
	x.domain = b.Domain
	for _, r := range b.Rows {
		x.rows = append(x.rows, r.ID)
	}
	return err
}

// A Covering is how many rows of the catalogues in force stand in some way, each for each
// unit that it binds.
type Covering struct{ Live, Owed, Late int }

// A shelfMark is a row of a catalogue for a unit that it binds.
type shelfMark struct {
	under string
	unit  int64
}

// marks says how each row stands for each unit, and what was met by nothing that is on line.
func (c *Recount) marks(today calendar.Day) (by map[string]map[shelfMark]bool, wrong []string) {
	live, owed, late := map[shelfMark]bool{}, map[shelfMark]bool{}, map[shelfMark]bool{}
	for _, d := range c.duties {
		if d.Rule != catalogue.RulePublish {
			continue
		}
		at := shelfMark{d.Under, d.Unit}
		switch d.light(Evening{Day: today, Soon: today}) {
		case "":
		case "done", "donelate":
			if live[at] = true; c.releases[d.Evidence] == 0 {
				wrong = append(wrong, fmt.Sprintf("what %s asks for was met by %q, which is not on line", d.Under, d.Evidence))
			}
		case "late":
			late[at] = true
		default:
			owed[at] = true
		}
	}
	for at := range late {
		delete(owed, at) // late is late
	}
	return map[string]map[shelfMark]bool{"live": live, "owed": owed, "late": late}, wrong
}

// Coverage counts the rows of the catalogues in force by domain, from what is owed and from
// what was met by an item that came on line. Of a domain one version is in force.
func (c *Recount) Coverage(today calendar.Day) (out map[string]Covering, wrong []string) {
	by, wrong := c.marks(today)
	out = map[string]Covering{}
	count := map[string]int{}
	for ref, v := range c.versions {
		if v.state != catalogue.InForce {
			continue
		}
		if count[v.domain]++; count[v.domain] > 1 {
			wrong = append(wrong, fmt.Sprintf("%s is in force beside another of %s", ref, v.domain))
		}
		sum := out[v.domain]
		out[v.domain] = Covering{sum.Live + v.among(by["live"]), sum.Owed + v.among(by["owed"]), sum.Late + v.among(by["late"])}
	}
	slices.Sort(wrong)
	return out, wrong
}

// among is how many of some rows are rows of a version.
func (x *shelved) among(all map[shelfMark]bool) (n int) {
	for at := range all {
		if slices.ContainsFunc(x.rows, func(id int64) bool { return catalogue.RefOf(catalogue.RowID(id)) == at.under }) {
			n++
		}
	}
	return n
}

// checkShelves compares the coverage of the catalogues with the board of the office.
func (w *World) checkShelves(ctx context.Context, c *Recount, v *Verdict) error {
	own, wrong := c.Coverage(w.Last())
	v.Violations = append(v.Violations, wrong...)
	v.Versions = len(c.versions)
	b, err := w.Catalogues.Board(w.as(ctx, w.Office))
	if err != nil {
		return err
	}
	for _, row := range b.Rows {
		if row.Version == 0 {
			continue
		}
		shown := Covering{row.Total.Live, row.Total.Owed, row.Total.Late}
		v.Covered += shown.Live
		if has, known := own[row.Domain.Code]; !known || has != shown {
			v.violated("the board of %s shows %+v, the journal has %+v", row.Domain.Code, shown, has)
		}
		delete(own, row.Domain.Code)
	}
	for domain := range own {
		v.violated("the catalogue of %s is in force and not on the board", domain)
	}
	return nil
}
