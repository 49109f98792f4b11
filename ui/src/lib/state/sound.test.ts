import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeProgram } from '../ipc/fake/program';
import { Notices } from './notices.svelte';
import { Sound } from './sound.svelte';

let program: FakeProgram;
let notices: Notices;
let sound: Sound;
const sent = (): number => program.calls.filter((call) => call === 'setSound').length;
const held = () => program.heardThrough.settings;

beforeEach(async () => {
  vi.useFakeTimers();
  program = new FakeProgram('20');
  notices = new Notices();
  sound = new Sound(program, notices);
  const loaded = sound.load();
  await vi.runAllTimersAsync();
  await loaded;
});
afterEach(() => void vi.useRealTimers());

test('a slider is seen at once and heard a moment later, its last place included', async () => {
  for (let db = 1; db <= 9; db++) sound.change({ preampDb: db });
  expect(sound.settings?.preampDb).toBe(9);
  expect(sent()).toBe(0);
  await vi.runAllTimersAsync();
  expect([sent(), held().preampDb]).toEqual([1, 9]);
});

test('a drag that goes on is heard while it does', async () => {
  for (let step = 0; step < 30; step++) {
    sound.setBand(0, step / 10);
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(sent()).toBeGreaterThan(4);
  expect(sent()).toBeLessThan(12);
  await vi.runAllTimersAsync();
  expect(held().equalizer.bandsDb[0]).toBe(2.9);
});

test('what is changed while an answer is awaited is sent after it', async () => {
  program.latencyMs = 500;
  sound.change({ loudness: 'off' });
  await vi.advanceTimersByTimeAsync(100);
  sound.change({ crossfadeMs: 4000 });
  await vi.runAllTimersAsync();
  expect(held()).toMatchObject({ loudness: 'off', crossfadeMs: 4000 });
  expect(sent()).toBe(2);
});

test('what is refused is put back and told', async () => {
  program.heardThrough.refusal = { code: 'internal', message: 'no such device' };
  sound.change({ device: 'Gone' });
  expect(sound.settings?.device).toBe('Gone');
  await vi.runAllTimersAsync();
  expect(sound.settings?.device).toBeNull();
  expect(notices.list[0]?.text).toContain('no such device');
  sound.change({ preampDb: 3 });
  await vi.runAllTimersAsync();
  expect(held()).toMatchObject({ device: null, preampDb: 3 });
});

test('an answer that was asked for before a change does not take it back', async () => {
  program.latencyMs = 200;
  const asked = sound.load();
  sound.change({ preampDb: 5 });
  program.heardThrough.devices = ['New speakers'];
  await vi.runAllTimersAsync();
  await asked;
  expect(sound.settings?.preampDb).toBe(5);
  expect(sound.view?.devices).toEqual(['New speakers']);
});

test('a band by hand is no preset any more; reset is one again', async () => {
  sound.usePreset('rock');
  expect(sound.equalizer).toMatchObject({ preset: 'rock', preampDb: -5 });
  sound.setBand(3, -4);
  expect(sound.equalizer?.preset).toBeNull();
  expect(sound.equalizer?.bandsDb.slice(2, 5)).toEqual([3, -4, -0.5]);
  sound.reset();
  expect(sound.equalizer).toEqual({ on: true, preset: 'flat', preampDb: 0, bandsDb: Array(10).fill(0) });
});

test('trying presets does not cost the own curve, and whoever shapes hears it', () => {
  sound.changeEqualizer({ on: false });
  sound.setBand(0, 8);
  expect(sound.equalizer).toMatchObject({ on: true, preset: null });
  sound.usePreset('rock');
  sound.usePreset('jazz');
  expect(sound.equalizer?.preset).toBe('jazz');
  sound.usePreset(null);
  expect(sound.equalizer?.bandsDb[0]).toBe(8);
  expect(sound.presetName).toBeNull();
  sound.setBand(0, 0);
  expect(sound.presetName).toBe('flat');
});
