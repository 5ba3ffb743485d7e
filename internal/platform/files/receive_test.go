package files

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"gongkai.example/gongkai/internal/kernel/fault"
)

type fullDisk struct{ err error }

func (d fullDisk) Write([]byte) (int, error) { return 0, d.err }

// TestReceive: whoever sends is told that the sending broke off, and never that of a full disk.
func TestReceive(t *testing.T) {
	full := errors.New("no space left on device")
	for _, x := range []struct {
		name string
		to   io.Writer
		from io.Reader
		kind fault.Kind
	}{
		{"broken off", io.Discard, io.MultiReader(strings.NewReader("text"), iotest.ErrReader(errors.New("gone"))), fault.Invalid},
		{"full", fullDisk{full}, strings.NewReader("text"), fault.Internal},
	} {
		if _, err := receive(x.to, x.from); fault.Of(err) != x.kind {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	if n, err := receive(io.Discard, iotest.DataErrReader(strings.NewReader("text"))); n != 4 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
