-- Stars and milder feedback than a ban. Instants are UTC milliseconds.

CREATE TABLE ratings (
  uid      BLOB PRIMARY KEY,
  stars    INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
  rated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- To be chosen automatically only where nothing else comes as near. A track is here or in bans, not in both.
CREATE TABLE lessened (
  uid         BLOB PRIMARY KEY,
  lessened_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sums over all plays are read from the indexes alone, without the texts of each play.
DROP INDEX plays_uid;
DROP INDEX plays_time;
CREATE INDEX plays_uid ON plays (uid, started_at, listened_ms, duration_ms);
CREATE INDEX plays_time ON plays (started_at, id, listened_ms, duration_ms);
