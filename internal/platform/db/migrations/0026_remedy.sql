-- +goose Up

-- A complaint (投诉), a review (行政复议) or a suit (行政诉讼) about what a unit did for the openness of government.
CREATE TABLE remedy_case (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- whose act is disputed
  judge_id BIGINT NOT NULL DEFAULT 0,    -- of a complaint: the unit that looks into it
  number TEXT NOT NULL,                  -- 2026-0001: gapless in a year
  year INTEGER NOT NULL,
  kind TEXT NOT NULL,                    -- complaint, review, suit
  way TEXT NOT NULL,                     -- portal, visit, post, phone, notice
  reviewed INTEGER NOT NULL DEFAULT 0,   -- of a suit: after a review (复议后起诉)
  simple INTEGER NOT NULL DEFAULT 0,     -- of a review: simple procedure
  request_id BIGINT NOT NULL DEFAULT 0,  -- of foi_request; 0: about something else
  request_no TEXT NOT NULL DEFAULT '',
  organ TEXT NOT NULL DEFAULT '',        -- 复议机关, 人民法院
  file_no TEXT NOT NULL DEFAULT '',      -- 案号
  words TEXT NOT NULL DEFAULT '',        -- sealed: what is complained of, and how to reach who complains
  answer TEXT NOT NULL DEFAULT '',       -- sealed: what who complained is told
  received TEXT NOT NULL,                -- day
  due TEXT NOT NULL,                     -- day: of the answer of the unit
  state TEXT NOT NULL,
  answered TEXT NOT NULL DEFAULT '',     -- day
  outcome TEXT NOT NULL DEFAULT '',      -- code of law/outcomes.tsv
  decided TEXT NOT NULL DEFAULT '',      -- day: in force
  redo_by TEXT NOT NULL DEFAULT '',      -- day: by when the unit has to act on it
  fulfilled TEXT NOT NULL DEFAULT '',    -- day
  reason TEXT NOT NULL DEFAULT '',       -- what staff wrote with the last act that needed it
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX remedy_case_number ON remedy_case (number);
CREATE INDEX remedy_case_unit ON remedy_case (unit_id, id);
CREATE INDEX remedy_case_state ON remedy_case (state, id);
CREATE INDEX remedy_case_request ON remedy_case (request_id, id);
CREATE INDEX remedy_case_decided ON remedy_case (kind, decided, unit_id);

CREATE TABLE remedy_serial (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
);
