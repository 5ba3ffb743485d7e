// Package cluster groups short texts by what they are about: the letters of a year, what was
// asked for, what was searched.
//
// A text is cut into terms ([Terms]), pairs of neighbouring Chinese characters between words
// that say nothing of a matter. Each term that a few texts share is a candidate: where the
// texts that have it are like each other in their other terms too, it binds them; where they are not
// (小区, 希望) it does not. Candidates whose texts speak of the same become one theme, and each
// text goes to the theme that it is most like, or to none. So 暖气, 供热 and 采暖 come together though
// no letter has all three.
//
// All of it is exact and deterministic: nothing is sampled or drawn, and the order of the texts makes no
// difference. Themes that are known already are where the grouping begins, so that a
// theme stays the same from one run to the next, and what a person has parted stays parted.
//
// [Rise] says how surely there is more of a theme than before.
//
// Start reading at [Find].
package cluster
