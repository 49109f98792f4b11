import { expect, test } from 'vitest';
import { latinKey, nextActive } from './list-keys';

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
