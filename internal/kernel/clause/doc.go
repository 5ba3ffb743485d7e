// Package clause is a normative document by clause: 编章节条款项目 of a regulation, 一、（一）1.（1） of a circular, with its
// frame and its annexes. It is pure and holds no word of Chinese: grammar.tsv has them all, with their meaning.
//
// # Reading
//
// [Parse] makes a clause of every line that is not blank, and gives back the source byte by byte. An [Address] such as
// 第三条第二款第（一）项 stays with a clause whatever chapter it is in; [ParseAddress] reads it in all the ways that people
// write it. Numbers that are doubled, missing or out of order are findings: nothing is repaired.
//
// # Comparing and amending
//
// [Compare] pairs clauses by their words, as article.Compare does. [Apply] carries out a 修改决定, each instruction exactly
// as it stands or the whole not at all: what is not understood, what names a clause or a phrase that is not there or is
// there twice, what leaves a number or a place open, what contradicts another instruction is refused with its reason. Old
// numbers are those of the text before; those behind 作为 and 改为 are those of the text after, and are checked against it.
// Numbers close up after a deletion only if the decision says so (条文顺序作相应调整). Citations of what moved are
// findings. [Equal] says whether the office's own text is the one that comes out.
//
// Not carried out, and refused: what moves a clause elsewhere, what adds a whole chapter, instructions whose words are not
// quoted, numbers to close up in a text with 之一 articles or gaps.
//
// # In force
//
// A [Chain] is what a noun keeps beside one whole text a version: which clause became which. [Chain.On] tells how each
// stands on a day and from when until when. A text of 300 articles with 20 amendments takes some 3 ms with all decoding.
package clause
