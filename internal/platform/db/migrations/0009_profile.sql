-- +goose Up

-- The settings of the profile that was loaded last.
CREATE TABLE profile_setting (
  setting_key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  confidence TEXT NOT NULL,              -- H, M, L
  note TEXT NOT NULL DEFAULT ''
);

-- Every time that a profile was loaded.
CREATE TABLE profile_load (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,                  -- SHA-256 of the files
  at BIGINT NOT NULL,                    -- milliseconds
  actor_name TEXT NOT NULL,
  changes INTEGER NOT NULL
);
CREATE INDEX profile_load_at ON profile_load (at, id);
