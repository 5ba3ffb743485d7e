package consult

import (
	"gongkai.example/gongkai/internal/platform/db"
)

// Counts is what became of all that came in: Received is the sum of the others, always.
type Counts struct {
	Received  int             `json:"received"`
	Decided   map[Verdict]int `json:"decided"`
	Waiting   int             `json:"waiting"`
	Withdrawn int             `json:"withdrawn"`
	Aside     int             `json:"set_aside"`
	Channels  map[Channel]int `json:"channels"` // the same received, by the way they came
	Causes    map[Cause]int   `json:"causes,omitempty"`
}

// Conserved reports whether nothing came in that is not accounted for.
func (c Counts) Conserved() bool {
	sum, ways := c.Waiting+c.Withdrawn+c.Aside, 0
	for _, n := range c.Decided {
		sum += n
	}
	for _, n := range c.Channels {
		ways += n
	}
	return sum == c.Received && ways == c.Received
}

// DecidedAll is how many are decided.
func (c Counts) DecidedAll() (n int) {
	for _, d := range c.Decided {
		n += d
	}
	return n
}

// count counts the opinions of a consultation. What came in is counted on its own, so that
// the two sides are two counts.
func count(tx *db.Tx, id ID) (out Counts, err error) {
	type line struct {
		Status  Status  `db:"state"`
		Verdict Verdict `db:"verdict"`
		Channel Channel `db:"channel"`
		Cause   Cause   `db:"cause"`
		N       int     `db:"n"`
	}
	out = Counts{Decided: map[Verdict]int{}, Channels: map[Channel]int{}, Causes: map[Cause]int{}}
	if out.Received, err = db.One[int](tx, "SELECT count(*) FROM consult_opinion WHERE consult_id = ?", id); err != nil {
		return out, err
	}
	err = db.Each(tx, func(l line) error {
		out.Channels[l.Channel] += l.N
		switch {
		case l.Status == Withdrawn:
			out.Withdrawn += l.N
		case l.Status == Aside:
			out.Aside += l.N
			out.Causes[l.Cause] += l.N
		case l.Verdict != "":
			out.Decided[l.Verdict] += l.N
		default:
			out.Waiting += l.N
		}
		return nil
	}, `FROM (SELECT o.state AS state, coalesce(d.verdict, '') AS verdict, o.channel AS channel, o.cause AS cause, count(*) AS n
		FROM consult_opinion o LEFT JOIN consult_decision d ON d.id = o.decision_id WHERE o.consult_id = ? GROUP BY o.state, coalesce(d.verdict, ''), o.channel, o.cause) AS q`, id)
	return out, err
}
