// Package document reads the bytes of a file into blocks: paragraphs and
// tables over one canonical text. It recognises plain text (UTF-8, UTF-16 with
// a byte order mark, GB18030) and DOCX by their content, never by their name,
// and refuses everything else with a message that says what the file is.
//
// [Document.Text] is the canonical source. Every [Span] of this package and of
// package circular holds byte offsets into it. For a UTF-8 file without a byte
// order mark it is the file itself, byte for byte; for other encodings it is
// the decoded text without the mark. For DOCX it is the text that Word would
// show: a newline after each paragraph and for each line break, automatic
// numbers written out, the cells of a table row separated by tabs, inserted
// revisions kept and deleted ones left out. What a DOCX holds beside its text
// (text boxes, notes, comments, hidden text, pictures) is left out, and a
// [Warning] at its place says so.
//
// The package is pure: it opens no file and stops reading at its [Limits].
package document
