package simulate

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/journal"
)

// themed is a theme of what people write about, as the journal has it.
type themed struct {
	life[hotspot.Status, hotspot.Act]
	n    int // letters and requests of the period
	said int // of those, that everybody is told
}

// theme follows the looks and the themes through the journal: what goes from one theme to
// another is neither lost nor doubled, and few are not told.
func (c *Recount) theme(e journal.Entry) error {
	if strings.Contains(strings.TrimPrefix(e.Ref, "hotspot/"), "/") {
		return c.look(e)
	}
	var b struct {
		hotspot.Brief
		Least int           `json:"least"`
		Trend hotspot.Trend `json:"trend"`
	}
	if err := e.Decode(&b); err != nil {
		return err
	}
	t := c.themes[e.Ref]
	if t == nil {
		t = &themed{}
		c.themes[e.Ref] = t
	}
	if !t.follow(c, hotspot.Flow, e, b.Status) {
		return nil
	}
	switch hotspot.Act(e.Act) { //nolint:exhaustive // the others move nobody
	case hotspot.ActFind:
		if t.n = b.N; b.From != 0 {
			c.took(e, hotspot.RefOf(b.From), -b.N)
		}
	case hotspot.ActMerge:
		to := c.took(e, hotspot.RefOf(b.Into), t.n)
		if b.N != t.n || to.n != b.Sum {
			c.odd("%s of %s: %d letters and requests go into another theme, which has %d then; in the journal %d and %d", e.Act, e.Ref, b.N, b.Sum, t.n, to.n)
		}
	case hotspot.ActShow:
		t.said = b.N
		if want := t.n; b.N != want && (b.N != 0 || want >= b.Least) || b.N != 0 && b.N < b.Least || b.N == 0 && b.Trend != hotspot.Stays {
			c.odd("%s of %s says %d and that it %s, it has %d; from %d on everybody may know", e.Act, e.Ref, b.N, b.Trend, want, b.Least)
		}
	default:
		if b.N != t.n && hotspot.Act(e.Act) != hotspot.ActHide {
			c.odd("%s of %s with %d letters and requests, it has %d", e.Act, e.Ref, b.N, t.n)
		}
	}
	return nil
}

// took adds letters and requests to a theme that is there.
func (c *Recount) took(e journal.Entry, ref string, n int) *themed {
	t := c.themes[ref]
	if t == nil {
		c.odd("%s of %s with a theme that nobody has found", e.Act, e.Ref)
		t = &themed{}
		c.themes[ref] = t
	}
	if t.n += n; t.n < 0 {
		c.odd("%s of %s takes more out of %s than it has", e.Act, e.Ref, ref)
	}
	return t
}

// look takes the numbers of all themes anew from a look: each letter and each request of the
// period that the journal has is in one theme, or in none.
func (c *Recount) look(e journal.Entry) error {
	var b hotspot.Looking
	if err := e.Decode(&b); err != nil || e.Act != hotspot.ActLook {
		return err
	}
	if letters, requests := c.material(b.First, b.Last); letters != b.Letters || requests != b.Requests {
		c.odd("%s read %d letters and %d requests from %s to %s, there were %d and %d", e.Ref, b.Letters, b.Requests, b.First, b.Last, letters, requests)
	}
	sum, searches, fresh := b.Alone, 0, map[string]bool{}
	for _, t := range c.themes {
		t.n = 0
	}
	for _, s := range b.Sums {
		ref := hotspot.RefOf(s.ID)
		if fresh[ref] {
			c.odd("%s has %s twice", e.Ref, ref)
		}
		fresh[ref] = true
		c.took(e, ref, s.N)
		sum, searches = sum+s.N, searches+s.Searches
	}
	if sum != b.Letters+b.Requests || b.Alone < 0 || searches > b.Searches || len(b.Sums) != b.Themes {
		c.odd("%s: %d letters and requests in %d themes or in none, of %d; %d searches of %d", e.Ref, sum, b.Themes, b.Letters+b.Requests, searches, b.Searches)
	}
	c.looks++
	return nil
}

// material counts the letters and the requests that came in a period and have not ended
// without an answer.
func (c *Recount) material(first, last calendar.Day) (letters, requests int) {
	for _, m := range c.messages {
		if m.came >= first && m.came <= last && (slices.Contains(message.Alive, m.state) && m.state != message.Held || m.state == message.Replied) {
			letters++
		}
	}
	for _, r := range c.requests {
		if r.received >= first && r.received <= last && r.state != foi.Closed {
			requests++
		}
	}
	return letters, requests
}

// checkThemes compares the themes with what the journal comes to: each letter and request that
// the office sees is in one of them, and everybody is told what may be.
func (w *World) checkThemes(ctx context.Context, c *Recount, v *Verdict) error {
	v.Looks, v.Themes = c.looks, len(c.themes)
	in := map[string]hotspot.ID{}
	for _, state := range hotspot.Statuses {
		rows, err := all(w.as(ctx, w.Office), w.Hotspots.Find, hotspot.Find{Status: state})
		if err != nil {
			return err
		}
		for i := range rows {
			x := &rows[i]
			own := c.themes[x.Ref()]
			if own == nil || own.state != x.Status || x.Status != hotspot.Merged && own.n != x.N {
				v.violated("%s is %s with %d letters and requests, and in the journal something else", x.Ref(), x.Status, x.N)
				continue
			}
			if err := w.checkMembers(ctx, x, in, v); err != nil {
				return err
			}
		}
	}
	return w.checkShown(ctx, c, v)
}

// checkShown looks at what everybody is told of themes.
func (w *World) checkShown(ctx context.Context, c *Recount, v *Verdict) error {
	public, err := all(ctx, w.Hotspots.PublicList, struct{}{})
	if err != nil {
		return err
	}
	for _, p := range public {
		own := c.themes[hotspot.RefOf(p.ID)]
		if own == nil || own.state != hotspot.Shown || own.said != p.Said.N || p.Said.N != 0 && p.Said.N < p.Said.Least {
			v.violated("everybody is told of %d letters and requests of theme %d, the journal has %+v", p.Said.N, p.ID, own)
		}
	}
	v.Shown = len(public)
	shown := 0
	for _, t := range c.themes {
		if t.state == hotspot.Shown {
			shown++
		}
	}
	if shown != v.Shown {
		v.violated("%d themes are public, the journal has %d", v.Shown, shown)
	}
	return nil
}

// checkMembers looks whether what the office sees in a theme is in no other one, and as much as
// is said.
func (w *World) checkMembers(ctx context.Context, x *hotspot.Spot, in map[string]hotspot.ID, v *Verdict) error {
	if x.Status == hotspot.Merged {
		return nil
	}
	view, err := w.Hotspots.View(w.as(ctx, w.Office), x.ID)
	if err != nil {
		return err
	}
	var members []string
	for _, l := range view.Material.Letters {
		members = append(members, hotspot.Member{Kind: hotspot.Letter, Of: int64(l.ID)}.Handle())
	}
	for _, r := range view.Material.Requests {
		members = append(members, hotspot.Member{Kind: hotspot.Request, Of: int64(r.ID)}.Handle())
	}
	if len(members) != x.N {
		v.violated("%s has %d letters and requests and shows %d", x.Ref(), x.N, len(members))
	}
	for _, s := range view.Material.Searches {
		members = append(members, hotspot.Member{Kind: hotspot.Search, Of: s.Of}.Handle())
	}
	for _, m := range members {
		if other := in[m]; other != 0 {
			v.violated("%s is in theme %d and in theme %d", m, min(other, x.ID), max(other, x.ID))
		}
		in[m] = cmp.Or(in[m], x.ID)
	}
	return nil
}
