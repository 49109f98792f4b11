/** Coordinates of points are whole numbers from 0 to this, to the right and upwards. */
export const FULL = 65_535;
export const FURTHEST = 64;

/** What is looked at: how near, and the point in the middle, in coordinates. */
export type View = { zoom: number; x: number; y: number };
export const WHOLE: View = { zoom: 1, x: FULL / 2, y: FULL / 2 };

/** Where a plane is drawn, in pixels. `stretch` is how much longer one side of the whole may be than the other. */
export type Box = { width: number; height: number; margin: number; stretch: number };
export type Point = { x: number; y: number };

/** Between coordinates and pixels: `left` and `bottom` are where 0 lies, `across` and `up` pixels for one step. */
export type Frame = { left: number; bottom: number; across: number; up: number };

export function frameOf({ width, height, margin, stretch }: Box, view: View): Frame {
  const [w, h] = [Math.max(1, width - 2 * margin), Math.max(1, height - 2 * margin)];
  const across = (Math.min(w, h * stretch) * view.zoom) / FULL;
  const up = (Math.min(h, w * stretch) * view.zoom) / FULL;
  return { left: width / 2 - view.x * across, bottom: height / 2 + view.y * up, across, up };
}

export function toScreen({ left, bottom, across, up }: Frame, x: number, y: number): Point {
  return { x: left + x * across, y: bottom - y * up };
}
export function toPlane({ left, bottom, across, up }: Frame, x: number, y: number): Point {
  return { x: (x - left) / across, y: (bottom - y) / up };
}
/** The nearest place that is on the plane. */
export function onPlane({ x, y }: Point): Point {
  return { x: Math.min(FULL, Math.max(0, x)), y: Math.min(FULL, Math.max(0, y)) };
}

/** Nobody loses the plane: its edges come no further in than they stand when all of it is seen. */
function held(box: Box, { zoom, x, y }: View): View {
  const near = Math.min(FURTHEST, Math.max(1, zoom));
  const { across, up } = frameOf(box, { zoom: near, x, y });
  const within = (at: number, pixels: number, each: number): number => {
    const half = (pixels / 2 - box.margin) / each;
    return half * 2 >= FULL ? FULL / 2 : Math.min(FULL - half, Math.max(half, at));
  };
  return { zoom: near, x: within(x, box.width, across), y: within(y, box.height, up) };
}

/** Nearer or further; what is under the pixel stays there. */
export function zoomed(box: Box, view: View, factor: number, at: Point): View {
  const zoom = Math.min(FURTHEST, Math.max(1, view.zoom * factor));
  const under = toPlane(frameOf(box, view), at.x, at.y);
  const { across, up } = frameOf(box, { ...view, zoom });
  return held(box, { zoom, x: under.x - (at.x - box.width / 2) / across, y: under.y + (at.y - box.height / 2) / up });
}
export function panned(box: Box, view: View, dx: number, dy: number): View {
  const { across, up } = frameOf(box, view);
  return held(box, { ...view, x: view.x - dx / across, y: view.y + dy / up });
}
/** The view, moved as little as it takes for a point to be seen. */
export function showing(box: Box, view: View, point: Point): View {
  const at = toScreen(frameOf(box, view), point.x, point.y);
  const by = (pixel: number, length: number): number => (pixel < box.margin ? box.margin - pixel : pixel > length - box.margin ? length - box.margin - pixel : 0);
  return panned(box, view, by(at.x, box.width), by(at.y, box.height));
}
