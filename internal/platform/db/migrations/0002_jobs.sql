-- +goose Up

-- One row a job. A job that is done stays for a while, so that its id is not run twice.
CREATE TABLE jobs_job (
  id TEXT NOT NULL PRIMARY KEY,          -- chosen by who puts it: the same id is the same job
  kind TEXT NOT NULL,
  args TEXT NOT NULL,                    -- JSON
  state TEXT NOT NULL,                   -- ready, running, done, dead
  run_at BIGINT NOT NULL,                -- not before, milliseconds
  locked_until BIGINT NOT NULL DEFAULT 0,
  locked_by TEXT NOT NULL DEFAULT '',
  attempt BIGINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  done_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX jobs_job_due ON jobs_job (state, run_at, id);
CREATE INDEX jobs_job_lease ON jobs_job (state, locked_until);
