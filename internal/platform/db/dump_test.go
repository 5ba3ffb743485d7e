package db_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// dumped is a dump in memory.
type dumped struct {
	db.Dump
	files map[string]*bytes.Buffer
}

type noClose struct{ io.Writer }

func (noClose) Close() error { return nil }

func dump(t *testing.T, d *db.DB, leave ...string) dumped {
	t.Helper()
	out := dumped{files: map[string]*bytes.Buffer{}}
	var err error
	out.Dump, err = d.Dump(t.Context(), leave, func(table string) (io.WriteCloser, error) {
		out.files[table] = &bytes.Buffer{}
		return noClose{out.files[table]}, nil
	})
	must(t, err)
	return out
}

func (d dumped) open(table string) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(d.files[table].Bytes())), nil
}

// lines are the rows of each table, in the order of the columns' names, sorted: what a
// dump says, whichever engine it came from.
func (d dumped) lines(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, table := range d.Tables {
		must(t, db.Undump(d.files[table.Name], func(row []string) error {
			cells := map[string]string{}
			for i, c := range table.Columns {
				cells[c.Name] = c.Type + " " + row[i]
			}
			out[table.Name] = append(out[table.Name], fmt.Sprintf("%q", cells))
			return nil
		}))
		slices.Sort(out[table.Name])
	}
	return out
}

// fresh is a database without a schema, of either engine.
func fresh(t *testing.T, engine string) *db.DB {
	t.Helper()
	dsn := filepath.Join(t.TempDir(), "fresh.db")
	if engine == "postgres" {
		dsn = dbtest.PostgresDSN(t)
	}
	d, err := db.Open(t.Context(), db.Config{DSN: dsn, Unsafe: true})
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	return d
}

// fill puts rows with everything into tables that a text could be hurt by.
func fill(t *testing.T, d *db.DB) {
	t.Helper()
	texts := []string{"", "政务公开", "a\tb\nc\\d\re\bf\fg\vh", `\N`, `\.`, `\x41`, `"quoted" 'too'`, strings.Repeat("长", 100_000), "\u0001\u001f\u007f\u00a0"}
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		for i, text := range texts {
			salt := []byte(text)
			if _, err := tx.Exec(`INSERT INTO journal_entry (id, at, actor_kind, actor_id, actor_name, unit, act, ref, noun, form, body, salt)
				VALUES (?, ?, 'machine', 0, ?, ?, 'a', 'x/1', 'x', 'internal', ?, ?)`, tx.ID(), tx.Now, text, -i, text, salt[:min(len(salt), 1000)]); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT INTO unit_group (id, rev, name, members, note, sort) VALUES (?, 1, ?, '{}', ?, ?)", tx.ID(), fmt.Sprint(i), text, i); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestDump: what is dumped from one engine loads into the other, value for value, with
// every index that the schema has.
func TestDump(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, from *db.DB) {
		fill(t, from)
		must(t, from.Write(t.Context(), func(tx *db.Tx) error { // of somebody else
			_, err := tx.Exec("CREATE TABLE _elsewhere (id INTEGER PRIMARY KEY, at REAL)")
			return err
		}))
		first := dump(t, from)
		for _, engine := range []string{"sqlite", "postgres"} {
			t.Run("to "+engine, func(t *testing.T) {
				to := fresh(t, engine)
				must(t, to.Load(t.Context(), first.Dump, first.open))
				second := dump(t, to)
				if first.Schema != second.Schema || second.Schema < 45 {
					t.Errorf("schema %d became %d", first.Schema, second.Schema)
				}
				want, got := dumpedAgain(first).lines(t), second.lines(t)
				if len(want["journal_entry"]) != 9 || !maps.EqualFunc(want, got, slices.Equal[[]string]) {
					t.Errorf("rows differ: %d tables and %d", len(want), len(got))
					for name := range want {
						if !slices.Equal(want[name], got[name]) {
							t.Errorf("%s: %.2000q\nbecame %.2000q", name, want[name], got[name])
						}
					}
				}
				if want, got := indexes(t, fresh(t, engine), true), indexes(t, to, false); !slices.Equal(want, got) {
					t.Errorf("indexes:\n%v\nbecame\n%v", want, got)
				}
			})
		}
	})
}

// dumpedAgain is d with buffers that were not read yet.
func dumpedAgain(d dumped) dumped {
	out := dumped{d.Dump, map[string]*bytes.Buffer{}}
	for name, b := range d.files {
		out.files[name] = bytes.NewBuffer(bytes.Clone(b.Bytes()))
	}
	return out
}

func indexes(t *testing.T, d *db.DB, migrate bool) (out []string) {
	t.Helper()
	if migrate {
		_, err := d.Migrate(t.Context())
		must(t, err)
	}
	type named struct {
		Name string `db:"name"`
	}
	from := "FROM sqlite_master WHERE type = 'index' ORDER BY name"
	if d.Engine() == "postgres" {
		from = `FROM (SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema()) i ORDER BY name COLLATE "C"`
	}
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		all, err := db.All[named](tx, from)
		for _, one := range all {
			out = append(out, one.Name)
		}
		return err
	}))
	if len(out) < 50 {
		t.Fatalf("only %d indexes", len(out))
	}
	return out
}

// TestDumpWhileWriting: every write puts one row into each of two tables, and a dump has
// as many of one as of the other, and those that were committed before it began.
func TestDumpWhileWriting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		var mu sync.Mutex
		committed := map[int64]bool{}
		for range 2 {
			wait.Go(func() {
				for ctx.Err() == nil {
					var id int64
					err := d.Write(ctx, func(tx *db.Tx) error {
						id = tx.ID()
						_, err := tx.Exec("INSERT INTO journal_pending (entry, leaf) VALUES (?, 'x')", id)
						if err == nil {
							_, err = tx.Exec("INSERT INTO journal_leaf (idx, entry, leaf) VALUES (?, ?, 'x')", id, id)
						}
						return err
					})
					if err == nil {
						mu.Lock()
						committed[id] = true
						mu.Unlock()
					}
				}
			})
		}
		for range 8 {
			mu.Lock()
			before := maps.Clone(committed)
			mu.Unlock()
			got := dump(t, d)
			pending, leaves := ids(t, got, "journal_pending", "entry"), ids(t, got, "journal_leaf", "entry")
			if !maps.Equal(pending, leaves) {
				t.Errorf("%d rows of one and %d of the other", len(pending), len(leaves))
			}
			for id := range before {
				if !pending[fmt.Sprint(id)] {
					t.Errorf("%d was committed before and is not in the dump", id)
				}
			}
		}
		stop()
		wait.Wait()
		if len(committed) == 0 {
			t.Error("nothing was written meanwhile")
		}
	})
}

func ids(t *testing.T, d dumped, table, column string) map[string]bool {
	t.Helper()
	i := slices.IndexFunc(d.Tables, func(o db.DumpTable) bool { return o.Name == table })
	at := slices.IndexFunc(d.Tables[i].Columns, func(c db.Column) bool { return c.Name == column })
	out := map[string]bool{}
	must(t, db.Undump(d.files[table], func(row []string) error { out[row[at]] = true; return nil }))
	return out
}

// TestLoadRefused: what is not a whole dump of this program leaves PostgreSQL without a
// row, and a database that has something is not touched.
func TestLoadRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, from *db.DB) {
		fill(t, from)
		good := dump(t, from)
		if err := from.Load(t.Context(), good.Dump, good.open); fault.Of(err) != fault.Conflict {
			t.Errorf("a database with rows was loaded into: %v", err)
		}
		at := func(d dumped, table string) *db.DumpTable {
			return &d.Tables[slices.IndexFunc(d.Tables, func(o db.DumpTable) bool { return o.Name == table })]
		}
		for name, spoil := range map[string]func(d *dumped){
			"newer":        func(d *dumped) { d.Schema = 9999 },
			"row missing":  func(d *dumped) { at(*d, "unit_group").Rows++ },
			"other table":  func(d *dumped) { at(*d, "unit_group").Name = "unit_group; DROP TABLE jobs_job" },
			"other column": func(d *dumped) { at(*d, "unit_group").Columns[0].Name = "nobody" },
			"cut off":      func(d *dumped) { b := d.files["unit_group"]; b.Truncate(b.Len() - 3) },
			"no escape":    func(d *dumped) { d.files["jobs_job"].WriteString("a\\q\n") },
		} {
			t.Run(name, func(t *testing.T) {
				d := dumpedAgain(good)
				d.Tables = slices.Clone(good.Tables)
				for i := range d.Tables {
					d.Tables[i].Columns = slices.Clone(d.Tables[i].Columns)
				}
				spoil(&d)
				to := fresh(t, from.Engine())
				err := to.Load(t.Context(), d.Dump, d.open)
				if err == nil || from.Engine() == "sqlite" && fault.Of(err) != fault.Invalid {
					t.Fatalf("loaded: %v", err)
				}
				if from.Engine() == "postgres" && name != "newer" {
					for table, rows := range dump(t, to).lines(t) {
						if table != "db_write" {
							t.Errorf("%s has %d rows", table, len(rows))
						}
					}
				}
			})
		}
		must(t, from.Drop(t.Context()))
		if empty, err := from.Empty(t.Context()); !empty || err != nil {
			t.Errorf("after Drop: %v %v", empty, err)
		}
		must(t, from.Load(t.Context(), good.Dump, good.open))
	})
}
