package foi

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A CaseCopy is a copy that goes to the applicant with a partial release.
type CaseCopy struct {
	Item      ItemID
	Title     string
	Redacted  bool   // a finished redaction has made it
	Elsewhere string // why it was made elsewhere
	Whole     bool   // it is the record itself
}

// copies: what is given in part is a copy without the rest, and never the record.
func (l *lint) copies() {
	for _, x := range l.Copies {
		l.that(x.Redacted || x.Elsewhere != "", x.Item, Blocks, "copy_unredacted", x.Title)
		l.that(!x.Whole, x.Item, Blocks, "copy_whole", x.Title)
	}
}

// lintCopies is what goes to the applicant, with what its files say.
func (s *Service) lintCopies(tx *db.Tx, r *Request, c *Case) error {
	made, err := redactionsOf(tx, r.ID)
	if err != nil {
		return err
	}
	for n := range c.Items {
		it := &c.Items[n]
		for _, g := range it.Given {
			at := slices.IndexFunc(it.Copies, func(f files.File) bool { return f.ID == g.File })
			if at < 0 {
				continue
			}
			f := it.Copies[at]
			if err := enclose(tx, c, it.ID, g.Title, f.SHA256); err != nil {
				return err
			}
			if it.Result != inPart {
				continue
			}
			x, err := caseCopy(tx, r, made, CaseCopy{Item: it.ID, Title: g.Title, Elsewhere: g.Elsewhere, Whole: g.Original == f.SHA256}, f)
			if err != nil {
				return err
			}
			c.Copies = append(c.Copies, x)
		}
	}
	return nil
}

// caseCopy says of a copy whether it comes of a redaction, or is a record of the case.
func caseCopy(tx *db.Tx, r *Request, made []Redaction, x CaseCopy, f files.File) (_ CaseCopy, err error) {
	x.Redacted = slices.ContainsFunc(made, func(m Redaction) bool { return m.State == Made && m.Copy == f.ID })
	if !x.Whole && !x.Redacted {
		x.Whole, err = isRecord(tx, r.ID, f.SHA256)
	}
	return x, err
}

// enclose adds what a file says, hidden text too, to what the lint reads. One that was
// not read yet is read at the next approval.
func enclose(tx *db.Tx, c *Case, of ItemID, title, hash string) error {
	text, err := files.ContentOf(tx, hash)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if all := text.Shown + text.Hidden; err == nil && all != "" {
		c.Enclosures = append(c.Enclosures, CaseFile{Item: of, Title: title, Text: all})
	}
	return err
}
