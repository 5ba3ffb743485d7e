package journal_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
)

// sql is tampering that one engine's shell could do.
func sql(queries ...string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		for _, q := range queries {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	}
}

// tile edits the bytes of a tile.
func tile(level int, n int64, edit func(b []byte) []byte) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		b, err := db.One[[]byte](tx, "SELECT data FROM journal_tile WHERE level = ? AND n = ?", level, n)
		if err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE journal_tile SET data = ? WHERE level = ? AND n = ?", edit(slices.Clone(b)), level, n)
		return err
	}
}

func both(fs ...func(*db.Tx) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		for _, f := range fs {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	}
}

func xor(i int) func(b []byte) []byte {
	return func(b []byte) []byte { b[i] ^= 1; return b }
}

func swap(i, j int) func(b []byte) []byte {
	return func(b []byte) []byte {
		x, y := b[i*tlog.HashSize:(i+1)*tlog.HashSize], b[j*tlog.HashSize:(j+1)*tlog.HashSize]
		for k := range x {
			x[k], y[k] = y[k], x[k]
		}
		return b
	}
}

const swapLeaves = "UPDATE journal_leaf SET idx = CASE idx WHEN 131 THEN -132 ELSE -131 END WHERE idx IN (131, 132)"

// tampers are made to a log of 300 leaves under checkpoints of 0, 100, 200 and
// 300, of which leaf i is about plan/i: 130 is sealed, 131 internal, 132 public.
var tampers = []struct {
	name    string
	do      func(*db.Tx) error
	what    journal.What
	index   int64
	ref     string
	differs string
}{
	{"public content", sql("UPDATE journal_entry SET body = '{}' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "content"},
	{"sealed content", sql("UPDATE journal_entry SET body = '{}' WHERE ref = 'plan/130'"), journal.EntryChanged, 130, "plan/130", "content"},
	{"internal body", sql("UPDATE journal_entry SET body = '{}' WHERE ref = 'plan/131'"), journal.EntryChanged, 131, "plan/131", "record"},
	{"who acted", sql("UPDATE journal_entry SET actor_name = '别人' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "record"},
	{"who acted, by number", sql("UPDATE journal_entry SET actor_id = 8 WHERE ref = 'plan/131'"), journal.EntryChanged, 131, "plan/131", "record"},
	{"what acted", sql("UPDATE journal_entry SET actor_kind = 'system' WHERE ref = 'plan/130'"), journal.EntryChanged, 130, "plan/130", "record"},
	{"when, by a minute", sql("UPDATE journal_entry SET at = at + 60000 WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "at"},
	{"unit", sql("UPDATE journal_entry SET unit = 4 WHERE ref = 'plan/130'"), journal.EntryChanged, 130, "plan/130", "unit"},
	{"act", sql("UPDATE journal_entry SET act = 'plan.other' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "act"},
	{"thing", sql("UPDATE journal_entry SET ref = 'plan/999' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/999", "ref"},
	{"two fields", sql("UPDATE journal_entry SET unit = 4, act = 'x' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "act unit"},
	{"hidden from the list of its kind", sql("UPDATE journal_entry SET noun = 'x' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "record"},
	{"form", sql("UPDATE journal_entry SET form = 'internal' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "form"},
	{"form unknown", sql("UPDATE journal_entry SET form = 'x' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "record"},
	{"number of the entry", sql("UPDATE journal_entry SET id = 5 WHERE ref = 'plan/132'"), journal.EntryRemoved, 132, "plan/132", ""},
	{"entry deleted", sql("DELETE FROM journal_entry WHERE ref = 'plan/130'"), journal.EntryRemoved, 130, "plan/130", ""},
	{"first entry deleted", sql("DELETE FROM journal_entry WHERE ref = 'plan/0'"), journal.EntryRemoved, 0, "plan/0", ""},
	{"last entry deleted", sql("DELETE FROM journal_entry WHERE ref = 'plan/299'"), journal.EntryRemoved, 299, "", ""},
	{"entry put in", sql("INSERT INTO journal_entry SELECT 5, at, actor_kind, actor_id, actor_name, unit, act, 'plan/5000', noun, form, body, salt FROM journal_entry WHERE ref = 'plan/132'"), journal.EntryUnlogged, -1, "plan/5000", ""},
	{"entry put in and a leaf that waits again", sql("INSERT INTO journal_entry SELECT 5, at, actor_kind, actor_id, actor_name, unit, act, 'plan/5000', noun, form, body, salt FROM journal_entry WHERE ref = 'plan/132'",
		"INSERT INTO journal_pending SELECT entry, leaf FROM journal_leaf WHERE idx = 132"), journal.EntryUnlogged, -1, "plan/5000", ""},
	{"body emptied", sql("UPDATE journal_entry SET body = '' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "content"},
	{"erased with no record of it", sql("UPDATE journal_entry SET body = '', salt = '' WHERE ref = 'plan/132'"), journal.EntryEmptied, 132, "plan/132", ""},
	{"salt emptied", sql("UPDATE journal_entry SET salt = '' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "record"},
	{"emptied and turned", sql("UPDATE journal_entry SET body = '', salt = '', act = 'x' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "act"},
	{"emptied and hidden", sql("UPDATE journal_entry SET body = '', salt = '', form = 'sealed' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "form"},
	{"leaf", sql("UPDATE journal_leaf SET leaf = replace(leaf, 'plan.issue', 'plan.other') WHERE idx = 132"), journal.LeafChanged, 132, "plan/132", ""},
	{"leaf no JSON", sql("UPDATE journal_leaf SET leaf = 'x' WHERE idx = 131"), journal.LeafChanged, 131, "plan/131", ""},
	{"leaf and entry", sql("UPDATE journal_leaf SET leaf = replace(leaf, 'plan.issue', 'plan.other') WHERE idx = 132", "UPDATE journal_entry SET act = 'plan.other' WHERE ref = 'plan/132'"), journal.EntryChanged, 132, "plan/132", "leaf"},
	{"leaf and tile", both(sql("UPDATE journal_leaf SET leaf = 'x' WHERE idx = 132"), tile(0, 0, func(b []byte) []byte { return put(b, 132, "x") })), journal.LeafChanged, 132, "plan/132", ""},
	{"leaf of an erased entry", sql("UPDATE journal_entry SET body = '', salt = '' WHERE ref = 'plan/132'", "UPDATE journal_leaf SET leaf = replace(leaf, '\"sm3\":\"', '\"sm3\":\"0') WHERE idx = 132"), journal.EntryChanged, 132, "plan/132", "leaf"},
	{"leaf deleted", sql("DELETE FROM journal_leaf WHERE idx = 131"), journal.LeafMissing, 131, "plan/131", ""},
	{"leaf and entry deleted", sql("DELETE FROM journal_leaf WHERE idx = 131", "DELETE FROM journal_entry WHERE ref = 'plan/131'"), journal.LeafMissing, 131, "", ""},
	{"leaves swapped", sql(swapLeaves, "UPDATE journal_leaf SET idx = -idx WHERE idx < 0"), journal.Reordered, 131, "plan/132", ""},
	{"leaves and hashes swapped", both(sql(swapLeaves, "UPDATE journal_leaf SET idx = -idx WHERE idx < 0"), tile(0, 0, swap(131, 132))), journal.Rewritten, 100, "plan/100", ""},
	{"hash", tile(0, 0, xor(132*tlog.HashSize)), journal.TileChanged, 132, "plan/132", ""},
	{"last hash", tile(0, 1, xor(43*tlog.HashSize)), journal.TileChanged, 299, "plan/299", ""},
	{"hash above", tile(1, 0, xor(3)), journal.TileChanged, 0, "plan/0", ""},
	{"tile deleted", sql("DELETE FROM journal_tile WHERE level = 0 AND n = 1"), journal.TileChanged, 256, "plan/256", ""},
	{"tile above deleted", sql("DELETE FROM journal_tile WHERE level = 1"), journal.TileChanged, 0, "plan/0", ""},
	{"tile cut", tile(0, 1, func(b []byte) []byte { return b[:40*tlog.HashSize+5] }), journal.TileChanged, 296, "plan/296", ""},
	{"tile longer", tile(0, 1, func(b []byte) []byte { return append(b, b[:tlog.HashSize]...) }), journal.TileChanged, 300, "", ""},
	{"tile too many", sql("INSERT INTO journal_tile (level, n, data) VALUES (2, 0, 'x')"), journal.TileChanged, 300, "", ""},
	{"checkpoint", sql("UPDATE journal_head SET checkpoint = replace(checkpoint, 'gongkai', 'gonglai') WHERE seq = 3"), journal.HeadChanged, 100, "plan/100", ""},
	{"size of a checkpoint", sql("UPDATE journal_head SET size = 201 WHERE seq = 3"), journal.HeadChanged, 100, "plan/100", ""},
	{"checkpoint twice", sql("UPDATE journal_head SET size = 100, checkpoint = (SELECT checkpoint FROM journal_head WHERE seq = 2) WHERE seq = 3"), journal.HeadChanged, 100, "plan/100", ""},
	{"last checkpoint", sql("UPDATE journal_head SET checkpoint = 'x' WHERE seq = 4"), journal.HeadChanged, 200, "plan/200", ""},
	{"checkpoint deleted", sql("DELETE FROM journal_head WHERE seq = 3"), journal.HeadMissing, 100, "plan/100", ""},
	{"first checkpoint deleted", sql("DELETE FROM journal_head WHERE seq = 1"), journal.HeadMissing, 0, "plan/0", ""},
	{"last checkpoint deleted", sql("DELETE FROM journal_head WHERE seq = 4"), journal.LeafUnsigned, 200, "plan/200", ""},
	{"every checkpoint deleted", sql("DELETE FROM journal_head"), journal.LeafUnsigned, 0, "plan/0", ""},
	{"two entries", sql("UPDATE journal_entry SET body = '{}' WHERE ref IN ('plan/250', 'plan/40')"), journal.EntryChanged, 40, "plan/40", "content"},
	{"an entry before a checkpoint", sql("UPDATE journal_entry SET body = '{}' WHERE ref = 'plan/50'", "DELETE FROM journal_head WHERE seq = 3"), journal.EntryChanged, 50, "plan/50", "record"},
	{"an entry behind a checkpoint", sql("UPDATE journal_entry SET body = '{}' WHERE ref = 'plan/150'", "DELETE FROM journal_head WHERE seq = 3"), journal.HeadMissing, 100, "plan/100", ""},
	{"entry that waits", sql("UPDATE journal_entry SET body = '{}' WHERE ref = 'plan/301'"), journal.EntryChanged, -1, "plan/301", "content"},
	{"leaf that waits", sql("UPDATE journal_pending SET leaf = 'x'"), journal.EntryChanged, -1, "plan/300", ""},
	{"entry that waits deleted", sql("DELETE FROM journal_entry WHERE ref = 'plan/301'"), journal.EntryRemoved, -1, "", ""},
	{"waiting leaf deleted", sql("DELETE FROM journal_pending WHERE leaf LIKE '%plan/300%'"), journal.EntryUnlogged, -1, "plan/300", ""},
}

// put writes the hash of another leaf into a tile.
func put(b []byte, i int, text string) []byte {
	h := tlog.RecordHash([]byte(text))
	copy(b[i*tlog.HashSize:], h[:])
	return b
}

// restore are the tables that are put back after each case.
var restore = []string{"journal_entry", "journal_pending", "journal_leaf", "journal_tile", "journal_head"}

func TestTamper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		sequence(t, j, 0)
		for at := 0; at < 300; at += 100 {
			write(t, d, func(tx *db.Tx) error {
				for i := at; i < at+100; i++ {
					if err := act(tx, i); err != nil {
						return err
					}
				}
				return nil
			})
			sequence(t, j, 100)
		}
		acts(t, d, 300, 2)
		for _, table := range restore {
			write(t, d, sql("CREATE TABLE keep_"+table+" AS SELECT * FROM "+table))
		}
		sound(t, j)
		for _, c := range tampers {
			t.Run(c.name, func(t *testing.T) {
				write(t, d, c.do)
				r := verify(t, j)
				f := r.Finding
				if f == nil {
					t.Fatal("not found")
				}
				if f.What != c.what || f.Index != c.index || f.Ref != c.ref || strings.Join(f.Differs, " ") != c.differs {
					t.Errorf("found %s at %d of %q in %v", f.What, f.Index, f.Ref, f.Differs)
				}
				if text := i18n.Text(f.Text); strings.ContainsAny(text, "{}") || strings.Contains(text, "journal.") {
					t.Errorf("text %q", text)
				}
				if fault.Of(r.Err()) != fault.Conflict {
					t.Errorf("error %v", r.Err())
				}
			})
			for _, table := range restore {
				write(t, d, sql("DELETE FROM "+table, "INSERT INTO "+table+" SELECT * FROM keep_"+table))
			}
		}
		sound(t, j)
		for _, table := range restore {
			write(t, d, sql("DROP TABLE keep_"+table))
		}
	})
}

// TestInsider has somebody with the database and the key write the log anew.
// Only a checkpoint that another person kept can show it.
func TestInsider(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		var kept []string
		for range 3 {
			acts(t, d, 40*len(kept), 40)
			sequence(t, j, 40)
			c, err := j.Checkpoint(t.Context())
			must(t, err)
			kept = append(kept, c)
		}
		sound(t, j, kept...)
		write(t, d, sql(
			"DELETE FROM journal_entry WHERE ref = 'plan/60'",
			"INSERT INTO journal_pending SELECT entry, leaf FROM journal_leaf WHERE entry IN (SELECT id FROM journal_entry)",
			"DELETE FROM journal_leaf", "DELETE FROM journal_tile", "DELETE FROM journal_head"))
		stranger := open(t, d)
		sequence(t, stranger, 119)
		if f := verify(t, j).Finding; f == nil || f.What != journal.HeadChanged || f.Index != 0 {
			t.Errorf("a log signed by another key: %+v", f)
		}
		if _, err := j.Sequence(t.Context()); err != nil {
			t.Errorf("nothing to do, and %v", err)
		}
		acts(t, d, 500, 1)
		if _, err := j.Sequence(t.Context()); fault.As(err).Text.Key != "journal.other_key" {
			t.Errorf("a log signed by another key is continued: %v", err)
		}
		write(t, d, sql("DELETE FROM journal_entry WHERE ref = 'plan/500'", "DELETE FROM journal_pending",
			"INSERT INTO journal_pending SELECT entry, leaf FROM journal_leaf",
			"DELETE FROM journal_leaf", "DELETE FROM journal_tile", "DELETE FROM journal_head"))
		sequence(t, j, 119)
		sound(t, j)
		sound(t, j, kept[0])
		for known, want := range map[string]journal.Finding{
			kept[1]: {What: journal.Rewritten, Index: 0},
			kept[2]: {What: journal.Shortened, Index: 119},
		} {
			if f := verify(t, j, known).Finding; f == nil || f.What != want.What || f.Index != want.Index {
				t.Errorf("found %+v, want %+v", f, want)
			}
		}
		if f := verify(t, j, kept...).Finding; f == nil || f.What != journal.Rewritten || f.Index != 40 {
			t.Errorf("with all of them: %+v", f)
		}
		if _, err := j.Since(t.Context(), kept[2]); fault.As(err).Text.Key != "journal.shorter" {
			t.Errorf("a log that shrank proves that it grew: %v", err)
		}
		if _, err := j.Verify(t.Context(), nil, "x"); fault.Of(err) != fault.Invalid {
			t.Errorf("a checkpoint of nobody: %v", err)
		}
	})
}

// TestSequencerRefuses asks that a broken tree is not signed.
func TestSequencerRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		acts(t, d, 0, 300)
		sequence(t, j, 300)
		acts(t, d, 300, 1)
		for name, do := range map[string]func(*db.Tx) error{
			"hash":        tile(0, 1, xor(5)),
			"hash above":  tile(1, 0, xor(5)),
			"longer tile": tile(0, 1, func(b []byte) []byte { return append(b, b[:tlog.HashSize]...) }),
			"no tile":     sql("DELETE FROM journal_tile WHERE level = 1"),
		} {
			write(t, d, sql("CREATE TABLE keep AS SELECT * FROM journal_tile"))
			write(t, d, do)
			if _, err := j.Sequence(t.Context()); fault.As(err).Text.Key != "journal.broken" {
				t.Errorf("%s: %v", name, err)
			}
			write(t, d, sql("DELETE FROM journal_tile", "INSERT INTO journal_tile SELECT * FROM keep", "DROP TABLE keep"))
		}
		sequence(t, j, 1)
		sound(t, j)
	})
}
