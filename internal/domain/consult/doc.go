// Package consult asks the public about a draft (征求意见, 意见征集) and answers for what
// became of each opinion.
//
//	draft ── ask ──▶ asked ── approve ──▶ open ── close ──▶ closed ── find ──▶ found ── tell ──▶ told
//	  ▲ │              │                    │ extend  (by itself,   │ revise, decide,  │
//	  │ └─ discard     │                    └──┘       after the    │ change, undo     │
//	  └──── return ────┘                               last day)    └◀──── refuse ─────┘
//
// A consultation lasts as long as the rule of its kind has it, or says in public why not
// (重大行政决策程序暂行条例, Article 15). It begins when it is approved and ends by the clock of
// the server; nobody can end it early or without an outcome: that is owed from its close on.
//
// Every opinion has a number and a code, which open its receipt without an account. It is
// about the whole text or about a clause, sealed like who sent it, and comes to one of four
// ends: it is decided (采纳, 部分采纳, 不采纳), taken back, or set aside for a reason of a list.
// received = decided + withdrawn + set aside, or there is no outcome (tally.go).
//
// Copies are grouped without a person (kernel/similar) and decided by the group; a person may
// take one out. What is public of a decision are words of its own, from which what is personal
// has gone, never an opinion itself. A decision that adopts names the clauses that it changed:
// they are taken from the difference of the two texts, and looked at again with the outcome.
//
// A hearing (听证会) is a part of it: enrolment, a draw that anybody can do again (draw.go),
// material seven days before (Article 16), minutes.
//
// Start at flow.go, then service.go, opinion.go and decide.go.
package consult
