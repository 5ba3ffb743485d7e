package portal

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// totals is a tally as figures, and as the parts of a bar.
type totals struct {
	duty.Tally
	All, Finished int
	Percent       int // of All that is finished, rounded down: 100 is said only of all
	Parts         []part
}

// A part is one colour of the bar; X and W are thousandths of its length.
type part struct {
	Kind, Label string
	N, X, W     int
}

// barLength is how long the whole bar is drawn.
const barLength = 1000

// totalsOf counts a tally. The finished stand first in the bar, the late last.
func totalsOf(t duty.Tally) totals {
	out := totals{Tally: t, All: t.All(), Finished: t.Done + t.DoneLate}
	if out.All == 0 {
		return out
	}
	out.Percent = 100 * out.Finished / out.All
	sofar := 0
	for _, p := range []struct {
		light duty.Light
		n     int
	}{
		{duty.Done, t.Done},
		{duty.DoneLate, t.DoneLate},
		{duty.Claimed, t.Claimed},
		{duty.InTime, t.InTime},
		{duty.Paused, t.Paused},
		{duty.Soon, t.Soon},
		{duty.Late, t.Late},
	} {
		if p.n == 0 {
			continue
		}
		x := barLength * sofar / out.All
		sofar += p.n
		out.Parts = append(out.Parts, part{
			Kind: string(p.light), Label: i18n.T("duty.light." + string(p.light)), N: p.n, X: x, W: barLength*sofar/out.All - x,
		})
	}
	return out
}

// lightOf is the worst light of a tally; of none it is no light.
func lightOf(t duty.Tally) web.Light {
	if t.All() == 0 {
		return web.Light{}
	}
	worst := t.Worst()
	return web.Light{Kind: string(worst), Text: i18n.T("duty.light." + string(worst))}
}

// rank orders lights, the worst first and none last.
func rank(l web.Light) int {
	if i := slices.Index(duty.Lights, duty.Light(l.Kind)); i >= 0 {
		return i
	}
	return len(duty.Lights)
}
