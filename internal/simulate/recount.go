package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/correction"
	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/kernel/account"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/flow"
	"gongkai.example/gongkai/internal/platform/journal"
)

// A Recount is a district counted once more, from the entries of its journal and from
// nothing else: it asks no service and reads no other table. Put is called with every
// entry, oldest first.
type Recount struct {
	Acts map[string]int // by name
	done map[string]int // by name and thing
	Odd  []string       // steps that the table of a noun does not know from where the thing stood

	evenings []Evening // as they were noted, in the order of days
	next     int
	found    []string // evenings on which the board showed something else

	duties   map[string]*owedOnce
	requests map[string]*askedOnce
	cases    map[string]*disputed
	mends    map[string]correction.Status
	letters  map[string]*sorted
	aids     map[string]*sought // questions to the inside
	versions map[string]*shelved
	messages map[string]*written
	inquired map[string]*inquired
	polled   map[string]*polled
	invited  map[string]*invited
	worried  map[string]*worried
	themes   map[string]*themed
	looks    int // over what people write about

	corpus

	proposals  map[string]*proposed
	registered map[string]string // letters, by the requests that they became

	releases map[string]int // by edition
	online   map[string]time.Time
	first    map[string]int  // of items, by the edition with which they came on line: the year
	indexes  map[string]bool // of items
	numbers  map[string]int  // numbers of documents: two are one draft written twice
	released map[year]int    // items that came on line for the first time
}

// A year of a unit, by its name, or of the district: "".
type year struct {
	unit string
	year int
}

// askedOnce is a request, as the journal has it.
type askedOnce struct {
	foi.Brief
	received, ended calendar.Day
	results         map[string]string // by 件
	lapsed          string            // the result of what counts as given up
	noticed         int64             // fees, in 分
	paid            int64
	paidOn          calendar.Day
	noticedOn       calendar.Day
	state           foi.Status
	anew            bool // a reply that was ordered: counts nowhere
}

type disputed struct {
	remedy.Brief
	ordered, begun bool // a new reply, by the outcome; and it was begun
	came, ended    calendar.Day
}

// NewRecount begins a recount that compares the board of every evening with what the
// journal says of that moment.
func NewRecount(evenings []Evening) *Recount {
	evenings = slices.Clone(evenings)
	slices.SortFunc(evenings, func(a, b Evening) int { return cmp.Compare(a.Day, b.Day) })
	return &Recount{
		Acts: map[string]int{}, done: map[string]int{}, evenings: evenings, duties: map[string]*owedOnce{}, requests: map[string]*askedOnce{}, cases: map[string]*disputed{}, mends: map[string]correction.Status{},
		letters: map[string]*sorted{}, aids: map[string]*sought{}, versions: map[string]*shelved{}, messages: map[string]*written{}, inquired: map[string]*inquired{}, polled: map[string]*polled{}, invited: map[string]*invited{}, worried: map[string]*worried{}, themes: map[string]*themed{}, corpus: newCorpus(), proposals: map[string]*proposed{}, registered: map[string]string{},
		releases: map[string]int{}, online: map[string]time.Time{}, first: map[string]int{}, indexes: map[string]bool{}, numbers: map[string]int{}, released: map[year]int{},
	}
}

// Put counts one entry.
func (c *Recount) Put(e journal.Entry) error {
	for c.next < len(c.evenings) && e.At.After(c.evenings[c.next].Day.Start().Add(evening+time.Minute)) {
		c.compare(c.evenings[c.next])
		c.next++
	}
	c.place++
	c.Acts[e.Act]++
	c.done[e.Act+" "+e.Ref]++
	noun, id, _ := strings.Cut(e.Ref, "/")
	var err error
	switch noun {
	case "duty":
		err = c.duty(e)
	case "foi":
		switch {
		case strings.HasPrefix(id, "incoming/"):
			err = c.letter(e)
		case !strings.Contains(id, "/"):
			err = c.request(e)
		}
	case "proposal":
		err = c.proposal(e)
	case "policy", "interpret", "faq", "finder", "gazette", "cleanup", "deposit", "citation":
		err = c.library(noun, e)
	case "catalogue":
		err = c.shelf(e)
	case "remedy":
		err = c.dispute(e)
	case "correction":
		err = c.correction(e)
	case "publish":
		err = c.release(e)
	default:
		err = c.heard(e, noun, id)
	}
	if err != nil {
		return fmt.Errorf("entry %d (%s of %s): %w", e.ID, e.Act, e.Ref, err)
	}
	return nil
}

// heard counts an entry of a noun in which the public takes part.
func (c *Recount) heard(e journal.Entry, noun, id string) error {
	switch noun {
	case "consult":
		if kind, _, sub := strings.Cut(id, "/"); !sub || kind == "opinion" {
			return c.consultation(e, sub)
		}
	case "survey":
		return c.survey(e)
	case "event":
		return c.event(e, strings.Contains(id, "/"))
	case "response":
		return c.concern(e)
	case "hotspot":
		return c.theme(e)
	case "message":
		if !strings.Contains(id, "/") {
			return c.message(e)
		}
	}
	return nil
}

// odd notes a step that cannot be.
func (c *Recount) odd(format string, args ...any) {
	c.Odd = append(c.Odd, fmt.Sprintf(format, args...))
}

// End compares the evenings that are left, and returns those on which the board was wrong.
func (c *Recount) End() []string {
	for ; c.next < len(c.evenings); c.next++ {
		c.compare(c.evenings[c.next])
	}
	return c.found
}

func (c *Recount) request(e journal.Entry) error {
	var b foi.Brief
	if err := e.Decode(&b); err != nil {
		return err
	}
	act, r := foi.Act(e.Act), c.requests[e.Ref]
	if r == nil {
		r = &askedOnce{results: map[string]string{}}
		c.requests[e.Ref] = r
	}
	c.step(e.Ref, act, r.state, b.Status)
	if b.Status != "" {
		r.state = b.Status
	}
	day := b.Day
	if day == "" {
		day = calendar.DayOf(e.At)
	}
	if b.Kind != "" {
		r.Brief = b
	}
	switch act { //nolint:exhaustive // the others move no day and no result
	case actSeek, actOpine:
		c.aid(e, b)
	case foi.ActReceive, foi.ActConfirm:
		r.received = day
	case foi.ActRedo:
		r.received, r.anew = day, true
	case foi.ActWork:
		if strings.HasPrefix(b.Key, "item/") {
			r.results[b.Key] = b.Note
		}
	case foi.ActLapse:
		r.lapsed, r.ended = "O1", day
		if r.noticed > 0 {
			r.lapsed = "O2"
		}
	case foi.ActCharge:
		r.noticed, r.noticedOn = b.Fen, day
	case foi.ActPay:
		r.paid, r.paidOn = r.noticed, day
	case foi.ActServe:
		r.ended = day
	case foi.ActWithdraw, foi.ActClose: // whatever was drafted was never said
		r.ended = day
		clear(r.results)
	}
	return nil
}

// step notes an act that the state table does not allow from where the request stood.
func (c *Recount) step(ref string, act foi.Act, from, to foi.Status) {
	if known, ok := allowed(foi.Flow, act, from, to); known && !ok {
		c.odd("%s of %s from %q to %q", act, ref, from, to)
	}
}

// life is where a thing stands, as the journal has it, and who did what to it last.
type life[S, A ~string] struct {
	state S
	by    map[A]int64
}

// follow takes a thing on by an entry that leads to a state, and reports whether it does: it
// does not if somebody only looked at it. What the table does not allow, or not to whoever
// did it, is odd.
func (l *life[S, A]) follow(c *Recount, t flow.Table[S, A], e journal.Entry, to S) bool {
	act := A(e.Act)
	known, ok := allowed(t, act, l.state, to)
	if !known {
		return false
	}
	if !ok {
		c.odd("%s of %s from %q to %q", e.Act, e.Ref, l.state, to)
	}
	for _, s := range t {
		if s.Act == act && s.To == to && slices.Contains(s.From, l.state) && slices.ContainsFunc(s.NotBy, func(a A) bool { return e.ActorID != 0 && l.by[a] == e.ActorID }) {
			c.odd("%s of %s by who may not", e.Act, e.Ref)
		}
	}
	if l.by == nil {
		l.by = map[A]int64{}
	}
	l.state, l.by[act] = to, e.ActorID
	return true
}

// allowed reports whether the life of a thing knows an act, and leads by it from one state
// to another; "" is before it was made.
func allowed[S, A ~string](t flow.Table[S, A], act A, from, to S) (known, ok bool) {
	for _, s := range t {
		if s.Act != act {
			continue
		}
		known = true
		if s.To == to && (len(s.From) == 0 && from == "" || slices.Contains(s.From, from)) {
			return true, true
		}
	}
	return known, false
}

func (c *Recount) dispute(e journal.Entry) error {
	var b remedy.Brief
	if err := e.Decode(&b); err != nil {
		return err
	}
	d := c.cases[e.Ref]
	if d == nil {
		d = &disputed{came: cmp.Or(b.Day, calendar.DayOf(e.At))}
		c.cases[e.Ref] = d
	}
	d.Brief = b
	switch remedy.Act(e.Act) { //nolint:exhaustive // the others end nothing
	case remedy.ActDecide:
		d.ended = b.Day
		o, _ := law.OutcomeOf(string(b.Kind), b.Outcome)
		d.ordered = o.Orders
	case remedy.ActRedo:
		if d.begun || !d.ordered {
			c.odd("%s answered anew without an order of its own", e.Ref)
		}
		d.begun = true
	case remedy.ActFulfil:
		if !d.begun {
			c.odd("%s fulfilled without a new reply", e.Ref)
		}
	}
	return nil
}

// release counts what came on line.
func (c *Recount) release(e journal.Entry) error {
	c.sign(e)
	if !slices.Contains([]publish.Act{publish.ActRelease, publish.ActEmergency, publish.ActAdmit}, publish.Act(e.Act)) {
		return nil
	}
	if c.releases[e.Ref]++; c.releases[e.Ref] > 1 {
		c.odd("%s of %s a second time", e.Act, e.Ref)
	}
	c.recited(e.Ref)
	var b struct {
		Index  string `json:"index"`
		Unit   string `json:"unit"`
		Number string `json:"number"`
		Text   struct {
			SHA256 string `json:"sha256"`
		} `json:"text"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	if !c.indexes[b.Index] {
		c.texts[e.Ref] = lineText{b.Text.SHA256, calendar.DayOf(e.At), b.Unit}
		c.indexes[b.Index] = true
		on := calendar.DayOf(e.At).Year()
		c.first[e.Ref], c.online[e.Ref] = on, e.At
		c.released[year{"", on}]++
		c.released[year{b.Unit, on}]++
		if b.Number != "" {
			c.numbers[b.Number]++
		}
	}
	return nil
}

// Requests are how many were filed, and how many were answered anew by order.
func (c *Recount) Requests() (filed, anew int) {
	for _, r := range c.requests {
		if r.anew {
			anew++
		}
	}
	return len(c.requests) - anew, anew
}

// Ordered are the decisions that ordered a new reply which was begun.
func (c *Recount) Ordered() (n int) {
	for _, d := range c.cases {
		if d.ordered && d.begun {
			n++
		}
	}
	return n
}

// Fees are what was asked for and what was paid in a year, in 分.
func (c *Recount) Fees(year int) (notices int, noticed, paid int64) {
	for _, r := range c.requests {
		if r.noticedOn.Year() == year {
			notices, noticed = notices+1, noticed+r.noticed
		}
		if r.paidOn.Year() == year {
			paid += r.paid
		}
	}
	return notices, noticed, paid
}

// Report counts tables 3 and 4 of the report on a year: of one unit, or of those in.
func (c *Recount) Report(year int, in func(unitID int64) bool) account.Cells {
	first, last := calendar.Date(year, time.January, 1), calendar.Date(year, time.December, 31)
	out := account.Cells{}
	add := func(t account.Table, row, column string, n int) {
		out[account.Place{Table: t, Row: row, Column: column}] += account.Whole(n)
	}
	for _, r := range c.requests {
		if in(r.Unit) && !r.anew && r.received != "" && r.received <= last && (r.ended == "" || r.ended >= first) {
			r.count(first, last, func(row string, n int) { add(account.Requests, row, string(r.Kind), n) })
		}
	}
	for _, d := range c.cases {
		if !in(d.Unit) || d.came > last || d.ended != "" && d.ended < first || d.Kind == remedy.Complaint {
			continue
		}
		row, column := "review", law.Pending
		if d.Kind == remedy.Suit {
			row = map[bool]string{true: "after", false: "direct"}[d.After]
		}
		if o, ok := law.OutcomeOf(string(d.Kind), d.Outcome); ok && d.ended != "" && d.ended <= last {
			column = o.Cell
		}
		add(account.Remedies, row, string(column), 1)
	}
	return out
}

// count adds a request to the rows of table 3 of a year.
func (r *askedOnce) count(first, last calendar.Day, add func(row string, n int)) {
	came := account.RowNew
	if r.received < first {
		came = account.RowBefore
	}
	add(came, r.Pieces)
	if r.ended == "" || r.ended > last {
		add(account.RowAfter, r.Pieces)
		return
	}
	left := r.Pieces
	for _, result := range r.results {
		if left > 0 {
			add(rowOf(cmp.Or(r.lapsed, result)), 1)
			left--
		}
	}
	add(rowOf(r.lapsed), left)
}

// rowOf is the row of table 3 of a result; what ended without one is 其他.
func rowOf(result string) string {
	if r, ok := law.ResultOf(result); ok {
		return r.Row
	}
	return "3.6.3"
}
