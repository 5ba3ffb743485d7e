// Package session knows who is signed in where, and slows down whoever guesses.
//
// A session is a random token in one browser, of which the database has only
// the hash. It ends when nothing is asked for a while, at a fixed time after
// sign-in, by signing out, or with all others of the person. Its stage says what
// it is good for:
//
//	sign in ──► factor ──► change ──► full
//	            (code       (first password
//	             owed)       to be changed)
//
// The package knows no people: Service.Actor, set by app, says who an account is.
package session
