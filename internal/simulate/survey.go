package simulate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/survey"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
)

// surveysAYear is how often a district asks everybody the same questions, at scale 1; at any
// scale each strength of identity is asked for.
const surveysAYear = 12

// Habits of who asks and who answers, as shares.
const (
	asksAgain = 0.20 // of surveys: who is to open them has something put right first
	rewrites  = 0.20 // of surveys: what was found is written once more
	putsOff   = 0.25 // of surveys: the results are late
	repeats   = 0.15 // of those who answer: try it a second time
)

// Days of a survey: how long it is planned for, and in how many of the last of them people answer.
const (
	pollDays  = 30
	voiceDays = 10
	pollLate  = 45 // after the end, when the results are put off; a month is allowed
)

// A poll is a survey of an office, with everybody who answers it. It follows from the seed
// and its number.
type poll struct {
	n        int
	unit     unit.Unit
	day      calendar.Day // on which it is written
	title    string       // tells it from every other
	identity survey.Identity
	voices   []voice
	wait     int // days from its end until somebody writes what was found

	sentBack, rewritten bool
}

// until is the last day on which a survey takes answers.
func (p *poll) until() calendar.Day { return p.day.Add(pollDays) }

// answers reports whether somebody answers on a day, in time or on the day after the last.
func (p *poll) answers(day calendar.Day) bool {
	return day > p.until().Add(-voiceDays) && day <= p.until().Add(1)
}

// A voice is somebody who answers: once, whatever they try.
type voice struct {
	n       int // of all voices of the year
	on      calendar.Day
	client  string
	phone   string
	repeats bool
}

// identities of the surveys, in turn.
var identities = []survey.Identity{survey.Invite, survey.Anyone, survey.Phone}

// polls are those of the year.
func (w *World) polls() []poll {
	if w.polled != nil {
		return w.polled
	}
	for n := range max(len(identities), int(math.Ceil(surveysAYear*w.Scale))) {
		r := w.luck("poll", n)
		p := poll{n: n, unit: pick(r, w.asked), day: w.First().Add(r.IntN(270)), identity: identities[n%len(identities)], wait: 3 + r.IntN(15)}
		p.title = fill(words().Surveys.Title, pick(r, words().Surveys.Subjects), strconv.Itoa(n))
		p.sentBack, p.rewritten = often(r, asksAgain), often(r, rewrites)
		if n == 1 || often(r, putsOff) {
			p.wait = pollLate
		}
		for range 20 + r.IntN(41) {
			x := voice{n: 1000*n + len(p.voices), on: p.until().Add(-r.IntN(voiceDays)), repeats: often(r, repeats)}
			x.client, x.phone = fmt.Sprintf("198.51.%d.%d", x.n>>8%256, x.n%256), fmt.Sprintf("135%08d", 10_000_000+x.n*3571%80_000_000)
			p.voices = append(p.voices, x)
		}
		w.polled = append(w.polled, p)
	}
	return w.polled
}

// surveyed are the surveys of the district by their titles.
func (w *World) surveyed(ctx context.Context) (map[string]*survey.Survey, error) {
	rows, err := all(w.as(ctx, w.Office), w.Surveys.Find, survey.Find{})
	out := map[string]*survey.Survey{}
	for i := range rows {
		out[rows[i].Title] = &rows[i]
	}
	return out, err
}

// polling has offices ask everybody, and say what they found.
func (w *World) polling(ctx context.Context, day calendar.Day) error {
	due := func(p *poll) bool { return p.day <= day }
	return eachPlan(ctx, w.polls(), due, w.surveyed, func(p *poll) string { return p.title }, func(p *poll, x *survey.Survey) error {
		if x != nil && (x.Status == survey.Open || x.Status == survey.Told) {
			return nil
		}
		return w.pollStep(ctx, day, p, x)
	})
}

// pollStep is the next step of the office that asks.
func (w *World) pollStep(ctx context.Context, day calendar.Day, p *poll, x *survey.Survey) error {
	step := steps[survey.Act](ctx, w, p.unit.ID, p.title)
	if x == nil {
		return step(survey.Write, survey.ActMake, nil, func(ctx context.Context) error {
			_, err := w.Surveys.Make(ctx, p.unit.ID, w.asksWhat(p))
			return err
		})
	}
	seen, because := survey.Seen{Rev: x.Rev}, survey.Because{Rev: x.Rev, Reason: words().Surveys.Because}
	switch x.Status { //nolint:exhaustive // the others wait for nobody
	case survey.Draft:
		if err := w.untimely(ctx, p, x); err != nil {
			return err
		}
		return step(survey.Write, survey.ActAsk, nil, func(ctx context.Context) error {
			_, err := w.Surveys.Ask(ctx, x.ID, seen)
			return err
		})
	case survey.Asked:
		act, do := survey.ActApprove, func(ctx context.Context) error { _, err := w.Surveys.Approve(ctx, x.ID, seen); return err }
		if p.sentBack && x.By[survey.ActReturn] == 0 {
			act, do = survey.ActReturn, func(ctx context.Context) error { _, err := w.Surveys.Return(ctx, x.ID, because); return err }
		}
		return step(survey.Approve, act, []int64{x.By[survey.ActEdit], x.By[survey.ActAsk]}, do)
	case survey.Closed:
		if day.Sub(x.Ended) < p.wait {
			return nil
		}
		return step(survey.Write, survey.ActFind, nil, func(ctx context.Context) error {
			_, err := w.Surveys.Conclude(ctx, x.ID, survey.Finding{Rev: x.Rev, Findings: words().Surveys.Findings})
			return err
		})
	case survey.Found:
		act, do := survey.ActTell, func(ctx context.Context) error { _, err := w.Surveys.Tell(ctx, x.ID, seen); return err }
		if p.rewritten && x.By[survey.ActRefuse] == 0 {
			act, do = survey.ActRefuse, func(ctx context.Context) error { _, err := w.Surveys.Refuse(ctx, x.ID, because); return err }
		}
		return step(survey.Approve, act, []int64{x.By[survey.ActFind]}, do)
	}
	return nil
}

// asksWhat is what a survey asks. Where nothing can be sent to a telephone nobody is asked for one.
func (w *World) asksWhat(p *poll) survey.Edit {
	say := words().Surveys
	return survey.Edit{Title: p.title, About: say.About, Questions: say.Questions, Identity: w.identity(p), Assess: p.n%4 == 0, Until: p.until(), Contact: say.Contact}
}

func (w *World) identity(p *poll) survey.Identity {
	if p.identity == survey.Phone && w.Texted == nil {
		return survey.Anyone
	}
	return p.identity
}

// voices has everybody answer on a day whose day it is.
func (w *World) voices(ctx context.Context, day calendar.Day) error {
	due := func(p *poll) bool { return p.answers(day) }
	return eachPlan(ctx, w.polls(), due, w.surveyed, func(p *poll) string { return p.title }, func(p *poll, x *survey.Survey) error { return w.voicesOf(ctx, day, p, x) })
}

func (w *World) voicesOf(ctx context.Context, day calendar.Day, p *poll, x *survey.Survey) error {
	if x == nil {
		return nil
	}
	if x.Status == survey.Closed && day == x.Until.Add(1) {
		return w.untimely(ctx, p, x)
	}
	for i := range p.voices {
		if v := &p.voices[i]; v.on == day && x.Takes(day) {
			if err := insists(func() error { return w.votes(ctx, p, x, v) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// untimely has somebody answer a survey that is not open yet, or not any more.
func (w *World) untimely(ctx context.Context, p *poll, x *survey.Survey) error {
	v := &p.voices[0]
	return w.refused(ctx, auth.Actor{}, "an answer while no answers are taken", func(ctx context.Context) error {
		_, err := w.Surveys.Answer(ctx, x.ID, w.submission(v, x.Questions), v.client)
		return err
	})
}

// votes has somebody answer; the form sent again is the same answer. Some try once more.
func (w *World) votes(ctx context.Context, p *poll, x *survey.Survey, v *voice) error {
	in := w.submission(v, x.Questions)
	if err := w.admission(ctx, p, x, v, &in); err != nil {
		return err
	}
	again := false
	err := w.does(ctx, auth.Actor{}, func(ctx context.Context) (err error) {
		again, err = w.Surveys.Answer(ctx, x.ID, in, v.client)
		return err
	})
	if err != nil || again { // by a code that is still good nobody tries it a second time
		return err
	}
	if err := w.acked(Ack{actSaid, p.title}); err != nil || !v.repeats || x.Identity == survey.Anyone {
		return err
	}
	in.Token += " once more"
	if x.Identity == survey.Phone {
		if err := w.rings(ctx, x, v); err != nil {
			return err
		}
		in.Code = w.codes[v.n]
	}
	return passing(w.refused(ctx, auth.Actor{}, "a second answer", func(ctx context.Context) error {
		_, err := w.Surveys.Answer(ctx, x.ID, in, v.client)
		return err
	}))
}

// submission is what somebody answers, without what admits.
func (w *World) submission(v *voice, qs []survey.Question) survey.Submission {
	r := w.luck("voice", v.n)
	in := survey.Submission{Token: fmt.Sprintf("survey-%d-%d-%d", w.Seed, w.Year, v.n), Answers: make(survey.Answers, len(qs))}
	for i, q := range qs {
		if !survey.Shown(qs, in.Answers)[i] || q.Optional && often(r, 0.5) {
			continue
		}
		if q.Kind == survey.Text {
			in.Answers[i].Text = pick(r, words().Surveys.Said)
			continue
		}
		for range max(1, min(q.Most, 1+r.IntN(2))) {
			in.Answers[i].Chosen = append(in.Answers[i].Chosen, max(r.IntN(len(q.Options)), r.IntN(len(q.Options))))
		}
		slices.Sort(in.Answers[i].Chosen)
		in.Answers[i].Chosen = slices.Compact(in.Answers[i].Chosen)
	}
	return in
}

// admission gets somebody what the survey admits by: an invitation, or what comes by telephone.
func (w *World) admission(ctx context.Context, p *poll, x *survey.Survey, v *voice, in *survey.Submission) (err error) {
	switch x.Identity {
	case survey.Anyone:
	case survey.Invite:
		if w.codes[v.n] == "" {
			err = w.invites(ctx, p, x, v.on)
		}
		in.Code = w.codes[v.n]
	case survey.Phone:
		in.Phone = v.phone
		if w.codes[v.n] == "" {
			err = w.rings(ctx, x, v)
		}
		in.Code = w.codes[v.n]
	}
	return err
}

// invites has the office give out codes to those who have not answered yet: anew to all of
// them, if they were mislaid.
func (w *World) invites(ctx context.Context, p *poll, x *survey.Survey, from calendar.Day) error {
	who, err := w.Holder(p.unit.ID, survey.Write)
	if err != nil {
		return err
	}
	var left []int
	for _, v := range p.voices {
		if v.on >= from {
			left = append(left, v.n)
		}
	}
	return w.act(ctx, who, told(survey.ActInvite, p.title), func(ctx context.Context) error {
		codes, err := w.Surveys.Codes(ctx, x.ID, survey.Invitation{Codes: len(left)})
		if err != nil {
			return err
		}
		for i, code := range codes {
			w.codes[left[i]] = code
		}
		return nil
	})
}

// rings has a code sent to the telephone of somebody, who reads it there.
func (w *World) rings(ctx context.Context, x *survey.Survey, v *voice) error {
	last := w.Texted(v.phone)
	err := w.does(ctx, auth.Actor{}, func(ctx context.Context) error { return w.Surveys.AskCode(ctx, x.ID, v.phone, v.client) })
	if err != nil {
		return err
	}
	if err := w.jobs(ctx); err != nil {
		return err
	}
	w.codes[v.n] = w.Texted(v.phone)
	if w.codes[v.n] == last && w.Weather != nil { // it does not come: another is asked for
		w.tally.Hitches++
		return errHitch
	}
	return nil
}
