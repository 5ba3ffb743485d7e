package app

import "testing"

func TestCollectorHasRoom(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{
		{0, 400}, {4 << 20, 400}, {10 << 20, 200}, {20 << 20, 100}, {40 << 20, 50}, {1 << 30, 40}, {1 << 40, 40},
	} {
		if got := percentFor(c.live); got != c.want {
			t.Errorf("%d bytes last: %d %%, want %d", c.live, got, c.want)
		}
	}
}
