package search_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"sync"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/search"
)

// A corpus makes documents that look like those of a district: the same one for
// the same number each time, so that none has to be kept. Lengths are 200 to
// 2,000 characters, 575 in the mean. Words come from the program's own list and
// from 60,000 invented ones, by Zipf's law, in sentences and paragraphs.
type corpus struct {
	own      []string // government words, the common ones first
	invented []string
	units    []string
}

var theCorpus = sync.OnceValue(func() *corpus {
	c := &corpus{}
	b, err := os.ReadFile("words.txt")
	if err != nil {
		panic(err)
	}
	_, list, _ := strings.Cut(string(b), "[word]\n")
	seen := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		if len(w) >= 6 && !seen[w] {
			seen[w] = true
			c.own = append(c.own, w)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(c.own), func(i, j int) { c.own[i], c.own[j] = c.own[j], c.own[i] })
	signs := commonSigns()
	r.Shuffle(len(signs), func(i, j int) { signs[i], signs[j] = signs[j], signs[i] })
	for range 60_000 {
		var w []rune
		for range 2 + min(r.IntN(10)/7, 1) + min(r.IntN(10)/8, 1) {
			w = append(w, signs[zipf(r, len(signs))])
		}
		c.invented = append(c.invented, string(w))
	}
	for i := range 60 {
		c.units = append(c.units, "红谷滩区"+c.own[i*7%len(c.own)]+"局")
	}
	return c
})

// commonSigns are the 3,755 characters of the first level of GB 2312.
func commonSigns() []rune {
	var raw []byte
	for hi := byte(0xB0); hi <= 0xD7; hi++ {
		for lo := byte(0xA1); lo <= 0xFE && (hi != 0xD7 || lo <= 0xF9); lo++ {
			raw = append(raw, hi, lo)
		}
	}
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(raw)
	if err != nil {
		panic(err)
	}
	return []rune(string(text))
}

// zipf draws a rank below n; the chance of a rank falls as one over it.
func zipf(r *rand.Rand, n int) int {
	return min(int(math.Exp(r.Float64()*math.Log(float64(n+1))))-1, n-1)
}

func (c *corpus) word(r *rand.Rand) string {
	if r.IntN(100) < 30 {
		return c.own[zipf(r, len(c.own))]
	}
	return c.invented[zipf(r, len(c.invented))]
}

var (
	corpusKinds = []string{"notice", "policy", "report", "list", "plan", "reply"}
	corpusForms = []string{"通知", "公告", "实施方案", "工作报告", "名单公示", "答复"}
	corpusFirst = calendar.Day("2008-01-01")
)

func (c *corpus) doc(n int64) search.Doc {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	unit, kind := zipf(r, len(c.units)), zipf(r, len(corpusKinds))
	on := corpusFirst.Add(r.IntN(6700))
	d := search.Doc{
		ID: n, Noun: "item", Kind: corpusKinds[kind], Unit: int64(unit + 1), Column: int64(r.IntN(40) + 1), On: on, State: search.Valid,
		Year: on.Time().Year(),
	}
	if r.IntN(12) == 0 {
		d.State = []search.State{search.Amended, search.Lapsed, search.Repealed, search.Withdrawn}[r.IntN(4)]
	}
	d.Title = fmt.Sprintf("%s关于%d年%s%s%s的%s", c.units[unit], d.Year, c.word(r), c.word(r), c.word(r), corpusForms[kind])
	if r.IntN(3) == 0 {
		d.Number = fmt.Sprintf("红%s发〔%d〕%d号", string([]rune(c.own[unit])[:1]), d.Year, r.IntN(900)+1)
	}
	length := int(200 + 375*r.ExpFloat64())
	d.Text = c.text(r, min(length, 2000))
	return d
}

func (c *corpus) text(r *rand.Rand, length int) string {
	var b strings.Builder
	for n := 0; n < length; {
		for i := range 4 + r.IntN(9) {
			w := c.word(r)
			if i%5 == 4 {
				w += string([]rune("的和与在对及")[r.IntN(6)])
			}
			if r.IntN(40) == 0 {
				w = fmt.Sprintf("%d年%d月", 2008+r.IntN(18), 1+r.IntN(12))
			}
			b.WriteString(w)
			n += len([]rune(w))
		}
		b.WriteString([]string{"，", "，", "。", "；", "。\n"}[r.IntN(5)])
		n++
	}
	return b.String()
}

// source is the corpus as a source of n documents.
func (c *corpus) source(n int64) search.Source {
	return search.Source{
		Noun: "item",
		After: func(_ *db.Tx, after int64, most int) ([]int64, error) {
			var ids []int64
			for id := after + 1; id <= n && len(ids) < most; id++ {
				ids = append(ids, id)
			}
			return ids, nil
		},
		Load: func(_ *db.Tx, ids []int64) ([]search.Doc, error) {
			out := make([]search.Doc, len(ids))
			for i, id := range ids {
				out[i] = c.doc(id)
			}
			return out, nil
		},
	}
}
