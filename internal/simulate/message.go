package simulate

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/profile"
)

// messagesAYear is what people write to a district in a year, at scale 1.
const messagesAYear = 20_000

// Habits of whoever writes to the government, and of the offices, as shares of letters.
const (
	advert    = 0.03 // sells something
	protests  = 0.10 // of those: says that the refusal is wrong
	nowhere   = 0.15 // names no office
	misled    = 0.06 // names one that has nothing to do with it
	lets      = 0.60 // agrees that all may read it
	regrets   = 0.02 // takes it back
	marksIt   = 0.40 // of those answered: says how content
	unsolved  = 0.05 // of those answered: says that it is not solved
	hurries   = 0.50 // of those whose last day it is: urges
	wishes    = 0.04 // the unit asks for more days
	grants    = 0.60 // of those: gets them
	faulty    = 0.08 // of drafts: go back from the unit's review
	objected  = 0.04 // of drafts: go back from the office's
	shows     = 0.90 // of letters that all may read: the office makes them public
	laggards  = 0.04 // of letters: nobody takes one up for weeks
	unhurried = 5    // working days until a letter is taken up, else
	laggardly = 25   // days until a laggard's is
)

// A note is what one citizen writes to the government. It follows from the seed and its
// number alone.
type note struct {
	n     int
	mark  string // stands in a letter that may not be public
	day   calendar.Day
	right unit.Unit // whom it is for
	message.Sending
	client string

	advert, protests, regrets, unsolved, wishes, faulty, objected, laggard, shows bool
	rating                                                                        message.Rating // "" says nothing
}

var messageKinds = []message.Kind{message.Consult, message.Suggest, message.Complain, message.Help, message.Business, message.Mistake}

// notes are those of a day.
func (w *World) notes(day calendar.Day) (out []note) {
	if w.penned == nil {
		w.penned = map[calendar.Day][]int{}
		days := calendar.Date(w.Year, 12, 31).Sub(w.First()) + 1
		for n := range int(math.Ceil(messagesAYear * w.Scale)) {
			d := w.First().Add(w.luck("wrote", n).IntN(days))
			w.penned[d] = append(w.penned[d], n)
		}
	}
	for _, n := range w.penned[day] {
		out = append(out, w.note(day, n))
	}
	return out
}

func (w *World) note(day calendar.Day, n int) note {
	r := w.luck("note", n)
	say := words().Messages
	x := note{n: n, day: day, mark: fmt.Sprintf("XN%d-%08x", n, r.Uint32()), right: pick(r, w.asked), client: fmt.Sprintf("198.18.%d.%d", n>>8%256, n%256)}
	x.Kind = messageKinds[weighed(r, []int{35, 15, 20, 18, 7, 5})]
	x.Unit = x.right.ID
	switch {
	case often(r, nowhere):
		x.Unit = 0
	case often(r, misled):
		x.Unit = pick(r, w.asked).ID
	}
	x.Consent = often(r, lets)
	about := pick(r, say.Matters)
	x.Title, x.Text = fill(say.Title, about, strconv.Itoa(n)), fill(pick(r, say.Texts), about)
	if x.advert = often(r, advert); x.advert {
		x.Text = say.Advert
	}
	x.Name, x.Phone = words().name(r), fmt.Sprintf("137%08d", 10_000_000+n*6151%80_000_000)
	x.Text += fill(say.Reach, x.Phone)
	if !x.Consent {
		x.Text += fill(say.Mark, x.mark)
	}
	if x.Kind == message.Mistake {
		x.Page = "/publish"
	}
	x.protests, x.regrets, x.unsolved = often(r, protests), often(r, regrets), often(r, unsolved)
	x.wishes, x.faulty, x.objected, x.laggard, x.shows = often(r, wishes), often(r, faulty), often(r, objected), often(r, laggards), often(r, shows)
	if often(r, marksIt) {
		x.rating = []message.Rating{message.Content, message.Fairly, message.Not}[weighed(r, []int{70, 20, 10})]
	}
	return x
}

// writes has the citizens of a day write.
func (w *World) writes(ctx context.Context, day calendar.Day) error {
	for _, x := range w.notes(day) {
		if err := insists(func() error { return w.sends(ctx, x) }); err != nil {
			return err
		}
	}
	return nil
}

// sends has a citizen send a letter. Sent again while it lives it is the same one, and nobody
// is told that it is another.
func (w *World) sends(ctx context.Context, x note) error {
	return w.submits(ctx, auth.Actor{}, func(ctx context.Context) (Ack, bool, error) {
		out, err := w.Messages.File(ctx, x.Sending, "", x.client)
		if err == nil {
			w.receipts[x.n] = foi.Access{Number: out.Number, Code: out.Code}
		}
		act := message.ActFile
		if out.Held {
			act = message.ActHold
		}
		return told(act, out.Number), out.Again, err
	})
}

// asSender has whoever wrote a letter do something with number and code. Who has mislaid
// them sends the letter once more and reads them again; once it has ended, that is another
// letter, and nothing comes of it.
func (w *World) asSender(ctx context.Context, row *message.Row, x note, act message.Act, f func(context.Context, message.By) error) error {
	if _, has := w.receipts[x.n]; !has {
		if !slices.Contains(message.Alive, row.Status) {
			return nil
		}
		if err := w.sends(ctx, x); err != nil {
			return err
		}
	}
	return w.act(ctx, auth.Actor{}, told(act, row.Number), func(ctx context.Context) error { return f(ctx, message.By{Access: w.receipts[x.n]}) })
}

// noteIn is the note that a letter is of.
func (w *World) noteIn(row *message.Row) note {
	_, digits, _ := strings.Cut(row.Subject, "#")
	n, _ := strconv.Atoi(digits) // of what this world wrote, it is a number
	return w.note(row.Received, n)
}

// answers has the offices look at the letters that are open, and their senders with them.
func (w *World) answers(ctx context.Context, day calendar.Day) error {
	rows, err := all(w.as(ctx, w.Office), w.Messages.Find, message.Find{Open: true})
	if err != nil {
		return err
	}
	for i := range rows {
		row := &rows[i]
		if row.Received >= day { // whoever wrote today may send it once more today
			continue
		}
		if err := passing(w.messageTurn(ctx, day, row, w.noteIn(row))); err != nil {
			return fmt.Errorf("letter %s: %w", row.Number, err)
		}
	}
	return w.says(ctx, day)
}

// messageTurn is what happens to one letter on a day.
func (w *World) messageTurn(ctx context.Context, day calendar.Day, row *message.Row, x note) error {
	r := w.luck("letter", day, x.n, row.Status, row.Rev)
	switch {
	case x.regrets && row.Status == message.Handling:
		return w.asSender(ctx, row, x, message.ActWithdraw, func(ctx context.Context, by message.By) error {
			_, err := w.Messages.Withdraw(ctx, by, x.client)
			return err
		})
	case row.Urged == "" && row.Due == day && often(r, hurries):
		if err := w.asSender(ctx, row, x, message.ActUrge, func(ctx context.Context, by message.By) error {
			_, err := w.Messages.Urge(ctx, by, x.client)
			return err
		}); err != nil {
			return err
		}
		row.Rev++
	}
	wait := unhurried
	if x.laggard {
		wait = laggardly
	}
	if row.Status != message.Held && r.IntN(wait) != 0 {
		return nil
	}
	return w.messageStep(ctx, row, x, r)
}

// messageStep is the next step of the office at which a letter lies.
func (w *World) messageStep(ctx context.Context, row *message.Row, x note, r luck) error {
	step := steps[message.Act](ctx, w, row.UnitID, row.Number)
	seen, because := message.Seen{Rev: row.Rev}, message.Because{Rev: row.Rev, Reason: words().Messages.Because}
	by := func(acts ...message.Act) (ids []int64) {
		for _, a := range acts {
			ids = append(ids, row.By[a])
		}
		return ids
	}
	switch row.Status { //nolint:exhaustive // the others have ended
	case message.Held:
		if x.advert && !row.Appealed {
			return w.refuses(ctx, row, x)
		}
		return step(message.Judge, message.ActAdmit, by(message.ActRefuse), func(ctx context.Context) error {
			_, err := w.Messages.Admit(ctx, row.ID, because)
			return err
		})
	case message.Received:
		return w.taken(row, x, step)
	case message.Handling:
		return w.drafted(ctx, row, x, r, step)
	case message.Leading:
		if x.faulty && row.By[message.ActReturn] == 0 {
			return step(message.Lead, message.ActReturn, by(message.ActReply), func(ctx context.Context) error {
				_, err := w.Messages.Return(ctx, row.ID, because)
				return err
			})
		}
		return w.passes(ctx, row, x, seen, step)
	}
	if x.objected && row.By[message.ActReject] == 0 {
		return step(message.Release, message.ActReject, by(message.ActReply, message.ActPass), func(ctx context.Context) error {
			_, err := w.Messages.Reject(ctx, row.ID, because)
			return err
		})
	}
	err := step(message.Release, message.ActAnswer, by(message.ActReply, message.ActPass), func(ctx context.Context) error {
		_, err := w.Messages.Send(ctx, row.ID, seen)
		return err
	})
	return w.replied(ctx, row, x, err)
}

// taken has the unit that a letter is for sign for it, and any other one pass it on.
func (w *World) taken(row *message.Row, x note, step stepper[message.Act]) error {
	because := words().Messages.Because
	switch row.UnitID {
	case x.right.ID:
		return step(message.Handle, message.ActSign, nil, func(ctx context.Context) error {
			_, err := w.Messages.Sign(ctx, row.ID, message.Seen{Rev: row.Rev})
			return err
		})
	case w.charge.ID:
		return step(message.Assign, message.ActTransfer, nil, func(ctx context.Context) error {
			_, err := w.Messages.Transfer(ctx, row.ID, message.Transfer{Rev: row.Rev, Unit: x.right.ID, Reason: because})
			return err
		})
	}
	return step(message.Handle, message.ActBack, nil, func(ctx context.Context) error {
		_, err := w.Messages.GiveBack(ctx, row.ID, message.Because{Rev: row.Rev, Reason: because})
		return err
	})
}

// refuses has the office say that an advertisement is none of its business. Its sender may object.
func (w *World) refuses(ctx context.Context, row *message.Row, x note) error {
	who, err := w.Holder(w.Root.ID, message.Judge)
	if err != nil {
		return err
	}
	err = w.act(ctx, who, told(message.ActRefuse, row.Number), func(ctx context.Context) error {
		_, err := w.Messages.Refuse(ctx, row.ID, message.Refusal{Rev: row.Rev, Verdict: message.Advert, Said: words().Messages.Refused})
		return err
	})
	if err != nil || !x.protests {
		return err
	}
	row.Status = message.Refused
	return w.asSender(ctx, row, x, message.ActAppeal, func(ctx context.Context, by message.By) error {
		_, err := w.Messages.Object(ctx, message.Words{By: by, Text: words().Messages.Protest}, x.client)
		return err
	})
}

// drafted has the unit answer, or ask for more days first.
func (w *World) drafted(ctx context.Context, row *message.Row, x note, r luck, step stepper[message.Act]) error {
	settings, err := w.Units.Settings(ctx)
	if err != nil {
		return err
	}
	longer, say := row.Kind.Extension(settings) > 0, words().Messages
	switch {
	case row.Wish != "":
		act, decide := message.ActDeny, func(ctx context.Context) error {
			_, err := w.Messages.Deny(ctx, row.ID, message.Because{Rev: row.Rev, Reason: say.Because})
			return err
		}
		if row.Due >= w.DB.Today() && often(w.luck("grants", x.n), grants) { // nobody gets more days for a day that has passed
			act, decide = message.ActExtend, func(ctx context.Context) error {
				_, err := w.Messages.Extend(ctx, row.ID, message.Seen{Rev: row.Rev})
				return err
			}
		}
		return step(message.Release, act, []int64{row.By[message.ActWish]}, decide)
	case x.wishes && longer && row.By[message.ActWish] == 0 && row.Due > w.DB.Today():
		return step(message.Handle, message.ActWish, nil, func(ctx context.Context) error {
			_, err := w.Messages.Propose(ctx, row.ID, message.Because{Rev: row.Rev, Reason: say.Wish})
			return err
		})
	}
	in := message.Draft{Rev: row.Rev, Opening: say.Opening}
	for i := range message.Questions(x.Title, x.Text) {
		in.Answers[i].Text = fill(pick(r, say.Answers), strconv.Itoa(1+r.IntN(20)))
	}
	return step(message.Handle, message.ActReply, nil, func(ctx context.Context) error {
		_, err := w.Messages.HandIn(ctx, row.ID, in)
		return err
	})
}

// passes has the head of the unit let a reply go: to its reader, or to the office where the
// district has a kind reviewed twice.
func (w *World) passes(ctx context.Context, row *message.Row, x note, seen message.Seen, step stepper[message.Act]) error {
	not := []int64{row.By[message.ActReply]}
	settings, err := w.Units.Settings(ctx)
	if err != nil {
		return err
	}
	if settings.Word(profile.MessageReview(string(row.Kind))) == "both" {
		return step(message.Lead, message.ActPass, not, func(ctx context.Context) error {
			_, err := w.Messages.Pass(ctx, row.ID, seen)
			return err
		})
	}
	err = step(message.Lead, message.ActSignOff, not, func(ctx context.Context) error {
		_, err := w.Messages.SignOff(ctx, row.ID, seen)
		return err
	})
	return w.replied(ctx, row, x, err)
}

// replied has the office make a letter public whose sender agreed, and notes what its
// sender has to say in some days.
func (w *World) replied(ctx context.Context, row *message.Row, x note, err error) error {
	if err != nil {
		return err
	}
	if x.rating != "" || x.unsolved && !row.Reopened {
		on := w.DB.Today().Add(2)
		w.heard[on] = append(w.heard[on], row)
	}
	if !x.Consent || !x.shows {
		return nil
	}
	who, err := w.Holder(w.Root.ID, message.Release)
	if err != nil {
		return err
	}
	return w.act(ctx, who, told(message.ActPublish, row.Number), func(ctx context.Context) error {
		in, err := w.Messages.Masked(ctx, row.ID)
		if err != nil {
			return err
		}
		in.Sure = true
		_, err = w.Messages.Publish(ctx, row.ID, in)
		return err
	})
}

// says has those who got an answer two days ago say what they think of it.
func (w *World) says(ctx context.Context, day calendar.Day) error {
	for _, on := range slices.Sorted(maps.Keys(w.heard)) {
		if on > day {
			break
		}
		rows := w.heard[on]
		delete(w.heard, on)
		for _, row := range rows {
			if err := passing(w.opinion(ctx, row)); err != nil && fault.Of(err) != fault.Conflict { // said before a hitch
				return fmt.Errorf("letter %s: %w", row.Number, err)
			}
		}
	}
	return nil
}

func (w *World) opinion(ctx context.Context, row *message.Row) error {
	x := w.noteIn(row)
	row.Status = message.Replied
	if x.unsolved && !row.Reopened {
		return w.asSender(ctx, row, x, message.ActReopen, func(ctx context.Context, by message.By) error {
			_, err := w.Messages.Reopen(ctx, message.Words{By: by, Text: words().Messages.Unsolved}, x.client)
			return err
		})
	}
	return w.asSender(ctx, row, x, message.ActRate, func(ctx context.Context, by message.By) error {
		_, err := w.Messages.Rate(ctx, message.Rated{By: by, Rating: x.rating}, x.client)
		return err
	})
}
