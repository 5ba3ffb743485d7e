package desk

import (
	"context"
	"fmt"
	"net/url"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// A requestBoardView is what the units owe today: by how it stands, and by where it is.
type requestBoardView struct {
	Day    calendar.Day
	Open   numberCell
	Lamps  []web.Light // the heads of the first columns
	States []string    // and of those behind
	Rows   []requestBoardLine
	Total  requestBoardLine
}

type requestBoardLine struct {
	Unit   string
	Open   numberCell
	Lamps  []standCell
	States []standCell
}

// A standCell is a number of the board with the words that say what it counts.
type standCell struct {
	numberCell
	Label string
	Lamp  string // its shape, if it has one
}

var requestBoard = web.MustPage[requestBoardView](pages, web.Desk, "pages/foi/board.html")

func (d *Desk) requestBoard(ctx context.Context, _ struct{}) (v requestBoardView, err error) {
	b, err := d.Requests.Board(ctx)
	if err != nil {
		return v, err
	}
	names, err := d.Units.Shorts(ctx)
	if err != nil {
		return v, err
	}
	v.Day, v.Total = b.Day, boardLineOf(b.Total, i18n.T("foi.total"))
	v.Open = v.Total.Open
	for _, c := range v.Total.Lamps {
		v.Lamps = append(v.Lamps, web.Light{Kind: c.Lamp, Text: c.Label})
	}
	for _, c := range v.Total.States {
		v.States = append(v.States, c.Label)
	}
	for _, r := range b.Rows {
		v.Rows = append(v.Rows, boardLineOf(r, names[r.UnitID]))
	}
	return v, nil
}

// boardLineOf is a row of which each number leads to the list of what it counts.
func boardLineOf(r foi.BoardRow, unit string) requestBoardLine {
	to := func(name, value string) string {
		q := url.Values{name: {value}}
		if r.UnitID != 0 {
			q.Set("unit", fmt.Sprint(r.UnitID))
		}
		return foiPath + "?" + q.Encode()
	}
	out := requestBoardLine{Unit: unit, Open: linked(r.Open, to("open", "true"))}
	for _, l := range foi.RunningLamps {
		out.Lamps = append(out.Lamps, standCell{linked(r.Lamps[l], to("lamp", string(l))), i18n.T("foi.stands." + string(l)), string(l)})
	}
	for _, s := range foi.OwedStates {
		out.States = append(out.States, standCell{linked(r.States[s], to("state", string(s))), i18n.T("foi.state." + string(s)), ""})
	}
	return out
}
