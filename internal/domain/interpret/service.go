package interpret

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/similar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
)

// Service is what the surfaces do with interpretations.
type Service struct {
	// Visit reads a page of the site as everybody reads it, and returns whether it is there
	// and the addresses that it names. App sets it; nil reads none.
	Visit func(ctx context.Context, address string) (there bool, links []string, err error)

	db     *db.DB
	duties *duty.Service
	items  *publish.Service
	words  func(key string, args ...any) string

	watching sync.Mutex
	followed journal.Follower // by Watch
}

// Needs is what the service rests on.
type Needs struct {
	DB     *db.DB
	Duties *duty.Service
	Items  *publish.Service
	Words  func(key string, args ...any) string // the headings of the text
}

// New returns the service.
func New(n Needs) *Service {
	return &Service{db: n.DB, duties: n.Duties, items: n.Items, words: n.Words, followed: follower()}
}

// A View is all that the desk shows of an interpretation.
type View struct {
	Interpretation Interpretation    `json:"interpretation"`
	Unit           string            `json:"unit"`
	Lacks          []fault.Text      `json:"lacks,omitempty"`    // before it can go with its document
	Copied         int               `json:"copied"`             // percent of its text that is taken from the document word for word
	Warns          bool              `json:"warns"`              // that is too much
	Passages       []string          `json:"passages,omitempty"` // which are taken, the longest first
	Edition        publish.EditionID `json:"edition,omitempty"`  // of its item, the one that is worked on or stands
	Progress       publish.Status    `json:"progress"`           // of that edition
	Files          map[string]int64  `json:"files,omitempty"`    // by their names
	Acts           []Act             `json:"acts"`               // what the actor may do now
}

// Passages that are shown: how long they are at least, in letters, and how many.
const (
	passageLeast = 12
	passagesMost = 20
)

// View returns an interpretation that the actor may know of.
func (s *Service) View(ctx context.Context, id ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := load(tx, id)
		if err != nil {
			return err
		}
		v.Interpretation = *x
		u, err := unit.Get(tx, x.UnitID)
		if err != nil {
			return err
		}
		v.Unit = u.Name
		more, err := moreElements(tx)
		if err != nil {
			return err
		}
		v.Lacks = x.Content.lack(more)
		if err := v.compare(tx, x); err != nil {
			return err
		}
		v.Acts = slices.DeleteFunc(Flow.Next(tx.Actor, x), func(a Act) bool {
			return slices.Contains(byItself, a) || a == ActDrop && len(x.Content.Pieces) == 0
		})
		return v.carried(tx, x)
	})
	return v, err
}

// compare says how much of the text is taken from the document.
func (v *View) compare(tx *db.Tx, x *Interpretation) error {
	source, err := documentText(tx, x)
	if err != nil {
		return err
	}
	text := x.Content.words()
	share := similar.Copied(text, source)
	v.Copied, v.Warns = int(share*100+0.5), share > similar.CopiedMost
	v.Passages = similar.Passages(text, source, passageLeast)
	slices.SortStableFunc(v.Passages, func(a, b string) int { return len(b) - len(a) })
	v.Passages = v.Passages[:min(len(v.Passages), passagesMost)]
	return nil
}

// documentText is the text of the document as it is now.
func documentText(tx *db.Tx, x *Interpretation) (string, error) {
	if x.Policy != 0 {
		d, err := policy.Peek(tx, x.Policy)
		return d.Body, err
	}
	e, err := publish.PeekText(tx, x.Document)
	return e.Body, err
}

// carried finds the edition that carries the interpretation.
func (v *View) carried(tx *db.Tx, x *Interpretation) error {
	e, err := publish.PeekText(tx, x.Item)
	if fault.Of(err) == fault.NotFound { // its draft was given up
		return nil
	}
	if err != nil {
		return err
	}
	v.Edition, v.Progress, v.Files = e.ID, e.Status, map[string]int64{}
	for _, a := range e.Attachments {
		v.Files[a.Name] = a.File
	}
	return nil
}

// Find lists interpretations that the actor may know of, the newest first.
func (s *Service) Find(ctx context.Context, q Find, p db.Page) (rows db.Rows[Interpretation], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { rows, err = find(tx, q, p); return err })
	return rows, err
}

// Choices lists the normative documents in the making that have no interpretation yet, of
// the units that the actor writes for.
func (s *Service) Choices(ctx context.Context) (out []policy.Document, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.Units("unit_id", tx.Actor.Over(Write))
		w.In("state", append(db.Anys(policy.Making), any(policy.Issued))...)
		w.And("id NOT IN (SELECT policy_id FROM interpret WHERE state <> ?)", Discarded)
		rows, err := db.List[policy.Document](tx, db.Page{Size: 200}, db.Query{From: "policy_document", Where: w, Order: []string{"id"}, Desc: true})
		out = rows.Items
		return err
	})
	return out, err
}

// Make begins the interpretation of a document, with the item that will carry it.
//
// Errors: Invalid about the document when there is none that the actor writes for;
// Conflict when it has an interpretation.
func (s *Service) Make(ctx context.Context, in Subject) (x *Interpretation, err error) {
	defer fault.Wrap(&err, "interpret.Make")
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { x, err = s.begin(tx, in); return err })
	return x, err
}

func (s *Service) begin(tx *db.Tx, in Subject) (*Interpretation, error) {
	x := &Interpretation{ID: ID(tx.ID()), Rev: 1, MadeAt: tx.Now}
	if err := x.about(tx, in); err != nil {
		return nil, err
	}
	x.Content.Title = s.words("interpret.title_of", x.Subject)
	x.Title = x.Content.Title
	err := flow.Do(tx, Flow, x, ActMake, func() error {
		x.By.Did(ActMake, tx.Actor.Who())
		at, err := columnOf(tx)
		if err != nil {
			return err
		}
		e, err := s.items.DraftIn(tx, x.UnitID, publish.Edit{
			Title: x.Title, Body: s.body(x, ""), Attribute: publish.Open, Anchor: anchor, Column: at, MadeOn: x.madeOn(tx.Today), Genre: "", Keywords: "",
		}, nil)
		if err == nil {
			x.Item = e.ItemID
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return x, db.Insert(tx, table, x)
}

// about finds the document that is interpreted, and its unit.
func (x *Interpretation) about(tx *db.Tx, in Subject) error {
	find, of := x.aboutItem, byDocument
	if in.Policy != 0 {
		find, of = x.aboutPolicy, func(tx *db.Tx, _ publish.ID) (*Interpretation, error) { return byPolicy(tx, in.Policy) }
	}
	if err := find(tx, in); err != nil {
		return err
	}
	other, err := of(tx, in.Document)
	if err == nil && other != nil {
		err = fault.New(fault.Conflict, "interpret.has_one", other.Title)
	}
	return err
}

func (x *Interpretation) aboutPolicy(tx *db.Tx, in Subject) error {
	d, err := policy.Peek(tx, in.Policy)
	if err != nil || !tx.Actor.CanAt(Write, d.UnitID) || d.Status == policy.Voided || d.Status == policy.Discarded {
		return fault.Field("policy", "interpret.no_policy")
	}
	x.UnitID, x.Policy, x.Document, x.Subject, x.Issued = d.UnitID, d.ID, d.Item, d.Title, d.Issued
	return nil
}

func (x *Interpretation) aboutItem(tx *db.Tx, in Subject) error {
	it, err := publish.Peek(tx, in.Document)
	if err != nil || !tx.Actor.CanAt(Write, it.UnitID) || slices.Contains([]publish.Status{publish.Removed, publish.Discarded, publish.Kept}, it.Status) {
		return fault.Field("document", "interpret.no_document")
	}
	mine, err := byItem(tx, it.ID)
	if err != nil {
		return err
	}
	if mine != nil {
		return fault.Field("document", "interpret.is_one")
	}
	x.UnitID, x.Document, x.Subject = it.UnitID, it.ID, it.Title
	if !it.FirstAt.IsZero() {
		x.Issued = calendar.DayOf(it.FirstAt)
	}
	d, err := policy.ByItem(tx, it.ID)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err == nil {
		x.Policy = d.ID
	}
	return err
}

// madeOn is the day from which the interpretation is owed to the public: none while its
// document has no number yet.
func (x *Interpretation) madeOn(today calendar.Day) calendar.Day {
	if x.Document == 0 {
		return ""
	}
	return today
}

// A step is one act on an interpretation.
type step struct {
	act    Act
	rev    int64
	change func(*db.Tx, *Interpretation) error
}

func (s *Service) do(ctx context.Context, id ID, st step) (x *Interpretation, err error) {
	defer fault.Wrap(&err, "%s(%d)", st.act, id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if x, err = load(tx, id); err != nil {
			return err
		}
		if st.rev != 0 {
			x.Rev = st.rev // a stale one is refused by the update
		}
		return s.move(tx, x, st)
	})
	return x, err
}

func (s *Service) move(tx *db.Tx, x *Interpretation, st step) error {
	err := flow.Do(tx, Flow, x, st.act, func() error {
		x.By.Did(st.act, tx.Actor.Who())
		if st.change == nil {
			return nil
		}
		return st.change(tx, x)
	})
	if err != nil {
		return err
	}
	tx.Changed(publish.RefOf(x.Document))
	if x.Policy != 0 {
		tx.Changed(policy.RefOf(x.Policy))
	}
	return db.Update(tx, table, x)
}

// Edit changes the plan and the elements. What was signed of the item is void then.
//
// Errors: Invalid with the fields; Conflict when somebody else saved first.
func (s *Service) Edit(ctx context.Context, id ID, in Edit) (*Interpretation, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActEdit, rev: in.Rev, change: func(tx *db.Tx, x *Interpretation) error {
		x.Content.apply(in)
		return s.write(tx, x, nil)
	}})
}

// A File is a file of a piece that Attach has taken in.
type File struct {
	name     string
	attached publish.Attached
}

// Attach takes in the file of a piece.
//
// Errors: Invalid about the named field.
func (s *Service) Attach(ctx context.Context, field, name string, r io.Reader) (File, error) {
	a, err := s.items.Attach(ctx, name, r)
	if e := fault.As(err); err != nil && e.Kind == fault.Invalid {
		if t, ok := e.Fields["files"]; ok {
			e.Fields = map[string]fault.Text{field: t}
		}
		return File{}, e
	}
	return File{a.Name(), a}, err
}

// Add adds a piece of a form. A picture has its file and the words for who cannot see it; a
// video its file, its captions and its transcript.
//
// Errors: Invalid about each field that the form needs.
func (s *Service) Add(ctx context.Context, id ID, in Add, file, captions File) (*Interpretation, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	p := in.piece()
	p.File, p.Captions = file.name, captions.name
	if err := p.fits(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActAdd, rev: in.Rev, change: func(tx *db.Tx, x *Interpretation) error {
		if len(x.Content.Pieces) >= maxPieces {
			return fault.New(fault.Conflict, "interpret.too_many", maxPieces)
		}
		if err := p.named(x.Content.Pieces); err != nil {
			return err
		}
		p.ID = tx.ID()
		x.Content.Pieces = append(slices.Clone(x.Content.Pieces), p)
		var all []publish.Attached
		for _, f := range []File{file, captions} {
			if f.name != "" {
				all = append(all, f.attached)
			}
		}
		return s.write(tx, x, all)
	}})
}

// named asks that the files of a piece have names of their own: an attachment is found by it.
func (p *Piece) named(others []Piece) error {
	var f fault.Check
	for _, had := range others {
		f.That(p.File == "" || p.File != had.File && p.File != had.Captions, "file", "interpret.same_name", p.File)
		f.That(p.Captions == "" || p.Captions != had.File && p.Captions != had.Captions, "captions", "interpret.same_name", p.Captions)
	}
	return f.Err()
}

// fits asks for what the form of a piece needs, its files among them.
func (p *Piece) fits() error {
	var f fault.Check
	p.check(&f)
	if may := endings[p.Form]; p.File != "" {
		f.That(slices.Contains(may, ending(p.File)), "file", "interpret.bad_file", strings.Join(may, " "))
	}
	f.That(p.Captions == "" || ending(p.Captions) == ".vtt", "captions", "interpret.bad_file", ".vtt")
	return f.Err()
}

func ending(name string) string { return strings.ToLower(path.Ext(name)) }

// Drop takes a piece away, with its files.
func (s *Service) Drop(ctx context.Context, id ID, in Drop) (*Interpretation, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActDrop, rev: in.Rev, change: func(tx *db.Tx, x *Interpretation) error {
		rest := slices.DeleteFunc(slices.Clone(x.Content.Pieces), func(p Piece) bool { return p.ID == in.Piece })
		if len(rest) == len(x.Content.Pieces) {
			return fault.Field("piece", "interpret.no_piece")
		}
		x.Content.Pieces = rest
		return s.write(tx, x, nil)
	}})
}

// write brings the item up to date with the record.
func (s *Service) write(tx *db.Tx, x *Interpretation, attached []publish.Attached) error {
	u, err := unit.Get(tx, x.UnitID)
	if err != nil {
		return err
	}
	x.Title = x.Content.Title
	body := s.body(x, u.Name)
	names, err := x.files(tx)
	if err != nil {
		return err
	}
	_, err = s.items.EditIn(tx, x.Item, func(in *publish.Edit) {
		in.Title, in.Body = x.Title, body
		if in.MadeOn == "" {
			in.MadeOn = x.madeOn(tx.Today)
		}
		in.Keep = names
	}, attached)
	return err
}

// files lists the attachments of the item that pieces still name.
func (x *Interpretation) files(tx *db.Tx) (keep []int64, err error) {
	e, err := publish.PeekText(tx, x.Item)
	for _, a := range e.Attachments {
		if slices.ContainsFunc(x.Content.Pieces, func(p Piece) bool { return a.Name == p.File || a.Name == p.Captions }) {
			keep = append(keep, a.File)
		}
	}
	return keep, err
}

// Except lets a document go before its interpretation. The plan has to be there: what is
// excepted is the material, and it follows within three working days.
//
// Errors: Conflict naming what the plan lacks.
func (s *Service) Except(ctx context.Context, id ID, in Exception) (*Interpretation, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, step{act: ActExcept, rev: in.Rev, change: func(tx *db.Tx, x *Interpretation) error {
		if lacks := x.Content.Plan.lack(); len(lacks) > 0 {
			return fault.New(fault.Conflict, "interpret.lacks", lacks)
		}
		x.Decider, x.Reason = strings.TrimSpace(in.Decider), strings.TrimSpace(in.Reason)
		if x.Issued == "" {
			return nil
		}
		return s.oweFollowing(tx, x)
	}})
}

// Discard ends an interpretation that is not public, and the draft of its item with it.
func (s *Service) Discard(ctx context.Context, id ID, in Because) (*Interpretation, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.discarding(in))
}

func (s *Service) discarding(in Because) step {
	return step{act: ActDiscard, rev: in.Rev, change: func(tx *db.Tx, x *Interpretation) error {
		x.Reason = strings.TrimSpace(in.Reason)
		if err := s.duties.Lapse(tx, RuleFollow, x.Ref(), x.UnitID, x.Reason); err != nil {
			return err
		}
		return s.items.DiscardIn(tx, x.Item, x.Reason)
	}}
}
