package publish

import (
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/notify"
)

// tell sends one notice about an edition to each of some people.
func (s *Service) tell(tx *db.Tx, e *Edition, key string, reason string, to ...int64) error {
	slices.Sort(to)
	for _, account := range slices.Compact(to) {
		if account == 0 || account == tx.Actor.Who() {
			continue
		}
		err := s.duties.Tell(tx, notify.Notice{
			Account: account, Key: fmt.Sprintf("%s %d %d", key, e.ID, e.Rev), Link: fmt.Sprintf("publish/edition/%d", e.ID),
			Text: fault.T(key, shorten(e.Title, titleInNotice), reason),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const titleInNotice = 40

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// tellReturned tells who handed in.
func (s *Service) tellReturned(tx *db.Tx, e *Edition) error {
	return s.tell(tx, e, "publish.told.returned", e.Reason, e.SubmitBy, e.EditBy)
}

// tellVoid tells who signed that the content is another one now.
func (s *Service) tellVoid(tx *db.Tx, e *Edition) error {
	return s.tell(tx, e, "publish.told.void", tx.Actor.Name, e.ReviewBy, e.ClearBy, e.SignBy)
}

// tellDropped tells who wrote and who signed that the item is gone.
func (s *Service) tellDropped(tx *db.Tx, e *Edition) error {
	return s.tell(tx, e, "publish.told.dropped", e.Reason, e.SubmitBy, e.EditBy, e.ReviewBy, e.ClearBy, e.SignBy)
}

// tellStopped tells who wrote and who signed that a planned release did not happen.
func (s *Service) tellStopped(tx *db.Tx, e *Edition) error {
	return s.tell(tx, e, "publish.told.stopped", e.Reason, e.SubmitBy, e.EditBy, e.ReviewBy, e.ClearBy, e.SignBy)
}
