// Package annual draws up the annual report on government information (政府信息公开
// 工作年度报告): 政府信息公开条例, Articles 49 and 50; the form is 国办公开办函〔2021〕30号.
//
// Nobody types what the records know. Tables 3 and 4 and the row of normative documents
// are counted from the cases (count.go); what no record holds is entered with its source;
// the text has names of figures such as {新收申请}, which are filled (text.go). Freezing
// keeps the numbers with the list of exactly the cases behind each. What becomes of a
// case afterwards moves no number: it is shown which one would move (moves.go), and a
// restatement is an edition of its own.
//
//	draft ── freeze ──▶ frozen ── submit ──▶ submitted ── approve ──▶ approved ── accept ──▶ accepted ── release ──▶ published
//	  ▲ enter             │                      │ return               │ return        the draft of publish is on line
//	  └───────────────────┘                      ▼                      ▼
//	                                          returned ── enter, freeze ──▶ …
//	accepted, published ── replaced by the next edition ──▶ restated
//
// The report of the government adds up its own and those of its units (merge.go), also of
// those that were closed in the year, whose report the department in charge of disclosure
// draws up (compiler.go). A unit that works outside gongkai, or a year on paper, is entered
// from a file that package account reads, or copied cell by cell (fill.go), by the form of
// that year. Both ways ask the same of a cell: no number is refused, and a blank is kept as
// a blank by who is sure that the paper has it so.
//
// Start at flow.go, then service.go.
package annual
