// Package similar tells how alike texts are: likeness of two, how much of one is copied from another, and groups of
// copies in many.
package similar
