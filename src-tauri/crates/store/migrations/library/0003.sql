-- Folders with their counts from an index alone.
CREATE INDEX tracks_present_path ON tracks (path, missing_since) WHERE missing_since IS NULL;
-- What has no artist or album comes last, whichever way a list runs.
DROP INDEX tracks_order_artist;
DROP INDEX tracks_order_artist_down;
DROP INDEX tracks_order_album;
DROP INDEX tracks_order_album_down;
CREATE INDEX tracks_order_artist
  ON tracks (order_artist = '', order_artist, order_album, disc_number, track_number, order_title, id, missing_since)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_order_artist_down
  ON tracks (order_artist = '', order_artist DESC, order_album, disc_number, track_number, order_title, id, missing_since)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_order_album
  ON tracks (order_album = '', order_album, disc_number, track_number, order_title, id, missing_since) WHERE missing_since IS NULL;
CREATE INDEX tracks_order_album_down
  ON tracks (order_album = '', order_album DESC, disc_number, track_number, order_title, id, missing_since) WHERE missing_since IS NULL;
-- The words of the search index, for mending what was mistyped.
CREATE VIRTUAL TABLE search_words USING fts5vocab (search, row);
