// Package similar tells how alike texts are. It looks at their letters alone: signs, blanks and layout make no difference.
//
//	Likeness  of two texts: the share of their pairs of neighbouring letters that both have (Jaccard)
//	Share     how much of one text another one holds: the share of its pairs
//	Copied    how much of a text is taken from a source, word for word
//	Passages  the stretches of a text that are taken from a source
//	InOrder   texts with the first of those before that they are like
//	Group     exact and near copies, whatever the order of the texts
//
// All of it is exact and deterministic: nothing is sampled.
package similar
