import { expect, test } from 'vitest';
import { FakeProgram } from '../ipc/fake/program';
import { Notices } from './notices.svelte';
import { Search } from './search.svelte';
import { Settings } from './settings.svelte';

const storage = { getItem: () => null, setItem: () => {} } as unknown as Storage;

async function searched(): Promise<{ program: FakeProgram; search: Search; asked: () => number }> {
  const program = new FakeProgram('20');
  const search = new Search(program, new Notices(), new Settings(storage, ['en']));
  search.watch();
  await search.look('nocturne');
  await search.tracks.rows.need(0, 1);
  return { program, search, asked: () => program.calls.filter((call) => call === 'search').length };
}

test('a change of the library leaves the order, the selection and the place of the results', async () => {
  const { search, asked } = await searched();
  search.tracks.sort([{ key: 'title', descending: true }]);
  await search.tracks.rows.need(0, 1);
  search.tracks.selection.only(1);
  search.tracks.scrollTop = 44;
  const before = search.results;
  search.again();
  await expect.poll(() => search.results).not.toBe(before);
  expect(asked()).toBe(2);
  expect(search.tracks.view.sort).toEqual([{ key: 'title', descending: true }]);
  expect(search.tracks.selection.sorted()).toEqual([1]);
  expect(search.tracks.scrollTop).toBe(44);
});

test('nobody looking, nothing is asked before somebody does', async () => {
  const { search, asked } = await searched();
  search.watch()();
  search.again();
  search.again();
  await Promise.resolve();
  expect(asked()).toBe(1);
  search.watch();
  await expect.poll(asked).toBe(2);
  search.watch();
  expect(asked()).toBe(2);
});

test('another search is in the order the results were last put in', async () => {
  const { search } = await searched();
  search.settings.setView('search sort', [{ key: 'year', descending: false }]);
  await search.look('rain');
  expect(search.tracks.view).toEqual({ scope: { kind: 'all' }, query: 'rain', sort: [{ key: 'year', descending: false }] });
});
