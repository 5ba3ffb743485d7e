package user

import (
	"context"

	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
)

// People returns the accounts in use that hold p over the unit today, sorted:
// Actor.CanAt, asked the other way round. It does not look at who asks, and is
// for services that tell people something.
func (s *Service) People(tx *db.Tx, p auth.Perm, unitID int64) ([]int64, error) {
	type row struct {
		ID int64 `db:"a.id"`
	}
	var w db.Where
	w.And("u.id = ? AND a.state = ?", unitID, Active)
	w.And("h.starts <= ? AND h.ended_at = 0 AND (h.ends = '' OR h.ends >= ?)", tx.Today, tx.Today)
	w.In("h.role", db.Anys(s.policy[p])...)
	w.And("(u.pos >= t.pos AND u.pos <= t.pos_end OR t.parent_id = 0 AND t.closed = '' AND h.role IN (?, ?, ?))", db.Anys(wide)...)
	rows, err := db.All[row](tx, `FROM user_account a JOIN user_post h ON h.account_id = a.id
		JOIN unit_unit t ON t.id = h.unit_id CROSS JOIN unit_unit u`+w.String()+" GROUP BY a.id ORDER BY a.id", w.Args...)
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}

// MailOf returns the address to which notices of an account go; "" if it has
// none, or may not be used. An account that is not there is a NotFound fault.
func MailOf(tx *db.Tx, account int64) (string, error) {
	a, err := load(tx, account)
	if err != nil || a.State != Active {
		return "", err
	}
	return a.Mail, nil
}

// Names gives the names of accounts, for choices and lists: colleagues know each other.
func (s *Service) Names(ctx context.Context, ids []int64) (map[int64]string, error) {
	type row struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	out := map[int64]string{}
	var w db.Where
	w.In("id", db.Anys(ids)...)
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return db.Each(tx, func(r row) error { out[r.ID] = r.Name; return nil }, "FROM user_account"+w.String(), w.Args...)
	})
	return out, err
}
