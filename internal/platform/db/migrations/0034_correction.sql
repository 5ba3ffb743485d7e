-- +goose Up

-- Somebody asks that a record about himself be corrected (Article 41).
CREATE TABLE correction_correction (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  number TEXT NOT NULL,                  -- 登记编号: gapless in a year
  code TEXT NOT NULL,                    -- keyed hash of the code that the applicant follows it by
  token TEXT NOT NULL,                   -- keyed hash of the form that it was typed in
  channel TEXT NOT NULL,                 -- portal, counter, letter
  applicant TEXT NOT NULL,               -- sealed
  shown TEXT NOT NULL,                   -- the name, masked
  claim TEXT NOT NULL,                   -- sealed: which record, what is wrong, what it should be, the proof in words
  received TEXT NOT NULL,                -- day
  state TEXT NOT NULL,
  due TEXT NOT NULL,                     -- day that the district has set itself
  outcome TEXT NOT NULL DEFAULT '',      -- sealed: what the applicant is told
  result TEXT NOT NULL DEFAULT '',       -- the state that was decided
  letter TEXT NOT NULL DEFAULT '',       -- sealed
  letter_no TEXT NOT NULL DEFAULT '',    -- 文号
  letter_sha TEXT NOT NULL DEFAULT '',   -- SHA-256 of its text, which the public log has committed to
  way TEXT NOT NULL DEFAULT '',          -- hand, post, electronic
  tracking TEXT NOT NULL DEFAULT '',
  told TEXT NOT NULL DEFAULT '',         -- day
  ended TEXT NOT NULL DEFAULT '',        -- day on which its life ended
  forgotten TEXT NOT NULL DEFAULT '',    -- day on which what names people was taken away
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX correction_correction_number ON correction_correction (number);
CREATE UNIQUE INDEX correction_correction_token ON correction_correction (token);
CREATE INDEX correction_correction_unit ON correction_correction (unit_id, id);
CREATE INDEX correction_correction_state ON correction_correction (state, id);
CREATE INDEX correction_correction_ended ON correction_correction (forgotten, ended, id);

-- The last number of a year.
CREATE TABLE correction_serial (
  year INTEGER NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
);
