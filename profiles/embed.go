// Package profiles holds the districts that come with the program, one folder
// each. format.md describes the files.
package profiles

import "embed"

// Files has one folder a profile.
//
//go:embed honggutan sample
var Files embed.FS
