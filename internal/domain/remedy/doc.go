// Package remedy has what follows when somebody is not content (监督和救济): a
// complaint to the office in charge of disclosure (政府信息公开条例, Article 51), a
// review (行政复议) or a suit (行政诉讼).
//
//	complain, register ──▶ open ── answer ──▶ pending ── decide ──▶ decided ── fulfil ──▶ fulfilled
//	                         │ judge (a complaint)                     ▲
//	                         └─────────────────────────────────────────┘      void: it was entered by mistake
//
// A complaint is judged by the office, not by the unit that it is about. A review
// and a suit are decided elsewhere: the unit has to answer in time, and notes the
// outcome. An outcome that orders something stays open until it is done; the
// request is then answered anew (foi.Service.Redo).
//
// Table 4 of the annual report is a query over the cases (count.go). What somebody
// complains of is sealed; the journal keeps no word of it.
package remedy
