-- +goose Up

-- A fee is proposed by one person and agreed to by another; the ledger names both as they
-- were called then. Until now one person did it alone: that was who proposed.
ALTER TABLE foi_fee ADD COLUMN proposed TEXT NOT NULL DEFAULT '';       -- day
ALTER TABLE foi_fee ADD COLUMN proposed_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE foi_fee ADD COLUMN proposer TEXT NOT NULL DEFAULT '';
ALTER TABLE foi_fee ADD COLUMN approver TEXT NOT NULL DEFAULT '';
ALTER TABLE foi_fee ADD COLUMN pay TEXT NOT NULL DEFAULT '';            -- sealed: how to pay, until the notice says it
UPDATE foi_fee SET proposed = sent, proposed_by = approved_by, approved_by = 0,
  proposer = coalesce((SELECT a.name FROM user_account a WHERE a.id = foi_fee.approved_by), '');
