package screen

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"gongkai.example/gongkai/internal/kernel/law"
)

//go:embed words.tsv
var wordsText string

// A role is what a word of words.tsv means for the reading.
type role string

const noRole role = ""

// The roles that the reading asks for by name.
const (
	id             role = "id"
	bank           role = "bank"
	mobile         role = "mobile"
	phone          role = "phone"
	homePhone      role = "home_phone"
	officePhone    role = "office_phone"
	emailLabel     role = "email_label"
	officeEmail    role = "office_email"
	passport       role = "passport"
	permit         role = "permit"
	taiwan         role = "taiwan"
	officer        role = "officer"
	residence      role = "residence"
	home           role = "home"
	domicile       role = "domicile"
	officeAddress  role = "office_address"
	addressLabel   role = "address_label"
	code           role = "code"
	usccLabel      role = "uscc_label"
	qq             role = "qq"
	qqGroup        role = "qq_group"
	wechat         role = "wechat"
	wechatPublic   role = "wechat_public"
	gps            role = "gps"
	birth          role = "birth"
	person         role = "person"
	child          role = "child"
	minor          role = "minor"
	plain          role = "plain" // looks like another word and is none
	health         role = "health"
	title          role = "title"
	trait          role = "trait"
	secret         role = "secret"
	secretLabel    role = "secret_label"
	secretTerm     role = "secret_term"
	attribute      role = "attribute"
	attributeLabel role = "attribute_label"
	internal       role = "internal"
	circulation    role = "circulation"
	draft          role = "draft"
	placeholder    role = "blank"
)

// spoken are the roles whose words the reading looks for at every place; the
// others are asked for where one of these was found.
var spoken = []role{
	id, bank, mobile, phone, homePhone, officePhone, emailLabel, officeEmail, passport, permit, taiwan, officer, residence,
	home, domicile, officeAddress, addressLabel, code, usccLabel, qq, qqGroup, wechat, wechatPublic, gps, birth, person, child,
	minor, plain, health, title, trait, secret, secretLabel, secretTerm, attribute, attributeLabel, internal, circulation, draft, placeholder,
}

// A vocabulary is words.tsv and law/screening.tsv, read.
type vocabulary struct {
	words map[role][]string     // those that are looked for
	lists map[string][][]rune   // those that are asked for
	signs map[string]*runeSet   // single characters
	order map[string][]rune     // the same in the order of the file
	texts map[string][]string   // the lists as strings
	names map[string]bool       // words that are no names
	rules map[string]definition // by name
}

// A definition is one line of law/screening.tsv.
type definition struct {
	kind     Kind
	severity Severity
	repair   string
}

// lang is read once. The data is part of the program, and every test reads it.
var lang = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{
		words: map[role][]string{}, lists: map[string][][]rune{}, signs: map[string]*runeSet{},
		order: map[string][]rune{}, texts: map[string][]string{}, names: map[string]bool{}, rules: map[string]definition{},
	}
	for line := range strings.Lines(wordsText) {
		name, list, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		if set, isSigns := strings.CutSuffix(name, "(signs)"); isSigns {
			v.order[set] = []rune(list)
			v.signs[set] = newRuneSet(list)
			continue
		}
		words := strings.Fields(list)
		if slices.Contains(spoken, role(name)) {
			v.words[role(name)] = words
		}
		v.texts[name] = words
		for _, w := range words {
			v.lists[name] = append(v.lists[name], []rune(w))
		}
	}
	for _, w := range v.texts["not_names"] {
		v.names[w] = true
	}
	for _, s := range law.Screening() {
		v.rules[s.Rule] = definition{Kind(s.Kind), Severity(s.Severity), s.Repair}
	}
	return v
})

// is reports whether r is one of the signs with that name.
func is(name string, r rune) bool { return lang().signs[name].has(r) }

// begins returns how long the word of a list is that stands at the front of f; 0 if there is none.
func begins(name string, f []rune) int {
	longest := 0
	for _, w := range lang().lists[name] {
		if len(w) > longest && hasPrefix(f, w) {
			longest = len(w)
		}
	}
	return longest
}

// ends reports whether f ends with a word of a list.
func ends(name string, f []rune) bool {
	for _, w := range lang().lists[name] {
		if len(f) >= len(w) && slices.Equal(f[len(f)-len(w):], w) {
			return true
		}
	}
	return false
}

// holds reports whether a word of a list stands in f.
func holds(name string, f []rune) bool {
	for i := range f {
		if begins(name, f[i:]) > 0 {
			return true
		}
	}
	return false
}

func hasPrefix(f, w []rune) bool { return len(f) >= len(w) && slices.Equal(f[:len(w)], w) }

// A runeSet is a set of runes of the basic plane.
type runeSet [1 << 10]uint64

func newRuneSet(list string) *runeSet {
	var s runeSet
	for _, r := range list {
		if r < 1<<16 {
			s[r>>6] |= 1 << (r & 63)
		}
	}
	return &s
}

func (s *runeSet) has(r rune) bool { return r >= 0 && r < 1<<16 && s[r>>6]&(1<<(r&63)) != 0 }
