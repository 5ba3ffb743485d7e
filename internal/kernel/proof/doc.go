// Package proof is the arithmetic of the tamper-evident log: a Merkle tree of
// leaves (RFC 6962) in the tiles of C2SP tlog-tiles, checkpoints (C2SP
// tlog-checkpoint) signed as notes with Ed25519, and the Bundle with which
// anybody checks, with no database and no network, that a public act stands in
// the log as it was done.
//
// The tree uses SHA-256, which the formats fix and every verifier has. A leaf
// carries the hash of its public content twice, as SHA-256 and as SM3
// (GB/T 32905), so that it can be checked by either family.
//
//	leaf text ─ SHA-256 ─┐
//	                     ├─ tiles of 256 hashes ─ root ─ checkpoint ─ signature
//	leaf text ─ SHA-256 ─┘
package proof
