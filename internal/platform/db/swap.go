package db

import (
	"context"
	"errors"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// besideEnd is what the name of a schema beside another one ends in.
const besideEnd = "_restoring"

// newest is the version of the last step of the schema that this program knows.
func newest() (version int64, err error) {
	files, err := migrations.ReadDir("migrations")
	for _, f := range files {
		number, _, _ := strings.Cut(path.Base(f.Name()), "_")
		v, numErr := strconv.ParseInt(number, 10, 64)
		version, err = max(version, v), errors.Join(err, numErr)
	}
	return version, err
}

// Known asks that a version of the schema is not of a newer program.
//
// Errors: Invalid if it is.
func Known(schema int64) error {
	last, err := newest()
	if err == nil && schema > last {
		err = fault.New(fault.Invalid, "db.newer_dump")
	}
	return err
}

// Schema is the version of the last step that this database has; 0 if it has none.
func (d *DB) Schema(ctx context.Context) (version int64, err error) {
	defer fault.Wrap(&err, "db.Schema")
	err = d.Read(ctx, func(tx *Tx) (err error) { version, err = schemaIn(tx); return err })
	return version, err
}

func schemaIn(tx *Tx) (int64, error) {
	return One[int64](tx, "SELECT coalesce(max(version_id), 0) FROM "+stepsTable+" WHERE version_id > 0")
}

// MayMakeBeside asks that a schema can be made on the server.
//
// Errors: Forbidden if the user of the database may not.
func (d *DB) MayMakeBeside(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "db.MayMakeBeside")
	return d.Read(ctx, func(tx *Tx) error {
		may, err := One[int](tx, "SELECT CASE WHEN has_database_privilege(current_database(), 'CREATE') THEN 1 ELSE 0 END")
		if err == nil && may == 0 {
			err = fault.New(fault.Forbidden, "db.no_schema_right")
		}
		return err
	})
}

// MakeBeside makes an empty schema beside the one of d, and returns its name for
// Config.Schema. What a program that was killed left there is removed.
func (d *DB) MakeBeside(ctx context.Context) (schema string, err error) {
	defer fault.Wrap(&err, "db.MakeBeside")
	if err := d.MayMakeBeside(ctx); err != nil {
		return "", err
	}
	err = d.Write(ctx, func(tx *Tx) error {
		// The name of a schema has at most 63 bytes.
		if schema, err = One[string](tx, "SELECT left(current_schema(), 48) || '"+besideEnd+"'"); err != nil {
			return err
		}
		if err := dropBeside(tx, schema); err != nil {
			return err
		}
		_, err := tx.Exec("CREATE SCHEMA " + quoted(schema))
		return err
	})
	return schema, err
}

// DropBeside removes the schema that MakeBeside made.
func (d *DB) DropBeside(ctx context.Context, schema string) (err error) {
	defer fault.Wrap(&err, "db.DropBeside")
	return d.Write(ctx, func(tx *Tx) error { return dropBeside(tx, schema) })
}

// dropBeside drops our tables there, and the schema if nobody else has anything in it.
func dropBeside(tx *Tx, schema string) error {
	there, err := One[int](tx, "SELECT count(*) FROM pg_namespace WHERE nspname = ?", schema)
	if err != nil || there == 0 {
		return err
	}
	if err := drop(tx, quoted(schema)+"."); err != nil {
		return err
	}
	_, err = tx.Exec("DROP SCHEMA " + quoted(schema))
	return err
}

// TakeOver drops the tables of the program and has those of the schema beside take their
// place, in one transaction: whoever looks sees the old ones or the new ones, whole. Last
// of all, with everything done and nothing kept, it asks ready, whose error leaves the old.
//
// Errors: Conflict if another program of this kind has come meanwhile.
func (d *DB) TakeOver(ctx context.Context, schema string, ready func() error) (err error) {
	defer fault.Wrap(&err, "db.TakeOver")
	return d.run(ctx, d.write, d.writing(), func(tx *Tx) error {
		others, err := connected(tx)
		if err == nil && others > 0 {
			err = fault.New(fault.Conflict, "db.in_use")
		}
		if err != nil {
			return err
		}
		if err := takeOver(tx, schema); err != nil {
			return held(err)
		}
		return ready()
	})
}

func takeOver(tx *Tx, schema string) error {
	if _, err := tx.Exec("SET LOCAL lock_timeout = '10s'"); err != nil { // somebody may be reading with a tool of their own
		return err
	}
	if err := drop(tx, ""); err != nil {
		return err
	}
	type table struct {
		Name string `db:"tablename"`
	}
	all, err := All[table](tx, "FROM pg_tables WHERE schemaname = ? ORDER BY tablename", schema)
	if err != nil {
		return err
	}
	into, err := One[string](tx, "SELECT current_schema()")
	if err != nil {
		return err
	}
	for _, t := range all {
		if _, err := tx.Exec("ALTER TABLE " + quoted(schema) + "." + quoted(t.Name) + " SET SCHEMA " + quoted(into)); err != nil {
			return err
		}
	}
	_, err = tx.Exec("DROP SCHEMA " + quoted(schema))
	return err
}

// held says that somebody holds a table, where that is the error.
func held(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "55P03" { // lock_not_available
		return fault.Caused(err, fault.Conflict, "db.in_use")
	}
	return err
}

// quoted is a name as SQL has it.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
