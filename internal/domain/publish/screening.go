package publish

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A Screening is what the machine found in an edition before a person was asked.
// It is made outside any transaction, since files are read for it, and holds for
// the content whose hash it bears and no other.
type Screening struct {
	ID       int64     `db:"id" json:"-"`
	Edition  EditionID `db:"edition_id" json:"edition"`
	Hash     string    `db:"hash" json:"hash"`
	At       time.Time `db:"at" json:"at"`
	Findings []Finding `db:"findings,json" json:"findings"`
}

// A Finding is one place that a rule names.
type Finding struct {
	Where string `json:"where"` // field of the form, or the name of an attachment
	screen.Finding
	Why    fault.Text `json:"why,omitzero"`     // what the words of the rule leave out
	Print  string     `json:"print"`            // what it is remembered by: a keyed hash
	Passed bool       `json:"passed,omitempty"` // two people have said that this is none
	Answer *Answer    `json:"answer,omitempty"` // of a hold
}

// Open reports whether the finding stands in the way of a release.
func (f Finding) Open() bool {
	return !f.Passed && (f.Severity == screen.Block || f.Severity == screen.Hold && f.Answer == nil)
}

// Place says in words which part of an attachment the finding is in.
func (f Finding) Place() fault.Text { return extract.Place(f.Part) }

// An Answer is why a hold may go on.
type Answer struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// ruleUnread is the rule for a file that could not be read: what was not
// screened is not public.
const ruleUnread = "trace_unreadable"

// Screen screens an edition as it is now, and keeps what was found.
func (s *Service) Screen(ctx context.Context, id EditionID) (out Screening, err error) {
	defer fault.Wrap(&err, "publish.Screen(%d)", id)
	var e *Edition
	var rules *screen.Rules
	var links follow
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if e, err = load(tx, id); err != nil {
			return err
		}
		if links, err = s.links(tx, e); err != nil {
			return err
		}
		rules, err = s.Rules(tx)
		return err
	})
	if err != nil {
		return out, err
	}
	seen, texts := s.scan(ctx, rules, e)
	var cited []Finding
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		cited, err = s.relied(tx, rules, e.ItemID, texts)
		return err
	})
	if err != nil {
		return out, err
	}
	out = Screening{Edition: id, Findings: slices.Concat(seen, s.follow(ctx, rules, links), cited)}
	if out.Hash, err = e.signs(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := load(tx, id); err != nil {
			return err
		}
		out.ID, out.At = tx.ID(), tx.Now
		return db.Insert(tx, "publish_screening", out)
	})
	return out, err
}

// scan looks at every text of an edition and into every attachment, and returns what these say.
func (s *Service) scan(ctx context.Context, rules *screen.Rules, e *Edition) (out []Finding, all []said) {
	out, all = texts(rules, &e.Content, e.Note), saidBy(e)
	for _, a := range e.Attachments {
		for _, f := range rules.Text("", a.Name) { // the page shows it
			out = append(out, Finding{Where: a.Name, Finding: f, Print: f.Fingerprint()})
		}
		found, parts, err := s.scanFile(ctx, rules, a)
		if err != nil {
			found = []Finding{{Where: a.Name, Finding: screen.Finding{Kind: "trace", Rule: ruleUnread, Severity: screen.Block}}}
		}
		out, all = append(out, found...), append(all, parts...)
	}
	return out, all
}

// texts looks at what was typed.
func texts(rules *screen.Rules, c *Content, note string) []Finding {
	out := []Finding{}
	for _, t := range typedIn(c, &note) {
		if *t.text == "" {
			continue
		}
		for _, f := range rules.Text("", *t.text) {
			out = append(out, Finding{Where: t.where, Finding: f, Print: f.Fingerprint()})
		}
	}
	for _, l := range c.Related { // a person mends them: a link that is masked leads nowhere
		for _, f := range rules.Text("", l.Title+" "+l.URL) {
			out = append(out, Finding{Where: string(l.Kind), Finding: f, Print: f.Fingerprint()})
		}
	}
	return out
}

// mayShow refuses words that the public reads beside an edition, such as why it was
// withdrawn, if screening would stop them in a text.
//
// Errors: Invalid about the field.
func (s *Service) mayShow(tx *db.Tx, field, words string) error {
	rules, err := s.Rules(tx)
	if err != nil {
		return err
	}
	return rules.MayShow(map[string]string{field: words})
}

// maxScan is the largest file that is read whole for screening, in bytes.
const maxScan = 64 << 20

// scanFile looks into an attachment: every part of it, hidden ones too, and what it carries along.
func (s *Service) scanFile(ctx context.Context, rules *screen.Rules, a Attachment) (out []Finding, all []said, err error) {
	data, err := s.content(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	file, err := extract.Read(a.Name, data)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range rules.File(file) {
		out = append(out, Finding{Where: a.Name, Finding: f, Print: f.Fingerprint()})
	}
	for _, p := range file.Parts {
		if !p.Hidden {
			all = append(all, said{a.Name, p.Name, p.Text})
		}
	}
	return out, all, nil
}

// content reads an attachment whole, and makes sure that it is what it was.
func (s *Service) content(ctx context.Context, a Attachment) (data []byte, err error) {
	f := files.File{Name: a.Name, SHA256: a.SHA256, Size: a.Size}
	if a.Size > maxScan {
		return nil, fault.New(fault.TooLarge, "files.too_large", maxScan>>20)
	}
	r, err := s.files.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if data, err = io.ReadAll(r); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return data, nil
}

// screened returns the screening of the content as it is, with what people have
// answered since.
//
// Errors: NotFound if this content was not screened.
func screened(tx *db.Tx, e *Edition) (Screening, error) {
	sum, err := e.signs()
	if err != nil {
		return Screening{}, err
	}
	s, err := db.Get[Screening](tx, "FROM publish_screening WHERE edition_id = ? AND hash = ? ORDER BY id DESC LIMIT 1", e.ID, sum)
	if err != nil {
		return s, err
	}
	answers, err := db.All[answer](tx, "FROM publish_answer WHERE edition_id = ? ORDER BY id", e.ID)
	if err != nil {
		return s, err
	}
	passed, err := passes(tx, s.Findings)
	if err != nil {
		return s, err
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		f.Passed = f.Print != "" && passed[f.Print]
		for _, a := range answers {
			if f.Print != "" && a.Print == f.Print {
				f.Answer = &Answer{a.By, a.At, a.Reason}
			}
		}
	}
	return s, nil
}

// clean returns a fault while something of the screening stands in the way:
// before a person is asked, what blocks; before a release, an open hold too. A
// content that was not screened is never public.
func clean(tx *db.Tx, e *Edition, holds bool) error {
	s, err := screened(tx, e)
	if fault.Of(err) == fault.NotFound {
		return fault.New(fault.Conflict, "publish.not_screened")
	}
	if err != nil {
		return err
	}
	bad := map[string]fault.Text{}
	for _, f := range s.Findings {
		if !f.Open() || f.Severity == screen.Hold && !holds {
			continue
		}
		field := f.Where
		if _, attached := e.Attached(f.Where); attached {
			field = "files"
		}
		if _, told := bad[field]; !told {
			bad[field] = f.text()
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Text: fault.T("publish.red", len(bad)), Fields: bad}
}

// text says where the finding is and what it is, and nothing of what stands there.
func (f Finding) text() fault.Text {
	var where any = f.Where // the name of an attachment
	if key := fieldNames[f.Where]; key != "" {
		where = fault.T(key)
	}
	if f.Why.Key != "" {
		return fault.T("publish.finding", where, f.Why)
	}
	if f.Part != "" {
		return fault.T("publish.finding_in", where, f.Place(), fault.T("screen."+f.Rule))
	}
	return fault.T("publish.finding", where, fault.T("screen."+f.Rule))
}

// fieldNames is the fields of the form that are screened, as the form calls them.
var fieldNames = map[string]string{
	"title": "publish.title", "body": "publish.body", "summary": "publish.summary", "number": "publish.number", "keywords": "publish.keywords",
	"source": "publish.source", "author": "publish.author", "note": "publish.note",
	string(Explains): "publish.explains", string(Explained): "publish.explained", string(Basis): "publish.link_basis", string(Beside): "publish.beside",
}

// FieldLabel is the key of what the form calls a field that is screened; "" for the
// name of an attachment.
func FieldLabel(where string) string { return fieldNames[where] }

// Reply is the input of an answer to a hold.
type Reply struct {
	Print  string `form:"print" type:"hidden" json:"print"`
	Reason string `form:"reason" json:"reason" label:"publish.reason" hint:"publish.answer_hint" type:"textarea" required:"true" max:"500"`
}

// Check asks for a reason.
func (in Reply) Check() error {
	var f fault.Check
	f.That(in.Print != "", "print", "required")
	checkReason(&f, in.Reason)
	return f.Err()
}

type answer struct {
	ID      int64     `db:"id" json:"id"`
	Edition EditionID `db:"edition_id" json:"edition"`
	Print   string    `db:"print" json:"print"`
	ByID    int64     `db:"by_id" json:"-"`
	By      string    `db:"by_name" json:"by"`
	At      time.Time `db:"at" json:"at"`
	Reason  string    `db:"reason" json:"reason"`
}
