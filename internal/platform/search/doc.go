// Package search finds what is public: by title, document number, words and
// filters, the same on both engines.
//
// A thing is put in the transaction that makes it public and dropped in the one
// that ends that, so there is no scope here: what must not be found is not in
// the index. What is kept of it is a row to list it by and a set of tokens
// (token.go). A query is folded, cut into words and turned into conditions over
// tokens (query.go); the engine answers with places in the order newest first,
// and all ranking is done here (rank.go), so that it is one for both engines
// (ADR 7).
//
// Start reading at [Index.Find].
package search
