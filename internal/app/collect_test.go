package app

import "testing"

func TestCollectorHasRoom(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{
		{0, 400}, {4 << 20, 400}, {12 << 20, 200}, {24 << 20, 100}, {48 << 20, 50}, {1 << 30, 50}, {1 << 40, 50},
	} {
		if got := percentFor(c.live); got != c.want {
			t.Errorf("%d bytes last: %d %%, want %d", c.live, got, c.want)
		}
	}
}
