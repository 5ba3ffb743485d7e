package survey

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/secret"
	"gongkai.example/gongkai/internal/platform/session"
)

// What is sent to a telephone, and for how long it is good.
const (
	smsKind   = "survey"
	codeLasts = 10 * time.Minute
)

// How many answers and codes one network sends in an hour: a school or an office answers
// from one address. One telephone is sent few.
const (
	answersOfClient = 300
	codesOfClient   = 60
	codesOfPhone    = 5
	triesOfClient   = 60 // wrong codes
	triesOfPhone    = 10
)

// An Asking is a survey as everybody sees it.
type Asking struct {
	Survey  Survey
	Unit    string
	Takes   bool    // answers, today
	Results Results // once they are published
}

// Shown lists the surveys that everybody may know of, the newest first.
func (s *Service) Shown(ctx context.Context, p db.Page) (rows db.Rows[Survey], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.In("state", db.Anys(Public)...)
		rows, err = db.List[Survey](tx, p, db.Query{From: table, Where: w, Order: []string{"id"}, Desc: true})
		return err
	})
	return rows, err
}

// Show returns a survey that everybody may know of; results once they are published.
//
// Errors: NotFound.
func (s *Service) Show(ctx context.Context, id ID) (out Asking, err error) {
	defer fault.Wrap(&err, "survey.Show(%d)", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := shown(tx, id, "")
		if err != nil {
			return err
		}
		out = Asking{Survey: *x, Takes: x.Takes(tx.Today)}
		if x.Status == Told {
			out.Results, err = results(tx, x)
		}
		return err
	})
	return out, err
}

// A sending is a code that has to go out. The telephone stands, sealed, in its row.
type sending struct {
	Survey ID     `json:"survey"`
	Mark   string `json:"mark"`
	Name   string `json:"name"`
}

// A code is what was sent to a telephone.
type code struct {
	Survey  ID        `db:"survey_id"`
	Mark    string    `db:"mark"`
	Phone   string    `db:"phone"` // sealed
	Code    string    `db:"code"`  // sealed
	Checked string    `db:"checked"`
	Until   time.Time `db:"until_at"`
}

const aboutCode = "survey.code"

// AskCode has a code sent to a telephone. The answer is the same whether the number has
// answered or not.
//
// Errors: Invalid about the field phone; Conflict for a survey without codes; TooMany.
func (s *Service) AskCode(ctx context.Context, id ID, phone, client string) (err error) {
	defer fault.Wrap(&err, "survey.AskCode(%d)", id)
	to := notify.Mobile(phone)
	if to == "" {
		return fault.Field("phone", "survey.bad_phone")
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	digits := fmt.Sprintf("%06d", n)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := shown(tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if x.Identity != Phone || !x.Takes(tx.Today) {
			return fault.New(fault.Conflict, "survey.closed")
		}
		who := []string{s.mark(x, to), s.box.Mark(session.Network(client), "survey.asks")}
		if err := session.Few(tx, who, codesOfPhone, codesOfClient); err != nil {
			return err
		}
		if err := session.NoteTry(tx, who...); err != nil {
			return err
		}
		c := code{Survey: id, Mark: who[0], Checked: s.mark(x, to+"/"+digits), Until: tx.Now.Add(codeLasts)}
		if c.Phone, err = s.box.SealJSON(to, aboutCode); err != nil {
			return err
		}
		if c.Code, err = s.box.SealJSON(digits, aboutCode); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM survey_code WHERE survey_id = ? AND mark = ?", id, c.Mark); err != nil {
			return err
		}
		if err := db.Insert(tx, "survey_code", c); err != nil {
			return err
		}
		return jobs.Put(tx, s.send, sending{id, c.Mark, fmt.Sprintf("survey.%d", tx.ID())}, jobs.Opts{})
	})
}

// sendCode sends a code that is still good. The telephone is forgotten with it.
func (s *Service) sendCode(ctx context.Context, in sending) error {
	var c code
	var phone, digits string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = db.Get[code](tx, "FROM survey_code WHERE survey_id = ? AND mark = ? AND until_at > ?", in.Survey, in.Mark, tx.Now)
		if err != nil {
			return err
		}
		if err = s.box.OpenJSON(c.Phone, aboutCode, &phone); err == nil {
			err = s.box.OpenJSON(c.Code, aboutCode, &digits)
		}
		return err
	})
	if fault.Of(err) == fault.NotFound || err == nil && c.Phone == "" {
		return nil // used, late, or sent
	}
	if err != nil {
		return err
	}
	if err := s.mail.SendShort(ctx, notify.Short{Kind: smsKind, To: phone, Name: in.Name, Values: []string{digits, ""}}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE survey_code SET phone = '', code = '' WHERE survey_id = ? AND mark = ? AND checked = ?", in.Survey, in.Mark, c.Checked)
		return err
	})
}

// Answer takes an answer. Nobody has to sign in. Sent twice, the same form counts once;
// again says so.
//
// Errors: Invalid with the fields at fault; Conflict after the last day by the clock of
// the program, and for whoever has answered; TooMany for a network that sends too many.
func (s *Service) Answer(ctx context.Context, id ID, in Submission, client string) (again bool, err error) {
	defer fault.Wrap(&err, "survey.Answer(%d)", id)
	if in.Token == "" {
		in.Token = rand.Text()
	}
	var wrong error // a code that is none: the transaction stands, as the try is counted
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		again, wrong = false, nil
		x, err := shown(tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if !x.Takes(tx.Today) {
			return fault.New(fault.Conflict, "survey.closed")
		}
		form := mark{id, s.mark(x, "form/"+in.Token)}
		if again, err = marked(tx, id, form.Mark); err != nil || again {
			return err
		}
		answers, err := Examine(x.Questions, in.Answers)
		if err != nil {
			return err
		}
		if err := few(tx, s.box.Mark(session.Network(client), "survey.answers"), answersOfClient); err != nil {
			return err
		}
		if wrong, err = s.admit(tx, x, in, client); err != nil || wrong != nil {
			return err
		}
		if err := db.Insert(tx, "survey_mark", form); err != nil {
			return err
		}
		return db.Insert(tx, "survey_answer", taken{rand.Text(), id, answers})
	})
	return again, errors.Join(err, wrong)
}

// few counts what somebody does, most times in an hour.
func few(tx *db.Tx, who string, most int) error {
	if err := session.Few(tx, []string{who}, most); err != nil {
		return err
	}
	return session.NoteTry(tx, who)
}

// admit sees to it that a person answers once, as far as the survey asks who he is. A code
// that is none is wrong.
func (s *Service) admit(tx *db.Tx, x *Survey, in Submission, client string) (wrong, err error) {
	if x.Identity == Anyone {
		return nil, nil
	}
	digits := secret.Digits(in.Code)
	tried := []string{s.box.Mark(session.Network(client), "survey.try")}
	if x.Identity == Phone {
		to := notify.Mobile(in.Phone)
		if to == "" {
			return nil, fault.Field("phone", "survey.bad_phone")
		}
		tried = append(tried, s.mark(x, to+"/try"))
	}
	if err := session.Few(tx, tried, []int{triesOfClient, triesOfPhone}[:len(tried)]...); err != nil {
		return nil, err
	}
	ok, err := s.admitCode(tx, x, notify.Mobile(in.Phone), digits)
	if err != nil || ok {
		return nil, err
	}
	return fault.Field("code", "survey.bad_code"), session.NoteTry(tx, tried...)
}

// admitCode reports whether the digits admit: those that went to a telephone, or those of
// an invitation, which is used up.
func (s *Service) admitCode(tx *db.Tx, x *Survey, to, digits string) (ok bool, err error) {
	if x.Identity == Phone {
		return s.admitPhone(tx, x, to, digits)
	}
	n, err := tx.Exec("DELETE FROM survey_invitation WHERE survey_id = ? AND mark = ?", x.ID, s.mark(x, digits))
	return n == 1, err
}

func (s *Service) admitPhone(tx *db.Tx, x *Survey, to, digits string) (ok bool, err error) {
	m := s.mark(x, to)
	c, err := db.Get[code](tx, "FROM survey_code WHERE survey_id = ? AND mark = ? AND until_at > ?", x.ID, m, tx.Now)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(c.Checked), []byte(s.mark(x, to+"/"+digits))) != 1 {
		return false, err
	}
	done, err := marked(tx, x.ID, "phone/"+m)
	if err == nil && done {
		err = fault.New(fault.Conflict, "survey.has_answered")
	}
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec("DELETE FROM survey_code WHERE survey_id = ? AND mark = ?", x.ID, m); err != nil {
		return false, err
	}
	return true, db.Insert(tx, "survey_mark", mark{x.ID, "phone/" + m})
}
