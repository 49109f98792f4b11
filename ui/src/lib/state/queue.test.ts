import { beforeEach, expect, test } from 'vitest';
import { FakeProgram } from '../ipc/fake/program';
import type { Source } from '../ipc/types';
import type { Chosen } from './chosen';
import { Notices } from './notices.svelte';
import { Queue } from './queue.svelte';

const SOURCE: Source = { kind: 'library', detail: null };
const some = (...ids: number[]): Chosen => ({ count: ids.length, track: null, ids: async () => ids });

let program: FakeProgram;
let queue: Queue;
const there = (count: number): number[] => program.queue.items.slice(0, count).map(({ trackId }) => trackId);
const inserts = (): number => program.calls.filter((call) => call === 'insertTracks').length;

beforeEach(async () => {
  program = new FakeProgram('20');
  queue = new Queue(program, new Notices());
  program.subscribe((event) => event.type === 'queueChanged' && queue.changed());
  await program.playTracks([1, 2, 3], 0, SOURCE);
  await queue.rows.refresh();
});

test('tracks are let go before an item as one edit, wherever it stands when their turn comes', async () => {
  queue.inTurn(() => queue.remove([program.queue.items[0]!.itemId]));
  queue.insert(some(7, 8), SOURCE, 2);
  await expect.poll(() => there(4)).toEqual([2, 7, 8, 3]);
  expect(inserts()).toBe(1);
  queue.undo();
  await expect.poll(() => there(2)).toEqual([2, 3]);
});

test('among what was added automatically they come where the own ones end', async () => {
  queue.insert(some(7), SOURCE, program.queue.items.length);
  await expect.poll(() => there(4)).toEqual([1, 2, 3, 7]);
});

test('nothing to let go is no edit, and a turn that fails is not the last one', async () => {
  const before = program.queue.revision;
  queue.insert(some(), SOURCE, 1);
  queue.inTurn(() => Promise.reject({ code: 'internal', message: 'lost' }));
  queue.insert(some(9), SOURCE, 1);
  await expect.poll(() => there(2)).toEqual([1, 9]);
  expect([inserts(), program.queue.revision]).toEqual([1, before + 1]);
});

test('what is said counts the tracks that came, not those that were spoken of', async () => {
  const album: Chosen = { ...some(7, 8), count: 4 };
  await queue.append(album, SOURCE);
  expect(queue.notices.list[0]?.text).toBe('2 tracks added to the queue');
  await queue.playNext(album, SOURCE);
  expect(queue.notices.list[0]?.text).toBe('2 tracks play next');
});
