-- Listening that was brought along from elsewhere, and lists that other people made. Instants are UTC milliseconds.

-- A file of another program whose listens became plays. `file` is its name, for a person to recognise it by.
CREATE TABLE imports (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  file      TEXT NOT NULL,
  listens   INTEGER NOT NULL,
  matched   INTEGER NOT NULL,
  inserted  INTEGER NOT NULL,
  unmatched INTEGER NOT NULL
) STRICT;

-- By which import a play came, so that one can be taken back whole; NULL for what was played here.
ALTER TABLE plays ADD COLUMN import_id INTEGER;
CREATE INDEX plays_import ON plays (import_id) WHERE import_id IS NOT NULL;

-- They teach what goes together and are nobody's playlists here. `fingerprint` is of name and entries: the same list is kept once.
CREATE TABLE borrowed_lists (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  file        TEXT NOT NULL,
  name        TEXT NOT NULL,
  added_at    INTEGER NOT NULL,
  fingerprint INTEGER NOT NULL UNIQUE
) STRICT;
CREATE INDEX borrowed_lists_names ON borrowed_lists (file, name);

CREATE TABLE borrowed_items (
  list_id  INTEGER NOT NULL REFERENCES borrowed_lists (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  uid      BLOB NOT NULL,
  PRIMARY KEY (list_id, position)
) STRICT, WITHOUT ROWID;
