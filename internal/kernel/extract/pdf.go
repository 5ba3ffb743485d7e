package extract

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// What a PDF file may cost.
const (
	pdfPages   = 3000
	pdfObjects = 20_000 // of one page that are looked at
	pdfTime    = time.Minute
	pdfMemory  = 512 << 20
	pdfAtOnce  = 2
)

// engine is PDFium, compiled to WebAssembly. It sees no file, no clock and no
// network: a file that takes it over has nothing to reach. It is compiled once,
// when the first PDF comes, which takes some seconds.
var engine = sync.OnceValues(func() (pdfium.Pool, error) {
	const page = 64 << 10
	return webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: pdfAtOnce, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(pdfMemory / page).WithCloseOnContextDone(true),
	})
})

// A pdf is one PDF file that the engine has open.
type pdf struct {
	engine pdfium.Pdfium
	doc    references.FPDF_DOCUMENT
	late   *time.Timer // stops it
}

// withPDF opens a file for f. What takes too long is stopped.
func withPDF(data []byte, f func(p *pdf) error) (err error) {
	pool, err := engine()
	if err != nil {
		return fmt.Errorf("extract: the PDF engine: %w", err)
	}
	e, err := pool.GetInstance(pdfTime)
	if err != nil {
		return fault.Caused(err, fault.Busy, "extract.busy")
	}
	late := time.AfterFunc(pdfTime, func() { _ = e.Kill() })
	defer func() {
		if late.Stop() {
			_ = e.Close()
		} else if err != nil {
			err = fault.Caused(err, fault.TooLarge, "extract.slow")
		}
	}()
	doc, err := e.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return fault.Caused(err, fault.Invalid, "extract.encrypted")
	case err != nil:
		return fault.Caused(err, fault.Invalid, "extract.damaged")
	}
	err = f(&pdf{e, doc.Document, late})
	if err != nil && fault.Of(err) == fault.Internal {
		return fault.Caused(err, fault.Invalid, "extract.damaged")
	}
	return err
}

// readPDF reads the pages, then what lies behind them.
func readPDF(s *source) error {
	var pages []pdfPage
	var flat []byte
	var ends []int
	var files []responses.Attachment
	err := withPDF(s.data, func(p *pdf) (err error) {
		if pages, err = p.pages(); err != nil {
			return err
		}
		if files, err = p.attachments(); err != nil {
			return err
		}
		if ends, err = p.ends(); err != nil {
			return err
		}
		flat, err = p.flat()
		return err
	})
	if err != nil {
		return err
	}
	pictures, runes := 0, 0
	for i, pg := range pages {
		s.page(fmt.Sprintf("page:%d", i+1), pg)
		runes += letters(pg.text)
		if pg.pictures > 0 {
			pictures++
		}
	}
	s.file.Scan = s.file.Scan || s.at == "" && isScan(len(pages), pictures, runes)
	if err := errors.Join(s.attached(files), s.objects(flat)); err != nil {
		return err
	}
	s.revisions(pages, ends)
	return nil
}

// isScan reports whether pages are pictures of text: at least half of them have
// a picture, and all together hardly any text, such as the number of the page.
func isScan(pages, pictures, runes int) bool {
	const few = 16 // characters a page
	return pictures > 0 && 2*pictures >= pages && runes < few*pages
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// A pdfPage is what one page says.
type pdfPage struct {
	text     string
	unseen   string // drawn with no ink
	pictures int
	notes    []pdfNote
}

// A pdfNote is an annotation.
type pdfNote struct {
	kind           enums.FPDF_ANNOTATION_SUBTYPE
	author, text   string
	value, caption string // of a field of a form
}

func (s *source) page(name string, p pdfPage) {
	s.part(name, p.text, false)
	if p.unseen != "" && p.pictures == 0 { // over a picture it is the text that a scanner recognised
		s.part(name+"#hidden", p.unseen, true)
		s.trace(HiddenText, name, p.unseen)
	}
	var notes strings.Builder
	for _, n := range p.notes {
		if n.kind == enums.FPDF_ANNOT_SUBTYPE_WIDGET {
			s.part(name+"#field", strings.TrimSpace(n.caption+"\n"+n.value), false)
			continue
		}
		notes.WriteString(n.text + "\n")
		s.trace(Annotation, name, strings.TrimSpace(n.author+" "+n.text))
	}
	s.part(name+"#notes", notes.String(), true)
}

func (p *pdf) pages() ([]pdfPage, error) {
	n, err := p.engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: p.doc})
	if err != nil {
		return nil, err
	}
	if n.PageCount > pdfPages {
		return nil, fault.New(fault.TooLarge, "extract.pages", pdfPages)
	}
	out := make([]pdfPage, n.PageCount)
	size := 0
	for i := range out {
		if out[i], err = p.page(i); err != nil {
			return nil, err
		}
		if size += len(out[i].text); size > maxText {
			return nil, fault.New(fault.TooLarge, "extract.text", maxText>>20)
		}
	}
	return out, nil
}

func (p *pdf) page(index int) (out pdfPage, err error) {
	loaded, err := p.engine.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.doc, Index: index})
	if err != nil {
		return out, err
	}
	defer func() { _, _ = p.engine.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	page := requests.Page{ByReference: &loaded.Page}
	text, err := p.engine.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return out, err
	}
	defer func() {
		_, _ = p.engine.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	}()
	count, err := p.engine.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return out, err
	}
	if count.Count > 0 {
		got, err := p.engine.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: text.TextPage, StartIndex: 0, Count: count.Count})
		if err != nil {
			return out, err
		}
		out.text = pdfText(got.Text)
	}
	if err := p.look(page, text.TextPage, &out); err != nil {
		return out, err
	}
	out.notes, err = p.notes(page)
	return out, err
}

// pdfText cleans what the engine returns: its line ends, and the mark that it
// sets for a hyphen at the end of a line.
func pdfText(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\r', '\x00', '\x02', '\ufffe', '\uffff':
			return -1
		}
		return r
	}, s)
}

// look finds pictures, and text that is drawn with no ink.
func (p *pdf) look(page requests.Page, text references.FPDF_TEXTPAGE, out *pdfPage) error {
	count, err := p.engine.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return err
	}
	var unseen strings.Builder
	for i := range min(count.Count, pdfObjects) {
		obj, err := p.engine.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			return err
		}
		if err := p.object(obj.PageObject, text, out, &unseen); err != nil {
			return err
		}
	}
	out.unseen = pdfText(unseen.String())
	return nil
}

func (p *pdf) object(obj references.FPDF_PAGEOBJECT, text references.FPDF_TEXTPAGE, out *pdfPage, unseen *strings.Builder) error {
	kind, err := p.engine.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: obj})
	if err != nil {
		return err
	}
	if kind.Type == enums.FPDF_PAGEOBJ_IMAGE || kind.Type == enums.FPDF_PAGEOBJ_FORM && p.holdsPicture(obj) {
		out.pictures++
	}
	if kind.Type == enums.FPDF_PAGEOBJ_TEXT {
		mode, err := p.engine.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: obj})
		if err != nil || mode.TextRenderMode != enums.FPDF_TEXTRENDERMODE_INVISIBLE {
			return err
		}
		got, err := p.engine.FPDFTextObj_GetText(&requests.FPDFTextObj_GetText{PageObject: obj, TextPage: text})
		if err != nil {
			return err
		}
		unseen.WriteString(got.Text)
	}
	return nil
}

// holdsPicture reports whether a group of objects has a picture in it.
func (p *pdf) holdsPicture(form references.FPDF_PAGEOBJECT) bool {
	const most = 100
	n, err := p.engine.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: form})
	if err != nil {
		return false
	}
	for i := range min(n.Count, most) {
		obj, err := p.engine.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: form, Index: uint64(i)})
		if err != nil {
			return false
		}
		kind, err := p.engine.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: obj.PageObject})
		if err == nil && kind.Type == enums.FPDF_PAGEOBJ_IMAGE {
			return true
		}
	}
	return false
}

// notes reads the annotations of a page; links and the windows of notes say nothing of their own.
func (p *pdf) notes(page requests.Page) ([]pdfNote, error) {
	count, err := p.engine.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil {
		return nil, err
	}
	var out []pdfNote
	for i := range min(count.Count, pdfObjects) {
		a, err := p.engine.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue // one that is no dictionary
		}
		n, err := p.note(a.Annotation)
		_, _ = p.engine.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: a.Annotation})
		if err != nil {
			return nil, err
		}
		if n.kind != enums.FPDF_ANNOT_SUBTYPE_LINK && n.kind != enums.FPDF_ANNOT_SUBTYPE_POPUP {
			out = append(out, n)
		}
	}
	return out, nil
}

func (p *pdf) note(a references.FPDF_ANNOTATION) (n pdfNote, err error) {
	kind, err := p.engine.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a})
	if err != nil {
		return n, err
	}
	n.kind = kind.Subtype
	value := func(key string) string {
		v, err := p.engine.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: a, Key: key})
		if err != nil {
			return ""
		}
		return pdfText(v.Value)
	}
	n.text, n.author = value("Contents"), value("T")
	if n.kind == enums.FPDF_ANNOT_SUBTYPE_WIDGET {
		n.value, n.caption = value("V"), value("TU")
	}
	return n, nil
}

// attachments returns the files that lie in the PDF.
func (p *pdf) attachments() ([]responses.Attachment, error) {
	all, err := p.engine.GetAttachments(&requests.GetAttachments{Document: p.doc})
	if err != nil {
		return nil, err
	}
	return all.Attachments, nil
}

// attached reads the files that lie in the PDF. One that cannot be read is a trace.
func (s *source) attached(all []responses.Attachment) error {
	for _, a := range all {
		s.trace(Attachment, "attachment", a.Name)
		if len(a.Content) == 0 {
			continue
		}
		if s.depth+1 >= maxDepth {
			s.trace(Unreadable, "attachment", a.Name)
			continue
		}
		if err := s.read(a.Name, s.at+"attachment:"+a.Name, a.Content, s.depth+1); err != nil {
			if fault.Of(err) != fault.Invalid {
				return err
			}
			s.trace(Unreadable, "attachment", a.Name)
		}
	}
	return nil
}

// ends are the places where a state of the file was complete.
func (p *pdf) ends() ([]int, error) {
	r, err := p.engine.FPDF_GetTrailerEnds(&requests.FPDF_GetTrailerEnds{Document: p.doc})
	if err != nil {
		return nil, err
	}
	return r.TrailerEnds, nil
}

// flat is the newest state of the file written anew: without earlier states,
// without passwords, every object by itself behind a plain table.
func (p *pdf) flat() ([]byte, error) {
	r, err := p.engine.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{Document: p.doc, Flags: requests.SaveFlagRemoveSecurity})
	if err != nil {
		return nil, err
	}
	return *r.FileBytes, nil
}
