-- ?1 model version, ?2 JSON array of ids to put first, ?3 limit.
SELECT t.id
FROM tracks t
LEFT JOIN json_each(?2) j ON j.value = t.id
WHERE t.missing_since IS NULL AND t.unplayable IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM analyses a JOIN models m ON m.id = a.model WHERE a.track_id = t.id AND m.version = ?1)
  AND NOT EXISTS (
    SELECT 1 FROM failures f
    WHERE f.path = t.path AND f.stage = 'analysis' AND f.size = t.size AND f.modified = t.modified)
GROUP BY t.id
ORDER BY min(j.key) IS NULL, min(j.key), t.added_at DESC, t.id
LIMIT ?3
