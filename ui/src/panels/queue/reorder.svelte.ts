/** The part of the list a drag asks about. */
export type DropZone = {
  element: HTMLElement;
  /** The boundary between queue items nearest to a height on screen: 0 is before the first. */
  boundaryAt: (clientY: number) => number;
  scrollBy: (delta: number) => void;
};

const THRESHOLD_PX = 5;
const EDGE_PX = 28;
const SCROLL_PX = 9;

/**
 * Dragging queue items with the pointer. Pointer events rather than HTML drag and drop: rows are recycled while the
 * list scrolls, and the shell keeps the native kind for files.
 */
export class Reorder {
  /** Where the items would land, as a boundary; null while nothing is dragged. */
  boundary = $state<number | null>(null);
  #stop: (() => void) | null = null;

  /** Follows the pointer from a press; once let go, `drop` is called with the boundary if it moved, else `still`. */
  press(event: PointerEvent, zone: DropZone, drop: (boundary: number) => void, still: () => void): void {
    this.#stop?.();
    const fromY = event.clientY;
    let y = fromY;
    let frame = 0;

    const follow = (): void => {
      const { top, bottom } = zone.element.getBoundingClientRect();
      if (y < top + EDGE_PX) zone.scrollBy(-SCROLL_PX);
      else if (y > bottom - EDGE_PX) zone.scrollBy(SCROLL_PX);
      this.boundary = zone.boundaryAt(y);
      frame = requestAnimationFrame(follow);
    };
    const move = (moved: PointerEvent): void => {
      y = moved.clientY;
      if (frame === 0 && Math.abs(y - fromY) > THRESHOLD_PX) follow();
    };
    const up = (): void => {
      const { boundary } = this;
      this.#stop?.();
      if (boundary === null) still();
      else drop(boundary);
    };
    // The system took the pointer away, for a gesture of its own or a lost device: nothing was let go anywhere.
    const cancel = (): void => this.#stop?.();
    const key = (pressed: KeyboardEvent): void => {
      if (pressed.key === 'Escape') cancel();
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', key, true);
    this.#stop = () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', key, true);
      this.boundary = null;
      this.#stop = null;
    };
  }
}

/** Where the first of the moved items lands in the resulting queue, when they are dropped at a boundary of this one. */
export function landing(moving: readonly number[], boundary: number): number {
  return boundary - moving.filter((index) => index < boundary).length;
}
