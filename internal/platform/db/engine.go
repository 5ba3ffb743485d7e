package db

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	lite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// An engine is all that differs between the two databases.
type engine string

const (
	sqlite   engine = "sqlite"
	postgres engine = "postgres"
)

// wall is the wall clock: the default of Config.Clock, and the source of ids.
func wall() time.Time { return time.Now() }

// What each connection keeps of the file, in KiB. Readers are several, and what
// they do not keep comes from the cache of the system, which holds it once for all:
// search over 10,000 documents is as quick with 2 MiB as with 8.
const (
	writeCache = 8 << 10
	readCache  = 2 << 10
)

// How many statements each connection keeps parsed. One takes some ten KiB.
const (
	writeParsed = 300
	readParsed  = 50
)

// busyFor is how long a connection waits for the lock of a SQLite file.
const busyFor = 5 * time.Second

// openSQLite opens one writer, so that writes queue in the program and not in
// the file's lock, and a pool of readers that cannot write.
func openSQLite(c Config) (read, write *sql.DB, err error) {
	sync := "FULL" // a receipt that a citizen holds must survive a power cut
	if c.Unsafe {
		sync = "OFF"
	}
	pragmas := []string{fmt.Sprintf("busy_timeout(%d)", busyFor.Milliseconds()), "journal_mode(WAL)", "synchronous(" + sync + ")", "foreign_keys(1)", "temp_store(MEMORY)"}
	dsn := func(lock string, more ...string) string {
		q := url.Values{"_pragma": append(pragmas, more...), "_txlock": {lock}}
		return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: c.DSN}).EscapedPath(), RawQuery: q.Encode()}).String()
	}
	writer, err := newParsing(dsn("immediate", fmt.Sprintf("cache_size(-%d)", writeCache)), writeParsed)
	if err != nil {
		return nil, nil, err
	}
	reader, err := newParsing(dsn("deferred", "query_only(1)", fmt.Sprintf("cache_size(-%d)", readCache)), readParsed)
	if err != nil {
		return nil, nil, err
	}
	read, write = sql.OpenDB(reader), sql.OpenDB(writer)
	write.SetMaxOpenConns(1)
	read.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	read.SetMaxIdleConns(4)
	return read, write, nil
}

// openPostgres opens one pool. Its connections bear a name that all nodes of one database
// have, so that [DB.Unused] finds them: that of the program, and of the schema where the
// address says which; several districts may share a database.
func openPostgres(c Config) (read, write *sql.DB, err error) {
	to, err := pgx.ParseConfig(c.DSN)
	if err != nil {
		return nil, nil, fault.Caused(err, fault.Busy, "db.unreachable")
	}
	set := to.RuntimeParams
	if c.Unsafe {
		set["synchronous_commit"] = "off"
	}
	if c.Schema != "" {
		set["search_path"] = quoted(c.Schema)
	}
	set["application_name"] = strings.TrimSpace("gongkai " + set["search_path"])
	pool := stdlib.OpenDB(*to)
	pool.SetMaxOpenConns(max(8, 4*runtime.NumCPU()))
	pool.SetMaxIdleConns(8)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, pool, nil
}

func (e engine) readLevel() sql.IsolationLevel {
	if e == postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

func (e engine) writeLevel() sql.IsolationLevel {
	if e == postgres {
		return sql.LevelSerializable
	}
	return sql.LevelDefault
}

// again says whether a failed transaction is worth another try.
type again int

const (
	no     again = iota
	always       // the engine chose this one to give way
	once         // a key exists already: a race if it goes away, else a clash that the caller must see
)

func (e engine) retry(err error) again {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "40001", "40P01": // serialization_failure, deadlock_detected
			return always
		case "23505": // unique_violation
			return once
		}
		return no
	}
	if failed, ok := errors.AsType[*lite.Error](err); ok {
		switch failed.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return always
		}
		switch failed.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return once
		}
	}
	return no
}

// A Trouble is one of the machine, and not of the program or of what somebody does.
type Trouble int

// The troubles.
const (
	None    Trouble = iota
	Damaged         // the file is no database, or part of it is gone
	Full            // no room on the disk
	Failing         // the file cannot be read or written: perhaps there is no room
)

// TroubleOf says which trouble, if any, is behind an error.
func TroubleOf(err error) Trouble {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "53100" { // disk_full
		return Full
	}
	failed, ok := errors.AsType[*lite.Error](err)
	if !ok {
		return None
	}
	switch failed.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return Damaged
	case sqlite3.SQLITE_FULL:
		return Full
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return Failing
	}
	return None
}

// rebind turns the ? of a statement into $1, $2 … for PostgreSQL; text in quotes stays.
func (d *DB) rebind(q string) string {
	if d.engine == sqlite || !strings.Contains(q, "?") {
		return q
	}
	var b strings.Builder
	b.Grow(len(q) + 16)
	n, quote := 0, byte(0)
	for i := range len(q) {
		c := q[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
			b.WriteByte(c)
		case c == '\'' || c == '"':
			quote = c
			b.WriteByte(c)
		case c == '?':
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func brief(q string) string {
	q = strings.Join(strings.Fields(q), " ")
	if len(q) > 120 {
		q = q[:120] + "…"
	}
	return q
}
