package policy_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/kernel/sheet"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
)

// A cells is a row of a table by its heads.
type cells map[string]string

// tableOf is a sheet with the heads that its rows name.
func tableOf(name string, rows ...cells) sheet.Sheet {
	var heads []string
	for _, r := range rows {
		for h := range r {
			if !slices.Contains(heads, h) {
				heads = append(heads, h)
			}
		}
	}
	slices.Sort(heads)
	out := sheet.Sheet{Name: name, Rows: []sheet.Row{sheet.Texts(1, heads...)}}
	for i, r := range rows {
		var line []string
		for _, h := range heads {
			line = append(line, r[h])
		}
		out.Rows = append(out.Rows, sheet.Texts(i+2, line...))
	}
	return out
}

// packed is an archive of a table and of files.
func (w *world) packed(files map[string]string, sheets ...sheet.Sheet) policy.Archive {
	w.Helper()
	table, err := sheet.Write(sheet.Book{Sheets: sheets})
	w.must(err)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, data []byte) {
		f, err := z.Create(name)
		w.must(err)
		_, err = f.Write(data)
		w.must(err)
	}
	put("库.xlsx", table)
	for name, text := range files {
		put(name, []byte(text))
	}
	w.must(z.Close())
	return policy.Archive{Name: "库.zip", File: b.Bytes()}
}

const (
	oldText    = "红谷滩区养犬管理办法\n第一条 每户限养一只犬。\n第二条 本办法自2018年1月1日起施行。"
	newText    = "红谷滩区养犬管理办法\n第一条 每户限养两只犬。\n第二条 本办法自2018年1月1日起施行。"
	amendsText = "关于修改养犬管理办法的决定\n一、将《红谷滩区养犬管理办法》第一条中的“一只”修改为“两只”。"
)

// dogs is a library of four documents: one amended, what amends it, one repealed by what is in
// no library, one that lapsed by its own term.
func (w *world) dogs() policy.Archive {
	return w.packed(map[string]string{"正文/养犬.txt": oldText, "附件/登记表.txt": "犬只登记表"}, w.dogSheets()...)
}

func (w *world) dogSheets() []sheet.Sheet {
	return []sheet.Sheet{
		tableOf("文件",
			cells{"名称": "红谷滩区养犬管理办法", "发文机关": "红谷滩区人民政府", "文号": "红府发[2017]9号", "统一编号": "旧编〔2017〕3", "索引号": "A01-2017-003", "发布日期": "2017-12-01", "施行日期": "2018-01-01", "有效性": "已修改", "正文": "正文/养犬.txt", "附件": "附件/登记表.txt", "版式校验值": proof.SHA256("犬只登记表"), "备案编号": "备12", "备案日期": "2017-12-20", "合法性审核意见书编号": "红司审9号", "清理批次与结果": "2021年清理：继续有效", "公开属性": "主动公开", "栏目": "zcwj-gfxwj", "联系电话": "0791-00000001"},
			cells{"名称": "关于修改养犬管理办法的决定", "发文机关": "红谷滩区人民政府", "文号": "红府发〔2020〕2号", "发布日期": "2020年3月1日", "有效性": "有效", "正文": amendsText, "公开属性": "主动公开", "栏目": "zcwj-gfxwj"},
			cells{"名称": "红谷滩区烟花爆竹管理规定", "发文机关": "红谷滩区人民政府", "文号": "红府发〔2012〕1号", "发布日期": "2012-01-05", "有效性": "已废止", "效力依据": "洪府发〔2019〕8号", "效力变动日期": "2019-06-01", "正文": "规定全文。", "公开属性": "主动公开", "栏目": "zcwj-gfxwj"},
			cells{"名称": "红谷滩区临时补贴办法", "发文机关": "红谷滩区人民政府", "文号": "红府发〔2020〕6号", "发布日期": "2020-06-01", "有效期止": "2022-05-31", "有效性": "已失效", "正文": "补贴全文。", "公开属性": "主动公开", "栏目": "zcwj-gfxwj"},
		),
		tableOf("沿革", cells{"文件": "红府发〔2017〕9号", "事项": "修改", "生效日期": "2020-04-01", "依据文件": "红府发〔2020〕2号", "变动后全文": newText}),
	}
}

// admitted puts the batch of an import on line.
func (w *world) admitted(im *policy.Import) {
	w.Helper()
	leader := w.actor(9, auth.Units{All: true}, auth.Signer)
	v, err := w.items.Batch(w.as(w.office), im.Batch)
	w.must(err)
	_, err = w.items.Admit(w.as(leader), im.Batch, publish.Agree{Rev: v.Batch.Rev})
	w.must(err)
	w.runBatches()
}

func (w *world) runBatches() {
	w.Helper()
	runner, err := jobs.NewRunner(w.db, jobs.Config{}, w.items.Kinds()...)
	w.must(err)
	_, err = runner.RunDue(w.Context())
	w.must(err)
}

// TestImport takes a library over: tried, read by one, put on line by another, with the states,
// texts and numbers that it had; read again, it changes nothing.
func TestImport(t *testing.T) {
	each(t, func(w *world) {
		in := w.dogs()
		dry, err := w.docs.Import(w.as(w.office), in, policy.How{Dry: true})
		w.must(err)
		if dry.Total != 4 || dry.Import != nil || len(dry.Bad) != 0 || len(dry.Warnings) != 1 || dry.Warnings[0].Text.Key != "policy.import.outside" || dry.Warnings[0].File != "文件" || dry.Warnings[0].Line != 4 {
			t.Fatalf("dry run: %+v", dry)
		}
		if rows, err := w.docs.Find(w.as(w.office), policy.Find{}, db.Page{}); err != nil || rows.Total != 0 {
			t.Errorf("a dry run keeps %d documents, %v", rows.Total, err)
		}
		_, err = w.docs.Import(w.as(w.clerk), in, policy.How{})
		w.want(err, fault.Forbidden, "")
		out, err := w.docs.Import(w.as(w.office), in, policy.How{})
		w.must(err)
		if rows, err := w.docs.Library(w.Context(), policy.Browse{}, db.Page{}); err != nil || rows.Total != 0 {
			t.Errorf("%d documents are public before they are signed for (%v)", rows.Total, err)
		}
		again, err := w.docs.Import(w.as(w.office), in, policy.How{})
		if err != nil || again.Known != 4 || again.Total != 0 || again.Import != nil {
			t.Errorf("read twice: %+v %v", again, err)
		}
		w.admitted(out.Import)
		again, err = w.docs.Import(w.as(w.office), in, policy.How{})
		if err != nil || again.Known != 4 || again.Import != nil {
			t.Errorf("read again: %+v %v", again, err)
		}
		w.standings(map[string]policy.Standing{
			"红谷滩区养犬管理办法": policy.Amended, "关于修改养犬管理办法的决定": policy.Valid, "红谷滩区烟花爆竹管理规定": policy.Repealed, "红谷滩区临时补贴办法": policy.Lapsed,
		})
		w.dogPage(out.Import.Lines[0].Document)
		kept, err := w.docs.ImportOf(w.as(w.office), out.Import.ID)
		if err != nil || kept.Count(policy.Added) != 4 || kept.Lines[2].Says[0].Text.Key != "policy.import.outside" {
			t.Errorf("the report: %+v %v", kept, err)
		}
	})
}

// standings asks how the documents of the library stand, and that their items say so too.
func (w *world) standings(want map[string]policy.Standing) {
	w.Helper()
	rows, err := w.docs.Library(w.Context(), policy.Browse{}, db.Page{})
	w.must(err)
	if !slices.IsSortedFunc(rows.Items, func(a, b policy.Listed) int { return cmp.Compare(b.Issued, a.Issued) }) {
		w.Errorf("the newest is not first: %+v", rows.Items)
	}
	got := map[string]policy.Standing{}
	for _, l := range rows.Items {
		got[l.Title] = l.Standing
		if p, err := w.items.Page(w.Context(), l.Item); err != nil || string(p.Validity) != string(l.Standing) {
			w.Errorf("the item of %s is %s (%v)", l.Title, p.Validity, err)
		}
	}
	for title, s := range want {
		if got[title] != s {
			w.Errorf("%s is %q, want %q", title, got[title], s)
		}
	}
	if len(got) != len(want) {
		w.Errorf("the library has %v", got)
	}
}

// dogPage asks for the texts, the history and the numbers of the amended document.
func (w *world) dogPage(id policy.ID) {
	w.Helper()
	for day, text := range map[calendar.Day]string{"2019-01-01": oldText, "2020-04-01": newText} {
		p, err := w.docs.Page(w.Context(), id, day)
		w.must(err)
		if p.Body != text {
			w.Errorf("on %s: %s", day, p.Body)
		}
	}
	p, err := w.docs.Page(w.Context(), id, "")
	w.must(err)
	if p.Number != "红府发[2017]9号" || p.Code != "旧编〔2017〕3" || p.OldIndex != "A01-2017-003" || p.FiledNo != "备12" || p.Issued != "2017-12-01" || p.Starts != "2018-01-01" || p.Cleaned == "" {
		w.Errorf("the record: %+v", p)
	}
	if len(p.Done) != 1 || p.Done[0].Other.Number != "红府发〔2020〕2号" || p.Done[0].Other.ID == 0 || len(p.Texts) != 2 || p.Texts[1].By == nil {
		w.Errorf("the history: %+v %+v", p.Done, p.Texts)
	}
	it, err := w.items.Page(w.Context(), p.Item)
	if err != nil || len(it.Content.Attachments) != 1 || it.Content.Earlier != "2017-12-01" {
		w.Errorf("the item: %+v %v", it.Content, err)
	}
	v := w.view(id)
	if len(v.Steps) != 1 || v.Steps[0].Number != "红司审9号" || lacks(v) != nil {
		w.Errorf("the procedure: %+v", v.Checks)
	}
}

// TestImportFaults: each fault names its sheet, row and column; one keeps the whole from being
// taken over unless it is said that the good rows shall be.
func TestImportFaults(t *testing.T) {
	each(t, func(w *world) {
		good := cells{"名称": "甲办法", "发文机关": "红谷滩区人民政府", "文号": "红府发〔2019〕1号", "发布日期": "2019-01-05", "有效性": "有效", "正文": "第一条 甲。", "公开属性": "主动公开", "栏目": "zcwj-gfxwj"}
		with := func(change cells) cells {
			out := cells{}
			maps.Copy(out, good)
			maps.Copy(out, change)
			return out
		}
		in := w.packed(nil, tableOf("文件", good,
			with(cells{"文号": "2号", "发文机关": "区天文局"}),
			with(cells{"文号": "3号", "有效性": "作废中"}),
			with(cells{"文号": "4号", "发布日期": "2019-13-05"}),
			with(cells{"文号": "5号", "有效性": "已废止"}),
			with(cells{"文号": "6号", "正文": "没有.docx"}),
			with(cells{"文号": "7号", "公开属性": "依申请公开"}),
			with(cells{"文号": "8号", "有效期止": "2020-01-01"}),
			with(cells{"文号": "红府发〔2019〕1号"}),
			with(cells{"文号": "9号", "正文": "身份证号11010519491231002X"}),
			with(cells{"文号": "10号", "有效性": "已废止", "效力依据": "2号", "效力变动日期": "2020-01-01"}),
			with(cells{"文号": "11号", "替代文件": "8号"}),
		), tableOf("沿革", cells{"文件": "99号", "事项": "修改", "生效日期": "2020-01-01", "依据文件": "甲", "变动后全文": "乙"}))
		want := []string{
			"文件:3 发文机关 publish.unknown_unit", "文件:4 有效性 policy.import.unknown_word", "文件:5 发布日期 publish.bad_day", "文件:6 效力变动日期 policy.import.no_end", "文件:6 效力依据 required",
			"文件:7 正文 policy.import.bad_file", "文件:8 公开属性 policy.import.unknown_word", "文件:9 有效性 policy.import.other_standing", "文件:10 发文字号 policy.import.twice",
			"文件:11 正文 screen.id_card", "文件:12 效力依据 policy.import.rests_on_bad", "文件:13 替代文件 policy.import.not_replaced", "沿革:2 文件 policy.import.no_row",
		}
		_, err := w.docs.Import(w.as(w.office), in, policy.How{})
		w.want(err, fault.Invalid, "invalid_rows")
		var got []string
		for _, r := range fault.As(err).Rows {
			got = append(got, strings.Join([]string{r.File + ":" + itoa(r.Line), r.Column, r.Text.Key}, " "))
		}
		for _, x := range want {
			if !slices.Contains(got, x) {
				t.Errorf("no fault %s in\n%s", x, strings.Join(got, "\n"))
			}
		}
		if rows, err := w.docs.Find(w.as(w.office), policy.Find{}, db.Page{}); err != nil || rows.Total != 0 {
			t.Errorf("%d documents are kept of a file with faults (%v)", rows.Total, err)
		}
		out, err := w.docs.Import(w.as(w.office), in, policy.How{Partial: true})
		w.must(err)
		if out.Total != 1 || out.Import.Count(policy.Left) != 12 {
			t.Errorf("the good rows: %+v", out.Import.Lines)
		}
		changed := w.packed(nil, tableOf("文件", with(cells{"正文": "第一条 乙。"})))
		_, err = w.docs.Import(w.as(w.office), changed, policy.How{})
		if rows := fault.As(err).Rows; len(rows) != 1 || rows[0].Text.Key != "policy.import.differs" {
			t.Errorf("another text under a known number: %v", err)
		}
	})
}

// TestImportUndo takes an import back: the documents go, and what they did to one that was here.
func TestImportUndo(t *testing.T) {
	each(t, func(w *world) {
		first, err := w.docs.Import(w.as(w.office), w.packed(nil, tableOf("文件", cells{"名称": "甲办法", "发文机关": "红谷滩区人民政府", "文号": "红府发〔2019〕1号", "发布日期": "2019-01-05", "有效性": "有效", "正文": "第一条 甲。", "公开属性": "主动公开", "栏目": "zcwj-gfxwj"})), policy.How{})
		w.must(err)
		w.admitted(first.Import)
		second, err := w.docs.Import(w.as(w.office), w.dogs(), policy.How{})
		w.must(err)
		w.admitted(second.Import)
		v, err := w.items.Batch(w.as(w.office), second.Import.Batch)
		w.must(err)
		_, err = w.items.Undo(w.as(w.office), second.Import.Batch, publish.Because{Rev: v.Batch.Rev, Reason: "导入了错误的文件"})
		w.must(err)
		w.runBatches()
		w.standings(map[string]policy.Standing{"甲办法": policy.Valid})
		third, err := w.docs.Import(w.as(w.office), w.dogs(), policy.How{})
		if err != nil || third.Total != 4 {
			t.Errorf("the right file after the wrong one: %+v %v", third, err)
		}
	})
}

func itoa(n int) string { return strconv.Itoa(n) }
