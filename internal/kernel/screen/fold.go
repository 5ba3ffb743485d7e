package screen

// hidden stands for the runes that nobody sees: joiners, marks of order, soft hyphens.
const hidden = '\u200b'

// backwards is the sign behind which a reader sees the text from its end to its
// beginning: a number that is written backwards reads forwards there.
const backwards = '\u202e'

// fold is the form in which a rune is read: narrow, capital, one sign for each
// purpose. Folding a second time changes nothing.
func fold(r rune) rune {
	switch {
	case r < 0x80:
		return foldASCII(r)
	case r >= 0x4e00 && r <= 0x9fff:
		return r
	case r >= 0xff01 && r <= 0xff5e:
		return foldASCII(r - 0xfee0)
	case r >= 0x1d7ce && r <= 0x1d7ff: // mathematical digits
		return '0' + (r-0x1d7ce)%10
	case r >= 0x660 && r <= 0x669, r >= 0x6f0 && r <= 0x6f9: // Arabic digits
		return '0' + r&0xf
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe01ef, r >= 0x2061 && r <= 0x2064, r >= 0x206a && r <= 0x206f: // variation selectors, tags, marks of formulas
		return hidden
	}
	if to, ok := folded[r]; ok {
		return to
	}
	return r
}

func foldASCII(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return r - 'a' + 'A'
	case r == '\r' || r == '\f' || r == '\v':
		return '\n'
	case r == 0 || r == 0x7f:
		return hidden
	}
	return r
}

var folded = map[rune]rune{
	'\u00a0': ' ', '\u2002': ' ', '\u2003': ' ', '\u2004': ' ', '\u2005': ' ', '\u2006': ' ', '\u2007': ' ', '\u2008': ' ', '\u2009': ' ',
	'\u200a': ' ', '\u202f': ' ', '\u205f': ' ', '\u3000': ' ',
	'\u0085': '\n', '\u2028': '\n', '\u2029': '\n',
	'\u200c': hidden, '\u200d': hidden, '\u200e': hidden, '\u200f': hidden, '\u2060': hidden, '\ufeff': hidden, '\u00ad': hidden,
	'\u202a': hidden, '\u202b': hidden, '\u202c': hidden, '\u202d': hidden, '\u202e': hidden, '\u2066': hidden, '\u2067': hidden, '\u2068': hidden, '\u2069': hidden,
	'\u034f': hidden, '\u061c': hidden, '\u115f': hidden, '\u1160': hidden, '\u17b4': hidden, '\u17b5': hidden, '\u180e': hidden, '\u3164': hidden, '\uffa0': hidden,
	'\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-', '\u2015': '-', '\u2212': '-', '\u2043': '-', '\ufe63': '-', '\u30fc': '-',
	'\u2236': ':', '\ufe55': ':', '\u3014': '\u3014', '\uff61': '\u3002', '\ufe52': '.', '\uff65': '\u00b7', '\u2022': '\u00b7', '\u30fb': '\u00b7', '\u2027': '\u00b7',
	'\ufe61': '*', '\u2217': '*', '\u2731': '*', '\ufe6b': '@', '\uffe5': '\u00a5', '\ufe59': '(', '\ufe5a': ')',
	'\u041a': 'K', '\u0425': 'X', '\u0445': 'X', '\u03a7': 'X', '\u2169': 'X', '\u2179': 'X', '\u2716': '\u00d7', '\u2715': '\u00d7', '\u2573': '\u00d7', '\u2a2f': '\u00d7',
	'\u3007': '\u3007', '\u2500': '-',
}

func digit(r rune) bool  { return r >= '0' && r <= '9' }
func letter(r rune) bool { return r >= 'A' && r <= 'Z' }
func alnum(r rune) bool  { return digit(r) || letter(r) }
func blank(r rune) bool  { return r == ' ' || r == '\t' || r == hidden }
func han(r rune) bool    { return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf }

// decode makes the runes of the text, as given and folded.
func (s *scan) decode(text string) {
	s.raw = make([]rune, 0, len(text)/2)
	s.f = make([]rune, 0, len(text)/2)
	var w spelling
	numerals := lang().signs["numeral"]
	for _, r := range text {
		if r == backwards {
			s.turned = append(s.turned, len(s.raw))
		}
		c := fold(r)
		s.raw = append(s.raw, r)
		s.f = append(s.f, c)
		if w.n > 0 || digit(c) || c >= 0x80 && numerals.has(c) {
			s.spells(&w, len(s.f)-1, c)
		}
	}
	s.spell(&w)
}
