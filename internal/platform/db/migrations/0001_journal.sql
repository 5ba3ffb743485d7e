-- +goose Up

-- Every act on a thing, written in the transaction of the act. Only erasing ever changes a row.
CREATE TABLE journal_entry (
  id BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,                    -- milliseconds
  actor_kind TEXT NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_name TEXT NOT NULL,              -- as it was then
  unit BIGINT NOT NULL,
  act TEXT NOT NULL,
  ref TEXT NOT NULL,
  noun TEXT NOT NULL,                    -- ref up to the first slash
  form TEXT NOT NULL,                    -- internal, public, sealed
  body TEXT NOT NULL,                    -- canonical JSON; empty once erased
  salt BYTEA NOT NULL                    -- two salts of 16 bytes, content and record; empty once erased
);
CREATE INDEX journal_entry_at ON journal_entry (at, id);
CREATE INDEX journal_entry_ref ON journal_entry (ref, at, id);
CREATE INDEX journal_entry_noun ON journal_entry (noun, at, id);
CREATE INDEX journal_entry_act ON journal_entry (act, at, id);
CREATE INDEX journal_entry_actor ON journal_entry (actor_id, at, id);

-- Leaves that are committed and not yet in the tree.
CREATE TABLE journal_pending (
  entry BIGINT NOT NULL PRIMARY KEY,
  leaf TEXT NOT NULL
);

-- Leaves in the order of the tree.
CREATE TABLE journal_leaf (
  idx BIGINT NOT NULL PRIMARY KEY,
  entry BIGINT NOT NULL UNIQUE,
  leaf TEXT NOT NULL
);

-- Tiles of up to 256 hashes (C2SP tlog-tiles); the last one of a level grows.
CREATE TABLE journal_tile (
  level INTEGER NOT NULL,
  n BIGINT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (level, n)
);

-- Every signed checkpoint. A sequencer touches the last row before it adds the next: only one can.
CREATE TABLE journal_head (
  seq BIGINT NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL,
  at BIGINT NOT NULL,
  checkpoint TEXT NOT NULL
);
CREATE INDEX journal_head_size ON journal_head (size, seq);
