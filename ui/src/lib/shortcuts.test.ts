import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { KEYS, runShortcut } from './shortcuts';
import type { Attune } from './state/attune.svelte';

const done: string[] = [];
const note = (what: string) => (): void => void done.push(what);
const attune = {
  player: { track: {}, toggle: note('play'), previous: note('previous'), next: note('next'), toggleMute: note('mute'), louder: note('louder'), quieter: note('quieter'), seekBy: (ms: number) => done.push(ms < 0 ? 'seekBack' : 'seekAhead'), toggleStopAfter: note('stopAfter') },
  sound: { openEqualizer: note('equalizer') },
  setMini: note('mini'),
  mini: false,
  queue: { undo: note('undo'), redo: note('redo') },
  library: { toggleLike: note('like') },
  places: { here: { kind: 'search' }, back: note('back'), forward: note('forward') },
  preview: { trackId: null },
  notices: { attempt: () => undefined },
  backend: { quit: note('quit') },
  nowPlayingOpen: false,
};

vi.stubGlobal('HTMLElement', class {});
vi.stubGlobal('document', { querySelector: () => null, getElementById: (id: string) => ({ focus: note(id) }) });
afterAll(() => vi.unstubAllGlobals());
beforeEach(() => void (done.length = 0));

const NAMED: Record<string, string> = { Space: ' ', '←': 'ArrowLeft', '→': 'ArrowRight', '↑': 'ArrowUp', '↓': 'ArrowDown' };
function pressed(combination: string): KeyboardEvent {
  const parts = combination.split(' ');
  const name = parts.at(-1) as string;
  const held = (modifier: string): boolean => parts.includes(modifier);
  const [ctrlKey, altKey, shiftKey] = [held('Ctrl'), held('Alt'), held('Shift')];
  return { key: NAMED[name] ?? name.toLowerCase(), code: '', ctrlKey, altKey, shiftKey, metaKey: false, defaultPrevented: false, target: null } as KeyboardEvent;
}

test.each(Object.entries(KEYS).filter(([what]) => what !== 'fullView'))('%s is on %s', (what, combination) => {
  expect(runShortcut(pressed(combination), attune as unknown as Attune)).toBe(true);
  expect(done).toEqual([what === 'searchToo' ? 'search' : what]);
});

test('the full view opens and closes with its key', () => {
  for (const open of [true, false]) {
    expect(runShortcut(pressed(KEYS.fullView), attune as unknown as Attune)).toBe(true);
    expect(attune.nowPlayingOpen).toBe(open);
  }
});

test('in the small window, what is not there does nothing, and Escape leads back', () => {
  attune.mini = true;
  for (const what of ['search', 'searchToo', 'filter', 'similar', 'back', 'forward', 'equalizer', 'fullView'] as const) {
    expect(runShortcut(pressed(KEYS[what]), attune as unknown as Attune), what).toBe(false);
  }
  for (const what of ['play', 'next', 'mute', 'louder', 'seekAhead', 'stopAfter', 'mini'] as const) expect(runShortcut(pressed(KEYS[what]), attune as unknown as Attune), what).toBe(true);
  done.length = 0;
  expect(runShortcut({ ...pressed('Escape'), key: 'Escape' }, attune as unknown as Attune)).toBe(true);
  expect(done).toEqual(['mini']);
  attune.mini = false;
});

test('a letter alone is no command, so no tooltip names one', () => {
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') expect(runShortcut(pressed(letter), attune as unknown as Attune)).toBe(false);
  // Written out are only the keys of a list, which its rows obey.
  const written = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.svelte'))
    .flatMap((name) => [...readFileSync(join('src', name), 'utf8').matchAll(/shortcut="([^"]+)"/g)].map((found) => found[1]));
  expect([...new Set(written)].sort()).toEqual(['+', '0', 'Esc', 'F2', 'Space', '−']);
});
