-- +goose Up

-- One row a job. A job that is done stays for a while, so that its id is not run twice.
CREATE TABLE jobs_job (
  id TEXT NOT NULL PRIMARY KEY,          -- kind@key: the same id is the same job
  kind TEXT NOT NULL,
  args TEXT NOT NULL,                    -- JSON
  state TEXT NOT NULL,                   -- ready, running, done, dead, cancelled
  put_at BIGINT NOT NULL,                -- times are milliseconds
  run_at BIGINT NOT NULL,                -- not before; moved by each failed try
  done_at BIGINT NOT NULL DEFAULT 0,
  attempt BIGINT NOT NULL DEFAULT 0,     -- tries begun
  locked_by TEXT NOT NULL DEFAULT '',    -- the runner that works on it; with attempt, the fence
  locked_until BIGINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX jobs_job_due ON jobs_job (state, run_at, id);
CREATE INDEX jobs_job_list ON jobs_job (run_at, id);
