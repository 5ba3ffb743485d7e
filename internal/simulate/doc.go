// Package simulate lives through a year of a district: citizens who ask vaguely, too
// much and twice, clerks who are quick, slow, forgetful or ill after the Spring Festival,
// reviewers, third parties, leaders, the issuing of the circular, and the annual reports
// of every unit in the next spring. Everything is done through the services, under a
// simulated clock.
//
// Nobody in it remembers anything. What somebody does on a day follows from what the
// services show them, and from luck that hangs on the seed and on the name of the thing
// (luck.go). So a life that was killed goes on as if it had not been, and an act that a
// failing machine spoiled is simply tried again: see docs/adr/0011-a-year-without-memory.md.
//
//	Life.Enter ─→ World ─ Live: Day after Day ─→ Check
//	                 │ citizens   errand.go citizen.go
//	                 │ offices    office.go handler.go dispute.go press.go plan.go account.go
//	                 │            letters.go counsel.go propose.go shelf.go mend.go message.go consult.go
//	                 │            survey.go event.go response.go hotspot.go
//	                 │ library    policy.go interpret.go faq.go finder.go cleanup.go gazette.go deposit.go
//	                 │            cite.go
//	                 └ weather    weather.go: a disk that fills up, lost connections, jumping clocks, jobs delivered twice
//
// Check counts everything once more from the entries of the journal alone (recount.go,
// board_recount.go, and a file of each noun), compares it with what the services and the board
// of each evening have shown, and looks for planted secrets in whatever anybody may read and in
// the log (leak.go).
//
// Reading order: world.go, run.go, then check.go.
package simulate
