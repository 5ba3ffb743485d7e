-- +goose Up

-- What was closed as no request counts nowhere, archived or not.
ALTER TABLE foi_request ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
UPDATE foi_request SET counts = 0 WHERE by_whom LIKE '%"foi.close"%';
CREATE INDEX foi_request_answered ON foi_request (answered, unit_id);
