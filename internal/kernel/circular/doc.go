// Package circular reads a yearly 工作要点: the outline, the points, the units
// of each with their roles, the time limits, and what the document says of itself. It is pure
// and never fails: what is not understood is a warning at its place, and every character of the
// source lies in some leaf of the result (see [Circular.Leaves]). Nothing is invented: a point
// without a unit clause has no units and the warning circular.no_units.
//
// The grammar is data: grammar.tsv holds every word and pattern, with its meaning beside it.
//
// # Reading
//
// [Read] takes a document, [ReadText] a pasted text. The steps are: fold each line (width, traditional characters,
// characters without width), tell lines that are marks from text, join lines that a page break divided,
// find the unit clauses, decide which level of the outline the points are, and read each point. Tables are read by the words of their heading
// row. The level of points is the deepest one of which at least half have a unit clause; a number alone
// never decides it.
//
// # JSON
//
// The form is stable: fields are added, never renamed or removed. Lists are never null. All spans are
// {"start", "end"}: byte offsets into the UTF-8 text of the document, end excluded.
//
//	document{title, notice?, number, year, attribute, issuer, addressee, date?}
//	preamble{text, span}
//	sections[]{number, label, title, level, parent, text, span, label_span}
//	points[]{number, label, section, title, text, span, label_span, title_span, unit_spans[],
//	    units[]{raw, name, role, resolved[], group, alias?, open, by_duty, each, clause, part, span, confidence},
//	    deadlines[]{raw, kind, due, count, period, every?, trigger?, part, span, confidence},
//	    sentences[]{text, part, span}, parts[]{text, span}, warnings[]{key, args?, span}}
//	marks[]{kind, text, span}
//	warnings[]{key, args?, span}
//
// section is the place in sections[] from 1, part the place in parts[] from 1; 0 is none. role is lead,
// responsible, cooperate or implement; kind is absolute, count, recurring, relative, continuous or unspecified.
// due is a date "2006-01-02" or "". A confidence is from 0 to 1: how sure the reading is,
// not how likely the circular is right.
package circular
