import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeProgram } from '../ipc/fake/program';
import { Notices } from './notices.svelte';
import { Player } from './player.svelte';
import { Scrub } from './scrub.svelte';
import { Settings } from './settings.svelte';

let program: FakeProgram;
let player: Player;
let scrub: Scrub;
let sought: number[];

beforeEach(async () => {
  vi.useFakeTimers();
  program = new FakeProgram('20');
  sought = [];
  const seek = program.seek.bind(program);
  program.seek = (positionMs) => {
    sought.push(positionMs);
    return seek(positionMs);
  };
  player = new Player(program, new Notices(), new Settings({ getItem: () => null, setItem: () => undefined } as unknown as Storage, ['en']));
  program.subscribe((event) => {
    if (event.type === 'player') player.apply(event.state);
    if (event.type === 'position') player.anchor(event.positionMs, event.playing);
  });
  void program.playTracks([1, 2], 0, { kind: 'library', detail: null });
  void program.togglePlayback();
  await vi.advanceTimersByTimeAsync(1);
  player.seek(10_000);
  await vi.advanceTimersByTimeAsync(1);
  sought.length = 0;
  scrub = new Scrub(player);
});
afterEach(() => void vi.useRealTimers());

test('what is seen follows at once, what is heard a few times a second, and the last place is heard', async () => {
  for (let step = 1; step <= 40; step++) {
    scrub.move(20_000 + step * 100);
    expect(scrub.held).toBe(20_000 + step * 100);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(sought.length).toBeGreaterThanOrEqual(4);
  expect(sought.length).toBeLessThanOrEqual(6);
  scrub.letGo(24_123);
  await vi.advanceTimersByTimeAsync(5);
  expect(sought.at(-1)).toBe(24_123);
  expect(scrub.held).toBeNull();
  expect(player.position).toBe(24_123);
  await vi.runAllTimersAsync();
  expect(sought.at(-1)).toBe(24_123);
});

test('a click is one seek', async () => {
  scrub.move(30_000);
  await vi.advanceTimersByTimeAsync(5);
  scrub.letGo(30_000);
  await vi.runAllTimersAsync();
  expect(sought).toEqual([30_000]);
  expect(scrub.held).toBeNull();
});

test('taken back, it is where it was', async () => {
  scrub.move(30_000);
  await vi.advanceTimersByTimeAsync(200);
  scrub.move(50_000);
  scrub.cancel();
  await vi.runAllTimersAsync();
  expect(sought.at(-1)).toBe(10_000);
  expect([player.position, scrub.held]).toEqual([10_000, null]);
});

test('a slow program is asked for one place at a time, the latest', async () => {
  program.latencyMs = 400;
  for (let step = 1; step <= 10; step++) {
    scrub.move(step * 1000);
    await vi.advanceTimersByTimeAsync(20);
  }
  scrub.letGo(77_000);
  expect(sought).toEqual([1000]);
  expect(scrub.held).toBe(77_000);
  await vi.runAllTimersAsync();
  expect(sought).toEqual([1000, 77_000]);
});

test('a track that begins under the hand is not moved', async () => {
  scrub.move(30_000);
  await vi.advanceTimersByTimeAsync(100);
  void program.next();
  await vi.advanceTimersByTimeAsync(1);
  scrub.move(40_000);
  scrub.letGo(41_000);
  await vi.advanceTimersByTimeAsync(100);
  expect(sought).toEqual([30_000]);
  expect(scrub.held).toBeNull();
});
