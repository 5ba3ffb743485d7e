// Package survey asks the public (问卷调查): questions with conditions, one answer a
// person, results that name nobody. 社会评议 is one such survey.
//
//	draft ── ask ──▶ asked ── approve ──▶ open ── close ──▶ closed ── tell ──▶ told
//	  ▲ │              │                   (or its last day)
//	  │ └─ discard     │
//	  └──── return ────┘
//
// What is asked is frozen by the first answer: every answer of a survey is to the same
// questions. Who has answered and what was answered lie apart. Of the first there is a keyed
// mark, under a salt of the survey that is thrown away with the marks when it closes: so
// nobody finds out who took part in two surveys, nor, after the close, who took part
// in one. Of the second there is neither time nor number, and its name is drawn by lot.
//
// The log has no line for an answer, as its time would tell whose it is. When a survey
// closes the log commits to how many answers there are and to the hash of all of them; of
// invitations the journal has how many were given out, and how many nobody used.
//
// Tables by group are published with small cells left out, and as many others as
// it takes so that none of them follows from the sums: protect.go.
//
// Start at text.go, which says how questions are written, then flow.go and service.go.
package survey
