//go:build !race

package jobs_test

// manyJobs is enough for two nodes to meet often.
const manyJobs = 1000
