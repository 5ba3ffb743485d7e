package policy

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/clause"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Mention is a document of the library that a text names, by its number or its title.
type Mention struct {
	Start, End int // in runes of the text
	ID         ID
	Bad        fault.Text // why nothing may rest on it; none if it may (国办发〔2018〕37号: 未经公布的不得作为依据)
}

// Mentions finds the documents that a text names, each once, in the order of the text.
// Where several bear a title, it means the one in force.
func Mentions(tx *db.Tx, text string) (out []Mention, err error) {
	places := placesOf(text)
	if len(places) == 0 {
		return nil, nil
	}
	lib, err := libraryOf(tx)
	if err != nil {
		return nil, err
	}
	runes := []rune(text)
	for _, p := range places {
		e := lib.titles[nameKey(p.title)]
		if p.number != "" {
			e = lib.numbered(p)
		}
		if e == nil {
			continue
		}
		bad := e.bad()
		if bad.Key == "" {
			if bad, err = e.badClause(tx, runes[p.end:]); err != nil {
				return nil, err
			}
		}
		m := Mention{p.start, p.end, e.ID, bad}
		switch at := slices.IndexFunc(out, func(m Mention) bool { return m.ID == e.ID }); {
		case at < 0:
			out = append(out, m)
		case out[at].Bad.Key == "" && bad.Key != "": // another clause of it
			out[at] = m
		}
	}
	return out, nil
}

// Cites is what a text says of a decision or an answer may not rest on, in words; but has
// the words of who asked: what they named themselves can be spoken of.
func Cites(tx *db.Tx, text, but string) (out []fault.Text, err error) {
	found, err := Mentions(tx, text)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	named, err := Mentions(tx, but)
	for _, m := range found {
		if m.Bad.Key != "" && !slices.ContainsFunc(named, func(n Mention) bool { return n.ID == m.ID }) {
			out = append(out, m.Bad)
		}
	}
	return out, err
}

// Relied is asked by publish about the text of an item. A document speaks of itself and of
// those that it does something to.
func (s *Service) Relied(tx *db.Tx, item publish.ID, text string) (out []publish.Cited, err error) {
	found, err := Mentions(tx, text)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var own []ID
	d, err := byItem(tx, item)
	switch {
	case err == nil:
		effects, err := effectsOf(tx, "by_id = ?", d.ID)
		if err != nil {
			return nil, err
		}
		own = append(own, d.ID)
		for _, e := range effects {
			own = append(own, e.Target)
		}
	case fault.Of(err) != fault.NotFound:
		return nil, err
	}
	for _, m := range found {
		if m.Bad.Key != "" && !slices.Contains(own, m.ID) {
			out = append(out, publish.Cited{Start: m.Start, End: m.End, Why: m.Bad})
		}
	}
	return out, nil
}

type libraryKey struct{}

// An entry of the library, as far as it is cited.
type libraryEntry struct {
	ID         ID           `db:"id"`
	Title      string       `db:"title"`
	Number     string       `db:"number"`
	Status     Status       `db:"state"`
	Standing   Standing     `db:"standing"`
	StandingOn calendar.Day `db:"standing_on"`
	open       bool         // everybody reads it
}

// better reports whether a title means e rather than another document.
func (e *libraryEntry) better(than *libraryEntry) bool {
	if ok, was := e.bad().Key == "", than.bad().Key == ""; ok != was {
		return ok
	}
	if public, was := e.Status == Issued, than.Status == Issued; public != was {
		return public
	}
	return e.ID > than.ID
}

// bad says why nothing may rest on a document; none if it may.
func (e *libraryEntry) bad() fault.Text {
	name := fault.T("policy.name", e.Title, e.Number)
	switch {
	case e.Status == Voided:
		return fault.T("policy.cites.voided", name)
	case e.Status != Issued:
		return fault.T("policy.cites.unissued", name)
	case !e.open:
		return fault.T("policy.cites.hidden", name)
	case !e.Standing.InForce():
		return fault.T("policy.cites.standing", name, fault.T("publish.validity."+string(e.Standing)), e.StandingOn)
	}
	return fault.Text{}
}

type readKey struct{ id ID }

// badClause says why nothing may rest on a clause of a document in force that is named behind
// it: it has not begun, or is suspended for itself.
func (e *libraryEntry) badClause(tx *db.Tx, behind []rune) (fault.Text, error) {
	rest := strings.TrimLeft(string(behind[:min(len(behind), clauseMost)]), ")\uFF09 ")
	for {
		a, left, ok := clause.Leading(rest)
		if !ok {
			return fault.Text{}, nil
		}
		r, err := db.Once(tx, readKey{e.ID}, func() (Reading, error) { return Read(tx, e.ID, tx.Today) })
		if err != nil || len(r.apart) == 0 {
			return fault.Text{}, err
		}
		text := clause.Parse(r.Body)
		if i := text.Find(a); i >= 0 {
			if x := idle(r.apart, i); x != nil {
				return fault.T("policy.cites.apart."+string(x.Standing), fault.T("policy.name", e.Title, ""), text.Name(i), x.From), nil
			}
		}
		rest = strings.TrimLeft(left, "\u3001\u548c\u53ca\u4e0e")
	}
}

// clauseMost is how many characters behind a document its clauses are looked for.
const clauseMost = 60

// A library is every document by how it is cited.
type library struct {
	all    []libraryEntry
	titles map[string]*libraryEntry   // by nameKey
	tails  map[string][]*libraryEntry // by the year and the number
}

// libraryOf is the library as a transaction finds it.
func libraryOf(tx *db.Tx) (*library, error) {
	return db.Once(tx, libraryKey{}, func() (*library, error) { return loadLibrary(tx) })
}

func loadLibrary(tx *db.Tx) (*library, error) {
	all, err := db.All[libraryEntry](tx, "FROM policy_document WHERE state <> ? ORDER BY id", Discarded)
	if err != nil {
		return nil, err
	}
	type row struct {
		ID ID `db:"id"`
	}
	open := map[ID]bool{}
	w := public()
	if err := db.Each(tx, func(r row) error { open[r.ID] = true; return nil }, "FROM policy_document"+w.String(), w.Args...); err != nil {
		return nil, err
	}
	lib := &library{all, map[string]*libraryEntry{}, map[string][]*libraryEntry{}}
	for i := range all {
		e := &all[i]
		e.open = open[e.ID]
		if was := lib.titles[nameKey(e.Title)]; was == nil || e.better(was) {
			lib.titles[nameKey(e.Title)] = e
		}
		if tail := tailForm.FindString(foldCite(e.Number)); tail != "" {
			lib.tails[tail] = append(lib.tails[tail], e)
		}
	}
	return lib, nil
}

// numbered is the document of a number: the words before the year end with its word, the
// longest that does.
func (l *library) numbered(p place) (found *libraryEntry) {
	for _, e := range l.tails[p.number] {
		if strings.HasSuffix(p.before, strings.TrimSuffix(foldCite(e.Number), p.number)) && (found == nil || len(e.Number) > len(found.Number)) {
			found = e
		}
	}
	return found
}

// A place is where a text may name a document.
type place struct {
	start, end     int    // in runes
	title          string // between book quotes
	number, before string // the year and the number, and what stands in front of them
}

// beforeMost is how far a number looks back for its word, in bytes.
const beforeMost = 60

func placesOf(text string) (out []place) {
	folded := foldCite(text)
	for _, at := range tailForm.FindAllStringIndex(folded, -1) {
		start := utf8.RuneCountInString(folded[:at[0]])
		number := folded[at[0]:at[1]]
		before := folded[max(0, at[0]-beforeMost):at[0]]
		out = append(out, place{start: start, end: start + utf8.RuneCountInString(number), number: number, before: before})
	}
	out = append(out, quotesIn([]rune(text))...)
	slices.SortStableFunc(out, func(a, b place) int { return a.start - b.start })
	return out
}

// A CitationID names a citation.
type CitationID int64

// A Citation is a document that an item in public cites.
type Citation struct {
	ID       CitationID    `db:"id" json:"id"`
	Rev      int64         `db:"rev" json:"rev"`
	Document ID            `db:"document_id" json:"document"`
	Item     publish.ID    `db:"item_id" json:"item"`
	UnitID   int64         `db:"unit_id" json:"unit_id"` // answers for the item
	Title    string        `db:"title" json:"title"`     // of the item
	Stage    CitationStage `db:"state" json:"state"`
	Fell     calendar.Day  `db:"fell_on" json:"fell_on,omitempty"`
	Looked   calendar.Day  `db:"looked_on" json:"looked_on,omitempty"`
	Note     string        `db:"note" json:"note,omitempty"` // what the look came to
}
