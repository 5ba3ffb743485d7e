-- +goose Up

-- One row a browser in which a person is signed in.
CREATE TABLE session_session (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  digest TEXT NOT NULL,                  -- SHA-256 of the token; the token itself is only in the browser
  stage TEXT NOT NULL,                   -- factor, change, full
  device TEXT NOT NULL DEFAULT '',       -- browser and system, in words
  address TEXT NOT NULL DEFAULT '',
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX session_session_digest ON session_session (digest);
CREATE INDEX session_session_account ON session_session (account_id, started_at, id);
CREATE INDEX session_session_seen ON session_session (seen_at);
CREATE INDEX session_session_started ON session_session (started_at);

-- Failed sign-ins in a row, for each name and each address they were tried from.
CREATE TABLE session_attempt (
  attempt_key TEXT NOT NULL PRIMARY KEY, -- kind and hash: what was typed as a name may be a password
  fails BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL DEFAULT 0     -- nothing is tried before
);
CREATE INDEX session_attempt_last ON session_attempt (last_at);
