// Package message has the life of a letter that anybody sends to the government (留言):
// a question, a suggestion, a complaint, a call for help, a problem of doing business, an
// error on a page, and what 中国政府网 and the hotline 12345 pass on.
//
//	held ── admit ──▶ received ── sign ──▶ handling ── reply ──▶ leading ── pass ──▶ releasing
//	 │  ▲                ▲  │                 ▲  ▲                  │ sign off           │ answer
//	 │  └ appeal (once)  └──┴─ transfer ──────┘  └ return, reject ──┴────────────────────┤
//	 ▼                                           ▲                                       ▼
//	refused                                      └────────── reopen (once) ────────── replied
//
// The sender has no account: number and code open the letter, as in package foi. What was
// written and who wrote it are sealed; staff see the contact masked, and open it with a
// reason that stays. What becomes public is a text of its own, from which a person has
// taken what is personal.
//
// The days in which a kind is signed for, answered and at most extended are settings of
// the district: the State has no number for most of them. A transfer keeps the day, and
// is nobody's fault: that a letter was sent to the wrong unit is noted and counts for none.
//
// Start at flow.go, then service.go.
package message
