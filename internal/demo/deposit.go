package demo

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

//go:embed deposit.json
var depositFile []byte

// The handings is how the library gets to the city in the story: one package that it has received, one
// that it has not answered, and its list, which differs a little.
type handings struct {
	Unit     string `json:"unit"`
	Packages []struct {
		Made      calendar.Day    `json:"made"`
		Handed    calendar.Day    `json:"handed"`
		Channel   deposit.Channel `json:"channel"`
		Reference string          `json:"reference"`
		Received  calendar.Day    `json:"received"`
		Receipt   string          `json:"receipt"`

		id deposit.ID
	} `json:"packages"`
	Compared calendar.Day `json:"compared"`
	Name     string       `json:"name"`
	Head     []string     `json:"head"`
	List     []struct {
		Title  string `json:"title"`
		State  string `json:"state"`
		Number string `json:"number"` // as the city has it, where it is not ours
		Organ  string `json:"organ"`
		Issued string `json:"issued"`
	} `json:"list"`
	Note struct {
		Title string `json:"title"`
		Text  string `json:"text"`
	} `json:"note"`
}

// handOver lays the deposits out over the days of the story.
func (s *story) handOver() error {
	var h handings
	if err := json.Unmarshal(depositFile, &h); err != nil {
		return err
	}
	for i := range h.Packages {
		p := &h.Packages[i]
		s.on(p.Made, func(ctx context.Context) error {
			as, _, err := s.keeper(ctx, &h)
			if err != nil {
				return err
			}
			d, err := s.Deposits.Make(as)
			if err == nil {
				p.id = d.ID
			}
			return err
		})
		s.on(p.Handed, func(ctx context.Context) error { // by another person
			_, maker, err := s.keeper(ctx, &h)
			if err != nil {
				return err
			}
			second, err := s.Holder(s.press.units[h.Unit].ID, deposit.Hand, maker.ID)
			if err != nil {
				return err
			}
			_, err = s.Deposits.HandOver(auth.With(ctx, second), p.id, deposit.Handing{Seen: deposit.Seen{Rev: 1}, Channel: p.Channel, On: s.DB.Today(), Reference: p.Reference})
			return err
		})
		if p.Received == "" {
			continue
		}
		s.on(p.Received, func(ctx context.Context) error { return s.receipt(ctx, &h, p.id, p.Receipt) })
	}
	s.on(h.Compared, func(ctx context.Context) error { return s.compare(ctx, &h) })
	return nil
}

// keeper is who looks after the library in the unit.
func (s *story) keeper(ctx context.Context, h *handings) (context.Context, auth.Actor, error) {
	a, err := s.Holder(s.press.units[h.Unit].ID, deposit.Write)
	return auth.With(ctx, a), a, err
}

func (s *story) receipt(ctx context.Context, h *handings, id deposit.ID, number string) error {
	as, _, err := s.keeper(ctx, h)
	if err != nil {
		return err
	}
	v, err := s.Deposits.View(as, id)
	if err != nil {
		return err
	}
	scan, err := s.Deposits.Attach(as, number+".txt", strings.NewReader(number))
	if err == nil {
		_, err = s.Deposits.Receive(as, id, deposit.Receipt{Seen: deposit.Seen{Rev: v.Deposit.Rev}, Number: number, On: s.DB.Today(), Taken: v.Deposit.Documents}, scan)
	}
	return err
}

// compare has the list of the city compared, and says why one line differs.
func (s *story) compare(ctx context.Context, h *handings) error {
	as, _, err := s.keeper(ctx, h)
	if err != nil {
		return err
	}
	file, err := s.cityList(as, h)
	if err != nil {
		return err
	}
	d, err := s.Deposits.Compare(as, deposit.Comparison{On: s.DB.Today(), Scope: deposit.All, Deposit: h.Packages[0].id}, deposit.List{Name: h.Name, File: file})
	if err != nil {
		return err
	}
	rows, err := s.Deposits.Lines(as, deposit.FindLine{Difference: d.ID, Stage: deposit.Open, Text: h.Note.Title}, db.Page{})
	for _, l := range rows.Items {
		if l.Title == h.Note.Title {
			_, err := s.Deposits.Explain(as, l.ID, deposit.Saying{Seen: deposit.Seen{Rev: l.Rev}, Note: h.Note.Text})
			return err
		}
	}
	if err == nil {
		err = fmt.Errorf("no line on %s", h.Note.Title)
	}
	return err
}

// cityList is the list of the city, which writes numbers with round brackets.
func (s *story) cityList(ctx context.Context, h *handings) ([]byte, error) {
	rows, err := s.Documents.Library(ctx, policy.Browse{}, db.Page{Size: 200})
	if err != nil {
		return nil, err
	}
	units, err := s.Units.Shorts(ctx)
	if err != nil {
		return nil, err
	}
	by := map[string]policy.Listed{}
	for _, l := range rows.Items {
		by[l.Title] = l
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	records := [][]string{h.Head}
	for i, x := range h.List {
		l := by[x.Title]
		number := strings.NewReplacer("\u3014", "(", "\u3015", ")").Replace(l.Number)
		records = append(records, []string{
			strconv.Itoa(i + 1), x.Title, cmp.Or(x.Number, number), cmp.Or(x.Organ, units[l.OrganID]), cmp.Or(x.Issued, string(l.Issued)), x.State,
		})
	}
	err = w.WriteAll(records)
	return out.Bytes(), err
}
