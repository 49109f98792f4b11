-- The queue's undo history, and where its entries stand without shuffle.

-- Place in the order from before the shuffle; NULL while shuffle is off.
ALTER TABLE queue_items ADD COLUMN unshuffled INTEGER;

-- Which queue it belongs to, and its steps as queue_history.rs writes them; what does not fit together is ignored as a whole.
CREATE TABLE queue_history (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  of_queue INTEGER NOT NULL,
  steps    BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
