package catalogue

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Service is what nouns and surfaces do with catalogues.
type Service struct {
	// Published finds what is public under rows. It is of the noun publish, which
	// stands above this one; app sets it. Without it nothing is.
	Published func(tx *db.Tx, rows []RowID) (map[RowID][]Publication, error)
	// Words gives the texts that duties keep and those of the tables that Export
	// writes; app sets it.
	Words func(key string, args ...any) string

	db     *db.DB
	duties *duty.Service
	rules  func(tx *db.Tx) (*screen.Rules, error)
}

// New returns the service. The rules are those of the screening as the district has them now.
func New(d *db.DB, duties *duty.Service, rules func(tx *db.Tx) (*screen.Rules, error)) *Service {
	return &Service{db: d, duties: duties, rules: rules}
}

// Upload is the file of a catalogue.
type Upload struct {
	Name   string
	File   []byte
	Domain string       // code, name or number
	Title  string       // "" is the usual one
	Dated  calendar.Day // "" is today
}

// Imported says what an import did, or would do.
type Imported struct {
	Dry        bool         `json:"dry"`
	Version    *Version     `json:"version,omitempty"` // kept; nil after a dry run
	Domain     Domain       `json:"domain"`
	Base       ID           `json:"base,omitempty"` // the version that it is compared with
	Difference []Difference `json:"difference"`     // all is added where there is none
	Reading
}

// check looks at what was given beside the file.
func (in *Upload) check() (Domain, error) {
	var c fault.Check
	domain, ok := DomainOf(in.Domain)
	c.That(ok, "domain", "catalogue.bad_domain", in.Domain)
	c.That(len(in.File) > 0, "file", "catalogue.no_file")
	c.That(in.Dated == "" || in.Dated.Valid(), "dated", "catalogue.bad_day")
	return domain, c.Err()
}

// Import reads the file of a catalogue and keeps it as a draft. Rows that the
// version in force has too stay what they are, with the units that a person
// bound to them. A dry run reads, compares and keeps nothing.
//
// Errors: Invalid about the domain or the file, or every row at fault; nothing
// is kept then. Forbidden.
func (s *Service) Import(ctx context.Context, in Upload, dry bool) (out Imported, err error) {
	defer fault.Wrap(&err, "catalogue.Import(%q)", in.Name)
	domain, err := in.check()
	if err != nil {
		return out, err
	}
	run := s.db.Write
	if dry {
		run = s.db.Read
	}
	err = run(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Can(Edit) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		names, err := unit.Names(tx)
		if err != nil {
			return err
		}
		out = Imported{Dry: dry, Domain: domain}
		if out.Reading, err = Read(in.Name, in.File, domain, names); err != nil {
			return err
		}
		v, rows, err := s.draft(tx, in, &out)
		if err != nil {
			return err
		}
		if err := s.mayBeShown(tx, v, rows); err != nil || dry {
			return err
		}
		out.Version = v
		return s.keep(tx, v, rows)
	})
	return out, err
}

// draft makes the version and its rows, compared with the version in force.
func (s *Service) draft(tx *db.Tx, in Upload, out *Imported) (*Version, []Row, error) {
	v := &Version{
		ID: ID(tx.ID()), Rev: 1, Domain: out.Domain.Code, UnitID: tx.Actor.Unit, Title: strings.TrimSpace(in.Title), Dated: in.Dated,
		SourceName: in.Name, Notes: out.Notes, Warnings: out.Warnings, MadeBy: tx.Actor.ID, MadeAt: tx.Now,
	}
	if v.Title == "" {
		v.Title = s.Words("catalogue.usual_title", out.Domain.Name)
	}
	if v.Dated == "" {
		v.Dated = tx.Today
	}
	if v.UnitID == 0 { // imported by a program: the district keeps it
		root, err := unit.Root(tx)
		if err != nil {
			return nil, nil, err
		}
		v.UnitID = root.ID
	}
	base, err := inForce(tx, v.Domain)
	if err != nil {
		return nil, nil, err
	}
	var older []Row
	if base != nil {
		v.BaseID, out.Base = base.ID, base.ID
		if older, err = rowsOf(tx, base.ID); err != nil {
			return nil, nil, err
		}
	}
	if v.Number, err = db.One[int](tx, "SELECT count(*) FROM catalogue_version WHERE domain = ?", v.Domain); err != nil {
		return nil, nil, err
	}
	v.Number++
	rows := continued(tx, v, older, out.Rows)
	out.Difference = compare(older, rows)
	return v, rows, nil
}

// continued makes rows of what was read. A row that continues one of the older
// version is that row; the units and the term that a person set for it stay,
// unless the catalogue itself now says otherwise.
func continued(tx *db.Tx, v *Version, older []Row, read []ReadRow) []Row {
	out := make([]Row, len(read))
	for i, m := range match(older, read) {
		r := Row{
			TextID: TextID(tx.ID()), Rev: 1, VersionID: v.ID, Domain: v.Domain, Sort: i + 1, Source: read[i].Source,
			Line: read[i].Line, Units: read[i].Units, Unknown: read[i].Unknown,
		}
		r.ID = RowID(r.TextID)
		if m != nil {
			r.ID = m.ID
			if m.Bound && fold(m.Subject) == fold(r.Subject) {
				r.Units, r.Unknown, r.Bound = m.Units, m.Unknown, true
			}
			if m.Bound && fold(m.TermText) == fold(r.TermText) {
				r.Term = m.Term
			}
		}
		out[i] = r
	}
	return out
}

// mayBeShown refuses a version with anything in it that cannot be public: its title,
// its notes and its rows are, as soon as it is in force, and nobody reviews them.
func (s *Service) mayBeShown(tx *db.Tx, v *Version, rows []Row) error {
	rules, err := s.rules(tx)
	if err != nil {
		return err
	}
	var bad []fault.Row
	say := func(line int, column, words string) {
		if barred := rules.Barred(words); len(barred) > 0 {
			bad = append(bad, fault.Row{File: v.SourceName, Line: line, Column: column, Text: fault.T("screen.not_to_show", barred)})
		}
	}
	say(0, "", strings.Join(append([]string{v.Title}, v.Notes...), "\n"))
	for i := range rows {
		say(rows[i].Source, rows[i].Number, rows[i].words())
	}
	return fault.Rows(bad)
}

func (s *Service) keep(tx *db.Tx, v *Version, rows []Row) error {
	if err := flow.Do(tx, Flow, v, ActImport, nil); err != nil {
		return err
	}
	if err := db.Insert(tx, versionTable, v); err != nil {
		return err
	}
	for _, r := range rows {
		if err := db.Insert(tx, rowTable, r); err != nil {
			return err
		}
	}
	return nil
}

// Confirm is a decision about a version by somebody who has seen it.
type Confirm struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
}

// Check asks for the rev that the person has seen: only within the program may
// a decision leave it out.
func (in Confirm) Check() error {
	var c fault.Check
	c.That(in.Rev > 0, "rev", "db.no_rev")
	return c.Err()
}

// Enforce puts a draft in force, in the place of the version before. What was
// owed under rows that are no more, or by units that are bound no more, ends;
// what is owed by the calendar begins.
//
// Errors: Conflict if another version came in force since it was compared.
func (s *Service) Enforce(ctx context.Context, id ID, in Confirm) (*Version, error) {
	return s.step(ctx, id, in, ActEnforce, func(tx *db.Tx, v *Version) error {
		base, older, err := baseOf(tx, v)
		if err != nil {
			return err
		}
		if v.shown, err = rowsOf(tx, v.ID); err != nil {
			return err
		}
		if err := s.mayBeShown(tx, v, v.shown); err != nil {
			return err
		}
		v.InForce = tx.Today
		if base != nil {
			if err := supersede(tx, base); err != nil {
				return err
			}
		}
		return s.bindAll(tx, older, v.shown)
	})
}

// baseOf is the version in force with its rows, if it is still the one that v was
// compared with; nil if there is none.
func baseOf(tx *db.Tx, v *Version) (base *Version, rows []Row, err error) {
	if base, err = inForce(tx, v.Domain); err != nil {
		return nil, nil, err
	}
	if base == nil && v.BaseID != 0 || base != nil && base.ID != v.BaseID {
		return nil, nil, fault.New(fault.Conflict, "catalogue.base_moved")
	}
	if base != nil {
		rows, err = rowsOf(tx, base.ID)
	}
	return base, rows, err
}

func supersede(tx *db.Tx, v *Version) error {
	err := flow.Do(tx, Flow, v, ActSupersede, func() error { v.Until = tx.Today; return nil })
	if err != nil {
		return err
	}
	return db.Update(tx, versionTable, v)
}

// Discard throws a draft away.
func (s *Service) Discard(ctx context.Context, id ID, in Confirm) (*Version, error) {
	return s.step(ctx, id, in, ActDiscard, nil)
}

// step makes one step of the life of a version.
func (s *Service) step(ctx context.Context, id ID, in Confirm, act Act, change func(*db.Tx, *Version) error) (v *Version, err error) {
	defer fault.Wrap(&err, "%s(%d)", act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if v, err = load(tx, id); err != nil {
			return err
		}
		if in.Rev != 0 {
			v.Rev = in.Rev // a stale one is refused by the update
		}
		err := flow.Do(tx, Flow, v, act, func() error {
			if change == nil {
				return nil
			}
			return change(tx, v)
		})
		if err != nil {
			return err
		}
		return db.Update(tx, versionTable, v)
	})
	return v, err
}

// bindAll ends and begins what is owed when rows take the place of others.
func (s *Service) bindAll(tx *db.Tx, older, newer []Row) error {
	now := map[RowID]*Row{}
	for i := range newer {
		now[newer[i].ID] = &newer[i]
	}
	for i := range older {
		var units []int64
		if r := now[older[i].ID]; r != nil && r.Owed() {
			units = r.Units
		}
		if err := s.release(tx, &older[i], units); err != nil {
			return err
		}
	}
	for i := range newer {
		if err := s.openPeriod(tx, &newer[i], newer[i].Units); err != nil {
			return err
		}
	}
	return nil
}

// release ends what units owe under a row, but for those that it still binds.
func (s *Service) release(tx *db.Tx, r *Row, but []int64) error {
	for _, u := range r.Units {
		if slices.Contains(but, u) {
			continue
		}
		if err := s.duties.Lapse(tx, RulePublish, r.Ref(), u, s.Words("catalogue.lapsed")); err != nil {
			return err
		}
	}
	return nil
}

// Binding is who publishes what a row asks for, and within which time.
type Binding struct {
	Rev   int64  `form:"rev" type:"hidden" json:"rev"`
	Units string `form:"units" json:"units" label:"catalogue.bind_units" hint:"catalogue.bind_units_hint" type:"textarea" rows:"3" max:"2000"`
	Term  string `form:"term" json:"term" label:"catalogue.bind_term" hint:"catalogue.bind_term_hint" max:"200"`
}

// Bind sets the units and the term of a row, in a draft or in force. The words
// of the catalogue stay as they are.
//
// Errors: Invalid about units that are unknown, or a term that is not understood.
func (s *Service) Bind(ctx context.Context, id TextID, in Binding) (r *Row, err error) {
	defer fault.Wrap(&err, "catalogue.Bind(%d)", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		v, was, err := rowOf(tx, id)
		if err != nil {
			return err
		}
		if err := bindable(tx, v); err != nil {
			return err
		}
		r = &was
		old := was
		if in.Rev != 0 {
			r.Rev = in.Rev
		}
		if err := in.set(tx, r); err != nil {
			return err
		}
		if err := db.Update(tx, rowTable, r); err != nil {
			return err
		}
		if err := journal.Add(tx, actBind, r.Ref(), r); err != nil {
			return err
		}
		if v.Status != InForce {
			return nil
		}
		return s.bindAll(tx, []Row{old}, []Row{*r})
	})
	return r, err
}

func rowOf(tx *db.Tx, id TextID) (*Version, Row, error) {
	r, err := db.Get[Row](tx, "FROM catalogue_row WHERE id = ?", id)
	if err != nil {
		return nil, r, err
	}
	v, err := load(tx, r.VersionID)
	return v, r, err
}

func bindable(tx *db.Tx, v *Version) error {
	if !tx.Actor.CanAt(Edit, v.UnitID) {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	if v.Status != Draft && v.Status != InForce {
		return fault.New(fault.Conflict, "catalogue.is_past")
	}
	return nil
}

// set reads the names and the term into r.
func (in Binding) set(tx *db.Tx, r *Row) error {
	names, err := unit.Names(tx)
	if err != nil {
		return err
	}
	var c fault.Check
	var units []int64
	for _, p := range resolve(in.Units, names) {
		c.That(len(p.units) > 0, "units", "catalogue.unit_unknown", p.name)
		units = append(units, p.units...)
	}
	term, sure := ParseTerm(in.Term)
	c.That(sure, "term", "catalogue.term_unread", in.Term)
	if err := c.Err(); err != nil {
		return err
	}
	r.Units, r.Unknown, r.Term, r.Bound = distinct(units), nil, term, true
	return nil
}

// BindingOf is a row and the form of its binding as it stands.
func (s *Service) BindingOf(ctx context.Context, id TextID) (r Row, in Binding, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, r, err = rowOf(tx, id); err != nil {
			return err
		}
		names, err := shortNames(tx)
		in = Binding{Rev: r.Rev, Units: listed(pick(names, r.Units)), Term: s.TermWords(r.Term)}
		return err
	})
	return r, in, err
}

// oneSpaced is a text in one line.
func oneSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// shortNames are those of all units, closed ones too.
func shortNames(tx *db.Tx) (map[int64]string, error) {
	units, err := unit.All(tx)
	out := map[int64]string{}
	for _, u := range units {
		out[u.ID] = u.Short
	}
	return out, err
}

// pick is the names of units, in the order of ids.
func pick(names map[int64]string, ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = names[id]
	}
	return out
}

// TermWords writes a term as ParseTerm reads it.
func (s *Service) TermWords(t Term) string {
	switch {
	case t.Kind == Period && t.By != "":
		month, day, _ := strings.Cut(t.By, "-")
		return s.Words("catalogue.term.by", strings.TrimPrefix(month, "0"), strings.TrimPrefix(day, "0"))
	case t.Kind == Period && t.N > 0:
		return s.Words("catalogue.term.period_n", s.Words("catalogue.every."+string(t.Every)), s.Words("catalogue.within."+string(t.Unit), t.N))
	case t.Kind == Period:
		return s.Words("catalogue.every." + string(t.Every))
	case t.Kind == Within:
		return s.Words("catalogue.within."+string(t.Unit), t.N)
	case t.Kind == Prompt, t.Kind == Standing:
		return s.Words("catalogue.term." + string(t.Kind))
	}
	return "" // as the law has it
}
