// Package remedy has what follows when somebody is not content (监督和救济): a
// complaint to the office in charge of disclosure (政府信息公开条例, Article 51), a
// review (行政复议) or a suit (行政诉讼).
//
//	complain, register ──▶ open ── answer ──▶ pending ── decide ──▶ decided ── fulfil ──▶ fulfilled
//	                         │ judge (a complaint)                     ▲
//	                         └─────────────────────────────────────────┘      void: it was entered by mistake
//
// A complaint is judged by the office, not by the unit that it is about; one about the
// office itself is passed on to the organ above, and whoever had a hand in the matter
// judges nothing (judge.go). Who complained takes it back. A review
// and a suit are decided elsewhere: the unit has to answer in time, and notes the
// outcome; one that was noted wrongly another person puts right. An outcome that orders
// something stays open until it is done; the request is then answered anew for this
// case (Redo).
//
// Table 4 of the annual report is a query over the cases (count.go). What somebody
// complains of is sealed; the journal keeps no word of it.
package remedy
