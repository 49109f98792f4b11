import { nextActive } from '../components/list-keys';
import type { Selection } from '../lib/state/selection.svelte';

/** The place of the row that an event came from; null where it came from none. */
export function rowOf(event: Event): number | null {
  const row = (event.target as Element).closest('[data-index]');
  return row ? Number(row.getAttribute('data-index')) : null;
}

/**
 * A press on a row, which may be the beginning of a drag. Pressed plainly, one of several selected rows leaves them all
 * selected, to be dragged together: call the answer when it was a mere click, which means that row alone.
 */
export function pressRow(selection: Selection, event: PointerEvent, index: number): () => void {
  const held = { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey };
  const plain = !held.shift && !held.ctrl;
  if (!plain || !selection.has(index)) selection.click(index, held);
  return () => {
    if (plain) selection.only(index);
  };
}

/** Takes the selection where a key leads. The answer is the row to bring into sight; null for a key that leads nowhere. */
export function moveByKey(selection: Selection, event: KeyboardEvent, count: number, page?: number): number | null {
  const next = nextActive(event.key, selection.active, count, page);
  if (next === null) return null;
  if (event.shiftKey) selection.extend(next);
  else selection.only(next);
  return next;
}

/** The row that a menu is asked for, selected if it was not; null where there is none. */
export function rowForMenu(selection: Selection, event: MouseEvent): number | null {
  const index = rowOf(event) ?? selection.active;
  if (index < 0) return null;
  if (!selection.has(index)) selection.only(index);
  return index;
}
