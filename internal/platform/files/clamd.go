package files

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// scanTime is how long a scanner may take for one file.
const scanTime = 2 * time.Minute

// A scanner is a clamd. Its address is unix:///run/clamav/clamd.ctl or
// tcp://host:3310; "" is none.
type scanner string

// scan gives a content to the scanner. One that it refuses, or that it could
// not look at, is refused: a site that has a scanner takes nothing unseen.
func (s scanner) scan(ctx context.Context, r io.Reader) error {
	if s == "" {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, scanTime)
	defer stop()
	answer, err := s.ask(ctx, r)
	name, found := strings.CutSuffix(answer, " FOUND")
	switch {
	case err != nil:
		return fault.Caused(err, fault.Busy, "files.no_scanner")
	case answer == "stream: OK":
		return nil
	case found:
		return fault.New(fault.Invalid, "files.virus", strings.TrimPrefix(name, "stream: "))
	}
	return fault.Caused(fmt.Errorf("clamd: %q", answer), fault.Busy, "files.no_scanner")
}

// ask sends INSTREAM: chunks with their length before them, an empty one at the end.
func (s scanner) ask(ctx context.Context, r io.Reader) (string, error) {
	network, address, ok := strings.Cut(string(s), "://")
	if !ok {
		return "", errors.New("clamd: an address without ://")
	}
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close() }()
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	if _, err := io.WriteString(c, "zINSTREAM\x00"); err != nil {
		return "", err
	}
	// A scanner that has seen enough answers and hangs up: then writing fails,
	// and the answer is there all the same.
	sent := send(c, r)
	answer, err := io.ReadAll(io.LimitReader(c, 1<<10))
	if len(answer) == 0 {
		return "", errors.Join(sent, err, errors.New("clamd: no answer"))
	}
	return strings.TrimRight(string(answer), "\x00\n"), nil
}

func send(w io.Writer, r io.Reader) error {
	const chunk, head = 64 << 10, 4
	buf := make([]byte, head+chunk)
	for {
		n, err := io.ReadFull(r, buf[head:])
		if n > 0 {
			binary.BigEndian.PutUint32(buf, uint32(n)) //nolint:gosec // at most a chunk
			if _, err := w.Write(buf[:head+n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			_, err := w.Write(make([]byte, head))
			return err
		}
		if err != nil {
			return err
		}
	}
}
