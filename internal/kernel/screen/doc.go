// Package screen reads a text before it is published and says what must not
// stand there: identity data of people, marks of secrecy, of the inside and of
// drafts, wrong words, suspicious links. Article 17 of the regulation and
// article 35 of the secrecy law ask for a review before anything is public;
// this is the part of it that a machine can do, and it decides nothing: a rule
// says whether a finding blocks, holds until a person answers, or advises.
//
// [Rules.Text] goes once over the folded runes of a text. Folding changes runes
// one for one, so every offset holds in the text as it was given. What a figure
// is follows from its own form (check digits, dates, regions), then from the
// label before it or the heading of its column, then from its unit.
//
// law/screening.tsv has the rules, words.tsv the words that the reading knows,
// packs the wrong words. The texts shown to people have the keys
// screen.<rule>, screen.<rule>.why and screen.<rule>.do.
//
// The package is pure: it opens no file, follows no link and knows no day but
// the one it is given.
package screen
