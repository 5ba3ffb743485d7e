package plan_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/plan"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/search"
)

const number = "11010519491231002X" // of nobody: the example of GB 11643

// TestToldIsScreened: what a report says to the public is screened when it is handed
// in, and with its files when it is accepted; what stays inside may be accepted.
func TestToldIsScreened(t *testing.T) {
	each(t, func(w *world) {
		store, err := files.Open(w.db, files.Config{Dir: t.TempDir()})
		w.must(err)
		t.Cleanup(func() { _ = store.Close() })
		w.plans = plan.New(w.db, w.duties, store, search.New(w.db, search.NewLexicon(nil)), rules)
		d := w.dutyOf(w.issued(), 11, "区司法局", "2023")
		clerk := w.as(w.clerk("区司法局"))
		told := func(change func(*plan.Told)) plan.Tell {
			in := plan.Tell{Told: plan.Told{Progress: "清理 12 件", Links: "https://hgt.nc.gov.cn/qlgg.html 清理结果公告", Open: true}, Final: true}
			change(&in.Told)
			return in
		}
		for field, spoil := range map[string]func(*plan.Told){
			"progress": func(in *plan.Told) { in.Progress = "已告知张三，身份证号" + number },
			"links":    func(in *plan.Told) { in.Links += "\nhttps://hgt.nc.gov.cn/b.html 身份证号" + number },
		} {
			_, err := w.plans.Report(clerk, d.ID, told(spoil).Telling(nil))
			if fault.As(err).Fields[field].Key != "screen.not_to_show" {
				t.Errorf("%s: %v", field, err)
			}
		}
		hand := func(name, content string) []plan.Attached {
			staged, err := store.Stage(t.Context(), strings.NewReader(content))
			w.must(err)
			return []plan.Attached{{Name: name, Staged: staged}}
		}
		_, err = w.plans.Report(clerk, d.ID, told(func(*plan.Told) {}).Telling(hand("身份证号"+number+".txt", "目录")))
		if fault.As(err).Fields["files"].Key != "screen.not_to_show" {
			t.Errorf("the name of a file: %v", err)
		}
		r, err := w.plans.Report(clerk, d.ID, told(func(*plan.Told) {}).Telling(hand("名单.csv", "姓名,身份证号\n张三,"+number+"\n")))
		w.must(err)
		_, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev})
		if e := fault.As(err); e.Text.Key != "plan.red_files" || len(e.Rows) == 0 || e.Rows[0].File != "名单.csv" {
			t.Fatalf("a file with identity numbers: %v", err)
		}
		if strings.Contains(err.Error(), number) {
			t.Error("the message repeats the number")
		}
		r, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev, Inside: true})
		w.must(err)
		if r.Open {
			t.Error("it is public")
		}
	})
}

// TestEvidenceIsStripped: what the public is given bears nothing that its maker did not
// write; the file as it came stays inside, sealed.
func TestEvidenceIsStripped(t *testing.T) {
	each(t, func(w *world) {
		rules := func(tx *db.Tx) (*screen.Rules, error) { return screen.New(screen.Options{Today: tx.Today}), nil }
		store, err := files.Open(w.db, files.Config{Dir: t.TempDir()})
		w.must(err)
		t.Cleanup(func() { _ = store.Close() })
		w.plans = plan.New(w.db, w.duties, store, search.New(w.db, search.NewLexicon(nil)), rules)
		d := w.dutyOf(w.issued(), 11, "区司法局", "2023")
		var picture bytes.Buffer
		w.must(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))))
		const maker = "Author\x00Zhang San"
		chunk := binary.BigEndian.AppendUint32(nil, uint32(len(maker)))
		chunk = append(append(chunk, "tEXt"...), maker...)
		chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
		const head = 33 // signature and IHDR
		photo := slices.Concat(picture.Bytes()[:head], chunk, picture.Bytes()[head:])
		staged, err := store.Stage(t.Context(), bytes.NewReader(photo))
		w.must(err)
		in := plan.Tell{Told: plan.Told{Progress: "清理 12 件", Open: true}, Final: true}
		r, err := w.plans.Report(w.as(w.clerk("区司法局")), d.ID, in.Telling([]plan.Attached{{Name: "现场.png", Staged: staged}}))
		w.must(err)
		was := r.Evidence[0]
		r, err = w.plans.Accept(w.as(w.office), r.ID, plan.Decision{Rev: r.Rev})
		w.must(err)
		now := r.Evidence[0]
		var f, original files.File
		w.must(w.db.Read(t.Context(), func(tx *db.Tx) error {
			if f, err = files.Get(tx, now.FileID); err == nil {
				original, err = files.Original(tx, f)
			}
			return err
		}))
		if now.FileID == was.FileID || now.SHA256 == was.SHA256 || original.ID != was.FileID || !original.Sealed {
			t.Fatalf("%+v, of %+v", now, original)
		}
		content, err := store.Open(t.Context(), f)
		w.must(err)
		defer func() { w.must(content.Close()) }()
		given, err := io.ReadAll(content)
		w.must(err)
		if bytes.Contains(given, []byte("Zhang San")) || !bytes.Contains(photo, []byte("Zhang San")) {
			t.Error("the public learns who made it")
		}
	})
}

// TestIssuedIsScreened: a circular that names an identity number does not become public.
func TestIssuedIsScreened(t *testing.T) {
	each(t, func(w *world) {
		p := w.read()
		w.ready(p)
		o, err := w.plans.Overview(w.as(w.office), p.ID)
		w.must(err)
		third := o.Lines[2].Point.ID
		in, err := w.plans.PointForm(w.as(w.office), third)
		w.must(err)
		in.Title, in.Checked = "联系张三，身份证号"+number, true
		_, err = w.plans.EditPoint(w.as(w.office), third, in)
		w.must(err)
		for name, do := range map[string]func() error{
			"issue":   func() error { _, err := w.plans.Issue(w.as(w.office), p.ID, plan.Confirm{}); return err },
			"archive": func() error { _, err := w.plans.Archive(w.as(w.office), p.ID, plan.Confirm{}); return err },
		} {
			if rows := fault.As(do()).Rows; len(rows) != 1 || rows[0].Line != 3 || rows[0].Text.Key != "screen.not_to_show" {
				t.Errorf("%s: %v", name, rows)
			}
		}
	})
}
