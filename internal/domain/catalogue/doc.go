// Package catalogue has the standard catalogues of open government at the
// grass roots (基层政务公开标准目录, 国办发〔2019〕54号): for each of 26 domains
// a table that says what is published, on which basis, within which time, by
// whom, where and for whom.
//
// A catalogue comes as the file of an office and is read as it is (Read):
// merged cells, boxes and ticks, headings of two rows, columns that only this
// district has. It is kept as a version; a newer one shows what it changes, and
// what was bound to a row stays bound to it:
//
//	draft ── enforce ──▶ in force ── supersede ──▶ superseded
//	draft ── discard ──▶ discarded
//
// A row in force that binds a unit is owed. Where the row names a period, the
// duty opens by the calendar; else a unit says that information was formed
// ([Service.Formed]), and has as long as the row says, or the twenty working
// days of Article 26 of the regulation. What is published fulfils it
// ([Service.Discharge], which the noun publish calls).
//
// Start reading at read.go for files, term.go for time limits, service.go for
// the life of versions, owe.go for duties, coverage.go for the board.
package catalogue
