-- +goose Up

-- That something asked for should be public without being asked for (Article 44).
CREATE TABLE proposal_proposal (
  id BIGINT NOT NULL PRIMARY KEY,
  rev BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,               -- who was asked, and has to make it public
  title TEXT NOT NULL DEFAULT '',        -- in the office's words; '' as long as it has none
  lead_id BIGINT NOT NULL,               -- item of a request whose words stand for it until then
  state TEXT NOT NULL,                   -- open, accepted, declined, released
  requests INTEGER NOT NULL,             -- of the evidence
  applicants INTEGER NOT NULL,           -- how many different ones; who they are stands nowhere here
  given INTEGER NOT NULL,                -- how often it was given out
  opened TEXT NOT NULL,                  -- day
  decided TEXT NOT NULL DEFAULT '',      -- day
  reason TEXT NOT NULL DEFAULT '',       -- of the decision
  item_id BIGINT NOT NULL DEFAULT 0,     -- of publish
  released TEXT NOT NULL DEFAULT '',     -- day
  by_whom TEXT NOT NULL DEFAULT '{}'     -- JSON: act to person
);
CREATE INDEX proposal_proposal_unit ON proposal_proposal (unit_id, id);
CREATE INDEX proposal_proposal_state ON proposal_proposal (state, id);
CREATE INDEX proposal_proposal_item ON proposal_proposal (item_id);

-- What speaks for a proposal: one item of a request, and why.
CREATE TABLE proposal_evidence (
  id BIGINT NOT NULL PRIMARY KEY,
  proposal_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                    -- asked, given, lapsed, suggested, raised
  item_id BIGINT NOT NULL,               -- of foi
  request_id BIGINT NOT NULL,
  number TEXT NOT NULL,                  -- of the request
  received TEXT NOT NULL DEFAULT '',     -- day
  answered TEXT NOT NULL DEFAULT '',     -- day, when it was noted
  result TEXT NOT NULL DEFAULT '',       -- code, when it was noted
  words TEXT NOT NULL DEFAULT '',        -- what an applicant or staff said for it, sealed
  made TEXT NOT NULL                     -- day
);
CREATE INDEX proposal_evidence_of ON proposal_evidence (proposal_id, id);
CREATE INDEX proposal_evidence_item ON proposal_evidence (item_id, proposal_id);
CREATE INDEX proposal_evidence_request ON proposal_evidence (request_id, kind);
