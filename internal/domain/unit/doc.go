// Package unit has the offices of a district: the tree from the government
// through departments, towns and street offices to villages and communities,
// the names that circulars use for them, and the groups that stand for many.
//
// Units come from a profile (package profile) and change only by loading one
// again: [Service.Load] says what would change, changes it, and closes what is
// no longer there. Ids stay for ever, and a closed unit keeps its past.
//
// A [Resolver] finds the unit or group that a circular names. It chooses only
// what is certain; what merely looks alike it offers as a suggestion.
//
// Who may know of units: everybody. An organ has to publish its institutions,
// their functions, addresses and heads (政府信息公开条例, Article 20(2)), so
// reads are not narrowed by the actor.
package unit
