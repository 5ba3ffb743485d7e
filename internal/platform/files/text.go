package files

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/jobs"
)

const (
	// TextSize is how many bytes of the text of a content are kept.
	TextSize  = 1 << 20
	textTries = 6
)

// A TextState says whether a content could be read.
type TextState string

// The states. A content that has no row was not read yet.
const (
	Read       TextState = "read"
	Unreadable TextState = "unreadable"
)

// A Content is what a content says, read once after it was saved.
type Content struct {
	SHA256 string          `db:"sha256"`
	State  TextState       `db:"state"`
	Shown  string          `db:"shown"`  // the parts that a reader sees, a newline after each
	Hidden string          `db:"hidden"` // the others
	Cut    bool            `db:"cut"`    // there was more than TextSize
	Scan   bool            `db:"scan"`   // pictures of text, and no text
	Traces []extract.Trace `db:"traces,json"`
	ReadAt time.Time       `db:"read_at"`
}

// ContentOf returns what a content says; NotFound if it was not read yet.
func ContentOf(tx *db.Tx, sha string) (Content, error) {
	return db.Get[Content](tx, "FROM files_text WHERE sha256 = ?", sha)
}

// textOf are the arguments of the job that reads a content.
type textOf struct {
	SHA256 string `json:"sha256"`
	Name   string `json:"name"` // tells CSV from text
}

// askText has the text of f read after the commit, once a content.
func (s *Store) askText(tx *db.Tx, f File) error {
	n, err := db.One[int64](tx, "SELECT count(*) FROM files_text WHERE sha256 = ?", f.SHA256)
	if err != nil || n > 0 {
		return err
	}
	return jobs.Put(tx, s.texts, textOf{f.SHA256, "content." + string(f.Type)}, jobs.Opts{})
}

func (s *Store) readText(ctx context.Context, of textOf) error {
	data, err := s.bytes(ctx, File{Name: of.Name, SHA256: of.SHA256})
	if fault.Of(err) == fault.NotFound { // taken away in the meantime
		return nil
	}
	if err != nil {
		return err
	}
	c := Content{SHA256: of.SHA256, State: Read, Traces: []extract.Trace{}}
	f, err := extract.Read(of.Name, data)
	switch kind := fault.Of(err); {
	case kind == fault.Invalid, kind == fault.TooLarge:
		c.State = Unreadable
	case err != nil:
		return err
	default:
		c.fill(f)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c.ReadAt = tx.Now
		if _, err := tx.Exec("DELETE FROM files_text WHERE sha256 = ?", c.SHA256); err != nil {
			return err
		}
		return db.Insert(tx, "files_text", c)
	})
}

// fill takes the parts of a file as far as there is room.
func (c *Content) fill(f extract.File) {
	var shown, hidden strings.Builder
	for _, p := range f.Parts {
		to := &shown
		if p.Hidden {
			to = &hidden
		}
		text := clip(strings.ReplaceAll(p.Text, "\x00", ""), TextSize-to.Len()-1)
		c.Cut = c.Cut || len(text) < len(p.Text)
		if text = strings.TrimRight(text, "\n"); text != "" {
			to.WriteString(text + "\n")
		}
	}
	c.Shown, c.Hidden, c.Scan = shown.String(), hidden.String(), f.Scan
	c.Traces = append(c.Traces, f.Traces...)
}

// clip cuts a text to at most n bytes, and not within a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n = max(n, 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
