import { expect, test } from 'vitest';
import { latinKey, nextActive, nextInGrid } from './list-keys';

test('keys move the active row and stop at the ends', () => {
  const check = (key: string, active: number, expected: number | null): void =>
    expect(nextActive(key, active, 10, 4), `${key} from ${active}`).toBe(expected);
  check('ArrowDown', -1, 0);
  check('ArrowDown', 9, 9);
  check('ArrowUp', -1, 0);
  check('ArrowUp', 0, 0);
  check('PageDown', 3, 7);
  check('PageDown', 8, 9);
  check('PageUp', 2, 0);
  check('Home', 5, 0);
  check('End', 5, 9);
  check('a', 5, null);
  expect(nextActive('ArrowDown', -1, 0)).toBeNull();
});

test('commands are found on layouts without Latin letters', () => {
  const check = (key: string, code: string, expected: string): void => expect(latinKey({ key, code })).toBe(expected);
  check('z', 'KeyZ', 'z');
  check('Z', 'KeyZ', 'z');
  check('я', 'KeyZ', 'z');
  check('Ы', 'KeyS', 's');
  // A Latin layout that puts its letters elsewhere is taken at its word.
  check('z', 'KeyY', 'z');
  check('ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  check('\u00a0', 'Space', '\u00a0');
});

test('a wall is walked in two dimensions and never left', () => {
  const to = (key: string, from: number): number | null => nextInGrid(key, from, 10, 4, 2);
  expect([to('ArrowDown', 1), to('ArrowUp', 5), to('ArrowRight', 3), to('ArrowLeft', 4)]).toEqual([5, 1, 4, 3]);
  // Above the gap in the last line: its last tile, and there the way ends.
  expect([to('ArrowDown', 7), to('ArrowDown', 9), to('ArrowUp', 2), to('ArrowLeft', 0), to('ArrowRight', 9)]).toEqual([9, 9, 2, 0, 9]);
  expect([to('PageDown', 1), to('PageUp', 9), to('PageUp', 2), to('Home', 8), to('End', 0)]).toEqual([9, 1, 2, 0, 9]);
  expect([to('ArrowDown', -1), to('a', 3), nextInGrid('Home', 0, 0, 4)]).toEqual([0, null, null]);
});
