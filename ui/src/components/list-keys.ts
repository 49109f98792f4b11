/**
 * The key as a Latin letter, whatever layout is on: a command is found by its place on the keyboard when the layout
 * has no Latin letter there.
 */
export function latinKey(event: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (event.key.length > 1) return event.key;
  const foreign = event.key > '~' && /^Key[A-Z]$/.test(event.code);
  return (foreign ? event.code.slice(3) : event.key).toLowerCase();
}

/** The nearest index that a list of so many has. */
const within = (index: number, count: number): number => Math.max(0, Math.min(count - 1, index));

/** Where a key takes the active row of a list; null when the key does not move it. */
export function nextActive(key: string, active: number, count: number, page = 1): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return within(active + 1, count);
    case 'ArrowUp':
      return within(active < 0 ? 0 : active - 1, count);
    case 'PageDown':
      return within(Math.max(0, active) + page, count);
    case 'PageUp':
      return within(active - page, count);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Where a key takes the active tile of a wall; null when the key does not move it. */
export function nextInGrid(key: string, active: number, count: number, columns: number, page = 1): number | null {
  if (count === 0) return null;
  if (active < 0) return nextActive(key === 'ArrowRight' || key === 'ArrowLeft' ? 'Home' : key, -1, count);
  switch (key) {
    case 'ArrowRight':
      return within(active + 1, count);
    case 'ArrowLeft':
      return within(active - 1, count);
    case 'ArrowDown':
      // From above a gap in the last line to its last tile, but not within it.
      return active + columns < count || Math.floor(active / columns) < Math.floor((count - 1) / columns) ? within(active + columns, count) : active;
    case 'ArrowUp':
      return active >= columns ? active - columns : active;
    case 'PageDown':
      return within(active + page * columns, count);
    case 'PageUp':
      return active - page * columns >= 0 ? active - page * columns : active % columns;
    // To the first and the last as in any list.
    default:
      return nextActive(key, active, count);
  }
}
