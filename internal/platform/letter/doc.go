// Package letter makes official documents: the letters of 依申请公开, and every
// other that the program writes, such as the annual report. One [Document] is
// drawn as HTML, DOCX and PDF, in the layout of GB/T 9704-2012 (党政机关公文格式).
//
// # From a template to a letter
//
// What a letter says stands in the profile of the district, one text file a kind,
// which officials edit: the plain form of a document, as package article reads it,
// with placeholders such as {{.收到日期}}. Which kinds there are and what each has
// to hold is data: letters.tsv and placeholders.tsv in the folder law.
//
//	letters/D3.txt ── Read ──▶ Set ── Fill(kind, Values) ──▶ Document ──▶ HTML, DOCX, Fonts.PDF
//
// [Read] parses a template with text/template/parse and walks the tree: a
// placeholder of the kind, "if", "range", and nothing else. It tells what is
// missing, so that every template that was read can be filled.
//
// A value is data. While the text is read for its structure one character of a
// private plane stands in its place, and the value is put in afterwards: nothing
// that an applicant writes can become a heading, a table, a signature or a command.
//
// # Drawing
//
// pdf.go lays a Document out; the DOCX says the same sizes, so that an office
// program comes to the same pages. Fonts are those of the machine (fonts.tsv): the
// official ones may not be given away, so none is in the program. Without one the
// PDF is a fault that says what to do, and HTML and DOCX are as good as ever.
package letter
