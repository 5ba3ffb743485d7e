-- +goose Up

-- The writes of the program. SQLite counts here those that leave their stamp on rows (Tx.Stamp); PostgreSQL has numbers of
-- its own for that, and only ever locks the table (Tx.Business).
CREATE TABLE db_write (
  n BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO db_write (n) VALUES (0);

-- Duties are counted in memory: what has to be read of them is what changed since.
ALTER TABLE duty_duty ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;  -- stamp of the write that changed the row last
CREATE INDEX duty_duty_changed ON duty_duty (changed);
DROP INDEX duty_duty_open;
DROP INDEX duty_duty_rest;
CREATE INDEX duty_duty_under ON duty_duty (under, due, id);
