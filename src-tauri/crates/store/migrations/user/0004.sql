-- Mixes that stay when the day is over.
ALTER TABLE daily_mixes ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
