package search

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"gongkai.example/gongkai/internal/platform/db"
)

// How many documents of each kind are judged one by one. What is not stays
// behind them, the newest first.
const (
	judgeExact  = 50
	judgeTitles = 100
	judgeAbout  = 50
	judgeLeast  = 60
	// judgeTexts of the best are judged by their text too, as long as they have
	// no more bytes than judgeBytes together.
	judgeTexts = 30
	judgeBytes = 1 << 20
	loadAtOnce = 15
)

// What speaks for a document. A title counts more than a text can.
const (
	forTitle    = 100.0 // this very title
	forNumber   = 200.0 // this very number
	forEnding   = 150.0 // this number, as far as it was given
	forInTitle  = 4.0   // all words in the title
	forCovered  = 1.0   // the title has nothing else
	forTogether = 1.0   // the words stand together in the title
	forText     = 2.0   // all words often in the text
	forEarly    = 0.4   // all words at its beginning
	forAbout    = 0.6
	forMore     = 5.0  // each word more than a relaxed query asks for
	forNew      = 0.3  // as of today
	forHolding  = 0.9  // it still holds
	ofApart     = 0.2  // a word that is none where it stands, of one that is
	ofMissing   = 20.0 // against one that has the characters of a word and not the word
	early       = 120  // characters that are the beginning
	halfNew     = 700  // days after which half of forNew is left
)

// order returns the hits in the order in which they are shown, up to the deepest.
func (s *finding) order() ([]int64, error) {
	reach := min(len(s.all), deepest)
	if s.q.Newest || len(s.read.words) == 0 {
		return s.all[:reach], nil
	}
	chosen, err := s.choose()
	if err != nil {
		return nil, err
	}
	judged, err := s.judge(chosen)
	if err != nil {
		return nil, err
	}
	out := make([]int64, 0, reach)
	seen := make(map[int64]bool, len(judged))
	for _, j := range judged {
		out = append(out, j.row.Slot)
		seen[j.row.Slot] = true
	}
	for _, slot := range s.all {
		if len(out) >= reach {
			break
		}
		if !seen[slot] {
			out = append(out, slot)
		}
	}
	return out[:min(reach, len(out))], nil
}

// choose returns the documents to be judged, and whether they are about the words.
func (s *finding) choose() (map[int64]bool, error) {
	asked := []ask{{s.read.exact(), judgeExact}}
	about := 0
	if !s.relaxed {
		about = len(asked)
		asked = append(asked, ask{s.read.strict(often), judgeAbout})
	}
	if len(s.all) > judgeLeast {
		for _, m := range s.titles() {
			asked = append(asked, ask{m, judgeTitles})
		}
	}
	lists, err := s.slots(asked...)
	if err != nil {
		return nil, err
	}
	chosen := map[int64]bool{}
	for i, list := range lists {
		for _, slot := range list {
			chosen[slot] = chosen[slot] || i == about && i > 0
		}
	}
	for slot := range s.better {
		chosen[slot] = chosen[slot] || false
	}
	if len(s.all) < most { // all hits are known, and some were found wrong
		maps.DeleteFunc(chosen, func(slot int64, _ bool) bool { _, is := slices.BinarySearch(s.all, slot); return !is })
	}
	for _, slot := range s.all {
		if len(chosen) >= judgeLeast {
			break
		}
		chosen[slot] = chosen[slot] || false
	}
	return chosen, nil
}

// titles are the conditions for words in titles: all of them, then all but one
// with that one in the text. If the query is relaxed, as many as a hit has to have.
func (s *finding) titles() []db.Match {
	if s.relaxed {
		return []db.Match{atLeast(s.looked, s.level, inTitle)}
	}
	out := []db.Match{s.read.strict(inTitle)}
	if n := len(s.read.words); n > 1 && n <= maxParts {
		out = append(out, db.AllOf(s.read.strict(""), atLeast(s.read.words, n-1, inTitle)))
	}
	return out
}

type judged struct {
	row   row
	score float64
	title float64 // share of the words that the title has
}

// judge puts chosen documents in order, the best first.
func (s *finding) judge(chosen map[int64]bool) ([]judged, error) {
	slots := make([]int64, 0, len(chosen))
	for slot := range chosen {
		slots = append(slots, slot)
	}
	rows, err := s.rowsOf(slots)
	if err != nil {
		return nil, err
	}
	sp := newSpotter(s.lex, s.looked)
	out := make([]judged, 0, len(rows))
	for _, r := range rows {
		j := judged{row: r}
		j.score, j.title = s.byRow(sp, r)
		if chosen[r.Slot] {
			j.score += forAbout
		}
		if k := s.better[r.Slot]; k > s.level {
			j.score += forMore * float64(k-s.level)
		}
		out = append(out, j)
	}
	slices.SortFunc(out, best)
	return out, s.byTexts(sp, out[:min(len(out), judgeTexts)])
}

func best(a, b judged) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.row.Slot, b.row.Slot))
}

// rowsAt reads the rows of slots.
func rowsAt(tx *db.Tx, slots []int64) ([]row, error) {
	var out []row
	for part := range slices.Chunk(slots, dropAtOnce) {
		var w db.Where
		w.In("slot", db.Anys(part)...)
		rows, err := db.All[row](tx, "FROM search_doc"+w.String(), w.Args...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// rowsOf returns the rows of slots, in their order, reading those that were not read yet.
func (s *finding) rowsOf(slots []int64) ([]row, error) {
	var missing []int64
	for _, slot := range slots {
		if _, had := s.rows[slot]; !had {
			missing = append(missing, slot)
		}
	}
	read, err := rowsAt(s.tx, missing)
	if err != nil {
		return nil, err
	}
	for _, r := range read {
		s.rows[r.Slot] = r
	}
	out := make([]row, 0, len(slots))
	for _, slot := range slots {
		if r, ok := s.rows[slot]; ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// byRow judges by title, number, day and state.
func (s *finding) byRow(sp *spotter, r row) (score, title float64) {
	p := plainOf(r.Title)
	all := letters(p.r)
	if slices.Equal(all, s.read.all) {
		score += forTitle
	}
	share := make([]float64, len(sp.words))
	covered := 0
	for _, f := range sp.spots(p.r) {
		if f.apart {
			share[f.word] = max(share[f.word], ofApart)
			continue
		}
		share[f.word] = 1
		covered += f.end - f.start
	}
	for i, w := range sp.words {
		share[i] = max(share[i], s.byFacts(w, r, &score))
	}
	sum := 0.0
	for _, v := range share {
		sum += v
	}
	title = sum / float64(max(len(share), 1))
	score += forInTitle * title
	score += forCovered * title * math.Min(float64(covered)/float64(max(len(all), 1)), 1)
	if len(s.read.words) > 1 && contains(all, s.read.all) {
		score += forTogether
	}
	if r.State == Valid || r.State == Amended {
		score += forHolding
	}
	age := max(s.tx.Today.Sub(r.On), 0)
	return score + forNew/(1+float64(age)/halfNew), title
}

// byFacts is how far the row itself has a number, a date or a year that was asked for.
func (s *finding) byFacts(w word, r row, score *float64) float64 {
	switch {
	case w.number != nil:
		ends, same := sameNumber(r.Number, *w.number)
		if same {
			*score += forNumber
		} else if ends {
			*score += forEnding
		}
		if ends {
			return 1
		}
	case w.date != "":
		if day := plainDay(r); len(day) == 8 && day[:len(w.date)] == w.date {
			return 1
		}
	case len(w.alts[0]) == 4 && string(w.alts[0]) == fmt.Sprint(r.Year):
		return 1
	}
	return 0
}

func plainDay(r row) string {
	if len(r.On) != 10 {
		return ""
	}
	return string(r.On[:4] + r.On[5:7] + r.On[8:])
}

func contains(in, what []rune) bool {
	for i := 0; i+len(what) <= len(in); i++ {
		if slices.Equal(in[i:i+len(what)], what) {
			return true
		}
	}
	return false
}

// byTexts judges the best by their texts too, and puts them in order again.
func (s *finding) byTexts(sp *spotter, all []judged) error {
	left := judgeBytes
	for part := range slices.Chunk(all, loadAtOnce) {
		if left <= 0 {
			break
		}
		rows := make([]row, len(part))
		for i, j := range part {
			rows[i] = j.row
		}
		if err := s.load(rows); err != nil {
			return err
		}
		for i := range part {
			if d := s.texts[part[i].row.ID]; d != nil {
				left -= size(d)
				part[i].score += s.byText(sp.tally(d))
			}
		}
	}
	slices.SortFunc(all, best)
	return nil
}

func size(d *Doc) int {
	n := len(d.Text)
	for _, p := range d.Parts {
		n += len(p.Text)
	}
	return n
}

// byText is what the text of a document adds.
func (s *finding) byText(t tally) float64 {
	n := float64(max(len(t.uses), 1))
	out := 0.0
	for i, u := range t.uses {
		out += forText * u / (u + 2) / n
		if t.early[i] {
			out += forEarly / n
		}
	}
	if !s.relaxed && !t.all {
		out -= ofMissing
	}
	return out
}

// load reads the texts of rows that were not read yet.
func (s *finding) load(rows []row) error {
	ids := map[string][]int64{}
	for _, r := range rows {
		if _, had := s.texts[r.ID]; !had {
			ids[r.Noun] = append(ids[r.Noun], r.ID)
			s.texts[r.ID] = nil
		}
	}
	for noun, list := range ids {
		source, ok := s.x.sources[noun]
		if !ok {
			return fmt.Errorf("no source for %s", noun)
		}
		docs, err := source.Load(s.tx, list)
		if err != nil {
			return err
		}
		for i := range docs {
			s.texts[docs[i].ID] = &docs[i]
		}
	}
	return nil
}

// show draws the hits of a page. What its source no longer has is left out,
// though it should not be here.
func (s *finding) show(slots []int64) ([]Hit, error) {
	rows, err := s.rowsOf(slots)
	if err != nil {
		return nil, err
	}
	if err := s.load(rows); err != nil {
		return nil, err
	}
	sp := newSpotter(s.lex, s.looked)
	out := make([]Hit, 0, len(slots))
	for _, r := range rows {
		if d := s.texts[r.ID]; d != nil {
			out = append(out, sp.hit(r, d))
		}
	}
	return out, nil
}

func (sp *spotter) hit(r row, d *Doc) Hit {
	h := Hit{ID: r.ID, Noun: r.Noun, Kind: r.Kind, Number: r.Number, Unit: r.Unit, Column: r.Column, On: r.On, Year: r.Year, State: r.State}
	h.Title = sp.mark(r.Title)
	var found int
	h.Excerpt, found = sp.excerpt(d.Text)
	for _, p := range d.Parts {
		if out, n := sp.excerpt(p.Text); n > found {
			h.Excerpt, h.Part, found = out, p.Name, n
		}
	}
	if h.Excerpt == nil {
		h.Excerpt = []Piece{}
	}
	return h
}

// mark cuts a whole short text at the words.
func (sp *spotter) mark(text string) []Piece {
	p := plainOf(text)
	return p.pieces(text, 0, len(p.r), sp.spots(p.r))
}
