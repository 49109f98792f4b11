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
  search.look('nocturne');
  await expect.poll(() => search.results?.query).toBe('nocturne');
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
  search.look('rain');
  await expect.poll(() => search.results?.query).toBe('rain');
  expect(search.tracks.view).toEqual({ scope: { kind: 'all' }, query: 'rain', sort: [{ key: 'year', descending: false }] });
});

test('of what is typed until an answer comes only the newest is asked, and no older answer is shown', async () => {
  const { program, search } = await searched();
  const answer = program.search.bind(program);
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  program.search = async (query, limit) => {
    asked.push(query);
    await new Promise<void>((resolve) => answers.push(resolve));
    return answer(query, limit);
  };
  for (const typed of ['r', 'ra', 'rai', 'rain']) search.look(typed);
  expect(asked).toEqual(['r']);
  answers[0]?.();
  await expect.poll(() => asked).toEqual(['r', 'rain']);
  expect([search.results?.query, search.tracks.view.query]).toEqual(['nocturne', 'nocturne']);
  answers[1]?.();
  await expect.poll(() => search.results?.query).toBe('rain');
  expect(search.tracks.view.query).toBe('rain');

  // Emptied meanwhile, the field has nothing to show.
  search.look('ghost');
  search.look('');
  answers[2]?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect([search.results, asked.length]).toEqual([null, 3]);
});

test('the tracks of an answer are in the list with it, and not asked for again', async () => {
  const { program, search } = await searched();
  expect(search.tracks.rows.row(0)).toEqual(search.results?.tracks[0]);
  search.tracks.catchUp('1 ');
  expect(program.calls.filter((call) => call === 'listTracks')).toEqual([]);
});
