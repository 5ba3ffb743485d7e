package files_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/jobs"
)

const day calendar.Day = "2026-03-02"

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, d *db.DB, c files.Config) (*files.Store, string) {
	t.Helper()
	if c.Dir == "" {
		c.Dir = filepath.Join(t.TempDir(), "files")
	}
	s, err := files.Open(d, c)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s, c.Dir
}

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		must(t, err)
		_, err = io.WriteString(w, "<x/>")
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

// ole is a file with the OLE2 signature and directory entries of the streams.
func ole(streams ...string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504)...)
	for _, s := range streams {
		e := make([]byte, 128)
		name := utf16.Encode([]rune(s))
		for i, u := range name {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(name)+2))
		e[66] = 2
		b = append(b, e...)
	}
	return append(b, make([]byte, 512)...)
}

func picture(t *testing.T, encode func(io.Writer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))))
	return b.Bytes()
}

func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	b, err := f.WriteToBuffer()
	must(t, err)
	must(t, f.Close())
	return b.Bytes()
}

func gbk(t *testing.T, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	must(t, err)
	return []byte(b)
}

// bomb is a DOCX whose one part inflates to 100 MB.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(n)
		must(t, err)
		_, err = w.Write(make([]byte, 100<<20))
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

func TestTypes(t *testing.T) {
	s, _ := open(t, dbtest.SQLite(t, dbtest.At(day)), files.Config{})
	const text = "工作要点：政务公开，2026年。\n"
	for name, c := range map[string]struct {
		data []byte
		file string
		typ  files.Type
	}{
		"pdf":      {[]byte("%PDF-1.7\n%\xe2\xe3\n"), "方案.pdf", files.PDF},
		"docx":     {zipped(t, "[Content_Types].xml", "word/document.xml"), "方案.docx", files.DOCX},
		"xlsx":     {workbook(t), "台账.XLSX", files.XLSX},
		"ofd":      {zipped(t, "OFD.xml", "Doc_0/Document.xml"), "公文.ofd", files.OFD},
		"doc":      {ole("Root Entry", "WordDocument"), "旧.doc", files.Doc},
		"xls":      {ole("Workbook"), "旧.xls", files.XLS},
		"xls 95":   {ole("Book"), "旧.xls", files.XLS},
		"png":      {picture(t, png.Encode), "截图.png", files.PNG},
		"jpg":      {picture(t, func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }), "照片.jpeg", files.JPEG},
		"utf-8":    {[]byte(text), "说明.txt", files.Text},
		"bom":      {[]byte("\ufeff" + text), "说明.txt", files.Text},
		"gb18030":  {gbk(t, strings.Repeat(text, 500)), "说明.txt", files.Text},
		"four":     {gbk(t, "㐀𠮷"+text), "说明.txt", files.Text},
		"csv":      {[]byte("序号,单位\n1,教体局\n2,民政局\n"), "台账.csv", files.CSV},
		"gb csv":   {gbk(t, "序号,单位\n1,教体局\n2,民政局\n"), "台账.csv", files.CSV},
		"mp4":      {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08free"), "讲解.mp4", files.MP4},
		"vtt":      {[]byte("WEBVTT\n\n00:00.000 --> 00:02.000\n" + text), "字幕.vtt", files.VTT},
		"utf-8 3k": {[]byte("a" + strings.Repeat("政", 40_000)), "说明.txt", files.Text},
	} {
		st, err := s.Stage(t.Context(), iotest.OneByteReader(bytes.NewReader(c.data)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, typ, err := files.Check(c.file, st); typ != c.typ || err != nil || typ.MIME() == "" {
			t.Errorf("%s: %s, %v", name, typ, err)
		}
	}
}

// locked is a DOCX whose parts have a password.
func locked(t *testing.T) []byte {
	t.Helper()
	b := zipped(t, "[Content_Types].xml", "word/document.xml")
	at := bytes.Index(b, []byte("PK\x01\x02"))
	b[at+8] |= 1
	return b
}

func TestRefused(t *testing.T) {
	s, dir := open(t, dbtest.SQLite(t, dbtest.At(day)), files.Config{Size: 1 << 20})
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"empty":         {nil, "files.empty"},
		"too large":     {make([]byte, 1<<20+1), "files.too_large"},
		"zip":           {zipped(t, "a.txt"), "files.archive"},
		"broken zip":    {[]byte("PK\x03\x04 and nothing more"), "files.broken"},
		"cut docx":      {zipped(t, "[Content_Types].xml", "word/document.xml")[:60], "files.broken"},
		"bomb":          {bomb(t), "files.bomb"},
		"macro":         {zipped(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "files.macro"},
		"ole macro":     {ole("WordDocument", "_VBA_PROJECT"), "files.macro"},
		"encrypted":     {ole("EncryptionInfo", "EncryptedPackage"), "files.encrypted"},
		"other ole":     {ole("Quill"), "files.not_allowed"},
		"html":          {[]byte("<html><script>alert(1)</script></html>"), "files.html"},
		"html later":    {[]byte("\n <!DocType HTML><p>x"), "files.html"},
		"svg":           {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>`), "files.svg"},
		"svg script":    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "files.svg_active"},
		"svg late":      {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">` + strings.Repeat("<g/>", 100_000) + `<g onLoad = "x()"/></svg>`), "files.svg_active"},
		"svg foreign":   {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>`), "files.svg_active"},
		"svg link":      {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:x"/></svg>`), "files.svg_active"},
		"svg entity":    {[]byte(`<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg"/>`), "files.svg_active"},
		"xml":           {[]byte(`<?xml version="1.0"?><a/>`), "files.not_allowed"},
		"program":       {[]byte("MZ\x90\x00\x03\x00\x00\x00"), "files.program"},
		"elf":           {[]byte("\x7fELF\x02\x01\x01\x00"), "files.program"},
		"mach-o":        {[]byte("\xcf\xfa\xed\xfe\x07\x00\x00\x01"), "files.program"},
		"fat mach-o":    {[]byte("\xca\xfe\xba\xbe\x00\x00\x00\x02"), "files.program"},
		"shortcut":      {[]byte("L\x00\x00\x00\x01\x14\x02\x00\x00\x00"), "files.program"},
		"shell":         {[]byte("#!/bin/sh\nrm x\n"), "files.program"},
		"python":        {[]byte("#! /usr/bin/env python\nprint(1)\n"), "files.program"},
		"php":           {[]byte("<?php echo 1;"), "files.program"},
		"batch":         {[]byte("@Echo OFF\r\ndel x\r\n"), "files.program"},
		"locked pdf":    {[]byte("%PDF-1.7\n" + strings.Repeat("x", 5000) + "trailer <</Encrypt 5 0 R>>"), "files.encrypted"},
		"locked docx":   {locked(t), "files.encrypted"},
		"gif":           {[]byte("GIF89a\x01\x00\x01\x00"), "files.not_allowed"},
		"rar":           {[]byte("Rar!\x1a\x07\x01\x00"), "files.not_allowed"},
		"no encoding":   {[]byte("text \xff\xfe\x80 text and more text"), "files.encoding"},
		"late binary":   {append(bytes.Repeat([]byte("text "), 1000), 0), "files.encoding"},
		"half a letter": {[]byte("text 政"[:6]), "files.encoding"},
	} {
		_, err := s.Stage(t.Context(), bytes.NewReader(c.data))
		if e := fault.As(err); err == nil || e.Text.Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	if _, err := s.Stage(t.Context(), io.MultiReader(strings.NewReader("text"), iotest.ErrReader(errors.New("gone")))); fault.As(err).Text.Key != "files.cut_off" {
		t.Errorf("cut off: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Stage(ctx, strings.NewReader("text")); err == nil {
		t.Error("a request that ended is staged")
	}
	if left := onDisk(t, dir); len(left) != 0 {
		t.Errorf("refused contents stay: %v", left)
	}
}

func onDisk(t *testing.T, dir string) (out []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, p)
		}
		return err
	}))
	return out
}

func TestMismatch(t *testing.T) {
	s, _ := open(t, dbtest.SQLite(t, dbtest.At(day)), files.Config{})
	pdf, err := s.Stage(t.Context(), strings.NewReader("%PDF-1.7\n"))
	must(t, err)
	text, err := s.Stage(t.Context(), strings.NewReader("只是文字"))
	must(t, err)
	for _, c := range []struct {
		name string
		st   files.Staged
		key  string
	}{
		{"方案.docx", pdf, "files.mismatch"},
		{"方案.pdf", text, "files.mismatch"},
		{"方案.exe", text, "files.mismatch"},
		{"方案.html", text, "files.mismatch"},
		{"方案", pdf, "files.no_name"},
		{".pdf", pdf, "files.no_name"},
		{"..", pdf, "files.no_name"},
		{"", pdf, "files.no_name"},
		{"a." + strings.Repeat("x", 200), pdf, "files.no_name"},
	} {
		if _, _, err := files.Check(c.name, c.st); err == nil || fault.As(err).Text.Key != c.key {
			t.Errorf("%q: %v, want %s", c.name, err, c.key)
		}
	}
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"../../etc/工作 方案.pdf":              "工作 方案.pdf",
		`C:\Users\王\桌面\方案.pdf`:             "方案.pdf",
		"a\u202efdp.exe.pdf":               "afdp.exe.pdf",
		"a\x00b\r\nc.pdf":                  "ab c.pdf",
		"  方 \t 案 . .pdf ":                 "方 案.pdf",
		`a<b>:"|?*.pdf`:                    "a_b______.pdf",
		"\xff\xfe方案.pdf":                   "方案.pdf",
		strings.Repeat("长", 300) + ".docx": strings.Repeat("长", 115) + ".docx",
		"方案.pdf.":                          "方案.pdf",
	} {
		if got, err := files.CleanName(in); got != want || err != nil {
			t.Errorf("%q: %q, want %q (%v)", in, got, want, err)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("../a/b.pdf")
	f.Fuzz(func(t *testing.T, in string) {
		name, err := files.CleanName(in)
		if err != nil {
			return
		}
		if strings.ContainsAny(name, "/\\\x00\n\r\"") || filepath.Base(name) != name || len([]rune(name)) > 120 {
			t.Errorf("%q becomes %q", in, name)
		}
		if again, err := files.CleanName(name); again != name || err != nil {
			t.Errorf("%q becomes %q, then %q (%v)", in, name, again, err)
		}
	})
}

func TestSaveOpenDrop(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		s, dir := open(t, d, files.Config{})
		const content = "政务公开"
		st, err := s.Stage(t.Context(), strings.NewReader(content))
		must(t, err)
		if st.SHA256 != "7935fa0b5d514a8eb30451512666e77a91f5d9f86c50aa21a9927b80e93bfef2" || len(st.SM3) != 64 || st.Size != 12 {
			t.Errorf("%+v", st)
		}
		again, err := s.Stage(t.Context(), strings.NewReader(content))
		must(t, err)
		if again.SHA256 != st.SHA256 || len(onDisk(t, dir)) != 1 {
			t.Errorf("the same content is stored twice: %v", onDisk(t, dir))
		}
		ctx := dbtest.As(t, auth.Actor{Kind: auth.Person, ID: 7})
		var a, b files.File
		must(t, d.Write(ctx, func(tx *db.Tx) (err error) {
			if a, err = s.Save(tx, files.Upload{Staged: st, Name: "甲.txt", Noun: "plan", Ref: 1}); err != nil {
				return err
			}
			b, err = s.Save(tx, files.Upload{Staged: again, Name: "x/乙.txt", Noun: "plan", Ref: 1})
			return err
		}))
		if a.Name != "甲.txt" || b.Name != "乙.txt" || a.MadeBy != 7 || a.Type != files.Text || !a.MadeAt.Equal(clock.Now()) {
			t.Errorf("%+v %+v", a, b)
		}
		must(t, d.Read(ctx, func(tx *db.Tx) error {
			of, err := files.Of(tx, "plan", 1)
			if len(of) != 2 || of[0] != a || of[1] != b {
				t.Errorf("%+v", of)
			}
			got, err2 := files.Get(tx, b.ID)
			if got != b {
				t.Errorf("%+v", got)
			}
			return errors.Join(err, err2)
		}))
		r, err := s.Open(t.Context(), a)
		must(t, err)
		data, err := io.ReadAll(r)
		must(t, errors.Join(err, r.Close()))
		if string(data) != content {
			t.Errorf("read %q", data)
		}
		must(t, s.Verify(t.Context(), a))
		drop := func(id int64) error { return d.Write(ctx, func(tx *db.Tx) error { return files.Drop(tx, id) }) }
		must(t, drop(a.ID))
		if err := drop(a.ID); fault.Of(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func TestDamage(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	s, dir := open(t, d, files.Config{})
	f := save(t, d, s, "内容")
	p := onDisk(t, dir)[0]
	must(t, os.WriteFile(p, []byte("内宫"), 0o600))
	if err := s.Verify(t.Context(), f); fault.As(err).Text.Key != "files.damaged" {
		t.Error(err)
	}
	must(t, os.Remove(p))
	if _, err := s.Open(t.Context(), f); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
	if err := s.Verify(t.Context(), f); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
}

func save(t *testing.T, d *db.DB, s *files.Store, content string) (f files.File) {
	t.Helper()
	st, err := s.Stage(t.Context(), strings.NewReader(content))
	must(t, err)
	must(t, d.Write(t.Context(), func(tx *db.Tx) (err error) {
		f, err = s.Save(tx, files.Upload{Staged: st, Name: "a.txt", Noun: "plan", Ref: 1})
		return err
	}))
	return f
}

func TestSweep(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(day)
		s, dir := open(t, d, files.Config{})
		held, shared := save(t, d, s, "held"), save(t, d, s, "shared")
		save(t, d, s, "shared")
		dropped := save(t, d, s, "dropped")
		never, err := s.Stage(t.Context(), strings.NewReader("never saved"))
		must(t, err)
		cut := filepath.Join(dir, "staging", "cut")
		must(t, os.WriteFile(cut, []byte("half"), 0o600))
		must(t, os.Chtimes(cut, clock.Now(), clock.Now()))
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(files.Drop(tx, dropped.ID), files.Drop(tx, shared.ID))
		}))
		sweep := func(want int) {
			t.Helper()
			if n, err := s.Sweep(t.Context()); n != want || err != nil {
				t.Errorf("swept %d, want %d (%v)", n, want, err)
			}
		}
		clock.Add(23 * time.Hour)
		sweep(0)
		clock.Add(2 * time.Hour)
		fresh, err := s.Stage(t.Context(), strings.NewReader("dropped")) // the same content comes again
		must(t, err)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := s.Save(tx, files.Upload{Staged: never, Name: "a.txt", Noun: "plan", Ref: 1})
			return err
		}); fault.Of(err) != fault.Conflict {
			t.Errorf("old staged content is saved: %v", err)
		}
		sweep(2) // "never saved" and the upload that was cut off
		if left := onDisk(t, dir); len(left) != 3 {
			t.Errorf("left: %v", left)
		}
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := s.Save(tx, files.Upload{Staged: fresh, Name: "a.txt", Noun: "plan", Ref: 1})
			return err
		}))
		clock.Add(48 * time.Hour)
		sweep(0)
		must(t, s.Verify(t.Context(), held))
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, held.ID) }))
		r, err := jobs.NewRunner(d, jobs.Config{}, s.Kinds()...)
		must(t, err)
		_, err = r.RunDue(t.Context())
		must(t, err)
		if left := onDisk(t, dir); len(left) != 2 {
			t.Errorf("after the job: %v", left)
		}
	})
}

// Contents are staged and saved while the sweep runs over the same ones: what
// was saved is there.
func TestSweepWhileStaging(t *testing.T) {
	clock := dbtest.At(day)
	d := dbtest.SQLite(t, clock)
	s, _ := open(t, d, files.Config{})
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if _, err := s.Sweep(t.Context()); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	var kept []files.File
	for i := range 200 {
		clock.Add(25 * time.Hour)
		st, err := s.Stage(t.Context(), strings.NewReader([]string{"a", "b", "c"}[i%3]))
		must(t, err)
		var f files.File
		err = d.Write(t.Context(), func(tx *db.Tx) (err error) {
			f, err = s.Save(tx, files.Upload{Staged: st, Name: "a.txt", Noun: "plan", Ref: int64(i)})
			return err
		})
		if fault.Of(err) == fault.Conflict { // refused, so nothing is lost
			continue
		}
		must(t, err)
		must(t, s.Verify(t.Context(), f))
		kept = append(kept, f)
		if i%2 == 0 {
			must(t, d.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, f.ID) }))
		}
	}
	close(stop)
	wg.Wait()
	if len(kept) < 100 {
		t.Errorf("only %d of 200 saved", len(kept))
	}
}

func TestStoreStaysInItsFolder(t *testing.T) {
	s, dir := open(t, dbtest.SQLite(t, dbtest.At(day)), files.Config{})
	must(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("x"), 0o600)) // 64 characters lead there
	if _, err := s.Open(t.Context(), files.File{SHA256: strings.Repeat("../", 19) + "/secret"}); err == nil {
		t.Error("read outside the folder")
	}
	if _, err := s.Open(t.Context(), files.File{SHA256: "x"}); err == nil {
		t.Error("a bad hash is opened")
	}
}

func TestAccept(t *testing.T) {
	got := strings.Join(files.Accept(), " ")
	if got != ".csv .doc .docx .jpeg .jpg .mp4 .ofd .pdf .png .txt .vtt .xls .xlsx" {
		t.Error(got)
	}
}
