// Package user is the noun of people: their accounts, their posts in units, how
// they sign in, and the tokens with which programs act for them.
//
// What a person may do follows from posts alone: a role in a unit gives the
// permissions of the role over that unit and everything below it. Start reading
// at Person and Post, then Service; sign-in is in signin.go. Sessions themselves,
// and the waits for whoever guesses, are in package session.
package user
