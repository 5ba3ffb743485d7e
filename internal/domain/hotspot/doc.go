// Package hotspot finds what people write about most, and what more than before (需求热点): themes of the letters, the
// requests and the searches of a period, each with its members and the normative documents that answer it.
//
//	found ── name ──▶ named ── show ──▶ shown
//	 │ ▲               │ │ ▲              │
//	 │ └ back ┐        │ │ └─── hide ─────┘
//	 ├────────┼────────┘ │
//	 ▼ aside  │          ▼ merge
//	aside ────┘        merged
//
// The machine groups (kernel/cluster) and proposes a name; a person gives it, and somebody else shows it to everybody.
// A look over the same material finds the same, in whatever order it is read. Themes of earlier looks are where a
// look begins, so names, merges and partings stay.
//
// The themes that rise come first: by the log-likelihood ratio of their counts in the period and in the one before
// (cluster.Rise), under which a few letters more are no rise. Searches are counted beside and do not make one: a
// single person can search a hundred times.
//
// No text is kept of letters and requests, only their ids: what is forgotten there is gone here. Before anything is
// read, what the screening names of people is masked; a term binds a theme only if three letters have it.
//
// Public is the name, how many, whether it rises, the documents in force that somebody has confirmed, and letters
// that are public themselves.
//
// Start at flow.go, then look.go.
package hotspot
