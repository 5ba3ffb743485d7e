// Package policy keeps the normative documents (行政规范性文件) of a district: how each is
// made, and which of them are in force on a day.
//
// A document is made in the steps of 国办发〔2018〕37号 and 国办发〔2018〕115号. Each leaves its
// day, number, file and result; a document without one that it needs goes no further, and
// the message names the step (gate.go).
//
//	draft ── ask ──▶ reviewing ── judge ──▶ reviewed ── deliberate ──▶ deliberated ── register ──▶ registered ── issue ──▶ issued
//	  ▲ assess, consult, fair   │ object        │ defer, edit            │ return, edit               │ void
//	  └─────────────────────────┴───────────────┴────────────────────────┘                            ▼ voided
//
// Registration gives the numbers, of series without a gap, and begins an item of publish. The
// release of that item, with its four signatures, is the issue: publish asks Ready, which
// stops any other text than the one that was deliberated, and tells Released.
//
// Start at flow.go, then gate.go and service.go.
package policy
