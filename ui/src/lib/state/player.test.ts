import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeProgram } from '../ipc/fake/program';
import { Notices } from './notices.svelte';
import { Player } from './player.svelte';
import { Settings } from './settings.svelte';

const SEEN = { hidden: false };
let program: FakeProgram;
let player: Player;
let stop: () => void;
const storage = { getItem: () => null, setItem: () => undefined } as unknown as Storage;

beforeEach(() => {
  vi.useFakeTimers();
  SEEN.hidden = false;
  program = new FakeProgram('20');
  player = new Player(program, new Notices(), new Settings(storage, ['en']));
  const page = new EventTarget();
  stop = player.startClock(Object.assign(page, SEEN) as unknown as Document);
  program.subscribe((event) => {
    if (event.type === 'player') player.apply(event.state);
    if (event.type === 'position') player.anchor(event.positionMs, event.playing);
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});
const played = async (command: Promise<unknown>): Promise<void> => {
  await vi.advanceTimersByTimeAsync(1);
  await command;
};

test('at rest nothing runs', async () => {
  expect(vi.getTimerCount()).toBe(0);
  await played(program.playTracks([1], 0, { kind: 'library', detail: null }));
  await vi.advanceTimersByTimeAsync(1000);
  expect(player.position).toBeGreaterThan(900);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  await played(program.togglePlayback());
  expect(vi.getTimerCount()).toBe(0);
});

test('the sleep timer counts minutes that have begun, and wakes once for each', async () => {
  await played(program.setSleep(15));
  expect(player.sleepMinutes).toBe(15);
  // The timer of the program, and that of the window.
  expect(vi.getTimerCount()).toBe(2);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(player.sleepMinutes).toBe(14);
  await vi.advanceTimersByTimeAsync(13 * 60_000);
  expect(player.sleepMinutes).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(player.sleepMinutes).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

test('playback ends with the track when that was asked for, once', async () => {
  await played(program.playTracks([1, 2, 3], 0, { kind: 'library', detail: null }));
  await played(program.setStopAfter(true));
  expect(player.state.stopAfter).toBe(true);
  await vi.advanceTimersByTimeAsync(player.state.durationMs);
  expect(player.state).toMatchObject({ status: 'paused', stopAfter: false });
  expect(player.track?.id).toBe(2);
});

test('steps in a row add up, however late their answers come', async () => {
  await played(program.playTracks([1], 0, { kind: 'library', detail: null }));
  await played(program.togglePlayback());
  program.latencyMs = 50;
  for (let step = 0; step < 6; step++) {
    player.seekBy(5000);
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(Math.round(player.position / 1000)).toBe(30);
  await vi.advanceTimersByTimeAsync(500);
  expect(Math.round(program.clock.position() / 1000)).toBe(30);
});

test('a seek that is refused leaves the position where the music is', async () => {
  await played(program.playTracks([1], 0, { kind: 'library', detail: null }));
  await played(program.togglePlayback());
  program.seek = () => Promise.reject({ code: 'internal', message: 'cannot seek' });
  void player.seek(60_000);
  await vi.advanceTimersByTimeAsync(10);
  expect(player.position).toBeLessThan(1000);
});
