// Package secret keeps what only one person or one machine may know: password
// hashes (argon2id), one-time codes (TOTP), and values sealed under a key that
// lies in a file and never in the database.
package secret
