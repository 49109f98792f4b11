SELECT
  count(*),
  count(DISTINCT album_id),
  (SELECT count(DISTINCT ta.artist_id) FROM track_artists ta JOIN tracks x ON x.id = ta.track_id
   WHERE ta.role = 0 AND x.missing_since IS NULL),
  coalesce(sum(duration_ms), 0),
  (SELECT count(*) FROM analyses a JOIN tracks x ON x.id = a.track_id WHERE x.missing_since IS NULL),
  (SELECT count(*) FROM failures),
  (SELECT count(*) FROM tracks WHERE missing_since IS NOT NULL)
FROM tracks WHERE missing_since IS NULL
