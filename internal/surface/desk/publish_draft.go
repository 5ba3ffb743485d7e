package desk

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/article"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/document"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

const draftPath = publishPath + "/draft"

// newForm is a text to begin with.
type newForm struct {
	Unit int64      `form:"unit" label:"publish.unit" type:"select" required:"true"`
	File web.Upload `form:"file" label:"publish.source_file" hint:"publish.source_file_hint" accept:".docx,.txt" max:"20MB"`
	Text string     `form:"text" label:"publish.source_text" hint:"publish.source_text_hint" type:"textarea" rows:"10" max:"300000"`
}

// filesForm is the files that are added to an edition.
type filesForm struct {
	Files []web.Upload `form:"files" label:"publish.files" hint:"publish.files_hint" accept:".pdf,.docx,.xlsx,.txt,.csv,.jpg,.png" max:"20MB"`
}

// A draftForm is an item that does not exist yet.
type draftForm struct {
	Unit int64 `form:"unit" label:"publish.unit" type:"select" required:"true"`
	publish.Edit
	filesForm
	Notes string `form:"notes" type:"hidden" max:"20000"` // on the file that was read, a line each
}

// An editForm is an edition that is changed.
type editForm struct {
	publish.Edit
	filesForm
	publish.View
	columns []web.Option
	rows    []web.Option // of the standard catalogues, for the unit
}

var (
	publishNew   = web.MustPage[web.FormView[newForm]](pages, web.Desk, "pages/publish/new.html")
	publishDraft = web.MustPage[web.FormView[draftForm]](pages, web.Desk, "pages/publish/draft.html", formParts)
	publishEdit  = web.MustPage[web.FormView[editForm]](pages, web.Desk, "pages/publish/edit.html", formParts)
)

const formParts = "pages/publish/form-parts.html"

func (d *Desk) draftRoutes() []web.Route {
	return []web.Route{
		web.Form(publishPath+"/new", publish.Draft, web.Make(publishNew, nil, d.readItem, nil, web.Options("unit", d.writtenUnits), web.Submit("publish.read"), web.Cancel(publishPath))),
		web.Form(draftPath, publish.Draft, web.Make(publishDraft, nil, d.draftItem, editionPage, d.draftOpts()...)),
		web.Form(editionPath+"/{id}/edit", publish.Draft, web.Act(publishEdit, d.editForm, d.editItem, editionPage,
			web.Submit("publish.save_draft"), web.Done("publish.done.edit"),
			web.Aside("preview", "publish.preview", asTyped[editForm]), web.Cancel(editionPath+"/{id}"))),
	}
}

func (d *Desk) draftOpts() []web.Opt {
	return []web.Opt{
		web.Options("unit", d.writtenUnits), web.Options("column", d.columnChoices), web.Submit("publish.save_draft"), web.Done("publish.done.draft"),
		web.Aside("preview", "publish.preview", asTyped[draftForm]), web.Cancel(publishPath),
	}
}

// asTyped is a preview: the page draws what was typed.
func asTyped[In any](_ context.Context, in In) (In, error) { return in, nil }

// writtenUnits are the units that the reader writes for.
func (d *Desk) writtenUnits(ctx context.Context) ([]web.Option, error) {
	units, err := d.Units.Tree(ctx)
	over := auth.From(ctx).Over(publish.Draft)
	var out []web.Option
	for _, u := range units {
		if over.Has(u.ID) {
			out = append(out, web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Path})
		}
	}
	return out, err
}

// readItem reads a text and shows the form of a draft with what was found in it.
func (d *Desk) readItem(ctx context.Context, in newForm) (web.Reply, error) {
	out := draftForm{Unit: in.Unit}
	var told []fault.Text
	var notes []article.Note
	switch {
	case in.File.Size > 0:
		doc, err := document.Read(in.File.Name, in.File.Bytes, document.Limits{})
		if err != nil {
			return nil, ofField("file", err)
		}
		if told, err = d.Items.Source(ctx, "file", in.File.Name, in.File.Bytes); err != nil {
			return nil, err
		}
		out.Body, notes = article.FromDocument(*doc)
	case markup.MatchString(in.Text):
		out.Body, notes = article.FromHTML(in.Text)
	default:
		out.Body = in.Text
	}
	out.find()
	for _, n := range notes {
		told = append(told, n.Text)
	}
	out.Notes = noteLines(told)
	return web.Fill(publishDraft, draftPath, out, d.draftOpts()...), nil
}

// markup is a text that was copied as the source of a page.
var markup = regexp.MustCompile(`(?i)^\s*<(?:!doctype|html|head|body|div|p|table|h[1-6]|span|article|section)\b`)

// noteLines are what is told of a text, each once.
func noteLines(told []fault.Text) string {
	var out []string
	for _, t := range told {
		if line := i18n.Text(t); !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// find takes title, number and date from where they stand in the text.
func (in *draftForm) find() {
	doc := article.Parse(in.Body)
	in.Title = doc.Title
	for _, b := range doc.Blocks {
		words := lineOf(b.Text)
		switch {
		case b.Kind == article.Number, in.Number == "" && numberForm.MatchString(words):
			in.Number = words
		case b.Kind == article.Date:
			in.MadeOn = dayIn(words)
		case b.Kind == article.Annex:
			return // what follows is another document
		}
	}
}

// lineOf is the text of a line.
func lineOf(in []article.Inline) string {
	var b strings.Builder
	for _, s := range in {
		b.WriteString(s.Text)
	}
	return b.String()
}

// numberForm is the number of a document alone on its line, where a web page has it.
var numberForm = regexp.MustCompile(`^\p{Han}+[\x{3014}(\x{FF08}\[]\d{4}[\x{3015})\x{FF09}\]]\d+\p{Han}$`)

var dayForm = regexp.MustCompile(`(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})`)

// dayIn is the day that a date line names; "" if it cannot be read.
func dayIn(line string) calendar.Day {
	m := dayForm.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	two := func(s string) string { return ("0" + s)[len(s)-1:] }
	if day := calendar.Day(m[1] + "-" + two(m[2]) + "-" + two(m[3])); day.Valid() {
		return day
	}
	return ""
}

func (d *Desk) draftItem(ctx context.Context, in draftForm) (*publish.Edition, error) {
	attached, err := d.attachItem(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return d.Items.Draft(ctx, in.Unit, in.Edit, attached)
}

// attachItem takes in the files of a form before anything is written about them.
func (d *Desk) attachItem(ctx context.Context, in []web.Upload) ([]publish.Attached, error) {
	out := make([]publish.Attached, len(in))
	for i, u := range in {
		var err error
		if out[i], err = d.Items.Attach(ctx, u.Name, bytes.NewReader(u.Bytes)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (d *Desk) editForm(ctx context.Context, id publish.EditionID) (in editForm, err error) {
	if in.View, err = d.Items.View(ctx, id); err != nil {
		return in, err
	}
	in.Edit = publish.FormOf(&in.Edition)
	if in.columns, err = d.columnsThat(ctx, func(c *column.Column) bool { return !c.Archived || int64(c.ID) == in.Column }); err != nil {
		return in, err
	}
	in.rows, err = d.rowChoices(ctx, in.Edition.UnitID, in.Row)
	return in, err
}

// rowChoices are the rows in force that a unit is bound by, and the one that is chosen already.
func (d *Desk) rowChoices(ctx context.Context, unitID, chosen int64) ([]web.Option, error) {
	all, err := d.Catalogues.Coverage(ctx, catalogue.Question{Unit: unitID})
	if err != nil {
		return nil, err
	}
	var out []web.Option
	there := chosen == 0
	for i := range all {
		r := &all[i]
		there = there || int64(r.ID) == chosen
		out = append(out, web.Option{Value: strconv.FormatInt(int64(r.ID), 10), Label: r.Name(), Group: domainName(r.Domain)})
	}
	if !there {
		name, err := d.rowName(ctx, chosen)
		return append(out, web.Option{Value: strconv.FormatInt(chosen, 10), Label: name}), err
	}
	return out, nil
}

func (d *Desk) editItem(ctx context.Context, id publish.EditionID, in editForm) (*publish.Edition, error) {
	attached, err := d.attachItem(ctx, in.Files)
	if err != nil {
		return nil, err
	}
	return d.Items.Edit(ctx, id, in.Edit, attached)
}

// Options offers what the law and the edition have to choose from.
func (in editForm) Options(field string) []web.Option {
	switch field {
	case "column":
		return in.columns
	case "row":
		return in.rows
	}
	if field != "keep" && field != "replaces" {
		return lawOptions(field)
	}
	out := []web.Option{}
	for _, a := range in.Edition.Attachments {
		out = append(out, web.Option{Value: strconv.FormatInt(a.File, 10), Label: a.Name})
	}
	return out
}

// Options offers what the law has to choose from.
func (in draftForm) Options(field string) []web.Option {
	if field == "keep" {
		return []web.Option{}
	}
	return lawOptions(field)
}

// Hides leaves out the version of an item that was never public.
func (in editForm) Hides(field string) bool {
	return field == "row" && len(in.rows) == 0 || field == "replaces" && len(in.Edition.Attachments) == 0 || in.Item.FirstAt.IsZero() && (field == "big" || field == "note")
}

// Hides leaves out the version of what does not exist yet.
func (in draftForm) Hides(field string) bool {
	return field == "row" || field == "replaces" || field == "big" || field == "note"
}

// lawOptions are the anchors, grounds and classes that a field offers; nil for any other field.
func lawOptions(field string) []web.Option {
	var out []web.Option
	switch field {
	case "anchor":
		for _, a := range law.Anchors() {
			out = append(out, web.Option{Value: string(a.Ref), Label: a.Place + "\u3000" + a.Gist})
		}
	case "term":
		for _, l := range law.ReleaseTerms() {
			out = append(out, web.Option{Value: l.Key, Label: termName(l)})
		}
	case "limb":
		for _, l := range law.Limbs() {
			out = append(out, web.Option{Value: l.Code, Label: l.Name})
		}
	case "theme", "genre":
		for _, c := range law.ClassesOf(law.Scheme(field)) {
			out = append(out, web.Option{Value: c.Code, Label: c.Name})
		}
	}
	return out
}

// A seenText is the text of a form as it will be drawn, for the public or inside, with what has to be looked at.
type seenText struct {
	Title  string
	Text   web.Article
	Doubts []string
}

// Preview is what was typed, as the public will see it.
func (in draftForm) Preview() seenText {
	files := map[string]string{}
	for _, f := range in.Files {
		files[f.Name] = ""
	}
	return preview(in.Attribute, in.Body, files)
}

// Preview is what was typed, as the public will see it.
func (in editForm) Preview() seenText {
	files := fileURLs(&in.Edition)
	for _, f := range in.Files {
		if files[f.Name] == "" {
			files[f.Name] = ""
		}
	}
	return preview(in.Attribute, in.Body, files)
}

// preview draws a text and asks for what its images lack: a file, and words for
// those who cannot see them (无障碍环境建设法第三十二条).
func preview(a publish.Attribute, body string, files map[string]string) seenText {
	out := seenText{Title: i18n.T(textKey("publish.preview.", a)), Text: articleOf(body, files)}
	for _, b := range out.Text.Doc.Blocks {
		if b.Kind != article.Image {
			continue
		}
		if _, ok := files[b.Picture.Name]; !ok {
			out.Doubts = append(out.Doubts, i18n.T("publish.no_picture", b.Picture.Name))
		}
		if b.Picture.Alt == "" {
			out.Doubts = append(out.Doubts, i18n.T("publish.no_alt", b.Picture.Name))
		}
	}
	return out
}

// NoteList is what a person has to look at in a text that was read from a file.
func (in draftForm) NoteList() []string {
	if in.Notes == "" {
		return nil
	}
	return strings.Split(in.Notes, "\n")
}
