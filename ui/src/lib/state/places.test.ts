import { beforeEach, expect, test } from 'vitest';
import { Places } from './places.svelte';
import { Settings } from './settings.svelte';

let kept: Map<string, string>;
const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) } as unknown as Storage;
const start = (): Places => new Places(new Settings(storage, ['en']));

beforeEach(() => {
  kept = new Map();
});

test('one goes back and forth, and a new way ends the old one', () => {
  const places = start();
  places.go({ kind: 'albums' });
  places.go({ kind: 'album', id: 3 });
  places.back();
  expect([places.here, places.canGoBack, places.canGoForward]).toEqual([{ kind: 'albums' }, true, true]);
  places.forward();
  expect(places.here).toEqual({ kind: 'album', id: 3 });
  places.forward();
  expect(places.here).toEqual({ kind: 'album', id: 3 });
  places.back();
  places.go({ kind: 'year', year: 1999 });
  expect(places.canGoForward).toBe(false);
});

test('what is typed into a search is one step, and leaving it is one back', () => {
  const places = start();
  for (const query of ['', 'k', 'ki']) places.go({ kind: 'search', query });
  expect([places.here, places.moves]).toEqual([{ kind: 'search', query: 'ki' }, 1]);
  places.back();
  expect(places.here).toEqual({ kind: 'tracks' });
});

test('the window opens where it was closed, but not in a search', () => {
  const places = start();
  places.go({ kind: 'genre', id: 4 });
  places.go({ kind: 'search', query: 'x' });
  expect(start().here).toEqual({ kind: 'genre', id: 4 });
});

test('what a page keeps is found when it is come back to, and the oldest is forgotten first', () => {
  const places = start();
  const first = places.keep('list', () => ({ made: 1 }));
  places.go({ kind: 'album', id: 1 });
  expect(places.keep('list', () => ({ made: 2 }))).toEqual({ made: 2 });
  places.back();
  expect(places.keep('list', () => ({ made: 3 }))).toBe(first);
  for (let id = 2; id < 60; id++) {
    places.go({ kind: 'album', id });
    places.keep('list', () => ({ made: id }));
  }
  places.go({ kind: 'tracks' });
  expect(places.keep('list', () => ({ made: 4 }))).toEqual({ made: 4 });
});

test('a place that is named anew shows everything, and the way back leads to what was filtered', () => {
  const places = start();
  const list = (): { filtered: boolean } => places.keep('list', () => ({ filtered: false }));
  const first = list();
  places.visit({ kind: 'albums' });
  places.visit({ kind: 'tracks' });
  expect(list()).toBe(first);
  first.filtered = true;
  places.visit({ kind: 'albums' });
  places.visit({ kind: 'tracks' });
  expect(list()).toEqual({ filtered: false });
  places.back();
  places.back();
  expect(list()).toBe(first);
  // Named while it is in front: that is a step, too.
  places.visit({ kind: 'albums' });
  places.go({ kind: 'tracks' });
  expect(list()).toEqual({ filtered: false });
});
