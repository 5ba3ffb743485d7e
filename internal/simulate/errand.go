package simulate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
)

// Habits of whoever asks, as shares of requests.
const (
	vague    = 0.14 // has to be asked to make it clear
	silent   = 0.25 // of those: never does
	several  = 0.06 // asks for two things at once
	again    = 0.05 // asks for what was asked before
	complain = 0.04 // asks for no information at all
	astray   = 0.05 // goes to an office that has nothing to do with it
	gives    = 0.04 // takes it back
	third    = 0.08 // somebody else has to be asked
	bulky    = 0.03 // costs something
	unpaid   = 0.30 // of those: never pays
	unhappy  = 0.05 // of answers: asks for a review or sues
	returned = 0.04 // of answers by post: come back
	mistaken = 0.20 // of letters that ask for something: set aside by who reads them first
	advised  = 0.30 // counsel is asked for an opinion
	suggests = 0.25 // of answers that give something: its applicant suggests that all may read it
	raised   = 0.10 // of answers: the office that gave it proposes that
)

// An errand is what one citizen wants, and all that will come of it on the citizen's
// side. It follows from the seed and its number alone.
type errand struct {
	n    int
	mark string // stands in what is asked for, and nowhere in public
	day  calendar.Day
	unit unit.Unit
	foi.Filing
	Channel foi.Channel

	amends    int // days after the letter; 0 never
	pays      int
	back      int // days after filing on which it is taken back; 0 never
	third     bool
	opinion   foi.Opinion // what is answered; "" is silence
	answersIn int         // days
	pages     int
	astray    *unit.Unit // where it should have gone
	extended  bool
	bounces   bool
	disputes  string // remedy.Kind; ""
	ending    int    // of the endings of the words
	vague     bool
	several   bool
	mistaken  bool
	advised   bool
	suggests  bool
	raised    bool
}

var channels = []foi.Channel{foi.Portal, foi.Counter, foi.Express, foi.Letter, foi.Fax, foi.Mail}

// errands are those of a day: their numbers run through the year.
func (w *World) errands(day calendar.Day) (out []errand) {
	if w.filed == nil {
		w.filed = map[calendar.Day][]int{}
		for n := range int(math.Ceil(requestsAYear * w.Scale)) {
			d := w.dayOf(n)
			w.filed[d] = append(w.filed[d], n)
		}
	}
	for _, n := range w.filed[day] {
		out = append(out, w.errand(n))
	}
	return out
}

// dayOf is when an errand is filed: any day, and mostly one that is worked.
func (w *World) dayOf(n int) calendar.Day {
	r := w.luck("filed", n)
	first := calendar.Date(w.Year, time.January, 1)
	last := calendar.Date(w.Year, time.December, 31)
	for range 3 {
		d := first.Add(r.IntN(last.Sub(first) + 1))
		if w.cal.Works(d) {
			return d
		}
	}
	return first.Add(r.IntN(last.Sub(first) + 1))
}

func (w *World) errand(n int) errand {
	r := w.luck("errand", n)
	e := errand{n: n, day: w.dayOf(n), mark: fmt.Sprintf("XS%d-%08x", n, r.Uint32()), unit: w.asked[r.IntN(len(w.asked))]}
	e.Channel = channels[weighed(r, []int{50, 15, 12, 6, 2, 15})]
	e.who(r)
	e.ending = weighed(r, endingWeights())
	subject, year := pick(r, words().Asks.Subjects), w.Year-1-r.IntN(4)
	text := words().Asks.Clear
	switch {
	case often(r, vague):
		e.vague, text = true, pick(r, words().Asks.Vague)+words().Asks.Mark
		if !often(r, silent) {
			e.amends = 2 + r.IntN(6)
		}
	case often(r, complain):
		e.ending, text = -1, words().Asks.Complaint
	case often(r, several):
		e.several, text = true, words().Asks.Clear+words().Asks.And+words().Asks.Clear
	case n > 0 && often(r, again):
		before := w.errand(r.IntN(n))
		if before.day < e.day && !before.vague && !before.several {
			e.Applicant, e.unit = before.Applicant, before.unit
			e.Want = strings.Replace(before.Want, before.mark, e.mark, 1)
		}
	}
	if e.Want == "" {
		e.Want = fill(text, strconv.Itoa(year), subject, e.mark)
	}
	w.turns(r, &e)
	e.Unit, e.Token = e.unit.ID, w.token(n)
	return e
}

// anew is the errand when it is answered once more by order: its citizen waits, and nobody
// is asked or charged again.
func (e errand) anew() errand {
	e.vague, e.several, e.third, e.extended, e.bounces = false, false, false, false, false
	e.back, e.pages, e.disputes, e.astray = 0, 0, "", nil
	e.advised, e.suggests, e.raised = false, false, false
	return e
}

// turns is what happens to an errand on its way.
func (w *World) turns(r luck, e *errand) {
	if often(r, gives) {
		e.back = 2 + r.IntN(12)
	}
	if often(r, third) && !e.vague && !e.several {
		e.third, e.answersIn = true, 3+r.IntN(10)
		e.opinion = pick(r, []foi.Opinion{foi.Agrees, foi.Agrees, foi.Objects, ""})
	}
	if often(r, bulky) && !e.third && !e.several {
		e.pages, e.ending = 40+r.IntN(300), 1
		if !often(r, unpaid) {
			e.pays = 1 + r.IntN(18)
		}
	}
	if often(r, astray) {
		to := w.asked[r.IntN(len(w.asked))]
		e.astray = &to
	}
	e.extended, e.bounces = often(r, 0.12), often(r, returned)
	if often(r, unhappy) {
		e.disputes = pick(r, []string{"review", "review", "suit"})
	}
	e.mistaken, e.advised, e.suggests, e.raised = often(r, mistaken), often(r, advised), often(r, suggests), often(r, raised)
}

// token is that of the form on which an errand is filed: sent twice, it is one request.
func (w *World) token(n int) string { return fmt.Sprintf("simulated-%d-%d-%d", w.Seed, w.Year, n) }

// who is the citizen or the firm.
func (e *errand) who(r luck) {
	kinds := []foi.Kind{foi.Citizen, foi.Business, foi.Science, foi.Welfare, foi.Legal, foi.Other}
	kind := kinds[weighed(r, []int{80, 12, 2, 2, 3, 1})]
	e.Applicant = foi.Applicant{
		Kind: kind, Name: words().name(r), Paper: foi.IDCard, PaperNo: identity(r, e.n),
		Phone: fmt.Sprintf("139%08d", 10_000_000+e.n*7919%80_000_000), Address: pick(r, words().Asks.Streets) + strconv.Itoa(1+r.IntN(300)) + words().Asks.House,
	}
	if kind != foi.Citizen {
		e.Head, e.Contact = e.Name, e.Name
		e.Name, e.Paper, e.PaperNo = fill(words().Asks.Party, pick(r, words().Asks.Trades)+words().name(r)), foi.OtherID, "ZZ"+e.PaperNo[:16]
	}
	e.Delivery = foi.Delivery{Form: foi.PaperForm, Way: pick(r, []foi.Way{foi.ByPost, foi.ByPost, foi.ByHand, foi.ByCode})}
	if e.Way == foi.ByCode {
		e.Form = foi.MailForm
	}
}

// identity is an identity number with the right check digit, of nobody: its place is
// a district of Beijing, the serial that of the errand (GB 11643).
func identity(r luck, n int) string {
	born := time.Date(1950+r.IntN(50), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	text := "110101" + born.Format("20060102") + fmt.Sprintf("%03d", n%1000)
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(text[i]-'0')
	}
	return text + string("10X98765432"[sum%11])
}

func endingWeights() (out []int) {
	for _, e := range words().Endings {
		out = append(out, e.Weight)
	}
	return out
}
