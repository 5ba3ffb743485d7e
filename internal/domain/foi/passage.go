package foi

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/redact"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A passage is a sentence of what is given out. Its mark is a keyed hash, so that nobody
// can try words against it, and finds the same sentence in another file, whatever its
// type and however its lines break.
type passage struct {
	Mark string
	Gone string // hash of the places in it that go; "" is none
}

const (
	aboutPassage  = "foi.passage"
	leastPassage  = 15   // characters: shorter ones stand everywhere
	mostPassages  = 5000 // of one file: some hundred pages
	passagesAtOne = 100  // rows of one statement
)

// A speech is a text that is cut into sentences.
type speech struct {
	text   string
	lines  bool   // a line ends a sentence; of pages it does not
	hidden []bool // by rune; nil is none
}

// ends are the signs that end a sentence, as Chinese writes them.
const ends = "\u3002\uff01\uff1f\uff1b"

// A reader cuts texts into sentences.
type reader struct {
	mark func(string) string
	line []rune
	gone []bool
	seen map[passage]bool
	out  []passage
}

// end ends a sentence and keeps it, if it says enough to be told apart and is new.
func (r *reader) end() {
	if len(r.line) >= leastPassage && len(r.out) < mostPassages {
		if p := (passage{r.mark(string(r.line)), goneOf(r.gone)}); !r.seen[p] {
			r.seen[p] = true
			r.out = append(r.out, p)
		}
	}
	r.line, r.gone = r.line[:0], r.gone[:0]
}

func (r *reader) read(s speech) {
	for at, c := range []rune(s.text) {
		if c == '\n' && s.lines {
			r.end()
		}
		for _, c := range folded(string(c)) { // none of a blank
			r.line, r.gone = append(r.line, unicode.ToLower(c)), append(r.gone, s.hidden != nil && s.hidden[at])
		}
		if strings.ContainsRune(ends, c) {
			r.end()
		}
	}
	r.end()
}

// passagesOf are the different sentences of texts.
func passagesOf(mark func(string) string, all []speech) []passage {
	r := reader{mark: mark, seen: map[passage]bool{}}
	for _, s := range all {
		r.read(s)
	}
	return r.out
}

// goneOf is a hash of the stretches that go.
func goneOf(gone []bool) string {
	if !slices.Contains(gone, true) {
		return ""
	}
	h := sha256.New()
	for i, g := range gone {
		if g {
			_, _ = fmt.Fprintf(h, "%d ", i)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// passagesIn are the sentences of a record with what marks take out of them.
func (s *Service) passagesIn(d *redact.Doc, marks []redact.Mark) ([]passage, error) {
	cut, err := d.Leaks(marks, nil) // against a copy that shows all: what goes, areas by the characters in them
	if err != nil {
		return nil, err
	}
	var all []speech
	for _, p := range d.Parts {
		hidden := make([]bool, len([]rune(p.Text)))
		for _, l := range cut {
			for k := l.Start; l.Part == p.Name && k < min(l.End, len(hidden)); k++ {
				hidden[k] = true
			}
		}
		all = append(all, speech{p.Text, d.Type != "pdf", hidden})
	}
	return passagesOf(s.box.Marker(aboutPassage), all), nil
}

// wholeOf are the sentences of a file that is given out as it is, once it was read.
func (s *Service) wholeOf(tx *db.Tx, f files.File) ([]passage, error) {
	c, err := files.ContentOf(tx, f.SHA256)
	if fault.Of(err) == fault.NotFound {
		return nil, nil
	}
	return passagesOf(s.box.Marker(aboutPassage), []speech{{c.Shown, f.Type != files.PDF, nil}}), err
}

// savePassages keeps the sentences of one file of a request.
func savePassages(tx *db.Tx, id ID, of RedactionID, all []passage) error {
	for some := range slices.Chunk(all, passagesAtOne) {
		var args []any
		for _, p := range some {
			args = append(args, tx.ID(), id, of, p.Mark, p.Gone, tx.Today)
		}
		rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?), ", len(some)), ", ")
		if _, err := tx.Exec("INSERT INTO foi_passage (id, request_id, redaction_id, mark, gone, day) VALUES "+rows, args...); err != nil {
			return err
		}
	}
	return nil
}

// A wholeGiven is a file that is given out as it is.
type wholeGiven struct {
	item  ItemID
	title string
	all   []passage
}

// wholeGivens are the files that a request gives out and that no redaction has made.
func (s *Service) wholeGivens(tx *db.Tx, r *Request) (out []wholeGiven, err error) {
	items, err := itemsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	records, err := redactionsOf(tx, r.ID)
	for i := range items {
		for _, g := range items[i].Given {
			made := slices.ContainsFunc(records, func(x Redaction) bool { return x.Copy == g.File })
			at := slices.IndexFunc(items[i].Copies, func(f files.File) bool { return f.ID == g.File })
			if err != nil || made || at < 0 {
				continue
			}
			w := wholeGiven{item: items[i].ID, title: g.Title}
			w.all, err = s.wholeOf(tx, items[i].Copies[at])
			out = append(out, w)
		}
	}
	return out, err
}

// noteWhole keeps the sentences of what a served reply has given out as it is.
func (s *Service) noteWhole(tx *db.Tx, r *Request) error {
	all, err := s.wholeGivens(tx, r)
	for _, w := range all {
		if err == nil {
			err = savePassages(tx, r.ID, 0, w.all)
		}
	}
	return err
}

// lintWhole is how what is given out as it is was treated elsewhere.
func (s *Service) lintWhole(tx *db.Tx, r *Request, c *Case) error {
	all, err := s.wholeGivens(tx, r)
	for _, w := range all {
		if err != nil {
			return err
		}
		x := CaseRecord{Item: w.item, Title: w.title, Made: true}
		x.Parts, err = hiddenElsewhere(tx, r, w.all)
		c.Records = append(c.Records, x)
	}
	return err
}

// cutOtherwise finds the newest requests that gave out sentences of a record with other
// words taken out, or none; without those that are known already.
func cutOtherwise(tx *db.Tx, x *Redaction, known []Otherwise) ([]Otherwise, error) {
	if x.State != Made {
		return nil, nil
	}
	out, err := db.All[Otherwise](tx, `FROM (SELECT r.id, r.number, r.unit_id, max(o.day) AS made, count(DISTINCT o.mark) AS n FROM foi_passage p
		JOIN foi_passage o ON o.mark = p.mark AND o.gone <> p.gone AND o.request_id <> p.request_id JOIN foi_request r ON r.id = o.request_id
		WHERE p.redaction_id = ? GROUP BY r.id, r.number, r.unit_id ORDER BY r.id DESC LIMIT ?) found ORDER BY id DESC`, x.ID, mostOther+len(known))
	if err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(o Otherwise) bool {
		return slices.ContainsFunc(known, func(k Otherwise) bool { return k.Number == o.Number })
	})
	return named(tx, out[:min(len(out), mostOther)])
}

// hiddenElsewhere finds the newest requests that took words out of sentences which this
// one gives out whole.
func hiddenElsewhere(tx *db.Tx, r *Request, all []passage) ([]Otherwise, error) {
	found := map[string]Otherwise{}
	for some := range slices.Chunk(all, passagesAtOne) {
		args := []any{r.ID}
		for _, p := range some {
			args = append(args, p.Mark)
		}
		rows, err := db.All[Otherwise](tx, `FROM (SELECT r.number, r.unit_id, max(o.day) AS made, count(DISTINCT o.mark) AS n FROM foi_passage o
			JOIN foi_request r ON r.id = o.request_id WHERE o.gone <> '' AND o.request_id <> ? AND o.mark IN (?`+strings.Repeat(", ?", len(some)-1)+`)
			GROUP BY r.id, r.number, r.unit_id) found`, args...)
		if err != nil {
			return nil, err
		}
		for _, o := range rows {
			o.Count += found[o.Number].Count
			found[o.Number] = o
		}
	}
	var out []Otherwise
	for _, o := range found {
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b Otherwise) int { return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Number, b.Number)) })
	return named(tx, out[:min(len(out), mostOther)])
}
