-- Whose order the order_* columns are in: a BCP 47 tag, and what shows that the rules are still those. Without a row they are made anew.
CREATE TABLE collation (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  locale TEXT NOT NULL,
  mark   TEXT NOT NULL
) STRICT;
