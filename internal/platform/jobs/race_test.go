//go:build race

package jobs_test

// manyJobs is less under the race detector, which makes SQLite ten times as slow.
const manyJobs = 200
