package message

import (
	"context"
	"errors"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/platform/profile"
)

// Forget takes away what names people in the letters that ended longer ago than the
// district keeps them, each in a transaction of its own, and returns how many. Number,
// days, unit and rating stay, so that the figures do; so does what was made public.
func (s *Service) Forget(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "message.Forget")
	var due []Message
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		settings, err := unit.Settings(tx)
		if err != nil {
			return err
		}
		before := tx.Today.AddMonths(-12 * settings.Int(profile.MessageKeep))
		due, err = db.All[Message](tx, "FROM message_message WHERE forgotten = '' AND ended <> '' AND ended < ? ORDER BY ended, id", before)
		return err
	})
	for _, m := range due {
		failed := s.DB.Write(ctx, func(tx *db.Tx) error { return s.forgetOne(tx, m.ID) })
		if err = errors.Join(err, failed); failed == nil {
			n++
		}
	}
	return n, err
}

func (s *Service) forgetOne(tx *db.Tx, id ID) error {
	if err := tx.Business(); err != nil {
		return err
	}
	m, err := db.Get[Message](tx, "FROM message_message WHERE id = ?"+tx.Lock(), id)
	if err != nil || m.Gone != "" || m.Ended == "" {
		return err // forgotten, or opened again, since the list was made
	}
	m.Sender, m.Letter, m.Reply, m.Appeal, m.Unsolved, m.Code = "", "", "", "", "", ""
	m.Shown, m.Gone = s.Words("foi.forgotten"), tx.Today
	if err := db.Update(tx, table, &m); err != nil {
		return err
	}
	return journal.Add(tx, "message.forget", m.Ref(), m.Entry())
}
