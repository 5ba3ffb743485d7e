package hotspot

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
)

// Bounds of what is kept of searches: the words and how often on a day, nothing of who searched.
const (
	shortest  = 2             // characters of what is kept
	longestOf = 30            // the same; what is longer is a text
	digits    = 4             // in a row from which on it may be the number of somebody
	mostKept  = 2000          // different words that wait to be written down
	every     = time.Minute   // after which they are
	often     = 3             // times in a period from which on words count: what one person searched once is of one person
	keepDays  = 2 * 366       // for which they are kept
	dayMost   = 10 * mostKept // different words of a day
)

// A query is what was searched on a day.
type query struct {
	ID    int64        `db:"id"`
	Day   calendar.Day `db:"day"`
	Words string       `db:"words"`
	N     int          `db:"n"`
}

// asked are searches that wait to be written down: a search of everybody does not wait for the disk.
type asked struct {
	mu    sync.Mutex
	n     map[string]int
	since time.Time
}

// Heard notes what somebody has searched, if it may be kept. It writes at most once a minute.
func (s *Service) Heard(ctx context.Context, words string) error {
	words = strings.Join(strings.Fields(strings.ToLower(words)), " ")
	if n := utf8.RuneCountInString(words); n < shortest || n > longestOf || numbered(words) {
		return nil
	}
	now := s.DB.Now()
	s.asked.mu.Lock()
	if s.asked.n == nil {
		s.asked.n, s.asked.since = map[string]int{}, now
	}
	if len(s.asked.n) < mostKept || s.asked.n[words] > 0 {
		s.asked.n[words]++
	}
	due := now.Sub(s.asked.since) >= every
	s.asked.mu.Unlock()
	if !due {
		return nil
	}
	return s.Flush(ctx)
}

// numbered reports whether words hold a number that may be somebody's.
func numbered(words string) bool {
	row := 0
	for _, c := range words {
		if row++; !unicode.IsDigit(c) {
			row = 0
		}
		if row > digits {
			return true
		}
	}
	return false
}

// Flush writes down the searches that wait. What the screening finds anything personal in is not kept.
func (s *Service) Flush(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "hotspot.Flush")
	s.asked.mu.Lock()
	n := s.asked.n
	s.asked.n = nil
	s.asked.mu.Unlock()
	if len(n) == 0 {
		return nil
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		rules, err := s.Rules(tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM hotspot_search WHERE day < ?", tx.Today.Add(-keepDays)); err != nil {
			return err
		}
		kept, err := db.One[int](tx, "SELECT count(*) FROM hotspot_search WHERE day = ?", tx.Today)
		if err != nil {
			return err
		}
		for words, times := range n {
			if found := rules.Text("", words); len(found) > 0 && screen.Mask(words, found) != words {
				continue
			}
			was, err := tx.Exec("UPDATE hotspot_search SET n = n + ? WHERE day = ? AND words = ?", times, tx.Today, words)
			if err == nil && was == 0 && kept < dayMost {
				kept++
				err = db.Insert(tx, searchTable, &query{tx.ID(), tx.Today, words, times})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// searchesIn are the words that were searched often enough in a period, each once: with the first row of it, the last day
// and how often.
func searchesIn(tx *db.Tx, from, to calendar.Day) ([]query, error) {
	type sum struct {
		ID    int64        `db:"min(id)"`
		Day   calendar.Day `db:"max(day)"`
		Words string       `db:"words"`
		N     int          `db:"sum(n)"`
	}
	rows, err := db.All[sum](tx, "FROM hotspot_search WHERE day >= ? AND day <= ? GROUP BY words HAVING sum(n) >= ? ORDER BY words", from, to, often)
	out := make([]query, len(rows))
	for i, r := range rows {
		out[i] = query(r)
	}
	return out, err
}
