package message_test

import (
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/message"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

const orderHead = "工单号,来源,时间,诉求类型,内容,区域,承办单位,时限,电话\n"

func orders(lines ...string) message.Table {
	return message.Table{Name: "工单.csv", File: []byte(orderHead + strings.Join(lines, "\n") + "\n")}
}

// TestOrders takes work orders over once, however often the table comes, with the earlier
// of the two last days, and gives back what came of them.
func TestOrders(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		table := orders(
			"20260302001,电话,2026-03-02 09:12:33,咨询,惠农补贴什么时候发放？打了几次电话没有人接。,生米街道,区财政局,2026-03-04,13800000031",
			"20260302002,微信,2026年3月2日,举报,停车场乱收费。,,财政局,,",
		)
		for _, tt := range []struct {
			dry        bool
			news, same int
		}{{true, 2, 0}, {false, 2, 0}, {true, 0, 2}, {false, 0, 2}} {
			out, err := w.s.Import(office, table, tt.dry)
			w.must(err)
			if out.New != tt.news || out.Known != tt.same || out.Dry != tt.dry {
				w.Errorf("%+v, want %+v", out, tt)
			}
		}
		rows, err := w.s.Orders(office, message.FindOrder{}, db.Page{})
		w.must(err)
		if len(rows.Items) != 2 {
			t.Fatalf("%d orders", len(rows.Items))
		}
		first, second := rows.Items[1], rows.Items[0]
		if first.Due != "2026-03-04" || first.Title != "惠农补贴什么时候发放" || first.Kind != message.Consult || first.UnitID != w.bureau {
			w.Errorf("the first: %+v", first)
		}
		if second.Due != "2026-03-11" || second.Kind != message.Complain {
			w.Errorf("the second: %+v", second)
		}
		w.wantDue(first.ID, message.RuleReply, w.bureau, "2026-03-04")
		v := w.view(first.ID)
		if v.Message.Channel != message.Hotline || !strings.Contains(v.Letter.Text, "区域：生米街道") || !strings.Contains(v.Letter.Text, "来源：电话") || strings.Contains(v.Sender.Phone, "1380000") {
			w.Errorf("%+v %+v", v.Letter, v.Sender)
		}
		_, err = w.s.Sign(w.as(auth.Clerk), first.ID, message.Seen{Rev: v.Message.Rev})
		w.must(err)
		d := message.Draft{Rev: w.rev(first.ID)}
		d.Answers[0].Text = "今年的惠农补贴将于4月15日前打入一卡通账户。"
		_, err = w.s.HandIn(w.as(auth.Clerk), first.ID, d)
		w.must(err)
		_, err = w.s.SignOff(w.as(auth.Head), first.ID, message.Seen{Rev: w.rev(first.ID)})
		w.must(err)
		rows, err = w.s.Orders(office, message.FindOrder{From: "2026-03-02", To: "2026-03-02", Waiting: true}, db.Page{})
		w.must(err)
		if len(rows.Items) != 1 || rows.Items[0].Ended != "2026-03-02" || !strings.Contains(rows.Items[0].Reply, "4月15日") || rows.Items[0].Solved != "" {
			w.Errorf("%+v", rows.Items)
		}
		_, err = w.s.Report(office, first.ID, message.Told{Rev: w.rev(first.ID), Day: "2026-03-02"})
		w.must(err)
		rows, err = w.s.Orders(office, message.FindOrder{Waiting: true}, db.Page{})
		if err != nil || len(rows.Items) != 0 {
			w.Errorf("reported and waiting: %+v, %v", rows.Items, err)
		}
	})
}

// TestOrderRefused: an order that is not dealt with goes back to the hotline with the reason,
// and is owed until it has.
func TestOrderRefused(t *testing.T) {
	each(t, func(w *world) {
		office := w.as(auth.Office)
		_, err := w.s.Import(office, orders("20260302001,电话,2026-03-02,投诉,请改判我和邻居的案子。,,区财政局,,13800000031"), false)
		w.must(err)
		waiting := func() []message.Order {
			rows, err := w.s.Orders(office, message.FindOrder{Waiting: true}, db.Page{})
			w.must(err)
			return rows.Items
		}
		rows, err := w.s.Orders(office, message.FindOrder{}, db.Page{})
		w.must(err)
		id := rows.Items[0].ID
		_, err = w.s.Refuse(office, id, message.Refusal{Rev: w.rev(id), Verdict: message.Litigation, Said: "已经判决的案件请通过申请再审解决。"})
		w.must(err)
		if got := waiting(); len(got) != 1 || !strings.Contains(got[0].Reply, "再审") || got[0].Ended != "2026-03-02" {
			w.Errorf("refused, these wait: %+v", got)
		}
		w.wantDue(id, message.RuleReport, w.office, "2026-03-03")
		_, err = w.s.Report(office, id, message.Told{Rev: w.rev(id), Day: "2026-03-01"})
		w.wantField(err, "day", "message.bad.between")
		_, err = w.s.Report(office, id, message.Told{Rev: w.rev(id), Day: "2026-03-02"})
		w.must(err)
		if got := waiting(); len(got) != 0 || len(w.owed(id)) != 0 {
			w.Errorf("reported, these wait: %+v, owed is %v", got, w.owed(id))
		}
	})
}

// TestOrderFaults names the row and the column of everything that is wrong, and keeps nothing.
func TestOrderFaults(t *testing.T) {
	each(t, func(w *world) {
		good := "20260302001,电话,2026-03-02,咨询,惠农补贴什么时候发放？,,区财政局,,"
		for _, tt := range []struct{ line, column, key string }{
			{",电话,2026-03-02,咨询,惠农补贴什么时候发放？,,区财政局,,", "工单号", "message.bad.order_number"},
			{"20260302001,电话,2026-03-02,咨询,惠农补贴什么时候发放？,,区财政局,,", "工单号", "message.bad.order_twice"},
			{"2,电话,昨天,咨询,惠农补贴什么时候发放？,,区财政局,,", "时间", "message.bad.order_day"},
			{"2,电话,2026-03-03,咨询,惠农补贴什么时候发放？,,区财政局,,", "时间", "foi.bad.future"},
			{"2,电话,2026-03-02,表扬,惠农补贴什么时候发放？,,区财政局,,", "诉求类型", "message.bad.order_kind"},
			{"2,电话,2026-03-02,咨询,补,,区财政局,,", "内容", "message.bad.short"},
			{"2,电话,2026-03-02,咨询,惠农补贴什么时候发放？,,火星局,,", "承办单位", "message.bad.order_unit"},
			{"2,电话,2026-03-02,咨询,惠农补贴什么时候发放？,,区财政局,2026-03-01,", "时限", "foi.bad.before"},
			{"2,电话,2026-03-02,咨询,惠农补贴什么时候发放？,,区财政局,,12", "电话", "message.bad.phone"},
		} {
			_, err := w.s.Import(w.as(auth.Office), orders(good, tt.line), false)
			rows := fault.As(err).Rows
			if len(rows) != 1 || rows[0].Line != 3 || rows[0].Column != tt.column || rows[0].Text.Key != tt.key {
				w.Errorf("%s: %v", tt.line, rows)
			}
		}
		_, err := w.s.Import(w.as(auth.Office), message.Table{Name: "a.csv", File: []byte("工单号\n1\n")}, false)
		w.want(err, fault.Invalid, "")
		_, err = w.s.Import(w.as(auth.Office), message.Table{}, true)
		w.wantField(err, "file", "message.no_file")
		_, err = w.s.Import(w.as(auth.Counsel), orders(good), false)
		w.want(err, fault.Forbidden, "not_allowed")
		other := "3,电话,2026-03-02,咨询,惠农补贴什么时候发放？,,区司法局,,"
		_, err = w.s.Import(w.as(auth.Clerk), orders(good, other), false)
		if rows := fault.As(err).Rows; len(rows) != 1 || rows[0].Column != "承办单位" || rows[0].Text.Key != "not_allowed" {
			w.Errorf("another unit's: %v", err)
		}
		w.list(message.Find{}, 0)
	})
}
