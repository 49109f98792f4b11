-- Folders with their counts from an index alone, and the words of the search index, for mending what was mistyped.
CREATE INDEX tracks_present_path ON tracks (path, missing_since) WHERE missing_since IS NULL;
CREATE VIRTUAL TABLE search_words USING fts5vocab (search, row);
