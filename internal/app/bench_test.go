//go:build unix

package app_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/app"
)

// loadVar tells the test binary to be the readers: where, which page, how many
// requests. They are a process of their own, so that what they cost is not counted.
const loadVar = "GONGKAI_TEST_LOAD"

// readers is how many connections ask at the same time.
const readers = 32

// BenchmarkKept asks for a public page that is kept, over TCP, with the log
// written to a file, and gives the processor time of the server a request:
// gzipped, plain, and when the reader has the page already.
func BenchmarkKept(b *testing.B) {
	a, url := benchSite(b)
	defer func() { _ = a.Close() }()
	for _, c := range []struct{ name, header string }{
		{"gzip", "Accept-Encoding: gzip\r\n"}, {"plain", ""}, {"same", "If-None-Match: *\r\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			load(b, url, "GET / HTTP/1.1\r\nHost: www.example.gov.cn\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\n"+c.header+"\r\n", 1000)
			before := cpu(b)
			b.ResetTimer()
			line := load(b, url, "GET / HTTP/1.1\r\nHost: www.example.gov.cn\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\n"+c.header+"\r\n", b.N)
			b.StopTimer()
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
			b.Log(line)
		})
	}
}

func benchSite(b *testing.B) (*app.App, string) {
	b.Helper()
	dir := b.TempDir()
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		b.Fatal(err)
	}
	c := settings(b)
	c.Log = slog.New(slog.NewTextHandler(log, nil))
	a, err := app.New(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	at, err := a.Listen(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = a.Serve(b.Context()) }()
	return a, at.Site.String()
}

// load has the readers ask n times and returns what they say of it.
func load(b *testing.B, addr, request string, n int) string {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestReaders$", "-test.v")
	cmd.Env = append(os.Environ(), loadVar+"="+strings.Join([]string{addr, strconv.Itoa(n), request}, "|"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	_, line, _ := strings.Cut(string(out), "readers: ")
	line, _, _ = strings.Cut(line, "\n")
	return line
}

// TestReaders is the process of the readers.
func TestReaders(t *testing.T) {
	job := strings.SplitN(os.Getenv(loadVar), "|", 3)
	if len(job) < 3 {
		t.Skip("run by BenchmarkKept")
	}
	n, err := strconv.Atoi(job[1])
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for i := range readers {
		mine := n / readers
		if i < n%readers {
			mine++
		}
		all.Go(func() {
			times, err := reader(job[0], job[2], mine)
			mu.Lock()
			defer mu.Unlock()
			took = append(took, times...)
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	fmt.Printf("readers: p50 %v, p99 %v, longest %v\n", took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
}

// reader asks n times on one connection.
func reader(addr, request string, n int) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	in := textproto.NewReader(bufio.NewReaderSize(conn, 64<<10))
	took := make([]time.Duration, 0, n)
	for range n {
		at := time.Now()
		if _, err := io.WriteString(conn, request); err != nil {
			return took, err
		}
		status, err := in.ReadLine()
		if err != nil {
			return took, err
		}
		size := 0
		for {
			line, err := in.ReadLine()
			if err != nil {
				return took, err
			}
			if line == "" {
				break
			}
			if v, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				if size, err = strconv.Atoi(v); err != nil {
					return took, err
				}
			}
		}
		if !strings.Contains(status, " 200 ") && !strings.Contains(status, " 304 ") {
			return took, fmt.Errorf("answered %s", status)
		}
		if _, err := in.R.Discard(size); err != nil {
			return took, err
		}
		took = append(took, time.Since(at))
	}
	return took, nil
}

// cpu is the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
