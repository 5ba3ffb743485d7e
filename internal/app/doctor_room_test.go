package app

import "testing"

// TestRoom: a disk is judged by what is free of it, and not by the machine of the test.
func TestRoom(t *testing.T) {
	const gb = 1 << 30
	for _, row := range []struct {
		free, total uint64
		want        State
	}{{50 * gb, 100 * gb, Good}, {10 * gb, 100 * gb, Good}, {9 * gb, 100 * gb, Warn}, {gb - 1, 4 * gb, Bad}, {0, 100 * gb, Bad}} {
		var x examination
		if x.rooms(row.free, row.total); len(x.found) != 1 || x.found[0].State != row.want {
			t.Errorf("%d of %d: %+v, want %s", row.free, row.total, x.found, row.want)
		}
	}
}
