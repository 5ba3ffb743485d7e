// Package correction has the life of a request to correct one's own record (更正):
// 政府信息公开条例, Article 41. Whoever has proof that what an organ holds about him
// is wrong may ask for its correction. An organ with the power verifies, corrects and
// tells; one without it passes the matter on, or says where to turn. The law gives no
// number of days, and no row of table 3 of the annual report counts it.
//
//	received ── check ──▶ checking ── correct, refuse, forward ──▶ corrected, refused, forwarded ── tell ──▶ told
//	   │ ▲ transfer          │  ▲                 return                         │
//	   ▼                     ▼  └────────────────────────────────────────────────┘
//	withdrawn ◀── withdraw ──┘
//
// Who asks is the applicant of package foi, sealed and masked as there. So is all that
// is said of the record, and the proof: it is about a person. Opening either leaves
// its reason, or at least its trace, in the journal.
//
// Start at flow.go, then service.go.
package correction
