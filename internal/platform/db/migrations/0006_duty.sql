-- +goose Up

-- One row for each thing that a unit owes. Rows are opened by rule and closed by
-- evidence; the lights are never stored, they follow from due and the day.
CREATE TABLE duty_duty (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  rule TEXT NOT NULL,                    -- what kind of duty: plan.report
  open_key TEXT NOT NULL,                -- rule, ref, unit and period: a duty is opened once
  ref TEXT NOT NULL,                     -- the thing that it comes from: plan/task/17
  under TEXT NOT NULL,                   -- what a board groups it by: plan/point/3
  title TEXT NOT NULL,
  basis TEXT NOT NULL,                   -- article of law, or the point of the circular
  period TEXT NOT NULL DEFAULT '',       -- 2023, 2023-H2, 2023-Q4, 2023-10
  opened TEXT NOT NULL,                  -- day
  starts TEXT NOT NULL,                  -- day from which it is work to do
  due TEXT NOT NULL DEFAULT '',          -- last day in time; '' while the clock stands still
  provisional INTEGER NOT NULL DEFAULT 0,
  clock TEXT NOT NULL,                   -- JSON: the facts from which due is computed
  state TEXT NOT NULL,                   -- open, suspended, met, waived
  need INTEGER NOT NULL DEFAULT 1,       -- pieces of evidence owed
  have INTEGER NOT NULL DEFAULT 0,
  claimed TEXT NOT NULL DEFAULT '',      -- day on which evidence was handed in that waits for a decision
  met_on TEXT NOT NULL DEFAULT '',       -- day
  evidence TEXT NOT NULL DEFAULT '',     -- the last record that counted: plan/report/9
  reminded TEXT NOT NULL DEFAULT ''      -- stage of the last reminder, and the last day that it was about
);
CREATE UNIQUE INDEX duty_duty_key ON duty_duty (open_key);
CREATE INDEX duty_duty_todo ON duty_duty (state, due, id);
CREATE INDEX duty_duty_unit ON duty_duty (unit_id, state, due, id);
CREATE INDEX duty_duty_due ON duty_duty (due, id);
CREATE INDEX duty_duty_unit_due ON duty_duty (unit_id, due, id);
CREATE INDEX duty_duty_ref ON duty_duty (ref, due, id);
CREATE INDEX duty_duty_open ON duty_duty (under, unit_id, state, due, claimed);
CREATE INDEX duty_duty_rest ON duty_duty (under, unit_id, state, met_on, due);
