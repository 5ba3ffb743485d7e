package catalogue

import (
	"context"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
)

// exported are the columns of a table that Export writes, in the order of the guide.
var exported = []string{"number", "level1", "level2", "level3", "content", "basis", "term", "subject", "channel", "audience", "mode", "tier"}

// Export writes a version as XLSX, in a form that Import reads again, with the
// units that it binds and how its terms are read in columns behind.
func (s *Service) Export(ctx context.Context, id ID) (file []byte, v *Version, err error) {
	defer fault.Wrap(&err, "catalogue.Export(%d)", id)
	view, err := s.View(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	rows := make([][]string, len(view.Rows))
	for i, r := range view.Rows {
		rows[i] = append(texted(r.Line), listed(r.Names), s.TermWords(r.Term))
	}
	file, err = sheet.Write(sheet.Book{Sheets: []sheet.Sheet{s.sheet(view.Domain, rows, "catalogue.bound_units", "catalogue.bind_term")}})
	return file, view.Version, err
}

// PageSheet is a public catalogue as a table: with the addresses of what was
// published, one a line.
func (s *Service) PageSheet(p Page) sheet.Sheet {
	rows := make([][]string, len(p.Rows))
	for i, r := range p.Rows {
		var links []string
		for _, pub := range r.Published {
			links = append(links, pub.Title+" "+pub.URL)
		}
		rows[i] = append(texted(r.Line), listed(r.Units), strings.Join(links, "\n"))
	}
	return s.sheet(p.Domain, rows, "catalogue.bound_units", "catalogue.published")
}

// sheet puts rows below the headings of the guide and two more.
func (s *Service) sheet(d Domain, rows [][]string, more ...string) sheet.Sheet {
	var head []string
	for _, key := range exported {
		head = append(head, heading(key))
	}
	for _, key := range more {
		head = append(head, s.Words(key))
	}
	out := sheet.Sheet{Name: d.Name}
	for i, texts := range append([][]string{head}, rows...) {
		out.Rows = append(out.Rows, sheet.Texts(i+1, texts...))
	}
	for i := range rows { // numbers may begin again in a file; ours do not
		out.Rows[i+1].Cells[0] = sheet.Cell{Text: strconv.Itoa(i + 1), Kind: sheet.Number}
	}
	return out
}

// texted is a line in the order of exported.
func texted(l Line) []string {
	return []string{
		l.Number, l.Level1, l.Level2, l.Level3, l.Content, l.Basis, l.TermText, l.Subject,
		listed(l.Channels), listed(l.Audience), listed(l.Modes), listed(l.Tiers),
	}
}
