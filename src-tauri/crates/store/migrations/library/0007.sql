-- Where each track lies on the music map: uid and two 4-byte floats, one after another. Only the latest layout is kept.
CREATE TABLE map_layout (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  model  TEXT NOT NULL,
  points BLOB NOT NULL
) STRICT;
