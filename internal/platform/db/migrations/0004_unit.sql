-- +goose Up

-- The units of the district as one tree. A unit is never deleted: what it did stays its own.
CREATE TABLE unit_unit (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  code TEXT NOT NULL,                    -- of the profile; stays when the unit is renamed
  name TEXT NOT NULL,
  short TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent_id BIGINT NOT NULL DEFAULT 0,   -- 0: the government itself
  aliases TEXT NOT NULL DEFAULT '[]',    -- JSON
  letters TEXT NOT NULL DEFAULT '[]',    -- JSON: words that begin its document numbers
  review TEXT NOT NULL DEFAULT '[]',     -- JSON: organs of administrative reconsideration
  court TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT 'H',      -- confidence of review and court: H, M, L
  sort INTEGER NOT NULL DEFAULT 0,       -- among its siblings
  confidence TEXT NOT NULL DEFAULT 'H',  -- of the names
  note TEXT NOT NULL DEFAULT '',
  path TEXT NOT NULL,                    -- short names from below the government down to the unit
  depth INTEGER NOT NULL,                -- 0 for the government
  pos INTEGER NOT NULL,                  -- place when the tree is read from top to bottom
  pos_end INTEGER NOT NULL,              -- place of the last unit below it
  closed TEXT NOT NULL DEFAULT ''        -- day from which the unit is no more
);
CREATE UNIQUE INDEX unit_unit_code ON unit_unit (code);
CREATE INDEX unit_unit_pos ON unit_unit (pos, id);

-- Names that circulars use for many units at once.
CREATE TABLE unit_group (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  name TEXT NOT NULL,
  aliases TEXT NOT NULL DEFAULT '[]',    -- JSON
  members TEXT NOT NULL,                 -- JSON: the rule that says which units
  note TEXT NOT NULL DEFAULT '',
  sort INTEGER NOT NULL
);
CREATE UNIQUE INDEX unit_group_name ON unit_group (name);
CREATE INDEX unit_group_sort ON unit_group (sort, id);
