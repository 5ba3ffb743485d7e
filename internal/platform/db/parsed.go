package db

import (
	"context"
	"database/sql/driver"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	lite "modernc.org/sqlite"
)

// SQLite parses and plans a statement anew each time that it is given as text,
// which is a third of what a small read costs. So a connection keeps the
// statements that it has parsed, as many as were used last. The driver of
// PostgreSQL does so by itself.

// parsing is a connector of SQLite whose connections do.
type parsing struct {
	driver.Connector
	most int // statements that a connection keeps
}

func newParsing(dsn string, most int) (parsing, error) {
	c, err := lite.NewConnector(dsn)
	return parsing{c, most}, err
}

func (p parsing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	known, err := simplelru.NewLRU(p.most, func(_ string, s *parsed) { s.forget() })
	return &parsingConn{liteConn: c.(liteConn), known: known}, err
}

// liteConn is what a connection of the driver can do, and liteStmt a statement.
type (
	liteConn interface {
		driver.Conn
		driver.ConnBeginTx
		driver.ConnPrepareContext
		driver.Pinger
		driver.SessionResetter
		driver.Validator
	}
	liteStmt interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
)

// A parsingConn is one connection; database/sql has one goroutine at a time use it.
type parsingConn struct {
	liteConn
	known *simplelru.LRU[string, *parsed]
}

// A parsed statement is run by one reader at a time.
type parsed struct {
	liteStmt
	busy  bool
	known bool // its connection keeps it
}

// forget closes the statement, as soon as nobody runs it.
func (s *parsed) forget() {
	if s.known = false; !s.busy {
		_ = s.Close() // says once more how it ended when it was run
	}
}

func (s *parsed) done() {
	if s.busy = false; !s.known {
		s.forget()
	}
}

// take returns the statement of a query. The same may be asked once more while the
// rows of the first are read: then it is parsed for this once.
func (c *parsingConn) take(ctx context.Context, query string) (*parsed, error) {
	s, known := c.known.Get(query)
	if known && !s.busy {
		s.busy = true
		return s, nil
	}
	p, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s = &parsed{liteStmt: p.(liteStmt), busy: true, known: !known}
	if !known {
		c.known.Add(query, s)
	}
	return s, nil
}

// ExecContext is for database/sql.
func (c *parsingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	defer s.done()
	return s.ExecContext(ctx, args)
}

// QueryContext is for database/sql.
func (c *parsingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		s.done()
		return nil, err
	}
	return &parsedRows{rows, s}, nil
}

// Close closes what was kept, then the connection.
func (c *parsingConn) Close() error {
	c.known.Purge()
	return c.liteConn.Close()
}

// parsedRows give their statement back when they were read.
type parsedRows struct {
	driver.Rows
	of *parsed
}

func (r *parsedRows) Close() error {
	err := r.Rows.Close()
	if r.of != nil {
		r.of.done()
		r.of = nil
	}
	return err
}
