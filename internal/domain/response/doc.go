// Package response has the record and the clocks of what the public is concerned about
// (政务舆情): who found it when and where, who answers for it, what was said to the public
// by when, what was done, and what was learned (国办发〔2016〕61号, 80号).
//
//	found ── judge ──▶ handling ── count ──▶ responded ── settle ──▶ settled ── review ──▶ reviewed
//	                    │   ▲  └─ judge again ┘ │   ▲                  │
//	                    │   │ refuse            │   └──── reopen ──────┘
//	                    ▼   │                   └ further releases, measures
//	                   doubted ── dismiss ──▶ unfounded
//
// The clocks run in hours on the wall clock, on days off too: 5 hours to the first release
// and 24 to the press conference for 特别重大、重大突发事件, 48 hours for all others. A
// release is an item of publish, and counts from the moment at which it is public; nobody
// types when something was said. An untrue report is closed with a reason by two people:
// whoever says that it is untrue does not close it.
//
// Public is what was released, and nothing else of the record.
//
// Start at flow.go, then service.go, clock.go, release.go.
package response
