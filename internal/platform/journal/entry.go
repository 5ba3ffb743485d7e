package journal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Form says how much of an entry its leaf shows.
type Form string

// The forms.
const (
	FormInternal Form = "internal" // nothing
	FormPublic   Form = "public"   // what was done to which thing, and hashes of the content
	FormSealed   Form = "sealed"   // what was done to which thing, and a salted commitment to the content
)

// A Body is JSON as it is stored; "" once erased.
type Body string

// MarshalJSON gives the body as it is, and null for an erased one.
func (b Body) MarshalJSON() ([]byte, error) {
	if b == "" {
		return []byte("null"), nil
	}
	return []byte(b), nil
}

// An Entry is one act on one thing.
type Entry struct {
	ID        int64     `db:"id" json:"id"`
	At        time.Time `db:"at" json:"at"`
	ActorKind auth.Kind `db:"actor_kind" json:"actor_kind"`
	ActorID   int64     `db:"actor_id" json:"actor_id"`
	ActorName string    `db:"actor_name" json:"actor_name"` // as it was then
	Unit      int64     `db:"unit" json:"unit"`             // the office that the actor worked for
	Act       string    `db:"act" json:"act"`
	Ref       string    `db:"ref" json:"ref"` // "plan/17"
	Noun      string    `db:"noun" json:"-"`  // "plan"
	Form      Form      `db:"form" json:"form"`
	Body      Body      `db:"body" json:"body"`
	Salt      []byte    `db:"salt" json:"-"`
}

// Erased reports whether the body was erased.
func (e Entry) Erased() bool { return len(e.Salt) == 0 }

// Decode reads the body into v.
func (e Entry) Decode(v any) error { return json.Unmarshal([]byte(e.Body), v) }

// entryRef names an entry as a thing that acts are done to.
func entryRef(id int64) string { return "entry/" + strconv.FormatInt(id, 10) }

// Add writes down an act on the thing ref, with body as its detail, for the office alone.
func Add(tx *db.Tx, act, ref string, body any) error { return add(tx, FormInternal, act, ref, body) }

// Public writes down a public act. The content goes to everybody who asks for
// the proof and its hashes stay for ever, so nothing personal may be in it.
func Public(tx *db.Tx, act, ref string, content any) error {
	return add(tx, FormPublic, act, ref, content)
}

// Sealed writes down a public act whose content is personal or easily guessed.
// That the act was done is public; the content is shown to whom it concerns
// (Journal.Disclose) and can be erased.
func Sealed(tx *db.Tx, act, ref string, content any) error {
	return add(tx, FormSealed, act, ref, content)
}

var errNameless = errors.New("an entry needs an act and a thing")

func add(tx *db.Tx, form Form, act, ref string, body any) error {
	text, err := proof.Canonical(body)
	if err == nil && (act == "" || ref == "") {
		err = errNameless
	}
	if err != nil {
		return fmt.Errorf("journal %s %s: %w", act, ref, err)
	}
	e := Entry{
		ID: tx.ID(), At: tx.Now, ActorKind: tx.Actor.Kind, ActorID: tx.Actor.ID, ActorName: tx.Actor.Name, Unit: tx.Actor.Unit,
		Act: act, Ref: ref, Noun: nounOf(ref), Form: form, Body: Body(text), Salt: make([]byte, 2*proof.SaltSize),
	}
	if _, err := rand.Read(e.Salt); err != nil {
		return err
	}
	leaf := e.leaf()
	if err := leaf.Check(); err != nil {
		return fmt.Errorf("journal %s %s: %w", act, ref, err)
	}
	if err := tx.Business(); err != nil {
		return err
	}
	if err := db.Insert(tx, "journal_entry", e); err != nil {
		return err
	}
	return db.Insert(tx, "journal_pending", pending{e.ID, leaf.Text()})
}

// pending is a leaf that waits for the sequencer.
type pending struct {
	Entry int64  `db:"entry"`
	Leaf  string `db:"leaf"`
}

func nounOf(ref string) string {
	noun, _, _ := strings.Cut(ref, "/")
	return noun
}

// contentSalt opens the content of a sealed entry and may be handed out.
func (e Entry) contentSalt() []byte { return e.Salt[:proof.SaltSize] }

// recordSalt hides who acted and is never handed out.
func (e Entry) recordSalt() []byte { return e.Salt[proof.SaltSize:] }

// leaf is the leaf that the entry has to have.
func (e Entry) leaf() proof.Leaf {
	sum := proof.SHA256(string(e.Body))
	l := proof.Leaf{V: proof.LeafVersion, Record: proof.Commit(e.recordSalt(), e.record(sum))}
	if e.Form == FormInternal {
		return l
	}
	l = e.shown(l)
	if e.Form == FormSealed {
		l.Commit = proof.Commit(e.contentSalt(), string(e.Body))
	} else {
		l.SHA256, l.SM3 = sum, proof.SM3(string(e.Body))
	}
	return l
}

// shown puts the fields that stand open in a public leaf into l.
func (e Entry) shown(l proof.Leaf) proof.Leaf {
	l.Ref, l.Act, l.At, l.Unit = e.Ref, e.Act, proof.At(e.At), e.Unit
	return l
}

// record is the whole entry as one line, with the hash of the body for the body:
// numbers, and texts in quotes with nothing but ASCII, so no two entries have the same.
func (e Entry) record(bodySum string) string {
	b := make([]byte, 0, 320)
	number := func(n int64) { b = append(strconv.AppendInt(b, n, 10), ' ') }
	text := func(s string) { b = append(strconv.AppendQuoteToASCII(b, s), ' ') }
	number(e.ID)
	number(e.At.UnixMilli())
	text(string(e.ActorKind))
	number(e.ActorID)
	text(e.ActorName)
	number(e.Unit)
	text(e.Act)
	text(e.Ref)
	text(string(e.Form))
	return string(append(b, bodySum...))
}
