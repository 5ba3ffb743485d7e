package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"
)

// A Leaf is one line of the log. It never holds personal data. There are three
// forms, told apart by the fields they have:
//
//	public    ref act at unit, sha256 and sm3 of the content, record
//	sealed    ref act at unit, commit instead of the hashes, record
//	internal  record alone: that something was written down, not what
//
// Its text is one line of JSON with the fields in the order of this type, those
// that are empty left out, and no white space.
type Leaf struct {
	V    int    `json:"v"`              // version of the form; 1
	Ref  string `json:"ref,omitempty"`  // the thing, "plan/17"
	Act  string `json:"act,omitempty"`  // what was done to it, "plan.issue"
	At   string `json:"at,omitempty"`   // RFC 3339, UTC, whole seconds
	Unit int64  `json:"unit,omitempty"` // id of the office that acted; 0 is the system

	SHA256 string `json:"sha256,omitempty"` // of the canonical public content
	SM3    string `json:"sm3,omitempty"`    // of the same
	Commit string `json:"commit,omitempty"` // Commit(salt, content): content that could be guessed or is personal

	// Record is Commit(another salt, the office's whole entry), so that neither
	// the entry nor the name of who acted can be changed later unseen.
	Record string `json:"record"`
}

// LeafVersion is the form that is written now.
const LeafVersion = 1

// maxLeaf is the longest text of a leaf in bytes: C2SP tlog-tiles counts them in 16 bits.
const maxLeaf = 1<<16 - 1

// At is the form of a leaf's time.
func At(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Text is the text that is hashed into the tree.
func (l Leaf) Text() string {
	b := make([]byte, 0, 420)
	b = strconv.AppendInt(append(b, `{"v":`...), int64(l.V), 10)
	field := func(name, value string) {
		if value != "" {
			b = appendString(append(b, name...), value)
		}
	}
	field(`,"ref":`, l.Ref)
	field(`,"act":`, l.Act)
	field(`,"at":`, l.At)
	if l.Unit != 0 {
		b = strconv.AppendInt(append(b, `,"unit":`...), l.Unit, 10)
	}
	field(`,"sha256":`, l.SHA256)
	field(`,"sm3":`, l.SM3)
	field(`,"commit":`, l.Commit)
	field(`,"record":`, l.Record)
	return string(append(b, '}'))
}

var (
	errLeafForm  = errors.New("a leaf is public, sealed or internal")
	errLeafOrder = errors.New("the text of the leaf is not in its canonical form")
)

// ParseLeaf reads the text of a leaf; it takes nothing but what Text writes.
func ParseLeaf(text string) (Leaf, error) {
	var l Leaf
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return Leaf{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Leaf{}, errLeafOrder
	}
	if err := l.Check(); err != nil {
		return Leaf{}, err
	}
	if l.Text() != text {
		return Leaf{}, errLeafOrder
	}
	return l, nil
}

// Check reports what is wrong with the leaf.
func (l Leaf) Check() error {
	if l.V != LeafVersion {
		return errors.New("leaf of version " + strconv.Itoa(l.V))
	}
	if !digest(l.Record) || len(l.Text()) > maxLeaf {
		return errLeafForm
	}
	if l == (Leaf{V: l.V, Record: l.Record}) {
		return nil
	}
	at, err := time.Parse(time.RFC3339, l.At)
	if err != nil || At(at) != l.At || l.Ref == "" || l.Act == "" || l.Unit < 0 {
		return errLeafForm
	}
	public := digest(l.SHA256) && digest(l.SM3) && l.Commit == ""
	sealed := digest(l.Commit) && l.SHA256 == "" && l.SM3 == ""
	if !public && !sealed {
		return errLeafForm
	}
	return nil
}

// Internal reports whether the leaf names nothing.
func (l Leaf) Internal() bool { return l.Ref == "" }

// Sealed reports whether the leaf hides its content behind a commitment.
func (l Leaf) Sealed() bool { return l.Commit != "" }

// digest reports whether s is a hash as leaves write it: 64 digits in lower case.
func digest(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}

// SHA256 is the SHA-256 of a text in hexadecimal.
func SHA256(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// SM3 is the SM3 of a text in hexadecimal (GB/T 32905-2016).
func SM3(text string) string {
	sum := sm3.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// SaltSize is the length of a salt in bytes.
const SaltSize = 16

// Commit is the SHA-256, in hexadecimal, of the salt followed by the text. Who
// does not have the salt can neither read the text nor try guesses.
func Commit(salt []byte, text string) string {
	b := make([]byte, 0, len(salt)+len(text))
	b = append(append(b, salt...), text...)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
