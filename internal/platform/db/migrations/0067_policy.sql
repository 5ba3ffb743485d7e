-- +goose Up

-- Clauses of a document that stand otherwise than the whole: they begin later, or are suspended for themselves.
ALTER TABLE policy_document ADD COLUMN later TEXT NOT NULL DEFAULT '';      -- clauses that begin later than the rest, with their day, one a line
ALTER TABLE policy_effect ADD COLUMN clauses TEXT NOT NULL DEFAULT '';      -- names of the clauses that it is on, one a line; '' is the whole
ALTER TABLE policy_effect ADD COLUMN text_id BIGINT NOT NULL DEFAULT 0;     -- the text that these names are of

-- Which clause of a text became which of the next, and what befell them: of documents of which some stand apart.
CREATE TABLE policy_chain (
  document_id BIGINT NOT NULL PRIMARY KEY,
  chain TEXT NOT NULL                       -- JSON of clause.Chain; an event is named by the effect that it is
);
