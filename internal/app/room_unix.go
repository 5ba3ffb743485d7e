//go:build unix

package app

import "golang.org/x/sys/unix"

// roomIn is how much of the disk of a folder is free for its owner, and how large it is, in bytes.
func roomIn(dir string) (free, total uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	size := uint64(s.Bsize) //nolint:gosec // never negative, and of another type elsewhere
	return s.Bavail * size, s.Blocks * size, nil
}
