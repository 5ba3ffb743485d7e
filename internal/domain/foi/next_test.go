package foi_test

import (
	"slices"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// A standing is a way in which a case can stand.
type standing struct {
	name   string
	status foi.Status
	make   func(w *world) *foi.Request
	next   []foi.Act // what is next; "" is somebody outside, or a letter that has not gone out
	lacks  []string  // keys of what the last step lacks
}

// endorsed is a refusal that was handed in, and passed by some of those who sign it.
func (w *world) endorsed(roles ...auth.Role) *foi.Request {
	w.Helper()
	r := sole("N5", nil)(w)
	w.must(w.submit(r))
	for _, role := range roles {
		r = w.load(r.ID)
		act := map[auth.Role]foi.Act{auth.Head: foi.ActReview, auth.Secrecy: foi.ActClear, auth.Signer: foi.ActSign}[role]
		w.did(w.s.Endorse(w.as(role), r.ID, act, foi.Endorse{Rev: r.Rev}))
	}
	return w.load(r.ID)
}

// replied is a case whose reply was served.
func (w *world) replied(how foi.Sending) *foi.Request {
	w.Helper()
	r := w.endorsed(auth.Head, auth.Secrecy, auth.Signer)
	w.did(w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: how}))
	return w.load(r.ID)
}

// standings are cases in every state, and those in which a state has more than one next step.
var standings = []standing{
	{"came by the portal", foi.Waiting, (*world).awaited, []foi.Act{foi.ActConfirm}, nil},
	{"proposed to be none", foi.Waiting, func(w *world) *foi.Request {
		r := w.awaited()
		w.did(w.s.ProposeClose(w.as(auth.Clerk), r.ID, foi.Because{Rev: r.Rev, Reason: "内容是宣传广告"}))
		return w.load(r.ID)
	}, []foi.Act{foi.ActConfirm, foi.ActClose}, nil},
	{"received", foi.Received, func(w *world) *foi.Request {
		f := w.filing()
		out, err := w.s.Receive(w.as(auth.Clerk), foi.Receipt{Filing: f, Channel: foi.Counter, Submitted: w.today()}, foi.Papers{})
		w.must(err)
		return w.load(out.ID)
	}, []foi.Act{foi.ActAssign}, nil},
	{"nothing is decided", foi.Handling, func(w *world) *foi.Request { return w.asksFor("某年度的决算") }, []foi.Act{foi.ActClarify, foi.ActWork}, []string{"foi.next.undecided"}},
	{"too late to ask for a correction", foi.Handling, func(w *world) *foi.Request {
		r := w.asksFor("某年度的决算")
		w.on(w.today().Add(14))
		return r
	}, []foi.Act{foi.ActWork}, []string{"foi.next.undecided"}},
	{"half decided", foi.Handling, sole("N3", func(it *foi.Item) { it.Whole = false }), []foi.Act{foi.ActClarify, foi.ActWork}, []string{"foi.next.incomplete"}},
	{"no draft", foi.Handling, storedItems[2].wrong, []foi.Act{foi.ActDraft}, nil},
	{"drafted", foi.Handling, sole("N5", nil), []foi.Act{foi.ActSubmit}, nil},
	{"drafted wrongly", foi.Handling, sole("N5", because("您没有说明申请用途。")), []foi.Act{foi.ActSubmit}, []string{"foi.lint.purpose"}},
	{"somebody is asked", foi.Handling, func(w *world) *foi.Request {
		return w.answers(w.asks(w.asksFor("合同单价"), foi.Third, w.today()), nil, "A2")
	}, []foi.Act{"", foi.ActSubmit}, []string{"foi.lint.consult_open", "foi.still_asking"}},
	{"counsel is asked", foi.Handling, helped(foi.ByCounsel), []foi.Act{"", foi.ActSubmit}, nil},
	{"an extension is proposed", foi.Handling, func(w *world) *foi.Request {
		r := sole("A1", nil)(w)
		w.did(w.s.Propose(w.as(auth.Clerk), r.ID, foi.Extension{Rev: r.Rev, Reason: "检索量大"}))
		return w.load(r.ID)
	}, []foi.Act{foi.ActExtend, foi.ActSubmit}, nil},
	{"the notice came back", foi.Handling, extended(1, 0), []foi.Act{"", foi.ActClarify, foi.ActWork}, []string{"foi.next.undecided"}},
	{"a fee is proposed", foi.Handling, func(w *world) *foi.Request {
		r := sole("A1", nil)(w)
		w.did(w.s.ProposeFee(w.as(auth.Clerk), r.ID, foi.FeeProposal{Rev: r.Rev, Standard: "page", Pages: 100, Pay: "缴款码"}))
		return w.load(r.ID)
	}, []foi.Act{foi.ActCharge, foi.ActSubmit}, []string{"foi.fee_pending"}},
	{"asked why so much", foi.Handling, func(w *world) *foi.Request {
		return w.answers(w.prepared(new(w.today()), outcome{item: result("S4")}), nil, "S4")
	}, []foi.Act{foi.ActWeigh, foi.ActSubmit}, nil},
	{"to be made clear", foi.Amending, func(w *world) *foi.Request { return w.noticed(hand(w.today())) }, []foi.Act{"", foi.ActAmend}, nil},
	{"the notice is on its way", foi.Amending, func(w *world) *foi.Request { return w.noticed(posted(w.today())) }, []foi.Act{"", foi.ActAmend}, nil},
	{"to be paid", foi.Charging, func(w *world) *foi.Request {
		return w.charged(w.asksFor("某年度的决算"), foi.FeeProposal{Standard: "page", Pages: 100, Pay: "缴款码"})
	}, []foi.Act{"", foi.ActPay}, nil},
	{"with the head", foi.Reviewing, func(w *world) *foi.Request { return w.endorsed() }, []foi.Act{foi.ActReview}, nil},
	{"changed behind the head", foi.Reviewing, func(w *world) *foi.Request {
		r := w.endorsed()
		w.change("UPDATE foi_item SET text = text || '（一）' WHERE id = (SELECT max(id) FROM foi_item)")
		return w.load(r.ID)
	}, []foi.Act{foi.ActReview}, []string{"foi.changed"}},
	{"with who clears it", foi.Clearing, func(w *world) *foi.Request { return w.endorsed(auth.Head) }, []foi.Act{foi.ActClear}, nil},
	{"with the signer", foi.Signing, func(w *world) *foi.Request { return w.endorsed(auth.Head, auth.Secrecy) }, []foi.Act{foi.ActSign}, nil},
	{"signed", foi.Serving, func(w *world) *foi.Request { return w.endorsed(auth.Head, auth.Secrecy, auth.Signer) }, []foi.Act{foi.ActServe}, nil},
	{"served and not proved", foi.Answered, func(w *world) *foi.Request { return w.replied(posted(w.today())) }, []foi.Act{foi.ActArchive}, []string{"foi.no_proof"}},
	{"served", foi.Answered, func(w *world) *foi.Request { return w.replied(electronic(w.today())) }, []foi.Act{foi.ActArchive}, nil},
	{"came back", foi.Bounced, func(w *world) *foi.Request {
		r := w.replied(posted(w.today()))
		w.did(w.s.Bounce(w.as(auth.Clerk), r.ID, foi.On{Rev: r.Rev, Day: w.today()}))
		return w.load(r.ID)
	}, []foi.Act{foi.ActResend}, nil},
	{"given up", foi.Lapsed, func(w *world) *foi.Request { return w.gaveUp(new(w.today()), "O1") }, []foi.Act{foi.ActDismiss, foi.ActArchive}, nil},
	{"taken back", foi.Withdrawn, func(w *world) *foi.Request {
		r := w.asksFor("某年度的决算")
		w.did(w.s.WithdrawOnPaper(w.as(auth.Clerk), r.ID, foi.Because{Rev: r.Rev, Reason: "当面书面撤回"}))
		return w.load(r.ID)
	}, []foi.Act{foi.ActArchive}, nil},
	{"no request", foi.Closed, func(w *world) *foi.Request {
		r := w.asksFor("一份广告")
		w.did(w.s.Close(w.as(auth.Head), r.ID, foi.Because{Rev: r.Rev, Reason: "内容是宣传广告"}))
		return w.load(r.ID)
	}, []foi.Act{foi.ActArchive}, nil},
	{"in the archive", foi.Archived, func(w *world) *foi.Request {
		r := w.replied(electronic(w.today()))
		w.did(w.s.Archive(w.as(auth.Clerk), r.ID, foi.Seen{Rev: r.Rev}))
		return w.load(r.ID)
	}, nil, nil},
}

// awaited is a request by the portal that nobody has confirmed.
func (w *world) awaited() *foi.Request {
	w.Helper()
	out, err := w.s.File(w.Context(), w.filing())
	w.must(err)
	return w.load(out.ID)
}

// noticed is a request whose applicant was asked to make it clear.
func (w *world) noticed(how foi.Sending) *foi.Request {
	w.Helper()
	r := w.asksFor("某年度的决算")
	w.did(w.s.Clarify(w.as(auth.Clerk), r.ID, foi.Clarify{Rev: r.Rev, What: "没有写明年度", Tip: "请写明年度", Sending: how}))
	return w.load(r.ID)
}

// TestNext: in every state, whoever may look at a case reads what is next, who has to do
// it, by when, and what it lacks; and the buttons do as the page says.
func TestNext(t *testing.T) {
	each(t, "2026-03-02", func(w *world) {
		seen := map[foi.Status]bool{}
		for _, at := range standings {
			r := at.make(w)
			if seen[at.status] = true; r.Status != at.status {
				w.Errorf("%s: it is %s", at.name, r.Status)
			}
			mine := map[foi.Act]bool{}
			for _, role := range foi.Policy[foi.See] {
				v, err := w.s.View(w.as(role), r.ID)
				w.must(err)
				w.reads(at, role, v)
				for _, n := range v.Next {
					mine[n.Act] = mine[n.Act] || n.Mine
				}
			}
			for _, act := range at.next {
				if act != "" && !mine[act] {
					w.Errorf("%s: nobody may %s", at.name, act)
				}
			}
			w.holds(at, r)
		}
		for _, s := range slices.Concat(foi.Alive, []foi.Status{foi.Answered, foi.Bounced, foi.Lapsed, foi.Withdrawn, foi.Closed, foi.Archived}) {
			if !seen[s] {
				w.Errorf("nothing shows what is next for what is %s", s)
			}
		}
	})
}

// reads looks at what somebody reads of a case.
func (w *world) reads(at standing, role auth.Role, v foi.View) {
	w.Helper()
	var acts []foi.Act
	for _, n := range v.Next {
		acts = append(acts, n.Act)
		for _, text := range append(slices.Clone(n.Missing), n.Text) {
			if !i18n.Has(text.Key) {
				w.Errorf("%s, %s: %s has no words", at.name, role, text.Key)
			}
		}
		if (len(n.Roles) > 0) == (n.Outside != "") || n.Outside != "" && !i18n.Has("foi.next.outside."+n.Outside) {
			w.Errorf("%s, %s: who has to %s? %v %q", at.name, role, n.Act, n.Roles, n.Outside)
		}
		if n.Mine && n.Act != "" && !slices.Contains(v.Acts, n.Act) {
			w.Errorf("%s, %s: may %s and has no button", at.name, role, n.Act)
		}
		if owed := v.Request.Due != "" && slices.Contains(foi.Alive, at.status); owed && n.Outside == "" && n.By == "" {
			w.Errorf("%s, %s: by when is %s?", at.name, role, n.Act)
		}
	}
	if !slices.Equal(acts, at.next) {
		w.Errorf("%s, %s: next are %v, want %v", at.name, role, acts, at.next)
	}
	if len(v.Next) == 0 {
		return
	}
	var lacks []string
	for _, m := range v.Next[len(v.Next)-1].Missing {
		lacks = append(lacks, m.Key)
	}
	if !slices.Equal(lacks, at.lacks) {
		w.Errorf("%s, %s: it lacks %v, want %v", at.name, role, lacks, at.lacks)
	}
}

// holds presses the button of the last step: it works when nothing is missing, and is
// refused when something is.
func (w *world) holds(at standing, r *foi.Request) {
	w.Helper()
	if len(at.next) == 0 {
		return
	}
	seen := foi.Seen{Rev: r.Rev}
	var err error
	switch at.next[len(at.next)-1] { //nolint:exhaustive // the others have forms of their own
	case foi.ActAssign:
		_, err = w.s.Assign(w.as(auth.Head), r.ID, foi.To{Rev: r.Rev, Person: w.people[auth.Clerk].ID})
	case foi.ActSubmit:
		_, err = w.s.Submit(w.as(auth.Clerk), r.ID, seen)
	case foi.ActReview:
		_, err = w.s.Review(w.as(auth.Head), r.ID, seen)
	case foi.ActClear:
		_, err = w.s.Clear(w.as(auth.Secrecy), r.ID, seen)
	case foi.ActSign:
		_, err = w.s.Sign(w.as(auth.Signer), r.ID, seen)
	case foi.ActServe:
		_, err = w.s.Serve(w.as(auth.Clerk), r.ID, foi.Serve{Rev: r.Rev, Sending: electronic(w.today())})
	case foi.ActArchive:
		_, err = w.s.Archive(w.as(auth.Clerk), r.ID, seen)
	default:
		return
	}
	if (err != nil) != (len(at.lacks) > 0) || err != nil && fault.Of(err) != fault.Conflict {
		w.Errorf("%s: it lacks %v, and the button says %v", at.name, at.lacks, err)
	}
}
