package policy

import (
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
)

// TestStanding: one line a case. A document in force from 2023-05-01 to 2025-04-30.
func TestStanding(t *testing.T) {
	amend := Effect{ID: 1, By: 11, Kind: Amend, From: "2024-01-01"}
	repeal := Effect{ID: 2, By: 12, Kind: Repeal, From: "2024-07-01"}
	pause := Effect{ID: 3, By: 13, Kind: Suspend, From: "2023-08-01", Until: "2023-08-31"}
	longer := Effect{ID: 4, By: 14, Kind: Prolong, From: "2025-04-30", Until: "2026-04-30"}
	late := Effect{ID: 5, By: 15, Kind: Prolong, From: "2025-05-02", Until: "2026-04-30"}
	after := Effect{ID: 6, By: 16, Kind: Repeal, From: "2025-06-01"}
	for _, tt := range []struct {
		name    string
		effects []Effect
		day     calendar.Day
		want    State
	}{
		{"before it commences", nil, "2023-04-30", State{Pending, "", "2023-04-30", 0, 0, ""}},
		{"on the first day", nil, "2023-05-01", State{Valid, "2023-05-01", "2025-04-30", 0, 0, ""}},
		{"on the last day", nil, "2025-04-30", State{Valid, "2023-05-01", "2025-04-30", 0, 0, ""}},
		{"the day after", nil, "2025-05-01", State{Lapsed, "2025-05-01", "", 0, 0, ""}},
		{"a leap day", []Effect{amend}, "2024-02-29", State{Amended, "2024-01-01", "2025-04-30", 11, 0, ""}},
		{"the day before an amendment", []Effect{amend}, "2023-12-31", State{Valid, "2023-05-01", "2023-12-31", 0, 0, ""}},
		{"amended, then repealed", []Effect{amend, repeal}, "2024-06-30", State{Amended, "2024-01-01", "2024-06-30", 11, 0, ""}},
		{"repealed", []Effect{amend, repeal}, "2024-07-01", State{Repealed, "2024-07-01", "", 12, 0, ""}},
		{"suspended", []Effect{pause}, "2023-08-31", State{Suspended, "2023-08-01", "2023-08-31", 13, 0, ""}},
		{"in force again", []Effect{pause}, "2023-09-01", State{Valid, "2023-05-01", "2025-04-30", 0, 0, ""}},
		{"resumed before its last day", []Effect{pause, {ID: 8, By: 18, Kind: Resume, From: "2023-08-15"}}, "2023-08-15", State{Valid, "2023-05-01", "2025-04-30", 0, 0, ""}},
		{"the day before it is resumed", []Effect{pause, {ID: 8, By: 18, Kind: Resume, From: "2023-08-15"}}, "2023-08-14", State{Suspended, "2023-08-01", "2023-08-14", 13, 0, ""}},
		{"suspended again", []Effect{{ID: 7, By: 17, Kind: Suspend, From: "2023-06-01"}, {ID: 8, By: 18, Kind: Resume, From: "2023-06-10"}, pause}, "2023-08-31", State{Suspended, "2023-08-01", "2023-08-31", 13, 0, ""}},
		{"prolonged on its last day", []Effect{longer}, "2025-05-01", State{Valid, "2023-05-01", "2026-04-30", 0, 0, ""}},
		{"what has lapsed is not prolonged", []Effect{late}, "2025-05-02", State{Lapsed, "2025-05-01", "", 0, 0, ""}},
		{"what has lapsed is not repealed", []Effect{after}, "2025-06-01", State{Lapsed, "2025-05-01", "", 0, 0, ""}},
		{"repealed on the day after its last", []Effect{{ID: 7, By: 17, Kind: Repeal, From: "2025-05-01"}}, "2025-05-01", State{Repealed, "2025-05-01", "", 17, 0, ""}},
	} {
		l := life{"2023-05-01", "2025-04-30", tt.effects}
		if got := l.at(tt.day); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
