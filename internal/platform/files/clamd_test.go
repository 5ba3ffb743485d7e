package files_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
)

// clamd stands in for the scanner: it reads INSTREAM as the real one does, and
// finds what holds the word of the test, or gives a fixed answer.
func clamd(t *testing.T, fixed string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "clamd") //nolint:usetesting // the names of sockets are short
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(dir, "s"))
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				answer := fixed
				if fixed != "hang" {
					data, err := instream(c)
					switch {
					case err != nil:
						answer = "ERROR\x00"
					case fixed == "" && bytes.Contains(data, []byte(eicar())):
						answer = "stream: Eicar-Test-Signature FOUND\x00"
					case fixed == "":
						answer = "stream: OK\x00"
					}
				}
				if answer == "hang" {
					_, _ = io.Copy(io.Discard, c)
					return
				}
				_, _ = io.WriteString(c, answer)
			}()
		}
	}()
	return "unix://" + l.Addr().String()
}

func instream(r io.Reader) ([]byte, error) {
	head := make([]byte, 10)
	if _, err := io.ReadFull(r, head); err != nil || string(head) != "zINSTREAM\x00" {
		return nil, errors.Join(err, errors.New("no INSTREAM"))
	}
	var out bytes.Buffer
	for {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			return nil, err
		}
		if n == 0 {
			return out.Bytes(), nil
		}
		if _, err := io.CopyN(&out, r, int64(n)); err != nil {
			return nil, err
		}
	}
}

// eicar is the string that every scanner finds. It is put together here, so that
// no scanner finds it in this file.
func eicar() string {
	return `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
}

func TestScanner(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	for name, c := range map[string]struct{ address, content, key string }{
		"clean":     {clamd(t, ""), strings.Repeat("公开", 100_000), ""},
		"found":     {clamd(t, ""), eicar(), "files.virus"},
		"away":      {"unix:///nowhere/clamd", "text", "files.no_scanner"},
		"error":     {clamd(t, "INSTREAM size limit exceeded. ERROR\x00"), "text", "files.no_scanner"},
		"no answer": {clamd(t, "\x00"), "text", "files.no_scanner"},
		"no scheme": {"/run/clamd", "text", "files.no_scanner"},
		"none":      {"", eicar(), ""},
	} {
		s, dir := open(t, d, files.Config{Clamd: c.address})
		_, err := s.Stage(t.Context(), strings.NewReader(c.content))
		if (err == nil) != (c.key == "") || err != nil && fault.As(err).Text.Key != c.key {
			t.Errorf("%s: %v, want %q", name, err, c.key)
		}
		if left := onDisk(t, dir); (len(left) > 0) != (c.key == "") {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

// TestScannerHangs: the request ends, and the upload with it.
func TestScannerHangs(t *testing.T) {
	s, _ := open(t, dbtest.SQLite(t, dbtest.At(day)), files.Config{Clamd: clamd(t, "hang")})
	ctx, stop := contextFor(t, 300*time.Millisecond)
	defer stop()
	if _, err := s.Stage(ctx, strings.NewReader("text")); fault.As(err).Text.Key != "files.no_scanner" {
		t.Error(err)
	}
}

// TestRealScanner runs the real clamd if it is there, with one signature: that
// of the test string.
func TestRealScanner(t *testing.T) {
	program, err := exec.LookPath("clamd")
	if err != nil {
		program = "/usr/sbin/clamd"
		if _, err := os.Stat(program); err != nil {
			t.Skip("no clamd on this machine (apt-get install clamav-daemon)")
		}
	}
	dir, err := os.MkdirTemp("", "clamd") //nolint:usetesting // the names of sockets are short
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	var signature strings.Builder
	signature.WriteString("Eicar-Test:0:*:")
	for i := range len(eicar()) {
		signature.WriteString(string("0123456789abcdef"[eicar()[i]>>4]) + string("0123456789abcdef"[eicar()[i]&15]))
	}
	must(t, os.Mkdir(filepath.Join(dir, "db"), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "db", "test.ndb"), []byte(signature.String()+"\n"), 0o644))
	socket := filepath.Join(dir, "s")
	conf := "Foreground yes\nLocalSocket " + socket + "\nDatabaseDirectory " + filepath.Join(dir, "db") + "\nTemporaryDirectory " + dir + "\n"
	must(t, os.WriteFile(filepath.Join(dir, "conf"), []byte(conf), 0o644))
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, "--config-file", filepath.Join(dir, "conf"))
	cmd.Stdout, cmd.Stderr = &said, &said
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 100 {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if _, err := os.Stat(socket); err != nil {
		t.Fatalf("clamd does not start: %s", said.String())
	}
	s, _ := open(t, dbtest.SQLite(t, dbtest.At(day)), files.Config{Clamd: "unix://" + socket})
	if _, err := s.Stage(t.Context(), strings.NewReader("政务公开")); err != nil {
		t.Error(err)
	}
	if _, err := s.Stage(t.Context(), strings.NewReader(eicar())); fault.As(err).Text.Key != "files.virus" {
		t.Error(err)
	}
}
