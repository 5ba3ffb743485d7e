-- +goose Up

-- +engine postgres
-- A range of rowid is most often every row. The planner does not know that of a
-- prepared statement: with a tree it collected all of them, however rare the tokens.
-- Rows are looked up by one rowid only; search_doc keeps slots apart.
ALTER TABLE search_token DROP CONSTRAINT search_token_pkey;
CREATE INDEX search_token_rowid ON search_token USING hash (rowid);
-- Tokens do not get smaller, so nobody has to try.
ALTER TABLE search_token ALTER COLUMN tokens SET STORAGE EXTERNAL;
-- The month and the year of a document are tokens too from now on. The index is
-- made anew, because row by row it takes far longer.
DROP INDEX search_token_tokens;
UPDATE search_token SET tokens = tokens || array_to_tsvector(ARRAY['@t' || substr(d.shown_on, 1, 4), '@t' || substr(d.shown_on, 1, 4) || substr(d.shown_on, 6, 2)])
  FROM search_doc d WHERE d.slot = search_token.rowid AND d.shown_on <> '';
CREATE INDEX search_token_tokens ON search_token USING gin (tokens) WITH (gin_pending_list_limit = 256);
-- +engine all
