package hotspot_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/hotspot"
	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/policy/policytest"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
)

// TestLook: what rises comes first; a person names a theme and another one shows it, with how many and nothing of any
// letter; the name stays in the next look.
func TestLook(t *testing.T) {
	each(t, func(w *world) {
		w.twoThemes()
		r := w.look()
		if r.Letters != 28 || r.Before != 14 || r.Themes != 2 || r.First != "2023-07-01" || r.From != "2023-04-01" {
			t.Errorf("the look counts %+v", r)
		}
		all := w.spots(hotspot.Find{})
		if len(all) != 2 || !strings.Contains(all[0].Proposed, "供暖") || all[0].Trend() != hotspot.Rises || all[1].Trend() != hotspot.Falls || all[0].N != 22 || all[0].Before != 2 {
			t.Fatalf("found %+v", all)
		}
		v := w.spot("供暖")
		if len(v.Material.Letters) != 22 || v.Hidden != 0 || len(v.By) != 6 || v.By[0].Month != "2023-04" || v.By[0].N != 2 {
			t.Errorf("%d letters, by month %+v", len(v.Material.Letters), v.By)
		}
		_, err := w.s.Show(w.by(w.second), v.Spot.ID, hotspot.Seen{Rev: v.Spot.Rev})
		w.Want(err, fault.Conflict, "flow.no_step")
		_, err = w.s.Name(w.As(auth.Clerk), v.Spot.ID, hotspot.Naming{Rev: v.Spot.Rev, Name: "供暖不热"})
		w.Want(err, fault.Forbidden, "not_allowed")
		x, err := w.s.Name(w.As(auth.Office), v.Spot.ID, hotspot.Naming{Rev: v.Spot.Rev, Name: "冬季供暖不热"})
		w.Must(err)
		_, err = w.s.Show(w.As(auth.Office), x.ID, hotspot.Seen{Rev: x.Rev})
		w.Want(err, fault.Forbidden, "flow.four_eyes")
		x, err = w.s.Show(w.by(w.second), x.ID, hotspot.Seen{Rev: x.Rev})
		w.Must(err)
		w.public(1, "冬季供暖不热", 22, hotspot.Rises)
		w.look()
		v = w.spot("供暖")
		if v.Spot.ID != x.ID || v.Spot.Name != "冬季供暖不热" || v.Spot.Status != hotspot.Shown || len(v.Past) != 2 || v.Spot.N != 22 {
			t.Errorf("looked at again: %+v", v.Spot)
		}
		_, err = w.s.Hide(w.by(w.second), x.ID, hotspot.Because{Rev: v.Spot.Rev, Reason: "名称不准确"})
		w.Must(err)
		w.public(0, "", 0, "")
	})
}

// public asks what everybody sees, and that no letter is in it.
func (w *world) public(n int, name string, count int, trend hotspot.Trend) {
	w.Helper()
	rows, err := w.s.PublicList(w.Context(), struct{}{}, db.Page{})
	w.Must(err)
	said, err := json.Marshal(rows)
	w.Must(err)
	if len(rows.Items) != n || n > 0 && (rows.Items[0].Said.Name != name || rows.Items[0].Said.N != count || rows.Items[0].Said.Trend != trend) || strings.Contains(string(said), "老人冻得受不了") {
		w.Errorf("public is %s", said)
	}
}

// TestFew: of a theme under the least number of the district nobody reads how many, nor whether it grew.
func TestFew(t *testing.T) {
	each(t, func(w *world) {
		w.writes(w.Bureau, "2023-07-03", w.labelled("heating")[:6])
		w.writes(w.Bureau, "2023-04-03", w.labelled("parking"))
		w.look()
		v := w.spot("供暖")
		x, err := w.s.Name(w.As(auth.Office), v.Spot.ID, hotspot.Naming{Rev: v.Spot.Rev, Name: "供暖"})
		w.Must(err)
		_, err = w.s.Show(w.by(w.second), x.ID, hotspot.Seen{Rev: x.Rev})
		w.Must(err)
		w.public(1, "供暖", 0, hotspot.Stays)
	})
}

// TestScope: a unit sees the themes that have letters of its own, and of them these letters.
func TestScope(t *testing.T) {
	each(t, func(w *world) {
		w.twoThemes()
		w.write(w.civil, "2023-07-20", "家里暖气不热，供热公司一直没有来人检查")
		w.look()
		rows, err := w.s.Find(w.by(w.Other), hotspot.Find{}, db.Page{})
		w.Must(err)
		v, err := w.s.View(w.by(w.Other), w.spot("供暖").Spot.ID)
		w.Must(err)
		if len(rows.Items) != 2 || len(v.Material.Letters) != 1 || v.Hidden != 22 || len(v.Acts) != 0 {
			t.Errorf("%d themes, %d letters, %d hidden, acts %v", len(rows.Items), len(v.Material.Letters), v.Hidden, v.Acts)
		}
		rows, err = w.s.Find(w.As(auth.Clerk), hotspot.Find{}, db.Page{})
		w.Must(err)
		_, none := w.s.View(w.As(auth.Clerk), w.spot("停车").Spot.ID)
		if len(rows.Items) != 1 || fault.Of(none) != fault.NotFound {
			t.Errorf("%d themes, and %v for one without letters of the unit", len(rows.Items), none)
		}
	})
}

// TestMerge: what was taken into another theme is counted with it, in later looks too.
func TestMerge(t *testing.T) {
	each(t, func(w *world) {
		w.twoThemes()
		w.look()
		heat, park := w.spot("供暖").Spot, w.spot("停车").Spot
		_, err := w.s.Merge(w.As(auth.Office), park.ID, hotspot.Merging{Rev: park.Rev, Into: park.ID})
		w.WantField(err, "into", "hotspot.no_spot")
		x, err := w.s.Merge(w.As(auth.Office), park.ID, hotspot.Merging{Rev: park.Rev, Into: heat.ID})
		w.Must(err)
		for range 2 {
			v, err := w.s.View(w.As(auth.Office), heat.ID)
			w.Must(err)
			if v.Spot.N != 28 || v.Spot.Before != 14 || len(v.Material.Letters) != 28 || v.Trend != hotspot.Stays {
				t.Errorf("merged: %+v", v.Spot.Counts)
			}
			w.look()
		}
		if all := w.spots(hotspot.Find{}); x.Status != hotspot.Merged || len(all) != 1 {
			t.Errorf("%d themes are left", len(all))
		}
	})
}

// TestSplit: what a person has parted stays parted in later looks, and what is set aside stays aside.
func TestSplit(t *testing.T) {
	each(t, func(w *world) {
		w.twoThemes()
		w.look()
		v := w.spot("供暖")
		var fees []string
		for _, l := range v.Material.Letters {
			if strings.Contains(l.Text, "费") {
				fees = append(fees, hotspot.Member{Kind: hotspot.Letter, Of: int64(l.ID)}.Handle())
			}
		}
		_, err := w.s.Split(w.As(auth.Office), v.Spot.ID, hotspot.Splitting{Rev: v.Spot.Rev, Members: fees[:2]})
		w.WantField(err, "members", "hotspot.few")
		_, err = w.s.Split(w.As(auth.Office), v.Spot.ID, hotspot.Splitting{Rev: v.Spot.Rev, Members: []string{"letter/1", "letter/2", "letter/3"}})
		w.WantField(err, "members", "hotspot.no_member")
		part, err := w.s.Split(w.As(auth.Office), v.Spot.ID, hotspot.Splitting{Rev: v.Spot.Rev, Members: fees})
		w.Must(err)
		part, err = w.s.Aside(w.As(auth.Office), part.ID, hotspot.Because{Rev: part.Rev, Reason: "收费标准已经公布"})
		w.Must(err)
		w.look()
		kept, err := w.s.View(w.As(auth.Office), part.ID)
		w.Must(err)
		rest, err := w.s.View(w.As(auth.Office), v.Spot.ID)
		w.Must(err)
		if kept.Spot.N != len(fees) || rest.Spot.N != 22-len(fees) || kept.Spot.Status != hotspot.Aside || part.Reason == "" {
			t.Errorf("after the next look %d and %d, want %d and %d", kept.Spot.N, rest.Spot.N, len(fees), 22-len(fees))
		}
		_, err = w.s.Back(w.As(auth.Office), part.ID, hotspot.Because{Rev: kept.Spot.Rev, Reason: "又有来信"})
		w.Must(err)
		if all := w.spots(hotspot.Find{Status: hotspot.Found}); len(all) != 3 {
			t.Errorf("%d wait for a name", len(all))
		}
	})
}

// TestAnswers: a document in force that speaks of the theme is suggested; confirmed, everybody reads it, until its term
// ends: then it is out, and the office is told.
func TestAnswers(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued()
		w.twoThemes()
		w.look()
		v := w.spot("供暖")
		if len(v.Replies) != 1 || v.Replies[0].Policy != d.ID || v.Replies[0].Say != hotspot.Suggested {
			t.Fatalf("suggested: %+v", v.Replies)
		}
		if other := w.spot("停车"); len(other.Replies) != 0 {
			t.Errorf("it answers %s too: %+v", other.Spot.Proposed, other.Replies)
		}
		x, err := w.s.Name(w.As(auth.Office), v.Spot.ID, hotspot.Naming{Rev: v.Spot.Rev, Name: "供暖"})
		w.Must(err)
		x, err = w.s.Confirm(w.As(auth.Office), x.ID, hotspot.Answering{Rev: x.Rev, Policy: d.ID})
		w.Must(err)
		_, err = w.s.Confirm(w.As(auth.Office), x.ID, hotspot.Answering{Rev: x.Rev, Policy: d.ID + 1})
		w.WantField(err, "policy", "hotspot.not_in_force")
		x, err = w.s.Show(w.by(w.second), x.ID, hotspot.Seen{Rev: x.Rev})
		w.Must(err)
		answers := func(want int) {
			t.Helper()
			p, err := w.s.PublicOne(w.Context(), x.ID)
			w.Must(err)
			if len(p.Answers) != want {
				t.Errorf("everybody reads %d documents, want %d", len(p.Answers), want)
			}
		}
		answers(1)
		w.Clock.Set(policytest.Until.Add(1))
		w.Must(w.Docs.Turn(auth.With(w.Context(), auth.Machine("jobs"))))
		w.Must(w.s.Watch(auth.With(w.Context(), auth.Machine("jobs"))))
		answers(0)
		v, err = w.s.View(w.As(auth.Office), x.ID)
		w.Must(err)
		told, err := w.notices.List(w.As(auth.Office), notify.Find{}, db.Page{})
		w.Must(err)
		n := 0
		for _, x := range told.Items {
			if x.Text.Key == "hotspot.told.fallen" {
				n++
			}
		}
		if v.Replies[0].Say != hotspot.Fallen || v.Replies[0].Standing != policy.Lapsed || n != 1 {
			t.Errorf("fallen: %+v, told %d times", v.Replies, n)
		}
	})
}

// TestRemoved: a document that does not answer is not suggested again.
func TestRemoved(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued()
		w.twoThemes()
		w.look()
		v := w.spot("供暖")
		_, err := w.s.Remove(w.As(auth.Office), v.Spot.ID, hotspot.Answering{Rev: v.Spot.Rev, Policy: d.ID})
		w.Must(err)
		w.look()
		if v = w.spot("供暖"); len(v.Replies) != 1 || v.Replies[0].Say != hotspot.Removed {
			t.Errorf("after the next look: %+v", v.Replies)
		}
	})
}

// TestForgotten: of a letter that is forgotten nothing is left in its theme but that there was one.
func TestForgotten(t *testing.T) {
	each(t, func(w *world) {
		w.twoThemes()
		id := w.write(w.Bureau, "2023-07-09", "家里暖气不热，供热公司不来，张铁柱家也不热")
		w.look()
		v := w.spot("供暖")
		if n := len(v.Material.Letters); n != 23 {
			t.Fatalf("%d letters", n)
		}
		w.Must(w.DB.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE message_message SET ended = '2010-01-01', state = 'replied' WHERE id = ?", id)
			return err
		}))
		n, err := w.letters.Forget(auth.With(w.Context(), auth.Machine("jobs")))
		w.Must(err)
		v = w.spot("供暖")
		if n != 1 || len(v.Material.Letters) != 22 || v.Hidden != 1 || slices.ContainsFunc(v.Material.Letters, func(l message.Written) bool { return l.ID == id }) {
			t.Errorf("%d forgotten, and %d letters are there", n, len(v.Material.Letters))
		}
	})
}

// TestPersonal: what names people is in no term and no table of themes, however often it is written.
func TestPersonal(t *testing.T) {
	each(t, func(w *world) {
		for i, text := range w.labelled("heating") {
			if i < 5 {
				text += "。我的身份证号是360102199003070038，电话13907911234，车牌赣A88888，住红谷中大道1368号3栋2单元501室"
			}
			w.write(w.Bureau, "2023-07-10", text)
		}
		for range 3 {
			w.Must(w.s.Heard(w.Context(), "13907911234"))
			w.Must(w.s.Heard(w.Context(), "供暖 收费"))
		}
		w.Must(w.s.Flush(w.Context()))
		w.look()
		var all []string
		w.Must(w.DB.Read(w.Context(), func(tx *db.Tx) error {
			for _, q := range []string{"SELECT group_concat(words) FROM hotspot_search", "SELECT group_concat(profile) FROM hotspot_spot"} {
				if strings.Contains(q, "group_concat") {
					q = strings.Replace(strings.Replace(q, "group_concat(", "coalesce(max(", 1), ")", "), '')", 1)
				}
				text, err := db.One[string](tx, q)
				if err != nil {
					return err
				}
				all = append(all, text)
			}
			return nil
		}))
		said := strings.Join(all, "\n")
		for _, secret := range []string{"3601", "1390", "8888", "赣a", "1368", "501"} {
			if strings.Contains(said, secret) {
				t.Errorf("%s is kept: %s", secret, said)
			}
		}
		if !strings.Contains(said, "供暖 收费") {
			t.Errorf("the search is not kept: %s", said)
		}
	})
}

// TestSearches: words that were searched often enough are in the theme, beside its letters, and do not make it rise.
func TestSearches(t *testing.T) {
	each(t, func(w *world) {
		w.Clock.Set("2023-09-20")
		for range 5 {
			w.Must(w.s.Heard(w.Context(), " 供暖  不热 "))
		}
		w.Must(w.s.Heard(w.Context(), "供暖投诉"))
		w.Must(w.s.Heard(w.Context(), "热"))
		w.Clock.Add(2 * time.Minute)
		w.Must(w.s.Heard(w.Context(), "供暖投诉")) // a minute has passed: all that wait are written down
		w.Clock.Set(start)
		w.twoThemes()
		r := w.look()
		v := w.spot("供暖")
		if r.Searches != 5 || len(v.Material.Searches) != 1 || v.Material.Searches[0].Words != "供暖 不热" || v.Spot.Searches != 5 || v.Spot.N != 22 {
			t.Errorf("%d searches, in the theme %+v", r.Searches, v.Material.Searches)
		}
	})
}

// TestAsk: a period that has not ended is refused, and so is a second look while one is made.
func TestAsk(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.s.Ask(w.As(auth.Office), hotspot.Look{Span: hotspot.Month, Last: w.DB.Today()})
		w.WantField(err, "last", "hotspot.ahead")
		_, err = w.s.Ask(w.As(auth.Office), hotspot.Look{Last: "2023-02-30"})
		w.WantField(err, "last", "publish.bad_day")
		w.WantField(err, "span", "required")
		in := hotspot.Look{Span: hotspot.Month, Last: "2023-09-30"}
		_, err = w.s.Ask(w.As(auth.Office), in)
		w.Must(err)
		_, err = w.s.Ask(w.As(auth.Office), in)
		w.Want(err, fault.Conflict, "hotspot.under_way")
		_, err = w.Run.RunDue(w.Context())
		w.Must(err)
		for _, day := range []calendar.Day{"2023-11-02", "2023-11-02", "2023-11-30"} { // the first one failed; delivered twice; a later night
			w.Clock.Set(day)
			w.Must(w.s.Monthly(auth.With(w.Context(), auth.Machine("jobs"))))
			_, err = w.Run.RunDue(w.Context())
			w.Must(err)
		}
		rows, err := w.s.Runs(w.As(auth.Office), struct{}{}, db.Page{})
		w.Must(err)
		if len(rows.Items) != 2 || rows.Items[0].First != "2023-08-01" || rows.Items[0].Last != "2023-10-31" || rows.Items[1].Themes != 0 {
			t.Errorf("looks: %+v", rows.Items)
		}
	})
}
