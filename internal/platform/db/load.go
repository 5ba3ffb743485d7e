package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Load makes the schema of a dump in a database that has none, fills its tables with
// the rows that open gives, and takes the steps of the schema that came after. The
// two engines may be different ones. PostgreSQL has all rows or none of them; a SQLite
// file that was not filled to the end is of no use.
//
// Errors: Conflict if the database has tables already, Invalid if the dump is of a
// newer program or is no dump.
func (d *DB) Load(ctx context.Context, of Dump, open func(table string) (io.ReadCloser, error)) (err error) {
	defer fault.Wrap(&err, "db.Load")
	if err := d.schemaOf(ctx, of.Schema); err != nil {
		return err
	}
	if d.engine == sqlite {
		err = d.loadSQLite(ctx, of, open)
	} else {
		err = d.loadPostgres(ctx, of, open)
	}
	if err != nil {
		return err
	}
	_, err = d.Migrate(ctx)
	return err
}

// schemaOf takes the steps of the schema up to a version.
func (d *DB) schemaOf(ctx context.Context, version int64) error {
	empty, err := d.Empty(ctx)
	if err == nil && !empty {
		err = fault.New(fault.Conflict, "db.not_empty")
	}
	if err != nil {
		return err
	}
	p, err := d.goose(ctx)
	if err != nil {
		return err
	}
	all := p.ListSources()
	if len(all) == 0 || all[len(all)-1].Version < version {
		return fault.New(fault.Invalid, "db.newer_dump")
	}
	return d.inTurn(ctx, func() error {
		_, err := p.UpTo(ctx, version)
		return err
	})
}

// Empty reports whether the database has no table of the program.
func (d *DB) Empty(ctx context.Context) (empty bool, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		tables, err := tablesOf(tx)
		empty = len(tables) == 0
		return err
	})
	return empty, err
}

// Drop removes the tables of the program with all that is in them, and none else.
func (d *DB) Drop(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "db.Drop")
	names, err := ours()
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *Tx) error {
		for _, name := range append(names, stepsTable) {
			if _, err := tx.Exec("DROP TABLE IF EXISTS " + name); err != nil {
				return err
			}
		}
		return nil
	})
}

// fits asks that the dump has the columns that its version of the schema has.
func (of Dump) fits(tx *Tx) error {
	tables, err := tablesOf(tx)
	for _, t := range of.Tables {
		i := slices.IndexFunc(tables, func(o DumpTable) bool { return o.Name == t.Name })
		if err == nil && (i < 0 || t.sorted() != tables[i].sorted()) {
			err = fault.Caused(fmt.Errorf("db: table %q is another one in the schema", t.Name), fault.Invalid, "db.bad_dump")
		}
	}
	return err
}

func (t DumpTable) sorted() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name + " " + c.Type
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// An index is made anew once its table is filled, in a third of the time.
type index struct {
	Name string `db:"name"`
	Text string `db:"text"`
}

func indexesOf(tx *Tx, table string) ([]index, error) {
	if tx.db.engine == postgres {
		return All[index](tx, `FROM (SELECT indexname AS name, indexdef AS text FROM pg_indexes i WHERE schemaname = current_schema() AND tablename = ?
			AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname AND c.connamespace = current_schema()::regnamespace)) i ORDER BY name`, table)
	}
	return All[index](tx, "FROM (SELECT name, sql AS text FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL) i ORDER BY name", table)
}

// bare empties a table and takes its indexes away.
func (t DumpTable) bare(tx *Tx) (all []index, err error) {
	if _, err := tx.Exec("DELETE FROM " + t.Name); err != nil { // what a step of the schema put there
		return nil, err
	}
	all, err = indexesOf(tx, t.Name)
	for _, i := range all {
		if err == nil {
			_, err = tx.Exec("DROP INDEX " + i.Name)
		}
	}
	return all, err
}

func restoreIndexes(tx *Tx, all []index) error {
	for _, i := range all {
		if _, err := tx.Exec(i.Text); err != nil {
			return err
		}
	}
	return nil
}

// count asks that as many rows came as were dumped.
func (t DumpTable) count(n int64) error {
	if n != t.Rows {
		return fault.Caused(fmt.Errorf("db: %d rows of %d in %s", n, t.Rows, t.Name), fault.Invalid, "db.bad_dump")
	}
	return nil
}

func (d *DB) loadPostgres(ctx context.Context, of Dump, open func(string) (io.ReadCloser, error)) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return d.run(ctx, conn, &sql.TxOptions{Isolation: d.engine.writeLevel()}, func(tx *Tx) error {
		if err := of.fits(tx); err != nil {
			return err
		}
		for _, t := range of.Tables {
			if err := t.copyIn(tx, conn, open); err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
		}
		return nil
	})
}

// copyIn fills one table of PostgreSQL, which reads the dump itself.
func (t DumpTable) copyIn(tx *Tx, conn *sql.Conn, open func(string) (io.ReadCloser, error)) error {
	all, err := t.bare(tx)
	if err != nil {
		return err
	}
	in, err := open(t.Name)
	if err != nil {
		return err
	}
	var n int64
	err = conn.Raw(func(c any) error {
		done, err := c.(*stdlib.Conn).Conn().PgConn().CopyFrom(tx.ctx, in, "COPY "+t.Name+" ("+t.names()+") FROM STDIN")
		n = done.RowsAffected()
		return err
	})
	if err := errors.Join(err, in.Close()); err != nil {
		return err
	}
	if err := t.count(n); err != nil {
		return err
	}
	return restoreIndexes(tx, all)
}

func (d *DB) loadSQLite(ctx context.Context, of Dump, open func(string) (io.ReadCloser, error)) error {
	if err := d.Write(ctx, of.fits); err != nil {
		return err
	}
	for _, t := range of.Tables {
		if err := t.insert(ctx, d, open); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	return nil
}

// Rows are put several a statement, and many a transaction: one for the whole would
// have the journal of SQLite grow to the size of the database.
const (
	statementValues  = 900
	transactionBytes = 16 << 20
)

// insert fills one table of SQLite.
func (t DumpTable) insert(ctx context.Context, d *DB, open func(string) (io.ReadCloser, error)) error {
	var all []index
	if err := d.Write(ctx, func(tx *Tx) (err error) { all, err = t.bare(tx); return err }); err != nil {
		return err
	}
	in, err := open(t.Name)
	if err != nil {
		return err
	}
	b := &batch{table: t, db: d, ctx: ctx, most: max(1, statementValues/len(t.Columns))}
	err = Undump(in, b.add)
	if err == nil {
		err = b.flush()
	}
	if err := errors.Join(err, in.Close()); err != nil {
		return err
	}
	if err := t.count(b.n); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *Tx) error { return restoreIndexes(tx, all) })
}

// A batch gathers rows for one transaction.
type batch struct {
	table DumpTable
	db    *DB
	ctx   context.Context
	most  int // rows a statement
	args  []any
	size  int // bytes of the texts that wait
	n     int64
}

func (b *batch) add(row []string) error {
	if len(row) != len(b.table.Columns) {
		return fault.New(fault.Invalid, "db.bad_dump")
	}
	for i, c := range b.table.Columns {
		v, err := c.value(row[i])
		if err != nil {
			return err
		}
		b.args, b.size = append(b.args, v), b.size+len(row[i])
	}
	if b.n++; b.size >= transactionBytes {
		return b.flush()
	}
	return nil
}

func (b *batch) flush() error {
	wide := len(b.table.Columns)
	one := ", (?" + strings.Repeat(", ?", wide-1) + ")"
	into := "INSERT INTO " + b.table.Name + " (" + b.table.names() + ") VALUES "
	err := b.db.Write(b.ctx, func(tx *Tx) error {
		for rest := b.args; len(rest) > 0; {
			n := min(b.most, len(rest)/wide)
			if _, err := tx.Exec(into+strings.Repeat(one, n)[2:], rest[:n*wide]...); err != nil {
				return err
			}
			rest = rest[n*wide:]
		}
		return nil
	})
	b.args, b.size = b.args[:0], 0
	return err
}
