// Package plan turns the yearly circular of a district (工作要点) into tasks
// with units, deadlines and evidence (任务台账), runs them through the year and
// shows the public how far they are.
//
// A Plan is a circular as it was read and corrected; its Points are the
// numbered items; a Point is split into Tasks. Nothing is owed before the plan
// is issued. Issuing opens a duty (package duty) for each task, unit and
// period; a unit fulfils it with a Report, which carries evidence and which the
// office accepts or returns.
//
//	plan:    draft ── issue ──▶ issued ── close ──▶ closed
//	         draft ── archive ─▶ archived     (a ledger of an earlier year)
//	         draft ── discard ─▶ discarded
//	report:  submitted ── accept ──▶ accepted
//	         submitted ── return ──▶ returned ── revise ──▶ submitted
//	         submitted, returned ── withdraw ──▶ withdrawn
//
// Sources: the circular 红谷府办发〔2023〕55号, point (十五): each unit keeps a
// ledger with deadlines and the implementation goes into the annual report;
// the ban on check-ins, rankings of diligence and read receipts
// (整治“指尖上的形式主义”) is why a unit reports once, for each duty, with
// evidence that it has anyway, and why nothing here counts sign-ins.
//
// Start at service.go; the tables are in flow.go, the pure rules in rules.go.
package plan
