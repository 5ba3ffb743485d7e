// Package backup keeps copies of everything that the program has, in a folder that can
// be read without the program:
//
//	DIR/files/ab/cd/<sha256>                 contents of attachments, shared by all backups
//	DIR/20261128T174119Z/manifest.json       what it is of; written last
//	DIR/20261128T174119Z/SHA256SUMS          for "sha256sum -c", from DIR
//	DIR/20261128T174119Z/tables/<table>.copy.gz  rows, in the text format of COPY of PostgreSQL
//
// The tables are dumped first, in one snapshot, and the contents that this dump names are
// copied then; contents never change in place, so each that the database names is there.
// A backup that was cut off has another name and is never taken for one (DIR/.partial-…).
//
// The keys are never in it: without them the sealed parts cannot be read, nor the
// public log continued. [CopyKeys] puts them elsewhere, and the manifest has their hashes.
//
// The form is the same for both engines, so a backup of one is restored into the other:
// a district grows from SQLite to PostgreSQL by it (ADR 10).
package backup
