-- +goose Up

-- Sums of the files that an issue was laid out as: it goes out with these.
ALTER TABLE gazette_issue ADD COLUMN files TEXT NOT NULL DEFAULT '';
