import type { Point } from './frame';

/** A hand that trembles has not dragged. */
const TREMBLE = 4;
/** What a line is drawn in steps of. */
const STEP = 3;
const LINE = 16;

export type Gestures = {
  /** Whether a drag without Shift draws, rather than moves the plane. */
  draws: () => boolean;
  hover: (at: Point | null) => void;
  pan: (dx: number, dy: number) => void;
  zoom: (factor: number, at: Point) => void;
  pick: (at: Point) => void;
  reset: () => void;
  drawing: (line: Point[] | null) => void;
  drawn: (line: Point[]) => void;
};

type Drag = { from: Point; last: Point; moved: boolean; line: Point[] | null };

/** What a hand does on a plane: points, drags, draws, zooms with the wheel or two fingers. All in pixels from its corner. */
export function gestures(node: HTMLElement, does: Gestures): () => void {
  const fingers = new Map<number, Point>();
  let drag: Drag | null = null;
  let pressed: Point | null = null;

  const at = (event: MouseEvent): Point => {
    const { left, top } = node.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const spread = (): { middle: Point; width: number } => {
    const [a, b] = [...fingers.values()] as [Point, Point];
    return { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, width: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
  };
  function drop(): void {
    if (drag?.line) does.drawing(null);
    drag = null;
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    node.setPointerCapture(event.pointerId);
    const from = at(event);
    fingers.set(event.pointerId, from);
    drop();
    if (fingers.size === 1) drag = { from, last: from, moved: false, line: event.shiftKey || does.draws() ? [from] : null };
  }
  function move(event: PointerEvent): void {
    const now = at(event);
    if (fingers.size === 2 && fingers.has(event.pointerId)) {
      const before = spread();
      fingers.set(event.pointerId, now);
      const after = spread();
      does.pan(after.middle.x - before.middle.x, after.middle.y - before.middle.y);
      return does.zoom(after.width / before.width, after.middle);
    }
    if (!drag) return does.hover(event.pointerType === 'touch' ? null : now);
    if (!drag.moved && Math.hypot(now.x - drag.from.x, now.y - drag.from.y) < TREMBLE) return;
    drag.moved = true;
    does.hover(null);
    if (!drag.line) does.pan(now.x - drag.last.x, now.y - drag.last.y);
    else if (Math.hypot(now.x - drag.last.x, now.y - drag.last.y) < STEP) return;
    else does.drawing((drag.line = [...drag.line, now]));
    drag.last = now;
  }
  function up(event: PointerEvent): void {
    fingers.delete(event.pointerId);
    if (!drag) return;
    const { from, moved, line } = drag;
    drop();
    if (line && moved && line.length > 2) does.drawn(line);
    else if (!moved) pressed = from;
  }
  /** The second press of a double one is a command of its own. */
  function click(event: MouseEvent): void {
    if (pressed && event.detail < 2) does.pick(pressed);
    pressed = null;
  }
  function cancel(event: PointerEvent): void {
    fingers.delete(event.pointerId);
    drop();
  }
  function leave(): void {
    if (!drag) does.hover(null);
  }
  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? LINE : 1);
    // Pinching a touchpad comes as a wheel with Ctrl, in small steps.
    does.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) * (event.ctrlKey ? 0.01 : 0.0022)), at(event));
  }

  node.addEventListener('pointerdown', down);
  node.addEventListener('pointermove', move);
  node.addEventListener('pointerup', up);
  node.addEventListener('pointercancel', cancel);
  node.addEventListener('pointerleave', leave);
  node.addEventListener('click', click);
  node.addEventListener('dblclick', does.reset);
  node.addEventListener('wheel', wheel, { passive: false });
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !drag?.line) return;
    event.preventDefault();
    event.stopPropagation();
    drop();
  };
  node.addEventListener('keydown', escape, { capture: true });
  return () => {
    node.removeEventListener('pointerdown', down);
    node.removeEventListener('pointermove', move);
    node.removeEventListener('pointerup', up);
    node.removeEventListener('pointercancel', cancel);
    node.removeEventListener('pointerleave', leave);
    node.removeEventListener('click', click);
    node.removeEventListener('dblclick', does.reset);
    node.removeEventListener('wheel', wheel);
    node.removeEventListener('keydown', escape, { capture: true });
  };
}
