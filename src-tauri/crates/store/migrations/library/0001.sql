-- What can be found out again from the files. Instants are UTC milliseconds, lengths milliseconds.

-- Lists of names (artists, genres, …) are joined by U+001F in the order of the tags; the tables below are for browsing.
CREATE TABLE tracks (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  uid           BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  folder        INTEGER NOT NULL,
  path          BLOB NOT NULL,
  path_text     TEXT NOT NULL,
  size          INTEGER NOT NULL,
  modified      INTEGER NOT NULL,
  payload       BLOB NOT NULL,
  codec         TEXT NOT NULL,
  duration_ms   INTEGER NOT NULL,
  sample_rate   INTEGER NOT NULL,
  channels      INTEGER NOT NULL,
  bits          INTEGER,
  bitrate       INTEGER,
  unplayable    TEXT,
  title         TEXT,
  artists       TEXT NOT NULL,
  album         TEXT,
  album_artists TEXT NOT NULL,
  track_number  INTEGER,
  track_total   INTEGER,
  disc_number   INTEGER,
  disc_total    INTEGER,
  year          INTEGER,
  original_year INTEGER,
  genres        TEXT NOT NULL,
  composers     TEXT NOT NULL,
  label         TEXT,
  compilation   INTEGER NOT NULL,
  title_sort    TEXT,
  artist_sort   TEXT,
  album_sort    TEXT,
  bpm           REAL,
  musical_key   TEXT,
  comment       TEXT,
  lyrics        TEXT,
  mb_recording  TEXT,
  mb_release    TEXT,
  rg_track_gain REAL,
  rg_track_peak REAL,
  rg_album_gain REAL,
  rg_album_peak REAL,
  cover         BLOB,
  added_at      INTEGER NOT NULL,
  missing_since INTEGER,
  -- Derived: where it stands in lists, and whether its cover was looked for.
  album_id      INTEGER REFERENCES albums (id),
  order_title   TEXT NOT NULL,
  order_artist  TEXT NOT NULL,
  order_album   TEXT NOT NULL,
  cover_checked INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Two missing tracks may have had the same path; two present ones cannot.
CREATE UNIQUE INDEX tracks_path ON tracks (path) WHERE missing_since IS NULL;
CREATE INDEX tracks_any_path ON tracks (path);
CREATE INDEX tracks_payload ON tracks (payload);
CREATE INDEX tracks_folder ON tracks (folder);
CREATE INDEX tracks_missing ON tracks (missing_since) WHERE missing_since IS NOT NULL;
CREATE INDEX tracks_album_id ON tracks (album_id, disc_number, track_number);
CREATE INDEX tracks_cover_unchecked ON tracks (id) WHERE cover_checked = 0;
-- Each holds a whole order of order.rs, so that a list of ids is read from it alone.
CREATE INDEX tracks_order_title ON tracks (order_title, order_artist, id) WHERE missing_since IS NULL;
CREATE INDEX tracks_order_artist ON tracks (order_artist, order_album, disc_number, track_number, order_title, id)
  WHERE missing_since IS NULL;
CREATE INDEX tracks_order_album ON tracks (order_album, disc_number, track_number, order_title, id) WHERE missing_since IS NULL;
CREATE INDEX tracks_added ON tracks (added_at DESC, id) WHERE missing_since IS NULL;

CREATE TABLE albums (
  id     INTEGER PRIMARY KEY,
  key    TEXT NOT NULL UNIQUE,
  title  TEXT NOT NULL,
  artist TEXT,
  order_title  TEXT NOT NULL,
  order_artist TEXT NOT NULL
) STRICT;

CREATE TABLE artists (
  id    INTEGER PRIMARY KEY,
  key   TEXT NOT NULL UNIQUE,
  name  TEXT NOT NULL,
  order_name TEXT NOT NULL
) STRICT;

-- role: 0 artist, 1 album artist, 2 composer.
CREATE TABLE track_artists (
  artist_id INTEGER NOT NULL REFERENCES artists (id),
  track_id  INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  role      INTEGER NOT NULL,
  PRIMARY KEY (artist_id, track_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX track_artists_track ON track_artists (track_id);

CREATE TABLE genres (
  id   INTEGER PRIMARY KEY,
  key  TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE track_genres (
  genre_id INTEGER NOT NULL REFERENCES genres (id),
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  PRIMARY KEY (genre_id, track_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX track_genres_track ON track_genres (track_id);

-- Text is cut into tokens by us (see search_text.rs), the tokenizer only splits at spaces. rowid = tracks.id.
CREATE VIRTUAL TABLE search USING fts5 (
  title, artist, album, other, path,
  content = '', contentless_delete = 1, prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M* S*'"
);

-- hash: SHA-256 of the original bytes; thumbnail: JPEG of at most 512 × 512.
CREATE TABLE covers (
  hash      BLOB PRIMARY KEY CHECK (length(hash) = 32),
  mime      TEXT NOT NULL,
  width     INTEGER NOT NULL,
  height    INTEGER NOT NULL,
  thumbnail BLOB NOT NULL
) STRICT;

CREATE TABLE failures (
  path     BLOB NOT NULL,
  stage    TEXT NOT NULL,
  reason   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  size     INTEGER,
  modified INTEGER,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (path, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  id      INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE analyses (
  track_id       INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
  model          INTEGER NOT NULL REFERENCES models (id),
  lufs           REAL,
  true_peak_db   REAL,
  bpm            REAL,
  bpm_confidence REAL,
  key_tonic      INTEGER,
  key_minor      INTEGER,
  key_confidence REAL,
  energy         REAL,
  valence        REAL,
  arousal        REAL,
  -- "name U+001F probability", one a line, best first.
  words          TEXT NOT NULL
) STRICT;
CREATE INDEX analyses_model ON analyses (model);

-- Apart from the figures, so that reading all vectors reads nothing else. vector: f32 little-endian.
CREATE TABLE vectors (
  track_id INTEGER PRIMARY KEY REFERENCES analyses (track_id) ON DELETE CASCADE,
  model    INTEGER NOT NULL,
  vector   BLOB NOT NULL
) STRICT;

-- sections: int8, ten equal rows.
CREATE TABLE sections (
  track_id INTEGER PRIMARY KEY REFERENCES analyses (track_id) ON DELETE CASCADE,
  sections BLOB NOT NULL
) STRICT;

CREATE TABLE waveforms (
  track_id INTEGER PRIMARY KEY REFERENCES analyses (track_id) ON DELETE CASCADE,
  waveform BLOB NOT NULL
) STRICT;
