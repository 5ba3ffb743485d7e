package publish

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/fetch"
	"gongkai.example/gongkai/internal/platform/jobs"
	"gongkai.example/gongkai/internal/platform/notify"
)

// A link of what is public is looked at once a week. It counts as dead when three
// looks, an hour or more apart, have found nothing: sites are down for a moment.
const (
	linkDays   = 7 // odd, so that the ids of items spread over them
	linkLooks  = 3
	linksApart = time.Hour
	linksFor   = 2 * time.Hour // one look at the links of a day
	linksSome  = 32            // asked together; whoever waits for a screening is let in between
	linesMost  = 50            // of a notice
)

// hidden is what became of a link to an item of this site that is not public any more.
const hidden fetch.Kind = "hidden"

// A badLink is a link that leads nowhere, in an edition that stands.
type badLink struct {
	Edition EditionID  `json:"edition"`
	Link    string     `json:"link"`
	Kind    fetch.Kind `json:"kind"`
}

// A linkLook is what the next look at some links has to know.
type linkLook struct {
	Day     calendar.Day `json:"day"`     // of the first
	Look    int          `json:"look"`    // how many have been
	Witness string       `json:"witness"` // an address that has answered: if it is silent now, it is we who are cut off
	Bad     []badLink    `json:"bad"`
}

// watchLinks is the job that looks at a seventh of what is public each day.
func (s *Service) watchLinks(ctx context.Context, _ jobs.Slot) error {
	var day calendar.Day
	var gone []badLink
	in := map[string][]EditionID{}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		day = tx.Today
		gone, err = s.linksOfDay(tx, in)
		return err
	})
	if err != nil {
		return err
	}
	urls := someLinks(slices.Sorted(maps.Keys(in)), int(day.Time().Unix()/int64(24*60*60))/linkDays, s.daily)
	look := linkLook{Day: day, Look: 1}
	kinds := s.askAgain(ctx, urls)
	if err := s.forget(ctx, day, kinds); err != nil {
		return err
	}
	if err := s.tellLinks(ctx, linkLook{Day: day, Bad: gone}); err != nil {
		return err
	}
	for _, u := range urls {
		k := kinds[u]
		if k.Answered() && (look.Witness == "" || k == fetch.Alive) {
			look.Witness = u
		}
		for _, e := range in[u] {
			if k.Dead() || k.Refused() {
				look.Bad = append(look.Bad, badLink{e, u, k})
			}
		}
	}
	return s.lookLater(ctx, look)
}

// watchAgain is the job that looks a second and a third time.
func (s *Service) watchAgain(ctx context.Context, was linkLook) error {
	urls := []string{was.Witness}
	for _, b := range was.Bad {
		urls = append(urls, b.Link)
	}
	kinds := s.askAgain(ctx, urls)
	now := linkLook{Day: was.Day, Look: was.Look + 1}
	if kinds[was.Witness].Answered() {
		now.Witness = was.Witness
	}
	for _, b := range was.Bad {
		if k := kinds[b.Link]; k.Dead() || k.Refused() {
			now.Bad = append(now.Bad, badLink{b.Edition, b.Link, k})
		}
	}
	if now.Look < linkLooks || now.Witness == "" {
		return s.lookLater(ctx, now)
	}
	return s.tellLinks(ctx, now)
}

// lookLater puts the next look. Where nothing has answered the look does not
// count, and the job is tried again.
func (s *Service) lookLater(ctx context.Context, look linkLook) error {
	switch {
	case len(look.Bad) == 0:
		return nil
	case look.Witness == "":
		return fault.New(fault.Busy, "fetch.no_way_out")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return jobs.Put(tx, s.kinds.linksAgain, look, jobs.Opts{ID: fmt.Sprintf("%s %d", look.Day, look.Look), At: tx.Now.Add(linksApart)})
	})
}

// linksOfDay collects the links of the items whose day of the week it is: those
// that lead elsewhere into in, and those to items that are not public any more.
func (s *Service) linksOfDay(tx *db.Tx, in map[string][]EditionID) ([]badLink, error) {
	type row struct {
		ID      EditionID `db:"id"`
		ItemID  ID        `db:"item_id"`
		Body    string    `db:"body"`
		Related []Link    `db:"related,json"`
	}
	var inner []target
	var from []EditionID
	err := db.Each(tx, func(r row) error {
		for _, t := range s.targets(&Content{Body: r.Body, Related: r.Related}) {
			switch {
			case t.url != "":
				if at := in[t.url]; len(at) == 0 || at[len(at)-1] != r.ID { // once an edition
					in[t.url] = append(at, r.ID)
				}
			case t.item != 0 && t.item != r.ItemID:
				inner, from = append(inner, target{item: t.item}), append(from, r.ID)
			}
		}
		return nil
	}, "FROM publish_edition WHERE state = ? AND item_id % ? = ? AND (body LIKE ? OR related LIKE ?) ORDER BY id",
		Live, linkDays, dayOfWeek(tx.Today), "%://%", "%{%")
	if err != nil {
		return nil, err
	}
	missing, err := unshown(tx, inner, 0)
	var out []badLink
	for i, t := range inner {
		if b := (badLink{from[i], RefOf(t.item), hidden}); missing[t.item] && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out, err
}

// someLinks returns at most n links; the weeks take turns at what is over.
func someLinks(urls []string, week, n int) []string {
	if len(urls) <= n {
		return urls
	}
	at := week * n % len(urls)
	return slices.Concat(urls[at:], urls[:at])[:n]
}

// askAgain asks whatever is known already, a few at a time.
func (s *Service) askAgain(ctx context.Context, urls []string) map[string]fetch.Kind {
	ctx, cancel := context.WithTimeout(ctx, linksFor)
	defer cancel()
	out := map[string]fetch.Kind{}
	for some := range slices.Chunk(urls, linksSome) {
		for u, r := range s.fetch.CheckAll(ctx, some) {
			out[u] = r.Kind
		}
	}
	return out
}

// tellLinks puts links on the list of those that lead nowhere, and tells the
// clerks of each unit which of them are in what they keep: one notice a person,
// with a line a link.
func (s *Service) tellLinks(ctx context.Context, look linkLook) error {
	if len(look.Bad) == 0 {
		return nil
	}
	type row struct {
		ID     EditionID `db:"id"`
		ItemID ID        `db:"item_id"`
		UnitID int64     `db:"unit_id"`
		Title  string    `db:"title"`
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		byUnit := map[int64][]fault.Text{}
		at := map[int64]EditionID{}
		for _, b := range look.Bad {
			e, err := db.Get[row](tx, "FROM publish_edition WHERE id = ? AND state = ?", b.Edition, Live)
			if fault.Of(err) == fault.NotFound {
				continue // it does not stand any more
			}
			if err != nil {
				return err
			}
			if err := keepDead(tx, b, e.ItemID, e.UnitID); err != nil {
				return err
			}
			byUnit[e.UnitID] = append(byUnit[e.UnitID], fault.T("publish.told.link", shorten(e.Title, titleInNotice), b.Link, fault.T("publish.link."+string(b.Kind))))
			at[e.UnitID] = e.ID
		}
		for _, unit := range slices.Sorted(maps.Keys(byUnit)) {
			if err := s.tellUnit(tx, unit, at[unit], byUnit[unit], fmt.Sprintf("publish.links %s %d", look.Day, look.Look)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) tellUnit(tx *db.Tx, unit int64, at EditionID, lines []fault.Text, once string) error {
	n := notify.Notice{
		Key: fmt.Sprintf("%s %d", once, unit), Link: fmt.Sprintf("publish/edition/%d", at), Text: fault.T("publish.told.links", len(lines)), Lines: lines,
	}
	if len(lines) > 1 {
		n.Link = fmt.Sprintf("publish/links?unit=%d", unit)
	}
	if len(lines) > linesMost {
		n.Lines = append(slices.Clone(lines[:linesMost]), fault.T("publish.told.more", len(lines)-linesMost))
	}
	clerks, err := s.duties.Holders(tx, duty.Meet, unit)
	if err != nil {
		return err
	}
	for _, n.Account = range clerks {
		if err := s.duties.Tell(tx, n); err != nil {
			return err
		}
	}
	return nil
}
