package foi

import (
	"cmp"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// An Orderer is what had a request answered anew.
type Orderer string

// What may.
const (
	ByReview    Orderer = "review"    // 行政复议决定
	ByJudgment  Orderer = "suit"      // 判决
	ByComplaint Orderer = "complaint" // 投诉的处理
	OfItself    Orderer = "self"      // the office found the fault
)

// An Order is the decision that had a request answered anew; the new reply tells of it.
type Order struct {
	By       Orderer      `form:"by" json:"by,omitempty" label:"foi.order_by" type:"radio" options:"review,suit,complaint,self" required:"true"`
	Organ    string       `form:"organ" json:"organ,omitempty" label:"foi.order_organ" hint:"foi.order_hint" group:"foi.group.order" max:"100"`
	FileNo   string       `form:"file_no" json:"file_no,omitempty" label:"foi.order_no" hint:"foi.order_no_hint" max:"60"`
	Decided  calendar.Day `form:"decided" json:"decided,omitempty" label:"foi.order_on" type:"date"`
	Got      calendar.Day `form:"got" json:"got,omitempty" label:"foi.order_got" hint:"foi.order_got_hint" type:"date"`
	Annulled bool         `form:"annulled" json:"annulled,omitempty" label:"foi.order_annulled"`
}

func (o Order) tidied() Order {
	o.Organ, o.FileNo = strings.TrimSpace(o.Organ), strings.TrimSpace(o.FileNo)
	return o
}

func (o Order) check(c *fault.Check) {
	o = o.tidied()
	outside := o.By == ByReview || o.By == ByJudgment
	c.That(outside || o.By == ByComplaint || o.By == OfItself, "by", "foi.need.order_by")
	c.That(o.By == OfItself || o.Organ != "", "organ", "foi.need.order_organ")
	c.That(!outside || o.FileNo != "", "file_no", "foi.need.order_no")
	c.That(o.By == OfItself || o.Decided.Valid(), "decided", "foi.need.order_on")
	c.That(!outside || o.Got.Valid(), "got", "foi.need.order_got")
	c.That(o.Got == "" || o.Got >= o.Decided, "got", "foi.bad.before", o.Decided)
}

// An Ordered is what a request that answers another anew keeps of why, and of what it
// takes the place of.
type Ordered struct {
	Order
	Case    string       `json:"case,omitempty"`     // the number of the earlier request
	Reply   string       `json:"reply,omitempty"`    // and of its reply
	Replied calendar.Day `json:"replied,omitempty"`  // served
	Asked   calendar.Day `json:"asked_on,omitempty"` // 收到申请之日 of the first of them
}

// orderedFor is what the new request keeps of the one that it answers anew.
func orderedFor(tx *db.Tx, old *Request, o Order) (Ordered, error) {
	out := Ordered{Order: o.tidied(), Case: old.Number, Replied: old.Answered, Asked: cmp.Or(old.Ordered.Asked, old.Received)}
	m, err := newestReply(tx, old.ID)
	if fault.Of(err) == fault.NotFound { // it was answered on paper
		return out, nil
	}
	out.Reply = m.Number
	return out, err
}

// tellOrder has the reply say which decision ordered it, and which reply fell.
func (s *Service) tellOrder(r *Request, set func(key, value string)) {
	o := r.Ordered
	if o.Replied == "" {
		return
	}
	set("redo_case", o.Case)
	set("redo_reply", o.Reply)
	set("redo_replied", s.Date(o.Replied))
	if o.By == OfItself {
		set("redo_self", "1")
		return
	}
	paper := s.words("foi.order_paper." + string(o.By))
	if o.FileNo != "" {
		paper = s.words("foi.numbered", paper, o.FileNo)
	}
	set("redo_organ", o.Organ)
	set("redo_paper", paper)
	set("redo_decided", s.Date(o.Decided))
	if o.Got != "" {
		set("redo_got", s.Date(o.Got))
	}
	if o.Annulled {
		set("redo_annulled", "1")
	}
}
