// Package faq answers questions about the documents in force in plain words (政策问答). One
// question with its answer is an Entry.
//
//	draft ── ask ──▶ asked ── approve ──▶ open ── doubt ──▶ doubted
//	  ▲ │              │                    │ ◀── uphold ─────┤
//	  │ └─ discard     │                    │                 │
//	  ├──── return ────┘                    ├── end, lapse ───┼──▶ ended
//	  └──────────────── withdraw ───────────┴─────────────────┘
//
// An answer explains, and quotes: each Quote is words that stand in a clause of a document in
// force, sign by sign, and without one nothing is handed in. What the explanation says in
// figures has to stand in a quoted clause too, or somebody confirms each by name, figures.go.
//
// The clauses are kept as they were read. Each night, and whenever something is done to a
// document, watch.go reads them again by the kit that policy has for it: where one has changed,
// or the document is not in force, the entry says so to everybody (待核), its answer is marked or
// held back as the district has it, and its unit owes a look.
//
// Start at flow.go, then write.go, service.go and page.go.
package faq
