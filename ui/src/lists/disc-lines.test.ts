import { expect, test } from 'vitest';
import type { TrackRow } from '../lib/ipc/types';
import { DiscLines } from './disc-lines';

const lines = (discs: (number | null)[]): DiscLines => new DiscLines(discs.length, (index) => ({ discNumber: discs[index] }) as TrackRow);

test('each disc of several gets a line of its own', () => {
  const { starts, ...rest } = lines([1, 1, 2, 2, 2]);
  expect(starts).toEqual([0, 2]);
  expect(rest).toEqual({});
  const of = lines([1, 1, 2, 2, 2]);
  const seen = Array.from({ length: 7 }, (_, line) => of.at(line));
  expect(seen.map(({ heads }) => heads)).toEqual([true, false, false, true, false, false, false]);
  expect(seen.map(({ item }) => item)).toEqual([0, 0, 1, 2, 2, 3, 4]);
  for (let item = 0; item < 5; item++) expect(of.at(of.lineOf(item))).toEqual({ item, heads: false });
});

test('one disc, or none that is numbered, needs no lines', () => {
  for (const discs of [[1, 1, 1], [null, null], []]) expect(lines(discs).starts).toEqual([]);
});
