package db

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Dump is what the tables of a database held in one snapshot.
type Dump struct {
	Schema int64       `json:"schema"` // version of the last step of the schema
	Tables []DumpTable `json:"tables"`
}

// A DumpTable is one table of a dump.
type DumpTable struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"` // in the order of the values in a row
	Rows    int64    `json:"rows"`
}

// A Column is one column of a dumped table.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"` // text, number, bytes
}

// The types of columns. Both engines know them by names of their own.
const (
	typeText   = "text"
	typeNumber = "number"
	typeBytes  = "bytes"
)

var columnTypes = map[string]string{"text": typeText, "bigint": typeNumber, "integer": typeNumber, "bytea": typeBytes}

// stepsTable is where goose notes the steps that were taken.
const stepsTable = "goose_db_version"

// Dump writes the rows of every table to the writer that open gives for it, in the text
// format of COPY, all from one snapshot: it has every write that was committed
// before Dump was called. The program goes on reading and writing meanwhile. Full-text
// tables are left out, since each engine has its own, and so are those named in leave.
//
// Errors: Conflict if a newer program has written the database: its tables would be missing.
func (d *DB) Dump(ctx context.Context, leave []string, open func(table string) (io.WriteCloser, error)) (out Dump, err error) {
	defer fault.Wrap(&err, "db.Dump")
	if _, err := d.Migrations(ctx); err != nil {
		return out, err
	}
	err = d.snapshot(ctx, func(tx *Tx, conn *sql.Conn) error {
		if out.Schema, err = One[int64](tx, "SELECT coalesce(max(version_id), 0) FROM "+stepsTable+" WHERE version_id > 0"); err != nil {
			return err
		}
		tables, err := tablesOf(tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if slices.Contains(leave, t.Name) {
				continue
			}
			w, err := open(t.Name)
			if err != nil {
				return err
			}
			t.Rows, err = t.dump(tx, conn, w)
			if err := errors.Join(err, w.Close()); err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
			out.Tables = append(out.Tables, t)
		}
		return nil
	})
	return out, err
}

// snapshot reads in one transaction. That of PostgreSQL waits for a snapshot which no
// order of writes one after another contradicts; its connection is given too, for COPY.
func (d *DB) snapshot(ctx context.Context, f func(*Tx, *sql.Conn) error) error {
	if d.engine == sqlite {
		return d.Read(ctx, func(tx *Tx) error { return f(tx, nil) })
	}
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return d.run(ctx, conn, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelSerializable}, func(tx *Tx) error {
		if _, err := tx.Exec("SET TRANSACTION DEFERRABLE"); err != nil {
			return err
		}
		return f(tx, conn)
	})
}

var createTable = regexp.MustCompile(`(?m)^CREATE (?:VIRTUAL )?TABLE (\w+)`)

// ours are the tables that the steps of the schema make: whoever copies the file of
// SQLite, or shares a schema of PostgreSQL, may have others there.
func ours() (names []string, err error) {
	files, err := migrations.ReadDir("migrations")
	for _, f := range files {
		text, readErr := migrations.ReadFile("migrations/" + f.Name())
		err = errors.Join(err, readErr)
		for _, m := range createTable.FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// tablesOf lists our tables with their columns, in alphabetic order, without full-text ones.
func tablesOf(tx *Tx) (out []DumpTable, err error) {
	own, err := ours()
	if err != nil {
		return nil, err
	}
	type column struct {
		Table string `db:"t.name"`
		Name  string `db:"c.name"`
		Type  string `db:"c.type"`
	}
	from := `FROM pragma_table_list t JOIN pragma_table_info(t.name) c
		WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid`
	if tx.db.engine == postgres {
		from = `FROM (SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE') t
			JOIN (SELECT table_name, column_name AS name, data_type AS type, ordinal_position AS cid FROM information_schema.columns WHERE table_schema = current_schema()) c
			ON c.table_name = t.name ORDER BY t.name COLLATE "C", c.cid`
	}
	err = Each(tx, func(c column) error {
		if _, is := slices.BinarySearch(own, c.Table); !is {
			return nil
		}
		if n := len(out); n == 0 || out[n-1].Name != c.Table {
			out = append(out, DumpTable{Name: c.Table})
		}
		t := &out[len(out)-1]
		t.Columns = append(t.Columns, Column{c.Name, columnTypes[strings.ToLower(c.Type)]})
		if c.Type == "tsvector" {
			t.Columns[0].Type = c.Type // of a full-text table
		}
		return nil
	}, from)
	out = slices.DeleteFunc(out, func(t DumpTable) bool { return t.Columns[0].Type == "tsvector" })
	for _, t := range out {
		for _, c := range t.Columns {
			if c.Type == "" {
				return nil, errors.Join(err, fmt.Errorf("db: the type of %s.%s cannot be dumped", t.Name, c.Name))
			}
		}
	}
	return out, err
}

// names lists the columns as SQL has them.
func (t DumpTable) names() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// dump writes the rows of one table and returns how many they are.
func (t DumpTable) dump(tx *Tx, conn *sql.Conn, w io.Writer) (n int64, err error) {
	if tx.db.engine == postgres {
		err = conn.Raw(func(c any) error {
			done, err := c.(*stdlib.Conn).Conn().PgConn().CopyTo(tx.ctx, w, "COPY (SELECT "+t.names()+" FROM "+t.Name+") TO STDOUT")
			n = done.RowsAffected()
			return err
		})
		return n, err
	}
	rows, err := tx.query("SELECT "+t.names()+" FROM "+t.Name, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	out := bufio.NewWriterSize(w, copyBuffer)
	row, dest := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range row {
		dest[i] = &row[i]
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(dest...); err != nil {
			return n, err
		}
		for i, v := range row {
			if err := writeField(out, v); err != nil {
				return n, err
			}
			end := byte('\t')
			if i == len(row)-1 {
				end = '\n'
			}
			if err := out.WriteByte(end); err != nil {
				return n, err
			}
		}
	}
	return n, errors.Join(rows.Err(), out.Flush())
}
