package foi

import (
	"fmt"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// TestFeeTotals has every boundary of both standards: what a month or a request costs in all, in yuan.
func TestFeeTotals(t *testing.T) {
	for n, want := range map[int]string{
		1: "0", 10: "0", 11: "100", 30: "2000", 31: "2200", 40: "4000", 41: "4300", 50: "7000", 51: "7400", 60: "11000", 61: "11500", 100: "37000", 101: "37900",
	} {
		if f, err := PieceFee(0, n); err != nil || Yuan(f.Amount) != want {
			t.Errorf("%d pieces: %s, %v, want %s", n, Yuan(f.Amount), err, want)
		}
	}
	for n, want := range map[int]string{
		1: "0", 30: "0", 31: "10", 68: "380", 100: "700", 101: "720", 200: "2700", 201: "2740", 300: "6700", 500: "14700", 1000: "34700",
	} {
		if f, err := PageFee(n); err != nil || Yuan(f.Amount) != want {
			t.Errorf("%d pages: %s, %v, want %s", n, Yuan(f.Amount), err, want)
		}
	}
}

// TestFeeLines has how an amount comes about, one line a band: from-to count*rate.
func TestFeeLines(t *testing.T) {
	for _, tt := range []struct {
		name string
		fee  func() (Fee, error)
		want string
	}{
		{"the first of May", func() (Fee, error) { return PieceFee(0, 8) }, "1-8 8*0 = 0"},
		{"the second", func() (Fee, error) { return PieceFee(8, 5) }, "9-10 2*0; 11-13 3*100 = 300"},
		{"the third", func() (Fee, error) { return PieceFee(13, 20) }, "14-30 17*100; 31-33 3*200 = 2300"},
		{"the fourth", func() (Fee, error) { return PieceFee(33, 4) }, "34-37 4*200 = 800"},
		{"over three bands", func() (Fee, error) { return PieceFee(35, 20) }, "36-40 5*200; 41-50 10*300; 51-55 5*400 = 6000"},
		{"the last of a band", func() (Fee, error) { return PieceFee(39, 1) }, "40-40 1*200 = 200"},
		{"the first of the next", func() (Fee, error) { return PieceFee(40, 1) }, "41-41 1*300 = 300"},
		{"pages of all bands", func() (Fee, error) { return PageFee(201) }, "1-30 30*0; 31-100 70*10; 101-200 100*20; 201-201 1*40 = 2740"},
		{"free pages", func() (Fee, error) { return PageFee(30) }, "1-30 30*0 = 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := tt.fee()
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			sum := int64(0)
			for _, l := range f.Lines {
				lines = append(lines, fmt.Sprintf("%d-%d %d*%s", l.From, l.To, l.Count, Yuan(l.Rate)))
				sum += l.Amount
			}
			if got := strings.Join(lines, "; ") + " = " + Yuan(f.Amount); got != tt.want || sum != f.Amount {
				t.Errorf("got %s, lines of %d", got, sum)
			}
		})
	}
}

// TestFeeAgainstFormula counts one after the other, as the rule has it for the single 件 and page.
func TestFeeAgainstFormula(t *testing.T) {
	piece := func(i int) int64 {
		switch {
		case i <= 10:
			return 0
		case i <= 30:
			return 100
		}
		return int64(200 + 100*((i-31)/10))
	}
	for before := range 120 {
		sum := int64(0)
		for n := 1; n <= 60; n++ {
			sum += piece(before + n)
			if f, err := PieceFee(before, n); err != nil || f.Amount != sum*fen {
				t.Fatalf("%d after %d: %d, %v, want %d yuan", n, before, f.Amount, err, sum)
			}
		}
	}
	for p := 1; p <= 1200; p++ {
		want := 10*max(0, min(p, 100)-30) + 20*max(0, min(p, 200)-100) + 40*max(0, p-200)
		if f, err := PageFee(p); err != nil || f.Amount != int64(want)*fen {
			t.Fatalf("%d pages: %d, %v, want %d yuan", p, f.Amount, err, want)
		}
	}
}

// TestFeeBounds: what is no number of things is named, and the most of them do not overflow.
func TestFeeBounds(t *testing.T) {
	for _, tt := range []struct {
		name, field, key string
		err              error
	}{
		{"no piece", "pieces", "foi.fee.bad_pieces", second(PieceFee(0, 0))},
		{"fewer than none", "pieces", "foi.fee.bad_pieces", second(PieceFee(0, -1))},
		{"too many pieces", "pieces", "foi.fee.bad_pieces", second(PieceFee(0, maxPieces+1))},
		{"a month of fewer than none", "before", "foi.fee.bad_before", second(PieceFee(-1, 1))},
		{"a month of too many", "before", "foi.fee.bad_before", second(PieceFee(maxPieces+1, 1))},
		{"no page", "pages", "foi.fee.bad_pages", second(PageFee(0))},
		{"too many pages", "pages", "foi.fee.bad_pages", second(PageFee(maxPages + 1))},
	} {
		if e := fault.As(tt.err); e.Kind != fault.Invalid || e.Fields[tt.field].Key != tt.key {
			t.Errorf("%s: %v", tt.name, tt.err)
		}
	}
	most, err := PieceFee(maxPieces, maxPieces)
	if err != nil || most.Amount <= 0 || most.Lines[len(most.Lines)-1].To != 2*maxPieces {
		t.Errorf("%d, %v", most.Amount, err)
	}
	if f, err := PageFee(maxPages); err != nil || f.Amount != (2700+40*(maxPages-200))*fen {
		t.Errorf("%d, %v", f.Amount, err)
	}
}

func second(_ Fee, err error) error { return err }

func TestYuan(t *testing.T) {
	for amount, want := range map[int64]string{0: "0", 5: "0.05", 50: "0.50", 100: "1", 230000: "2300", 230007: "2300.07", -230007: "-2300.07"} {
		if got := Yuan(amount); got != want {
			t.Errorf("%d: %s, want %s", amount, got, want)
		}
	}
}
