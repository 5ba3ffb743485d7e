package cli

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gongkai.example/gongkai/internal/platform/config"
)

func TestLinesWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log, lines := (&shell{err: &out}).gathered(config.Log{Format: "text"})
		said := func() string { synctest.Wait(); return out.String() }

		log.Info("one")
		log.With("id", "a").Info("two")
		if got := said(); got != "" {
			t.Errorf("%q was written at once", got)
		}
		time.Sleep(linesWait)
		if got := said(); strings.Count(got, "\n") != 2 || !strings.Contains(got, "msg=two id=a") {
			t.Errorf("after the wait: %q", got)
		}

		out.Reset()
		log.Info("before")
		log.WithGroup("of").Error("wrong", "n", 1)
		if got := said(); strings.Index(got, "before") > strings.Index(got, "msg=wrong of.n=1") || strings.Count(got, "\n") != 2 {
			t.Errorf("an error does not wait, nor what was before it: %q", got)
		}

		out.Reset()
		log.Info("last")
		lines.flush()
		if got := said(); !strings.Contains(got, "last") {
			t.Errorf("at the end: %q", got)
		}

		out.Reset()
		log.Info(strings.Repeat("x", linesMost))
		if got := said(); len(got) < linesMost {
			t.Errorf("%d bytes of much", len(got))
		}
		log.Log(t.Context(), slog.LevelDebug, "not asked for")
		time.Sleep(2 * linesWait)
		if got := said(); strings.Contains(got, "asked for") {
			t.Error("the level of the settings is not kept")
		}
	})
}
