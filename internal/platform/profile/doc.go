// Package profile reads a district from its folder of files: units, groups,
// settings, words for the search and the people of the demo. It checks every row, tells all faults at
// once, and says what a newer version of the folder would change.
//
// The files are for officials: CSV with Chinese headings, as a spreadsheet
// saves it (profiles/format.md). Which heading means which field, and which
// word which value, is data too: schema.csv, words.csv and settings.csv in this
// package. It touches no database; package unit stores what is read here.
//
// Start reading at [Load]; table.go turns a file into rows, check.go looks at
// the rows together, diff.go compares two profiles.
package profile
