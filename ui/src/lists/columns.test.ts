import { expect, test } from 'vitest';
import { COLUMNS, firstArrangement, fitted, moved, resized, toggled } from './columns';

const tracks = firstArrangement('tracks');
const widthOf = (columns: { width: number }[]): number => columns.reduce((sum, { width }) => sum + width + 12, -12);

test('a wide table shows every column and is filled to its edge', () => {
  const columns = fitted(tracks, 900);
  expect(columns.map(({ id }) => id)).toEqual(tracks.shown);
  expect(widthOf(columns)).toBeCloseTo(900);
});

test('a narrow one gives up plays, then the year, then the album, and never the title', () => {
  const left = (room: number): string[] => fitted(tracks, room).map(({ id }) => id);
  expect(left(610)).toEqual(['title', 'artist', 'album', 'year', 'duration']);
  expect(left(550)).toEqual(['title', 'artist', 'album', 'duration']);
  expect(left(430)).toEqual(['title', 'artist', 'duration']);
  expect(left(60)).toEqual(['title']);
  for (let room = 100; room < 1200; room += 7) expect(widthOf(fitted(tracks, room)), String(room)).toBeLessThanOrEqual(room + 0.01);
});

test('a width that was set stays, and the others share what is left', () => {
  const columns = fitted(resized(tracks, 'artist', 240), 900);
  expect(columns.find(({ id }) => id === 'artist')?.width).toBe(240);
  expect(widthOf(columns)).toBeCloseTo(900);
  expect(resized(tracks, 'year', 3).widths.year).toBe(COLUMNS.year.min);
});

test('a column is put back where it is usually found', () => {
  expect(toggled(tracks, 'genre').shown).toEqual(['title', 'artist', 'album', 'genre', 'year', 'plays', 'duration']);
  expect(toggled(toggled(tracks, 'genre'), 'genre')).toEqual(tracks);
});

test('columns move past one another', () => {
  expect(moved(tracks, 'title', 2).shown.slice(0, 3)).toEqual(['artist', 'title', 'album']);
  expect(moved(tracks, 'album', 0).shown.slice(0, 3)).toEqual(['album', 'title', 'artist']);
  expect(moved(tracks, 'title', 2).shown).toHaveLength(tracks.shown.length);
});
