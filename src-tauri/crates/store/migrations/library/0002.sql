-- Figures and orders at 100,000 tracks without a look at the wide rows. missing_since stands in each index, though its condition fixes
-- it, because SQLite reads the row for a column that only the condition names.
DROP INDEX tracks_order_title;
DROP INDEX tracks_order_artist;
DROP INDEX tracks_order_album;
DROP INDEX tracks_added;
CREATE INDEX tracks_order_title ON tracks (order_title, order_artist, id, missing_since) WHERE missing_since IS NULL;
CREATE INDEX tracks_order_artist ON tracks (order_artist, order_album, disc_number, track_number, order_title, id, missing_since)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_order_album ON tracks (order_album, disc_number, track_number, order_title, id, missing_since)
  WHERE missing_since IS NULL;
-- All tracks of a first scan were added at the same time, so the order within it has to be in the index, too.
CREATE INDEX tracks_order_added ON tracks (added_at, order_album, disc_number, track_number, id, missing_since)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_order_added_down ON tracks (added_at DESC, order_album, disc_number, track_number, id, missing_since)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_order_duration ON tracks (duration_ms, id, missing_since) WHERE missing_since IS NULL;
CREATE INDEX tracks_order_year ON tracks (coalesce(original_year, year), order_album, disc_number, track_number, id, missing_since)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_order_year_down
  ON tracks (coalesce(original_year, year) DESC, order_album, disc_number, track_number, id, missing_since)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_present_folder ON tracks (folder, missing_since) WHERE missing_since IS NULL;
CREATE INDEX tracks_present_album ON tracks (album_id, duration_ms, missing_since) WHERE missing_since IS NULL;
-- Backwards, an album still runs forwards.
CREATE INDEX tracks_order_title_down ON tracks (order_title DESC, order_artist, id, missing_since) WHERE missing_since IS NULL;
CREATE INDEX tracks_order_artist_down
  ON tracks (order_artist DESC, order_album, disc_number, track_number, order_title, id, missing_since) WHERE missing_since IS NULL;
CREATE INDEX tracks_order_album_down ON tracks (order_album DESC, disc_number, track_number, order_title, id, missing_since)
  WHERE missing_since IS NULL;
