-- +goose Up

-- About which of several things somebody is asked; 0 is all of them.
ALTER TABLE foi_consult ADD COLUMN item_id BIGINT NOT NULL DEFAULT 0;
