package simulate

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Habits of whoever hands the library over to the city, and of the city.
const (
	packs    = 0.5  // of days on which something is owed soon: the package is made
	carries  = 0.6  // of days on which one waits: somebody hands it over
	sendBack = 0.12 // of packages: the city gives them back
	misses   = 0.10 // of them: it says that it took one document less
	compares = 0.35 // of receipts: the list of the city is compared then
	explains = 0.5  // of days: somebody looks at a line that differs
	ignored  = 0.10 // of those lines: nobody ever does
	answers  = 3    // working days until the city answers
	ahead    = 10   // days before something is owed, from when on somebody thinks of it
	listOf   = 40   // days after a receipt until nobody follows its comparison any more
)

// deposits has the unit that the district names hand the library over to the city, and compare its
// list with ours.
func (w *World) deposits(ctx context.Context, day calendar.Day) error {
	u, has, err := w.depositor(ctx)
	if err != nil || !has {
		return err
	}
	rows, err := all(w.as(ctx, w.Office), w.Deposits.Find, deposit.Find{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(d deposit.Deposit) bool { return d.Status == deposit.Ready || d.Status == deposit.Handed })
	x := handing{day: day, unit: u, step: steps[deposit.Act](ctx, w, u.ID, string(day))}
	if i >= 0 {
		x.Deposit = &rows[i]
		return passing(w.goesToCity(ctx, &x))
	}
	if i = slices.IndexFunc(rows, func(d deposit.Deposit) bool { return d.Status == deposit.Received }); i >= 0 && day.Sub(rows[i].Answered) < listOf {
		x.Deposit = &rows[i]
		if err := passing(w.comparesList(ctx, &x, len(rows) == i+1)); err != nil {
			return err
		}
	}
	owed, err := w.owed(ctx, deposit.RuleHand, day.Add(ahead))
	if err != nil || len(owed) == 0 || !often(w.luck("packs", day), packs) {
		return err
	}
	return passing(x.step(deposit.Write, deposit.ActMake, nil, func(ctx context.Context) error {
		_, err := w.Deposits.Make(ctx)
		return err
	}))
}

// depositor is the unit that hands over, where the district names the library of the city.
func (w *World) depositor(ctx context.Context) (unit.Unit, bool, error) {
	s, err := w.Units.Settings(ctx)
	if err != nil || s.Text(profile.DepositLibrary) == "" {
		return unit.Unit{}, false, err
	}
	if u, has := w.ByCode[s.Text(profile.DepositUnit)]; has {
		return u, true, nil
	}
	return w.charge, true, nil
}

// A handing is a deposit as it stands, with who hands over.
type handing struct {
	*deposit.Deposit
	day  calendar.Day
	unit unit.Unit
	step stepper[deposit.Act]
}

// goesToCity has somebody else hand a package over than made it, and the city answer.
func (w *World) goesToCity(ctx context.Context, x *handing) error {
	say := words().Deposits
	seen := deposit.Seen{Rev: x.Rev}
	if x.Status == deposit.Ready {
		if calendar.DayOf(x.MadeAt) == x.day || !often(w.luck("hands", x.day, x.Documents), carries) {
			return nil
		}
		in := deposit.Handing{Seen: seen, Channel: deposit.System, On: x.day, Reference: fill(say.Reference, string(x.day))}
		hand := func(ctx context.Context) error {
			_, err := w.Deposits.HandOver(ctx, x.ID, in)
			return err
		}
		if err := w.triesOwn(ctx, x.By[deposit.ActMake], "hand over one's own package", hand); err != nil {
			return err
		}
		return x.step(deposit.Hand, deposit.ActHand, []int64{x.By[deposit.ActMake]}, hand)
	}
	if w.cal.WorkBetween(x.Handed, x.day) < answers {
		return nil
	}
	r := w.luck("city", x.Handed, x.Documents)
	if often(r, sendBack) {
		return x.step(deposit.Write, deposit.ActReturn, nil, func(ctx context.Context) error {
			_, err := w.Deposits.Return(ctx, x.ID, deposit.Refusal{Because: deposit.Because{Seen: seen, Reason: say.Returned}, On: x.day})
			return err
		})
	}
	in := deposit.Receipt{Seen: seen, Number: fill(say.Receipt, string(x.day)), On: x.day, Taken: x.Documents}
	if often(r, misses) {
		in.Taken, in.Note = x.Documents-1, say.Less
	}
	return x.step(deposit.Write, deposit.ActReceive, nil, func(ctx context.Context) error {
		scan, err := w.Deposits.Attach(ctx, say.Scan, strings.NewReader(in.Number))
		if err == nil {
			_, err = w.Deposits.Receive(ctx, x.ID, in, scan)
		}
		return err
	})
}

// comparesList compares the list of the city with ours after a receipt, the first one at least, and has somebody
// say why a line differs.
func (w *World) comparesList(ctx context.Context, x *handing, first bool) error {
	rows, err := all(w.as(ctx, w.Office), w.Deposits.Differences, deposit.FindDifference{Deposit: x.ID})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		if !first && !often(w.luck("compares", x.Handed, x.Documents), compares) {
			return nil
		}
		list, err := w.listOfCity(ctx, x.Deposit)
		if err != nil {
			return err
		}
		return x.step(deposit.Write, deposit.ActCompare, nil, func(ctx context.Context) error {
			_, err := w.Deposits.Compare(ctx, deposit.Comparison{On: x.On, Scope: deposit.All, Deposit: x.ID}, list)
			return err
		})
	}
	if rows[0].Progress != deposit.Waiting {
		return nil
	}
	lines, err := all(w.as(ctx, w.Office), w.Deposits.Lines, deposit.FindLine{Difference: rows[0].ID, Stage: deposit.Open})
	for i := range lines {
		l := &lines[i]
		if often(w.luck("silent", x.On, l.Title), ignored) || !often(w.luck("explains", x.day, l.Title), explains) {
			continue
		}
		err := x.step(deposit.Write, deposit.ActNote, nil, func(ctx context.Context) error {
			_, err := w.Deposits.Explain(ctx, l.ID, deposit.Saying{Seen: deposit.Seen{Rev: l.Rev}, Note: words().Deposits.Why})
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", l.Title, err)
		}
	}
	return err
}

// listOfCity is what the city shows of a package: it has one document more than it was given, lacks
// one, and says of another one that it is no longer what it is, or still.
func (w *World) listOfCity(ctx context.Context, d *deposit.Deposit) (deposit.List, error) {
	say := words().Deposits
	held, err := all(w.as(ctx, w.Office), w.Deposits.Documents, deposit.FindDocument{Deposit: d.ID})
	if err != nil {
		return deposit.List{}, err
	}
	held = slices.DeleteFunc(held, func(x deposit.Document) bool { return x.Change == deposit.Gone })
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	var heads []string
	for _, c := range deposit.ListColumns {
		heads = append(heads, c.Names[0])
	}
	rows := [][]string{heads, listRow(&deposit.Document{Title: say.Stranger, Number: say.StrangeNumber, Organ: w.Root.Name, Issued: d.On, Standing: policy.Valid})}
	r := w.luck("list", d.On, len(held))
	lacks, wrong := r.IntN(len(held)), r.IntN(len(held))
	for i := range held {
		x := &held[i]
		if i == wrong {
			x.Standing = map[bool]policy.Standing{true: policy.Repealed, false: policy.Valid}[x.Standing.InForce()]
		}
		if i != lacks || len(held) == 1 {
			rows = append(rows, listRow(x))
		}
	}
	err = out.WriteAll(rows)
	return deposit.List{Name: say.List, File: b.Bytes()}, err
}

// listRow is a document as the list of the city has it; the day on which it begins is not in it.
func listRow(d *deposit.Document) (out []string) {
	cells := map[string]string{"title": d.Title, "number": d.Number, "organ": d.Organ, "issued": string(d.Issued), "standing": words().Deposits.States[string(d.Standing)]}
	for _, c := range deposit.ListColumns {
		out = append(out, cells[c.Key])
	}
	return out
}
