-- Artists and album artists (not composers) with a present track. /* which */ is replaced by a further condition, which may use ?1.
SELECT a.id, a.name, count(DISTINCT t.album_id), count(DISTINCT t.id), max(t.cover)
FROM artists a
JOIN track_artists ta ON ta.artist_id = a.id AND ta.role < 2
JOIN tracks t ON t.id = ta.track_id AND t.missing_since IS NULL
WHERE 1 /* which */
GROUP BY a.id
ORDER BY a.order_name, a.id
