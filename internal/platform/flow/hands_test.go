package flow_test

import (
	"testing"

	"gongkai.example/gongkai/internal/platform/flow"
)

// TestHands: the last who did an act stands, and what a write began with is as it was.
func TestHands(t *testing.T) {
	var h flow.Hands[act]
	h.Did("make", 1)
	before := h
	h.Did("make", 2)
	h.Did("send", 3)
	if h["make"] != 2 || h["send"] != 3 || len(h) != 2 {
		t.Errorf("%v", h)
	}
	if before["make"] != 1 || len(before) != 1 {
		t.Errorf("the one before is %v", before)
	}
}
