/** Where to open the menu of a row or tile: at the pointer, or in it, so far from its corner, when the keyboard asked for it. */
export function menuPoint(event: MouseEvent, item: Element | null, { x = 56, y = 44 } = {}): { x: number; y: number } {
  const byKeyboard = event.button !== 2 && event.detail === 0;
  if (!byKeyboard || item === null) return { x: event.clientX, y: event.clientY };
  const box = item.getBoundingClientRect();
  return { x: box.left + x, y: box.top + Math.min(box.height, y) };
}

/** Where to open the menu of a button: below it. */
export function menuBelow(event: MouseEvent): { x: number; y: number } {
  const { left, bottom } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}
