-- +goose Up

-- What proves who somebody is lies encrypted: sha256 and size are of what is stored,
-- and the mark, a keyed hash of the content, makes its key. '' is content as it came.
ALTER TABLE files_file ADD COLUMN mark TEXT NOT NULL DEFAULT '';
