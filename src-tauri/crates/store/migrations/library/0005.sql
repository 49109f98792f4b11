-- The cover as rows of a list show it: JPEG, at most 128 pixels a side. Covers of before have none, and are looked for again.
ALTER TABLE covers ADD COLUMN small BLOB;
UPDATE tracks SET cover_checked = 0 WHERE cover IS NOT NULL;
