package cli

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"gongkai.example/gongkai/internal/platform/config"
)

// logger writes to the standard error as the settings say, each line at once.
func (s *shell) logger(c config.Log) *slog.Logger { return slog.New(handler(s.err, c)) }

func handler(w io.Writer, c config.Log) slog.Handler {
	opts := &slog.HandlerOptions{Level: c.Level}
	if c.Format == "json" {
		return slog.NewJSONHandler(w, opts)
	}
	return slog.NewTextHandler(w, opts)
}

// gathered is a logger for a server, which says a line a request: lines are
// written together, and a warning or an error at once with all before it. The
// caller flushes the lines when the server has stopped.
func (s *shell) gathered(c config.Log) (*slog.Logger, *lines) {
	l := &lines{to: s.err}
	return slog.New(urgent{handler(l, c), l}), l
}

// Lines wait so long at most, and so many bytes.
const (
	linesWait = 200 * time.Millisecond
	linesMost = 16 << 10
)

// lines gathers what is written to it.
type lines struct {
	to io.Writer

	mu    sync.Mutex
	held  []byte
	timer *time.Timer // nil: nothing waits
}

// Write takes a line. That the standard error is gone is nobody's to know.
func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = append(l.held, line...)
	switch {
	case len(l.held) >= linesMost:
		l.write()
	case l.timer == nil:
		l.timer = time.AfterFunc(linesWait, l.flush)
	}
	return len(line), nil
}

// flush writes what waits.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write()
}

func (l *lines) write() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	if len(l.held) > 0 {
		_, _ = l.to.Write(l.held)
		l.held = l.held[:0]
	}
}

// urgent has nothing wait once something is wrong: the program may be about to end.
type urgent struct {
	slog.Handler
	lines *lines
}

// Handle writes a record.
func (u urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		u.lines.flush()
	}
	return err
}

// WithAttrs returns a handler that adds them to each record.
func (u urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return urgent{u.Handler.WithAttrs(attrs), u.lines}
}

// WithGroup returns a handler that puts what is added from now on under a name.
func (u urgent) WithGroup(name string) slog.Handler {
	return urgent{u.Handler.WithGroup(name), u.lines}
}
