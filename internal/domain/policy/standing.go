package policy

import (
	"cmp"
	"slices"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Kind says what one document does to another.
type Kind string

// The kinds.
const (
	Amend   Kind = "amend"
	Repeal  Kind = "repeal"
	Suspend Kind = "suspend" // the whole of it or clauses, for a time or until it is resumed
	Resume  Kind = "resume"  // 恢复施行
	Prolong Kind = "prolong" // gives it a later last day
	Lapse   Kind = "lapse"   // 宣布失效: only an announcement does it, see Declare

	Commence Kind = "commence" // clauses that begin later than the rest: a document does it to itself
)

// Kinds lists the kinds that a document can have, in the order of menus.
var Kinds = []Kind{Amend, Repeal, Suspend, Resume, Prolong}

// An EffectID names an effect.
type EffectID int64

// An Effect is what one document does to another from a day on.
type Effect struct {
	ID      EffectID     `db:"id" json:"id"`
	By      ID           `db:"by_id" json:"by,omitempty"`
	Notice  publish.ID   `db:"notice_id" json:"notice,omitempty"` // announcement that does it, where no document does
	Name    string       `db:"by_name" json:"by_name,omitempty"`  // what does it, where that is in no library
	Target  ID           `db:"target_id" json:"target"`
	Kind    Kind         `db:"kind" json:"kind"`
	From    calendar.Day `db:"from_day" json:"from,omitempty"`   // "" until the issue: from the commencement
	Until   calendar.Day `db:"until_day" json:"until,omitempty"` // last day of a suspension, or of the longer term
	Words   string       `db:"words" json:"words,omitempty"`     // of an amendment: the sentences of the decision that make it
	Body    string       `db:"body" json:"body,omitempty"`       // and the text as it is then
	Clauses string       `db:"clauses" json:"clauses,omitempty"` // names of those that it is on, one a line; "" is the whole
	Text    int64        `db:"text_id" json:"-"`                 // whose clauses these are
	Live    bool         `db:"live" json:"live"`                 // the document is issued
}

// A State is how a document stands on a day: since when, until when as far as is known on
// that day, and by which document.
type State struct {
	Standing Standing     `json:"standing"`
	Since    calendar.Day `json:"since"`
	Until    calendar.Day `json:"until,omitempty"` // last day of this state; "" has none yet
	By       ID           `json:"by,omitempty"`    // what did it; 0 is an announcement, the document itself, or time
	Notice   publish.ID   `json:"notice,omitempty"`
	Name     string       `json:"by_name,omitempty"` // of what is in no library
}

// A life is a document with all that was done to it.
type life struct {
	starts, until calendar.Day
	effects       []Effect // live ones
}

// term is the last day of the term as it stands on a day: a longer one counts from the
// day on which it was given, and only if the old one was not over.
func (l *life) term(day calendar.Day) calendar.Day {
	until := l.until
	for _, e := range l.effects {
		if e.Kind == Prolong && e.From <= day && e.From <= until {
			until = max(until, e.Until)
		}
	}
	return until
}

// last is the latest effect of a kind on the whole that has begun on a day; nil if there is none.
func (l *life) last(k Kind, day calendar.Day) (out *Effect) {
	for i := range l.effects {
		if e := &l.effects[i]; e.Kind == k && e.Clauses == "" && e.From <= day && (out == nil || e.From >= out.From) {
			out = e
		}
	}
	return out
}

// first is the earliest effect of a kind.
func (l *life) first(k Kind) (out *Effect) {
	for i := range l.effects {
		if e := &l.effects[i]; e.Kind == k && (out == nil || e.From < out.From) {
			out = e
		}
	}
	return out
}

// ends is the state in which the document is no more, if it is so on a day: by what came
// first, its repeal, the word of an announcement or the end of its term.
func (l *life) ends(day calendar.Day) (State, bool) {
	over := calendar.Day("")
	if until := l.term(day); until != "" && until < day {
		over = until.Add(1)
	}
	out := State{Standing: Lapsed, Since: over}
	for _, k := range []Kind{Lapse, Repeal} {
		if e := l.first(k); e != nil && e.From <= day && (out.Since == "" || e.From <= out.Since) {
			out = State{Standing: map[Kind]Standing{Lapse: Lapsed, Repeal: Repealed}[k], Since: e.From, By: e.By, Notice: e.Notice, Name: e.Name}
		}
	}
	return out, out.Since != ""
}

// at is how the document stands on a day. Nobody has to do anything for it to change.
func (l *life) at(day calendar.Day) State {
	if day < l.starts {
		return State{Standing: Pending, Until: l.starts.Add(-1)}
	}
	if s, over := l.ends(day); over {
		return s
	}
	s := State{Standing: Valid, Since: l.starts, Until: l.term(day)}
	if e := l.last(Amend, day); e != nil {
		s.Standing, s.Since, s.By, s.Name = Amended, max(e.From, l.starts), e.By, e.Name
	}
	if e := l.last(Suspend, day); e != nil && (e.Until == "" || day <= e.Until) && !l.resumed(e, day) {
		s.Standing, s.Since, s.By, s.Name = Suspended, max(e.From, l.starts), e.By, e.Name
		s.Until = earlier(s.Until, e.Until)
	}
	for _, e := range l.effects { // what is to come, as far as it is public
		if e.From > day && e.Kind != Prolong && e.Clauses == "" {
			s.Until = earlier(s.Until, e.From.Add(-1))
		}
	}
	return s
}

// resumed reports whether a suspension has ended on a day before its own last one.
func (l *life) resumed(e *Effect, day calendar.Day) bool {
	r := l.last(Resume, day)
	return r != nil && cmp.Or(cmp.Compare(r.From, e.From), cmp.Compare(r.ID, e.ID)) > 0
}

// earlier is the earlier of two days, of which "" is never.
func earlier(a, b calendar.Day) calendar.Day {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// days are those on which the state or the text of the document changes, in order.
func (l *life) days() []calendar.Day {
	out := []calendar.Day{l.starts}
	for _, e := range l.effects {
		out = append(out, e.From)
		if e.Kind == Suspend && e.Until != "" {
			out = append(out, e.Until.Add(1))
		}
	}
	if l.until != "" {
		out = append(out, l.term(maxDay).Add(1))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// maxDay is after every day that a document names.
const maxDay calendar.Day = "9999-12-31"

// textAt is the text that stands on a day: the index in texts, which are in order. Before the
// first it is that one.
func textAt[T interface{ from() calendar.Day }](texts []T, day calendar.Day) (at int) {
	for i := range texts {
		if texts[i].from() <= day {
			at = i
		}
	}
	return at
}

// fits says why an effect cannot be on a document as it stands.
func (e *Effect) fits(target *Document, state State, texts []text) error {
	switch {
	case target.Status != Issued:
		return fault.Field("target", "policy.not_issued")
	case !state.Standing.InForce() && state.Standing != Pending && state.Standing != Suspended:
		return fault.Field("target", "policy.not_in_force", fault.T("publish.validity."+string(state.Standing)))
	case e.Clauses != "":
	case e.Kind == Resume && state.Standing != Suspended:
		return fault.Field("target", "policy.not_suspended")
	case e.Kind == Amend && e.Body == texts[len(texts)-1].Body:
		return fault.Field("body", "policy.same_text")
	case e.Kind == Prolong && e.Until <= target.Ends:
		return fault.Field("until", "policy.not_longer", target.Ends)
	case e.From != "" && target.Starts > e.From:
		return fault.Field("from", "policy.before_start", target.Starts)
	}
	return nil
}

// inOrder sorts effects by the day on which they begin.
func inOrder(all []Effect) {
	slices.SortStableFunc(all, func(a, b Effect) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID)) })
}
