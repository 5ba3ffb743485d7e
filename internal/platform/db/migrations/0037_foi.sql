-- +goose Up

-- Who asks too much or too often: when the reasons were asked for, when they came, and what was thought of them (条例第三十五条).
ALTER TABLE foi_request ADD COLUMN often TEXT NOT NULL DEFAULT '{}'; -- JSON
