package foi

import (
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
)

// A CaseRecord is a record that is redacted for an item.
type CaseRecord struct {
	Item  ItemID
	Title string
	Made  bool        // its copy is given out with the item
	Other []Otherwise // requests that were answered from the same record in another way
	Parts []Otherwise // and those with the same sentences in another record
}

// An Otherwise is another request in which the same record, or some of its sentences, were
// treated in another way. It has nothing of who asked there, or for what.
type Otherwise struct {
	Number string       `db:"number"`
	UnitID int64        `db:"unit_id"`
	Day    calendar.Day `db:"made"`
	Count  int          `db:"n"` // of sentences
	Unit   string
}

// records: no copy is left half made, and one record is treated in one way
// whoever asks (类似情况类似处理); what differs needs a reason that a person has.
func (l *lint) records() {
	for _, x := range l.Records {
		l.that(x.Made, x.Item, Blocks, "redaction_open", x.Title)
		for _, o := range x.Other {
			l.that(false, x.Item, Warns, "treated_otherwise", x.Title, o.Day, o.Unit, o.Number)
		}
		for _, o := range x.Parts {
			l.that(false, x.Item, Warns, "passage_otherwise", x.Title, o.Day, o.Unit, o.Number, o.Count)
		}
	}
}

// lintRecords is what is redacted, and how the same records were treated elsewhere.
func (s *Service) lintRecords(tx *db.Tx, r *Request, c *Case) error {
	all, err := redactionsOf(tx, r.ID)
	if err != nil {
		return err
	}
	for i := range all {
		x := CaseRecord{Item: all[i].Item, Title: all[i].Title, Made: all[i].State == Made}
		if x.Other, err = otherwise(tx, &all[i]); err != nil {
			return err
		}
		if x.Parts, err = cutOtherwise(tx, &all[i], x.Other); err != nil {
			return err
		}
		c.Records = append(c.Records, x)
	}
	return s.lintWhole(tx, r, c)
}

// mostOther is how many other requests are named.
const mostOther = 5

// otherwise finds the newest copies of the same record that hide other places. It
// looks beyond the units of the reader: that one district treats one record in two
// ways shows only to who sees both.
func otherwise(tx *db.Tx, x *Redaction) ([]Otherwise, error) {
	if x.State != Made {
		return nil, nil
	}
	out, err := db.All[Otherwise](tx, `FROM (SELECT o.id, r.number, r.unit_id, o.made, 0 AS n FROM foi_redaction o JOIN foi_request r ON r.id = o.request_id
		WHERE o.source = ? AND o.id <> ? AND o.state = ? AND o.cut <> ? ORDER BY o.id DESC LIMIT ?) found ORDER BY id DESC`, x.Source, x.ID, Made, x.Cut, mostOther)
	if err != nil {
		return nil, err
	}
	return named(tx, out)
}

// named says which units others are of.
func named(tx *db.Tx, all []Otherwise) (_ []Otherwise, err error) {
	for i := range all {
		if all[i].Unit, err = unitName(tx, all[i].UnitID); err != nil {
			return nil, err
		}
	}
	return all, nil
}
