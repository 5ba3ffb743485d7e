package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

const noonDay calendar.Day = "2026-11-23"

func pageOf(text string, refs ...string) *kept {
	return &kept{answer: newAnswer(http.StatusOK, http.Header{}, []byte(text), well), shows: shows{all: refs == nil, refs: refs}}
}

// TestHolds says after which changes a page is made anew.
func TestHolds(t *testing.T) {
	for _, c := range []struct {
		name    string
		shows   []string // nil is anything
		changed []string // nil is everything at once
		want    bool
	}{
		{"its thing", []string{"plan/17"}, []string{"plan/17"}, false},
		{"another thing", []string{"plan/17"}, []string{"plan/18"}, true},
		{"a thing that begins alike", []string{"plan/1"}, []string{"plan/17"}, true},
		{"a thing of its noun", []string{"plan"}, []string{"plan/17"}, false},
		{"a thing below its thing", []string{"plan/report"}, []string{"plan/report/9"}, false},
		{"another noun", []string{"plan", "unit"}, []string{"duty/3"}, true},
		{"one of many", []string{"plan", "unit"}, []string{"duty/3", "unit/4"}, false},
		{"anything", nil, []string{"duty/3"}, false},
		{"nothing", []string{}, []string{"duty/3"}, true},
		{"everything", []string{}, nil, false},
	} {
		m := NewMemory(1 << 20)
		key := keptKey{uri: "/"}
		build := func() *kept { return pageOf("x", c.shows...) }
		if c.shows != nil && len(c.shows) == 0 {
			build = func() *kept { p := pageOf("x", "none"); p.shows.refs = nil; return p }
		}
		m.once(t.Context(), key, noon, noonDay, build)
		if m.fresh(key, noon, noonDay) == nil {
			t.Fatalf("%s: nothing is kept", c.name)
		}
		m.Changed("other/1") // so that the number of the change is not the first
		if c.shows != nil && m.fresh(key, noon, noonDay) == nil {
			t.Errorf("%s: gone after a change elsewhere", c.name)
		}
		m.once(t.Context(), key, noon, noonDay, build)
		m.Changed(c.changed...)
		if got := m.fresh(key, noon, noonDay) != nil; got != c.want {
			t.Errorf("%s: kept %v, want %v", c.name, got, c.want)
		}
	}
}

// TestGrowsOld keeps nothing over midnight, nor for longer than ten minutes.
func TestGrowsOld(t *testing.T) {
	m := NewMemory(1 << 20)
	m.once(t.Context(), keptKey{}, noon, noonDay, func() *kept { return pageOf("x") })
	if m.fresh(keptKey{}, noon.Add(longest-1), noonDay) == nil || m.fresh(keptKey{}, noon.Add(longest), noonDay) != nil || m.fresh(keptKey{}, noon, "2026-11-24") != nil {
		t.Error("kept for too short or too long")
	}
}

// TestOnce has many ask at the same time for what is made once.
func TestOnce(t *testing.T) {
	m := NewMemory(1 << 20)
	var built atomic.Int32
	begun, go_ := make(chan struct{}), make(chan struct{})
	build := func() *kept {
		if built.Add(1) == 1 {
			close(begun)
		}
		<-go_
		return pageOf("x", "plan")
	}
	var all sync.WaitGroup
	ask := func() {
		if m.once(t.Context(), keptKey{}, noon, noonDay, build) == nil {
			t.Error("somebody got nothing")
		}
	}
	all.Go(ask)
	<-begun
	for range 50 {
		all.Go(ask)
	}
	time.Sleep(10 * time.Millisecond)
	close(go_)
	all.Wait()
	if n := built.Load(); n != 1 {
		t.Errorf("made %d times", n)
	}
}

// TestChangeMeanwhile changes a thing while its page is made: who asks after the
// change never gets what was begun before it.
func TestChangeMeanwhile(t *testing.T) {
	m := NewMemory(1 << 20)
	begun, go_ := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		m.once(t.Context(), keptKey{}, noon, noonDay, func() *kept {
			close(begun)
			<-go_
			return pageOf("old", "plan/1")
		})
	})
	<-begun
	m.Changed("plan/1")
	late := make(chan string)
	go func() {
		p := m.once(t.Context(), keptKey{}, noon, noonDay, func() *kept { return pageOf("new", "plan/1") })
		late <- string(p.answer.plain.body)
	}()
	time.Sleep(10 * time.Millisecond)
	close(go_)
	if got := <-late; got != "new" {
		t.Errorf("who asked after the change got the %s page", got)
	}
	all.Wait()
	if p := m.fresh(keptKey{}, noon, noonDay); p == nil || string(p.answer.plain.body) != "new" {
		t.Error("the old page stays")
	}
}

// TestFailed lets nobody wait for what panics, and nobody have what is not for all.
func TestFailed(t *testing.T) {
	m := NewMemory(1 << 20)
	func() {
		defer func() { _ = recover() }()
		m.once(t.Context(), keptKey{}, noon, noonDay, func() *kept { panic("x") })
	}()
	if m.once(t.Context(), keptKey{}, noon, noonDay, func() *kept { return nil }) != nil || m.fresh(keptKey{}, noon, noonDay) != nil {
		t.Error("something is kept")
	}
	ctx, cancel := context.WithCancel(t.Context())
	f, leads := m.join(keptKey{})
	cancel()
	if m.once(ctx, keptKey{}, noon, noonDay, func() *kept { return pageOf("x") }) != nil || !leads {
		t.Error("who has gone still waits")
	}
	m.land(keptKey{}, f)
}

// TestBounded puts in ten times as much as there is room for.
func TestBounded(t *testing.T) {
	const most = 1 << 20
	m := NewMemory(most)
	for i := range 1000 {
		b := make([]byte, 10_000)
		for j := range b {
			b[j] = byte('a' + (i+j*j)%26)
		}
		m.once(t.Context(), keptKey{uri: fmt.Sprint(i)}, noon, noonDay, func() *kept { return pageOf(string(b), "x") })
	}
	m.kept.CleanUp()
	if n := m.kept.WeightedSize(); n > most || n < most/2 {
		t.Errorf("%d bytes are kept, of %d", n, most)
	}
}

// TestManyChanges forgets everything when the list of changes is full.
func TestManyChanges(t *testing.T) {
	m := NewMemory(1 << 20)
	m.once(t.Context(), keptKey{}, noon, noonDay, func() *kept { return pageOf("x", "unit") })
	for i := range changesMost + 2 {
		m.Changed(fmt.Sprintf("plan/%d", i))
	}
	if len(m.changes.at) > changesMost+1 || m.fresh(keptKey{}, noon, noonDay) != nil {
		t.Errorf("%d things are remembered", len(m.changes.at))
	}
}

// TestRecall keeps a value, and tells the page that is made of it what it shows.
func TestRecall(t *testing.T) {
	m := NewMemory(8 << 20)
	var rec recorder
	ctx := context.WithValue(t.Context(), recorderKey{}, &rec)
	n := 0
	get := func() (int, error) {
		return Recall(ctx, m, noon, "n", []string{"plan"}, func(context.Context) (int, error) { n++; return n, nil })
	}
	for _, want := range []int{1, 1, 2} {
		if want == 2 {
			m.Changed("plan/1")
		}
		if got, err := get(); got != want || err != nil {
			t.Errorf("%d %v, want %d", got, err, want)
		}
	}
	if fmt.Sprint(rec.refs) != "[plan plan plan]" {
		t.Errorf("the page hears of %v", rec.refs)
	}
	bad := errors.New("bad")
	if _, err := Recall(ctx, m, noon, "bad", nil, func(context.Context) (int, error) { return 0, bad }); !errors.Is(err, bad) {
		t.Error(err)
	}
	if v, err := Recall(ctx, nil, noon, "n", nil, func(context.Context) (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Error("without a memory nothing is loaded")
	}
}

// BenchmarkKept takes one page from memory; -cpu 1,2 shows what sharing costs.
func BenchmarkKept(b *testing.B) {
	m := NewMemory(1 << 20)
	key := keptKey{host: "www.example.gov.cn", uri: "/publish/1234567890123"}
	m.once(b.Context(), key, noon, noonDay, func() *kept { return pageOf("x", "publish/1234567890123") })
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if m.fresh(key, noon, noonDay) == nil {
				b.Fatal("nothing is kept")
			}
		}
	})
}
