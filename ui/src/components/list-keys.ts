/**
 * The key as a Latin letter, whatever layout is on: a command is found by its place on the keyboard when the layout
 * has no Latin letter there.
 */
export function latinKey(event: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (event.key.length > 1) return event.key;
  const foreign = event.key > '~' && /^Key[A-Z]$/.test(event.code);
  return (foreign ? event.code.slice(3) : event.key).toLowerCase();
}

/** Where a key takes the active row of a list; null when the key does not move it. */
export function nextActive(key: string, active: number, count: number, page = 1): number | null {
  if (count === 0) return null;
  const clamp = (index: number): number => Math.max(0, Math.min(count - 1, index));
  switch (key) {
    case 'ArrowDown':
      return clamp(active + 1);
    case 'ArrowUp':
      return clamp(active < 0 ? 0 : active - 1);
    case 'PageDown':
      return clamp(Math.max(0, active) + page);
    case 'PageUp':
      return clamp(active - page);
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
  const clamp = (index: number): number => Math.max(0, Math.min(count - 1, index));
  switch (key) {
    case 'ArrowRight':
      return clamp(active + 1);
    case 'ArrowLeft':
      return clamp(active - 1);
    case 'ArrowDown':
      // From above a gap in the last line to its last tile, but not within it.
      return active + columns < count || Math.floor(active / columns) < Math.floor((count - 1) / columns) ? clamp(active + columns) : active;
    case 'ArrowUp':
      return active >= columns ? active - columns : active;
    case 'PageDown':
      return clamp(active + page * columns);
    case 'PageUp':
      return active - page * columns >= 0 ? active - page * columns : active % columns;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
