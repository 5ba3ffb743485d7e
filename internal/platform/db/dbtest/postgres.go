package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"gongkai.example/gongkai/internal/platform/db"
)

// schemas are the schemas of the test server that this process made.
var schemas struct {
	sync.Mutex
	made int
	keep bool     // Main is there to drop them
	free []string // migrated, and no test is in them
}

// Main runs the tests of a package that uses PostgreSQL much. A schema that a
// test is done with is emptied for the next one, at a hundredth of the time it
// takes to make one, and dropped in the end. A test that makes tables of its own
// has to drop them.
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
//
// Without it every test has a schema of its own.
func Main(m *testing.M) {
	schemas.keep = true
	m.Run()
	for _, schema := range schemas.free {
		if err := onServer(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			panic(err)
		}
	}
}

// Postgres returns an empty, migrated schema of the test server, or skips the test.
func Postgres(t testing.TB, clock *Clock) *db.DB {
	t.Helper()
	needServer(t)
	schemas.Lock()
	var schema string
	if last := len(schemas.free) - 1; last >= 0 {
		schema, schemas.free = schemas.free[last], schemas.free[:last]
	}
	schemas.Unlock()
	used := schema != ""
	if !used {
		schema = newSchema(t)
	}
	t.Cleanup(func() { giveBack(t, schema) })
	d := open(t, db.Config{DSN: addressOf(t, schema), Unsafe: true}, clock)
	if used {
		empty(t, d)
	} else if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// PostgresDSN returns the address of a fresh, empty schema of the test server,
// for a program that opens it itself, or skips the test.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	needServer(t)
	schema := newSchema(t)
	t.Cleanup(func() { drop(t, schema) })
	return addressOf(t, schema)
}

// needServer skips the test when there is no test server.
func needServer(t testing.TB) {
	t.Helper()
	if server() == "" {
		t.Skip("SKIP postgres: GONGKAI_TEST_POSTGRES is not set")
	}
}

func server() string { return os.Getenv("GONGKAI_TEST_POSTGRES") }

func newSchema(t testing.TB) string {
	t.Helper()
	schemas.Lock()
	schemas.made++
	schema := fmt.Sprintf("t%d_%d", os.Getpid(), schemas.made)
	schemas.Unlock()
	if err := onServer(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

// giveBack keeps a schema for the next test; that of a failed one may be in any state.
func giveBack(t testing.TB, schema string) {
	t.Helper()
	if !schemas.keep || t.Failed() {
		drop(t, schema)
		return
	}
	schemas.Lock()
	defer schemas.Unlock()
	schemas.free = append(schemas.free, schema)
}

func drop(t testing.TB, schema string) {
	t.Helper()
	if err := onServer(context.WithoutCancel(t.Context()), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
		t.Error(err)
	}
}

// empty deletes every row that an earlier test left.
func empty(t testing.TB, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`DO $$
			DECLARE name text;
			BEGIN
				FOR name IN SELECT tablename FROM pg_tables
					WHERE schemaname = current_schema() AND tablename <> 'goose_db_version'
				LOOP
					EXECUTE format('DELETE FROM %I', name);
				END LOOP;
			END $$`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// onServer runs one statement outside every schema of a test.
func onServer(ctx context.Context, statement string) error {
	d, err := db.Open(ctx, db.Config{DSN: server(), Unsafe: true})
	if err != nil {
		return err
	}
	err = d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(statement); return err })
	return errors.Join(err, d.Close())
}

// addressOf is the test server's address with schema as the only one in sight.
func addressOf(t testing.TB, schema string) string {
	t.Helper()
	u, err := url.Parse(server())
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}
