import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeProgram } from '../ipc/fake/program';
import type { JobsView, MixesView, NoticeView, PlayerState } from '../ipc/types';
import { Attune } from './attune.svelte';

const storage = { getItem: () => null, setItem: () => {} } as unknown as Storage;
const document = Object.assign(new EventTarget(), { hidden: false }) as unknown as Document;
const REST: JobsView = { scan: null, analysis: null, settled: false, failed: 0 };
const WORK: JobsView = { ...REST, analysis: { done: 3, total: 9, etaMs: null, paused: false, current: null } };

let program: FakeProgram;
let attune: Attune;
let stop: () => void;

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(50);
const asked = (name: string): number => program.calls.filter((call) => call === name).length;
/** Holds back the answers of a command until they are let go, oldest first. */
function hold<Name extends 'playerState' | 'jobs' | 'dailyMixes'>(name: Name): ((value: Awaited<ReturnType<FakeProgram[Name]>>) => void)[] {
  const held: ((value: never) => void)[] = [];
  Object.assign(program, { [name]: () => new Promise((resolve) => held.push(resolve)) });
  return held as never;
}
function start(): void {
  stop = attune.start(document);
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 21, 12) });
  program = new FakeProgram('20');
  attune = new Attune(program, storage, ['en']);
});
afterEach(() => {
  stop();
  program.work.stop();
  vi.useRealTimers();
});

test('a first answer that comes after an event does not overwrite it', async () => {
  const players = hold('playerState');
  const jobs = hold('jobs');
  start();
  await settle();
  program.emit({ type: 'player', state: { ...program.state(), volume: 0.3 } });
  program.emit({ type: 'jobs', jobs: WORK });
  players[0]?.({ ...program.state(), volume: 0.9 } satisfies PlayerState);
  jobs[0]?.(REST);
  await settle();
  expect(attune.player.state.volume).toBe(0.3);
  expect(attune.jobs.view).toEqual(WORK);
});

test('without an event the first answers are taken', async () => {
  program.setVolume(0.4);
  await settle();
  start();
  await settle();
  expect([attune.player.state.volume, attune.library.overview?.tracks]).toEqual([0.4, 20]);
});

test('nothing is asked before the window listens', async () => {
  let listens: () => void = () => {};
  const subscribe = program.subscribe.bind(program);
  program.subscribe = (handler) => ({ ...subscribe(handler), listening: new Promise((resolve) => (listens = resolve)) });
  start();
  await settle();
  expect(program.calls).toEqual([]);
  listens();
  await settle();
  expect(asked('playerState')).toBe(1);
});

test('what happened before the window listened is said, once, as what happens later', async () => {
  program.earlier = [{ kind: 'libraryRebuilt' }, { kind: 'userLost', keptAs: '/data/user.db.damaged' }];
  start();
  await settle();
  program.emit({ type: 'notice', notice: { kind: 'trackSkipped', title: 'Kites', reason: { code: 'other', detail: 'no such file' } } satisfies NoticeView });
  expect(attune.notices.list.map(({ level, text }) => `${level}: ${text}`)).toEqual([
    'warning: Kites was skipped: no such file',
    'warning: The file with your likes, plays and playlists was damaged and there is no backup; it was kept as /data/user.db.damaged.',
    'warning: The library file was damaged and is being rebuilt; likes, plays and playlists are safe.',
  ]);
  expect(program.earlier).toEqual([]);
});

test('the last mixes that were asked for are the ones that are shown', async () => {
  const answers = hold('dailyMixes');
  const mixes = (name: string): MixesView => ({
    day: '2026-11-21',
    state: 'ready',
    balancePercent: 50,
    mixes: [{ number: 1, name, basis: 'history', pinned: false, durationMs: 0, tracks: [] }],
  });
  start();
  await settle();
  program.emit({ type: 'mixesChanged' });
  program.emit({ type: 'mixesChanged' });
  await settle();
  answers[0]?.(mixes('old'));
  await settle();
  answers[1]?.(mixes('new'));
  await settle();
  expect([answers.length, attune.discover.mixes?.mixes[0]?.name]).toEqual([2, 'new']);
});

test('yesterday’s mixes are asked for anew when the window is seen or used, once', async () => {
  start();
  await settle();
  expect([asked('dailyMixes'), attune.discover.mixes?.day]).toEqual([1, '2026-11-21']);
  document.dispatchEvent(new Event('click'));
  await settle();
  expect(asked('dailyMixes')).toBe(1);
  vi.setSystemTime(new Date(2026, 10, 22, 0, 1));
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect([asked('dailyMixes'), attune.discover.mixes?.day]).toEqual([2, '2026-11-22']);
  document.dispatchEvent(new Event('keyup'));
  await settle();
  expect(asked('dailyMixes')).toBe(2);
});

test('a program whose day is another one is not asked at every key', async () => {
  program.dailyMixes = async () => {
    program.calls.push('dailyMixes');
    return { day: '1999-01-01', state: 'notAnalysed', balancePercent: 50, mixes: [] };
  };
  start();
  await settle();
  for (let i = 0; i < 5; i++) document.dispatchEvent(new Event('keyup'));
  await settle();
  expect(asked('dailyMixes')).toBe(2);
});

test('similar tracks are asked for again once the last batch can be compared, not with every batch', async () => {
  start();
  await settle();
  program.emit({ type: 'player', state: { ...program.state(), track: program.library.tracks[4]!, itemId: 1 } });
  program.emit({ type: 'jobs', jobs: WORK });
  await settle();
  const before = asked('similar');
  program.emit({ type: 'mixesChanged' });
  await settle();
  expect(asked('similar')).toBe(before);
  program.emit({ type: 'jobs', jobs: REST });
  await settle();
  const after = asked('similar');
  program.emit({ type: 'mixesChanged' });
  await settle();
  expect(asked('similar')).toBe(after + 1);
});

test('failures are asked for only while they are looked at, and at most once a second', async () => {
  start();
  await settle();
  const fail = (failed: number): void => program.emit({ type: 'jobs', jobs: { ...REST, failed } });
  for (let failed = 1; failed <= 20; failed++) fail(failed);
  await settle();
  expect(asked('failures')).toBe(0);

  const close = attune.jobs.watchFailures();
  await settle();
  expect(asked('failures')).toBe(1);
  for (let failed = 21; failed <= 60; failed++) {
    fail(failed);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(asked('failures')).toBeLessThanOrEqual(4);
  await vi.advanceTimersByTimeAsync(1100);
  const last = asked('failures');
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked('failures')).toBe(last);

  close();
  fail(61);
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked('failures')).toBe(last);
});

test('mixes that are drawn elsewhere are kept up to date though their panel is folded', async () => {
  attune.settings.toggleFolded('dailyMix');
  start();
  await settle();
  expect(asked('dailyMixes')).toBe(0);
  const leave = attune.discover.want();
  await settle();
  expect(asked('dailyMixes')).toBe(1);
  attune.handle({ type: 'mixesChanged' });
  await settle();
  expect(asked('dailyMixes')).toBe(2);
  leave();
  attune.handle({ type: 'mixesChanged' });
  await settle();
  expect(asked('dailyMixes')).toBe(2);
});

test('playlists are read again when tracks come or go, not with every like', async () => {
  start();
  await settle();
  const before = asked('playlists');
  void program.setLiked([1], true);
  await settle();
  expect(asked('playlists')).toBe(before);
  program.library.tracks.pop();
  attune.handle({ type: 'libraryChanged', revision: 99 });
  await settle();
  expect(asked('playlists')).toBe(before + 1);
});
