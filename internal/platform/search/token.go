package search

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// Marks before a token. A token without one is a character, two characters that
// follow each other, a number or a word, anywhere in the document.
const (
	inTitle  = "="  // the same, in the title
	often    = "+"  // two characters that the document has oftenUses times
	begins   = "^"  // the first one, two and three characters of the title
	begun    = "^=" // every beginning of a word or number in the title
	titled   = "!"  // hash of all letters of the title
	whole    = "#=" // its own document number
	numbered = "##" // the same, also with letters cut from the left
	typing   = "#"  // every beginning of its document number
	names    = "~"  // a document number that it names
	dated    = "%"  // a day or month that it names, or its own
	fact     = "@"  // a filter: noun, kind, unit, column, year, state
	every    = "@a" // every document
)

const (
	// oftenUses is how often a document has to say a thing to be about it.
	oftenUses = 3
	// maxBegun is up to how many characters a word is found while it is typed.
	maxBegun = 12
	// maxTokens is the size of all tokens of one document, in bytes; what comes
	// later in a longer one is not found. A tsvector holds no more than 2^20.
	maxTokens = 1_000_000
)

// A gram is one character, or two of 21 bits.
type gram uint64

const gramBits = 21

func (g gram) String() string {
	second := string(rune(g & (1<<gramBits - 1)))
	if first := rune(g >> gramBits); first != 0 { // #nosec G115 -- a rune has 21 bits
		return string(first) + second
	}
	return second
}

// tokens collects the tokens of one document.
type tokens struct {
	grams map[gram]int32
	words map[string]struct{}
	order []gram
	b     strings.Builder
}

func (t *tokens) word(mark, w string) {
	if w == "" {
		return
	}
	w = mark + w
	if _, had := t.words[w]; !had {
		t.words[w] = struct{}{}
		t.write(w)
	}
}

// write adds a token if there is room.
func (t *tokens) write(parts ...string) {
	size := 1
	for _, p := range parts {
		size += len(p)
	}
	if t.b.Len()+size > maxTokens {
		return
	}
	for _, p := range parts {
		t.b.WriteString(p)
	}
	t.b.WriteByte(' ')
}

func (t *tokens) gram(g gram) {
	n := t.grams[g]
	if n == 0 {
		t.order = append(t.order, g)
	}
	t.grams[g] = n + 1
}

// text adds a text that is part of the document.
func (t *tokens) text(r []rune) {
	runs(r, func(run []rune, _ int, han bool) {
		if !han {
			wordsOf(run, func(w string) { t.word("", w) })
			return
		}
		for i := range run {
			t.gram(gram(keyOf(run[i : i+1])))
			if i+1 < len(run) {
				t.gram(gram(keyOf(run[i : i+2])))
			}
		}
	})
	for _, n := range numbersIn(r) {
		for _, k := range n.endingsOf() {
			t.word(names, k)
		}
	}
	for _, d := range datesIn(r) {
		t.word(dated, d.day)
		t.word(dated, d.day[:6])
	}
}

// title adds what is found by the title only.
func (t *tokens) title(r []rune) {
	runs(r, func(run []rune, _ int, han bool) {
		if !han {
			wordsOf(run, func(w string) { t.word(inTitle, w) })
			for w, n := []rune(plainNumber(string(run))), 1; n <= min(len(w), maxBegun); n++ {
				t.word(begun, string(w[:n]))
			}
			return
		}
		for i := range run {
			for n := 1; n <= 2 && i+n <= len(run); n++ {
				t.word(inTitle, string(run[i:i+n]))
			}
		}
	})
	all := letters(r)
	for n := 1; n <= min(3, len(all)); n++ {
		t.word(begins, string(all[:n]))
	}
	t.word(titled, hash(all))
}

// number adds the document's own number.
func (t *tokens) number(r []rune) {
	found := numbersIn(r)
	for _, n := range found {
		t.word(whole, n.key())
		for _, k := range n.endingsOf() {
			t.word(numbered, k)
		}
		for _, k := range n.startsOf() {
			t.word(typing, k)
		}
	}
	if len(found) == 0 { // a standard, an order without a year
		t.word(typing, string(letters(r)))
	}
}

// close writes the grams, the frequent ones a second time, and returns all tokens.
func (t *tokens) close() string {
	for _, g := range t.order {
		s := g.String()
		t.write(s)
		if t.grams[g] >= oftenUses && g >= 1<<gramBits {
			t.write(often, s)
		}
	}
	return strings.TrimSuffix(t.b.String(), " ")
}

// wordsOf cuts a word into what it is found by: the whole, and its numbers and
// letters apart, so that "5g" and "gb18030" are found by either.
func wordsOf(run []rune, f func(string)) {
	f(plainNumber(string(run)))
	for i := 0; i < len(run); {
		j := i + 1
		for j < len(run) && isDigit(run[j]) == isDigit(run[i]) {
			j++
		}
		if j-i < len(run) {
			f(plainNumber(string(run[i:j])))
		}
		i = j
	}
}

// plainNumber leaves out zeros before a number: 05 is 5.
func plainNumber(w string) string {
	if cut := strings.TrimLeft(w, "0"); cut != "" && isDigit(rune(cut[0])) {
		return cut
	}
	return w
}

// hash stands for a whole title.
func hash(all []rune) string {
	if len(all) == 0 {
		return ""
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(string(all)))
	return strconv.FormatUint(h.Sum64(), 36)
}

// tokensOf returns the tokens of a document, as both engines take them: with a
// blank between two.
func tokensOf(d *Doc) string {
	t := &tokens{grams: map[gram]int32{}, words: map[string]struct{}{}}
	for _, f := range d.facts() {
		t.word("", f)
	}
	if d.On != "" {
		day := strings.ReplaceAll(string(d.On), "-", "")
		t.word("", factTime(day[:6]))
		t.word("", factTime(day[:4]))
		t.word(dated, day)
		t.word(dated, day[:6])
	}
	title := plainOf(d.Title).r
	t.title(title)
	t.text(title)
	if d.Number != "" {
		own := plainOf(d.Number).r
		t.number(own)
		t.text(own)
	}
	t.text(plainOf(d.Text).r)
	for _, p := range d.Parts {
		t.text(plainOf(p.Name).r)
		t.text(plainOf(p.Text).r)
	}
	return t.close()
}

func factNoun(v string) string   { return fact + "n" + plainWord(v) }
func factKind(v string) string   { return fact + "k" + plainWord(v) }
func factState(v State) string   { return fact + "s" + plainWord(string(v)) }
func factUnit(v int64) string    { return fact + "u" + strconv.FormatInt(v, 10) }
func factColumn(v int64) string  { return fact + "c" + strconv.FormatInt(v, 10) }
func factTime(day string) string { return fact + "t" + day } // 202305, or 2023
func factYear(v int) string      { return fact + "y" + strconv.Itoa(v) }
func plainWord(v string) string  { return string(letters(foldText(v))) }
func (d *Doc) facts() []string {
	return []string{every, factNoun(d.Noun), factKind(d.Kind), factUnit(d.Unit), factColumn(d.Column), factYear(d.Year), factState(d.State)}
}
