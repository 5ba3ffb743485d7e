-- +goose Up

-- The columns of the site as one tree. A column is never deleted: what was published in it stays in it.
CREATE TABLE column_column (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  code TEXT NOT NULL,                    -- of the profile, and in the address; stays when the column is renamed
  name TEXT NOT NULL,
  about TEXT NOT NULL,
  keywords TEXT NOT NULL DEFAULT '[]',   -- JSON
  kind TEXT NOT NULL,
  parent_id BIGINT NOT NULL DEFAULT 0,   -- 0: at the top
  keeper_id BIGINT NOT NULL,             -- the unit that answers for it
  every TEXT NOT NULL DEFAULT '',        -- as the profile says: 14 day, 6 month, none; '' is as its kind
  cadence TEXT NOT NULL DEFAULT 'none',  -- what holds: of the column, or of its kind
  platform TEXT NOT NULL DEFAULT '',     -- place on the platform of disclosure
  anchors TEXT NOT NULL DEFAULT '[]',    -- JSON: items of Articles 20 and 21
  sort INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  path TEXT NOT NULL,                    -- names from the top down to the column
  depth INTEGER NOT NULL,                -- 1 at the top
  pos INTEGER NOT NULL,                  -- place when the tree is read from top to bottom
  pos_end INTEGER NOT NULL,              -- place of the last column below it
  closed TEXT NOT NULL DEFAULT '',       -- day from which the column is no more
  since TEXT NOT NULL,                   -- day on which it was made
  last TEXT NOT NULL DEFAULT '',         -- day of the last update, of it or of a column below it
  last_ref TEXT NOT NULL DEFAULT '',     -- what was published then
  due TEXT NOT NULL DEFAULT ''           -- last day for the next update; '' without a cadence
);
CREATE UNIQUE INDEX column_column_code ON column_column (code);
CREATE INDEX column_column_pos ON column_column (pos, id);
CREATE INDEX column_column_keeper ON column_column (keeper_id, pos, id);
