package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A share is a part of a processor that one process may take, though more be free: a machine
// of its own on a machine that it shares. It is a control group of Linux, which root may make.
// The zero share holds nobody.
type share string // its folder

// sharePeriod is in how many microseconds the part is given out anew: short, so that an answer
// does not wait long for its turn.
const sharePeriod = 10_000

// cgroups are where Linux has the control groups of processors: all groups in one tree
// (version 2), or those of processors in one of their own (version 1).
const (
	cgroupsUnified = "/sys/fs/cgroup"
	cgroupsCPU     = "/sys/fs/cgroup/cpu"
)

// holdTo holds a process to percent of one processor; 0 holds nobody.
func holdTo(percent, pid int) (_ share, err error) {
	if percent == 0 {
		return "", nil
	}
	defer func() {
		if err != nil {
			err = fault.Caused(err, fault.Conflict, "cli.bench.no_share")
		}
	}()
	root, limits := cgroupsCPU, [][2]string{
		{"cpu.cfs_period_us", strconv.Itoa(sharePeriod)},
		{"cpu.cfs_quota_us", strconv.Itoa(sharePeriod * percent / 100)},
	}
	if kinds, err := os.ReadFile(filepath.Join(cgroupsUnified, "cgroup.controllers")); err == nil && slices.Contains(strings.Fields(string(kinds)), "cpu") {
		root, limits = cgroupsUnified, [][2]string{{"cpu.max", fmt.Sprintf("%d %d", sharePeriod*percent/100, sharePeriod)}}
		if err := writeKernel(root, "cgroup.subtree_control", "+cpu"); err != nil {
			return "", err
		}
	}
	dir, err := os.MkdirTemp(root, "gongkai-bench-")
	if err != nil {
		return "", err
	}
	for _, l := range append(limits, [2]string{"cgroup.procs", strconv.Itoa(pid)}) {
		if err := writeKernel(dir, l[0], l[1]); err != nil {
			return "", errors.Join(err, os.Remove(dir))
		}
	}
	return share(dir), nil
}

// end removes the group, whose process has ended.
func (s share) end() error {
	if s == "" {
		return nil
	}
	return os.Remove(string(s))
}

// writeKernel writes to a file that the kernel made.
func writeKernel(dir, name, value string) error {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY, 0) //nolint:gosec // both are named here
	if err != nil {
		return err
	}
	_, err = f.WriteString(value)
	return errors.Join(err, f.Close())
}
