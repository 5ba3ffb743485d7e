package simulate

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/files"
)

// works is what a handler does with a request: one of the steps on the way to a
// reply, or the reply itself.
func (w *World) works(ctx context.Context, day calendar.Day, row foi.Row, e errand) error {
	clerk, err := w.Holder(row.UnitID, foi.Handle)
	if err != nil {
		return err
	}
	v, err := w.Requests.View(w.as(ctx, clerk), row.ID)
	if err != nil {
		return err
	}
	r, id := v.Request, row.ID
	as := func(act foi.Act, f func(context.Context) error) error {
		return w.act(ctx, clerk, told(act, row.Number), f)
	}
	if i := slices.IndexFunc(v.Letters, func(m foi.Mailed) bool { return m.Sent == "" && m.Number != "" }); i >= 0 {
		return as("foi.dispatch", func(ctx context.Context) error {
			how := sending(e, day)
			if !v.Letters[i].ToApplicant() {
				how = foi.Sending{How: foi.InHand, Day: day}
			}
			_, err := w.Requests.Dispatch(ctx, id, v.Letters[i].ID, foi.Serve{Rev: r.Rev, Sending: how})
			return err
		})
	}
	switch {
	case e.vague && r.By[foi.ActClarify] == 0 && v.Clarify != "" && day <= v.Clarify:
		return as(foi.ActClarify, func(ctx context.Context) error {
			_, err := w.Requests.Clarify(ctx, id, foi.Clarify{Rev: r.Rev, What: words().Asks.What, Tip: words().Asks.Tip, Sending: sending(e, day)})
			return err
		})
	case e.several && len(v.Items) == 1 && r.By[foi.ActSplit] == 0:
		return as(foi.ActSplit, func(ctx context.Context) error {
			_, err := w.Requests.Split(ctx, id, foi.Split{Rev: r.Rev, Items: strings.ReplaceAll(e.Want, words().Asks.And, "\n"), Reason: words().Asks.Split, AgreedHow: foi.ByCall, AgreedOn: day, AgreedNote: words().Asks.SplitAgreed})
			return err
		})
	case e.third && (len(v.Asked) == 0 || v.Asked[0].Answer == foi.Sent || v.Asked[0].Answer == foi.Reached):
		return w.consults(ctx, day, clerk, row, e, v)
	case e.pages > 0 && len(v.Charges) == 0:
		return as(foi.ActProposeFee, func(ctx context.Context) error {
			_, err := w.Requests.ProposeFee(ctx, id, foi.FeeProposal{Rev: r.Rev, Standard: law.Page, Pages: e.pages, Pay: words().Asks.Pay})
			return err
		})
	case e.pages > 0 && v.Charges[0].State == foi.Unsent:
		return w.step(ctx, row, foi.Extend, foi.ActCharge, func(ctx context.Context, rev int64) error {
			_, err := w.Requests.Charge(ctx, id, foi.ChargeBy{Rev: rev, Sending: sending(e, day)})
			return err
		})
	case e.advised && w.advice(v, day):
		return w.seeks(ctx, day, clerk, row, v)
	case e.extended && r.By[foi.ActExtend] == 0 && v.Left <= 5 && row.Due != "" && day <= row.Due:
		return w.extends(ctx, day, clerk, row, e, v)
	}
	return w.replies(ctx, day, clerk, row, e, v)
}

// extends asks for more time, and the head gives it.
func (w *World) extends(ctx context.Context, day calendar.Day, clerk auth.Actor, row foi.Row, e errand, v foi.View) error {
	if v.Request.By[foi.ActPropose] == 0 {
		return w.act(ctx, clerk, told(foi.ActPropose, row.Number), func(ctx context.Context) error {
			_, err := w.Requests.Propose(ctx, row.ID, foi.Extension{Rev: v.Request.Rev, Reason: words().Asks.Later})
			return err
		})
	}
	return w.step(ctx, row, foi.Extend, foi.ActExtend, func(ctx context.Context, rev int64) error {
		_, err := w.Requests.Extend(ctx, row.ID, foi.ExtendBy{Rev: rev, Sending: sending(e, day)})
		return err
	})
}

// consults asks a third party, notes that the letter came, and what was answered.
func (w *World) consults(ctx context.Context, day calendar.Day, clerk auth.Actor, row foi.Row, e errand, v foi.View) error {
	r, id := v.Request, row.ID
	as := func(act foi.Act, f func(context.Context) error) error {
		return w.act(ctx, clerk, told(act, row.Number), f)
	}
	if len(v.Asked) == 0 {
		return as(foi.ActAsk, func(ctx context.Context) error {
			_, err := w.Requests.Ask(ctx, id, foi.Ask{
				Rev: r.Rev, Kind: foi.Third, Party: fill(words().Asks.Party, pick(w.luck("party", e.n), words().Asks.Trades)), Subject: words().Asks.Subject, Harm: words().Asks.Harm,
				Sending: foi.Sending{How: foi.InHand, Day: day},
			})
			return err
		})
	}
	q := v.Asked[0]
	i := slices.IndexFunc(v.Letters, func(m foi.Mailed) bool { return !m.ToApplicant() })
	letter := v.Letters[i]
	_, proved := v.Proofs[letter.ID]
	switch {
	case !proved:
		return as("foi.prove", func(ctx context.Context) error {
			in := foi.Prove{Rev: r.Rev, Outcome: foi.ByOther, Day: day, Signer: words().name(w.luck("signer", e.n)), Relation: words().Asks.Relation}
			if letter.Got != "" {
				in.Day = letter.Got
			}
			_, err := w.Requests.Prove(ctx, id, letter.ID, in)
			return err
		})
	case e.opinion != "" && day >= q.Got.Add(e.answersIn):
		return as(foi.ActHear, func(ctx context.Context) error {
			in := foi.Hear{Rev: r.Rev, Day: day, Opinion: e.opinion, Reason: words().Asks.Consent}
			if e.opinion == foi.Objects {
				in.Reason = words().Asks.Object
			}
			_, err := w.Requests.Hear(ctx, id, q.ID, in)
			return err
		})
	}
	return nil // silence: the job closes the question when its time is over
}

// replies decides on every item, drafts the reply and hands it in.
func (w *World) replies(ctx context.Context, day calendar.Day, clerk auth.Actor, row foi.Row, e errand, v foi.View) error {
	remedies := map[string]bool{}
	for _, it := range v.Items {
		end := w.endingOf(e, it, v, day)
		remedies[end.Remedy] = true
		if it.Result == "" || end.Given != "" && len(it.Given) == 0 {
			if err := w.decides(ctx, clerk, row, it, end); err != nil {
				return err
			}
			continue
		}
		if end.Given != "" && it.Given[0].File == 0 {
			if err := w.gives(ctx, clerk, row, it.ID, it.Rev, end); err != nil {
				return err
			}
		}
	}
	v, err := w.Requests.View(w.as(ctx, clerk), row.ID)
	if err != nil {
		return err
	}
	in := foi.Draft{Rev: v.Request.Rev, Contact: words().Desk, Online: words().Asks.Online}
	for _, r := range []string{"R-A", "R-B", "R-C"} {
		if remedies[r] {
			in.Remedy = append(in.Remedy, r)
		}
	}
	var drafted *foi.Request
	if err = w.act(ctx, clerk, told(foi.ActDraft, row.Number), func(ctx context.Context) (err error) {
		drafted, err = w.Requests.Draft(ctx, row.ID, in)
		return err
	}); err != nil {
		return err
	}
	return w.act(ctx, clerk, told(foi.ActSubmit, row.Number), func(ctx context.Context) error {
		_, err := w.Requests.Submit(ctx, row.ID, foi.Seen{Rev: drafted.Rev})
		return err
	})
}

// endingOf is how an item is decided: by its errand, and by what has come out on the way.
func (w *World) endingOf(e errand, it foi.Item, v foi.View, day calendar.Day) ending {
	named := func(code string) ending {
		for _, x := range words().Endings {
			if x.Result == code {
				return x
			}
		}
		return ending{Result: code}
	}
	out := words().Endings[max(e.ending, 0)]
	if it.Sort > 1 {
		out = words().Endings[weighed(w.luck("second", e.n), endingWeights())]
	}
	switch {
	case e.ending < 0:
		out = ending{Result: "S1", Remedy: "R-C", Reason: words().Asks.Reason, Facts: map[string]string{"channel": words().Asks.Channel}}
	case e.third && len(v.Asked) > 0 && v.Asked[0].Answer != foi.Heard || e.third && len(v.Asked) > 0 && v.Asked[0].Objects():
		q := v.Asked[0]
		said := map[bool]string{true: "object", false: "silent"}[q.Answer == foi.Heard]
		out = ending{Result: "N4", Remedy: "R-A", Whole: true, Reason: words().Asks.Object, Facts: map[string]string{
			"third_kind": "trade", "consulted": string(q.Sent), "opinion": said, "weighing": words().Asks.Harm,
		}}
	case e.third:
		out = named("A2")
	}
	out.Facts = maps.Clone(out.Facts)
	for k, f := range out.Facts {
		if f == "TODAY" {
			out.Facts[k] = string(day)
		}
	}
	return out
}

// decides writes down what is decided on an item; what is given out goes on file with it.
func (w *World) decides(ctx context.Context, clerk auth.Actor, row foi.Row, it foi.Item, end ending) error {
	it.Result, it.Facts, it.Reason, it.Whole, it.Parts = end.Result, end.Facts, end.Reason, end.Whole, end.Parts
	if end.Given != "" {
		it.Given = []foi.Given{{Title: end.Given, Pages: 1}}
	}
	err := w.act(ctx, clerk, told(foi.ActWork, row.Number), func(ctx context.Context) error {
		var brought []files.Upload
		if end.Result == "U1" || end.Result == "U3" {
			staged, err := w.Files.Stage(ctx, strings.NewReader(words().Asks.Record))
			if err != nil {
				return err
			}
			brought = append(brought, files.Upload{Staged: staged, Name: words().Asks.Search})
		}
		_, err := w.Requests.Decide(ctx, row.ID, it.ID, it, brought...)
		return err
	})
	if err != nil || end.Given == "" {
		return err
	}
	return w.gives(ctx, clerk, row, it.ID, it.Rev+1, end)
}

func (w *World) gives(ctx context.Context, clerk auth.Actor, row foi.Row, of foi.ItemID, rev int64, end ending) error {
	r := w.luck("table", row.Number, of)
	table := foi.Sheaf{Name: words().Asks.File, Data: []byte(fill(words().Asks.Table, strconv.Itoa(r.IntN(900)), strconv.Itoa(r.IntN(900))))}
	in, original := foi.Give{Rev: rev, Document: end.Given}, foi.Sheaf{}
	if end.Result == "A3" {
		in.Elsewhere, original = words().Asks.Elsewhere, foi.Sheaf{Name: words().Asks.Original, Data: append([]byte{}, table.Data...)}
		original.Data = append(original.Data, words().Asks.Record...)
	}
	return w.act(ctx, clerk, told(foi.ActWork, row.Number), func(ctx context.Context) error {
		_, err := w.Requests.Give(ctx, row.ID, of, in, table, original)
		return err
	})
}
