-- +goose Up

-- The term that the law sets for the publication, if it is not the first of the anchor: key in law/terms.tsv.
ALTER TABLE publish_edition ADD COLUMN term TEXT NOT NULL DEFAULT '';
