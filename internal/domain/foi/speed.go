package foi

import (
	"maps"
	"slices"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A Speed is how fast replies were made in a span, by one of unit, kind, channel
// and result; and, but for results, what is open today. Find and Count list them.
type Speed struct {
	UnitID   int64   `json:"unit_id,omitempty"`
	Kind     Kind    `json:"kind,omitempty"`
	Channel  Channel `json:"channel,omitempty"`
	Result   string  `json:"result,omitempty"`
	Answered int     `json:"answered"`
	InTime   int     `json:"in_time"`
	Passed   int     `json:"passed,omitempty"` // of a unit: it had them, and another one answered
	// Days are working days from receipt to service, on the mean; of a unit those for which
	// it had the request, whether it answered it or passed it on.
	Days float64 `json:"days"`
	Most int     `json:"most"`
	Open int     `json:"open"` // today: what came back too
	Late int     `json:"late"` // of these, a reply is owed and its last day is over
}

// Share is the part in time, in per cent; 100 with none.
func (s Speed) Share() float64 {
	if s.Answered == 0 {
		return 100
	}
	return float64(s.InTime) * 100 / float64(s.Answered)
}

// made counts a reply that took some working days.
func (s *Speed) made(days int, inTime bool) {
	s.Answered++
	s.Days += float64(days) // the sum, until sorted
	s.Most = max(s.Most, days)
	if inTime {
		s.InTime++
	}
}

// passed counts a request that a unit had for some working days before it passed it on.
func (s *Speed) passed(days int) {
	s.Passed++
	s.Days += float64(days)
	s.Most = max(s.Most, days)
}

// A measure is speeds by some property.
type measure[K comparable] map[K]*Speed

func (m measure[K]) of(k K, name func(*Speed)) *Speed {
	if m[k] == nil {
		m[k] = &Speed{}
		name(m[k])
	}
	return m[k]
}

// sorted is the speeds of some keys, with the days on the mean.
func (m measure[K]) sorted(keys []K) (out []Speed) {
	for _, k := range keys {
		if s := m[k]; s != nil {
			if n := s.Answered + s.Passed; n > 0 {
				s.Days /= float64(n)
			}
			out = append(out, *s)
		}
	}
	return out
}

// speeds measures the requests that were answered in the span, and what is open
// today, by unit, by kind of applicant and by channel.
func (s *Service) speeds(tx *db.Tx, cal *calendar.Calendar, f *Figures) error {
	units, kinds, channels := measure[int64]{}, measure[Kind]{}, measure[Channel]{}
	each := func(r Row, do func(*Speed)) {
		do(units.of(r.UnitID, func(s *Speed) { s.UnitID = r.UnitID }))
		do(kinds.of(r.Kind, func(s *Speed) { s.Kind = r.Kind }))
		do(channels.of(r.Channel, func(s *Speed) { s.Channel = r.Channel }))
	}
	type made struct {
		ID       ID           `db:"id"`
		Unit     int64        `db:"unit_id"`
		Kind     Kind         `db:"kind"`
		Channel  Channel      `db:"channel"`
		Received calendar.Day `db:"received"`
		Answered calendar.Day `db:"answered"`
		Due      calendar.Day `db:"due"`
		Missed   calendar.Day `db:"missed_day"`
	}
	had, err := f.passed(tx, cal, units)
	if err != nil {
		return err
	}
	w := f.Span.where(tx)
	w.And("answered >= ? AND answered <= ?", f.Span.From, f.Span.To)
	err = db.Each(tx, func(m made) error {
		days, inTime := cal.WorkBetween(m.Received, m.Answered), m.Missed == "" && (m.Due == "" || m.Answered <= m.Due)
		kinds.of(m.Kind, func(s *Speed) { s.Kind = m.Kind }).made(days, inTime)
		channels.of(m.Channel, func(s *Speed) { s.Channel = m.Channel }).made(days, inTime)
		if own, shared := had[m.ID][m.Unit]; shared {
			days = own
		}
		units.of(m.Unit, func(s *Speed) { s.UnitID = m.Unit }).made(days, inTime)
		return nil
	}, "FROM foi_request"+w.String(), w.Args...)
	if err != nil {
		return err
	}
	w = f.Span.where(tx)
	w.And("sort_day < ?", never)
	err = db.Each(tx, func(r Row) error {
		late := r.Lamp(tx.Today, tx.Today) == Overdue
		each(r, func(s *Speed) {
			s.Open++
			if late {
				s.Late++
			}
		})
		return nil
	}, "FROM foi_request"+w.String(), w.Args...)
	f.Units, f.Kinds, f.Channels = units.sorted(slices.Sorted(maps.Keys(units))), kinds.sorted(Kinds), channels.sorted(Channels)
	return err
}

// passed leaves the days of the requests that were answered in the span with each unit that
// had them, and counts those that it passed on with it. It returns for how many each unit
// had such a request; of a request that was never passed on it says nothing.
func (f *Figures) passed(tx *db.Tx, cal *calendar.Calendar, units measure[int64]) (map[ID]map[int64]int, error) {
	type leg struct {
		Request  ID           `db:"request_id"`
		From     int64        `db:"from_unit"`
		Day      calendar.Day `db:"day"`
		Unit     int64        `db:"unit_id"` // that answered
		Received calendar.Day `db:"received"`
		Answered calendar.Day `db:"answered"`
	}
	legs, err := db.All[leg](tx, `FROM (SELECT t.id AS id, t.request_id AS request_id, t.from_unit AS from_unit, t.day AS day, r.unit_id AS unit_id, r.received AS received, r.answered AS answered
		FROM foi_transfer t JOIN foi_request r ON r.id = t.request_id WHERE r.answered >= ? AND r.answered <= ? AND t.day >= r.received) leg ORDER BY request_id, id`, f.Span.From, f.Span.To)
	had, since := map[ID]map[int64]int{}, calendar.Day("")
	for i, l := range legs {
		if had[l.Request] == nil {
			had[l.Request], since = map[int64]int{}, l.Received
		}
		days := had[l.Request]
		days[l.From] += cal.WorkBetween(since, l.Day)
		since = l.Day
		if i+1 < len(legs) && legs[i+1].Request == l.Request {
			continue
		}
		days[l.Unit] += cal.WorkBetween(since, l.Answered)
		for id, n := range days {
			if id != l.Unit && tx.Actor.CanAt(See, id) && (f.Span.Unit == 0 || f.Span.Unit == id) {
				units.of(id, func(s *Speed) { s.UnitID = id }).passed(n)
			}
		}
	}
	return had, err
}
