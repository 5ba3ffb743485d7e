package files_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
	"gongkai.example/gongkai/internal/platform/files"
)

// server is an S3 of its own in this process. Requests that are not signed by
// the key are turned away, as a real one does.
func server(t *testing.T) (*httptest.Server, *s3mem.Backend) {
	t.Helper()
	mem := s3mem.New()
	must(t, mem.CreateBucket("gongkai"))
	inner := gofakes3.New(mem, gofakes3.WithoutVersioning()).Server()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=key/") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv, mem
}

func s3Config(srv *httptest.Server) files.S3 {
	return files.S3{URL: srv.URL, Bucket: "gongkai", Region: "us-east-1", Key: "key", Secret: "very secret"}
}

func keys(t *testing.T, mem *s3mem.Backend) (out []string) {
	t.Helper()
	l, err := mem.ListBucket("gongkai", nil, gofakes3.ListBucketPage{})
	must(t, err)
	for _, o := range l.Contents {
		out = append(out, o.Key)
	}
	return out
}

// TestStorages: a folder and a bucket do the same.
func TestStorages(t *testing.T) {
	clock := dbtest.At(day)
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		srv, _ := server(t)
		for name, c := range map[string]files.Config{"disk": {}, "s3": {S3: s3Config(srv)}} {
			t.Run(name, func(t *testing.T) {
				clock.Set(day)
				s, _ := open(t, d, c)
				content := strings.Repeat("政务公开", 50_000)
				f := save(t, d, s, content)
				r, err := s.Open(t.Context(), f)
				must(t, err)
				_, err = r.Seek(-12, io.SeekEnd)
				must(t, err)
				if b, err := io.ReadAll(r); string(b) != "政务公开" || err != nil {
					t.Errorf("%q %v", b, err)
				}
				must(t, r.Close())
				must(t, s.Verify(t.Context(), f))
				gone := files.File{SHA256: strings.Repeat("ab", 32), Name: "a.txt"}
				if _, err := s.Open(t.Context(), gone); fault.Of(err) != fault.NotFound {
					t.Error(err)
				}
				// What was never put cannot be saved, whoever claims that it is staged.
				err = d.Write(t.Context(), func(tx *db.Tx) error {
					_, err := s.Save(tx, files.Upload{Staged: files.Staged{SHA256: gone.SHA256, Size: 3, Type: files.Text, At: tx.Now}, Name: "a.txt", Noun: "plan", Ref: 1})
					return err
				})
				if fault.As(err).Text.Key != "files.stale" {
					t.Error(err)
				}
				must(t, d.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, f.ID) }))
				for _, want := range []int{0, 1, 0} {
					if n, err := s.Sweep(t.Context()); n != want || err != nil {
						t.Errorf("swept %d, want %d (%v)", n, want, err)
					}
					clock.Add(25 * time.Hour)
				}
				if n, err := s.Sweep(t.Context()); n != 0 || err != nil {
					t.Errorf("swept %d (%v)", n, err)
				}
				if _, err := s.Open(t.Context(), f); fault.Of(err) != fault.NotFound {
					t.Error(err)
				}
			})
		}
	})
}

// TestTrash: what lies in the trash of a bucket comes back when it is wanted.
func TestTrash(t *testing.T) {
	clock := dbtest.At(day)
	d := dbtest.SQLite(t, clock)
	srv, mem := server(t)
	s, _ := open(t, d, files.Config{S3: s3Config(srv)})
	f := save(t, d, s, "content")
	drop := func(f files.File) {
		must(t, d.Write(t.Context(), func(tx *db.Tx) error { return files.Drop(tx, f.ID) }))
	}
	sweep := func() {
		t.Helper()
		_, err := s.Sweep(t.Context())
		must(t, err)
	}
	drop(f)
	clock.Add(25 * time.Hour)
	sweep()
	if k := keys(t, mem); len(k) != 1 || !strings.HasPrefix(k[0], "trash/") {
		t.Fatalf("after a sweep: %v", k)
	}
	must(t, s.Verify(t.Context(), f)) // a reader who came before it was dropped
	again := save(t, d, s, "content")
	clock.Add(25 * time.Hour)
	sweep()
	must(t, s.Verify(t.Context(), again))
	if k := keys(t, mem); len(k) != 1 || !strings.HasPrefix(k[0], "blobs/") {
		t.Errorf("the trash is not empty: %v", k)
	}
	drop(again)
	sweep() // it is new enough to stay
	must(t, s.Verify(t.Context(), again))
}

// TestStorageAway: a bucket that does not answer, or not this key, is no file
// that is missing, and the answer says no secret.
func TestStorageAway(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	srv, _ := server(t)
	c := s3Config(srv)
	c.Key = "other"
	s, dir := open(t, d, files.Config{S3: c})
	_, err := s.Stage(t.Context(), strings.NewReader("text"))
	if fault.Of(err) != fault.Busy || fault.As(err).Text.Key != "files.away" || strings.Contains(err.Error(), "very secret") {
		t.Error(err)
	}
	if left := onDisk(t, dir); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if _, err := s.Open(t.Context(), files.File{SHA256: strings.Repeat("ab", 32)}); fault.Of(err) != fault.Busy {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, _ = open(t, d, files.Config{S3: s3Config(srv)})
	if _, err := s.Open(ctx, files.File{SHA256: strings.Repeat("ab", 32)}); err == nil {
		t.Error("a request that ended is answered")
	}
}

func TestReach(t *testing.T) {
	srv, _ := server(t)
	good, nowhere, shut := s3Config(srv), s3Config(srv), s3Config(srv)
	nowhere.Bucket, shut.URL = "nowhere", "http://127.0.0.1:1"
	for name, c := range map[string]struct {
		config files.Config
		want   int
		key    string
	}{
		"nothing":    {files.Config{}, 0, ""},
		"both":       {files.Config{S3: good, Clamd: clamd(t, "stream: OK\x00")}, 2, ""},
		"no bucket":  {files.Config{S3: nowhere}, 0, "files.no_bucket"},
		"no server":  {files.Config{S3: shut}, 0, "files.away"},
		"no scanner": {files.Config{S3: good, Clamd: "unix:///nowhere"}, 1, "files.no_scanner"},
	} {
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		got, err := files.Reach(ctx, c.config)
		stop()
		if len(got) != c.want || (err == nil) != (c.key == "") || err != nil && fault.As(err).Text.Key != c.key {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}

// TestDamagedInBucket: what the bucket gives back is not believed.
func TestDamagedInBucket(t *testing.T) {
	d := dbtest.SQLite(t, dbtest.At(day))
	srv, mem := server(t)
	s, _ := open(t, d, files.Config{S3: s3Config(srv)})
	f := save(t, d, s, "content")
	_, err := mem.PutObject("gongkai", keys(t, mem)[0], map[string]string{}, bytes.NewReader([]byte("another")), 7, nil)
	must(t, err)
	if err := s.Verify(t.Context(), f); fault.As(err).Text.Key != "files.damaged" {
		t.Error(err)
	}
}
