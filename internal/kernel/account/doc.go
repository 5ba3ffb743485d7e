// Package account knows the annual report on government information (政府信息公开
// 工作年度报告): its form by version, how it is found in the file of anybody, and
// the identities that its numbers must obey.
//
// The labels of the form are data (law/report.tsv). Read takes DOCX, HTML, XLSX and
// plain text as they stand on the sites of governments, finds the six sections, the
// three tables and the numbers that the text gives for a cell. Check tests them, and
// says of each rule whether it holds, is broken, or cannot be assessed: what is not
// there is never passed.
//
// The numbers are exact decimals; money is in 万元, as the form has it.
package account
