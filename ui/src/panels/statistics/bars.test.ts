import { expect, test } from 'vitest';
import { barsOf, ticksTo } from './bars';

const days = (count: number): { day: string; plays: number; listenedMs: number }[] =>
  Array.from({ length: count }, (_, i) => ({ day: `d${i}`, plays: i, listenedMs: 10 }));

test('a month is drawn by day', () => {
  expect(barsOf(days(30))).toHaveLength(30);
});

test('a year is drawn by week, and nothing of it is lost', () => {
  const bars = barsOf(days(365));
  expect(bars).toHaveLength(53);
  expect(bars[0]).toEqual({ from: 'd0', plays: 0, listenedMs: 10 });
  expect(bars.at(-1)?.from).toBe('d358');
  expect(bars.reduce((sum, { plays }) => sum + plays, 0)).toBe((364 * 365) / 2);
});

test('the axis ends at a round figure above the highest bar', () => {
  const check = (most: number, expected: number[]): void => expect(ticksTo(most), String(most)).toEqual(expected);
  check(0, [0, 1]);
  check(1, [0, 1]);
  check(3, [0, 1, 2, 3]);
  check(7, [0, 5, 10]);
  check(40, [0, 20, 40]);
  check(41, [0, 20, 40, 60]);
  check(1000, [0, 500, 1000]);
});
