package foi_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/letter"
	"gongkai.example/gongkai/profiles"
)

// TestLintReadsTheLetter: a template that leaves out what the law asks for is refused when
// it is read; one that has all of it and says it wrongly is found in the letter before
// anybody signs.
func TestLintReadsTheLetter(t *testing.T) {
	texts := map[string]string{}
	files, err := fs.Glob(profiles.Files, "honggutan/letters/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := profiles.Files.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[path.Base(f)] = string(b)
	}
	const hidden = "{{if .网上复议渠道}}" // the applicant takes the reply in hand: nothing of it is printed
	for _, c := range []struct{ file, old, new, rule string }{
		{"R-B.txt", "", "", ""},
		{"R-B.txt", "{{.复议机关}}", hidden + "{{.复议机关}}{{end}}", refusedAtOnce},
		{"R-B.txt", "{{.法院}}", "人民法院", refusedAtOnce},
		{"R-B.txt", "{{.复议期限}}", "三十日", refusedAtOnce},
		{"R-A.txt", "{{.复议后起诉期限}}", hidden + "{{.复议后起诉期限}}{{end}}", refusedAtOnce},
		{"R-A.txt", "应当先申请", "可以申请", "remedy_first"},
		{"R-B.txt", "可以自收到本文书之日起{{.复议期限}}", "应当先自收到本文书之日起{{.复议期限}}", "remedy_not_first"},
	} {
		each(t, "2026-09-10", func(w *world) {
			all := map[string]string{}
			for name, text := range texts {
				all[name] = text
				if name == c.file && c.old != "" {
					all[name] = strings.ReplaceAll(text, c.old, c.new)
				}
			}
			set, rows := letter.Read(all)
			if refused := len(rows) > 0; refused != (c.rule == refusedAtOnce) {
				t.Errorf("%s without %s: %v", c.file, c.old, rows)
			}
			if c.rule == refusedAtOnce {
				return
			}
			w.needs.Letters = func(*db.Tx) (letter.Set, error) { return set, nil }
			w.s = foi.New(w.needs)
			r := w.received("2026-09-10")
			codes := map[string]string{"R-A.txt": "N5", "R-B.txt": "A1"}
			w.one(r, codes[c.file], strings.TrimSuffix(c.file, ".txt"))
			v, err := w.s.View(w.as(auth.Clerk), r.ID)
			w.must(err)
			found := false
			for _, f := range v.Found {
				found = found || f.Rule == c.rule
				if c.rule == "" && strings.HasPrefix(f.Rule, "remedy") && f.Rule != "remedy_online" {
					t.Errorf("%s as it is: %+v", c.file, f)
				}
			}
			if !found && c.rule != "" {
				t.Errorf("%s without %s: %+v", c.file, c.old, v.Found)
			}
		})
	}
}

const refusedAtOnce = "refused"

// one decides a request of one thing and drafts its reply.
func (w *world) one(r *foi.Request, result, remedy string) {
	w.Helper()
	v, err := w.s.View(w.as(auth.Clerk), r.ID)
	w.must(err)
	it := v.Items[0]
	it.Result = result
	it.Facts = map[string]string{"title": "2022年度部门决算", "url": "https://gk.example.gov.cn/publish/17", "public_proof": "网页打印件存卷"}
	if result == "N5" {
		it.Reason, it.Whole = "该记录是内部人事管理的工作过程，对外不产生影响", true
		it.Facts = map[string]string{"affair": "personnel", "affair_proof": "会议通知存卷"}
	}
	r, err = w.s.Decide(w.as(auth.Clerk), r.ID, it.ID, it)
	w.must(err)
	_, err = w.s.Draft(w.as(auth.Clerk), r.ID, foi.Draft{Rev: r.Rev, Remedy: []string{remedy}, Contact: "公开办"})
	w.must(err)
}
