package consult_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// BenchmarkRegroup has 10 s for the 10,000 opinions of a consultation, as they lie in the
// database, sealed: two thirds are copies with words changed.
func BenchmarkRegroup(b *testing.B) {
	for name, open := range map[string]func(testing.TB, *dbtest.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			clock := dbtest.At(today)
			w := newWorld(b, open(b, clock), clock)
			id := w.crowd(10_000)
			for b.Loop() {
				w.must(w.s.Regroup(b.Context(), id))
				b.StopTimer()
				w.must(w.db.Write(b.Context(), func(tx *db.Tx) error { // each by itself again, as it came
					_, err := tx.Exec("UPDATE consult_opinion SET group_id = id")
					return err
				}))
				b.StartTimer()
			}
		})
	}
}

// crowd is a consultation with so many opinions.
func (w *world) crowd(size int) consult.ID {
	w.Helper()
	id := w.open(edit())
	rng := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("建议 希望 停车 收费 标准 降低 小区 道路 绿化 管理 部门 加强 监督 老年 儿童 设施 增加 公交 线路 调整 方案 实施 时间 延长 噪音 施工 夜间 物业 费用 公开 透明 听证 居民 代表 意见 采纳 反馈 学校 周边 安全 照明 垃圾 分类 投放 地点 合理 设置")
	var letters [][]string
	for n := range size {
		var text []string
		if len(letters) > 0 && rng.IntN(3) > 0 {
			text = append(text, letters[rng.IntN(min(len(letters), 40))]...)
			text[rng.IntN(len(text))] = words[rng.IntN(len(words))]
		} else {
			for range 20 + rng.IntN(60) {
				text = append(text, words[rng.IntN(len(words))])
			}
			letters = append(letters, text)
		}
		in := consult.Sending{Text: strings.Join(text, ""), Sender: consult.Sender{Phone: fmt.Sprintf("139%08d", n)}}
		if _, err := w.s.Send(w.Context(), id, in, "", fmt.Sprintf("10.%d.%d.1", n/250, n%250)); err != nil {
			w.Fatal(err)
		}
	}
	return id
}
