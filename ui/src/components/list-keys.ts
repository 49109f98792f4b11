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
