package foi

import (
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/letter"
)

// ChargeID names a fee.
type ChargeID int64

// A Paid says where a fee stands.
type Paid string

// Where a fee may stand.
const (
	Unsent   Paid = "proposed" // 未发: the head has not agreed yet
	Noticed  Paid = "noticed"
	Settled  Paid = "paid"
	Unpaid   Paid = "lapsed"   // 视为放弃
	Dropped  Paid = "void"     // the request ended otherwise
	Refunded Paid = "refunded" // 退付
)

// A Charge is one fee that was asked for: a row of the ledger. Amounts are 分.
type Charge struct {
	ID       ChargeID     `db:"id" json:"id"`
	Rev      int64        `db:"rev" json:"rev"`
	Request  ID           `db:"request_id" json:"request_id"`
	UnitID   int64        `db:"unit_id" json:"unit_id"`
	State    Paid         `db:"state" json:"state"`
	Standard law.Standard `db:"standard" json:"standard"`
	Month    string       `db:"month" json:"month"`
	Before   int          `db:"before" json:"before"`
	Pieces   int          `db:"pieces" json:"pieces"`
	Pages    int          `db:"pages" json:"pages,omitempty"`
	Lines    []FeeLine    `db:"lines,json" json:"lines"`
	Fen      int64        `db:"fen" json:"amount"`
	Notice   string       `db:"notice" json:"notice"` // 文号
	Sent     calendar.Day `db:"sent" json:"sent"`
	Got      calendar.Day `db:"got" json:"got,omitempty"`
	Until    calendar.Day `db:"until_day" json:"until,omitempty"`
	Paid     calendar.Day `db:"paid" json:"paid,omitempty"`
	Receipt  string       `db:"receipt" json:"receipt,omitempty"` // 票据号
	Booked   calendar.Day `db:"booked" json:"booked,omitempty"`   // 入库
	Refunded calendar.Day `db:"refunded" json:"refunded,omitempty"`
	Why      string       `db:"refund_reason" json:"refund_reason,omitempty"`
	Approved int64        `db:"approved_by" json:"-"`
	Approver string       `db:"approver" json:"approver,omitempty"` // 审批人, as named at that time
	Proposed calendar.Day `db:"proposed" json:"proposed,omitempty"`
	By       int64        `db:"proposed_by" json:"-"`
	Proposer string       `db:"proposer" json:"proposer,omitempty"`
	Pay      string       `db:"pay" json:"-"` // how to pay, sealed; "" once the notice says it
}

const chargeTable = "foi_fee"

// A ChargeBy is the head's consent to a fee that was proposed, with the notice.
type ChargeBy struct {
	Rev int64 `form:"rev" type:"hidden" json:"rev"`
	Sending
}

// Check says which fields break a rule.
func (in ChargeBy) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	in.check(&c)
	return c.Err()
}

// Price is what a request would cost by a standard, line by line.
func (s *Service) Price(ctx context.Context, id ID, standard law.Standard, pages int) (f Fee, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := read(tx, id)
		if err != nil {
			return err
		}
		f, err = price(tx, r, standard, pages)
		return err
	})
	return f, err
}

func price(tx *db.Tx, r *Request, standard law.Standard, pages int) (Fee, error) {
	if standard == law.Page {
		return PageFee(pages)
	}
	before, err := piecesBefore(tx, r)
	if err != nil {
		return Fee{}, err
	}
	return PieceFee(before, r.Pieces)
}

// Charge sends the 收费通知书 for the fee that was proposed. Somebody else agrees to it than
// who proposed it. It has to go out within the term of the reply, once.
//
// Errors: Conflict without a proposal, after the term, and when the proposed amount is no
// longer what the request costs.
func (s *Service) Charge(ctx context.Context, id ID, in ChargeBy) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	var row Charge
	st := step{act: ActCharge, rev: in.Rev, day: in.Day}
	st.move.Key = deadline.ForPayment
	st.change = func(tx *db.Tx, r *Request) (err error) {
		if err := s.chargeable(tx, r, in.Day); err != nil {
			return err
		}
		if row, err = proposedFee(tx, r); err != nil {
			return err
		}
		f, err := price(tx, r, row.Standard, row.Pages)
		if err != nil {
			return err
		}
		if f.Amount != row.Fen || f.Before != row.Before {
			return fault.New(fault.Conflict, "foi.fee_changed", Yuan(row.Fen), Yuan(f.Amount))
		}
		r.brief.Fen = row.Fen
		row.State, row.Sent, row.Got, row.Approved, row.Approver = Noticed, in.Day, in.got(), tx.Actor.Who(), tx.Actor.Name
		r.Until = ""
		if row.Got != "" {
			r.Until, err = r.lastDay(row.Got, termPay)
		}
		row.Until = r.Until
		return err
	}
	st.then = func(tx *db.Tx, r *Request) error {
		var pay string
		if err := s.box.OpenJSON(row.Pay, aboutPay, &pay); err != nil {
			return err
		}
		m, err := s.issue(tx, r, paper{kind: letterFee, about: feeKey(row.ID), send: in.Sending, values: s.feeValues(&row, pay)})
		if err != nil {
			return err
		}
		row.Notice, row.Pay = m.Number, "" // the notice says it
		return db.Update(tx, chargeTable, &row)
	}
	return s.do(ctx, id, st)
}

func feeKey(id ChargeID) string { return "fee/" + itoa(int64(id)) }

// feeValues is the calculation as the notice has it, a band a line.
func (s *Service) feeValues(c *Charge, pay string) letter.Values {
	v := letter.Values{Text: map[string]string{
		"fee_standard": s.words("foi.standard." + string(c.Standard)), "fee": s.yuan(c.Fen), "fee_words": s.capital(c.Fen), "pay_how": strings.TrimSpace(pay),
	}}
	var rows []map[string]string
	for _, l := range c.Lines {
		band := l.Band(c.Standard)
		rows = append(rows, map[string]string{
			"band": s.words(band.Key, band.Args...), "count": s.words("foi.count."+string(c.Standard), l.Count),
			"rate": s.words("foi.rate."+string(c.Standard), Yuan(l.Rate)), "sum": s.yuan(l.Amount),
		})
	}
	v.Rows = map[string][]map[string]string{"fee_lines": rows}
	return v
}

func (s *Service) yuan(amount int64) string { return s.words("foi.yuan", Yuan(amount)) }

// capital writes an amount in the characters that nobody can add a stroke to
// (票据法第八条): 人民币贰仟叁佰元整.
func (s *Service) capital(amount int64) string {
	digits, units := []rune(s.words("foi.capital.digits")), []rune(s.words("foi.capital.units"))
	var b strings.Builder
	b.WriteString(s.words("foi.capital.currency"))
	zero := false
	yuan := Yuan(amount / fen * fen)
	for i, d := range yuan {
		place := len(yuan) - 1 - i
		switch {
		case d != '0':
			if zero {
				b.WriteRune(digits[0])
			}
			zero = false
			b.WriteRune(digits[d-'0'])
			if place%4 > 0 {
				b.WriteRune(units[place%4-1])
			}
		default:
			zero = true
		}
		if place == 4 || place == 8 {
			b.WriteRune(units[2+place/4])
			zero = false
		}
	}
	b.WriteString(s.words("foi.capital.whole"))
	return b.String()
}

// A Payment notes that a fee was paid in full.
type Payment struct {
	Rev     int64        `form:"rev" type:"hidden" json:"rev"`
	Day     calendar.Day `form:"day" json:"day" label:"foi.paid_on" hint:"foi.paid_on_hint" type:"date" required:"true"`
	Receipt string       `form:"receipt" json:"receipt" label:"foi.receipt" hint:"foi.receipt_hint" required:"true" max:"60"`
}

// Check says which fields break a rule.
func (in Payment) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Day.Valid(), "day", "foi.need.day")
	c.That(strings.TrimSpace(in.Receipt) != "", "receipt", "foi.need.receipt")
	return c.Err()
}

// Pay notes the payment; the twenty working days begin afresh on the day after it
// (费办法第六条). One that came after the last day is no payment any more.
func (s *Service) Pay(ctx context.Context, id ID, in Payment) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.do(ctx, id, s.paying(in))
}

func (s *Service) paying(in Payment) step {
	st := step{act: ActPay, rev: in.Rev, day: in.Day, note: strings.TrimSpace(in.Receipt)}
	st.move.Key = deadline.ForPayment
	st.change = func(_ *db.Tx, r *Request) error {
		if r.Until != "" && in.Day > r.Until {
			return fault.Field("day", "foi.bad.paid_late", r.Until)
		}
		r.Until = ""
		return nil
	}
	st.then = func(tx *db.Tx, r *Request) error {
		if err := s.unchase(tx, r, in.Day, func(m *Mailed) bool { return m.Kind == letterFee }); err != nil {
			return err
		}
		return s.onCharge(tx, r.ID, func(c *Charge) { c.State, c.Paid, c.Receipt = Settled, in.Day, strings.TrimSpace(in.Receipt) })
	}
	return st
}

// dropCharge ends the fee of a request that is taken back: nothing is owed any more.
func dropCharge(tx *db.Tx, r *Request) error {
	_, err := tx.Exec("UPDATE foi_fee SET state = ?, rev = rev + 1 WHERE request_id = ? AND state = ?", Dropped, r.ID, Noticed)
	return err
}

// onCharge changes the fee of a request that is not settled yet.
func (s *Service) onCharge(tx *db.Tx, id ID, change func(*Charge)) error {
	c, err := db.Get[Charge](tx, "FROM foi_fee WHERE request_id = ? AND state = ?", id, Noticed)
	if err != nil {
		return err
	}
	change(&c)
	return db.Update(tx, chargeTable, &c)
}

// A Refunding is the day and the reason of a fee that is given back.
type Refunding struct {
	Rev    int64        `form:"rev" type:"hidden" json:"rev"`
	Day    calendar.Day `form:"day" json:"day" label:"foi.refunded_on" type:"date" required:"true"`
	Reason string       `form:"reason" json:"reason" label:"foi.refund_why" hint:"foi.reason_hint" type:"textarea" rows:"3" required:"true" max:"500"`
}

// Check says which fields break a rule.
func (in Refunding) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	c.That(in.Day.Valid(), "day", "foi.need.day")
	checkReason(&c, in.Reason)
	return c.Err()
}

// Refund gives a fee back (退付). The request and its clock stay as they are.
func (s *Service) Refund(ctx context.Context, id ID, of ChargeID, in Refunding) (c Charge, err error) {
	defer fault.Wrap(&err, "foi.Refund(%d)", id)
	if err := in.Check(); err != nil {
		return c, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if c, err = db.Get[Charge](tx, "FROM foi_fee WHERE id = ? AND request_id = ?", of, id); err != nil {
			return err
		}
		switch {
		case !tx.Actor.CanAt(Extend, r.UnitID): // the head of the 工作机构 answers for money given back
			return fault.New(fault.Forbidden, "not_allowed")
		case c.State != Settled:
			return fault.New(fault.Conflict, "foi.not_paid")
		case in.Day < c.Paid || in.Day > tx.Today:
			return fault.Field("day", "foi.bad.refund_day", c.Paid, tx.Today)
		}
		c.Rev, c.State, c.Refunded, c.Why = in.Rev, Refunded, in.Day, strings.TrimSpace(in.Reason)
		if err := journal.Add(tx, "foi.refund", r.Ref(), Brief{Status: r.Status, Unit: r.UnitID, Day: in.Day, Note: c.Why, Key: feeKey(c.ID)}); err != nil {
			return err
		}
		return db.Update(tx, chargeTable, &c)
	})
	return c, err
}

// chargesOf are the fees that a request was asked for.
func chargesOf(tx *db.Tx, id ID) ([]Charge, error) {
	all, err := feesOf(tx, id)
	return slices.DeleteFunc(all, func(c Charge) bool { return c.Sent == "" }), err
}
