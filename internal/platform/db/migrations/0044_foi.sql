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

-- Letters of one series share one counter: D9 counts with D6 (征), C2 with C1 (更).
UPDATE foi_serial SET last = (SELECT max(o.last) FROM foi_serial o WHERE o.unit_id = foi_serial.unit_id AND o.year = foi_serial.year AND o.series IN ('letter.D6', 'letter.D9')) WHERE series = 'letter.D6';
UPDATE foi_serial SET last = (SELECT max(o.last) FROM foi_serial o WHERE o.unit_id = foi_serial.unit_id AND o.year = foi_serial.year AND o.series IN ('letter.C1', 'letter.C2')) WHERE series = 'letter.C1';
DELETE FROM foi_serial WHERE series = 'letter.D9' AND EXISTS (SELECT 1 FROM foi_serial o WHERE o.unit_id = foi_serial.unit_id AND o.year = foi_serial.year AND o.series = 'letter.D6');
DELETE FROM foi_serial WHERE series = 'letter.C2' AND EXISTS (SELECT 1 FROM foi_serial o WHERE o.unit_id = foi_serial.unit_id AND o.year = foi_serial.year AND o.series = 'letter.C1');
UPDATE foi_serial SET series = 'letter.D6' WHERE series = 'letter.D9';
UPDATE foi_serial SET series = 'letter.C1' WHERE series = 'letter.C2';
