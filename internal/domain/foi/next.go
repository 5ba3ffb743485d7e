package foi

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/deadline"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// A Next is something that has to be done, or waited for, before a request can go on: a
// handler who opens a case reads what is next, who has to do it, by when, and what it lacks.
type Next struct {
	Text    fault.Text   `json:"text"`
	Act     Act          `json:"act,omitempty"`     // of the button; "" stands beside a part, or is somebody else's
	Roles   []auth.Role  `json:"roles,omitempty"`   // of those who have to do it
	Outside string       `json:"outside,omitempty"` // applicant, third, maker, organ, help, counsel: the office waits for them
	By      calendar.Day `json:"by,omitempty"`
	Mine    bool         `json:"mine,omitempty"`   // the reader may do it now
	Barred  bool         `json:"barred,omitempty"` // the reader has the right, and did a step before that another has to follow
	Missing []fault.Text `json:"missing,omitempty"`
}

// nexts gathers what is next.
type nexts struct {
	tx  *db.Tx
	r   *Request
	v   *View
	out []Next
}

// step adds a step of the table, with what it lacks.
func (n *nexts) step(act Act, by calendar.Day, missing ...fault.Text) {
	at := slices.IndexFunc(Flow, func(s flow.Step[Status, Act]) bool { return s.Act == act && slices.Contains(s.From, n.r.Status) })
	s := Flow[at]
	perm := s.Perm
	if act == ActAmend { // what the applicant writes on paper, a clerk notes
		perm = Take
	}
	mine := slices.Contains(n.v.Acts, act)
	barred := !mine && n.tx.Actor.CanAt(perm, n.r.UnitID)
	n.out = append(n.out, Next{Text: fault.T("foi.next." + short(act)), Act: act, Roles: Policy[perm], By: by, Mine: mine, Barred: barred, Missing: missing})
}

func short(act Act) string { return string(act)[len("foi."):] }

// waits adds somebody outside who has to do something first.
func (n *nexts) waits(key, outside string, by calendar.Day, missing ...fault.Text) {
	n.out = append(n.out, Next{Text: fault.T("foi.next." + key), Outside: outside, By: by, Missing: missing})
}

// refusal is what an error says, and the error again if it is none for people.
func refusal(err error) ([]fault.Text, error) {
	if fault.Of(err) == fault.Conflict {
		return []fault.Text{fault.As(err).Text}, nil
	}
	return nil, err
}

// next is what is next for a request, for whoever looks at it.
func (s *Service) next(tx *db.Tx, r *Request, v *View) (err error) {
	n := &nexts{tx: tx, r: r, v: v}
	switch r.Status {
	case Waiting:
		n.step(ActConfirm, r.confirmBy())
		if r.By[ActProposeClose] != 0 {
			n.step(ActClose, r.confirmBy())
		}
	case Received:
		n.step(ActAssign, r.Due)
	case Handling:
		err = s.nextHandling(n)
	case Amending:
		n.outstanding(letterClarify, ActAmend)
	case Charging:
		n.outstanding(letterFee, ActPay)
	case Reviewing, Clearing, Signing:
		err = s.nextApproval(n, map[Status]Act{Reviewing: ActReview, Clearing: ActClear, Signing: ActSign}[r.Status])
	case Serving:
		err = s.nextServing(n)
	case Bounced:
		n.step(ActResend, "")
	case Answered, Lapsed, Withdrawn, Closed:
		err = n.ended()
	case Archived:
	}
	v.Next = n.out
	return err
}

// nextHandling is what is next while the case is worked on.
func (s *Service) nextHandling(n *nexts) error {
	r, v := n.r, n.v
	n.asked()
	n.unsent()
	if r.By[ActPropose] != 0 && !r.extended() && r.delayed() == "" && !r.barred(ActExtend) {
		n.step(ActExtend, r.Due)
	}
	if slices.ContainsFunc(v.Charges, func(c Charge) bool { return c.State == Unsent }) {
		n.step(ActCharge, r.Due)
	}
	if r.Often.Asked != "" && r.Often.View == "" && r.mayOften(ActWeigh) {
		n.step(ActWeigh, r.Due)
	}
	if v.Clarify != "" && n.tx.Today <= v.Clarify && !r.barred(ActClarify) && !r.cleared(deadline.ForAmendment) && n.open() {
		n.step(ActClarify, v.Clarify)
	}
	switch {
	case n.open():
		n.step(ActWork, r.Due, n.undecided()...)
	case r.Body == "":
		n.step(ActDraft, r.Due)
	default:
		missing := n.blocked()
		for _, check := range []func() error{
			func() error { return s.noneAsked(n.tx, r) }, func() error { return noFeeProposed(n.tx, r) }, func() error { return allOut(n.tx, r) },
		} {
			more, err := refusal(check())
			if err != nil {
				return err
			}
			missing = append(missing, more...)
		}
		n.step(ActSubmit, r.Due, missing...)
	}
	return nil
}

// asked adds who is asked outside and inside and has not answered.
func (n *nexts) asked() {
	for _, q := range n.v.Asked {
		switch q.Answer { //nolint:exhaustive // the others are over
		case Sent:
			n.waits("asked", string(q.Kind), "", fault.T("foi.next.no_reach"))
		case Reached:
			n.waits("asked", string(q.Kind), q.Until)
		}
	}
	for _, a := range n.v.Aid {
		if a.Answered == "" {
			n.waits("aid", string(a.Kind), a.Due)
		}
	}
}

// unsent adds the letters that have not gone out, or came back.
func (n *nexts) unsent() {
	for i := range n.v.Letters {
		if m := &n.v.Letters[i]; m.Kind != letterReply && (m.Sent == "" || m.Back != "") {
			n.out = append(n.out, Next{Text: fault.T("foi.next.dispatch", m.Number), Roles: Policy[Handle], By: n.r.Due, Mine: n.tx.Actor.CanAt(Handle, n.r.UnitID)})
		}
	}
}

// open reports whether something is not decided with all that its result asks for.
func (n *nexts) open() bool {
	return slices.ContainsFunc(n.v.Items, func(it Item) bool { return it.Check() != nil })
}

// undecided says of each thing that is open what it lacks.
func (n *nexts) undecided() (out []fault.Text) {
	for i := range n.v.Items {
		it := &n.v.Items[i]
		switch {
		case it.Result == "":
			out = append(out, fault.T("foi.next.undecided", i+1))
		case it.Check() != nil:
			out = append(out, fault.T("foi.next.incomplete", i+1, len(fault.As(it.Check()).Fields)))
		}
	}
	return out
}

// blocked says what the lint does not let out.
func (n *nexts) blocked() (out []fault.Text) {
	for _, f := range n.v.Found {
		if f.Severity == Blocks {
			out = append(out, f.Text)
		}
	}
	return out
}

// outstanding is what the applicant has to do about a letter, which a clerk notes.
func (n *nexts) outstanding(kind string, act Act) {
	var missing []fault.Text
	for i := range n.v.Letters {
		if m := &n.v.Letters[i]; m.Kind == kind {
			missing = nil
			switch {
			case m.Sent == "" || m.Back != "":
				missing = append(missing, fault.T("foi.next.dispatch", m.Number))
			case m.Got == "":
				missing = append(missing, fault.T("foi.next.no_receipt", m.Number))
			}
		}
	}
	n.waits("wait_"+short(act), "applicant", n.r.Until, missing...)
	n.step(act, "")
}

// nextApproval is what the reviewers and the signer have to do, and what stops them.
func (s *Service) nextApproval(n *nexts, act Act) error {
	missing := n.blocked()
	now, err := s.content(n.tx, n.r)
	if err != nil {
		return err
	}
	if now != n.r.Hash {
		missing = append(missing, fault.T("foi.changed"))
	}
	n.step(act, n.r.Due, missing...)
	return nil
}

// nextServing is to serve what was signed, after those were told who objected to it.
func (s *Service) nextServing(n *nexts) error {
	n.unsent()
	missing, err := refusal(s.allInformed(n.tx, n.r, Serve{Sending: Sending{Day: n.tx.Today}}))
	if err != nil {
		return err
	}
	n.step(ActServe, n.r.Due, append(n.blocked(), missing...)...)
	return nil
}

// ended is what is left of a case that has ended.
func (n *nexts) ended() error {
	if n.r.Status == Lapsed && n.r.By[ActDismiss] == 0 {
		n.step(ActDismiss, "")
	}
	var missing []fault.Text
	if n.r.Status == Answered {
		var err error
		if missing, err = refusal(replyProved(n.tx, n.r)); err != nil {
			return err
		}
	}
	n.step(ActArchive, "", missing...)
	return nil
}
