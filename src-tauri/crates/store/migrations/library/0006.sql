-- What the network makes of a whole track, each 0-1; NULL where it has no such heads.
ALTER TABLE analyses ADD COLUMN danceability REAL;
ALTER TABLE analyses ADD COLUMN acousticness REAL;
ALTER TABLE analyses ADD COLUMN voice REAL;
