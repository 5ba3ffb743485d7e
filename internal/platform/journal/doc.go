// Package journal is the tamper-evident log of everything that is done.
//
// An act is written down in its own transaction: Add for what stays in the
// office, Public for what anybody may know, Sealed for what concerns a person
// and may have to be erased. Each entry is also queued as a leaf of a Merkle
// tree (package proof); a sequencer moves the queue into the tree once a second
// and signs the new root. Leaves of internal entries say nothing but that there
// is an entry, so the whole record is covered and no more than the public part
// is shown.
//
//	Add, Public, Sealed ─→ journal_entry        the act
//	                    └→ journal_pending      its leaf, in the same transaction
//	Sequence: journal_pending ─→ journal_leaf, journal_tile, journal_head
//
// Verify computes everything again and names the first leaf that does not fit.
// Erase removes the body and the salts of an entry and leaves the log whole.
package journal
