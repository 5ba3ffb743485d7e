// Package law is the data that lawyers keep: the holidays, the sources, their
// articles and the terms they set. format.md says what stands in each file.
// Package internal/kernel/law reads it.
package law

import "embed"

// Files are the data files of this folder.
//
//go:embed holidays.csv sources.tsv articles.tsv terms.tsv classes.tsv limbs.tsv results.tsv fees.tsv screening.tsv placeholders.tsv letters.tsv outcomes.tsv anchors.tsv report.tsv
var Files embed.FS
