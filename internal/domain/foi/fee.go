package foi

import (
	"strconv"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
)

// What a fee is computed for at the most. Nobody asks for so much; below it no amount overflows.
const (
	maxPieces = 10_000
	maxPages  = 1_000_000
)

// fen is how many of them a yuan has. Amounts are kept in 分, so that ledgers add up.
const fen = 100

// A Fee is what a request costs (信息处理费, 条例第四十二条), and how that comes about.
type Fee struct {
	Standard law.Standard `json:"standard"`
	Before   int          `json:"before"` // 件 of the applicant in the month that were there already; 0 by pages
	Count    int          `json:"count"`  // 件 or pages that are charged for now, free ones too
	Amount   int64        `json:"amount"` // 分
	Lines    []FeeLine    `json:"lines"`
}

// A FeeLine is the things of one band.
type FeeLine struct {
	From   int   `json:"from"` // the first of them: the 31st 件 of the month, the 101st page
	To     int   `json:"to"`
	Count  int   `json:"count"`
	Rate   int64 `json:"rate"`   // 分 for each
	Amount int64 `json:"amount"` // 分
}

// Band is which 件 or pages the line is about.
func (l FeeLine) Band(standard law.Standard) fault.Text {
	if l.From == l.To {
		return fault.T("foi.band_one."+string(standard), l.From)
	}
	return fault.T("foi.band."+string(standard), l.From, l.To)
}

// PieceFee is the fee by 件: those of one applicant in one calendar month add
// up, and this request brings pieces to the before that are there (费办法第三条).
//
// Errors: Invalid about the field before or pieces.
func PieceFee(before, pieces int) (Fee, error) {
	var c fault.Check
	c.That(before >= 0 && before <= maxPieces, "before", "foi.fee.bad_before", maxPieces)
	c.That(pieces >= 1 && pieces <= maxPieces, "pieces", "foi.fee.bad_pieces", maxPieces)
	if err := c.Err(); err != nil {
		return Fee{}, err
	}
	return feeOf(law.Piece, before, pieces), nil
}

// PageFee is the fee by pages, of one request alone: pages do not add up over
// requests. A page is one side of A4 or smaller (费办法第五条).
//
// Errors: Invalid about the field pages.
func PageFee(pages int) (Fee, error) {
	if pages < 1 || pages > maxPages {
		return Fee{}, fault.Field("pages", "foi.fee.bad_pages", maxPages)
	}
	return feeOf(law.Page, 0, pages), nil
}

// feeOf counts the things after before, as far as last, through the bands.
func feeOf(s law.Standard, before, count int) Fee {
	f := Fee{Standard: s, Before: before, Count: count}
	next, last := before+1, before+count
	bands := law.Bands(s)
	for i, b := range bands {
		end := last
		if i+1 < len(bands) {
			end = min(last, bands[i+1].From-1)
		}
		for next <= end {
			to, rate := end, b.Rate
			if b.Width > 0 {
				step := (next - b.From) / b.Width
				to, rate = min(end, b.From+(step+1)*b.Width-1), b.Rate+step*b.Rise
			}
			f.add(FeeLine{From: next, To: to, Count: to - next + 1, Rate: int64(rate) * fen})
			next = to + 1
		}
	}
	return f
}

func (f *Fee) add(l FeeLine) {
	l.Amount = int64(l.Count) * l.Rate
	f.Amount += l.Amount
	f.Lines = append(f.Lines, l)
}

// Yuan writes an amount of 分 in yuan, with the 分 only where there are some: 2300, 0.05.
func Yuan(amount int64) string {
	sign := ""
	if amount < 0 { // a refund
		sign, amount = "-", -amount
	}
	whole, rest := amount/fen, amount%fen
	out := sign + strconv.FormatInt(whole, 10)
	if rest == 0 {
		return out
	}
	return out + "." + strconv.FormatInt(rest/10, 10) + strconv.FormatInt(rest%10, 10)
}
