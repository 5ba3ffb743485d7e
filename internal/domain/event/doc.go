// Package event invites the public (政府开放日, 列席会议, 宣讲, 座谈) and answers for what came of it.
//
//	draft ── ask ──▶ asked ── approve ──▶ open ── close ──▶ closed ── hold ──▶ held ── note ──▶ noted ── tell ──▶ told
//	  ▲ │              │                   │ change  (by itself)  │ change (by itself)  ▲          │
//	  │ └─ discard     │                   └──────── cancel ──────┴──▶ cancelled        └─ refuse ─┘
//	  └──── return ────┘
//
// Enrolment needs no account: a name and a telephone, sealed, one enrolment a telephone. The
// clock of the server ends it. Everybody enters the list as waiting, and the places go down the
// list in the order of its numbers to whoever fits (fill in enrol.go): so a place that somebody
// gives back goes to the next by the same few lines that gave it out, and
// places = taken + free always, however many enrol at once.
//
// Who is told of what is in notice.go: by mail or a short message, or, where nothing reaches a
// person, as a call that staff owe. An event that took place owes its minutes (hold.go): nobody
// can end it without them, or call it off without a public reason.
//
// Start at flow.go, then service.go, enrol.go and hold.go.
package event
