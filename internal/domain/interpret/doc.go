// Package interpret keeps the interpretations (政策解读) of documents: whoever drafts a
// document interprets it (谁起草谁解读), and both are drafted, reviewed and released together
// (三同步: 同步起草、同步审签、同步发布).
//
//	make ──▶ draft ── release ──▶ released ◀─ release, edit, add, drop
//	           │ except                ▲
//	           ├──────────▶ excepted ──┘ release, within 3 working days
//	           └ discard ──▶ discarded
//
// An interpretation has a plan (解读方案), the five elements and any number of pieces, each of
// a form with the fields that it needs. Its text is an item of publish, which begins with it
// and is written anew at each change: what is screened, signed and proved is that item. With
// names it to publish, so that each step of the document's item is taken by both, and refuses
// the steps of a document that lacks the interpretation that it needs.
//
// Start at flow.go, then material.go for what is asked of one, and gate.go.
package interpret
