package cli

import (
	"os/exec"
	"testing"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A process that is held to a tenth of a processor takes no more, and one that is not takes more.
func TestShare(t *testing.T) {
	took := func(percent int) time.Duration {
		busy := exec.CommandContext(t.Context(), "sh", "-c", "while :; do :; done")
		if err := busy.Start(); err != nil {
			t.Skipf("no shell: %v", err)
		}
		held, err := holdTo(percent, busy.Process.Pid)
		defer func() {
			_ = stopProcess(busy)
			if err := held.end(); err != nil {
				t.Error(err)
			}
		}()
		if fault.Of(err) == fault.Conflict {
			t.Skipf("no control groups that this account may make: %v", err)
		} else if err != nil {
			t.Fatal(err)
		}
		before := cpuOf(busy.Process.Pid)
		time.Sleep(time.Second)
		return cpuOf(busy.Process.Pid) - before
	}
	if held, free := took(10), took(0); held > 200*time.Millisecond || free <= held {
		t.Errorf("a tenth of a second: %v; whatever it gets: %v", held, free)
	}
}
