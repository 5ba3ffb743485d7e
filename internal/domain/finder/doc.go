// Package finder says who gets what by the documents in force (政策查询), and explains it by
// clause. One thing that a document gives is a Measure (政策措施).
//
//	draft ── ask ──▶ asked ── approve ──▶ open ── doubt ──▶ doubted
//	  ▲ │              │                    │ ◀── uphold ─────┤
//	  │ └─ discard     │                    │                 │
//	  ├──── return ────┘                    ├──── end ────────┼──▶ ended
//	  └──────────────── withdraw ───────────┴─────────────────┘
//
// What one has to be is written as conditions, text.go; each is bound to the clause that
// says so, whose words are kept. Each night, and whenever something is done to a document,
// watch.go reads the clauses again: where one has changed, or the document is not in force,
// the measure is doubted, says so to everybody (待核), and its unit owes a look.
//
// A visitor answers questions, which are rows of the profile, and leaves nothing behind: no
// account, no row, no line in any log. With answers missing a result has three values, and
// judge.go is exact: Fits and Not stand only where no answer that is missing can change
// them. order.go asks the questions that decide most first, and none that decides nothing.
//
// Start at judge.go, then flow.go and service.go.
package finder
