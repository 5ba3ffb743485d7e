// Package article is the text of a published item. The one source of an
// edition is plain text in the form of a Chinese official document (GB/T 9704),
// as a clerk types it; its structure is found in the text and never clicked.
//
// # Writing
//
// A line is a paragraph; blank lines and the indent of a line have no meaning. What
// a line is, its beginning, its length, its last sign and its neighbours say:
//
//	title        the first line, or one at the head of an attached document, without a full stop
//	heading      一、 （一） 1. （1） and 第一章 第一节 of a short line; or # to #### before any line
//	paragraph    anything else; "（一）…。" at its beginning is its run-in heading
//	list         "- " or "• ", or two and more neighbours that count 1. 2. 3. and head no text of their own
//	table        lines of | a | b |, or neighbouring lines with tabs, as Excel and WPS copy them
//	image        ![what it shows](name of the attachment), alone on its line
//	addressee    the line before the text that ends in ：
//	attachments  附件：1.… and the lines that go on counting
//	signature    who signs, and below it the date, before the end
//	annotation   （此件公开发布） and its like
//	annex        附件1 alone on a line: what follows is an attached document
//	imprint      抄送：… and …印发
//
// An address that begins with http:// or https:// and whose host can be one becomes a link, as does
// [words](https://…). There is no emphasis: an official document has none.
//
// [Parse] never fails and loses nothing: every character that is not blank lies in the
// [Span] of exactly one block. All spans count characters (runes), end excluded.
//
// The words by which lines are known are data: grammar.tsv, with their meaning beside them.
//
// # Reading and comparing
//
// [FromDocument] and [FromHTML] write Word files and pasted web pages as such a text, with notes on what a
// person has to look at. [Compare] tells two editions apart by paragraph, then within a
// paragraph by character.
package article
