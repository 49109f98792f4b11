-- Albums with a present track. /* which */ is replaced by a further condition, which may use ?1.
SELECT a.id, a.title,
  coalesce(a.artist, CASE WHEN min(t.artists) = max(t.artists) AND min(t.artists) <> '' THEN min(t.artists) END),
  min(coalesce(t.original_year, t.year)), count(*), sum(t.duration_ms), max(t.cover), max(t.added_at)
FROM albums a JOIN tracks t ON t.album_id = a.id AND t.missing_since IS NULL
WHERE 1 /* which */
GROUP BY a.id
ORDER BY a.order_artist, a.order_title, a.id
