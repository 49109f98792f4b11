/** Where to open a row's menu: at the pointer, or under the row when the keyboard asked for it. */
export function menuPoint(event: MouseEvent, row: Element | null): { x: number; y: number } {
  const byKeyboard = event.button !== 2 && event.detail === 0;
  if (!byKeyboard || row === null) return { x: event.clientX, y: event.clientY };
  const box = row.getBoundingClientRect();
  return { x: box.left + 56, y: box.top + Math.min(box.height, 44) };
}
