-- +goose Up

-- What goes to the applicant is held apart from what stays on file.
UPDATE files_file SET noun = 'foi_copy' WHERE noun = 'foi_item' AND (
  id IN (SELECT copy_id FROM foi_redaction)
  OR EXISTS (SELECT 1 FROM foi_item i WHERE i.id = files_file.ref AND i.given LIKE '%"file":' || files_file.id || '}%'));
