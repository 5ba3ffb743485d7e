// Package auth says who is acting, in which units, and what a person may do there.
// It stores nothing; sign-in and sessions are in package session.
package auth

import (
	"context"
	"slices"
)

// A Perm is one thing that a role allows, such as "plan.issue".
type Perm string

// Public needs no sign-in.
const Public Perm = ""

// Kind says what acts.
type Kind string

// The kinds of actor. The zero Actor is a Visitor.
const (
	Visitor Kind = ""
	Person  Kind = "person"
	Token   Kind = "token" // a program, by a token that a person made
	System  Kind = "system"
)

// Units is a set of units. All is every unit of the district.
type Units struct {
	All bool
	IDs []int64 // sorted
}

// Has reports whether the set holds id.
func (u Units) Has(id int64) bool {
	if u.All {
		return true
	}
	_, ok := slices.BinarySearch(u.IDs, id)
	return ok
}

// Empty reports whether the set holds nothing.
func (u Units) Empty() bool { return !u.All && len(u.IDs) == 0 }

// A Grant is what one post gives: permissions over a unit and all units below it.
type Grant struct {
	Role  Role
	Perms map[Perm]bool
	Units Units
}

// An Actor is the person, job or program that acts.
type Actor struct {
	Kind   Kind
	ID     int64 // person or token
	Name   string
	Unit   int64 // the office that the actor works for
	Owner  int64 // of a token: the person who made it, and answers for it
	Grants []Grant
}

// Who is the person behind the actor: four eyes are those of two people, however
// they came in. It is 0 for a visitor and for the program itself.
func (a Actor) Who() int64 {
	if a.Kind == Token {
		return a.Owner
	}
	return a.ID
}

// Can reports whether the actor has p anywhere.
func (a Actor) Can(p Perm) bool {
	return p == Public || a.Kind == System ||
		slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Perms[p] })
}

// CanAt reports whether the actor has p over unit.
func (a Actor) CanAt(p Perm, unit int64) bool {
	return p == Public || a.Kind == System ||
		slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Perms[p] && g.Units.Has(unit) })
}

// Over returns the units over which the actor has p: the scope of a read.
func (a Actor) Over(p Perm) Units {
	if a.Kind == System {
		return Units{All: true}
	}
	var u Units
	for _, g := range a.Grants {
		if !g.Perms[p] {
			continue
		}
		if g.Units.All {
			return Units{All: true}
		}
		u.IDs = append(u.IDs, g.Units.IDs...)
	}
	slices.Sort(u.IDs)
	u.IDs = slices.Compact(u.IDs)
	return u
}

// Machine is the actor of jobs and of the command line.
func Machine(name string) Actor { return Actor{Kind: System, Name: name} }

type key struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns who acts in ctx; the zero Actor is a visitor.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}
