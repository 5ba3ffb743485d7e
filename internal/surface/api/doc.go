// Package api is the program for other programs: JSON over HTTP, described by
// OpenAPI 3.1 that is made from the types. It asks the same methods of the
// services as the desk, with a token in place of a session.
//
// One file a noun has its table of endpoints; shape.go has the few shapes that
// an endpoint can have; problem.go turns a fault into an RFC 9457 problem.
package api
