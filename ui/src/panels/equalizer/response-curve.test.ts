import { expect, test } from 'vitest';
import { responsePoints, smooth } from './response-curve';

/** All heights that a path names, control points included: a cubic stays between them. */
const heights = (path: string): number[] => [...path.matchAll(/-?[\d.]+ (-?[\d.]+)/g)].map((found) => Number(found[1]));

test('the curve goes through every band, and to both ends', () => {
  expect(responsePoints([12, 0, -12], 12, 300, 240)).toEqual([[0, 0], [50, 0], [150, 120], [250, 240], [300, 240]]);
  expect(smooth([[0, 0], [10, 6], [20, 0]])).toMatch(/^M0 0C.* 10 6C.* 20 0$/);
});

test('it makes no waves of its own', () => {
  const path = smooth(responsePoints([0, 0, 12, 0, 0, -6, -6, 0, 3, 3], 12, 640, 240));
  expect(Math.min(...heights(path))).toBe(0);
  expect(Math.max(...heights(path))).toBe(180);
  const flat = smooth(responsePoints(Array(10).fill(0), 12, 640, 240));
  expect(new Set(heights(flat))).toEqual(new Set([120]));
});

test('no bands, no curve', () => expect(smooth([])).toBe(''));
