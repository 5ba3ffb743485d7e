// Package duty is the register of everything that is owed (时限事项): who owes
// what, on which basis, by when, and which evidence fulfils it.
//
// A noun opens a duty by rule (Service.Open, within its own transaction),
// claims it when a unit hands in evidence, and meets it when the evidence is
// accepted. Nobody ticks a duty off.
//
//	open ── suspend ──▶ suspended ── resume ──▶ open     the clock stands still
//	open ── extend ──▶ open                             a later day, with a reason
//	open ── meet ──▶ met                                evidence counted
//	open, suspended ── waive, lapse ──▶ waived          no longer owed, with a reason
//
// The lights (▲ late, ◆ due soon, ● in time, ■ paused) are never stored: they
// follow from the last day in time, which package deadline computes, and the
// day on which one looks. When a notice of holidays is imported, Recompute
// moves every open clock and keeps the old and the new day in the journal.
package duty
