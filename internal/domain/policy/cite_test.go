package policy_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// says is what a text names and may not rest on, as keys with the standing.
func (w *world) says(text, but string) (out []string) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		found, err := policy.Cites(tx, text, but)
		for _, f := range found {
			key := strings.TrimPrefix(f.Key, "policy.cites.")
			if key == "standing" {
				key = strings.TrimPrefix(f.Args[1].(fault.Text).Key, "publish.validity.")
			}
			out = append(out, key+" "+i18n.Text(f.Args[0].(fault.Text)))
		}
		return err
	}))
	return out
}

// TestCites: what a text names by number or by title is found however it is written, and
// only what is not public or not in force is told.
func TestCites(t *testing.T) {
	each(t, func(w *world) {
		in := w.plain("甲办法", body)
		good := w.issued(in)
		later := w.plain("乙办法", body)
		later.Starts = w.db.Today().Add(60)
		pending := w.issued(later)
		w.make(w.plain("丙办法", body))
		half := w.registered(w.plain("丁办法", body))
		gone := w.issued(w.plain("戊办法", body))
		w.decision("关于废止戊办法的决定", policy.Affect{Kind: policy.Repeal, Target: gone.Number})
		nested := w.issued(w.plain("关于修改《甲办法》（试行）的决定", body))
		w.decision("关于废止一个决定的决定", policy.Affect{Kind: policy.Repeal, Target: "《关于修改〈甲办法〉(试行)的决定》"})
		round := strings.NewReplacer("\u3014", "(", "\u3015", ")").Replace(gone.Number)
		for _, tt := range []struct{ text, but, want string }{
			{"根据《甲办法》（" + good.Number + "）", "", ""},
			{"根据《乙办法》办理", "", "pending 《乙办法》" + pending.Number},
			{"根据《丙办法》办理", "", "unissued 《丙办法》"},
			{"根据" + half.Number + "办理", "", "unissued 《丁办法》" + half.Number},
			{"根据" + gone.Number + "和《戊办法》办理", "", "repealed 《戊办法》" + gone.Number},
			{"根据" + round + "办理", "", "repealed 《戊办法》" + gone.Number},
			{"您要的《戊办法》已经废止", "申请公开戊办法", "repealed 《戊办法》" + gone.Number},
			{"您要的《戊办法》已经废止", "申请公开《戊办法》", ""},
			{"根据赣" + gone.Number[len("红"):] + "和《别处的办法》", "", ""},
			{"戊办法的施行情况", "", ""},
			{"根据《关于修改〈甲办法〉(试行)的决定》办理", "", "repealed 《关于修改〈甲办法〉（试行）的决定》" + nested.Number},
			{"根据《关于修改<甲办法> （试行）的决定》办理", "", "repealed 《关于修改〈甲办法〉（试行）的决定》" + nested.Number},
			{"根据《关于修改《甲办法》（试行）的决定》办理", "", "repealed 《关于修改〈甲办法〉（试行）的决定》" + nested.Number},
			{"根据〈戊办法〉，2<3", "", "repealed 《戊办法》" + gone.Number},
		} {
			if got := strings.Join(w.says(tt.text, tt.but), "; "); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
			}
		}
	})
}

// article is an item of a unit with a text, up to its release.
func (w *world) article(text string) (*publish.Edition, error) {
	w.Helper()
	e, err := w.items.Draft(w.as(w.clerk), w.justice, publish.Edit{Title: "办事须知", Body: text, Attribute: publish.Open, Anchor: "foi:20-1", Column: w.library, MadeOn: w.db.Today()}, nil)
	w.must(err)
	return w.online(e)
}

func (w *world) online(e *publish.Edition) (*publish.Edition, error) {
	w.Helper()
	e, err := w.items.Submit(w.as(w.clerk), e.ID, publish.SelfCheck{Rev: e.Rev, Carrier: "document", Channels: []string{"site"}, Sure: true})
	w.must(err)
	e, err = w.items.Review(w.as(w.head), e.ID, publish.Agree{Rev: e.Rev})
	w.must(err)
	e, err = w.items.Clear(w.as(w.secrecy), e.ID, publish.Clearance{Rev: e.Rev, Verdict: publish.Publish, Together: "无"})
	if err != nil {
		return e, err
	}
	e, err = w.items.Sign(w.as(w.signer), e.ID, publish.Agree{Rev: e.Rev})
	if err != nil {
		return e, err
	}
	return w.items.Release(w.as(w.clerk), e.ID, publish.Agree{Rev: e.Rev})
}

// TestFall: an item that rests on what has fallen does not come on line; what is public
// already is listed with the document, and its owner owes a look.
func TestFall(t *testing.T) {
	each(t, func(w *world) {
		d := w.issued(w.plain("甲办法", body))
		e, err := w.article("请按照《甲办法》办理。")
		w.must(err)
		if v := w.view(d.ID); len(v.Citing) != 1 || v.Citing[0].Item != e.ItemID || v.Citing[0].Stage != policy.Noted {
			t.Fatalf("cited by %+v", v.Citing)
		}
		w.decision("关于废止甲办法的决定", policy.Affect{Kind: policy.Repeal, Target: d.Number})
		var c policy.Citation
		for _, x := range w.view(d.ID).Citing {
			switch {
			case x.Item == e.ItemID:
				c = x
			case x.Stage == policy.Fallen:
				t.Errorf("%s speaks of it and owes a look", x.Title)
			}
		}
		if c.Stage != policy.Fallen || c.Fell != w.db.Today() || w.owing(policy.RuleLook, c.Ref()) == "" {
			t.Errorf("not asked to look: %+v", c)
		}
		_, err = w.docs.Look(w.as(w.other), c.ID, policy.Because{Rev: c.Rev, Reason: "已改"})
		w.want(err, fault.NotFound, "not_found")
		_, err = w.docs.Look(w.as(w.clerk), c.ID, policy.Because{Rev: c.Rev, Reason: "只是说明沿革"})
		w.must(err)
		if due := w.owing(policy.RuleLook, c.Ref()); due != "" {
			t.Errorf("looked, and owed by %s", due)
		}
		_, err = w.article("请按照" + d.Number + "办理。")
		if fault.Of(err) != fault.Invalid || fault.As(err).Fields["body"].Key != "publish.finding" {
			t.Fatalf("an item that rests on it came on line: %v", err)
		}
		if why := fault.As(err).Fields["body"].Args[1].(fault.Text); why.Key != "policy.cites.standing" {
			t.Errorf("it says %v", why)
		}
		e, err = w.items.Revise(w.as(w.clerk), e.ItemID)
		w.must(err)
		e, err = w.items.Edit(w.as(w.clerk), e.ID, publish.Edit{Rev: e.Rev, Title: e.Title, Body: "请到窗口办理。", Attribute: publish.Open, Anchor: "foi:20-1", Column: w.library, MadeOn: e.MadeOn, Note: "改依据"}, nil)
		w.must(err)
		_, err = w.online(e)
		w.must(err)
		for _, x := range w.view(d.ID).Citing {
			if x.Item == e.ItemID {
				t.Errorf("it cites nothing more, and is listed: %+v", x)
			}
		}
	})
}
