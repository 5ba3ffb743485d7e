package duty

// A Tally counts duties by light.
type Tally struct {
	Late     int `json:"late"`
	Soon     int `json:"soon"`
	InTime   int `json:"intime"`
	Claimed  int `json:"claimed"`
	Paused   int `json:"paused"`
	Done     int `json:"done"`
	DoneLate int `json:"donelate"`
}

// Owed is how many are not met yet.
func (t Tally) Owed() int { return t.Late + t.Soon + t.InTime + t.Claimed + t.Paused }

// All is how many there are.
func (t Tally) All() int { return t.Owed() + t.Done + t.DoneLate }

// Worst is the worst light among them; Void if there are none.
func (t Tally) Worst() Light {
	for i, n := range []int{t.Late, t.Soon, t.InTime, t.Claimed, t.Paused, t.DoneLate, t.Done} {
		if n > 0 {
			return Lights[i]
		}
	}
	return Void
}

// Add returns the sum of two tallies.
func (t Tally) Add(u Tally) Tally {
	return Tally{
		t.Late + u.Late, t.Soon + u.Soon, t.InTime + u.InTime, t.Claimed + u.Claimed,
		t.Paused + u.Paused, t.Done + u.Done, t.DoneLate + u.DoneLate,
	}
}

// tallyOf is a tally of counts in the order of Lights; what is no longer owed is
// not counted.
func tallyOf(n [8]int) Tally {
	return Tally{Late: n[0], Soon: n[1], InTime: n[2], Claimed: n[3], Paused: n[4], DoneLate: n[5], Done: n[6]}
}

// A Cell is the tally of one unit under one heading of a board.
type Cell struct {
	Under  string `json:"under"`
	UnitID int64  `json:"unit_id"`
	Tally
}
