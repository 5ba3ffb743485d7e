package desk_test

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/domain/catalogue"
	"gongkai.example/gongkai/internal/domain/cleanup"
	"gongkai.example/gongkai/internal/domain/column"
	"gongkai.example/gongkai/internal/domain/duty"
	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/domain/topic"
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/holidays"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/notify"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/platform/search"
	"gongkai.example/gongkai/internal/surface/desk"
	"gongkai.example/gongkai/internal/surface/web/webtest"
)

// A district is the desk over the reference district, with an officer and the
// clerks of two bureaus, who are signed in by the test itself.
type district struct {
	*desk.Desk
	t       *testing.T
	clock   *dbtest.Clock
	handler http.Handler

	officer, second, clerk, other auth.Actor
}

func newDistrict(t *testing.T, day calendar.Day) *district {
	t.Helper()
	clock := dbtest.At(day)
	d := dbtest.SQLite(t, clock)
	w := &district{t: t, clock: clock, Desk: &desk.Desk{DB: d, Profile: "honggutan"}}
	w.Units = unit.New(d)
	w.Holidays = holidays.New(d, law.Calendar())
	w.Duties = duty.New(d, w.Holidays)
	var err error
	w.Notices, err = notify.New(d, notify.Config{})
	must(t, err)
	w.Files, err = files.Open(d, files.Config{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, w.Files.Close()) })
	w.Plans = plan.New(d, w.Duties, w.Files, search.New(d, search.NewLexicon(nil)), screening)
	w.Columns, w.Catalogues = column.New(d, w.Duties), catalogue.New(d, w.Duties, screening)
	w.Catalogues.Words, w.Catalogues.Published = i18n.T, publish.UnderRows
	w.Items = itemsOf(w.Desk)
	w.Topics, w.Documents, w.Interprets = topic.New(d, w.Items.Rules), documentsOf(w.Desk), interpretsOf(w.Desk)
	w.Plans.Words, w.Columns.Words, w.Units.Columns = i18n.T, i18n.T, w.Columns.Load
	p, err := profile.Open("honggutan")
	must(t, err)
	_, err = w.Units.Load(dbtest.As(t, auth.Machine("test")), p, false)
	must(t, err)

	lettersOf(t, w.Desk)
	office := w.unit("区政府办")
	w.officer = w.person(1, "方晓舟", office, auth.Office, auth.Units{All: true})
	w.second = w.person(2, "程望山", office, auth.Office, auth.Units{All: true})
	w.clerk = w.person(3, "林以恒", w.unit("区司法局"), auth.Clerk, auth.Units{IDs: []int64{w.unit("区司法局")}})
	w.other = w.person(4, "钱未央", w.unit("区财政局"), auth.Clerk, auth.Units{IDs: []int64{w.unit("区财政局")}})

	kit := webtest.Kit(clock.Now())
	kit.Now, kit.Steady = clock.Now, w.DB.Steady
	w.Join(kit)
	kit.Actor, kit.Gate = webtest.Actor, nil
	w.handler = kit.Handler(w.Routes())
	return w
}

func (w *district) unit(name string) int64 {
	w.t.Helper()
	r, err := w.Units.Names(w.t.Context())
	must(w.t, err)
	m, ok := r.Resolve(name)
	if !ok {
		w.t.Fatalf("no unit %s", name)
	}
	return m.Units[0].ID
}

func (w *district) person(id int64, name string, at int64, role auth.Role, over auth.Units) auth.Actor {
	w.t.Helper()
	rights, err := auth.Join(plan.Policy, concernPolicy, letterPolicy, spotPolicy, publish.Policy, topic.Policy, policy.Policy, interpret.Policy, cleanup.Policy, gazettePolicy, depositPolicy, duty.Policy, unit.Policy, journal.Policy)
	must(w.t, err)
	return auth.Actor{Kind: auth.Person, ID: id, Name: name, Unit: at, Grants: []auth.Grant{{Role: role, Perms: rights.Perms(role), Units: over}}}
}

// get asks for a page, which must be sound and have the texts and elements.
func (w *district) get(as auth.Actor, path string, status int, has ...string) *webtest.Doc {
	w.t.Helper()
	var page string
	webtest.Run(w.t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		page = rec.Body.String()
		maps.Copy(rw.Header(), rec.Header())
		rw.WriteHeader(rec.Code)
		_, err := rw.Write(rec.Body.Bytes())
		must(w.t, err)
	}), webtest.Scenario{Name: path, As: as, URL: path, Status: status, Has: has})
	return webtest.Parse(w.t, page)
}

// A reply is the answer to a form.
type reply struct {
	status   int
	location string
	body     string
}

// fill sends the only form of a page as it is drawn, with some answers changed.
// An empty list takes an answer away.
func (w *district) fill(as auth.Actor, path string, change url.Values) reply {
	w.t.Helper()
	return w.send(as, path, w.answers(as, path, change))
}

// answers is what the form of a page holds, with some answers changed.
func (w *district) answers(as auth.Actor, path string, change url.Values) url.Values {
	w.t.Helper()
	form := w.form(w.get(as, path, http.StatusOK, "css:form.form"))
	maps.Copy(form, change)
	return form
}

// form is the answers that a page holds.
func (w *district) form(doc *webtest.Doc) url.Values {
	out := url.Values{}
	for _, n := range doc.All("form.form input") {
		kind := n.Attr("type")
		if (kind == "checkbox" || kind == "radio") && !n.Has("checked") || kind == "file" {
			continue
		}
		out.Add(n.Attr("name"), n.Attr("value"))
	}
	for _, n := range doc.All("form.form textarea") {
		out.Set(n.Attr("name"), n.Raw())
	}
	for _, s := range doc.All("form.form select") {
		for _, n := range doc.All("select[name=" + s.Attr("name") + "] option[selected]") {
			out.Add(s.Attr("name"), n.Attr("value"))
		}
	}
	return out
}

func (w *district) send(as auth.Actor, path string, form url.Values) reply {
	w.t.Helper()
	res := webtest.Scenario{As: as, URL: path, Form: form}.Do(w.t, w.handler)
	return reply{res.StatusCode, res.Header.Get("Location"), webtest.Body(w.t, res)}
}

// upload sends a form with files.
func (w *district) upload(as auth.Actor, path string, form url.Values, field, name string, content []byte) reply {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, vs := range form {
		for _, v := range vs {
			must(w.t, m.WriteField(k, v))
		}
	}
	part, err := m.CreateFormFile(field, name)
	must(w.t, err)
	_, err = part.Write(content)
	must(w.t, err)
	must(w.t, m.Close())
	r := httptest.NewRequestWithContext(auth.With(w.t.Context(), as), http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return reply{rec.Code, rec.Header().Get("Location"), rec.Body.String()}
}

// goes is where an answer leads; any other answer fails the test.
func (w *district) goes(r reply) string {
	w.t.Helper()
	if r.status != http.StatusSeeOther {
		w.t.Fatalf("status %d\n%s", r.status, r.body)
	}
	return r.location
}

// stays asks that an answer is the page again, with the texts.
func (w *district) stays(r reply, status int, has ...string) *webtest.Doc {
	w.t.Helper()
	if r.status != status {
		w.t.Fatalf("status %d, want %d\n%s", r.status, status, r.body)
	}
	for _, text := range has {
		if !strings.Contains(r.body, text) {
			w.t.Errorf("the answer has no %q\n%s", text, r.body)
		}
	}
	doc := webtest.Parse(w.t, r.body)
	doc.Sound(w.t)
	return doc
}

// read reads the reference circular from a file, and returns the page of the draft.
func (w *district) read() string {
	w.t.Helper()
	return w.goes(w.upload(w.officer, "/desk/plan/new", url.Values{"text": {""}}, "file", "工作要点.txt", circularText(w.t)))
}

// points are the pages of the points of a plan.
func (w *district) points(page string) []string {
	w.t.Helper()
	var out []string
	for _, a := range w.get(w.officer, page, http.StatusOK).All("td.ti a") {
		if at := a.Attr("href"); strings.HasPrefix(at, "/desk/plan/point/") && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}

const everybody = "各乡镇、街道、区政府各部门"

// check goes through all points, as an officer does.
func (w *district) check(page string) {
	w.t.Helper()
	points := w.points(page)
	for i, at := range points {
		form := w.answers(w.officer, at, nil)
		if form.Get("lead")+form.Get("responsible")+form.Get("implement") == "" {
			form.Set("responsible", everybody)
		}
		next := page
		if i+1 < len(points) {
			next = points[i+1]
		}
		if to := w.goes(w.send(w.officer, at, form)); to != next {
			w.t.Fatalf("after %s comes %s, want %s", at, to, next)
		}
	}
}

// issued is the page of a plan that runs.
func (w *district) issued() string {
	w.t.Helper()
	page := w.read()
	w.check(page)
	if to := w.goes(w.fill(w.officer, step("issue", page), nil)); to != page {
		w.t.Fatalf("issuing leads to %s", to)
	}
	return page
}

// step is the page of an act on a plan.
func step(act, page string) string {
	return "/desk/plan/" + act + "/" + page[strings.LastIndexByte(page, '/')+1:]
}

// tellForm is the form of the report that the reader owes for the nth point, from 1.
func (w *district) tellForm(as auth.Actor, page string, n int) string {
	w.t.Helper()
	doc := w.get(as, w.points(page)[n-1], http.StatusOK)
	for _, a := range doc.All("ul.list a") {
		for _, to := range w.get(as, a.Attr("href"), http.StatusOK).All("td a") {
			if strings.HasSuffix(to.Attr("href"), "/report") {
				return to.Attr("href")
			}
		}
	}
	w.t.Fatalf("nothing to report on point %d", n)
	return ""
}

func TestPlanJourney(t *testing.T) {
	w := newDistrict(t, "2023-08-14")
	page := w.read()
	w.get(w.officer, page, http.StatusOK, "印发前还有 18 项需要办理", "红谷府办发〔2023〕55号", "4 个", "15 条", "未明确责任单位", "css:#doubts")
	w.get(w.clerk, page, http.StatusNotFound)
	w.get(w.clerk, w.points(page)[0], http.StatusNotFound)
	w.get(w.clerk, "/desk/plan", http.StatusOK, "还没有内容")
	w.get(w.clerk, "/desk/plan/new", http.StatusForbidden)
	w.get(w.officer, step("issue", page), http.StatusOK, "还不能印发", "未明确责任单位")
	w.get(w.officer, step("source", page), http.StatusOK, "css:mark.point", "css:mark.unit", "css:mark.due", "css:mark.warn")

	// One unit is corrected: first to a name that nobody has.
	first := w.points(page)[0]
	w.get(w.officer, first, http.StatusOK, "css:mark.unit", "深化重大战略部署信息公开", "css:.src mark.clause")
	doc := w.stays(w.fill(w.officer, first, url.Values{"responsible": {"区发改委、区飞碟局"}, "do": {"stay"}}), http.StatusUnprocessableEntity, "单位名录中没有“区飞碟局”")
	if got := doc.One(t, "textarea[name=responsible]").Text(); got != "区发改委、区飞碟局" {
		t.Errorf("what was typed is lost: %q", got)
	}
	if to := w.goes(w.fill(w.officer, first, url.Values{"responsible": {"区发改委、区科工局"}, "do": {"stay"}})); to != first {
		t.Errorf("saving leads to %s", to)
	}
	w.get(w.officer, first, http.StatusOK, "区发改委、区科工局", "已校对", "方晓舟")

	w.check(page)
	w.get(w.officer, step("issue", page), http.StatusOK, "15 项任务分派到", "区司法局")
	if to := w.goes(w.fill(w.officer, step("issue", page), nil)); to != page {
		t.Errorf("issuing leads to %s", to)
	}
	w.get(w.clerk, page, http.StatusOK, "css:table.board", "区发改委", "总体进度", "css:.board svg")
	w.stays(w.send(w.officer, w.points(page)[0], url.Values{"title": {"x"}, "rev": {"3"}}), http.StatusConflict, "已经印发，不能再修改")
	w.get(w.officer, w.points(page)[0]+"/split", http.StatusConflict, "已经印发，不能再修改")
	w.get(w.officer, step("edit", page), http.StatusConflict)

	// The unit reports, the office returns it, the unit hands it in again, the office accepts.
	form := w.tellForm(w.clerk, page, 11)
	answers := w.answers(w.clerk, form, url.Values{
		"progress": {"清理文件 12 件，废止 3 件。"}, "links": {"https://hgt.nc.gov.cn/qlgg.html 清理结果公告"}, "final": {"true"}, "open": {"true"},
	})
	w.get(w.other, form, http.StatusNotFound)
	report := w.goes(w.upload(w.clerk, form, answers, "files", "废止目录.txt", []byte("废止文件目录")))
	w.get(w.clerk, report, http.StatusOK, "待审核", "清理结果公告", `rel="noopener noreferrer"`, "废止目录.txt", "已报待审")
	w.get(w.other, report, http.StatusNotFound)
	w.get(w.clerk, report+"/accept", http.StatusForbidden)
	w.get(w.clerk, form, http.StatusOK, "请先<a href=\""+report+"\">办理那一份</a>")
	w.get(w.officer, "/desk", http.StatusOK, "等待审核的进展")
	if to := w.goes(w.fill(w.officer, report+"/return", url.Values{"reason": {"请写明继续有效的件数"}})); to != report {
		t.Errorf("returning leads to %s", to)
	}
	w.get(w.clerk, "/desk", http.StatusOK, "退回需要修改的进展")
	doc = w.get(w.clerk, report+"/revise", http.StatusOK, "请写明继续有效的件数", "清理文件 12 件，废止 3 件。", "css:input[name=keep][checked]", "css:input[name=final][checked]")
	file := doc.One(t, "input[name=keep]").Attr("value")
	w.goes(w.fill(w.clerk, report+"/revise", url.Values{"progress": {"清理 12 件，废止 3 件，继续有效 9 件。"}}))
	w.goes(w.fill(w.second, report+"/accept", url.Values{"note": {"同意"}}))
	w.get(w.clerk, report, http.StatusOK, "已通过", "按期完成", "继续有效 9 件", "请写明继续有效的件数", "同意", "程望山")
	res := webtest.Scenario{As: w.clerk, URL: report + "/file/" + file}.Do(t, w.handler)
	if body := webtest.Body(t, res); res.StatusCode != http.StatusOK || body != "废止文件目录" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file: %d %q", res.StatusCode, body)
	}
	w.get(w.other, report+"/file/"+file, http.StatusNotFound)

	// The clock passes the day of those who did not report.
	w.clock.Set("2023-11-01")
	w.get(w.other, page, http.StatusOK, "已逾期", "按期完成 1")
}

func TestPlanFourEyes(t *testing.T) {
	w := newDistrict(t, "2023-08-14")
	page := w.issued()
	both := w.clerk
	both.Grants = append(slices.Clone(w.clerk.Grants), w.officer.Grants...)
	report := w.goes(w.fill(both, w.tellForm(both, page, 11), url.Values{
		"progress": {"完成"}, "links": {"https://hgt.nc.gov.cn/a.html"}, "final": {"true"},
	}))
	doc := w.get(both, report, http.StatusOK)
	if len(doc.All("a[href="+report+"/accept]")) != 0 || len(doc.All("a[href="+report+"/withdraw]")) != 1 {
		t.Error("who reported is offered to accept")
	}
	if r := w.fill(both, report+"/accept", nil); r.status != http.StatusForbidden {
		t.Errorf("who reported accepts: %d", r.status)
	}
	w.goes(w.fill(both, report+"/withdraw", url.Values{"reason": {"填错了"}}))
	w.get(both, report, http.StatusOK, "已撤回", "填错了")
}

func TestPlanBadInput(t *testing.T) {
	w := newDistrict(t, "2023-08-14")
	w.stays(w.send(w.officer, "/desk/plan/new", url.Values{"text": {""}}), http.StatusUnprocessableEntity, "请选择文件，或者粘贴文件内容")
	doc := w.stays(w.send(w.officer, "/desk/plan/new", url.Values{"text": {"只有一句话。"}, "year": {"1999"}}), http.StatusUnprocessableEntity, "年度应在")
	if got := doc.One(t, "textarea[name=text]").Text(); got != "只有一句话。" {
		t.Errorf("the pasted text is lost: %q", got)
	}
	w.stays(w.send(w.officer, "/desk/plan/new", url.Values{"text": {"只有一句话。"}}), http.StatusUnprocessableEntity, "没有找到要点")
	for name, content := range map[string]string{"x.docx": "PK\x03\x04broken", "x.txt": "\x00\x01\x02\x03", "x.pdf": "%PDF-1.7"} {
		w.stays(w.upload(w.officer, "/desk/plan/new", url.Values{"text": {""}}, "file", name, []byte(content)), http.StatusUnprocessableEntity, "f-file-e")
	}
	if r := w.upload(w.officer, "/desk/plan/new", nil, "file", "x.txt", bytes.Repeat([]byte("大"), 8<<20)); r.status != http.StatusRequestEntityTooLarge && r.status != http.StatusUnprocessableEntity {
		t.Errorf("24 MB of text: %d", r.status)
	}
	w.get(w.officer, "/desk/plan", http.StatusOK, "还没有内容")

	page := w.issued()
	form := w.tellForm(w.clerk, page, 11)
	doc = w.stays(w.fill(w.clerk, form, url.Values{"progress": {"办了"}, "links": {"见门户网站"}, "final": {"true"}}), http.StatusUnprocessableEntity, "没有网页地址")
	if doc.One(t, "textarea[name=progress]").Text() != "办了" || len(doc.All("input[name=final][checked]")) != 1 {
		t.Error("what was told is lost")
	}
	w.stays(w.fill(w.clerk, form, url.Values{"progress": {"办了"}, "final": {"true"}}), http.StatusUnprocessableEntity, "完成任务需要佐证")
	w.stays(w.upload(w.clerk, form, url.Values{"progress": {"办了"}, "final": {"true"}}, "files", "a.exe", []byte("MZ\x90\x00")), http.StatusUnprocessableEntity, "f-files-e")
	report := w.goes(w.fill(w.clerk, form, url.Values{"progress": {"办了"}}))
	w.get(w.clerk, report, http.StatusOK, "阶段进展")
	w.stays(w.fill(w.officer, report+"/return", url.Values{"reason": {" "}}), http.StatusUnprocessableEntity, "f-reason-e")
}

func TestPlanConflict(t *testing.T) {
	w := newDistrict(t, "2023-08-14")
	page := w.read()
	at := w.points(page)[0]
	mine, theirs := w.answers(w.officer, at, url.Values{"lead": {"区财政局"}}), w.answers(w.second, at, url.Values{"lead": {"区审计局"}})
	w.goes(w.send(w.second, at, theirs))
	doc := w.stays(w.send(w.officer, at, mine), http.StatusConflict, "区财政局", "区审计局", "现在保存的是")
	again := w.form(doc)
	if again.Get("lead") != "区财政局" {
		t.Fatalf("the second person lost %v", again)
	}
	w.goes(w.send(w.officer, at, again))
	w.get(w.officer, at, http.StatusOK, "区财政局", "<del>", "区审计局</del>")
}

func TestPlanTasks(t *testing.T) {
	w := newDistrict(t, "2023-08-14")
	page := w.read()
	at := w.points(page)[12]
	w.get(w.officer, at+"/split", http.StatusOK, "各单位主要负责同志年内至少听取一次政务公开工作汇报。", "css:input[name=cuts][value=1]")
	if to := w.goes(w.fill(w.officer, at+"/split", url.Values{"cuts": {"1", "2"}})); to != at {
		t.Errorf("splitting leads to %s", to)
	}
	var tasks []string
	for _, a := range w.get(w.officer, at, http.StatusOK).All("ul.list a") {
		tasks = append(tasks, a.Attr("href"))
	}
	if len(tasks) != 3 {
		t.Fatalf("%d tasks", len(tasks))
	}
	w.stays(w.fill(w.officer, tasks[1], url.Values{"need": {"0"}}), http.StatusUnprocessableEntity, "请填写 1 至 366 的次数")
	w.goes(w.fill(w.officer, tasks[1], url.Values{"need": {"2"}, "kind": {"briefing"}}))
	w.goes(w.fill(w.officer, tasks[2], url.Values{"cadence": {"half"}, "kind": {"training"}}))
	w.get(w.officer, strings.TrimSuffix(tasks[1], "/edit"), http.StatusOK, "2023-12-31 前完成 2 次", "听取汇报记录", "方晓舟")
	w.check(page)
	w.goes(w.fill(w.officer, step("issue", page), nil))

	task := strings.TrimSuffix(tasks[1], "/edit")
	var form string
	for _, a := range w.get(w.clerk, task, http.StatusOK, "已完成 0 次，共 2 次").All("td a") {
		if strings.HasSuffix(a.Attr("href"), "/report") {
			form = a.Attr("href")
		}
	}
	w.stays(w.fill(w.clerk, form, url.Values{"progress": {"听取一次"}}), http.StatusUnprocessableEntity, "f-meeting-e", "f-chair-e")
	report := w.goes(w.fill(w.clerk, form, url.Values{
		"progress": {"听取一次"}, "day": {"2023-08-11"}, "meeting": {"局长办公会"}, "chair": {"局长"}, "topic": {"上半年政务公开工作"}, "minutes": {"第 7 号"},
	}))
	w.get(w.officer, report, http.StatusOK, "局长办公会", "第 7 号", "本期报告")
	w.goes(w.fill(w.officer, report+"/return", url.Values{"reason": {"请补充议题"}}))
	w.get(w.clerk, report+"/revise", http.StatusOK, "局长办公会", "css:input[name=day][value=2023-08-11]")

	w.stays(w.fill(w.officer, task+"/extend", url.Values{"due": {"2023-01-01"}, "reason": {"上级推迟"}}), http.StatusUnprocessableEntity, "f-due-e")
	w.goes(w.fill(w.officer, task+"/extend", url.Values{"due": {"2024-01-31"}, "reason": {"上级推迟"}}))
	w.get(w.officer, task, http.StatusOK, "2024-01-31", "上级推迟", "调整任务时限")
	w.goes(w.fill(w.officer, task+"/cancel", url.Values{"reason": {"并入市级任务"}}))
	w.get(w.clerk, task, http.StatusOK, "已取消", "并入市级任务", "不再要求")
}

func TestPlanReread(t *testing.T) {
	w := newDistrict(t, "2023-08-14")
	page := w.read()
	w.check(page)
	text := strings.Replace(string(circularText(t)), "2023 年 10 月底前", "2023 年 11 月底前", 1)
	before, _, _ := strings.Cut(text, "(十四)")
	_, after, _ := strings.Cut(text, "狠抓工作落实")
	text = before + "（十四）狠抓工作落实" + after
	if to := w.goes(w.send(w.officer, step("reread", page), url.Values{"text": {text}})); to != step("difference", page) {
		t.Errorf("reading again leads to %s", to)
	}
	w.get(w.officer, step("difference", page), http.StatusOK, "<del>", "10</del>", "11</ins>", "文件中已没有", "保留您填写的")
	var gone string
	for _, at := range w.points(page) {
		if len(w.get(w.officer, at, http.StatusOK).All("form[action="+at+"/drop]")) == 1 {
			gone = at
		}
	}
	if to := w.goes(w.send(w.officer, gone+"/drop", url.Values{})); to != page {
		t.Errorf("dropping leads to %s", to)
	}
	w.get(w.officer, gone, http.StatusNotFound)
	w.get(w.officer, page, http.StatusOK, "14 条")
	w.goes(w.fill(w.officer, step("discard", page), nil))
	w.get(w.officer, "/desk/plan", http.StatusOK, "还没有内容")
}

func TestPlanHeadingAndArchive(t *testing.T) {
	w := newDistrict(t, "2024-02-05")
	page := w.read()
	w.stays(w.fill(w.officer, step("edit", page), url.Values{"year": {"1800"}}), http.StatusUnprocessableEntity, "年度应在")
	w.goes(w.fill(w.officer, step("edit", page), url.Values{"title": {"2023 年度要点"}}))
	w.get(w.officer, page, http.StatusOK, "2023 年度要点")
	w.goes(w.fill(w.officer, step("archive", page), nil))
	w.get(w.clerk, page, http.StatusOK, "往年台账", "2023 年度要点")
	w.get(w.clerk, w.points(page)[0], http.StatusOK, "css:.src mark")
	res := webtest.Scenario{As: w.clerk, URL: step("export", page)}.Do(t, w.handler)
	if body := webtest.Body(t, res); res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "PK") {
		t.Errorf("the table: %d", res.StatusCode)
	}
}

func TestPlanEmpty(t *testing.T) {
	w := newDistrict(t, "2023-08-14")
	w.get(w.officer, "/desk/plan", http.StatusOK, "还没有内容", "读取文件")
	w.get(w.officer, "/desk/plan/report", http.StatusOK, "还没有内容")
	w.get(w.clerk, "/desk/plan?year=1990&state=issued", http.StatusOK, "没有符合条件的内容")
	for _, path := range []string{"/desk/plan/7", "/desk/plan/point/7", "/desk/plan/task/7", "/desk/plan/report/7", "/desk/plan/duty/7/report", "/desk/plan/x", "/desk/plan/difference/7", "/desk/plan/issue/7"} {
		w.get(w.officer, path, map[bool]int{true: http.StatusForbidden, false: http.StatusNotFound}[strings.Contains(path, "duty")])
	}
}

// TestPlanBig draws every page of a plan with thousands of duties.
func TestPlanBig(t *testing.T) {
	w := newDistrict(t, "2023-01-04")
	page := w.read()
	w.check(page)
	for _, at := range w.points(page) {
		w.goes(w.fill(w.officer, at, url.Values{"lead": {""}, "implement": {""}, "responsible": {everybody}}))
		task := w.get(w.officer, at, http.StatusOK).All("ul.list a")[0].Attr("href")
		w.goes(w.fill(w.officer, task, url.Values{"cadence": {"month"}, "due": {}, "need": {"1"}}))
	}
	w.goes(w.fill(w.officer, step("issue", page), nil))
	start := time.Now()
	doc := w.get(w.officer, page, http.StatusOK, "css:table.board")
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("the board took %v", took)
	}
	if n := len(doc.All("table.board td a")); n < 400 {
		t.Errorf("%d cells", n)
	}
	at := w.points(page)[0]
	task := w.get(w.officer, at, http.StatusOK).All("ul.list a")[0].Attr("href")
	if n := len(w.get(w.officer, task, http.StatusOK).All("tbody tr")); n < 300 {
		t.Errorf("%d duties on the page of a task", n)
	}
	w.get(w.officer, "/desk", http.StatusOK)
	w.get(w.officer, fmt.Sprintf("/desk/duty?under=%s&unit=%d", url.QueryEscape("plan/point/"+at[len("/desk/plan/point/"):]), w.unit("区财政局")), http.StatusOK, "共 12 条")
}

func TestPlanImport(t *testing.T) {
	w := newDistrict(t, "2024-02-05")
	const table = "工作任务,具体内容,承办科室,完成时限\n优化营商环境,公开免罚清单,区市场监管局,2022年6月底前\n培训,组织业务培训,区飞碟局,长期坚持\n"
	about := url.Values{"title": {"2022 年台账"}, "year": {"2022"}, "columns": {"颜色=红"}}
	doc := w.stays(w.upload(w.officer, "/desk/plan/import", about, "file", "2022.csv", []byte(table)), http.StatusUnprocessableEntity, "“颜色=红”不是栏目对应关系")
	if doc.One(t, "textarea[name=columns]").Text() != "颜色=红" {
		t.Error("what was typed is lost")
	}
	w.stays(w.upload(w.officer, "/desk/plan/import", url.Values{"title": {"x"}, "year": {"2022"}}, "file", "2022.xlsx", []byte("PK\x03\x04broken")), http.StatusUnprocessableEntity, "f-file-e")
	about.Set("columns", "责任单位=承办科室\n任务内容=具体内容")
	doc = w.stays(w.upload(w.officer, "/desk/plan/import", about, "file", "2022.csv", []byte(table)), http.StatusOK, "2 条要点，2 项任务", "承办科室", "区飞碟局")
	w.get(w.officer, "/desk/plan", http.StatusOK, "还没有内容")
	page := w.goes(w.send(w.officer, "/desk/plan/import/confirm", w.form(doc)))
	w.get(w.officer, page, http.StatusOK, "2022 年台账", "优化营商环境", "有单位没有认出来：区飞碟局")
	w.get(w.officer, step("source", page), http.StatusOK, "没有原文")
	w.get(w.officer, w.points(page)[0], http.StatusOK, "公开免罚清单")
	w.goes(w.fill(w.officer, step("archive", page), nil))
	w.get(w.clerk, page, http.StatusOK, "往年台账")
	w.stays(w.send(w.officer, "/desk/plan/import/confirm", url.Values{"data": {"%%"}, "title": {"x"}, "year": {"2022"}}), http.StatusUnprocessableEntity, "请选择文件")
}
