/** The menu that a key just asked for belongs to what has the focus; some web views name what lies at its corner instead. */
const SOON_MS = 500;
let asked = -Infinity;

export function noteMenuKey(event: KeyboardEvent): void {
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) asked = performance.now();
}

/** Sends a menu request that came by key to the focused element, if it was sent elsewhere. */
export function redirectMenu(event: MouseEvent): void {
  const focused = document.activeElement;
  if (!event.isTrusted || performance.now() - asked > SOON_MS || focused === null || focused === document.body || event.target === focused) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  focused.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
}
