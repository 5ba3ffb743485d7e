-- +goose Up

-- A catalogue of a domain as it stood on a day.
CREATE TABLE catalogue_version (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  domain TEXT NOT NULL,                  -- code: assistance, budget
  unit_id BIGINT NOT NULL,               -- the office that keeps it
  number INTEGER NOT NULL,               -- among the versions of the domain, from 1
  title TEXT NOT NULL,
  dated TEXT NOT NULL,                   -- day, as it says itself
  source_name TEXT NOT NULL,
  state TEXT NOT NULL,                   -- draft, in_force, superseded, discarded
  base_id BIGINT NOT NULL DEFAULT 0,     -- the version in force that it was compared with
  notes TEXT NOT NULL DEFAULT '[]',      -- JSON: titles and notes inside and below the table
  warnings TEXT NOT NULL DEFAULT '[]',   -- JSON: what was read and may be wrong
  in_force TEXT NOT NULL DEFAULT '',     -- day
  until_day TEXT NOT NULL DEFAULT '',    -- day on which another took its place
  made_by BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX catalogue_version_domain ON catalogue_version (domain, number, id);

-- What a version says in one row. row_id is the same through all versions: publications and duties hold it.
CREATE TABLE catalogue_row (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  row_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  domain TEXT NOT NULL,
  sort INTEGER NOT NULL,
  source_line INTEGER NOT NULL,          -- line of the file
  number TEXT NOT NULL DEFAULT '',       -- as printed; may begin again inside a table
  level1 TEXT NOT NULL,
  level2 TEXT NOT NULL DEFAULT '',
  level3 TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  term_text TEXT NOT NULL DEFAULT '',    -- as printed
  term TEXT NOT NULL,                    -- JSON: as it is read
  subject TEXT NOT NULL DEFAULT '',      -- as printed
  channels TEXT NOT NULL DEFAULT '[]',   -- JSON: those chosen
  audience TEXT NOT NULL DEFAULT '[]',   -- JSON
  modes TEXT NOT NULL DEFAULT '[]',      -- JSON
  tiers TEXT NOT NULL DEFAULT '[]',      -- JSON
  extra TEXT NOT NULL DEFAULT '[]',      -- JSON: columns that only this table has
  units TEXT NOT NULL DEFAULT '[]',      -- JSON: bound
  unknown TEXT NOT NULL DEFAULT '[]',    -- JSON: names that are no unit
  bound INTEGER NOT NULL DEFAULT 0       -- a person has set the units or the term
);
CREATE INDEX catalogue_row_version ON catalogue_row (version_id, sort, id);
CREATE INDEX catalogue_row_row ON catalogue_row (row_id, version_id);

-- That a unit has formed information of a row, on a day, and what became of it.
CREATE TABLE catalogue_formed (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  row_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  day TEXT NOT NULL,                     -- on which it was formed
  duty_id BIGINT NOT NULL,
  published_as TEXT NOT NULL DEFAULT '', -- publish/9
  published_on TEXT NOT NULL DEFAULT '', -- day
  made_by BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX catalogue_formed_unit ON catalogue_formed (unit_id, id);
CREATE INDEX catalogue_formed_row ON catalogue_formed (row_id, id);
CREATE INDEX catalogue_formed_duty ON catalogue_formed (duty_id);
