-- +goose Up

-- What was closed as no request counts nowhere, archived or not.
ALTER TABLE foi_request ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
UPDATE foi_request SET counts = 0 WHERE by_whom LIKE '%"foi.close"%';
-- The figures of a year are read from these alone.
DROP INDEX foi_request_received;
CREATE INDEX foi_request_received ON foi_request (received, unit_id, ended, kind, counts, pieces);
CREATE INDEX foi_request_answered ON foi_request (answered, unit_id, kind, channel, received, due);
