package message

import (
	"cmp"
	"context"
	_ "embed"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

var (
	//go:embed order.tsv
	orderFile string
	//go:embed order_words.tsv
	orderWordsFile string
)

// OrderColumns are the columns of a table of work orders of the hotline 12345, in the
// order of the page about it (国办发〔2020〕53号: 工单号, 来源, 时间, 诉求类型, 内容, 区域, 承办单位, 时限).
var OrderColumns = sheet.Columns(orderFile)

// orderKinds are the kinds of letters by the words of the hotline; it has five of its own.
var orderKinds = func() map[string]Kind {
	out := map[string]Kind{}
	for l := range strings.Lines(orderWordsFile) {
		word, kind, _ := strings.Cut(strings.TrimSpace(l), "\t")
		out[word] = Kind(kind)
	}
	return out
}()

// maxFaults bounds the faults that one dry run tells.
const maxFaults = 200

// A Table is a file of work orders: XLSX or CSV.
type Table struct {
	Name string
	File []byte
}

// Imported says what an import of work orders did, or would do.
type Imported struct {
	Dry      bool        `json:"dry"`
	New      int         `json:"new"`
	Known    int         `json:"known"`    // orders that were there already: nothing is done about them
	Warnings []fault.Row `json:"warnings"` // columns that are left out
}

// Import takes work orders over, each a letter of its unit by the hotline. One that is
// there already, by its number, is left as it is: the same file twice does nothing. The
// day that an order is to be closed on counts where it is earlier than the district's own.
// A dry run keeps nothing.
//
// Errors: Invalid with every row at fault, up to 200; nothing is kept then.
func (s *Service) Import(ctx context.Context, in Table, dry bool) (out Imported, err error) {
	defer fault.Wrap(&err, "message.Import(%q)", in.Name)
	if len(in.File) == 0 {
		return out, fault.Field("file", "message.no_file")
	}
	rows, unread, err := sheet.Records(in.Name, in.File, OrderColumns)
	if err != nil {
		return out, err
	}
	run := s.DB.Write
	if dry {
		run = s.DB.Read
	}
	err = run(ctx, func(tx *db.Tx) error {
		out = Imported{Dry: dry, Warnings: append([]fault.Row{}, unread...)}
		if !tx.Actor.Can(Take) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		orders, err := readOrders(tx, in.Name, rows)
		if err != nil {
			return err
		}
		for i := range orders {
			if err := s.takeOrder(tx, &orders[i], &out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// takeOrder makes a letter of an order that is not there yet, unless it is only tried.
func (s *Service) takeOrder(tx *db.Tx, o *order, out *Imported) error {
	known, err := hasSource(tx, Hotline, o.message.Source)
	switch {
	case err != nil:
		return err
	case known:
		out.Known++
		return nil
	}
	if out.New++; out.Dry {
		return nil
	}
	_, err = s.take(tx, &o.message, o.sending, ActReceive, o.message.Source)
	return err
}

// hasSource reports whether the letter that another office knows by a number is there.
func hasSource(tx *db.Tx, by Channel, number string) (bool, error) {
	n, err := db.One[int](tx, "SELECT count(*) FROM message_message WHERE channel = ? AND source = ?", by, number)
	return n > 0, err
}

// An order is a row that was read.
type order struct {
	message Message
	sending Sending
}

// An orderReader turns rows into orders.
type orderReader struct {
	file  string
	units *unit.Resolver
	today calendar.Day
	may   func(unitID int64) bool
	seen  map[string]int // numbers, with their line
	bad   []fault.Row
}

func readOrders(tx *db.Tx, file string, rows []sheet.Record) (out []order, err error) {
	r := &orderReader{file: file, today: tx.Today, seen: map[string]int{}, may: func(id int64) bool { return tx.Actor.CanAt(Take, id) }}
	if r.units, err = unit.Names(tx); err != nil {
		return nil, err
	}
	for _, row := range rows {
		out = append(out, r.read(row))
	}
	return out, fault.Rows(r.bad)
}

func (o *orderReader) fail(r sheet.Record, key, text string, args ...any) {
	if len(o.bad) < maxFaults {
		i := slices.IndexFunc(OrderColumns, func(c sheet.Column) bool { return c.Key == key })
		o.bad = append(o.bad, fault.Row{File: o.file, Line: r.Line, Column: OrderColumns[i].Names[0], Text: fault.T(text, args...)})
	}
}

// read reads one row, or says what is wrong with it.
func (o *orderReader) read(r sheet.Record) (out order) {
	get := func(key string) string { return strings.TrimSpace(r.Cells[key]) }
	kind, known := orderKinds[get("kind")]
	if !known {
		o.fail(r, "kind", "message.bad.order_kind", get("kind"))
	}
	out.message = Message{Channel: Hotline, Source: o.number(r, get("number")), Received: o.day(r, "received"), limit: o.day(r, "limit")}
	m := &out.message
	switch {
	case m.Received == "":
	case m.Received > o.today:
		o.fail(r, "received", "foi.bad.future", o.today)
	case m.limit != "" && m.limit < m.Received:
		o.fail(r, "limit", "foi.bad.before", m.Received)
	}
	out.sending = Sending{Kind: kind, Letter: Letter{Unit: o.unit(r, get("unit")), Title: get("title"), Text: get("text")}, Sender: Sender{Name: get("name"), Phone: get("phone")}}
	out.sending.Title = cmp.Or(out.sending.Title, firstWords(get("text")))
	if err := out.sending.Check(); err != nil {
		e := fault.As(err)
		for _, key := range slices.Sorted(maps.Keys(e.Fields)) {
			if key != "kind" { // said above
				o.fail(r, key, e.Fields[key].Key, e.Fields[key].Args...)
			}
		}
	}
	for _, more := range []string{"origin", "area"} {
		if get(more) != "" {
			out.sending.Text += "\n" + columnName(more) + "\uff1a" + get(more)
		}
	}
	return out
}

func (o *orderReader) number(r sheet.Record, number string) string {
	line, twice := o.seen[number]
	switch {
	case number == "" || utf8.RuneCountInString(number) > 60:
		o.fail(r, "number", "message.bad.order_number")
	case twice:
		o.fail(r, "number", "message.bad.order_twice", line)
	}
	o.seen[number] = r.Line
	return number
}

// day is a day with or without the hour behind it, as tables of the hotline have it.
func (o *orderReader) day(r sheet.Record, key string) calendar.Day {
	text := strings.TrimSpace(r.Cells[key])
	if text == "" && key == "limit" {
		return ""
	}
	day, _, _ := strings.Cut(text, " ")
	d, ok := sheet.Day(day)
	if !ok {
		o.fail(r, key, "message.bad.order_day", text)
	}
	return calendar.Day(d)
}

func (o *orderReader) unit(r sheet.Record, name string) int64 {
	m, ok := o.units.Resolve(name)
	switch {
	case !ok || m.Group != "" || len(m.Units) != 1 || !m.Units[0].Kind.Organ():
		o.fail(r, "unit", "message.bad.order_unit", name)
		return 0
	case !o.may(m.Units[0].ID):
		o.fail(r, "unit", "not_allowed")
	}
	return m.Units[0].ID
}

func columnName(key string) string {
	return OrderColumns[slices.IndexFunc(OrderColumns, func(c sheet.Column) bool { return c.Key == key })].Names[0]
}

// titleWords is how long a title is that is taken from the words of an order.
const titleWords = 30

// firstWords is the beginning of a text, up to the first stop.
func firstWords(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if at := strings.IndexAny(first, "\u3002\uff1b\uff1f\uff01"); at > 0 {
		first = first[:at]
	}
	if r := []rune(first); len(r) > titleWords {
		first = string(r[:titleWords])
	}
	return first
}

// An Order is a work order as it goes back to the hotline.
type Order struct {
	ID       ID           `json:"id"`
	Number   string       `json:"number"` // 工单号
	Kind     Kind         `json:"kind"`
	Title    string       `json:"title"`
	Received calendar.Day `json:"received"`
	UnitID   int64        `json:"unit_id"`
	Unit     string       `json:"unit"`
	Due      calendar.Day `json:"due,omitempty"`
	Status   Status       `json:"state"`
	Ended    calendar.Day `json:"ended,omitempty"` // 办结时间
	Reply    string       `json:"reply,omitempty"`
	Rating   Rating       `json:"rating,omitempty"`
	Solved   Solved       `json:"solved,omitempty"`
	Reported calendar.Day `json:"reported,omitempty"`
}

// Solved is whether the matter is solved, as far as its sender has said.
type Solved string

// What a sender may have said.
const (
	Yes Solved = "yes"
	No  Solved = "no"
)

func (m *Message) solved() Solved {
	switch {
	case m.Rating == Not || m.Reopened && m.Status != Replied:
		return No
	case m.Rating != "":
		return Yes
	}
	return ""
}

// A FindOrder narrows the work orders.
type FindOrder struct {
	From    calendar.Day `form:"from" json:"from,omitempty" label:"message.order_from" type:"date"` // closed on that day or later
	To      calendar.Day `form:"to" json:"to,omitempty" label:"message.order_to" type:"date"`
	Waiting bool         `form:"waiting" json:"waiting,omitempty" label:"message.order_waiting"` // closed and not reported back
}

// Check asks for days that are days.
func (q FindOrder) Check() error {
	var c fault.Check
	c.That(q.From == "" || q.From.Valid(), "from", "foi.need.day")
	c.That(q.To == "" || q.To.Valid(), "to", "foi.need.day")
	return c.Err()
}

// Orders lists work orders with what came of them, the newest first: what goes back to
// the hotline.
func (s *Service) Orders(ctx context.Context, q FindOrder, p db.Page) (rows db.Rows[Order], err error) {
	defer fault.Wrap(&err, "message.Orders")
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		w := scope(tx)
		w.And("channel = ?", Hotline)
		if q.From != "" {
			w.And("ended >= ?", q.From)
		}
		if q.To != "" {
			w.And("ended <> '' AND ended <= ?", q.To)
		}
		if q.Waiting {
			w.In("state", Replied, Refused)
			w.And("reported = ''")
		}
		found, err := db.List[Message](tx, p, db.Query{From: table, Where: w, Order: []string{"received", "id"}, Desc: true})
		if err != nil {
			return err
		}
		rows, err = db.TryMap(found, func(m Message) (Order, error) { return s.order(tx, &m) })
		return err
	})
	return rows, err
}

func (s *Service) order(tx *db.Tx, m *Message) (o Order, err error) {
	u, err := unit.Get(tx, m.UnitID)
	if err != nil {
		return o, err
	}
	o = Order{
		ID: m.ID, Number: m.Source, Kind: m.Kind, Received: m.Received, UnitID: m.UnitID, Unit: u.Short, Due: m.Due, Status: m.Status, Ended: m.Ended,
		Rating: m.Rating, Solved: m.solved(), Reported: m.Reported,
	}
	if m.Gone != "" {
		return o, nil
	}
	is, err := opened(s.Box, m)
	if err != nil {
		return o, err
	}
	o.Title = is.Letter.Title
	switch m.Status {
	case Replied:
		o.Reply = s.said(is.Letter, is.Draft)
	case Refused:
		o.Reply = m.Said
	case Held, Received, Handling, Leading, Releasing, Withdrawn:
	}
	return o, nil
}

// term is how many working days a letter is answered in: those of its kind, and fewer
// where the order that it came by says so.
func (m *Message) term(own profile.Settings, cal *calendar.Calendar, from calendar.Day) int {
	days := own.Int(profile.MessageReply(string(m.Kind)))
	if m.limit != "" {
		days = min(days, max(1, cal.WorkBetween(from, m.limit)))
	}
	return days
}
