package foi

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/notify"
)

// IncomingID names a letter that came by mail (来信).
type IncomingID int64

// A Sorted says what became of a letter.
type Sorted string

// What may become of a letter.
const (
	Unsorted   Sorted = "unsorted"   // nobody has looked at it
	Registered Sorted = "registered" // it is a request
	Aside      Sorted = "aside"      // it is none, as one person says
	Upheld     Sorted = "upheld"     // and another
)

// The acts on a letter.
const (
	ActArrive   Act = "foi.arrive"
	ActRegister Act = "foi.register"
	ActSetAside Act = "foi.set_aside"
	ActUphold   Act = "foi.uphold"
	ActTakeBack Act = "foi.take_back"
)

// IncomingFlow is the life of a letter. It arrives by a job; what it is, a person says. That
// it is no request, a second one says too: who asked would never hear of it otherwise.
var IncomingFlow = flow.Table[Sorted, Act]{
	{Act: ActArrive, To: Unsorted, Basis: askable},
	{From: []Sorted{Unsorted}, Act: ActRegister, To: Registered, Perm: Take, Basis: askable},
	{From: []Sorted{Unsorted}, Act: ActSetAside, To: Aside, Perm: Take},
	{From: []Sorted{Aside}, Act: ActUphold, To: Upheld, Perm: Take, NotBy: []Act{ActSetAside}},
	{From: []Sorted{Aside, Upheld}, Act: ActTakeBack, To: Unsorted, Perm: Take},
}

// An Incoming is a letter in the mailbox of the 工作机构. What it says is sealed, and
// who sent it is shown masked: most letters are about the person who writes them.
type Incoming struct {
	ID      IncomingID      `db:"id" json:"id"`
	Rev     int64           `db:"rev" json:"rev"`
	UnitID  int64           `db:"unit_id" json:"unit_id"` // whose mailbox it is
	Mark    string          `db:"mark" json:"-"`
	Sender  string          `db:"sender" json:"-"`
	Shown   string          `db:"shown" json:"sender"` // masked
	Content string          `db:"content" json:"-"`
	Written calendar.Day    `db:"written" json:"written"` // as the letter says; not after Arrived
	Arrived calendar.Day    `db:"arrived" json:"arrived"` // in the mailbox: the day of delivery
	At      time.Time       `db:"at" json:"at"`
	Machine bool            `db:"machine" json:"automatic,omitempty"` // by a machine, or to a list
	Receipt bool            `db:"receipt" json:"receipt,omitempty"`   // the sender was told that it came
	Files   int             `db:"files" json:"files"`
	Refused int             `db:"refused" json:"refused"`
	Status  Sorted          `db:"state" json:"state"`
	Request ID              `db:"request_id" json:"request_id,omitempty"`
	Reason  string          `db:"reason" json:"reason,omitempty"`
	By      flow.Hands[Act] `db:"by_whom,json" json:"-"`

	note string // of the step under way, for the journal
}

const (
	incomingTable = "foi_incoming"
	incomingNoun  = "foi_incoming" // whose its attachments are
	aboutIncoming = "foi.incoming"
)

// Ref names the letter in the journal.
func (x *Incoming) Ref() string { return fmt.Sprintf("foi/incoming/%d", x.ID) }

// Owner is the unit whose mailbox it is.
func (x *Incoming) Owner() int64 { return x.UnitID }

// State is where the letter stands in IncomingFlow.
func (x *Incoming) State() Sorted { return x.Status }

// Move sets where the letter stands; only flow.Do calls it.
func (x *Incoming) Move(to Sorted) { x.Status = to }

// DoneBy is who did an act last.
func (x *Incoming) DoneBy(act Act) int64 { return x.By[act] }

// An IncomingBrief is what the journal keeps of a step: no word of the letter.
type IncomingBrief struct {
	Status  Sorted       `json:"state"`
	Unit    int64        `json:"unit_id"`
	Arrived calendar.Day `json:"arrived"`
	Request ID           `json:"request_id,omitempty"`
	Note    string       `json:"note,omitempty"`
}

// Entry is what the journal keeps of the step just made.
func (x *Incoming) Entry() any {
	return IncomingBrief{Status: x.Status, Unit: x.UnitID, Arrived: x.Arrived, Request: x.Request, Note: x.note}
}

// A Content is what a letter says.
type Content struct {
	Name    string        `json:"name,omitempty"` // of the sender, as it says itself
	Address string        `json:"address,omitempty"`
	Subject string        `json:"subject,omitempty"`
	Text    string        `json:"text,omitempty"`
	Refused []Refusal     `json:"refused,omitempty"`
	Faults  []ContentFlaw `json:"faults,omitempty"`
}

// A Refusal is an attachment that was not kept. It is still in the mailbox.
type Refusal struct {
	Name string `json:"name"`
	Size int64  `json:"size"` // bytes
	Why  string `json:"why"`
}

// A ContentFlaw says why a letter has to be looked at in the mailbox itself.
type ContentFlaw string

// The flaws.
const (
	FlawCut    ContentFlaw = "cut"    // too large to be read
	FlawBroken ContentFlaw = "broken" // not all of it can be read
)

// A FindIncoming narrows a list of letters.
type FindIncoming struct {
	Status Sorted `form:"state" json:"state,omitempty" label:"foi.incoming_state" options:"unsorted,registered,aside,upheld"`
	Unit   int64  `form:"unit" json:"unit,omitempty" label:"foi.incoming_unit" type:"select"`
}

// Check refuses what no letter could have.
func (q FindIncoming) Check() error {
	var c fault.Check
	c.That(q.Unit >= 0, "unit", "not_found")
	return c.Err()
}

// An IncomingView is a letter as the desk shows it: what could tell who writes is masked.
type IncomingView struct {
	Incoming
	Subject string        `json:"subject"`
	Text    string        `json:"text"`
	Kept    []files.File  `json:"kept,omitempty"`
	Unkept  []Refusal     `json:"unkept,omitempty"`
	Faults  []ContentFlaw `json:"faults,omitempty"`
	Number  string        `json:"number,omitempty"` // of the request
	Acts    []Act         `json:"acts"`
}

// A Register makes a request of a letter. How and when it came is known.
type Register struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
	Filing
}

// Check says which fields break a rule.
func (in Register) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	if err := in.Filing.Check(); err != nil {
		return err
	}
	return c.Err()
}

// incomingScope narrows every read to the units whose letters the actor sorts. A letter
// that became a request is also shown to who may see the request: it is a part of the case.
func incomingScope(tx *db.Tx) db.Where {
	var w db.Where
	w.Units("unit_id", tx.Actor.Over(Take))
	return w
}

func readIncoming(tx *db.Tx, id IncomingID) (*Incoming, error) {
	w := incomingScope(tx)
	w.And("id = ?", id)
	x, err := db.Get[Incoming](tx, "FROM foi_incoming"+w.String(), w.Args...)
	return &x, err
}

// loadIncoming reads a letter to change it, with the locks in the order of load.
func loadIncoming(tx *db.Tx, id IncomingID) (*Incoming, error) {
	if err := tx.Business(); err != nil {
		return nil, err
	}
	w := incomingScope(tx)
	w.And("id = ?", id)
	x, err := db.Get[Incoming](tx, "FROM foi_incoming"+w.String()+tx.Lock(), w.Args...)
	return &x, err
}

func findIncoming(tx *db.Tx, q FindIncoming, p db.Page) (db.Rows[Incoming], error) {
	w := incomingScope(tx)
	if q.Status != "" {
		w.And("state = ?", q.Status)
	}
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	return db.List[Incoming](tx, p, db.Query{From: incomingTable, Where: w, Order: []string{"id"}, Desc: true})
}

// An IncomingPart is a letter as a part of the case that was made of it.
type IncomingPart struct {
	ID      IncomingID   `json:"id"`
	Arrived calendar.Day `json:"arrived"`
	Shown   string       `json:"sender"` // masked
	Refused int          `json:"refused,omitempty"`
	Kept    []files.File `json:"kept,omitempty"`
	Sorts   bool         `json:"-"` // the reader sorts letters of its mailbox
}

// incomingOf lists the letters that a request was made of, with what was attached.
func incomingOf(tx *db.Tx, id ID) ([]IncomingPart, error) {
	all, err := db.All[Incoming](tx, "FROM foi_incoming WHERE request_id = ? ORDER BY id", id)
	var out []IncomingPart
	for _, x := range all {
		p := IncomingPart{ID: x.ID, Arrived: x.Arrived, Shown: x.Shown, Refused: x.Refused, Sorts: tx.Actor.CanAt(Take, x.UnitID)}
		if p.Kept, err = files.Locked(tx, incomingNoun, int64(x.ID)); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, err
}

// maskMail is an address with its user masked: w***@example.com.
func maskMail(address string) string {
	user, domain, ok := strings.Cut(address, "@")
	if !ok {
		return mask(address)
	}
	return mask(user) + "@" + domain
}

// filing is what a letter says already of the request that it may be. masked is its
// text without what is personal: what is asked for is shown to more people than who
// asks. A number of an identity card or of a telephone that is the only one is taken over.
func (c Content) filing(unit int64, masked string) Filing {
	want := strings.TrimSpace(masked)
	if r := []rune(want); len(r) > wantMost {
		want = string(r[:wantMost])
	}
	f := Filing{Wish: Wish{Unit: unit, Want: want}, Delivery: Delivery{Form: MailForm, Way: ByMail}}
	f.Kind, f.Paper = Citizen, IDCard
	f.PaperNo = only(c.Text, identity, screen.Identity)
	f.Phone = only(c.Text, telephone, func(s string) bool { return notify.Mobile(s) != "" })
	if notify.IsAddress(c.Address) {
		f.Mail = c.Address
	}
	if r := []rune(c.Name); len(r) <= nameMost {
		f.Name = c.Name
	}
	return f
}

var (
	identity  = regexp.MustCompile(`[0-9]{17}[0-9Xx]`)
	telephone = regexp.MustCompile(`[0-9]+`)
)

// only is what of a text matches and is good, if there is one such thing.
func only(text string, like *regexp.Regexp, good func(string) bool) (found string) {
	for _, s := range like.FindAllString(text, -1) {
		if !good(s) || s == found {
			continue
		}
		if found != "" {
			return ""
		}
		found = s
	}
	return found
}

// What the fields of a form take at most, in characters.
const (
	wantMost = 2000
	nameMost = 100
)
