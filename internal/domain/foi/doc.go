// Package foi has the life of a request for information (依申请公开): 政府信息公开条例,
// chapter 4. A request comes by any channel, its day of receipt follows from the
// channel (Article 31), a clock of twenty working days runs (Article 33), and it
// ends with a reply that decides on every item of it, says why, and says what
// can be done against it.
//
//	waiting ── confirm ──▶ received ── assign ──▶ handling ── submit ──▶ reviewing ─▶ clearing ─▶ signing ─▶ serving ── serve ──▶ answered ─▶ archived
//	                                                │  ▲ clarify, amend       any of the four ── return ──▶ handling
//	                                                │  │ charge, paid
//	                                                ▼  │
//	                                         amending, charging ── lapse ──▶ lapsed
//
// Asking third parties and other organs (Consult) and counsel (Aid) goes on
// beside the states; of the first, the time does not count. The clock is a
// [deadline.Clock] on the request: facts are stored, the day is a cache. The duty
// to reply follows it.
//
// Who asked is known to few: the applicant is sealed in the row, shown masked,
// and opened by an act that leaves its reason (see applicant.go). Nothing of a
// request is public; what the journal keeps has no word of it.
//
// Start at flow.go, then service.go; results and what each needs are in result.go.
package foi
