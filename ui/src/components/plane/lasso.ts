import type { Point } from './frame';

/** Whether a point is inside a closed line (even–odd rule). */
export function contains(line: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  for (let at = 0, before = line.length - 1; at < line.length; before = at++) {
    const a = line[at] as Point;
    const b = line[before] as Point;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** The centre of the area; of one without area, of its corners. */
export function centreOf(line: readonly Point[]): Point {
  let [area, x, y] = [0, 0, 0];
  for (let at = 0, before = line.length - 1; at < line.length; before = at++) {
    const a = line[before] as Point;
    const b = line[at] as Point;
    const cross = a.x * b.y - b.x * a.y;
    area += cross;
    x += (a.x + b.x) * cross;
    y += (a.y + b.y) * cross;
  }
  if (Math.abs(area) > 1e-9) return { x: x / (3 * area), y: y / (3 * area) };
  const mean = (of: (point: Point) => number): number => line.reduce((sum, point) => sum + of(point), 0) / Math.max(1, line.length);
  return { x: mean((point) => point.x), y: mean((point) => point.y) };
}
