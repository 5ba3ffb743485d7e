// Package column has the columns of the public site (栏目): a tree of two or
// three levels, each column with a kind, a keeper and, where the yardstick of
// inspections (检查指标) sets one, a cadence.
//
// Columns come from a profile, like units, and change only by loading one again.
// A column with a cadence owes updates: when it is made, its keeper owes the
// first; what is published in it fulfils that duty and opens the next
// ([Service.Updated], which the noun publish calls at release). An update counts
// for the columns above as well: a front column is as fresh as its parts.
//
// Some columns are the platform of disclosure (政府信息公开专栏): guide, rules,
// statutory content, annual reports and the way to apply, in one layout for
// every organ ([Layout]).
//
// Columns are public, so reads are not narrowed by the actor.
package column
