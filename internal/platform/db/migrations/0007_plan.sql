-- +goose Up

-- A circular of a year, as it was read and corrected.
CREATE TABLE plan_plan (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- the office that keeps the plan
  year INTEGER NOT NULL,
  title TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',       -- document number
  issuer TEXT NOT NULL DEFAULT '',
  attribute TEXT NOT NULL DEFAULT '',    -- disclosure attribute as the document states it
  source_name TEXT NOT NULL,
  source TEXT NOT NULL,                  -- the whole text that spans point into
  circular TEXT NOT NULL,                -- JSON: what the machine read
  difference TEXT NOT NULL DEFAULT '[]', -- JSON: what the last reading changed
  state TEXT NOT NULL,                   -- draft, issued, closed, archived, discarded
  issued_on TEXT NOT NULL DEFAULT '',
  made_by BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX plan_plan_year ON plan_plan (year, id);
CREATE INDEX plan_plan_state ON plan_plan (state, year, id);

CREATE TABLE plan_point (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  sort INTEGER NOT NULL,
  number TEXT NOT NULL,                  -- as printed
  section TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  proposal TEXT NOT NULL DEFAULT '{}',   -- JSON: what the machine proposes, with spans and warnings
  parties TEXT NOT NULL DEFAULT '[]',    -- JSON: units by role, as corrected
  checked INTEGER NOT NULL DEFAULT 0,    -- a person has looked at it
  gone INTEGER NOT NULL DEFAULT 0        -- no longer in the circular when it was read again
);
CREATE INDEX plan_point_plan ON plan_point (plan_id, sort, id);

CREATE TABLE plan_task (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  point_id BIGINT NOT NULL,
  sort INTEGER NOT NULL,
  title TEXT NOT NULL,
  cadence TEXT NOT NULL,                 -- once, count, month, quarter, half, year
  due TEXT NOT NULL DEFAULT '',          -- day, for once and count
  need INTEGER NOT NULL DEFAULT 1,       -- pieces of evidence owed, for count
  target TEXT NOT NULL DEFAULT '',       -- measurable target, in words
  kind TEXT NOT NULL DEFAULT '',         -- form of evidence asked for: '', briefing, training
  parties TEXT NOT NULL DEFAULT '[]',    -- JSON: units of this task where they differ from the point
  state TEXT NOT NULL,                   -- draft, open, cancelled
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX plan_task_point ON plan_task (point_id, sort, id);
CREATE INDEX plan_task_plan ON plan_task (plan_id, sort, id);

CREATE TABLE plan_report (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  point_id BIGINT NOT NULL,
  task_id BIGINT NOT NULL,
  duty_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  progress TEXT NOT NULL,                -- what was done, in words
  final INTEGER NOT NULL DEFAULT 0,      -- says that the duty is fulfilled
  open_public INTEGER NOT NULL DEFAULT 0,-- to be shown on the public page once accepted
  evidence TEXT NOT NULL DEFAULT '[]',   -- JSON: links, files, records
  state TEXT NOT NULL,                   -- submitted, returned, accepted, withdrawn
  reason TEXT NOT NULL DEFAULT '',       -- of the last decision
  reported_by BIGINT NOT NULL,
  reported_at BIGINT NOT NULL,
  decided_by BIGINT NOT NULL DEFAULT 0,
  decided_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX plan_report_task ON plan_report (task_id, id);
CREATE INDEX plan_report_duty ON plan_report (duty_id, id);
CREATE INDEX plan_report_state ON plan_report (state, id);
CREATE INDEX plan_report_plan ON plan_report (plan_id, state, open_public, id);
CREATE INDEX plan_report_unit ON plan_report (unit_id, id);
