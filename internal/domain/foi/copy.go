package foi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/redact"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// copyNoun is whose the copies are that go to the applicant. What is kept as evidence
// has a noun of its own, and neither ever becomes the other.
const copyNoun = "foi_copy"

// A Give says which copy of a document on the list of an item goes to the applicant.
type Give struct {
	Rev       int64  `form:"rev" type:"hidden" json:"rev"`
	Document  string `form:"document" json:"document" label:"foi.give_document" type:"select" required:"true" max:"200"`
	Elsewhere string `form:"elsewhere" json:"elsewhere" label:"foi.elsewhere" hint:"foi.elsewhere_hint" required:"later" type:"textarea" rows:"3" max:"500"`
}

// Check says which fields break a rule.
func (in Give) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(strings.TrimSpace(in.Document) != "", "document", "foi.need.give_document")
	return c.Err()
}

// A Sheaf is a file as somebody sends it.
type Sheaf struct {
	Name string
	Data []byte
}

func (f Sheaf) hash() string {
	sum := sha256.Sum256(f.Data)
	return hex.EncodeToString(sum[:])
}

// Give keeps the copy of one document that goes to the applicant. The copy of a partial
// release is made by a finished redaction; one that was made elsewhere, as with pen and
// scanner, needs the reason for it and the original beside it, of which only the hash is
// kept: a copy that shows all that the original does is none (Article 37).
//
// Errors: Invalid about document, file, elsewhere or original; Conflict for a result that
// gives nothing out.
func (s *Service) Give(ctx context.Context, id ID, of ItemID, in Give, copied, original Sheaf) (r *Request, err error) {
	defer fault.Wrap(&err, "foi.Give(%d)", of)
	if err := in.Check(); err != nil {
		return nil, err
	}
	if len(copied.Data) == 0 {
		return nil, fault.Field("file", "foi.need.copy")
	}
	staged, err := s.files.Stage(ctx, bytes.NewReader(copied.Data))
	if err != nil {
		return nil, err
	}
	return s.withNew(ctx, id, func(tx *db.Tx, r *Request) (step, error) {
		it, err := itemOf(tx, r.ID, of)
		if err != nil {
			return step{}, err
		}
		it.Rev = in.Rev
		g, err := it.listed(in.Document)
		if err != nil {
			return step{}, err
		}
		was := g.File
		g.Elsewhere, g.Original = "", ""
		if it.Result == inPart {
			if err := s.madeElsewhere(tx, r, in, copied, original); err != nil {
				return step{}, err
			}
			g.Elsewhere, g.Original = strings.TrimSpace(in.Elsewhere), original.hash()
		}
		return step{act: ActWork, key: it.key(), note: it.Result, then: func(tx *db.Tx, _ *Request) error {
			f, err := s.files.Save(tx, files.Upload{Staged: staged, Name: copied.Name, Noun: copyNoun, Ref: int64(of)})
			if err != nil {
				return err
			}
			g.File = f.ID
			if err := db.Update(tx, itemTable, &it); err != nil {
				return err
			}
			return dropCopy(tx, r.ID, was)
		}}, nil
	})
}

// listed finds a document on the list of what the item gives out.
func (i *Item) listed(title string) (*Given, error) {
	if res, _ := law.ResultOf(i.Result); !slices.Contains(res.Keys(), keyGiven) {
		return nil, fault.New(fault.Conflict, "foi.gives_nothing")
	}
	at := slices.IndexFunc(i.Given, func(g Given) bool { return g.Title == strings.TrimSpace(title) })
	if at < 0 {
		return nil, fault.Field("document", "foi.bad.give_document", title)
	}
	return &i.Given[at], nil
}

// madeElsewhere looks at a copy of a partial release that no redaction here has made.
func (s *Service) madeElsewhere(tx *db.Tx, r *Request, in Give, copied, original Sheaf) error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Elsewhere) != "", "elsewhere", "foi.need.elsewhere")
	c.That(len(original.Data) > 0, "original", "foi.need.original")
	c.That(!showsAll(copied, original), "file", "foi.bad.copy_whole")
	same, err := isRecord(tx, r.ID, copied.hash())
	if err != nil {
		return err
	}
	c.That(!same, "file", "foi.bad.copy_record")
	return c.Err()
}

// showsAll reports whether a copy has all that the original says: the same bytes, or all
// of its text. Where one of them has no text that can be read, only the bytes can tell.
func showsAll(copied, original Sheaf) bool {
	if copied.hash() == original.hash() {
		return true
	}
	a, b := textOf(copied), textOf(original)
	return b != "" && strings.Contains(a, b)
}

func textOf(f Sheaf) string {
	d, err := redact.Open(f.Name, f.Data)
	if err != nil { // a picture, or what redaction does not read
		return ""
	}
	var out strings.Builder
	for i := range d.Parts {
		out.WriteString(folded(d.Parts[i].Text))
	}
	return out.String()
}

// isRecord reports whether a hash is that of a record that is redacted in a request, or
// of a paper on its file: neither is what the applicant may get.
func isRecord(tx *db.Tx, id ID, hash string) (bool, error) {
	n, err := db.One[int](tx, "SELECT count(*) FROM foi_redaction WHERE request_id = ? AND source = ?", id, hash)
	if err != nil || n > 0 {
		return n > 0, err
	}
	n, err = db.One[int](tx, "SELECT count(*) FROM files_file f JOIN foi_item i ON i.id = f.ref WHERE f.noun = ? AND i.request_id = ? AND f.sha256 = ?", itemNoun, id, hash)
	return n > 0, err
}

// settleCopies has what is given out keep the copies that were given to it, and nothing
// else: a file comes to a document by Give or by a redaction, whatever a decision says.
// Copies whose document is on the list no longer go.
func (i *Item) settleCopies(tx *db.Tx, was []Given) error {
	made, err := db.All[Redaction](tx, "FROM foi_redaction WHERE item_id = ? AND state = ? ORDER BY id", i.ID, Made)
	if err != nil {
		return err
	}
	for n := range i.Given {
		g := &i.Given[n]
		g.File, g.Elsewhere, g.Original = 0, "", ""
		for _, o := range was {
			if o.Title == g.Title {
				g.File, g.Elsewhere, g.Original = o.File, o.Elsewhere, o.Original
			}
		}
		for _, x := range made {
			if g.File == 0 && x.Title == g.Title {
				g.File = x.Copy
			}
		}
	}
	for _, o := range was {
		if !slices.ContainsFunc(i.Given, func(g Given) bool { return g.File == o.File }) {
			if err := dropCopy(tx, i.Request, o.File); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropCopy takes a copy away, unless a redaction has made it: that goes with its marks.
func dropCopy(tx *db.Tx, id ID, file int64) error {
	if file == 0 {
		return nil
	}
	n, err := db.One[int](tx, "SELECT count(*) FROM foi_redaction WHERE request_id = ? AND copy_id = ?", id, file)
	if err != nil || n > 0 {
		return err
	}
	return files.Drop(tx, file)
}

func itemOf(tx *db.Tx, id ID, of ItemID) (it Item, err error) {
	return db.Get[Item](tx, "FROM foi_item WHERE id = ? AND request_id = ?", of, id)
}

func (i *Item) key() string { return "item/" + itoa(int64(i.ID)) }
