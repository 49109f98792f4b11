-- What a person did, and the evidence that finds their files again. Instants are UTC milliseconds, lengths milliseconds.

-- The lasting identity of a track. `last_path` holds the bytes of the path: file names need not be UTF-8.
CREATE TABLE identities (
  uid         BLOB PRIMARY KEY CHECK (length(uid) = 16),
  payload     BLOB NOT NULL,
  duration_ms INTEGER NOT NULL,
  title_key   TEXT NOT NULL,
  artist_key  TEXT NOT NULL,
  album_key   TEXT NOT NULL,
  last_path   BLOB NOT NULL,
  added_at    INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_payload ON identities (payload);
CREATE INDEX identities_path ON identities (last_path);
CREATE INDEX identities_tags ON identities (title_key, artist_key, album_key);

-- Append-only. The snapshot of the tags keeps a play readable when its track is gone.
CREATE TABLE plays (
  id            INTEGER PRIMARY KEY,
  uid           BLOB NOT NULL,
  started_at    INTEGER NOT NULL,
  listened_ms   INTEGER NOT NULL,
  duration_ms   INTEGER NOT NULL,
  source_kind   TEXT NOT NULL,
  source_detail TEXT,
  end_reason    TEXT NOT NULL,
  title         TEXT NOT NULL,
  artist        TEXT NOT NULL,
  album         TEXT NOT NULL
) STRICT;
CREATE INDEX plays_uid ON plays (uid, started_at);
CREATE INDEX plays_time ON plays (started_at);

CREATE TABLE likes (
  uid      BLOB PRIMARY KEY,
  liked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bans (
  uid       BLOB PRIMARY KEY,
  banned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE playlists (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  position   INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- The same track may stand in a playlist twice.
CREATE TABLE playlist_items (
  playlist_id INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  uid         BLOB NOT NULL,
  PRIMARY KEY (playlist_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX playlist_items_uid ON playlist_items (uid);

CREATE TABLE queue_items (
  position      INTEGER PRIMARY KEY,
  item_id       INTEGER NOT NULL UNIQUE,
  uid           BLOB NOT NULL,
  origin        TEXT NOT NULL,
  source_kind   TEXT NOT NULL,
  source_detail TEXT
) STRICT;

CREATE TABLE queue_state (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  current_item INTEGER,
  position_ms  INTEGER NOT NULL,
  shuffle      INTEGER NOT NULL,
  repeat       TEXT NOT NULL,
  volume       REAL NOT NULL
) STRICT;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE folders (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  path     BLOB NOT NULL UNIQUE,
  added_at INTEGER NOT NULL,
  state    TEXT NOT NULL
) STRICT;

CREATE TABLE daily_mixes (
  day    TEXT NOT NULL,
  number INTEGER NOT NULL,
  name   TEXT NOT NULL,
  basis  TEXT NOT NULL,
  PRIMARY KEY (day, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_mix_items (
  day      TEXT NOT NULL,
  number   INTEGER NOT NULL,
  position INTEGER NOT NULL,
  uid      BLOB NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (day, number, position),
  FOREIGN KEY (day, number) REFERENCES daily_mixes (day, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
