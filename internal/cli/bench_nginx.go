package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// nginxConf has nginx send one file with as many workers as there are cores,
// and write no log: as fast as it can be.
const nginxConf = `worker_processes auto;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  gzip_static on;
  types { text/html html; }
  client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
  server { listen %[2]s; root %[1]s; }
}
`

// visitNginx has nginx serve the same page as a file and asks it in the same
// way; nil if there is no nginx.
func visitNginx(ctx context.Context, url, data string) (out *load, err error) {
	bin, err := exec.LookPath("nginx")
	if err != nil {
		return nil, nil //nolint:nilnil // without nginx nothing is compared
	}
	dir := filepath.Join(data, "nginx")
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- its workers are another user
		return nil, err
	}
	if err := os.Chmod(data, 0o755); err != nil { // #nosec G302 -- the same; the folder is thrown away
		return nil, err
	}
	for name, coding := range map[string]string{"page.html": "identity", "page.html.gz": "gzip"} {
		body, err := fetchBody(ctx, url, coding)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil { // #nosec G306 -- the same
			return nil, err
		}
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, nginxConf, dir, address), 0o600); err != nil {
		return nil, err
	}
	server := exec.CommandContext(ctx, bin, "-c", conf, "-g", "daemon off;") // #nosec G204 -- nginx of the PATH
	if err := server.Start(); err != nil {
		return nil, err
	}
	defer func() { // killed, it would leave its workers behind, and not tell what they took
		err = errors.Join(err, server.Process.Signal(syscall.SIGTERM), server.Wait())
		if out != nil && out.asked > 0 {
			out.CPU = (server.ProcessState.UserTime() + server.ProcessState.SystemTime()) / time.Duration(out.asked)
		}
	}()
	site := "http://" + address
	for until := time.Now().Add(readyTime); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if status, err := ask(ctx, http.DefaultClient, site+"/page.html", "gzip"); err == nil && status == http.StatusOK {
			l, err := visit(ctx, inTurn([]string{site + "/page.html"}), server.Process.Pid)
			return &l, err
		}
	}
	return nil, fault.New(fault.Busy, "cli.bench.not_ready")
}

func fetchBody(ctx context.Context, url, coding string) (body []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", coding)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	return io.ReadAll(res.Body)
}

// assets are what a page has a browser fetch at once.
var assets = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)

// firstVisit is the bytes of a page with everything that it needs, as a browser
// that comes for the first time gets them.
func firstVisit(ctx context.Context, url, path string) (int, error) {
	page, err := fetchBody(ctx, url+path, "identity")
	if err != nil {
		return 0, err
	}
	packed, err := fetchBody(ctx, url+path, "gzip")
	sum := len(packed)
	for _, m := range assets.FindAllSubmatch(page, -1) {
		part, failed := fetchBody(ctx, url+string(m[1]), "gzip")
		err = errors.Join(err, failed)
		sum += len(part)
	}
	return sum, err
}
