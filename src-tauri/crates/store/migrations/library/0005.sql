-- The cover as rows of a list show it: JPEG, at most 128 pixels a side. Those of before are made of their thumbnails by the next scan.
ALTER TABLE covers ADD COLUMN small BLOB;
-- So that nobody reads through all pictures to find that there are none.
CREATE INDEX covers_without_small ON covers (hash) WHERE small IS NULL;
