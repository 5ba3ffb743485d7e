-- +goose Up

-- With which key the database is used: a mark that follows from the key and does not give it away.
CREATE TABLE secret_key (
  name TEXT NOT NULL PRIMARY KEY, -- box: seals what is secret
  mark TEXT NOT NULL,
  noted_at BIGINT NOT NULL
);
