package app

import "testing"

func TestCollectorHasRoom(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{
		{0, 400}, {4 << 20, 400}, {16 << 20, 200}, {32 << 20, 100}, {1 << 30, 100}, {1 << 40, 100},
	} {
		if got := percentFor(c.live); got != c.want {
			t.Errorf("%d bytes last: %d %%, want %d", c.live, got, c.want)
		}
	}
}
