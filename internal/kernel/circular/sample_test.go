package circular

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"gongkai.example/gongkai/internal/kernel/document"
)

var update = flag.Bool("update", false, "write the golden files of testdata")

// TestSamples reads each circular of testdata and compares the whole JSON. The
// samples are of invented places; each shows one style of outline, unit clause or noise.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 9 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := document.Read(f, data, document.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			c := Read(doc, nil)
			checkWhole(t, doc.Text, c)
			for _, w := range c.Warnings {
				if w.Key == "circular.unplaced" {
					t.Errorf("not understood: %v", w.Args)
				}
			}
			golden(t, strings.TrimSuffix(f, ".txt")+".json", c)
		})
	}
}

// golden compares c with the file, or writes it.
func golden(t *testing.T, file string, c *Circular) {
	t.Helper()
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(c); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		g, w := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
		for i := range min(len(g), len(w)) {
			if g[i] != w[i] {
				t.Fatalf("%s:%d\ngot  %s\nwant %s\n(run with -update if this is right)", file, i+1, g[i], w[i])
			}
		}
		t.Fatalf("%s: %d lines, want %d", file, len(g), len(w))
	}
}

// checkWhole: spans lie in the source, lists are not null, and every visible character is in a leaf.
func checkWhole(t *testing.T, src string, c *Circular) {
	t.Helper()
	shown := make([]bool, len(src))
	for _, s := range c.Leaves() {
		if s.Start < 0 || s.End < s.Start || s.End > len(src) {
			t.Fatalf("span %v of %d bytes", s, len(src))
		}
		for i := s.Start; i < s.End; i++ {
			shown[i] = true
		}
	}
	for i, r := range src {
		if !shown[i] && unicode.IsPrint(r) && !unicode.IsSpace(r) {
			t.Fatalf("%q at %d is nowhere: …%s…", r, i, strings.ToValidUTF8(src[max(0, i-30):min(len(src), i+30)], ""))
		}
	}
	for _, p := range c.Points {
		if p.Units == nil || p.Deadlines == nil || p.Sentences == nil || p.Parts == nil || p.Warnings == nil || p.UnitSpans == nil {
			t.Fatalf("a list of point %s is null", p.Label)
		}
		if p.Section < 0 || p.Section > len(c.Sections) {
			t.Fatalf("point %s lies in section %d of %d", p.Label, p.Section, len(c.Sections))
		}
		for _, u := range p.Units {
			if u.Part < 0 || u.Part > len(p.Parts) || u.Confidence <= 0 || u.Confidence > 1 || u.Resolved == nil {
				t.Fatalf("unit %+v", u)
			}
		}
	}
}

// TestSampleFacts says in words what the golden files must hold.
func TestSampleFacts(t *testing.T) {
	for _, c := range []struct {
		file             string
		sections, points int
		number           string
		keys             string // of all warnings
	}{
		{"onelevel", 0, 4, "", "no_units number_gap"},
		{"inline", 2, 4, "白鹭府办字〔2021〕7号", ""},
		{"labelled", 2, 5, "青浦河政办发〔2023〕3号", "person due_unclear"},
		{"restart", 6, 7, "石桥府办发〔2025〕12号", "number_repeated"},
		{"parts", 2, 3, "", "part_no_units no_units"},
		{"noise", 1, 3, "芦湖府办发〔2022〕9号", "bracket_open"},
		{"tabs", 2, 4, "", ""},
		{"plainlist", 0, 3, "", "annex no_units×3 bad_date"},
	} {
		t.Run(c.file, func(t *testing.T) {
			data, err := os.ReadFile("testdata/" + c.file + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			got := ReadText(string(data), nil)
			all := got.Warnings
			for _, p := range got.Points {
				all = append(all, p.Warnings...)
			}
			keys, times := []string{}, map[string]int{}
			for _, w := range all {
				if times[w.Key]++; times[w.Key] == 1 {
					keys = append(keys, w.Key)
				}
			}
			for i, k := range keys {
				keys[i] = strings.TrimPrefix(k, "circular.")
				if times[k] > 1 {
					keys[i] += fmt.Sprintf("×%d", times[k])
				}
			}
			if len(got.Sections) != c.sections || len(got.Points) != c.points || got.Document.Number != c.number || strings.Join(keys, " ") != c.keys {
				t.Errorf("%d sections, %d points, number %q, warnings %v", len(got.Sections), len(got.Points), got.Document.Number, keys)
			}
		})
	}
}

// FuzzRead: no text makes the reader panic or lose a character.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add("一、甲。一是乙(县财政局)二是丙(责任单位:")
	f.Add("序号\t工作任务\t责任单位\n1\t\"甲\n乙\"\t县财政局")
	f.Add("\xff一、\xe4\xb8（责任单位：\x80局）")
	f.Fuzz(func(t *testing.T, s string) {
		c := ReadText(s, nil)
		checkWhole(t, s, c)
		for _, d := range Diff(c, c) {
			if d.Old < 0 || d.New < 0 {
				t.Fatalf("a point of the same text is %s", d.Verdict)
			}
		}
	})
}

// TestHostile: texts that would make a careless reader slow. Each is of about 1 MB and
// takes less than half a second; work that grows with the square takes a minute.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const size = 1 << 20
	rep := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, s := range map[string]string{
		"open brackets":         rep("（"),
		"open clauses":          rep("（责任单位：县财政局"),
		"labels":                rep("责任单位："),
		"headings":              rep("（一）甲\n"),
		"one line":              rep("公开政府信息"),
		"lines without an end":  "（一）甲\n" + rep("公开政府信息公开政府信息\n"),
		"numbers":               rep("2023年10月底前"),
		"一是":                    "一、甲\n" + rep("一是乙（县财政局）"),
		"separators":            "一、甲（责任单位：" + rep("、") + "）",
		"names":                 "一、甲（责任单位：" + rep("县财政局、") + "）",
		"tabs":                  rep("一\t"),
		"table":                 "序号\t工作任务\t责任单位\n" + rep("1\t公开\t县财政局\n"),
		"quotation marks":       rep("\"\t\""),
		"titles":                rep("关于公开的要点"),
		"titles in lines":       rep("关于公开\n"),
		"open titles":           rep("《"),
		"spaces":                "一、甲（责任单位：" + rep("县财政局 ") + "）",
		"brackets and the rest": "（一）" + rep("甲（乙）"),
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			for _, s := range []string{s, "一、甲\n（一）乙\n" + s + "\n（二）丙\n"} {
				checkWhole(t, s, ReadText(s, nil))
			}
			if took := time.Since(began); took > 7*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestMutations cuts, doubles and moves pieces of the samples, as careless
// editing does; what comes out must still be read whole.
func TestMutations(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(2023, 55))
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			s := []rune(string(data))
			for range 1 + rnd.IntN(8) {
				i := rnd.IntN(len(s))
				j := min(len(s), i+1+rnd.IntN(20))
				piece := append([]rune{}, s[i:j]...)
				switch rnd.IntN(4) {
				case 0:
					s = append(s[:i], s[j:]...)
				case 1:
					s = append(s[:j], append(piece, s[j:]...)...)
				case 2:
					s = append(s[:i], append([]rune("\n"), s[i:]...)...)
				default:
					s = append(s[:i], append([]rune{[]rune("（）()：:、；。\t\"“《一1 ")[rnd.IntN(15)]}, s[i:]...)...)
				}
				if len(s) == 0 {
					s = []rune("一")
				}
			}
			text := string(s)
			checkWhole(t, text, ReadText(text, nil))
		}
	}
}
