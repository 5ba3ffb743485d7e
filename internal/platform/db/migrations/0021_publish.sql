-- +goose Up

-- Links of public editions that lead nowhere, until they lead somewhere again or the edition is no longer public.
CREATE TABLE publish_dead (
  id BIGINT NOT NULL PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  link TEXT NOT NULL,                    -- an address elsewhere, or publish/17
  kind TEXT NOT NULL,                    -- what became of it: gone, silent, hidden …
  found_at BIGINT NOT NULL,              -- first, in milliseconds
  seen_at BIGINT NOT NULL                -- last
);
CREATE UNIQUE INDEX publish_dead_edition ON publish_dead (edition_id, link);
CREATE INDEX publish_dead_unit ON publish_dead (unit_id, id);
CREATE INDEX publish_dead_link ON publish_dead (link);
