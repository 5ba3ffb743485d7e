package remedy_test

import (
	"testing"

	"gongkai.example/gongkai/internal/domain/remedy"
	"gongkai.example/gongkai/internal/platform/db"
)

// posted notes that the reply went out by the post, and when it was signed for.
func (w *world) posted(sent, got string) {
	w.Helper()
	w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM foi_letter"); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO foi_letter (id, rev, request_id, kind, text, sha, way, sent, got, made_at) VALUES (1, 1, ?, 'reply', '', '', 'post', ?, ?, 0)", w.filed.ID, sent, got)
		return err
	}))
}

// TestFromReceipt: the time for a review and a suit runs from the receipt of the reply,
// and not from the day on which it was posted; no day is told while nobody knows it.
func TestFromReceipt(t *testing.T) {
	each(t, func(w *world) {
		w.answered("2023-09-28", "A1")
		w.posted("2023-09-28", "")
		for _, m := range w.open() {
			if m.Last != "" || m.Over || !m.Unsigned || m.Within.N == 0 {
				t.Errorf("not signed for: %+v", m)
			}
		}
		w.posted("2023-09-28", "2023-10-09")
		m := w.open()
		if len(m) != 2 || m[0].Last != "2023-12-08" || m[1].Last != "2024-04-09" || m[0].Unsigned {
			t.Errorf("signed for: %+v", m)
		}
	})
}

// TestMixedRemedies: of a reply that withholds a part, a review comes first for that, and
// a suit is open at once for the rest; both ways are told.
func TestMixedRemedies(t *testing.T) {
	each(t, func(w *world) {
		w.answered("2023-09-28", "N4")
		if m := w.open(); len(m) != 2 || !m[0].First || m[0].Mixed || !m[1].After {
			t.Errorf("all of it withheld: %+v", m)
		}
		w.must(w.db.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO foi_item (id, rev, request_id, sort, text, result) VALUES (1, 1, ?, 2, '另一件', 'U1')", w.filed.ID)
			return err
		}))
		m := w.open()
		if len(m) != 2 || m[0].Kind != remedy.Review || !m[0].First || !m[0].Mixed || m[1].After || !m[1].Mixed || m[1].Last == "" {
			t.Errorf("a part withheld: %+v", m)
		}
	})
}
