import { expect, test } from 'vitest';
import { Selection } from './selection.svelte';

const NONE = { shift: false, ctrl: false };
const CTRL = { shift: false, ctrl: true };
const list = (...keys: number[]): Map<number, number> => new Map(keys.entries());
const never = (): Promise<number[]> => Promise.reject(new Error('asked in vain'));

/** A selection on a list of the keys 10, 11, 12, … of which the first `here` are on screen. */
function on(here: number): Selection {
  return new Selection((place) => (place >= 0 && place < here ? 10 + place : undefined));
}

test('the selection goes where its rows go', () => {
  const selection = on(5);
  selection.click(1, NONE);
  selection.click(3, CTRL);
  expect(selection.follow(list(99, 10, 11, 13, 12, 14), 6)).toBe(true);
  expect([selection.sorted(), selection.active]).toEqual([[2, 3], 3]);
  // And on from there.
  selection.follow(list(13, 11, 10, 12, 14), 5);
  expect([selection.sorted(), selection.active]).toEqual([[0, 1], 0]);
});

test('what is gone leaves the selection, and nothing else takes its place in it', async () => {
  const selection = on(5);
  selection.click(1, NONE);
  selection.click(2, CTRL);
  expect(selection.follow(list(10, 11, 13, 14), 4)).toBe(false);
  expect(selection.follow(list(10, 11, 13, 14), 4, true)).toBe(true);
  expect([selection.sorted(), selection.active]).toEqual([[1], 2]);
  expect(await selection.gather(never)()).toEqual([11]);
  selection.follow(list(10), 1, true);
  expect([selection.size, selection.active]).toEqual([0, 0]);
});

test('rows that were never seen are let go with the others when the list moves', () => {
  const selection = on(3);
  selection.only(0);
  selection.extend(50);
  expect(selection.follow(list(10, 11, 12), 100)).toBe(true);
  expect(selection.size).toBe(51);
  selection.follow(list(9, 10, 11), 101);
  expect([selection.size, selection.active]).toEqual([0, 50]);
});

test('keys are gathered as they were when the question was put', async () => {
  const selection = on(3);
  selection.only(1);
  const before = selection.gather(never);
  selection.only(2);
  expect(await before()).toEqual([11]);

  selection.only(1);
  selection.extend(5);
  const asked: number[][] = [];
  const ask = async (first: number, last: number): Promise<number[]> => {
    asked.push([first, last]);
    return [11, 12, 13, 14, 15];
  };
  expect(await selection.gather(ask)()).toEqual([11, 12, 13, 14, 15]);
  expect(asked).toEqual([[1, 5]]);
});

test('a list that has moved meanwhile gives nothing rather than others', async () => {
  const selection = on(3);
  selection.only(1);
  selection.extend(5);
  await expect(selection.gather(async () => [10, 11, 12, 13, 14])()).rejects.toMatchObject({ code: 'notFound' });
  await expect(selection.gather(async () => [11, 12, 13])()).rejects.toMatchObject({ code: 'notFound' });
});
