import type { Chosen } from './state/chosen';
import type { Source } from './ipc/types';

/** Tracks on their way from a list to the queue or a playlist. By its source a list knows what is its own. */
export type Load = { label: string; chosen: Chosen; source: Source };

/** Where tracks may be let go. What is seen under the pointer decides: the innermost registered element around it. */
export type DropTarget = {
  element: HTMLElement;
  /** The pointer is over it at this height with what is `held`, or no longer (null). Draws the mark. */
  over: (clientY: number | null) => void;
  drop: (load: Load, clientY: number) => void;
  scrollBy?: (delta: number) => void;
};

const THRESHOLD_PX = 5;
const EDGE_PX = 28;
const SCROLL_PX = 9;

/** By how much a pointer at the upper or lower edge of an element moves what it shows. */
function pushed(element: HTMLElement, { x, y }: { x: number; y: number }): number {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  if (x < left || x > right || y < top - EDGE_PX || y > bottom + EDGE_PX) return 0;
  return y < top + EDGE_PX ? -SCROLL_PX : y > bottom - EDGE_PX ? SCROLL_PX : 0;
}

/**
 * Dragging tracks with the pointer. Pointer events rather than HTML drag and drop: rows are recycled while a list scrolls,
 * and the shell keeps the native kind for files.
 */
export class Drag {
  /** What is being dragged and where the pointer is; null while nothing is. */
  held = $state.raw<{ load: Load; x: number; y: number; welcome: boolean } | null>(null);
  #targets = new Set<DropTarget>();
  /** What scrolls beneath a drag without being a target itself. */
  #scrollers = new Set<HTMLElement>();
  #stop: (() => void) | null = null;

  /** Registers a place where tracks may be let go; call the answer when it goes. */
  accept(target: DropTarget): () => void {
    this.#targets.add(target);
    return () => this.#targets.delete(target);
  }

  /** Registers what holds targets and scrolls: held at its edge, tracks bring more of it into sight. */
  scrolls(element: HTMLElement): () => void {
    this.#scrollers.add(element);
    return () => this.#scrollers.delete(element);
  }

  /** Follows the pointer from a press on a row. `load` is asked for when the drag begins; `still` is called after a mere click. */
  press(event: PointerEvent, load: () => Load | null, still: () => void = () => {}): void {
    if (event.button !== 0) return;
    this.#stop?.();
    const from = { x: event.clientX, y: event.clientY };
    let at = from;
    let frame = 0;
    let carried: Load | null = null;
    let target: DropTarget | null = null;

    const follow = (): void => {
      if (carried === null) return;
      const under = this.#under(at);
      if (under !== target) target?.over(null);
      target = under;
      if (target?.scrollBy) target.scrollBy(pushed(target.element, at));
      for (const element of this.#scrollers) element.scrollTop += pushed(element, at);
      this.held = { load: carried, ...at, welcome: target !== null };
      target?.over(at.y);
      frame = requestAnimationFrame(follow);
    };
    const move = (moved: PointerEvent): void => {
      at = { x: moved.clientX, y: moved.clientY };
      if (carried !== null || Math.hypot(at.x - from.x, at.y - from.y) < THRESHOLD_PX) return;
      carried = load();
      if (carried === null) end();
      else follow();
    };
    const up = (): void => {
      const [what, where] = [carried, target];
      end();
      if (what === null) still();
      else where?.drop(what, at.y);
    };
    const key = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape' || carried === null) return;
      pressed.stopPropagation();
      end();
    };
    // `cancel`: the system took the pointer away; nothing was let go anywhere.
    const end = (): void => this.#stop?.();
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', key, true);
    this.#stop = () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', key, true);
      target?.over(null);
      this.held = null;
      this.#stop = null;
    };
  }

  /** What lies hidden, beyond the edge of what scrolls or behind something in front, takes nothing. */
  #under({ x, y }: { x: number; y: number }): DropTarget | null {
    const seen = document.elementFromPoint(x, y);
    const within = [...this.#targets].filter(({ element }) => element.contains(seen));
    return within.reduce<DropTarget | null>((inner, other) => (inner === null || inner.element.contains(other.element) ? other : inner), null);
  }
}
