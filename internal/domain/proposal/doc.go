// Package proposal turns what is asked for again and again into what is public
// without being asked for (高频转主动): 政府信息公开条例, Article 44.
//
//	find, suggest, raise ──▶ open ── accept ──▶ accepted ── release ──▶ released
//	                          │  ▲                 │  ▲ draft, when the draft was discarded
//	                 decline  ▼  │ again           │ decline
//	                         declined ◀────────────┘
//
// A job looks each night (rules.go): several applicants for the same thing of the
// same organ, a record given out several times, a process matter withheld so long
// ago that it may have ended (Article 16(2)). An applicant may suggest it (Article
// 44(2)), and so may staff. A Proposal stands on its Evidence: numbers of requests,
// days and results, and never who asked. What is asked for stays where it is, with
// the request: nothing here repeats it.
//
// The office decides, and not the one who raised it. What is accepted becomes a
// draft of package publish with the copies that were given out, never an original;
// its review is that of any other draft. The release of the item ends the proposal.
// What was declined comes back only with new evidence.
//
// Start at flow.go, then service.go.
package proposal
