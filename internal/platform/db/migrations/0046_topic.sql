-- +goose Up

-- A topic that was taken down: when, and why.
ALTER TABLE topic_topic ADD COLUMN removed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE topic_topic ADD COLUMN reason TEXT NOT NULL DEFAULT '';
