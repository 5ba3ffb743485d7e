package foi

import (
	"context"
	"strings"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
)

// letterDismiss tells who let a time pass that the request is not handled any more (不再处理告知书).
const letterDismiss = "D12"

// A Dismiss tells the applicant of a request that counts as given up why, on what
// ground, and what can be done against it: this letter, unlike those on the way to
// a reply, is open to review and suit.
type Dismiss struct {
	Rev    int64  `form:"rev" type:"hidden" json:"rev"`
	Online string `form:"online" json:"online" label:"foi.review_online" hint:"foi.review_online_hint" type:"url" max:"300"`
	Sending
}

// Check says which fields break a rule.
func (in Dismiss) Check() error {
	var c fault.Check
	checkRev(&c, in.Rev)
	in.check(&c)
	checkOnline(&c, in.How, in.Online)
	return c.Err()
}

// checkOnline asks for the address at which a review is asked for on the internet,
// which what is served through the internet has to tell (行政复议法第二十二条第二款).
func checkOnline(c *fault.Check, how How, online string) {
	online = strings.TrimSpace(online)
	c.That(how != Electronic || online != "", "online", "foi.need.review_online")
	c.That(online == "" || isAddress(online), "online", "foi.result.bad_url")
}

// Dismiss sends the 不再处理告知书, once.
func (s *Service) Dismiss(ctx context.Context, id ID, in Dismiss) (*Request, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	st := step{act: ActDismiss, rev: in.Rev, day: in.Day}
	st.change = func(tx *db.Tx, r *Request) error {
		if in.Day < r.Ended {
			return fault.Field("day", "foi.bad.before", r.Ended)
		}
		told, err := dismissed(tx, r.ID)
		if err == nil && told {
			err = fault.New(fault.Conflict, "foi.dismissed_already")
		}
		return err
	}
	st.then = func(tx *db.Tx, r *Request) error {
		v, err := s.dismissal(tx, r)
		if err != nil {
			return err
		}
		if online := strings.TrimSpace(in.Online); online != "" {
			v.Text["review_online"] = online
		}
		_, err = s.issue(tx, r, paper{kind: letterDismiss, send: in.Sending, values: v})
		return err
	}
	return s.do(ctx, id, st)
}

// dismissed reports whether the letter was sent.
func dismissed(tx *db.Tx, id ID) (bool, error) {
	n, err := db.One[int](tx, "SELECT count(*) FROM foi_letter WHERE request_id = ? AND kind = ?", id, letterDismiss)
	return n > 0, err
}

// dismissal is what the letter says: which notice came when, and when the time was over.
func (s *Service) dismissal(tx *db.Tx, r *Request) (letter.Values, error) {
	v := letter.Values{Text: s.remedyTerms(), Remedies: []string{law.FreeChoice.Paragraph()}}
	l, err := lapseOf(tx, r)
	if err != nil {
		return v, err
	}
	if l.notice.Kind == letterFee {
		v.Text["unpaid"], v.Text["fee"] = "1", s.yuan(l.fen)
	}
	v.Text["notice_number"], v.Text["notice_served"], v.Text["lapsed"] = l.notice.Number, s.Date(l.notice.Got), s.Date(l.until)
	return v, nil
}

// A lapse is what somebody let pass.
type lapse struct {
	notice Mailed       // that asked for it
	until  calendar.Day // the last day
	fen    int64        // of the fee
}

// lapseOf finds in the records what the applicant of a request let pass: the newest notice that asked for something.
func lapseOf(tx *db.Tx, r *Request) (l lapse, err error) {
	letters, err := lettersOf(tx, r.ID)
	if err != nil {
		return l, err
	}
	for _, m := range letters {
		if m.Kind == letterClarify || m.Kind == letterFee {
			l.notice = m
		}
	}
	l.until = r.Until
	if l.notice.Kind != letterFee {
		return l, nil
	}
	fees, err := chargesOf(tx, r.ID)
	for _, f := range fees {
		l.until, l.fen = f.Until, f.Fen
	}
	return l, err
}

// facts are what a result that time alone brought has to say and to keep.
func (l lapse) facts() map[string]string {
	if l.notice.Kind == letterFee {
		return map[string]string{"charged_on": string(l.notice.Sent), "until": string(l.until), "amount": Yuan(l.fen)}
	}
	return map[string]string{"clarified_on": string(l.notice.Sent), "until": string(l.until)}
}

// lintLapsed says that who let a time pass was not told what came of it.
func lintLapsed(v *View) []Finding {
	for _, m := range v.Letters {
		if m.Kind == letterDismiss {
			return nil
		}
	}
	l := &lint{}
	l.that(false, 0, Warns, "lapse_untold")
	return l.found
}
