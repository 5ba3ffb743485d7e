package policy

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// An Exported library is what an archive holds.
type Exported struct {
	Documents int          `json:"documents"`
	Texts     int          `json:"texts"` // of all days
	Files     int          `json:"files"`
	On        calendar.Day `json:"on"`
	Packed    []Packed     `json:"-"` // the documents in their order
}

// A Packed document is one of an archive, for whoever asks later what has changed since.
type Packed struct {
	ID       ID
	Title    string
	Number   string
	Organ    string
	Issued   calendar.Day
	Standing Standing
	Digest   string  // of all that the archive has of it
	Events   []Event // that had come by then
}

// Export writes the library as everybody reads it into a ZIP archive, in the form that Import
// takes over: the table of the documents and that of their history under the same headings, every
// text, every attachment, and the SHA-256 of each of these (sha256sum -c). The same library gives
// the same archive.
func (s *Service) Export(ctx context.Context, to io.Writer) (out Exported, err error) {
	defer fault.Wrap(&err, "policy.Export")
	x := &exporting{service: s, out: zip.NewWriter(to)}
	if err := s.db.Read(ctx, x.read); err != nil {
		return out, err
	}
	if err := x.write(ctx); err != nil {
		return out, err
	}
	return x.done, x.out.Close()
}

// Pack makes the archive and keeps it for as long as a download takes, or until somebody saves it.
func (s *Service) Pack(ctx context.Context) (staged files.Staged, out Exported, err error) {
	staged, err = s.files.StageMade(ctx, files.ZIP, func(to io.Writer) (err error) {
		out, err = s.Export(ctx, to)
		return err
	})
	return staged, out, err
}

// An enclosed file is what stands beside the tables: a text, or an attachment by its content.
type enclosed struct {
	path, text string
	file       files.File
}

type exporting struct {
	service          *Service
	out              *zip.Writer
	documents, lives sheet.Sheet
	beside           []enclosed
	sums             strings.Builder
	done             Exported
}

// read makes the tables of the documents in the order in which they were issued.
func (x *exporting) read(tx *db.Tx) error {
	x.done.On = tx.Today
	x.documents = headed(x.service.words("policy.export.documents"), ImportColumns)
	x.lives = headed(x.service.words("policy.export.history"), HistoryColumns)
	w := public()
	all, err := db.All[Document](tx, "FROM policy_document"+w.String()+" ORDER BY issued_on, id", w.Args...)
	if err != nil {
		return err
	}
	for i := range all {
		if err := x.document(tx, &all[i]); err != nil {
			return err
		}
	}
	return nil
}

// headed is a sheet with nothing but the first name of each column.
func headed(name string, columns []sheet.Column) sheet.Sheet {
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = c.Names[0]
	}
	return sheet.Sheet{Name: name, Rows: []sheet.Row{sheet.Texts(1, heads...)}}
}

// add writes a row by the keys of its columns.
func add(to *sheet.Sheet, columns []sheet.Column, cells map[string]string) {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = cells[c.Key]
	}
	to.Rows = append(to.Rows, sheet.Texts(len(to.Rows)+1, texts...))
}

func (x *exporting) document(tx *db.Tx, d *Document) error {
	if err := d.join(tx); err != nil {
		return err
	}
	l, err := lifeOf(tx, d)
	if err != nil {
		return err
	}
	if err := d.stand(tx, l); err != nil { // of this day, whether the night has been or not
		return err
	}
	x.done.Documents++
	folder := fmt.Sprintf("%04d", x.done.Documents)
	texts, err := textsOf(tx, d.ID)
	if err != nil {
		return err
	}
	cells, err := x.record(tx, d)
	if err != nil {
		return err
	}
	var content strings.Builder // all of it, but for where the files lie
	fmt.Fprintf(&content, "%q", cells)
	bodies := make([]string, len(texts))
	for i, t := range texts {
		if t.Body == "" {
			continue
		}
		bodies[i] = path.Join(x.service.words("policy.export.texts"), fmt.Sprintf("%s-%d.txt", folder, i+1))
		x.beside = append(x.beside, enclosed{path: bodies[i], text: t.Body})
		x.done.Texts++
		content.WriteString(digestOf(t.From, t.Body))
	}
	cells["body"] = bodies[0]
	if err := x.attachments(tx, d, folder, cells, &content); err != nil {
		return err
	}
	add(&x.documents, ImportColumns, cells)
	done, err := x.life(tx, l, d, texts, bodies)
	x.done.Packed = append(x.done.Packed, Packed{d.ID, d.Title, d.Number, d.organ, d.Issued, d.Standing, digestOf(content.String(), done), d.events(l, tx.Today)})
	return err
}

// attachments encloses the files of a document.
func (x *exporting) attachments(tx *db.Tx, d *Document, folder string, cells map[string]string, content *strings.Builder) error {
	_, e, err := publish.Standing(tx, d.Item)
	if err != nil {
		return err
	}
	var names []string
	for i, a := range e.Attachments {
		name := path.Join(x.service.words("policy.export.files"), folder, a.Name)
		x.beside = append(x.beside, enclosed{path: name, file: files.File{Name: a.Name, SHA256: a.SHA256, Size: a.Size}})
		x.done.Files++
		content.WriteString(digestOf(a.Name, a.SHA256))
		if names = append(names, name); i == 0 {
			cells["hash"] = a.SHA256
		}
	}
	cells["files"] = strings.Join(names, "\n")
	return nil
}

// record is the row of a document, but for its files.
func (x *exporting) record(tx *db.Tx, d *Document) (map[string]string, error) {
	u, err := unit.Get(tx, d.UnitID)
	if err != nil {
		return nil, err
	}
	c, err := column.Get(tx, column.ID(d.Column))
	if err != nil {
		return nil, err
	}
	it, e, err := publish.Standing(tx, d.Item)
	if err != nil {
		return nil, err
	}
	steps, err := stepsOf(tx, d.ID)
	if err != nil {
		return nil, err
	}
	out := map[string]string{
		"title": d.Title, "organ": d.organ, "unit": u.Name, "joint": d.Joint, "number": d.Number, "code": d.Code, "old_index": it.Index,
		"theme": className(law.Theme, d.Theme), "genre": className(law.Genre, d.Genre), "keywords": d.Keywords, "column": c.Name, "made_on": string(e.MadeOn),
		"issued": string(d.Issued), "starts": string(d.Starts), "until": string(d.Until), "standing": wordOf("standing", string(d.Standing)),
		"basis": d.Basis, "filed_no": d.FiledNo, "filed_on": string(d.Filed), "attribute": wordOf("attribute", "open"), "cleaned": d.Cleaned, "contact": d.Contact,
		"business": yes(d.Business), "vital": yes(d.Vital), "trial": yes(d.Trial),
	}
	if d.Standing.over() {
		out["by"], out["by_on"] = d.StandingBy, string(d.StandingOn)
	}
	if s := latest(steps, Legal); s != nil {
		out["legal"] = s.Number
	}
	if s := latest(steps, Fair); s != nil {
		out["fair"] = s.Number
	}
	if s := latest(steps, Consult); s != nil {
		out["consult"] = s.Note
	}
	return out, nil
}

// life writes what was done to a document, and which of its clauses begin later, and returns it
// without where the texts lie.
func (x *exporting) life(tx *db.Tx, l *life, d *Document, texts []text, bodies []string) (done string, err error) {
	for i := range l.effects {
		e := &l.effects[i]
		cells := map[string]string{
			"target": orTitle(d.Number, d.Title), "kind": wordOf("kind", string(e.Kind)), "from": string(e.From), "until": string(e.Until), "clauses": e.Clauses,
		}
		if e.By != d.ID {
			by, err := e.author(tx)
			if err != nil {
				return "", err
			}
			cells["by"] = orTitle(by.Number, by.Title)
		}
		done += fmt.Sprintf("%q", cells)
		for k, t := range texts {
			if e.Kind == Amend && k > 0 && t.From == e.From && t.By == e.By {
				cells["body"] = bodies[k]
			}
		}
		add(&x.lives, HistoryColumns, cells)
	}
	return done, nil
}

func orTitle(number, title string) string {
	if number != "" {
		return number
	}
	return title
}

func className(s law.Scheme, code string) string {
	c, _ := law.ClassOf(s, code)
	return c.Name
}

func yes(is bool) string { return wordOf("yes", map[bool]string{true: "1", false: "0"}[is]) }

// wordOf is the first word that stands for a code in the cells of a library.
func wordOf(words, code string) string {
	for line := range strings.Lines(importWords) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 && f[0] == words && f[1] == code {
			first, _, _ := strings.Cut(f[2], ";")
			return first
		}
	}
	return ""
}

// write makes the archive: the tables first, the sums last.
func (x *exporting) write(ctx context.Context) error {
	book, err := sheet.Write(sheet.Book{Sheets: []sheet.Sheet{x.documents, x.lives}})
	if err != nil {
		return err
	}
	if err := x.put(x.service.words("policy.export.documents")+".xlsx", string(book)); err != nil {
		return err
	}
	for _, e := range x.beside {
		if err := x.enclose(ctx, e); err != nil {
			return err
		}
	}
	return x.put("SHA256SUMS", x.sums.String())
}

func (x *exporting) enclose(ctx context.Context, e enclosed) (err error) {
	if e.file.SHA256 == "" {
		return x.put(e.path, e.text)
	}
	in, err := x.service.files.Open(ctx, e.file)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it is only read
	to, err := x.entry(e.path, e.file.SHA256)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, in)
	return err
}

func (x *exporting) put(name, text string) error {
	to, err := x.entry(name, proof.SHA256(text))
	if err != nil {
		return err
	}
	_, err = io.WriteString(to, text)
	return err
}

// entry begins a file of the archive, whose day is that of none: the same library is the same bytes.
func (x *exporting) entry(name, sum string) (io.Writer, error) {
	fmt.Fprintf(&x.sums, "%s  %s\n", sum, name)
	return x.out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
}
