package policy

import (
	"errors"
	"slices"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/flow"
)

// takeOver keeps the good rows that are not in the library: the documents, their steps and
// their history, and the batch of items that makes them public.
func (s *Service) takeOver(tx *db.Tx, in Archive, rows []*libraryRow) (*Import, error) {
	added := slices.DeleteFunc(slices.Clone(rows), func(r *libraryRow) bool { return r.known || len(r.bad) > 0 })
	items := make([]publish.Taken, len(added))
	for i, r := range added {
		r.doc.ID = ID(tx.ID())
		items[i] = publish.Taken{Unit: r.unit, Content: r.content, Attached: r.files}
	}
	batch, ids, err := s.items.TakeOver(tx, publish.Source(in), items)
	if err != nil {
		return nil, err
	}
	for i, r := range added {
		r.doc.Item = ids[i]
		if err := r.keep(tx); err != nil {
			return nil, err
		}
	}
	out := &Import{ID: ImportID(tx.ID()), Batch: batch.ID, UnitID: batch.UnitID, Name: in.Name, Digest: proof.SHA256(string(in.File)), ReadBy: tx.Actor.Who(), ReadAt: tx.Now}
	for _, r := range rows {
		out.Lines = append(out.Lines, r.said())
	}
	return out, db.Insert(tx, importTable, out)
}

// keep stores a document that is held until its item comes on line.
func (row *libraryRow) keep(tx *db.Tx) error {
	d := &row.doc
	d.Digest = row.digest
	err := flow.Do(tx, Flow, d, ActTakeOver, func() error { d.By.Did(ActTakeOver, tx.Actor.Who()); return nil })
	if err != nil {
		return err
	}
	if err := db.Insert(tx, table, d); err != nil {
		return err
	}
	for kind, key := range map[StepKind]string{Legal: "legal", Fair: "fair", Consult: "consult"} {
		said := row.rec.get(key)
		if said == "" {
			continue
		}
		st := Step{ID: StepID(tx.ID()), Document: d.ID, Kind: kind, Result: Results(kind)[0], On: d.Registered, ByID: tx.Actor.Who(), ByName: tx.Actor.Name, At: tx.Now, Hash: d.hash()}
		if kind == Consult {
			st.Note = said
		} else {
			st.Number = said
		}
		if err := db.Insert(tx, "policy_step", st); err != nil {
			return err
		}
	}
	for _, e := range row.events {
		e.ID, e.Target = EffectID(tx.ID()), d.ID
		switch {
		case e.Kind == Commence:
			e.By = d.ID
		case e.by != nil:
			e.By = e.by.doc.ID
		}
		if e.By != 0 {
			e.Name = ""
		}
		if err := db.Insert(tx, "policy_effect", e.Effect); err != nil {
			return err
		}
	}
	return nil
}

// admit is the issue of a document that was taken over: its item has come on line. It stands
// as its days and its history say; its own day of issue is long past.
func (s *Service) admit(tx *db.Tx, d *Document) error {
	return s.move(tx, d, step{act: ActAdmit, change: func(tx *db.Tx, d *Document) error {
		if err := db.Insert(tx, "policy_text", text{dated{tx.ID(), d.ID, d.Starts, 0}, d.Body}); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM policy_read"); err != nil { // any item may have cited it all along
			return err
		}
		if err := s.livenPast(tx, d); err != nil {
			return err
		}
		l, err := lifeOf(tx, d)
		if err != nil {
			return err
		}
		return d.stand(tx, l)
	}, then: func(tx *db.Tx, d *Document) error { return errors.Join(s.mark(tx, d), s.takeEffect(tx, d)) }})
}

// livenPast has what was done to a document take effect, as far as whoever did it is issued.
func (s *Service) livenPast(tx *db.Tx, d *Document) error {
	past, err := effectsOf(tx, "target_id = ? AND live = ?", d.ID, false)
	if err != nil {
		return err
	}
	for _, e := range past {
		by, err := s.authorStands(tx, e.By)
		if err != nil {
			return err
		}
		if by || e.By == d.ID {
			if err := liven(tx, e, e.From); err != nil {
				return err
			}
		}
	}
	return nil
}

// authorStands reports whether what did something is issued, or is in no library.
func (s *Service) authorStands(tx *db.Tx, id ID) (bool, error) {
	if id == 0 {
		return true, nil
	}
	by, err := Peek(tx, id)
	return by.Status == Issued, err
}

// Undone is told of each item of a batch that is taken back: the document that it makes
// public goes with it, and what it did to others.
func (s *Service) Undone(tx *db.Tx, item publish.ID) error {
	d, err := byItem(tx, item)
	if fault.Of(err) == fault.NotFound || err == nil && !d.Admitted {
		return nil
	}
	if err != nil {
		return err
	}
	effects, err := effectsOf(tx, "by_id = ?", d.ID)
	if err != nil {
		return err
	}
	for _, q := range []string{
		"DELETE FROM policy_text WHERE by_id = ?", "DELETE FROM policy_effect WHERE by_id = ?", "DELETE FROM policy_text WHERE document_id = ?", "DELETE FROM policy_chain WHERE document_id = ?",
		"DELETE FROM policy_citation WHERE document_id = ?",
	} {
		if _, err := tx.Exec(q, d.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("DELETE FROM policy_citation WHERE item_id = ?", item); err != nil {
		return err
	}
	if err := s.move(tx, d, step{act: ActTakeBack}); err != nil {
		return err
	}
	for _, e := range effects {
		target, err := Peek(tx, e.Target)
		if err != nil {
			return err
		}
		if target.Status != Issued {
			continue
		}
		if err := errors.Join(rechain(tx, target.ID), s.turn(tx, target)); err != nil {
			return err
		}
	}
	return nil
}
