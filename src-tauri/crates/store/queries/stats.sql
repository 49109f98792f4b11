-- Missing tracks are few and have an index of their own: what is theirs is taken off a count that never looks at a track.
SELECT
  count(*),
  count(DISTINCT album_id),
  (SELECT count(DISTINCT artist_id) FROM track_artists
   WHERE role < 2 AND track_id NOT IN (SELECT id FROM tracks WHERE missing_since IS NOT NULL)),
  coalesce(sum(duration_ms), 0),
  (SELECT count(*) FROM analyses) -
    (SELECT count(*) FROM tracks x JOIN analyses a ON a.track_id = x.id WHERE x.missing_since IS NOT NULL),
  (SELECT count(*) FROM failures),
  -- What was opened by hand (folder 0) was never part of the library, and so is not missing from it.
  (SELECT count(*) FROM tracks WHERE missing_since IS NOT NULL AND folder <> 0),
  (SELECT count(*) FROM genres g WHERE EXISTS (
     SELECT 1 FROM track_genres tg CROSS JOIN tracks t ON t.id = tg.track_id WHERE tg.genre_id = g.id AND t.missing_since IS NULL))
FROM tracks WHERE missing_since IS NULL
