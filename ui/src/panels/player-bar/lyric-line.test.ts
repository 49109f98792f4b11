import { expect, test } from 'vitest';
import { lineAt } from './lyric-line';

const lines = [1000, 5000, 5000, 9000].map((atMs) => ({ atMs, text: '' }));

test('the line is the last one begun', () => {
  const check = (position: number, expected: number): void => expect(lineAt(lines, position), String(position)).toBe(expected);
  check(0, -1);
  check(999, -1);
  check(1000, 0);
  check(4999, 0);
  check(5000, 2);
  check(8999, 2);
  check(60_000, 3);
  expect(lineAt([], 0)).toBe(-1);
});
