package consult_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/consult"
)

// TestDraw compares with what `printf '%s' '03 08 12 19 27 30 11/2026-3000001' | sha256sum` and
// its like print, so that whoever does it again finds the same.
func TestDraw(t *testing.T) {
	const seed = "03 08 12 19 27 30 11"
	got := consult.Draw(seed, []string{"2026-3000001", "2026-3000002", "2026-3000003"}, 2)
	var words []string
	for _, ticket := range got {
		words = append(words, fmt.Sprintf("%s %s %t", ticket.Number, ticket.Digest[:12], ticket.Chosen))
	}
	want := []string{"2026-3000003 5a545e6f5a8c true", "2026-3000001 8c6e3cff2d95 true", "2026-3000002 ebae276b6091 false"}
	if !slices.Equal(words, want) {
		t.Errorf("drawn %q", words)
	}
	if len(consult.Draw(seed, nil, 2)) != 0 {
		t.Error("drawn from nobody")
	}
}

// TestDrawFair: the order of the numbers makes no difference, the seed makes all of it, and
// each number is chosen about as often as any other.
func TestDrawFair(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	numbers := make([]string, 20)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("2026-30000%02d", i)
	}
	chosen := map[string]int{}
	const draws, seats = 2000, 5
	for n := range draws {
		seed := fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, n)))
		first := consult.Draw(seed, numbers, seats)
		rng.Shuffle(len(numbers), func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
		if !slices.Equal(first, consult.Draw(seed, numbers, seats)) {
			t.Fatal("another order of the numbers draws others")
		}
		for _, ticket := range first {
			if ticket.Chosen {
				chosen[ticket.Number]++
			}
		}
	}
	for number, n := range chosen { // 500 expected; six standard deviations are 116
		if n < 384 || n > 616 {
			t.Errorf("%s was chosen %d times of %d", number, n, draws)
		}
	}
	if len(chosen) != len(numbers) {
		t.Errorf("only %s were ever chosen", strings.Join(numbers, ", "))
	}
}
