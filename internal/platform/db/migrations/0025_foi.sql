-- +goose Up

-- A request that is answered anew, because a review, a court or the office said so: the earlier one.
ALTER TABLE foi_request ADD COLUMN redo_of BIGINT NOT NULL DEFAULT 0;
CREATE INDEX foi_request_redo ON foi_request (redo_of);
