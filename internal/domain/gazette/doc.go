// Package gazette is the official gazette of the government (政府公报): numbered issues with the texts of
// the documents that were made public since the last one, in print and on line.
//
//	draft ── compile ──▶ compiled ── issue ──▶ issued
//	  │   ◀── reopen ──────┘
//	  ▼ discard
//	discarded
//
// One issue is edited at a time: it begins with every normative document that was issued since
// the last one, takes other items by their address, and gets its number when it is compiled, so
// that the numbers of a year have no gap. The compilation lays out the whole issue as PDF and
// DOCX, with the page of each document, and begins an item of publish; the release of that item,
// by its four signatures, is the issue. Where the district says so (gazette.print), a normative
// document that is issued has to be in an issue within so many days: that is owed.
//
// Start at flow.go, then service.go, compile.go, print.go.
package gazette
