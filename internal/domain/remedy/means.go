package remedy

import (
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/profile"
)

// A Means is one thing that can be done about a request, and until when.
type Means struct {
	Kind   Kind         `json:"kind"`
	Where  string       `json:"where"`            // the organ, the court
	Last   calendar.Day `json:"last,omitempty"`   // last day; "" has none, or one that only a later event sets
	First  bool         `json:"first,omitempty"`  // a review has to come before a suit
	After  bool         `json:"after,omitempty"`  // a suit only after the review
	Days   int          `json:"days,omitempty"`   // of a suit after a review: within so many days of its decision
	From   calendar.Day `json:"from,omitempty"`   // the day of that decision, once it is there
	Silent bool         `json:"silent,omitempty"` // against a request that was not answered in time
	Passed bool         `json:"passed,omitempty"` // a complaint about the department in charge: it is passed on
	Over   bool         `json:"over,omitempty"`   // the last day is past

	Unsigned bool     `json:"unsigned,omitempty"` // it is not known that the reply came: the time runs from its receipt
	Within   law.Term `json:"-"`                  // the time, for who has to be told it so
	Mixed    bool     `json:"mixed,omitempty"`    // a review comes first for what was not given out, and not for the rest
}

// The terms of who is not content with a reply, or got none.
var (
	termApply       = law.MustTerm("review.apply")
	termApplySilent = law.MustTerm("review.silence")
	termSue         = law.MustTerm("suit.direct")
	termSueSilent   = law.MustTerm("suit.silence")
	termSueAfter    = law.MustTerm("suit.review")
)

// means are what can be done about a request: against its reply, or that there is none
// in time; and a complaint. What was done already is not offered again.
func (s *Service) means(tx *db.Tx, d foi.Disputed, cases []Case) (out []Means, err error) {
	switch {
	case d.Answered != "" && len(d.Remedies) > 0:
		first := slices.Contains(d.Remedies, law.ReviewFirst)
		mixed := first && len(d.Remedies) > 1
		out, err = s.against(tx, d, cases, against{from: d.Got, apply: termApply, sue: termSue, first: first, mixed: mixed})
	case d.Overdue:
		var word string
		if word, err = silenceWord(tx); err == nil {
			out, err = s.against(tx, d, cases, against{from: d.Due, apply: termApplySilent, sue: termSueSilent, first: word == reviewFirst, silent: true})
		}
	}
	if err != nil {
		return nil, err
	}
	office, above, err := s.judged(tx, d.UnitID)
	if err != nil {
		return nil, err
	}
	if above != "" {
		return append(out, Means{Kind: Complaint, Where: above, Passed: true}), nil
	}
	return append(out, Means{Kind: Complaint, Where: office.Name}), nil
}

// reviewFirst is the word of the profile for that a review has to come before a suit
// where no reply was made: 行政复议法, Article 23(1)(3), read with 法释〔2025〕8号,
// Article 2(2). How the courts of a place take it differs.
const reviewFirst = "first"

func silenceWord(tx *db.Tx) (string, error) {
	settings, err := unit.Settings(tx)
	return settings.Word(profile.RemedySilence), err
}

// against is what there is to go against.
type against struct {
	from       calendar.Day // from which the terms run; "" while nobody knows it
	apply, sue law.Term
	first      bool // a review has to come first
	mixed      bool // and not for all of it
	silent     bool // nothing was said
}

// until puts the last day of a term into a means, or that its first is not known.
func (s *Service) until(tx *db.Tx, m *Means, from calendar.Day, t law.Term) (err error) {
	m.Within, m.Unsigned = t, from == ""
	if m.Unsigned {
		return nil
	}
	m.Last, err = s.lastDay(tx, from, t)
	m.Over = m.Last < tx.Today
	return err
}

// against are the review and the suit that are still open, with their last days:
// 行政复议法, Articles 20, 23 and 34; 行政诉讼法, Articles 45 and 46. Once a review is
// asked for, a suit waits for its decision; once a suit is there, nothing is left.
func (s *Service) against(tx *db.Tx, d foi.Disputed, cases []Case, a against) (out []Means, err error) {
	u, err := unit.Get(tx, d.UnitID)
	if err != nil {
		return nil, err
	}
	var review *Case
	for i := range cases {
		switch {
		case !cases[i].ByApplicant: // what another does takes nothing from the applicant
		case cases[i].Kind == Suit:
			return nil, nil
		case cases[i].Kind == Review:
			review = &cases[i] // the last one
		}
	}
	if review != nil && review.Decided != "" {
		m, err := s.sue(tx, review)
		if m != nil {
			return []Means{*m}, err
		}
		return nil, err
	}
	suit := Means{Kind: Suit, Where: s.orSome(u.Court), After: a.first && !a.mixed || review != nil, Days: termSueAfter.N, Silent: a.silent, Mixed: a.mixed && review == nil}
	if !suit.After {
		if err := s.until(tx, &suit, a.from, a.sue); err != nil {
			return nil, err
		}
	}
	if review != nil {
		return []Means{suit}, nil
	}
	m := Means{Kind: Review, Where: strings.Join(u.Review, s.words("foi.or")), First: a.first, Silent: a.silent, Days: termSueAfter.N, Mixed: a.mixed}
	err = s.until(tx, &m, a.from, a.apply)
	return []Means{m, suit}, err
}

// sue is the suit that is open once a review has ended: within fifteen days of the
// receipt of its decision (行政诉讼法, Article 45; 行政复议法, Article 34). nil where
// there is none: the review was taken back, or the two sides agreed.
func (s *Service) sue(tx *db.Tx, review *Case) (*Means, error) {
	o, ended := review.Ended()
	if review.Kind != Review || !ended || !o.Sue {
		return nil, nil //nolint:nilnil // there is none, and that is no fault
	}
	u, err := unit.Get(tx, review.UnitID)
	if err != nil {
		return nil, err
	}
	court := u.Court
	if o.Cell == law.Corrected { // 行政诉讼法, Article 26(2): whoever changed the act is the defendant
		if court, err = courtOf(tx, review.Organ); err != nil {
			return nil, err
		}
	}
	m := Means{Kind: Suit, Where: s.orSome(court), Days: termSueAfter.N, From: review.Decided}
	m.Last, err = s.lastDay(tx, review.Decided, termSueAfter)
	m.Over = m.Last < tx.Today
	return &m, err
}

// courtOf is the court of a unit by its name; "" for an organ that is none of the district.
func courtOf(tx *db.Tx, organ string) (string, error) {
	units, err := unit.Tree(tx)
	i := slices.IndexFunc(units, func(u unit.Unit) bool {
		return organ != "" && (u.Name == organ || u.Short == organ || slices.Contains(u.Aliases, organ))
	})
	if err != nil || i < 0 {
		return "", err
	}
	return units[i].Court, nil
}

// orSome is a court, or that there is one.
func (s *Service) orSome(court string) string {
	if court == "" {
		return s.words("remedy.some_court")
	}
	return court
}
