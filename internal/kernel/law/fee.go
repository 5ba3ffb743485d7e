package law

import (
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Standard is what a fee is counted by. A request is charged by one of them, never by both (费办法第三条).
type Standard string

// The standards.
const (
	Piece Standard = "piece" // 按件计收: 件 of one applicant in one calendar month, cumulative
	Page  Standard = "page"  // 按量计收: pages of one request
)

// A Band is one step of a progressive fee (超额累进): each thing from the first of
// the band on costs its rate, until the next band begins.
type Band struct {
	Standard   Standard   `json:"standard"`
	From       int        `json:"from"`            // the first thing of the band
	Rate       int        `json:"rate"`            // yuan for each
	Width      int        `json:"width,omitempty"` // the band goes on in bands of so many; 0 if it does not
	Rise       int        `json:"rise,omitempty"`  // each of them so many yuan dearer
	Basis      Ref        `json:"basis"`
	Confidence Confidence `json:"confidence"`
	Note       string     `json:"note,omitempty"`
}

// Bands returns the bands of a standard, the lowest first.
func Bands(s Standard) []Band {
	return slices.DeleteFunc(slices.Clone(book().Bands), func(b Band) bool { return b.Standard != s })
}

// maxFee is the highest rate, width and first thing of a band: no fee of such bands overflows.
const maxFee = 10_000

func (b *Book) band(l line) (string, fault.Text) {
	if column, text := known(l, "standard", "piece", "page"); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	x := Band{Standard: Standard(l["standard"]), Basis: Ref(l["basis"]), Confidence: Confidence(l["confidence"]), Note: l["note"]}
	for _, c := range []struct {
		name string
		to   *int
	}{{"from", &x.From}, {"rate", &x.Rate}, {"width", &x.Width}, {"rise", &x.Rise}} {
		n, err := strconv.Atoi(l[c.name])
		if err != nil {
			return c.name, fault.T("law.bad_number", l[c.name])
		}
		if n < 0 || n > maxFee {
			return c.name, fault.T("law.bad_fee", n, maxFee)
		}
		*c.to = n
	}
	last := Band{}
	for _, o := range b.Bands {
		if o.Standard == x.Standard {
			last = o
		}
	}
	_, _, based := b.Lookup(x.Basis)
	switch {
	case last.From == 0 && x.From != 1 || x.From <= last.From:
		return "from", fault.T("law.bad_band")
	case last.Width > 0:
		return "from", fault.T("law.last_band")
	case (x.Width == 0) != (x.Rise == 0):
		return "rise", fault.T("law.bad_rise")
	case !based:
		return "basis", fault.T("law.no_article", l["basis"])
	}
	b.Bands = append(b.Bands, x)
	return "", fault.Text{}
}
