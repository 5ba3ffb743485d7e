package interpret_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/unit/unittest"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// TestTogether: a document is neither handed to its review nor to its signatures without its
// interpretation; with it, each signature is on both, and both come out in one moment.
func TestTogether(t *testing.T) {
	each(t, func(w *world) {
		d := w.drafted()
		w.want(w.ask(d), fault.Conflict, "interpret.none")
		x, err := w.all.Make(w.as(auth.Clerk), interpret.Subject{Policy: d.ID})
		w.must(err)
		err = w.ask(d)
		w.want(err, fault.Conflict, "interpret.lacks")
		if got := lacks(err); len(got) != 12 || !slices.Contains(got, "没有写明“办理流程”") || !slices.Contains(got, "没有写明“背景依据”") || !slices.Contains(got, "解读方案没有填写“解读提纲”") {
			t.Errorf("lacks %q", got)
		}
		_, err = w.all.Make(w.as(auth.Clerk), interpret.Subject{Policy: d.ID})
		w.want(err, fault.Conflict, "interpret.has_one")
		x, err = w.all.Edit(w.as(auth.Clerk), x.ID, filled(x.Rev))
		w.must(err)
		if got := lacks(w.ask(d)); !slices.Equal(got, []string{"解读方案选了“政策简明问答”，还没有材料"}) {
			t.Errorf("lacks %q", got)
		}
		x, err = w.all.Add(w.as(auth.Clerk), x.ID, interpret.Add{Rev: x.Rev, Form: interpret.QA, Title: "三问", Text: "问：要交钱吗？\n答：不要。"}, interpret.File{}, interpret.File{})
		w.must(err)
		if e := w.working(x.Item); e.MadeOn != "" || !strings.Contains(e.Body, "# 出台目的\n去年广场噪声") || !strings.Contains(e.Body, "政策咨询：区司法局法规科") {
			t.Errorf("the item says %q, made on %q", e.Body, e.MadeOn)
		}
		d = w.registered(d)
		if e := w.working(x.Item); e.MadeOn != w.db.Today() {
			t.Errorf("made on %q", e.MadeOn)
		}
		w.must(w.submit(d.Item))
		own := w.working(x.Item)
		_, err = w.items.Review(w.as(auth.Head), own.ID, publish.Agree{Rev: own.Rev}) // by itself: the document does not ask for it again
		w.must(err)
		w.signed(d.Item)
		for _, id := range []publish.ID{d.Item, x.Item} {
			if e := w.working(id); e.Status != publish.Approved || e.ReviewBy != 2 || e.ClearBy != 3 || e.SignBy != 4 || e.Hash == "" {
				t.Errorf("%s is %s, signed by %d %d %d", e.Title, e.Status, e.ReviewBy, e.ClearBy, e.SignBy)
			}
		}
		w.want(w.release(x.Item), fault.Conflict, "interpret.comes_with")
		w.must(w.release(d.Item))
		doc := w.working(d.Item)
		own = w.working(x.Item)
		if doc.Status != publish.Live || own.Status != publish.Live || !doc.At.Equal(own.At) {
			t.Errorf("document %s at %s, interpretation %s at %s", doc.Status, doc.At, own.Status, own.At)
		}
		got := w.view(x.ID).Interpretation
		if got.Status != interpret.Released || got.Issued != got.Released || got.Late() != 0 || got.Forms != "|text|qa|" || w.owed(&got) != "" {
			t.Errorf("%+v", got)
		}
		w.both(&got)
	})
}

// both looks at what everybody finds of a document and its interpretation.
func (w *world) both(x *interpret.Interpretation) {
	w.Helper()
	ctx := w.Context()
	from, err := w.all.Around(ctx, x.Document)
	w.must(err)
	back, err := w.all.Around(ctx, x.Item)
	w.must(err)
	beside, err := w.all.Beside(ctx, x.Policy)
	w.must(err)
	if from == nil || from.Of || from.Interpretation != x.ID || back == nil || !back.Of || back.Document != policy.RefOf(x.Policy) || beside == nil || beside.Contact == "" {
		w.Errorf("there %+v, back %+v, beside %+v", from, back, beside)
	}
	page, err := w.all.Page(ctx, x.ID)
	w.must(err)
	if page.Content.Title != x.Title || page.DocumentRef() != back.Document || len(page.Content.Pieces) != 1 {
		w.Errorf("%+v", page)
	}
	rows, err := w.all.Library(ctx, interpret.Browse{Form: "qa", Text: "广场"}, db.Page{})
	w.must(err)
	organs, err := w.all.Organs(ctx)
	w.must(err)
	if rows.Total != 1 || len(organs) != 1 || organs[0].ID != w.justice {
		w.Errorf("%d rows, organs %v", rows.Total, organs)
	}
}

// TestSentBack: what is sent back goes back together, and one that was changed alone stops
// the signatures.
func TestSentBack(t *testing.T) {
	each(t, func(w *world) {
		d := w.drafted()
		x := w.ready(d)
		d = w.registered(d)
		w.must(w.submit(d.Item))
		e := w.working(d.Item)
		_, err := w.items.Return(w.as(auth.Head), e.ID, publish.Because{Rev: e.Rev, Reason: "解读没有讲清楚"})
		w.must(err)
		if e := w.working(x.Item); e.Status != publish.Returned {
			t.Errorf("the interpretation is %s", e.Status)
		}
		w.must(w.resubmit(d.Item, x.Item))
		x = &[]interpret.Interpretation{w.view(x.ID).Interpretation}[0]
		_, err = w.all.Edit(w.as(auth.Clerk), x.ID, filled(x.Rev))
		w.must(err)
		e = w.working(d.Item)
		_, err = w.items.Review(w.as(auth.Head), e.ID, publish.Agree{Rev: e.Rev})
		w.want(err, fault.Conflict, "publish.not_together")
		if e := w.working(d.Item); e.Status != publish.Submitted {
			t.Errorf("the document is %s", e.Status)
		}
	})
}

// resubmit changes a document's draft and hands both in once more.
func (w *world) resubmit(ids ...publish.ID) error {
	for _, id := range ids {
		e := w.working(id)
		in := publish.FormOf(e)
		if _, err := w.items.Edit(w.as(auth.Clerk), e.ID, in, nil); err != nil {
			return err
		}
	}
	return w.submit(ids[0])
}

// TestExcept: who decides lets a document go first, by name and with a reason; from its
// release on the interpretation is owed within three working days.
func TestExcept(t *testing.T) {
	each(t, func(w *world) {
		d := w.drafted()
		x, err := w.all.Make(w.as(auth.Clerk), interpret.Subject{Policy: d.ID})
		w.must(err)
		in := interpret.Exception{Rev: x.Rev, Decider: "王区长", Reason: "应急处置"}
		_, err = w.all.Except(w.as(auth.Clerk), x.ID, in)
		w.want(err, fault.Forbidden, "")
		_, err = w.all.Except(w.as(auth.Signer), x.ID, interpret.Exception{Rev: x.Rev, Reason: "应急处置"})
		w.wantField(err, "decider", "required")
		_, err = w.all.Except(w.as(auth.Signer), x.ID, in)
		w.want(err, fault.Conflict, "interpret.lacks")
		plan := filled(x.Rev)
		plan.Purpose, plan.Main = "", ""
		x, err = w.all.Edit(w.as(auth.Clerk), x.ID, plan)
		w.must(err)
		in.Rev = x.Rev
		x, err = w.all.Except(w.as(auth.Signer), x.ID, in)
		w.must(err)
		d = w.registered(d)
		w.must(w.submit(d.Item))
		w.signed(d.Item)
		w.clock.Set("2023-04-03") // a Monday; the 5th is a holiday
		w.must(w.release(d.Item))
		if due := w.owed(x); due != "2023-04-07" {
			t.Errorf("owed until %q", due)
		}
		w.want(w.submit(x.Item), fault.Conflict, "interpret.lacks")
		w.clock.Set("2023-04-06")
		v := w.view(x.ID)
		x, err = w.all.Edit(w.as(auth.Clerk), x.ID, func() interpret.Edit { in := filled(v.Interpretation.Rev); in.Forms = []string{"text"}; return in }())
		w.must(err)
		w.must(w.submit(x.Item))
		w.signed(x.Item)
		w.must(w.release(x.Item))
		got := w.view(x.ID).Interpretation
		if got.Status != interpret.Released || got.Late() != 3 || w.owed(x) != "" || got.Decider != "王区长" {
			t.Errorf("%s, %d days late, owed %q", got.Status, got.Late(), w.owed(x))
		}
		f, err := w.all.Count(w.as(auth.Office), interpret.Counted{})
		w.must(err)
		if f != (interpret.Figures{Released: 1, Late: 1}) || f.Share() != 0 {
			t.Errorf("%+v", f)
		}
	})
}

// TestForms: each form asks for its fields; a picture for its words, a video for captions
// and transcript.
func TestForms(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.as(auth.Clerk)
		x := w.ready(w.drafted())
		add := func(in interpret.Add, file, captions interpret.File) error {
			in.Rev = x.Rev
			got, err := w.all.Add(ctx, x.ID, in, file, captions)
			if err == nil {
				x = got
			}
			return err
		}
		take := func(field, name, data string) interpret.File {
			f, err := w.all.Attach(ctx, field, name, strings.NewReader(data))
			w.must(err)
			return f
		}
		video := take("file", "讲解.mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08free")
		captions := take("captions", "讲解.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\n先打招呼\n")
		for field, in := range map[string]interpret.Add{
			"file": {Form: interpret.Picture, Title: "一图读懂", Alt: "两步"}, "transcript": {Form: interpret.Video, Title: "视频"}, "place": {Form: interpret.Press, Title: "发布会"},
			"people": {Form: interpret.Expert, Title: "访谈", Text: "内容"}, "url": {Form: interpret.Live, Title: "直播"}, "audience": {Form: interpret.Roadshow, Title: "宣讲"}, "text": {Form: interpret.Text, Title: "再谈"},
		} {
			w.wantField(add(in, interpret.File{}, interpret.File{}), field, "required")
		}
		w.wantField(add(interpret.Add{Form: interpret.QA, Title: "问", Text: "问：没有回答"}, interpret.File{}, interpret.File{}), "text", "interpret.bad_questions")
		w.wantField(add(interpret.Add{Form: interpret.Picture, Title: "图", Alt: "两步"}, video, interpret.File{}), "file", "interpret.bad_file")
		w.wantField(add(interpret.Add{Form: interpret.Live, Title: "直播", URL: "javascript:x", On: "2023-03-20", Clock: "25:00"}, interpret.File{}, interpret.File{}), "url", "interpret.bad_url")
		w.must(add(interpret.Add{Form: interpret.Video, Title: "视频", Transcript: "先打招呼", Place: "不要的"}, video, captions))
		w.wantField(add(interpret.Add{Form: interpret.Scene, Title: "再来", Transcript: "先打招呼"}, video, captions), "file", "interpret.same_name")
		w.must(add(interpret.Add{Form: interpret.Roadshow, Title: "进社区", On: "2023-03-22", Place: "世贸社区", Audience: "居民", People: "李局长"}, interpret.File{}, interpret.File{}))
		last := x.Content.Pieces[1]
		if e := w.working(x.Item); last.Place != "" || len(e.Attachments) != 2 || !strings.Contains(e.Body, "先打招呼") || !strings.Contains(e.Body, "地点：世贸社区") {
			t.Errorf("piece %+v, %d files, %q", last, len(e.Attachments), e.Body)
		}
		got, err := w.all.Drop(ctx, x.ID, interpret.Drop{Rev: x.Rev, Piece: last.ID})
		w.must(err)
		if e := w.working(x.Item); len(got.Content.Pieces) != 2 || len(e.Attachments) != 0 {
			t.Errorf("%d pieces, %d files", len(got.Content.Pieces), len(e.Attachments))
		}
		_, err = w.all.Drop(ctx, x.ID, interpret.Drop{Rev: got.Rev, Piece: last.ID})
		w.wantField(err, "piece", "interpret.no_piece")
		_, err = w.all.Attach(ctx, "file", "位置.mp4", strings.NewReader("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\xa9xyz+28.6"))
		w.want(err, fault.Invalid, "")
	})
}

// TestCopied: a text that is taken from its document is found, and which passages are.
func TestCopied(t *testing.T) {
	each(t, func(w *world) {
		x := w.ready(w.drafted())
		if v := w.view(x.ID); v.Warns || v.Copied > 20 {
			t.Errorf("%d%% copied: %q", v.Copied, v.Passages)
		}
		in := filled(x.Rev)
		in.Purpose, in.Main, in.Scope = "为规范户外广场活动，制定本办法。", "举办户外广场活动，应当提前十日告知所在地街道办事处，并提交活动方案和安全承诺。", "违反本办法的，由区城管局责令改正。"
		in.Process, in.Changes, in.Background = "提前十日告知所在地街道办事处。", "本办法自公布之日起施行，有效期三年。", "规范户外广场活动。"
		_, err := w.all.Edit(w.as(auth.Clerk), x.ID, in)
		w.must(err)
		if v := w.view(x.ID); !v.Warns || v.Copied < 60 || len(v.Passages) == 0 || !strings.Contains(v.Passages[0], "提前十日告知所在地街道办事处") {
			t.Errorf("%d%% copied: %q", v.Copied, v.Passages)
		}
	})
}

// TestOwn: what is not one's own is not seen, and whose text was changed by hand does not
// come on line.
func TestOwn(t *testing.T) {
	each(t, func(w *world) {
		d := w.drafted()
		other := auth.With(w.Context(), w.other)
		_, err := w.all.Make(other, interpret.Subject{Policy: d.ID})
		w.wantField(err, "policy", "interpret.no_policy")
		_, err = w.all.Make(w.as(auth.Clerk), interpret.Subject{})
		w.wantField(err, "policy", "interpret.one_document")
		choices, err := w.all.Choices(w.as(auth.Clerk))
		w.must(err)
		x := w.ready(d)
		after, err := w.all.Choices(w.as(auth.Clerk))
		w.must(err)
		if len(choices) != 1 || len(after) != 0 {
			t.Errorf("choices %d, then %d", len(choices), len(after))
		}
		_, err = w.all.View(other, x.ID)
		w.want(err, fault.NotFound, "")
		rows, err := w.all.Find(other, interpret.Find{}, db.Page{})
		w.must(err)
		if rows.Total != 0 {
			t.Errorf("%d seen", rows.Total)
		}
		_, err = w.all.Make(w.as(auth.Clerk), interpret.Subject{Document: x.Item})
		w.wantField(err, "document", "interpret.is_one")
		d = w.registered(d)
		e := w.working(x.Item)
		in := publish.FormOf(e)
		in.Body += "\n多出来的一句。"
		_, err = w.items.Edit(w.as(auth.Clerk), e.ID, in, nil)
		w.must(err)
		w.must(w.submit(d.Item))
		w.signed(d.Item)
		w.want(w.release(d.Item), fault.Conflict, "interpret.other_text")
		if e := w.working(d.Item); e.Status != publish.Approved {
			t.Errorf("the document is %s", e.Status)
		}
	})
}

// TestGivenUp: with its document, an interpretation ends, and the draft of its item.
func TestGivenUp(t *testing.T) {
	each(t, func(w *world) {
		d := w.drafted()
		x := w.ready(d)
		d = w.registered(d)
		_, err := w.docs.Void(w.as(auth.Office), d.ID, policy.Because{Rev: d.Rev, Reason: "上位法修改"})
		w.must(err)
		if v := w.view(x.ID); v.Interpretation.Status != interpret.Discarded || w.working(x.Item).Status != publish.Discarded {
			t.Errorf("%s, %s", v.Interpretation.Status, w.working(x.Item).Status)
		}
	})
}

// TestItems: an item of a column that the district names needs an interpretation too.
func TestItems(t *testing.T) {
	each(t, func(w *world) {
		w.set(profile.InterpretColumns, "zcwj-qzfwj")
		e, err := w.items.Draft(w.as(auth.Clerk), w.justice, publish.Edit{Title: "法治宣传规划", Body: "一、总体要求\n到2025年，普法覆盖全部社区。", Attribute: publish.Open, Anchor: "foi:20-1", Column: w.plans, MadeOn: w.db.Today()}, nil)
		w.must(err)
		w.want(w.submit(e.ItemID), fault.Conflict, "interpret.none")
		x, err := w.all.Make(w.as(auth.Clerk), interpret.Subject{Document: e.ItemID})
		w.must(err)
		in := filled(x.Rev)
		in.Forms = []string{"text"}
		_, err = w.all.Edit(w.as(auth.Clerk), x.ID, in)
		w.must(err)
		w.must(w.submit(e.ItemID))
		w.signed(e.ItemID)
		w.must(w.release(e.ItemID))
		if got := w.view(x.ID).Interpretation; got.Status != interpret.Released || got.DocumentRef() != publish.RefOf(e.ItemID) {
			t.Errorf("%s of %s", got.Status, got.DocumentRef())
		}
	})
}

// TestRevise: what is on line is changed by a further edition, and stays as it was until then.
func TestRevise(t *testing.T) {
	each(t, func(w *world) {
		d := w.drafted()
		x := w.ready(d)
		d = w.registered(d)
		w.must(w.submit(d.Item))
		w.signed(d.Item)
		w.must(w.release(d.Item))
		in := filled(w.view(x.ID).Interpretation.Rev)
		in.Process = "到街道一楼窗口，也可以打电话。"
		_, err := w.all.Edit(w.as(auth.Clerk), x.ID, in)
		w.must(err)
		page, err := w.all.Page(w.Context(), x.ID)
		w.must(err)
		if page.Content.Elements[interpret.Process] != "到街道一楼窗口，当场登记，不收费。" {
			t.Errorf("already %q", page.Content.Elements[interpret.Process])
		}
		w.must(w.submit(x.Item))
		w.signed(x.Item)
		w.must(w.release(x.Item))
		page, err = w.all.Page(w.Context(), x.ID)
		w.must(err)
		if page.Content.Elements[interpret.Process] != in.Process {
			t.Errorf("still %q", page.Content.Elements[interpret.Process])
		}
	})
}

// TestWatch: each night both pages are read as everybody reads them; what does not lead to
// the other is noted, and noted no more once it does.
func TestWatch(t *testing.T) {
	each(t, func(w *world) {
		d := w.drafted()
		x := w.ready(d)
		d = w.registered(d)
		w.must(w.submit(d.Item))
		w.signed(d.Item)
		w.must(w.release(d.Item))
		for w.db.Today().Weekday() != time.Sunday { // then every page is read
			w.clock.Set(w.db.Today().Add(1))
		}
		own, doc, item := "/"+x.Ref(), "/"+policy.RefOf(d.ID), "/"+publish.RefOf(d.Item)
		site := map[string][]string{own: {doc}, doc: {own}, item: {own}}
		w.all.Visit = func(_ context.Context, address string) (bool, []string, error) {
			links, there := site[address]
			return there, links, nil
		}
		for _, c := range []struct {
			page  string
			links []string
			want  string
		}{{own, []string{"/"}, "back"}, {doc, []string{"/"}, "link"}, {item, []string{"/"}, "link"}, {item, nil, "document"}, {own, nil, "gone"}} {
			was := site[c.page]
			if site[c.page] = c.links; c.links == nil {
				delete(site, c.page)
			}
			w.must(w.all.Watch(w.Context()))
			got := w.view(x.ID).Interpretation
			if got.Broken != c.want || i18n.Text(got.Problem()) == "" {
				t.Errorf("%s without its link: %q", c.page, got.Broken)
			}
			rows, err := w.all.Find(w.as(auth.Office), interpret.Find{Links: "broken"}, db.Page{})
			w.must(err)
			if rows.Total != 1 {
				t.Errorf("%d listed", rows.Total)
			}
			site[c.page] = was
			w.must(w.all.Watch(w.Context()))
			if got := w.view(x.ID).Interpretation; got.Broken != "" {
				t.Errorf("still %q", got.Broken)
			}
		}
		w.clock.Set(w.db.Today().Add(1))
		reads := 0
		w.all.Visit = func(context.Context, string) (bool, []string, error) { reads++; return true, []string{own, doc}, nil }
		w.must(w.all.Watch(w.Context()))
		if reads != 0 {
			t.Errorf("%d pages read on a day on which nothing was done", reads)
		}
		for _, ref := range []string{x.Ref(), policy.RefOf(d.ID), publish.RefOf(d.Item), publish.RefOf(w.view(x.ID).Interpretation.Item)} {
			reads = 0
			w.must(w.db.Write(w.Context(), func(tx *db.Tx) error { return journal.Add(tx, "publish.withdraw", ref, nil) }))
			w.must(w.all.Watch(w.Context()))
			if reads != 3 {
				t.Errorf("%d pages read after something was done to %s", reads, ref)
			}
		}
	})
}

// set changes a setting of the district.
func (w *world) set(key profile.TextKey, value string) {
	w.Helper()
	w.must(w.db.Write(w.Context(), func(tx *db.Tx) error { return unittest.Set(tx, key, value) }))
}
