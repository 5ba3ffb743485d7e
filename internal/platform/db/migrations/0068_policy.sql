-- +goose Up

-- Which edition of an item was read for the documents that it cites, its attachments too; 0 while one of these is not read.
CREATE TABLE policy_read (
  item_id BIGINT NOT NULL PRIMARY KEY,
  edition_id BIGINT NOT NULL
);
