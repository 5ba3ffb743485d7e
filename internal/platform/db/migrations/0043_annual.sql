-- +goose Up

-- One edition of the annual report of a unit on a year (政府信息公开工作年度报告).
CREATE TABLE annual_report (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  edition INTEGER NOT NULL,              -- from 1; a restatement is the next
  form TEXT NOT NULL,                    -- version of law/report.tsv
  source TEXT NOT NULL,                  -- records, paper
  merged INTEGER NOT NULL,               -- adds up the units of the district
  state TEXT NOT NULL,
  text TEXT NOT NULL DEFAULT '{}',       -- JSON: what it says in words
  entered TEXT NOT NULL DEFAULT '{}',    -- JSON: numbers of table 2 that no record holds, and where they are from
  cells TEXT NOT NULL DEFAULT '{}',      -- JSON: place to number, when they were fixed or read from a file
  figures TEXT NOT NULL DEFAULT '{}',    -- JSON: what the names in the text stood for then
  parts TEXT NOT NULL DEFAULT '[]',      -- JSON: reports of units that were added
  frozen_at BIGINT NOT NULL DEFAULT 0,
  hash TEXT NOT NULL DEFAULT '',         -- of what was submitted
  reason TEXT NOT NULL DEFAULT '',       -- of the last act that needed one
  item_id BIGINT NOT NULL DEFAULT 0,     -- of publish
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE UNIQUE INDEX annual_report_edition ON annual_report (unit_id, year, edition);
CREATE INDEX annual_report_unit ON annual_report (unit_id, id);
CREATE INDEX annual_report_year ON annual_report (year, id);
CREATE INDEX annual_report_state ON annual_report (state, id);
CREATE INDEX annual_report_item ON annual_report (item_id);

-- The cases behind the numbers of a report, as they were when it was frozen. Nobody is named.
CREATE TABLE annual_case (
  report_id BIGINT NOT NULL,
  table_no TEXT NOT NULL,                -- 2, 3, 4
  ref BIGINT NOT NULL,                   -- 件 of foi, case of remedy, item of publish
  thing BIGINT NOT NULL,                 -- request, case, item: whose page shows it
  number TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  result TEXT NOT NULL,                  -- code; '' if it had not ended within the year
  came TEXT NOT NULL,                    -- day
  ended TEXT NOT NULL,                   -- day within the year; '' if not
  PRIMARY KEY (report_id, table_no, ref)
);
