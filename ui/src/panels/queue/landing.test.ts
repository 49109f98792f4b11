import { expect, test } from 'vitest';
import { landing } from './landing';

test('the landing place counts only what stays', () => {
  const check = (moving: number[], boundary: number, expected: number): void =>
    expect(landing(moving, boundary), `${moving} to ${boundary}`).toBe(expected);
  check([0], 0, 0);
  check([0], 1, 0);
  check([0], 2, 1);
  check([5], 2, 2);
  check([1, 3, 8], 5, 3);
  check([1, 3, 8], 10, 7);
});
