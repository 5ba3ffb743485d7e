package journal

import (
	"bytes"
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/db"
)

// diagnose says which of tile, leaf and entry was changed at index, the first
// place where they differ. The next signed root tells whether it is the tile.
func (v *verifier) diagnose(ctx context.Context, index int64, l *line) error {
	f := &Finding{Index: index}
	err := v.db.Read(ctx, func(tx *db.Tx) error {
		hashes, err := readHashes(tx, index, v.marks[v.next].size)
		if err != nil {
			return err
		}
		if l == nil {
			return v.absent(tx, f, hashes)
		}
		f.Entry, f.Ref = l.e.ID, l.e.Ref
		tree := v.tree
		for _, h := range hashes {
			tree.Append(h, func(proof.Node) {})
		}
		signed := tree.Size() == v.marks[v.next].size && tree.Root() == v.marks[v.next].root
		leafFits := len(hashes) > 0 && hashes[0] == proof.LeafHash(l.Text)
		same := fits(l.e, l.Text)
		switch {
		case !signed && (same || !leafFits):
			f.What = TileChanged
		case !signed:
			f.What = LeafChanged // and the tile with it, but not the entry
		case leafFits:
			f.What, f.Differs = EntryChanged, differs(l.e, l.Text)
		case !l.e.Erased() && hashes[0] == proof.LeafHash(l.e.leaf().Text()):
			f.What = LeafChanged
		default:
			return v.moved(tx, f, l, same)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.found(f)
}

// absent says whether it is the leaf or its entry that is not there.
func (v *verifier) absent(tx *db.Tx, f *Finding, hashes []proof.Hash) error {
	l, err := db.Get[leaf](tx, "FROM journal_leaf WHERE idx = ?", f.Index)
	if err == nil {
		f.What, f.Entry = EntryRemoved, l.Entry
		if shown, err := proof.ParseLeaf(l.Text); err == nil {
			f.Ref = shown.Ref
		}
		return nil
	}
	if fault.Of(err) != fault.NotFound {
		return err
	}
	f.What = LeafMissing
	return db.Each(tx, func(e Entry) error {
		if len(hashes) > 0 && !e.Erased() && hashes[0] == proof.LeafHash(e.leaf().Text()) {
			f.Entry, f.Ref = e.ID, e.Ref
		}
		return nil
	}, `FROM journal_entry WHERE NOT EXISTS (SELECT 1 FROM journal_leaf WHERE entry = id) ORDER BY id`)
}

// moved tells a leaf that was signed at another place from one that never was.
func (v *verifier) moved(tx *db.Tx, f *Finding, l *line, same bool) error {
	h := proof.LeafHash(l.Text)
	for n := range (v.limit() + proof.TileWidth - 1) / proof.TileWidth {
		data, err := readTile(tx, 0, n)
		if err != nil {
			return err
		}
		for ; len(data) >= tlog.HashSize; data = data[tlog.HashSize:] {
			if bytes.Equal(data[:tlog.HashSize], h[:]) {
				f.What = Reordered
				return nil
			}
		}
	}
	if same && l.e.Erased() {
		f.What = LeafChanged // the entry cannot have been, there is nothing left of it
		return nil
	}
	f.What, f.Differs = EntryChanged, []string{"leaf"}
	return nil
}

// differs names the fields in which the entry is not what the leaf says.
func differs(e Entry, text string) []string {
	l, err := proof.ParseLeaf(text)
	if err != nil {
		return nil
	}
	erased := e.Erased()
	if erased {
		e.Salt = make([]byte, 2*proof.SaltSize) // for the form of the leaf; its hashes are not compared
	}
	want := e.leaf()
	var out []string
	is := func(differ bool, field string) {
		if differ {
			out = append(out, field)
		}
	}
	is(l.Internal() != want.Internal() || l.Sealed() != want.Sealed(), "form")
	if len(out) == 0 {
		is(l.Ref != want.Ref, "ref")
		is(l.Act != want.Act, "act")
		is(l.At != want.At, "at")
		is(l.Unit != want.Unit, "unit")
		is(!erased && (l.SHA256 != want.SHA256 || l.SM3 != want.SM3 || l.Commit != want.Commit), "content")
	}
	if len(out) == 0 {
		out = []string{"record"}
	}
	return out
}

// erasures asks for each body that is gone who wrote down that it was erased.
func (v *verifier) erasures(ctx context.Context) error {
	return v.db.Read(ctx, func(tx *db.Tx) error {
		for _, e := range v.erased {
			n, err := db.One[int](tx, "SELECT count(*) FROM journal_entry WHERE ref = ? AND act = ?", entryRef(e.entry), actErase)
			if err != nil {
				return err
			}
			if n == 0 {
				return v.found(&Finding{What: EntryEmptied, Index: e.index, Entry: e.entry})
			}
			v.report.Erased++
		}
		return nil
	})
}

// describe gives a finding the thing that it is about and its text.
func (v *verifier) describe(ctx context.Context, f *Finding) error {
	if f.Ref == "" {
		err := v.db.Read(ctx, func(tx *db.Tx) error {
			var w db.Where
			if f.Entry != 0 {
				w.And("id = ?", f.Entry)
			} else {
				w.And("id = (SELECT entry FROM journal_leaf WHERE idx = ?)", f.Index)
			}
			e, err := db.Get[Entry](tx, "FROM journal_entry"+w.String(), w.Args...)
			if fault.Of(err) == fault.NotFound {
				return nil
			}
			f.Entry, f.Ref = e.ID, e.Ref
			return err
		})
		if err != nil {
			return err
		}
	}
	fields := make([]fault.Text, len(f.Differs))
	for i, name := range f.Differs {
		fields[i] = fault.T("journal.field." + name)
	}
	about := fault.T("journal.unnamed")
	if f.Ref != "" {
		about = fault.T("journal.named", f.Ref, f.Entry)
	}
	at := fault.T("journal.waiting")
	if f.Index >= 0 {
		at = fault.T("journal.place", f.Index)
	}
	f.Text = fault.T("journal.found."+string(f.What), at, about, fields)
	return nil
}
