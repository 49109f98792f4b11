-- Tracks without an analysis by a model, the most recently added first. ?1 model version, ?2 limit, ?3 JSON array of ids or NULL:
-- only these.
SELECT t.id
FROM tracks t
WHERE t.missing_since IS NULL AND t.unplayable IS NULL
  AND (?3 IS NULL OR t.id IN (SELECT value FROM json_each(?3)))
  AND NOT EXISTS (
    SELECT 1 FROM analyses a WHERE a.track_id = t.id AND a.model = (SELECT id FROM models WHERE version = ?1))
  AND NOT EXISTS (
    SELECT 1 FROM failures f
    WHERE f.path = t.path AND (f.stage = 'analysis' OR f.stage = 'playback' AND f.attempts >= 3)
      AND f.size = t.size AND f.modified = t.modified)
ORDER BY t.added_at DESC, t.id
LIMIT ?2
