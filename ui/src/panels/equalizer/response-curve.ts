export type Point = readonly [x: number, y: number];

const shown = (value: number): string => (Math.round(value * 10) / 10).toString();

/**
 * A smooth line through points of rising x that never rises above nor falls below its neighbours where they do not
 * (monotone cubic interpolation, Fritsch and Carlson 1980): a band at 0 is drawn at 0, without waves of the curve's own.
 */
export function smooth(points: readonly Point[]): string {
  const [first] = points;
  if (!first) return '';
  const slopes = points.slice(1).map(([x, y], at) => {
    const [x0, y0] = points[at] as Point;
    return (y - y0) / (x - x0);
  });
  const tangents = points.map((_, at) => {
    const [before, after] = [slopes[at - 1], slopes[at]];
    if (before === undefined || after === undefined) return 0;
    // The harmonic mean, which keeps the line within its neighbours; a peak is level.
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
  const pieces = points.slice(1).map(([x, y], at) => {
    const [x0, y0] = points[at] as Point;
    const third = (x - x0) / 3;
    const from = y0 + (tangents[at] as number) * third;
    const to = y - (tangents[at + 1] as number) * third;
    return `C${shown(x0 + third)} ${shown(from)} ${shown(x - third)} ${shown(to)} ${shown(x)} ${shown(y)}`;
  });
  return `M${shown(first[0])} ${shown(first[1])}${pieces.join('')}`;
}

/** The response of bands side by side over a width, level at both ends; `mostDb` lies at the top, its negative at the bottom. */
export function responsePoints(bandsDb: readonly number[], mostDb: number, width: number, height: number): Point[] {
  const y = (gain: number): number => ((mostDb - gain) / (2 * mostDb)) * height;
  const middle = bandsDb.map((gain, at): Point => [((at + 0.5) / bandsDb.length) * width, y(gain)]);
  const [first, last] = [bandsDb[0] ?? 0, bandsDb.at(-1) ?? 0];
  return [[0, y(first)], ...middle, [width, y(last)]];
}
