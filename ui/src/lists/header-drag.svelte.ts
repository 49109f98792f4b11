import type { ColumnId } from './columns';
import type { TableLayout } from './table-layout.svelte';

const THRESHOLD_PX = 6;

/** The pointer in a table's header: an edge changes a width, a name changes its place. */
export class HeaderDrag {
  /** The column beside which the dragged one would stand. */
  mark = $state<ColumnId | null>(null);
  markAfter = $state(false);
  /** A press that moved a column is no click on it. */
  justMoved = false;

  constructor(readonly layout: TableLayout) {}

  edge(event: PointerEvent, id: ColumnId): void {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const from = event.clientX;
    const before = this.layout.widthOf(id);
    this.#follow(
      ({ clientX }) => this.layout.resize(id, before + clientX - from, false),
      () => this.layout.keep(),
    );
  }

  column(event: PointerEvent, id: ColumnId): void {
    this.justMoved = false;
    if (event.button !== 0) return;
    const header = (event.currentTarget as HTMLElement).closest('[role=row]');
    const from = event.clientX;
    let to: number | null = null;
    this.#follow(
      ({ clientX }) => {
        if (to === null && Math.abs(clientX - from) < THRESHOLD_PX) return;
        const boxes = [...(header?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
        const over = boxes.findLast((box) => box.getBoundingClientRect().left <= clientX) ?? boxes[0];
        if (!over) return;
        const { left, width } = over.getBoundingClientRect();
        this.markAfter = clientX > left + width / 2;
        this.mark = over.dataset.column as ColumnId;
        to = this.layout.arrangement.shown.indexOf(this.mark) + (this.markAfter ? 1 : 0);
      },
      () => {
        if (to === null) return;
        this.layout.move(id, to);
        // Only the click that may come of this very press is meant: keys click too.
        this.justMoved = true;
        setTimeout(() => (this.justMoved = false));
      },
    );
  }

  #follow(move: (event: PointerEvent) => void, done: () => void): void {
    const end = (finished: boolean) => (): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      if (finished) done();
      this.mark = null;
    };
    const up = end(true);
    const cancel = end(false);
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
  }
}
